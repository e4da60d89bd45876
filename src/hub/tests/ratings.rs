//! Rating posts and reading their tallies.

use std::fs;

use crate::common::{TestHub, body, check_problem, header, list, post, rating, without_number};
use groundswell_hub::{Config, MAX_BODY, MAX_POSTS_PER_READ, Settings};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_space_says_how_it_is_rated() {
    let hub = TestHub::start().await;
    let answer = hub.get("/v1/spaces/votes").await;
    assert_eq!(answer.status(), 200);
    let sign_on = json!({ "anonymous": true, "proxy": false, "page_token": false, "login": false });
    let expected = json!({
        "space": "votes", "rating": "updown", "tallies": "always", "sign_on": sign_on,
        "stop_words": [], "synonyms": [], "hidden_terms": []
    });
    assert_eq!(body(answer).await, expected);
}

#[tokio::test]
async fn a_space_says_what_its_owner_rules() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("hub.toml");
    let text = "[[space]]\nname = 'team'\nstop_words = ['hello', 'dear, regards']\n\
                synonyms = ['VPN = Virtual Private Network', 'TV = telly, television']\n\
                tallies = 'after-rating'\n\
                [[space]]\nname = 'votes'\n";
    fs::write(&file, text).unwrap();
    let mut settings = Settings::default();
    settings.file(&file);
    settings.set("database", dir.path().join("hub.db").to_str().unwrap());
    let spaces = Config::check(settings).unwrap().spaces;
    let hub = TestHub::start_in(dir, |config| config.spaces = spaces).await;
    let team = body(hub.get("/v1/spaces/team").await).await;
    assert_eq!(team["stop_words"], json!(["hello", "dear, regards"]));
    let synonyms = json!(["VPN = Virtual Private Network", "TV = telly, television"]);
    assert_eq!(team["synonyms"], synonyms);
    assert_eq!(team["tallies"], "after-rating");
    let votes = body(hub.get("/v1/spaces/votes").await).await;
    assert_eq!(
        (&votes["stop_words"], &votes["synonyms"]),
        (&json!([]), &json!([]))
    );
}

#[tokio::test]
async fn a_rating_counts_once_however_often_it_is_sent() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    let expected = json!({ "post": post(1), "tally": { "1": 1 }, "mine": 1 });
    for _ in 0..3 {
        assert_eq!(hub.rate("team", post(1), &token, 1).await, expected);
    }
    let mine = hub.tallies("team", &[post(1)], Some(&token)).await;
    assert_eq!(mine, json!({ "tallies": [{ "1": 1 }], "mine": [1] }));
}

#[tokio::test]
async fn a_rating_can_be_changed_and_taken_back() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    hub.rate("votes", post(1), &token, 1).await;
    let changed = hub.rate("votes", post(1), &token, -1).await;
    assert_eq!(changed["tally"], json!({ "-1": 1 }));
    for _ in 0..2 {
        let answer = hub
            .request(Method::DELETE, &rating("votes", post(1)))
            .bearer_auth(&token)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        let expected = json!({ "post": post(1), "tally": {}, "mine": null });
        assert_eq!(without_number(body(answer).await), expected);
    }
}

#[tokio::test]
async fn spaces_share_nothing() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    hub.rate("team", post(1), &token, 1).await;
    let elsewhere = hub.tallies("votes", &[post(1)], Some(&token)).await;
    assert_eq!(elsewhere, json!({ "tallies": [{}], "mine": [null] }));
}

#[tokio::test]
async fn tallies_come_in_the_order_asked() {
    let hub = TestHub::start().await;
    let (ann, bob) = (hub.reader().await, hub.reader().await);
    hub.rate("films", post(1), &ann, 5).await;
    hub.rate("films", post(1), &bob, 2).await;
    hub.rate("films", post(3), &bob, 4).await;
    let posts = [post(3), post(2), post(1), post(3)];
    let tallies = json!([{ "4": 1 }, {}, { "2": 1, "5": 1 }, { "4": 1 }]);
    let anyone = hub.tallies("films", &posts, None).await;
    assert_eq!(anyone, json!({ "tallies": tallies }));
    let ann = hub.tallies("films", &posts, Some(&ann)).await;
    let expected = json!({ "tallies": tallies, "mine": [null, null, 5, null] });
    assert_eq!(ann, expected);
    let nobody = hub.tallies("films", &posts, Some("forged")).await;
    assert_eq!(nobody, json!({ "tallies": tallies }));
}

