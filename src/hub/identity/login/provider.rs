//! The provider: the one host beside readers' browsers that the hub ever asks anything.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Client, RequestBuilder, Url, redirect};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use super::LoginError;
use super::state::State;
use crate::config::LoginConfig;
use crate::identity::token::{Claims, Refusal, Rules, TokenKey, keys_of_set};

/// How long the provider may take for one answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Most bytes in one of its answers.
const MAX_ANSWER: usize = 256 * 1024;

/// Characters in its longest token.
const MAX_TOKEN: usize = 16 * 1024;

/// How long what it says of itself is believed.
const BELIEF: Duration = Duration::from_secs(3_600);

/// How soon it may be asked again, by a token whose key is not known.
const PAUSE: Duration = Duration::from_secs(60);

/// What the hub asks of the provider.
pub struct Provider {
    client: Client,
    issuer: String,
    client_id: String,
    secret: Option<Vec<u8>>,
    /// Origins where it may have its endpoints.
    origins: Vec<String>,
    rules: Rules,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    known: Option<Arc<Known>>,
    /// When it was last asked because a token's key was not known.
    asked_again: Option<Instant>,
}

/// What the provider says of itself (OpenID Connect Discovery 1.0, section 3).
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

struct Known {
    metadata: Metadata,
    keys: Vec<TokenKey>,
    since: Instant,
}

#[derive(Deserialize)]
struct Redeemed {
    id_token: String,
}

impl Provider {
    pub fn new(config: &LoginConfig, secret: Option<Vec<u8>>) -> Result<Self, reqwest::Error> {
        // A second one in one process finds the mathematics of TLS there already.
        let tls = rustls::crypto::ring::default_provider();
        tls.install_default().ok();
        let client = Client::builder()
            // Nobody but the provider itself is asked, whatever it or the environment says.
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(PATIENCE)
            .build()?;
        let issuer = config.issuer.clone();
        let mut origins = config.endpoints.clone();
        if let Ok(address) = Url::parse(&issuer) {
            origins.push(address.origin().ascii_serialization());
        }
        Ok(Self {
            client,
            client_id: config.client_id.clone(),
            secret,
            origins,
            rules: Rules {
                issuer: issuer.clone(),
                audience: config.client_id.clone(),
                skew: config.skew,
                max_len: MAX_TOKEN,
                max_life: None,
            },
            issuer,
            memory: Mutex::default(),
        })
    }

