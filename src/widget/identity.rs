//! Who the reader is to the hub: the sessions it gave, where they are kept, and what the page says of its
//! reader. Asks nobody ([`client`](crate::client) does).
//!
//! A reader of whom the hub knows the browser only has a session for as long as the browser keeps it. One
//! of whom it knows who it is has one for this tab alone: the next person at this machine is another.

use std::cell::{Cell, RefCell};

use groundswell_protocol::PostId;
use js_sys::{Date, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Window;

use crate::settings::SignOn;
use crate::standing::{get, number, text};
use crate::storage::Shelf;

/// Name on both shelves.
const NAME: &str = "reader";

/// Longest token of any kind, in bytes.
pub const MAX_TOKEN: usize = 8_192;

/// How long the page may take to say who its reader is, milliseconds.
const PAGE_MS: i32 = 10_000;

/// What the hub knows a reader by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// What is sent.
    pub token: String,
    /// Whether the hub knows who the reader is.
    pub verified: bool,
    /// Unix seconds when it was given; 0 where that was not noted.
    pub issued: u64,
    /// Unix seconds when it ends; 0 where that was not said.
    pub expires: u64,
    /// Stands for the person whom the page named; empty where it named none.
    pub whose: String,
}

impl Session {
    /// Reads what the hub gives a reader.
    pub fn read(answer: &JsValue, now: u64) -> Option<Self> {
        let token = text(answer, "token").filter(|token| is_token(token))?;
        Some(Self {
            token,
            verified: get(answer, "verified").as_bool().unwrap_or(false),
            issued: now,
            expires: number(answer, "expires"),
            whose: String::new(),
        })
    }

    /// Less than half of its life is left, or its life is not known.
    pub fn is_ageing(&self, now: u64) -> bool {
        now >= self.issued.midpoint(self.expires)
    }

    fn is_over(&self, now: u64) -> bool {
        self.expires != 0 && now >= self.expires
    }

    fn render(&self) -> String {
        let Self {
            token,
            issued,
            expires,
            whose,
            ..
        } = self;
        format!("{token} {issued} {expires} {whose}")
    }

    /// What was kept; by an earlier version the token alone.
    fn parse(line: &str, verified: bool) -> Option<Self> {
        let mut parts = line.splitn(4, ' ');
        let token = parts.next().filter(|token| is_token(token))?.to_owned();
        let mut number = || parts.next().map_or(Some(0), |text| text.parse().ok());
        let (issued, expires) = (number()?, number()?);
        Some(Self {
            token,
            verified,
            issued,
            expires,
            whose: parts.next().unwrap_or_default().to_owned(),
        })
    }
}