#[tokio::test]
async fn unchanged_tallies_are_not_sent_again() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    let path = format!("/v1/spaces/team/tallies?posts={}", post(1));
    let first = hub.get(&path).await;
    assert_eq!(header(&first, "cache-control"), Some("no-cache"));
    let vary: Vec<_> = first.headers().get_all("vary").iter().collect();
    assert!(vary.iter().any(|value| *value == "Authorization"));
    let etag = header(&first, "etag").unwrap().to_owned();
    let ask = || {
        let request = hub.request(Method::GET, &path);
        request.header("If-None-Match", &etag).send()
    };
    let second = ask().await.unwrap();
    assert_eq!(second.status(), 304);
    assert_eq!(header(&second, "etag"), Some(etag.as_str()));
    assert!(second.bytes().await.unwrap().is_empty());
    hub.rate("team", post(1), &token, 1).await;
    assert_eq!(ask().await.unwrap().status(), 200);
}

#[tokio::test]
async fn ratings_of_many_readers_at_once_count_exactly() {
    const READERS: usize = 60;
    let hub = std::sync::Arc::new(TestHub::start().await);
    let tasks = (0..READERS).map(|n| {
        let hub = std::sync::Arc::clone(&hub);
        tokio::spawn(async move {
            let token = hub.reader().await;
            let stars = i64::try_from(n % 5 + 1).unwrap();
            for value in [1, 5, stars] {
                hub.rate("films", post(1), &token, value).await;
            }
            hub.rate("films", post(2), &token, 3).await;
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let each = READERS / 5;
    let expected = json!({ "tallies": [
        { "1": each, "2": each, "3": each, "4": each, "5": each },
        { "3": READERS },
    ] });
    let tallies = hub.tallies("films", &[post(1), post(2)], None).await;
    assert_eq!(tallies, expected);
}

#[tokio::test]
async fn without_a_credential_nobody_rates() {
    let hub = TestHub::start().await;
    let path = rating("team", post(1));
    let token = hub.reader().await;
    let forged = format!("{}A", &token[..token.len() - 1]);
    for authorization in [
        None,
        Some("Bearer".to_owned()),
        Some("Bearer x".to_owned()),
        Some(format!("Basic {token}")),
        Some(format!("Bearer {forged}")),
        Some(token.clone()),
    ] {
        for method in [Method::PUT, Method::DELETE] {
            let mut request = hub.request(method, &path);
            request = request.header("Groundswell-Request", "1");
            if let Some(authorization) = &authorization {
                request = request.header("Authorization", authorization);
            }
            let request = request
                .header("Content-Type", "application/json")
                .body("{\"value\":1}");
            let answer = request.send().await.unwrap();
            if forged == token {
                continue;
            }
            assert_eq!(header(&answer, "www-authenticate"), Some("Bearer"));
            check_problem(answer, 401, "credential-required").await;
        }
    }
    let tallies = hub.tallies("team", &[post(1)], None).await;
    assert_eq!(tallies, json!({ "tallies": [{}] }));
}

#[tokio::test]
async fn a_credential_of_another_hub_is_none() {
    let (hub, other) = (TestHub::start().await, TestHub::start().await);
    let token = other.reader().await;
    let request = hub.put("team", post(1), &token, "{\"value\":1}");
    let answer = request.send().await.unwrap();
    check_problem(answer, 401, "credential-required").await;
}

#[tokio::test]
async fn what_is_no_rating_is_refused_and_not_stored() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    let put = |space: &'static str, json: String| hub.put(space, post(1), &token, &json).send();
    for (space, json, detail) in [
        ("team", "{\"value\":2}", "a rating of kind 'useful' is 1"),
        ("team", "{\"value\":257}", "a rating of kind 'useful' is 1"),
        (
            "votes",
            "{\"value\":0}",
            "a rating of kind 'updown' is -1 or 1",
        ),
        (
            "films",
            "{\"value\":6}",
            "a rating of kind 'stars' is 1, 2, 3, 4 or 5",
        ),
    ] {
        let answer = put(space, json.into()).await.unwrap();
        let problem = check_problem(answer, 422, "value-out-of-range").await;
        assert_eq!(problem["detail"], detail);
    }
    for json in [
        "",
        "{",
        "[1]",
        "{}",
        "{\"value\":\"1\"}",
        "{\"value\":1.5}",
        "{\"value\":1,\"value\":1}",
        "{\"value\":1} x",
        "{\"value\":1e99}",
    ] {
        let answer = put("team", json.into()).await.unwrap();
        check_problem(answer, 400, "malformed-json").await;
    }
    let answer = put("team", "{\"value\":\"1\"}".into()).await.unwrap();
    let problem = check_problem(answer, 400, "malformed-json").await;
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.starts_with("value: "), "{detail}");
    let padded = |len: usize| format!("{}{}", "{\"value\":1}", " ".repeat(len - 11));
    let answer = put("team", padded(MAX_BODY + 1)).await.unwrap();
    check_problem(answer, 413, "body-too-large").await;
    for content_type in ["text/plain", "application/jsonp", ""] {
        let request = hub.request(Method::PUT, &rating("team", post(1)));
        let request = request.bearer_auth(&token).body("{\"value\":1}");
        let answer = request.header("Content-Type", content_type).send().await;
        check_problem(answer.unwrap(), 415, "unsupported-media-type").await;
    }
    let tallies = hub.tallies("team", &[post(1)], None).await;
    assert_eq!(tallies, json!({ "tallies": [{}] }));
    let answer = put("team", padded(MAX_BODY)).await.unwrap();
    assert_eq!(answer.status(), 200);
    // Later versions of the widget may say more.
    let more = "{\"value\":1,\"since\":{\"then\":9}}";
    assert_eq!(put("team", more.into()).await.unwrap().status(), 200);
}

#[tokio::test]
async fn unknown_spaces_and_posts_are_not_found() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    let known = post(1);
    for (path, name) in [
        ("/v1/spaces/nowhere".to_owned(), "unknown-space"),
        ("/v1/spaces/Team".to_owned(), "unknown-space"),
        ("/v1/spaces/%FF".to_owned(), "unknown-path"),
        (
            format!("/v1/spaces/nowhere/tallies?posts={known}"),
            "unknown-space",
        ),
        (
            format!("/v1/spaces/nowhere/stream?posts={known}"),
            "unknown-space",
        ),
        (
            "/v1/spaces/team/tallies?posts=short".to_owned(),
            "unknown-post",
        ),
        (
            format!("/v1/spaces/team/tallies?posts={known},"),
            "unknown-post",
        ),
        (
            "/v1/spaces/team/stream?posts=short".to_owned(),
            "unknown-post",
        ),
    ] {
        check_problem(hub.get(&path).await, 404, name).await;
    }
    for (path, name) in [
        (rating("nowhere", known), "unknown-space"),
        (
            "/v1/spaces/team/posts/short/rating".to_owned(),
            "unknown-post",
        ),
        (
            "/v1/spaces/team/posts/%FF/rating".to_owned(),
            "unknown-path",
        ),
    ] {
        let request = hub.request(Method::PUT, &path).bearer_auth(&token);
        let request = request.header("Content-Type", "application/json");
        let answer = request.body("{\"value\":1}").send().await.unwrap();
        check_problem(answer, 404, name).await;
    }
}

#[tokio::test]
async fn a_read_takes_so_many_posts_and_no_more() {
    let hub = TestHub::start().await;
    let most = u64::try_from(MAX_POSTS_PER_READ).unwrap();
    let posts: Vec<_> = (0..=most).map(post).collect();
    let path = |posts| format!("/v1/spaces/team/tallies?posts={}", list(posts));
    assert_eq!(hub.get(&path(&posts[1..])).await.status(), 200);
    check_problem(hub.get(&path(&posts)).await, 400, "too-many-posts").await;
    let encoded = format!("?v=2&posts={}", list(&posts[..2]).replace(',', "%2C"));
    let answer = hub.get(&format!("/v1/spaces/team/tallies{encoded}")).await;
    assert_eq!(
        without_number(body(answer).await),
        json!({ "tallies": [{}, {}] })
    );
    for query in ["", "?posts=", "?post=a", "?posts=a&posts=b", "?posts=%FF"] {
        let answer = hub.get(&format!("/v1/spaces/team/tallies{query}")).await;
        check_problem(answer, 400, "malformed-query").await;
    }
}

#[tokio::test]
async fn unknown_paths_and_methods_are_problems_too() {
    let hub = TestHub::start().await;
    for path in [
        "/v1",
        "/v1/",
        "/v1/users",
        "/nothing",
        "/v1/spaces/team/posts",
        "//",
        "/.git",
    ] {
        check_problem(hub.get(path).await, 404, "unknown-path").await;
    }
    for (method, path, allow) in [
        (Method::POST, "/v1/spaces/team", "GET,HEAD"),
        (Method::GET, "/v1/readers", "POST"),
        (Method::PATCH, &*rating("team", post(1)), "PUT,DELETE"),
        (Method::DELETE, "/healthz", "GET,HEAD"),
        (Method::POST, "/index.html", "GET, HEAD"),
    ] {
        let request = hub.request(method, path);
        let request = request.header("Groundswell-Request", "1");
        let answer = request.send().await.unwrap();
        assert_eq!(header(&answer, "allow"), Some(allow), "{path}");
        check_problem(answer, 405, "method-not-allowed").await;
    }
}

#[tokio::test]
async fn a_healthy_hub_says_so() {
    let hub = TestHub::start().await;
    let answer = hub.get("/healthz").await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.text().await.unwrap(), "ok\n");
}
