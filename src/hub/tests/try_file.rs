//! Groundswell shown on a saved page.

use std::fs;
use std::path::Path;

use crate::common::preview::{TAG, TestPreview, refused};
use crate::common::{check_problem, header, post};
use reqwest::Method;

const PAGE: &[u8] =
    b"<html><head><meta charset=iso-8859-1><title>Caf\xE9</title></head><p>a</html>";

fn site(dir: &Path) -> String {
    fs::create_dir_all(dir.join("saved/page_files")).unwrap();
    fs::write(dir.join("saved/page.html"), PAGE).unwrap();
    fs::write(dir.join("saved/page_files/style.css"), "p{}").unwrap();
    fs::write(dir.join("saved/.hidden"), "secret").unwrap();
    fs::write(dir.join("outside.txt"), "secret").unwrap();
    let page = dir.join("saved/page.html");
    page.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_saved_page_is_shown_with_the_tag_and_otherwise_byte_for_byte() {
    let dir = tempfile::tempdir().unwrap();
    let target = site(dir.path());
    let preview = TestPreview::start(&target).await;
    for path in ["/", "/page.html"] {
        let answer = preview.get(path).await;
        assert_eq!(header(&answer, "content-type"), Some("text/html"));
        let shown = answer.bytes().await.unwrap();
        let at = shown.windows(7).position(|w| w == b"</head>").unwrap() - TAG.len();
        assert_eq!(&shown[at..at + TAG.len()], TAG.as_bytes());
        assert_eq!([&shown[..at], &shown[at + TAG.len()..]].concat(), PAGE);
    }
    assert_eq!(fs::read(&target).unwrap(), PAGE);
}

#[tokio::test]
async fn files_beside_the_page_are_served_and_no_others() {
    let dir = tempfile::tempdir().unwrap();
    let preview = TestPreview::start(&site(dir.path())).await;
    let style = preview.get("/page_files/style.css").await;
    assert_eq!(header(&style, "content-type"), Some("text/css"));
    assert_eq!(style.text().await.unwrap(), "p{}");
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        dir.path().join("outside.txt"),
        dir.path().join("saved/link"),
    )
    .unwrap();
    for path in [
        "/.hidden",
        "/%2ehidden",
        "/link",
        "/%2e%2e/outside.txt",
        "/..%2foutside.txt",
        "/page_files/..%2f..%2foutside.txt",
        "/none.html",
        "/page_files",
    ] {
        let answer = preview.get(path).await;
        check_problem(answer, 404, "unknown-path").await;
    }
    let answer = preview.request(Method::POST, "/page.html").send().await;
    check_problem(answer.unwrap(), 405, "method-not-allowed").await;
}

#[tokio::test]
async fn the_page_can_be_rated() {
    let dir = tempfile::tempdir().unwrap();
    let preview = TestPreview::start(&site(dir.path())).await;
    let script = preview.get("/groundswell/groundswell.js").await;
    assert_eq!(header(&script, "content-type"), Some("text/javascript"));
    let token = preview.request(Method::POST, "/groundswell/v1/readers");
    let token = token.header("Groundswell-Request", "1");
    let token = crate::common::body(token.send().await.unwrap()).await;
    let rating = crate::common::rating("try", post(1));
    let request = preview.request(Method::PUT, &format!("/groundswell{rating}"));
    let request = request.bearer_auth(token["token"].as_str().unwrap());
    let request = request.header("Content-Type", "application/json");
    let answer = request.body("{\"value\":1}").send().await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn a_page_that_leads_its_own_name_here_learns_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let preview = TestPreview::start(&site(dir.path())).await;
    let request = preview.request(Method::GET, "/");
    let answer = request.header("Host", "evil.example").send().await.unwrap();
    assert_eq!(answer.status(), 403);
}

#[test]
fn what_cannot_be_shown_is_refused_with_a_reason() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("a.png"), b"\x89PNG\r\n\0\0").unwrap();
    fs::write(path("a.html"), b"\x89PNG\r\n\0\0").unwrap();
    fs::write(path("utf16.html"), b"\xFF\xFE<\0p\0").unwrap();
    for (target, expected) in [
        (path("none.html"), "No such file"),
        (path(""), "is a directory"),
        (path("a.png"), "is no HTML"),
        (path("a.html"), "is no HTML"),
        (path("utf16.html"), "is in UTF-16"),
        ("ftp://intranet.example".into(), "no http or https address"),
        ("http://me:pw@intranet.example".into(), "name or password"),
    ] {
        let error = refused(&target);
        assert!(error.contains(expected), "{error}");
    }
}
