//! Readers who administer because they are listed, and what makes others of them.

use std::process::Command;

use axum::http::HeaderName;
use groundswell_hub::{Config, Hub, Names, Networks, Person, ProxyConfig, SignOn};
use reqwest::{Method, RequestBuilder, Response};
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::rotation::add_key;
use super::{session, token};
use crate::common::process::Process;
use crate::common::signer::{Signer, write_private};
use crate::common::{TestHub, body, check_problem, post, settings};

pub const HEADER: &str = "Remote-User";
const FRIEND: &str = "https://blog.example";
const TOKEN: &str = "an-administration-token-of-the-tests";

pub fn proxy(names: Names) -> ProxyConfig {
    ProxyConfig {
        header: HeaderName::from_static("remote-user"),
        networks: Networks::new(vec!["127.0.0.1/32".parse().unwrap()]),
        secret: None,
        names,
        people: None,
    }
}

fn person(way: SignOn, name: &str) -> Person {
    let name = name.to_owned();
    Person { way, name }
}

/// A hub with a token for administrators, a proxy, and pages that sign. Anna of the proxy administers, and
/// Bob of the pages.
pub async fn start_in(dir: TempDir, signer: &Signer, change: impl FnOnce(&mut Config)) -> TestHub {
    let file = dir.path().join("administrators");
    write_private(&file, TOKEN.as_bytes());
    super::page_token::start_in(dir, signer, |config| {
        config.identity.proxy = Some(proxy(Names::Exact));
        config.administration_token = Some(file);
        config.administrators = vec![
            person(SignOn::Proxy, "anna"),
            person(SignOn::PageToken, "bob"),
        ];
        config.origins.allow(FRIEND).unwrap();
        change(config);
    })
    .await
}

async fn start(signer: &Signer) -> TestHub {
    start_in(tempfile::tempdir().unwrap(), signer, |_| {}).await
}

/// Whoever has the token asks.
pub fn by_token(request: RequestBuilder) -> RequestBuilder {
    request.bearer_auth(TOKEN)
}

/// The session of whom the page names.
async fn by_page(hub: &TestHub, signer: &Signer, name: &str) -> String {
    let page_token = signer.token(None, &super::page_token::claims(name));
    let session = session(hub, Some(&page_token)).await;
    token(&session).to_owned()
}

fn hide(hub: &TestHub) -> RequestBuilder {
    let path = format!("/v1/admin/spaces/team/posts/{}/hidden", post(1));
    hub.request(Method::PUT, &path)
        .header("Groundswell-Request", "1")
}

fn look(hub: &TestHub) -> RequestBuilder {
    hub.request(Method::GET, "/v1/admin/audit")
}

async fn send(request: RequestBuilder) -> Response {
    request.send().await.unwrap()
}

async fn check_allowed(hub: &TestHub, by: impl Fn(RequestBuilder) -> RequestBuilder) -> Value {
    assert_eq!(send(by(look(hub))).await.status(), 200);
    let done = send(by(hide(hub))).await;
    assert_eq!(done.status(), 200);
    body(done).await
}

async fn check_refused(hub: &TestHub, by: impl Fn(RequestBuilder) -> RequestBuilder) {
    for request in [look(hub), hide(hub)] {
        check_problem(send(by(request)).await, 403, "administrators-only").await;
    }
}

