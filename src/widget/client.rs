//! The hub's HTTP API as the widget uses it.

use std::cell::Cell;

use groundswell_protocol::{PostId, RatingValue, RequestOrder, SpaceId};
use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Request, RequestCache, RequestCredentials, RequestInit, Response, Url, Window,
};

use crate::answer::{Failure, Problem, Refusal, judge};
use crate::identity::{Identity, PageToken, Session, unix_seconds};
use crate::settings::Settings;
use crate::standing::{Standing, read_standing, read_standings, text};

/// Milliseconds after which a request counts as failed.
const TIMEOUT_MS: u32 = 15_000;

/// Most posts in one read of tallies; the hub refuses more.
pub const MAX_POSTS_PER_READ: usize = 100;

/// Most posts on one stream; the hub refuses more.
pub const MAX_POSTS_PER_STREAM: usize = 200;

/// A hub, as one page's space is seen through it.
pub struct Client {
    window: Window,
    base: String,
    space: SpaceId,
    /// The hub is of the page's own origin: what a proxy before it wants to know comes along.
    own: bool,
    identity: Identity,
    anew: Cell<bool>,
    /// The page has said that the session is its reader's.
    confirmed: Cell<bool>,
}

impl Client {
    /// `base` is the hub's address, ending with `/`; `page` is how the page says who its reader is.
    pub fn new(window: &Window, base: &str, space: SpaceId, page: Option<PageToken>) -> Self {
        let hub = Url::new(base).map(|url| url.origin()).unwrap_or_default();
        Self {
            window: window.clone(),
            base: base.to_owned(),
            space,
            own: window.location().origin().is_ok_and(|own| own == hub),
            identity: Identity::new(window, base, page),
            anew: Cell::default(),
            confirmed: Cell::default(),
        }
    }

    /// Who the reader is to this hub.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The hub's address.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// How posts are rated in this space, and by whom.
    pub async fn settings(&self) -> Result<Settings, Failure> {
        let answer = self.ask("", None).await?;
        let settings = Settings::read(&answer).ok_or(Failure::Away)?;
        self.identity.set_ways(settings.sign_on);
        Ok(settings)
    }

    /// The standing of at most [`MAX_POSTS_PER_READ`] posts, in the order asked.
    pub async fn standings(&self, posts: &[PostId]) -> Result<Vec<Standing>, Failure> {
        let path = ["/tallies?looks=1&posts=", &join(posts)].concat();
        let token = self.token().await.ok().flatten();
        let answer = match self.ask(&path, token.as_deref()).await {
            Err(Failure::Unknown) => {
                self.identity.forget(&token.unwrap_or_default());
                let token = self.token().await.ok().flatten();
                self.ask(&path, token.as_deref()).await?
            }
            answer => answer?,
        };
        read_standings(posts, &answer).ok_or(Failure::Away)
    }

    /// Sets or takes back this reader's rating; answers once the hub has it, or a later one, for good.
    pub async fn rate(
        &self,
        post: PostId,
        value: Option<RatingValue>,
        order: RequestOrder,
    ) -> Result<Standing, Failure> {
        let token = match self.token().await? {
            None if !self.identity.ways().proxy => Some(self.register(None).await?),
            token => token,
        };
        match self.send_rating(post, value, order, token.as_deref()).await {
            Err(Failure::Unknown) => {
                let token = self.register(token.as_deref()).await?;
                self.send_rating(post, value, order, Some(&token)).await
            }
            answer => answer,
        }
    }

    async fn send_rating(
        &self,
        post: PostId,
        value: Option<RatingValue>,
        order: RequestOrder,
        token: Option<&str>,
    ) -> Result<Standing, Failure> {
        let url = self.address(&format!("/posts/{post}/rating"));
        let method = if value.is_some() { "PUT" } else { "DELETE" };
        let body = value.map(|value| format!("{{\"value\":{}}}", value.get()));
        let sent = Sent {
            token,
            body: body.as_deref(),
            order: Some(order),
            leaving: false,
        };
        let answer = self.fetch(method, &url, &sent).await?;
        let standing = read_standing(&answer).filter(|standing| standing.post == post);
        standing.ok_or(Failure::Away)
    }