/// What can stand in a header, and is no longer than any token is.
pub fn is_token(text: &str) -> bool {
    (1..=MAX_TOKEN).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

/// How the page says who its reader is.
#[derive(Clone, Debug)]
pub enum PageToken {
    /// By a token in the page.
    Given(String),
    /// By a function that gives one, or promises to.
    Asked(Function),
}

/// What is known of this page's reader.
pub struct Identity {
    window: Window,
    browser: Shelf,
    tab: Shelf,
    page: Option<PageToken>,
    ways: Cell<SignOn>,
    /// Where nothing can be kept, for this page view.
    memory: RefCell<Option<Session>>,
}

impl Identity {
    /// The reader as kept under `scope`, the hub's address.
    pub fn new(window: &Window, scope: &str, page: Option<PageToken>) -> Self {
        Self {
            window: window.clone(),
            browser: Shelf::new(window, scope),
            tab: Shelf::of_tab(window, scope),
            page,
            ways: Cell::default(),
            memory: RefCell::default(),
        }
    }

    /// The hub says how it knows its readers.
    pub fn set_ways(&self, ways: SignOn) {
        self.ways.set(ways);
    }

    /// How the hub knows its readers.
    pub fn ways(&self) -> SignOn {
        self.ways.get()
    }

    /// Whether the page says who its reader is.
    pub fn is_named(&self) -> bool {
        self.page.is_some()
    }

    /// The session that the reader has.
    pub fn session(&self) -> Option<Session> {
        let now = unix_seconds();
        let kept = |shelf: &Shelf, verified| Session::parse(&shelf.get(NAME)?, verified);
        let memory = self.memory.borrow().clone();
        let verified = memory.or_else(|| kept(&self.tab, true));
        let session = match verified.filter(|session| !session.is_over(now)) {
            // The page names a reader: that one or none.
            None if self.page.is_some() => None,
            None => kept(&self.browser, false),
            session => session,
        };
        session.filter(|session| !session.is_over(now))
    }

    /// Keeps a new session.
    pub fn keep(&self, session: &Session) {
        let shelf = if session.verified {
            &self.tab
        } else {
            &self.browser
        };
        if !shelf.set(NAME, &session.render()) || session.verified {
            self.memory.replace(Some(session.clone()));
        }
    }

    /// The hub does not take this token any more.
    pub fn forget(&self, token: &str) {
        self.memory
            .borrow_mut()
            .take_if(|session| session.token == token);
        for shelf in [&self.tab, &self.browser] {
            let kept = shelf.get(NAME);
            let kept = kept.and_then(|line| Session::parse(&line, false));
            if kept.is_some_and(|session| session.token == token) {
                shelf.remove(NAME);
            }
        }
    }

    /// Whether the reader has to sign on in a window of the hub before anything is taken.
    pub fn must_sign_on(&self) -> bool {
        let ways = self.ways.get();
        let otherwise = ways.anonymous || ways.proxy || self.is_named();
        ways.login && !otherwise && self.session().is_none()
    }

    /// Whether this reader's ratings count apart, as those of readers of whom the hub knows nothing.
    pub fn counts_apart(&self) -> bool {
        let ways = self.ways.get();
        let verified = self.session().is_some_and(|session| session.verified);
        // Behind a proxy the hub knows readers without any session.
        ways.verifies() && !verified && !ways.proxy
    }

    /// What the page says of its reader now, and what stands for that person.
    pub async fn page_token(&self) -> Option<(String, String)> {
        let token = match self.page.as_ref()? {
            PageToken::Given(token) => token.clone(),
            PageToken::Asked(function) => {
                let answer = function.call0(&JsValue::UNDEFINED).ok()?;
                let answer = Promise::resolve(&answer);
                let either = js_sys::Array::of2(&answer, &self.silence());
                JsFuture::from(Promise::race(&either))
                    .await
                    .ok()?
                    .as_string()?
            }
        };
        let whose = subject(&self.window, &token).unwrap_or_default();
        is_token(&token).then_some((token, whose))
    }

    /// Resolves to nothing after a while: the page may never answer.
    fn silence(&self) -> Promise {
        Promise::new(&mut |resolve, _| {
            let window = &self.window;
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, PAGE_MS);
        })
    }
}

/// Stands for the `sub` of a JSON Web Token (RFC 7519), read but not believed: only the hub can check it.
fn subject(window: &Window, token: &str) -> Option<String> {
    let payload = token.split('.').nth(1)?.replace('-', "+").replace('_', "/");
    let claims = js_sys::JSON::parse(&window.atob(&payload).ok()?).ok()?;
    let subject = text(&claims, "sub")?;
    // Hashed as posts are: what is kept need not say who it was.
    Some(PostId::from_locator(&subject).to_string())
}

/// Seconds since 1970.
pub fn unix_seconds() -> u64 {
    (Date::now() / 1_000.0) as u64
}

/// Whether `value` is a function; a text is the token itself.
pub fn page_token_of(value: JsValue) -> Option<PageToken> {
    match value.dyn_into::<Function>() {
        Ok(function) => Some(PageToken::Asked(function)),
        Err(value) => value.as_string().map(PageToken::Given),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn session(issued: u64, expires: u64) -> Session {
        Session {
            token: "t.1".to_owned(),
            verified: false,
            issued,
            expires,
            whose: String::new(),
        }
    }

    #[test]
    fn what_is_kept_is_read_back() {
        for whose in ["", "L7fHzSHija3XpHUcpttO-A"] {
            let kept = Session {
                whose: whose.to_owned(),
                ..session(5, 9)
            };
            assert_eq!(Session::parse(&kept.render(), false), Some(kept));
        }
    }

    #[test]
    fn a_token_that_an_earlier_version_kept_is_taken_and_renewed() {
        let kept = Session::parse("t.1", false).unwrap();
        assert_eq!(kept, session(0, 0));
        assert!(kept.is_ageing(1) && !kept.is_over(1));
    }

    #[test]
    fn a_session_ages_in_the_middle_of_its_life_and_ends() {
        let session = session(1_000, 3_000);
        assert!(!session.is_ageing(1_999) && session.is_ageing(2_000));
        assert!(!session.is_over(2_999) && session.is_over(3_000));
    }

    proptest! {
        #[test]
        fn what_is_no_token_is_never_sent(line in ".*") {
            if let Some(session) = Session::parse(&line, true) {
                prop_assert!(is_token(&session.token));
            }
        }
    }

    #[test]
    fn a_token_is_bounded() {
        assert!(is_token(&"x".repeat(MAX_TOKEN)));
        assert!(!is_token(&"x".repeat(MAX_TOKEN + 1)));
        assert!(!is_token("a\nb") && !is_token("") && !is_token("ä"));
    }
}