#[tokio::test]
async fn whoever_is_listed_administers_once_signed_on() {
    let signer = Signer::hs256();
    let hub = start(&signer).await;
    let anna = check_allowed(&hub, |request| request.header(HEADER, "anna")).await;
    let session = by_page(&hub, &signer, "bob").await;
    let bob = check_allowed(&hub, |request| request.bearer_auth(&session)).await;
    let again = check_allowed(&hub, |request| request.header(HEADER, "anna")).await;
    // Whoever did it is told apart and named to nobody.
    assert_eq!(anna["actor"], again["actor"]);
    assert_ne!(anna["actor"], bob["actor"]);
    for (entry, name) in [(&anna, "anna"), (&bob, "bob")] {
        let hash = entry["actor"].as_str().unwrap();
        let hash = hash.strip_prefix("administrator ").unwrap();
        assert!(hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert!(!entry.to_string().contains(name));
    }
    let by_token = check_allowed(&hub, by_token).await;
    assert_eq!(by_token["actor"], "administration token");
}

#[tokio::test]
async fn one_name_of_another_way_is_somebody_else() {
    let signer = Signer::hs256();
    let hub = start(&signer).await;
    check_refused(&hub, |request| request).await;
    check_refused(&hub, |request| request.header(HEADER, "bob")).await;
    check_refused(&hub, |request| request.header(HEADER, "Anna")).await;
    let anna = by_page(&hub, &signer, "anna").await;
    check_refused(&hub, |request| request.bearer_auth(&anna)).await;
    let nobody = hub.reader().await;
    check_refused(&hub, |request| request.bearer_auth(&nobody)).await;
    // A page's token is for a session, and for nothing else.
    let page_token = signer.token(None, &super::page_token::claims("bob"));
    check_refused(&hub, |request| request.bearer_auth(&page_token)).await;
}

#[tokio::test]
async fn another_origins_page_cannot_administer_for_its_reader() {
    let signer = Signer::hs256();
    let hub = start(&signer).await;
    let bob = by_page(&hub, &signer, "bob").await;
    for origin in [FRIEND, "https://evil.example", "null"] {
        let with = |request: RequestBuilder| request.header("Origin", origin);
        let request = with(look(&hub)).bearer_auth(&bob);
        check_problem(send(request).await, 403, "administrators-only").await;
        let request = with(look(&hub)).header(HEADER, "anna");
        check_problem(send(request).await, 403, "administrators-only").await;
    }
    let friend = |request: RequestBuilder| request.header("Origin", FRIEND);
    check_refused(&hub, |request| friend(request).bearer_auth(&bob)).await;
    let own = format!("http://{}", hub.address);
    check_allowed(&hub, |request| {
        request.header("Origin", &own).bearer_auth(&bob)
    })
    .await;
    // Who signs on through the proxy needs no token, so a form of a foreign page must be told apart.
    let path = format!("/v1/admin/spaces/team/posts/{}/hidden", post(1));
    let form = hub.request(Method::PUT, &path).header(HEADER, "anna");
    check_problem(send(form).await, 403, "forbidden-request").await;
    // The token that stands for nobody is given to no page.
    check_allowed(&hub, |request| friend(by_token(request))).await;
}

#[tokio::test]
async fn the_log_knows_an_administrator_under_every_key_until_they_are_erased() {
    let signer = Signer::hs256();
    let dir = tempfile::tempdir().unwrap();
    let hub = start_in(dir, &signer, |_| {}).await;
    let before = check_allowed(&hub, |request| request.header(HEADER, "anna")).await;
    let dir = hub.stop().await;
    add_key(dir.path(), 2);
    let hub = start_in(dir, &signer, |_| {}).await;
    let after = check_allowed(&hub, |request| request.header(HEADER, "anna")).await;
    assert_ne!(before["actor"], after["actor"]);
    let log = body(send(by_token(look(&hub))).await).await;
    let entries = log["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 2);
    assert!(entries.iter().all(|entry| entry["actor"] == after["actor"]));
    let found = super::find::find(&hub, "team", "anna").await;
    let hash = found["readers"][0]["reader"].as_str().unwrap();
    assert_eq!(after["actor"], format!("administrator {hash}"));
    let dir = hub.stop().await;
    let mut erase = Command::new(env!("CARGO_BIN_EXE_groundswell"));
    erase.args(["erase", "--name", "anna", "--way", "proxy", "--database"]);
    erase.arg(dir.path().join("hub.db"));
    erase.args(["--space", "team,votes:updown,films:stars"]);
    for set in ["header=Remote-User", "networks=127.0.0.1"] {
        erase.args(["--set", &format!("identity.proxy.{set}")]);
    }
    let erased = erase.output().unwrap();
    assert!(erased.status.success(), "{erased:?}");
    let database = Connection::open(dir.path().join("hub.db")).unwrap();
    let sql = "SELECT count(*) FROM audit WHERE actor = 'administrator'";
    let unnamed: i64 = database.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(unnamed, 2);
}

#[tokio::test]
async fn a_hub_where_no_administrator_could_sign_on_does_not_start() {
    let dir = tempfile::tempdir().unwrap();
    let set = ["--set", "administration.subjects=proxy:anna,page-token:bob"];
    let mut hub = Process::spawn(dir.path(), &set);
    assert!(!hub.child.wait().unwrap().success());
    let words = hub.last_words();
    for way in ["[identity.proxy]", "[identity.page_token]"] {
        assert!(words.contains(way), "{words}");
    }
    assert!(!dir.path().join("hub.db").exists());
    // Nor one whose settings a program made.
    let mut config = Config::check(settings(dir.path())).unwrap();
    config.administrators = vec![person(SignOn::Proxy, "anna")];
    let why = Hub::open(config).map(|_| ()).unwrap_err().to_string();
    assert!(why.contains("administrator"), "{why}");
}

#[tokio::test]
async fn a_hub_without_a_list_has_no_administrators_but_by_token() {
    let signer = Signer::hs256();
    let dir = tempfile::tempdir().unwrap();
    let hub = start_in(dir, &signer, |config| config.administrators.clear()).await;
    check_refused(&hub, |request| request.header(HEADER, "anna")).await;
    check_allowed(&hub, by_token).await;
    assert_eq!(
        hub.tallies("team", &[post(1)], None).await["tallies"],
        json!([null])
    );
}
