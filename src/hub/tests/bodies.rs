//! Bodies and queries that are nearly right, sent by those who may send them: each is taken or refused with
//! a problem document, and what is refused changes nothing.

use groundswell_hub::MIN_TOKEN;
use proptest::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::common::{TestHub, post};

const CASES: u32 = 150;

/// JSON of any shape, with the hub's own names and values in it more often than not.
fn value() -> impl Strategy<Value = Value> {
    let posts = [post(1), post(2)].map(|post| json!(post.to_string()));
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..8).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
        Just(json!("<script>alert(1)</script>")),
        prop::sample::select(posts.to_vec()),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let name = prop_oneof![
            3 => prop::sample::select(vec!["value", "posts", "reason"]).prop_map(String::from),
            1 => "\\PC{0,8}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The text of such JSON, often cut off somewhere.
fn body() -> impl Strategy<Value = String> {
    (value(), prop::option::weighted(0.3, 0.0..1.0_f64)).prop_map(|(value, cut)| {
        let text = value.to_string();
        let kept = cut.map_or(usize::MAX, |share| {
            (text.chars().count() as f64 * share) as usize
        });
        text.chars().take(kept).collect()
    })
}

fn query() -> impl Strategy<Value = String> {
    let posts = [post(1), post(2)].map(|post| post.to_string());
    let part = prop_oneof![
        prop::sample::select(vec![
            "posts=", "limit=", "before=", "since=", "looks=1", "origin=", "&", ",", "="
        ])
        .prop_map(String::from),
        prop::sample::select(posts.to_vec()),
        "[0-9]{1,22}",
        "(%[0-9A-F]{2}){1,4}",
        "[!-~&&[^#]]{0,9}",
    ];
    prop::collection::vec(part, 0..9).prop_map(|parts| parts.concat())
}

/// The path of something that takes a body, and how.
fn taker() -> impl Strategy<Value = (Method, String)> {
    let post = post(1);
    let reader = "0".repeat(32);
    prop::sample::select(vec![
        (Method::POST, "/v1/readers".to_owned()),
        (Method::PUT, format!("/v1/spaces/films/posts/{post}/rating")),
        (
            Method::DELETE,
            format!("/v1/spaces/films/posts/{post}/rating"),
        ),
        (Method::POST, "/v1/spaces/films/looks".to_owned()),
        (
            Method::PUT,
            format!("/v1/admin/spaces/votes/posts/{post}/hidden"),
        ),
        (
            Method::DELETE,
            format!("/v1/admin/spaces/votes/posts/{post}/hidden"),
        ),
        (
            Method::PUT,
            "/v1/admin/spaces/votes/terms/x/hidden".to_owned(),
        ),
        (
            Method::PUT,
            format!("/v1/admin/spaces/votes/readers/{reader}/hidden"),
        ),
    ])
}

fn reads() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "/v1/spaces/films/tallies",
        "/v1/spaces/films/top",
        "/v1/login",
        "/v1/login/callback",
        "/v1/admin/audit",
        "/v1/admin/spaces/films/readers",
    ])
}

struct Stage {
    runtime: Runtime,
    hub: TestHub,
    reader: String,
    administrator: String,
}

impl Stage {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let administrator = "a".repeat(MIN_TOKEN);
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("administrators");
        std::fs::write(&file, &administrator).unwrap();
        let hub = runtime.block_on(TestHub::start_in(dir, |config| {
            config.administration_token = Some(file);
        }));
        let reader = runtime.block_on(hub.reader());
        Self {
            runtime,
            hub,
            reader,
            administrator,
        }
    }

    /// The status and the body, which is a problem document where it is a refusal.
    fn ask(&self, method: Method, path: &str, body: Option<&str>) -> (u16, Value) {
        let administers = path.starts_with("/v1/admin");
        let token = if administers {
            &self.administrator
        } else {
            &self.reader
        };
        let mut request = self.hub.request(method, path).bearer_auth(token);
        if let Some(body) = body {
            request = request.header("Content-Type", "application/json");
            request = request.body(body.to_owned());
        }
        self.runtime.block_on(async {
            let answer = request.send().await.unwrap();
            let status = answer.status().as_u16();
            let bytes = answer.bytes().await.unwrap();
            (status, serde_json::from_slice(&bytes).unwrap_or_default())
        })
    }

    fn tally(&self) -> Value {
        let posts = [post(1)];
        let tallies = self.hub.tallies("films", &posts, Some(&self.reader));
        self.runtime.block_on(tallies)
    }
}

fn runner() -> proptest::test_runner::TestRunner {
    proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: CASES,
        failure_persistence: None,
        ..ProptestConfig::default()
    })
}

#[test]
fn every_body_is_taken_or_refused_and_a_refused_one_changes_nothing() {
    let stage = Stage::new();
    let result = runner().run(&(taker(), body()), |((method, path), body)| {
        let before = stage.tally();
        let (status, said) = stage.ask(method, &path, Some(&body));
        prop_assert!(status < 500, "{path} {body}: {status}");
        if status >= 400 {
            prop_assert_eq!(&said["status"], status, "{} {}", path, body);
            prop_assert_eq!(stage.tally(), before, "{} {}", path, body);
        }
        Ok(())
    });
    result.unwrap();
}

#[test]
fn every_query_is_answered_or_refused() {
    let stage = Stage::new();
    let result = runner().run(&(reads(), query()), |(path, query)| {
        let (status, said) = stage.ask(Method::GET, &format!("{path}?{query}"), None);
        prop_assert!(status < 500, "{path}?{query}: {status}");
        if status >= 400 {
            prop_assert_eq!(&said["status"], status, "{}?{}", path, query);
        }
        Ok(())
    });
    result.unwrap();
}
