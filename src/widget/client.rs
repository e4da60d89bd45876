//! The hub's HTTP API as the widget uses it.

use std::cell::Cell;

use groundswell_protocol::{PostId, RatingValue, SpaceId};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Request, RequestCache, RequestCredentials, RequestInit, Response, Window,
};

use crate::answer::{Failure, Problem, Refusal, judge};
use crate::settings::Settings;
use crate::standing::{Standing, read_standing, read_standings, text};
use crate::storage::Shelf;

/// Milliseconds after which a request counts as failed.
const TIMEOUT_MS: u32 = 15_000;

/// Most posts in one read of tallies; the hub refuses more.
pub const MAX_POSTS_PER_READ: usize = 100;

/// Most posts on one stream; the hub refuses more.
pub const MAX_POSTS_PER_STREAM: usize = 200;

/// Name on the shelf of the anonymous reader's credential.
const TOKEN: &str = "reader";

/// A hub, as one page's space is seen through it.
pub struct Client {
    window: Window,
    base: String,
    space: SpaceId,
    shelf: Shelf,
    anew: Cell<bool>,
}

impl Client {
    /// `base` is the hub's address, ending with `/`.
    pub fn new(window: &Window, base: &str, space: SpaceId) -> Self {
        let shelf = Shelf::new(window, base);
        Self {
            window: window.clone(),
            base: base.to_owned(),
            space,
            shelf,
            anew: Cell::default(),
        }
    }

    /// How posts are rated in this space, and by whom.
    pub async fn settings(&self) -> Result<Settings, Failure> {
        let answer = self.ask("GET", "", None, None).await?;
        Settings::read(&answer).ok_or(Failure::Away)
    }

    /// The standing of at most [`MAX_POSTS_PER_READ`] posts, in the order asked.
    pub async fn standings(&self, posts: &[PostId]) -> Result<Vec<Standing>, Failure> {
        let path = ["/tallies?looks=1&posts=", &join(posts)].concat();
        let token = self.shelf.get(TOKEN);
        let answer = match self.ask("GET", &path, token.as_deref(), None).await {
            Err(Failure::Unknown) => {
                self.shelf.remove(TOKEN);
                self.ask("GET", &path, None, None).await?
            }
            answer => answer?,
        };
        read_standings(posts, &answer).ok_or(Failure::Away)
    }

    /// Sets or takes back this reader's rating; answers once the hub has it for good.
    pub async fn rate(
        &self,
        post: PostId,
        value: Option<RatingValue>,
    ) -> Result<Standing, Failure> {
        let token = match self.shelf.get(TOKEN) {
            Some(token) => token,
            None => self.register(None).await?,
        };
        match self.send_rating(post, value, &token).await {
            Err(Failure::Unknown) => {
                let token = self.register(Some(&token)).await?;
                self.send_rating(post, value, &token).await
            }
            answer => answer,
        }
    }

    async fn send_rating(
        &self,
        post: PostId,
        value: Option<RatingValue>,
        token: &str,
    ) -> Result<Standing, Failure> {
        let path = format!("/posts/{post}/rating");
        let answer = match value {
            Some(value) => {
                let body = format!("{{\"value\":{}}}", value.get());
                self.ask("PUT", &path, Some(token), Some(&body)).await?
            }
            None => self.ask("DELETE", &path, Some(token), None).await?,
        };
        let standing = read_standing(&answer).filter(|standing| standing.post == post);
        standing.ok_or(Failure::Away)
    }

    /// Gets a credential in place of `refused`. Where another tab was given one meanwhile, it is that
    /// one: with two the same person would rate as two readers.
    async fn register(&self, refused: Option<&str>) -> Result<String, Failure> {
        let url = [&self.base, "v1/readers"].concat();
        let answer = self.fetch("POST", &url, None, None).await?;
        let token = text(&answer, "token").ok_or(Failure::Away)?;
        let kept = self.shelf.get(TOKEN);
        if let Some(kept) = kept.filter(|kept| Some(kept.as_str()) != refused) {
            return Ok(kept);
        }
        self.shelf.set(TOKEN, &token);
        Ok(token)
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
        let init = self.init("GET");
        init.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MS)));
        let request = Request::new_with_str_and_init(&self.address(&path), &init);
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
        // The hub knows readers by what we send it, never by cookies.
        init.set_credentials(RequestCredentials::Omit);
        if self.anew.get() {
            init.set_cache(RequestCache::Reload);
        }
        init
    }

    fn address(&self, path: &str) -> String {
        [&self.base, "v1/spaces/", self.space.as_str(), path].concat()
    }

    async fn ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<&str>,
    ) -> Result<JsValue, Failure> {
        self.fetch(method, &self.address(path), token, body).await
    }

    async fn fetch(
        &self,
        method: &str,
        url: &str,
        token: Option<&str>,
        body: Option<&str>,
    ) -> Result<JsValue, Failure> {
        let request = self.build(method, url, token, body);
        let response = self.send(&request.map_err(|_| Failure::Away)?).await?;
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

    fn build(
        &self,
        method: &str,
        url: &str,
        token: Option<&str>,
        body: Option<&str>,
    ) -> Result<Request, JsValue> {
        let init = self.init(method);
        init.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MS)));
        if let Some(body) = body {
            init.set_body(&JsValue::from_str(body));
        }
        let request = Request::new_with_str_and_init(url, &init)?;
        let headers = request.headers();
        if method != "GET" {
            // No form and no link of a foreign page can set this.
            headers.set("groundswell-request", "1")?;
        }
        if body.is_some() {
            headers.set("content-type", "application/json")?;
        }
        if let Some(token) = token {
            headers.set("authorization", &["Bearer ", token].concat())?;
        }
        Ok(request)
    }
}

fn join(posts: &[PostId]) -> String {
    let texts: Vec<String> = posts.iter().map(ToString::to_string).collect();
    texts.join(",")
}
