//! The widget's files, and pages beside the hub.

use std::fs;
use std::path::Path;

use crate::common::{TestHub, check_problem, header};
use reqwest::Method;
use tempfile::TempDir;

const SCRIPT: &str = "groundswell.js";
const WASM: &str = "groundswell-0123456789abcdef.wasm";
const LANGUAGE: &str = "lang/de-0123456789abcdef.wasm";

fn write(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

async fn start() -> (TestHub, TempDir) {
    let files = tempfile::tempdir().unwrap();
    let (dist, pages) = (files.path().join("dist"), files.path().join("pages"));
    for name in [SCRIPT, WASM, LANGUAGE, "groundswell.mjs", "groundswell.css"] {
        write(&dist, name, "plain");
        write(&dist, &format!("{name}.br"), "brotli");
        write(&dist, &format!("{name}.gz"), "gzip");
    }
    write(&dist, "index.html", "<p>overview");
    write(&dist, ".secret", "secret");
    write(&pages, "index.html", "<p>hidden by the other");
    write(&pages, "blog/index.html", "<p>blog");
    write(files.path(), "outside.txt", "secret");
    let hub = TestHub::start_with(|config| {
        config.dist = Some(dist);
        config.pages = Some(pages);
    });
    (hub.await, files)
}

#[tokio::test]
async fn files_have_the_type_by_which_browsers_take_them() {
    let (hub, _files) = start().await;
    for (name, expected) in [
        (SCRIPT, "text/javascript"),
        ("groundswell.mjs", "text/javascript"),
        (WASM, "application/wasm"),
        (LANGUAGE, "application/wasm"),
        ("groundswell.css", "text/css"),
        ("index.html", "text/html"),
        ("", "text/html"),
    ] {
        let answer = hub.get(&format!("/{name}")).await;
        assert_eq!(answer.status(), 200);
        let found = header(&answer, "content-type").unwrap();
        assert_eq!(found.split(';').next(), Some(expected), "{name}");
        assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn a_page_of_any_origin_may_load_them() {
    let (hub, _files) = start().await;
    let request = hub.request(Method::GET, &format!("/{SCRIPT}"));
    let request = request.header("Origin", "https://intranet.example");
    let answer = request.send().await.unwrap();
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("cross-origin-resource-policy", "cross-origin"),
    ] {
        assert_eq!(header(&answer, name), Some(value));
    }
}

#[tokio::test]
async fn the_smallest_form_that_the_browser_takes_is_sent() {
    let (hub, _files) = start().await;
    for (accepted, encoding, body) in [
        ("gzip, deflate, br, zstd", Some("br"), "brotli"),
        ("gzip", Some("gzip"), "gzip"),
        ("br;q=0, gzip;q=0.5", Some("gzip"), "gzip"),
        ("identity", None, "plain"),
    ] {
        // The bytes are no brotli and no gzip; the client must not look at them.
        let client = reqwest::Client::builder().no_gzip().no_brotli().build();
        let request = client.unwrap().get(hub.url(&format!("/{WASM}")));
        let answer = request.header("Accept-Encoding", accepted).send().await;
        let answer = answer.unwrap();
        assert_eq!(header(&answer, "content-encoding"), encoding, "{accepted}");
        assert_eq!(header(&answer, "content-type"), Some("application/wasm"));
        assert!(header(&answer, "vary").is_some_and(|v| v.eq_ignore_ascii_case("accept-encoding")));
        assert_eq!(answer.text().await.unwrap(), body);
    }
}

#[tokio::test]
async fn a_hashed_name_is_kept_for_ever_and_any_other_asked_about() {
    let (hub, _files) = start().await;
    let for_ever = "public, max-age=31536000, immutable";
    for name in [WASM, LANGUAGE] {
        let hashed = hub.get(&format!("/{name}")).await;
        assert_eq!(header(&hashed, "cache-control"), Some(for_ever));
    }
    let script = hub.get(&format!("/{SCRIPT}")).await;
    assert_eq!(header(&script, "cache-control"), Some("no-cache"));
    let etag = header(&script, "etag").unwrap();
    let request = hub.request(Method::GET, &format!("/{SCRIPT}"));
    let request = request.header("If-None-Match", etag);
    assert_eq!(request.send().await.unwrap().status(), 304);
}

#[tokio::test]
async fn pages_are_served_where_the_widget_has_no_file() {
    let (hub, _files) = start().await;
    assert_eq!(hub.get("/").await.text().await.unwrap(), "<p>overview");
    assert_eq!(hub.get("/blog/").await.text().await.unwrap(), "<p>blog");
    let redirect = hub.get("/blog").await;
    assert!(redirect.status().is_redirection());
    // Relative, so that it holds below whatever path a proxy mounts the hub at.
    assert_eq!(header(&redirect, "location"), Some("./blog/"));
}

#[tokio::test]
async fn nothing_outside_or_hidden_is_served() {
    let (hub, _files) = start().await;
    for path in [
        "/.secret",
        "/%2esecret",
        "/..%2foutside.txt",
        "/%2e%2e/outside.txt",
        "/blog/..%2f..%2foutside.txt",
        "/..%5coutside.txt",
        "/none.js",
    ] {
        check_problem(hub.get(path).await, 404, "unknown-path").await;
    }
}
