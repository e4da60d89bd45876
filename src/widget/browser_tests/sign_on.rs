//! How a reader becomes known to the hub: what is kept, and which messages are believed.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{evaluate, window};
use crate::identity::{Identity, PageToken, Session, page_token_of, unix_seconds};
use crate::login::read_message;
use crate::settings::SignOn;
use crate::storage::Shelf;

fn identity(scope: &str, page: Option<PageToken>) -> Identity {
    Shelf::new(&window(), scope).remove("reader");
    Shelf::of_tab(&window(), scope).remove("reader");
    Identity::new(&window(), scope, page)
}

fn session(token: &str, verified: bool) -> Session {
    let now = unix_seconds();
    Session {
        token: token.to_owned(),
        verified,
        issued: now,
        expires: now + 1_000,
        whose: String::new(),
    }
}

#[wasm_bindgen_test]
fn who_signed_on_is_known_in_this_tab_alone() {
    let one = identity("t:tab", None);
    one.keep(&session("v", true));
    assert_eq!(one.session(), Some(session("v", true)));
    assert_eq!(Shelf::new(&window(), "t:tab").get("reader"), None);
    one.forget("another");
    assert!(one.session().is_some());
    one.forget("v");
    assert_eq!(one.session(), None);
}

#[wasm_bindgen_test]
fn a_session_that_is_over_is_none() {
    let one = identity("t:over", None);
    let over = Session {
        expires: unix_seconds() - 1,
        ..session("a", false)
    };
    one.keep(&over);
    assert_eq!(one.session(), None);
}

#[wasm_bindgen_test]
fn where_the_page_names_its_reader_nobody_else_rates() {
    let shelf = "t:named";
    identity(shelf, None).keep(&session("a", false));
    let named = Identity::new(&window(), shelf, Some(PageToken::Given("p".to_owned())));
    assert_eq!(named.session(), None);
    identity(shelf, None);
}

#[wasm_bindgen_test]
async fn the_page_names_its_reader_by_text_function_or_promise() {
    // {"sub":"ada"}, unsigned: only the hub checks.
    const TOKEN: &str = "e30.eyJzdWIiOiJhZGEifQ.x";
    let sources = [
        JsValue::from_str(TOKEN),
        evaluate("(() => 'e30.eyJzdWIiOiJhZGEifQ.x')"),
        evaluate("(async () => 'e30.eyJzdWIiOiJhZGEifQ.x')"),
    ];
    for source in sources {
        let one = identity("t:page", page_token_of(source));
        let (token, whose) = one.page_token().await.unwrap();
        assert_eq!(token, TOKEN);
        assert_eq!(whose, super::post("ada").to_string());
    }
    for broken in [
        "(() => { throw 1 })",
        "(() => 5)",
        "(async () => 'a b')",
        "(() => Promise.reject(1))",
    ] {
        let one = identity("t:page", page_token_of(evaluate(broken)));
        assert_eq!(one.page_token().await, None, "{broken}");
    }
    assert!(page_token_of(JsValue::UNDEFINED).is_none());
}

#[wasm_bindgen_test]
fn signing_on_is_asked_for_only_where_nothing_else_will_do() {
    let must = |anonymous, proxy, login| {
        let one = identity("t:must", None);
        one.set_ways(SignOn {
            anonymous,
            proxy,
            page_token: false,
            login,
        });
        one.must_sign_on()
    };
    assert!(must(false, false, true));
    assert!(!must(true, false, true) && !must(false, true, true) && !must(false, false, false));
    let signed_on = identity("t:must", None);
    signed_on.set_ways(SignOn {
        anonymous: false,
        login: true,
        ..SignOn::default()
    });
    signed_on.keep(&session("v", true));
    assert!(!signed_on.must_sign_on() && !signed_on.counts_apart());
    signed_on.forget("v");
    assert!(signed_on.must_sign_on());
}

#[wasm_bindgen_test]
fn only_a_message_of_the_right_shape_signs_on() {
    let read = |message: &str| read_message(&evaluate(message));
    let good = "({ type: 'groundswell:signed-on', token: 't.1', verified: true, expires: 9e9 })";
    let session = read(good).unwrap();
    assert_eq!(
        (session.token.as_str(), session.expires),
        ("t.1", 9_000_000_000)
    );
    for broken in [
        "null",
        "'groundswell:signed-on'",
        "({ type: 'other', token: 't.1', verified: true })",
        "({ type: 'groundswell:signed-on', verified: true })",
        "({ type: 'groundswell:signed-on', token: 'a b', verified: true })",
        "({ type: 'groundswell:signed-on', token: 'x'.repeat(9000), verified: true })",
        "({ type: 'groundswell:signed-on', token: 't.1', verified: 'yes' })",
    ] {
        assert_eq!(read(broken), None, "{broken}");
    }
}