    /// Tells of posts that were on the reader's screen, at most [`MAX_POSTS_PER_READ`]. `leaving`: the page
    /// may be gone before there is an answer, which [`heard`](Self::heard) gives. The request is on its way
    /// when this returns: of what a page that goes puts off, nothing is done.
    pub fn send_looks(&self, posts: &[PostId], leaving: bool) -> Option<Promise> {
        let token = self.identity.session().map(|session| session.token);
        let texts: Vec<String> = posts.iter().map(|post| format!("\"{post}\"")).collect();
        let body = format!("{{\"posts\":[{}]}}", texts.join(","));
        let sent = Sent {
            token: token.as_deref(),
            body: Some(&body),
            leaving,
            ..Sent::default()
        };
        let request = self.build("POST", &self.address("/looks"), &sent).ok()?;
        Some(self.window.fetch_with_request(&request))
    }

    /// What came of a request that was sent.
    pub async fn heard(&self, sent: Option<Promise>) -> Result<JsValue, Failure> {
        let answer = JsFuture::from(sent.ok_or(Failure::Away)?).await;
        let response = answer.map(JsCast::unchecked_into);
        read(response.map_err(|_| Failure::Away)?).await
    }

    /// Whether the hub knows the reader already, without being asked for anything.
    pub fn knows_reader(&self) -> bool {
        self.identity.ways().proxy || self.identity.session().is_some()
    }

    /// The token to send, if there is one; got for what the page says of its reader where it says that.
    async fn token(&self) -> Result<Option<String>, Failure> {
        let session = self.identity.session();
        if !self.identity.is_named() {
            return Ok(session.map(|session| session.token));
        }
        if let Some(session) = session.as_ref().filter(|_| self.confirmed.get()) {
            return Ok(Some(session.token.clone()));
        }
        // The page does not say now; it may later.
        let named = self.identity.page_token().await;
        let (token, whose) = named.ok_or(Failure::Unknown)?;
        let token = match session.filter(|session| session.whose == whose) {
            Some(session) => session.token,
            None => self.exchange(Some(&token), whose).await?,
        };
        self.confirmed.set(true);
        Ok(Some(token))
    }

    /// Gets a session in place of that of `refused`.
    async fn register(&self, refused: Option<&str>) -> Result<String, Failure> {
        if let Some(refused) = refused {
            self.identity.forget(refused);
        }
        if self.identity.is_named() {
            return self.token().await?.ok_or(Failure::Unknown);
        }
        self.exchange(None, String::new()).await
    }

    /// Lets the reader's session last longer, where it is of the kind that this browser keeps and half of
    /// its life is gone.
    pub async fn renew(&self) {
        if let Some(session) = self.identity.session()
            && !session.verified
            && session.is_ageing(unix_seconds())
        {
            // Until then the old one holds.
            let _ = self.exchange(Some(&session.token), String::new()).await;
        }
    }

    /// Gets a session for what `token` proves, and keeps it. Where another tab was given one meanwhile for
    /// a reader of whom nothing is known, it is that one: with two the same person would rate as two.
    async fn exchange(&self, token: Option<&str>, whose: String) -> Result<String, Failure> {
        let url = [&self.base, "v1/readers"].concat();
        let sent = Sent {
            token,
            ..Sent::default()
        };
        let answer = self.fetch("POST", &url, &sent).await;
        let answer = answer.map_err(|failure| match failure {
            // It is the reader who is refused, not what they have to say.
            Failure::Refused(_) => Failure::Unknown,
            failure => failure,
        })?;
        let session = Session::read(&answer, unix_seconds()).ok_or(Failure::Away)?;
        if token.is_none()
            && !session.verified
            && let Some(other) = self.identity.session()
        {
            return Ok(other.token);
        }
        let session = Session { whose, ..session };
        self.identity.keep(&session);
        Ok(session.token)
    }

    /// Tells this hub's space from others, in names that tabs share.
    pub fn scope(&self) -> String {
        [&self.base, "#", self.space.as_str()].concat()
    }

    /// From now on no answer that the browser has kept will do.
    pub fn ask_anew(&self) {
        self.anew.set(true);
    }

    /// The standing of at most [`MAX_POSTS_PER_READ`] posts, as the hub writes it.
    pub async fn standings_text(&self, posts: &[PostId]) -> Result<String, Failure> {
        let path = ["/tallies?posts=", &join(posts)].concat();
        let token = self.identity.session().map(|session| session.token);
        let sent = Sent {
            token: token.as_deref(),
            ..Sent::default()
        };
        let request = self.build("GET", &self.address(&path), &sent);
        let response = self.send(&request.map_err(|_| Failure::Away)?).await?;
        if !response.ok() {
            return Err(Failure::Away);
        }
        let text = response
            .text()
            .map(JsFuture::from)
            .map_err(|_| Failure::Away)?;
        text.await
            .ok()
            .and_then(|text| text.as_string())
            .ok_or(Failure::Away)
    }