    /// Where a browser is to go to sign on.
    pub async fn sign_on_address(
        &self,
        callback: &str,
        state: &State,
    ) -> Result<String, LoginError> {
        let known = self.known().await?;
        let mut address = self.endpoint(&known.metadata.authorization_endpoint)?;
        address.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("scope", "openid"),
            ("client_id", &self.client_id),
            ("redirect_uri", callback),
            ("state", &state.name()),
            ("nonce", &state.nonce()),
            ("code_challenge", &state.challenge()),
            ("code_challenge_method", "S256"),
        ]);
        Ok(address.into())
    }

    /// Refuses an answer that another provider gave (RFC 9207).
    pub async fn check_issuer(&self, said: Option<&str>) -> Result<(), LoginError> {
        let known = self.known().await?;
        let must = known
            .metadata
            .authorization_response_iss_parameter_supported;
        match said {
            Some(issuer) if issuer == self.issuer => Ok(()),
            None if !must => Ok(()),
            _ => Err(LoginError::Strange("the answer is another provider's")),
        }
    }

    /// Who the provider says has signed on. A code is good once, and the provider sees to that.
    pub async fn redeem(
        &self,
        code: &str,
        callback: &str,
        state: &State,
        now: u64,
    ) -> Result<String, LoginError> {
        let known = self.known().await?;
        let request = self.redemption(&known.metadata, code, callback, state)?;
        let redeemed: Redeemed = ask(request).await?;
        let claims = self.check(&redeemed.id_token, now).await?;
        if claims.nonce.as_deref() != Some(state.nonce().as_str()) {
            return Err(LoginError::Token(Refusal::OtherNonce));
        }
        if !claims.is_for_client(&self.client_id) {
            return Err(LoginError::Token(Refusal::OtherAudience));
        }
        Ok(claims.sub)
    }

    fn redemption(
        &self,
        metadata: &Metadata,
        code: &str,
        callback: &str,
        state: &State,
    ) -> Result<RequestBuilder, LoginError> {
        let endpoint = self.endpoint(&metadata.token_endpoint)?;
        let mut request = self.client.post(endpoint.clone());
        let mut form = endpoint;
        form.set_query(None);
        form.query_pairs_mut().extend_pairs([
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", callback),
            ("client_id", &self.client_id),
            ("code_verifier", &state.verifier()),
        ]);
        if let Some(secret) = &self.secret {
            let secret = String::from_utf8_lossy(secret);
            let methods = metadata.token_endpoint_auth_methods_supported.as_deref();
            let basic = |methods: &[String]| methods.iter().any(|m| m == "client_secret_basic");
            if methods.is_none_or(basic) {
                request = request.header(AUTHORIZATION, self.basic(&secret));
            } else {
                form.query_pairs_mut().append_pair("client_secret", &secret);
            }
        }
        let body = form.query().unwrap_or_default().to_owned();
        Ok(request
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body))
    }

    /// RFC 6749, section 2.3.1: name and secret are encoded before they are joined.
    fn basic(&self, secret: &str) -> String {
        let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let pair = format!("{}:{}", encode(&self.client_id), encode(secret));
        format!("Basic {}", STANDARD.encode(pair))
    }

    /// What the token says. A provider that has changed its keys since is asked for them, once in a while.
    async fn check(&self, token: &str, now: u64) -> Result<Claims, LoginError> {
        let known = self.known().await?;
        let checked = match self.rules.check(&known.keys, token, now) {
            Err(Refusal::UnknownKey) => {
                let known = self.known_anew().await?;
                self.rules.check(&known.keys, token, now)
            }
            checked => checked,
        };
        checked.map_err(LoginError::Token)
    }

    /// What the provider says of itself.
    async fn known(&self) -> Result<Arc<Known>, LoginError> {
        let mut memory = self.memory.lock().await;
        if let Some(known) = memory
            .known
            .as_ref()
            .filter(|known| known.since.elapsed() < BELIEF)
        {
            return Ok(Arc::clone(known));
        }
        self.learn(&mut memory).await
    }

    /// The same, asked again unless that was done a moment ago.
    async fn known_anew(&self) -> Result<Arc<Known>, LoginError> {
        let mut memory = self.memory.lock().await;
        if memory
            .asked_again
            .is_none_or(|asked| asked.elapsed() >= PAUSE)
        {
            memory.asked_again = Some(Instant::now());
            return self.learn(&mut memory).await;
        }
        let known = memory.known.as_ref().map(Arc::clone);
        known.ok_or(LoginError::Token(Refusal::UnknownKey))
    }

    async fn learn(&self, memory: &mut Memory) -> Result<Arc<Known>, LoginError> {
        let known = Arc::new(self.discover().await?);
        memory.known = Some(Arc::clone(&known));
        Ok(known)
    }

    async fn discover(&self) -> Result<Known, LoginError> {
        let issuer = self.issuer.trim_end_matches('/');
        let address = format!("{issuer}/.well-known/openid-configuration");
        let metadata: Metadata = ask(self.client.get(self.endpoint(&address)?)).await?;
        if metadata.issuer != self.issuer {
            return Err(LoginError::Provider("it calls itself another issuer"));
        }
        let set: serde_json::Value =
            ask(self.client.get(self.endpoint(&metadata.jwks_uri)?)).await?;
        let keys = keys_of_set(set.to_string().as_bytes());
        let mut keys = keys.map_err(|_| LoginError::Provider("its keys are no set of keys"))?;
        // What it publishes is no secret, whatever it calls it.
        keys.retain(|key| !key.is_secret());
        Ok(Known {
            metadata,
            keys,
            since: Instant::now(),
        })
    }

    /// An address of the provider, and of nobody else.
    fn endpoint(&self, address: &str) -> Result<Url, LoginError> {
        let foreign =
            LoginError::Provider("one of its endpoints is on an origin that is not listed");
        let address = Url::parse(address).map_err(|_| foreign)?;
        let origin = address.origin().ascii_serialization();
        if self.origins.contains(&origin) {
            Ok(address)
        } else {
            Err(foreign)
        }
    }
}

/// Asks, and reads an answer of bounded length.
async fn ask<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, LoginError> {
    let unreachable = |_| LoginError::Provider("it cannot be reached");
    let answer = request.header(ACCEPT, "application/json").send().await;
    let mut answer = answer.map_err(unreachable)?;
    if !answer.status().is_success() {
        return Err(LoginError::Provider(
            "it does not answer with what was asked",
        ));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_ANSWER {
            return Err(LoginError::Provider("it answers at too great length"));
        }
    }
    serde_json::from_slice(&body)
        .map_err(|_| LoginError::Provider("it answers with what was not asked"))
}
