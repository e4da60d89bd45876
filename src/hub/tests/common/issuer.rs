//! A small honest OpenID provider on a free port, which can be told to do one thing wrong.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header::AUTHORIZATION};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::signer::{Signer, now};

/// Who signs on, whoever comes.
pub const SUBJECT: &str = "user-17";
pub const CLIENT: &str = "groundswell";
pub const SECRET: &str = "a secret: with signs";

/// What the provider does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    Nothing,
    Nonce,
    NoNonce,
    Audience,
    AnotherClientsToken,
    Expired,
    Signature,
    Algorithm,
    TokensIssuer,
    OwnName,
    KeysElsewhere,
    AnswersIssuer,
    NoIssuer,
    Subject,
    Denied,
    Endless,
    Moved,
}

type Parameters = HashMap<String, String>;

/// The provider, until it is dropped.
pub struct TestIssuer {
    shared: Arc<Shared>,
    running: JoinHandle<()>,
}

struct Shared {
    issuer: String,
    keys: Mutex<(String, Arc<Signer>)>,
    wrong: Mutex<Wrong>,
    /// What was asked for, by code; a code is taken out when it is redeemed.
    codes: Mutex<HashMap<String, Parameters>>,
    /// Every path that was asked for.
    asked: Mutex<Vec<&'static str>>,
}

impl TestIssuer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            issuer: format!("http://{address}"),
            keys: Mutex::new(("first".into(), Arc::new(Signer::ed_dsa()))),
            wrong: Mutex::new(Wrong::Nothing),
            codes: Mutex::default(),
            asked: Mutex::default(),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .with_state(Arc::clone(&shared));
        let running = tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        Self { shared, running }
    }

    pub fn name(&self) -> &str {
        &self.shared.issuer
    }

    pub fn does_wrong(&self, wrong: Wrong) {
        *self.shared.wrong.lock().unwrap() = wrong;
    }

    /// Signs with another key from now on.
    pub fn changes_keys(&self, id: &str, signer: Signer) {
        *self.shared.keys.lock().unwrap() = (id.into(), Arc::new(signer));
    }

    /// How often this path was asked for.
    pub fn asked(&self, path: &str) -> usize {
        let asked = self.shared.asked.lock().unwrap();
        asked.iter().filter(|one| **one == path).count()
    }
}

impl Drop for TestIssuer {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl Shared {
    fn wrong(&self, wrong: Wrong) -> bool {
        *self.wrong.lock().unwrap() == wrong
    }

    fn note(&self, path: &'static str) {
        self.asked.lock().unwrap().push(path);
    }
}

type Issuer = State<Arc<Shared>>;

async fn configuration(State(issuer): Issuer) -> Response {
    issuer.note("configuration");
    let name = &issuer.issuer;
    if issuer.wrong(Wrong::Moved) {
        return Redirect::to("http://127.0.0.1:9/").into_response();
    }
    if issuer.wrong(Wrong::Endless) {
        return "x".repeat(1 << 20).into_response();
    }
    let said = if issuer.wrong(Wrong::OwnName) {
        "http://127.0.0.1:9"
    } else {
        name
    };
    let keys = if issuer.wrong(Wrong::KeysElsewhere) {
        "http://127.0.0.1:9/keys".to_owned()
    } else {
        format!("{name}/keys")
    };
    Json(json!({
        "issuer": said,
        "authorization_endpoint": format!("{name}/authorize"),
        "token_endpoint": format!("{name}/token"),
        "jwks_uri": keys,
        "authorization_response_iss_parameter_supported": true,
    }))
    .into_response()
}

async fn keys(State(issuer): Issuer) -> Json<Value> {
    issuer.note("keys");
    let (id, signer) = issuer.keys.lock().unwrap().clone();
    Json(json!({ "keys": [signer.jwk(&id)] }))
}

/// Here a person would sign on.
async fn authorize(State(issuer): Issuer, Query(asked): Query<Parameters>) -> Response {
    issuer.note("authorize");
    let wanted = |name: &str| asked.get(name).cloned().unwrap_or_default();
    if wanted("client_id") != CLIENT
        || wanted("response_type") != "code"
        || wanted("code_challenge_method") != "S256"
        || wanted("nonce").is_empty()
        || !wanted("scope").split(' ').any(|scope| scope == "openid")
    {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let mut codes = issuer.codes.lock().unwrap();
    let code = format!("code-{}", codes.len());
    let said = match *issuer.wrong.lock().unwrap() {
        Wrong::AnswersIssuer => "&iss=http://127.0.0.1:9".to_owned(),
        Wrong::NoIssuer => String::new(),
        _ => format!("&iss={}", issuer.issuer),
    };
    let answer = if issuer.wrong(Wrong::Denied) {
        "error=access_denied".to_owned()
    } else {
        format!("code={code}")
    };
    let to = format!(
        "{}?{answer}&state={}{said}",
        wanted("redirect_uri"),
        wanted("state")
    );
    codes.insert(code, asked);
    Redirect::to(&to).into_response()
}

async fn token(
    State(issuer): Issuer,
    headers: HeaderMap,
    Form(form): Form<Parameters>,
) -> Result<Json<Value>, StatusCode> {
    issuer.note("token");
    let pair = STANDARD.encode(format!("{CLIENT}:a%20secret%3A%20with%20signs"));
    let shown = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    if shown != Some(&format!("Basic {pair}")) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let field = |name: &str| form.get(name).cloned().unwrap_or_default();
    let asked = issuer.codes.lock().unwrap().remove(&field("code"));
    let asked = asked.ok_or(StatusCode::BAD_REQUEST)?;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier")));
    if field("grant_type") != "authorization_code"
        || asked.get("redirect_uri") != Some(&field("redirect_uri"))
        || asked.get("code_challenge") != Some(&challenge)
    {
        return Err(StatusCode::BAD_REQUEST);
    }
    Ok(Json(json!({
        "access_token": "unused",
        "token_type": "Bearer",
        "id_token": id_token(&issuer, &asked["nonce"]),
    })))
}

fn id_token(issuer: &Shared, nonce: &str) -> String {
    let wrong = *issuer.wrong.lock().unwrap();
    let (id, signer) = issuer.keys.lock().unwrap().clone();
    let mut claims = json!({
        "iss": issuer.issuer,
        "aud": CLIENT,
        "sub": SUBJECT,
        "nonce": nonce,
        "iat": now(),
        "exp": now() + 300,
    });
    match wrong {
        Wrong::Nonce => claims["nonce"] = "another".into(),
        Wrong::NoNonce => {
            claims.as_object_mut().unwrap().remove("nonce");
        }
        Wrong::Audience => claims["aud"] = "another".into(),
        Wrong::AnotherClientsToken => {
            claims["aud"] = json!([CLIENT, "another"]);
            claims["azp"] = "another".into();
        }
        Wrong::Expired => claims["exp"] = (now() - 3_600).into(),
        Wrong::TokensIssuer => claims["iss"] = "http://127.0.0.1:9".into(),
        Wrong::Subject => claims["sub"] = "\u{7}".into(),
        Wrong::Signature => return Signer::ed_dsa().token(Some(&id), &claims),
        Wrong::Algorithm => {
            // Signed with what everybody can fetch.
            let public = signer.jwk(&id)["x"].as_str().unwrap().as_bytes().to_vec();
            return Signer::Hs256(public).token(Some(&id), &claims);
        }
        _ => {}
    }
    signer.token(Some(&id), &claims)
}