    /// Opens the live stream of at most [`MAX_POSTS_PER_STREAM`] posts, with what changed after `since`.
    pub async fn stream(
        &self,
        posts: &[PostId],
        since: u64,
        signal: &AbortSignal,
    ) -> Result<Response, Failure> {
        let mut path = ["/stream?posts=", &join(posts)].concat();
        if since > 0 {
            path.push_str(&format!("&since={since}"));
        }
        let init = self.init("GET");
        init.set_signal(Some(signal));
        // Else one that is cached makes others wait for its end.
        init.set_cache(RequestCache::NoStore);
        let request = Request::new_with_str_and_init(&self.address(&path), &init);
        let response = self.send(&request.map_err(|_| Failure::Away)?).await?;
        let kind = response.headers().get("content-type").ok().flatten();
        let events = kind.is_some_and(|kind| kind.starts_with("text/event-stream"));
        if response.ok() && events {
            Ok(response)
        } else {
            Err(Failure::Refused(Refusal::default()))
        }
    }

    async fn send(&self, request: &Request) -> Result<Response, Failure> {
        let answer = JsFuture::from(self.window.fetch_with_request(request)).await;
        answer
            .map(JsCast::unchecked_into)
            .map_err(|_| Failure::Away)
    }

    fn init(&self, method: &str) -> RequestInit {
        let init = RequestInit::new();
        init.set_method(method);
        // The hub knows readers by what we send it, never by cookies. But a proxy before it may sign
        // readers on by a cookie of its own.
        init.set_credentials(if self.own {
            RequestCredentials::SameOrigin
        } else if self.identity.ways().proxy {
            RequestCredentials::Include
        } else {
            RequestCredentials::Omit
        });
        if self.anew.get() {
            init.set_cache(RequestCache::Reload);
        }
        init
    }

    fn address(&self, path: &str) -> String {
        [&self.base, "v1/spaces/", self.space.as_str(), path].concat()
    }

    async fn ask(&self, path: &str, token: Option<&str>) -> Result<JsValue, Failure> {
        let sent = Sent {
            token,
            ..Sent::default()
        };
        self.fetch("GET", &self.address(path), &sent).await
    }

    async fn fetch(&self, method: &str, url: &str, sent: &Sent<'_>) -> Result<JsValue, Failure> {
        let request = self.build(method, url, sent);
        let response = self.send(&request.map_err(|_| Failure::Away)?).await?;
        read(response).await
    }

    fn build(&self, method: &str, url: &str, sent: &Sent<'_>) -> Result<Request, JsValue> {
        let init = self.init(method);
        init.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MS)));
        if sent.leaving {
            Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE)?;
        }
        if let Some(body) = sent.body {
            init.set_body(&JsValue::from_str(body));
        }
        let request = Request::new_with_str_and_init(url, &init)?;
        let headers = request.headers();
        if sent.body.is_some() {
            headers.set("content-type", "application/json")?;
        }
        if method != "GET" {
            // No form and no link of a foreign page can set this.
            headers.set("groundswell-request", "1")?;
        }
        if let Some(order) = sent.order {
            headers.set(RequestOrder::HEADER, &order.to_string())?;
        }
        if let Some(token) = sent.token {
            headers.set("authorization", &["Bearer ", token].concat())?;
        }
        Ok(request)
    }
}

/// What an answer says.
async fn read(response: Response) -> Result<JsValue, Failure> {
    let json = match response.json() {
        Ok(json) => JsFuture::from(json).await.unwrap_or(JsValue::UNDEFINED),
        Err(_) => JsValue::UNDEFINED,
    };
    if response.ok() {
        return Ok(json);
    }
    let problem = Problem {
        kind: text(&json, "type"),
        reason: text(&json, "detail").or_else(|| text(&json, "title")),
    };
    let retry_after = response.headers().get("retry-after").ok().flatten();
    Err(judge(response.status(), &problem, retry_after.as_deref()))
}

/// What goes with a request.
#[derive(Default)]
struct Sent<'a> {
    token: Option<&'a str>,
    body: Option<&'a str>,
    order: Option<RequestOrder>,
    /// The page may be gone before there is an answer.
    leaving: bool,
}

fn join(posts: &[PostId]) -> String {
    let texts: Vec<String> = posts.iter().map(ToString::to_string).collect();
    texts.join(",")
}
