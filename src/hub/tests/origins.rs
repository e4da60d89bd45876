//! Pages of other origins.

use crate::common::{TestHub, check_problem, header, post, rating};
use reqwest::{Method, Response};
use serde_json::json;

const FRIEND: &str = "https://intranet.example";
const STRANGER: &str = "https://elsewhere.example";

async fn start(allowed: &'static [&'static str]) -> TestHub {
    TestHub::start_with(|config| {
        for origin in allowed {
            config.origins.allow(origin).unwrap();
        }
    })
    .await
}

async fn put(hub: &TestHub, origin: &str) -> Response {
    let token = hub.reader().await;
    let request = hub.put("team", post(1), &token, "{\"value\":1}");
    request.header("Origin", origin).send().await.unwrap()
}

async fn read(hub: &TestHub, origin: &str) -> Response {
    let request = hub.request(Method::GET, "/v1/spaces/team");
    request.header("Origin", origin).send().await.unwrap()
}

async fn preflight(hub: &TestHub, origin: &str, method: &str) -> Response {
    let request = hub.request(Method::OPTIONS, &rating("team", post(1)));
    let request = request
        .header("Origin", origin)
        .header("Access-Control-Request-Method", method)
        .header(
            "Access-Control-Request-Headers",
            "authorization,content-type",
        );
    request.send().await.unwrap()
}

fn allowed_origin(answer: &Response) -> Option<&str> {
    header(answer, "access-control-allow-origin")
}

#[tokio::test]
async fn the_hubs_own_pages_need_no_leave() {
    let hub = start(&[]).await;
    let own = hub.url("");
    assert_eq!(put(&hub, &own).await.status(), 200);
    assert_eq!(allowed_origin(&read(&hub, &own).await), None);
}

#[tokio::test]
async fn an_allowed_page_may_rate_and_read() {
    let hub = start(&[FRIEND]).await;
    let answer = preflight(&hub, FRIEND, "PUT").await;
    assert_eq!(answer.status(), 204);
    assert_eq!(allowed_origin(&answer), Some(FRIEND));
    let list = |name: &str| header(&answer, name).unwrap().to_owned();
    assert!(list("access-control-allow-methods").contains("PUT, DELETE"));
    assert!(list("access-control-allow-headers").contains("Authorization, Content-Type"));
    for answer in [put(&hub, FRIEND).await, read(&hub, FRIEND).await] {
        assert_eq!(answer.status(), 200);
        assert_eq!(allowed_origin(&answer), Some(FRIEND));
        assert_eq!(header(&answer, "vary"), Some("Origin"));
        let shown = header(&answer, "access-control-expose-headers").unwrap();
        assert!(shown.contains("ETag") && shown.contains("Retry-After"));
        assert_eq!(header(&answer, "access-control-allow-credentials"), None);
    }
}

#[tokio::test]
async fn an_allowed_page_can_read_what_went_wrong() {
    let hub = start(&[FRIEND]).await;
    let request = hub.request(Method::GET, "/v1/spaces/nowhere");
    let answer = request.header("Origin", FRIEND).send().await.unwrap();
    assert_eq!(allowed_origin(&answer), Some(FRIEND));
    check_problem(answer, 404, "unknown-space").await;
}

#[tokio::test]
async fn a_strange_page_may_neither_rate_nor_read() {
    let hub = start(&[FRIEND]).await;
    for origin in [STRANGER, "null", "https://intranet.example.evil"] {
        check_problem(put(&hub, origin).await, 403, "forbidden-origin").await;
        let answer = preflight(&hub, origin, "PUT").await;
        assert_eq!(allowed_origin(&answer), None);
        check_problem(answer, 403, "forbidden-origin").await;
        let answer = hub.request(Method::POST, "/v1/readers");
        let answer = answer.header("Origin", origin).send().await.unwrap();
        check_problem(answer, 403, "forbidden-origin").await;
        // The browser keeps the answer from the page.
        assert_eq!(allowed_origin(&read(&hub, origin).await), None);
    }
    let tallies = hub.tallies("team", &[post(1)], None).await;
    assert_eq!(tallies, json!({ "tallies": [{}] }));
}

#[tokio::test]
async fn what_a_foreign_form_could_send_changes_nothing() {
    let hub = start(&[FRIEND]).await;
    for (method, path) in [
        (Method::POST, "/v1/readers".to_owned()),
        (Method::POST, "/v1/spaces/team/looks".to_owned()),
        (Method::PUT, rating("team", post(1))),
        (Method::DELETE, rating("team", post(1))),
        (
            Method::PUT,
            "/v1/admin/spaces/team/terms/x/hidden".to_owned(),
        ),
    ] {
        for origin in [None, Some(FRIEND)] {
            let mut request = hub.request(method.clone(), &path);
            if let Some(origin) = origin {
                request = request.header("Origin", origin);
            }
            let answer = request.body("value=1").send().await.unwrap();
            check_problem(answer, 403, "forbidden-request").await;
        }
    }
    let answer = preflight(&hub, FRIEND, "POST").await;
    let headers = header(&answer, "access-control-allow-headers").unwrap();
    assert!(headers.contains("Groundswell-Request"));
    assert!(headers.contains("Groundswell-Order"));
}

#[tokio::test]
async fn a_star_lets_every_page_read_and_none_rate() {
    let hub = start(&["*", FRIEND]).await;
    assert_eq!(allowed_origin(&read(&hub, STRANGER).await), Some("*"));
    let answer = preflight(&hub, STRANGER, "GET").await;
    assert_eq!(answer.status(), 204);
    let headers = header(&answer, "access-control-allow-headers").unwrap();
    assert!(!headers.contains("Authorization"));
    check_problem(put(&hub, STRANGER).await, 403, "forbidden-origin").await;
    let answer = preflight(&hub, STRANGER, "PUT").await;
    check_problem(answer, 403, "forbidden-origin").await;
    assert_eq!(put(&hub, FRIEND).await.status(), 200);
}
