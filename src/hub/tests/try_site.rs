//! Groundswell shown on a running site.

use std::io::Write as _;

use crate::common::preview::{TAG, TestPreview};
use crate::common::{check_problem, header};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::Method;
use tokio::net::TcpListener;

const HTML: (&str, &str) = ("content-type", "text/html; charset=utf-8");

/// Everything a site may do to make a preview hard.
async fn upstream() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let home = origin.clone();
    let host = origin.strip_prefix("http://").unwrap().to_owned();
    let links = format!(
        "<head></head><a href=\"{home}/a\">a</a><img src='//{host}/b.png'>\
         <a href=\"http://elsewhere.example/\">c</a>"
    );
    let (elsewhere, away) = (origin.clone(), "http://elsewhere.example/");
    let router = Router::new()
        .route("/links", get(async move || ([HTML], links)))
        .route(
            "/old",
            get(async move || redirect(&format!("{elsewhere}/new?x=1"))),
        )
        .route("/away", get(async move || redirect(away)))
        .route("/policy", get(policy))
        .route("/meta", get(async || ([HTML], META)))
        .route(
            "/latin",
            get(async || latin("text/html; charset=iso-8859-1")),
        )
        .route("/utf16", get(async || latin("text/html; charset=utf-16le")))
        .route("/gzip", get(gzip))
        .route(
            "/zstd",
            get(async || ([HTML, ("content-encoding", "zstd")], "?")),
        )
        .route(
            "/binary",
            get(async || ([("content-type", "image/png")], BINARY)),
        )
        .route("/cookie", get(cookie))
        .route("/echo", post(async |body: Bytes| body))
        .route(
            "/headers",
            get(async |headers: HeaderMap| format!("{headers:?}")),
        )
        .fallback(async |request: Request| (StatusCode::NOT_FOUND, request.uri().to_string()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    origin
}

const META: &str =
    "<head><meta http-equiv=Content-Security-Policy content=\"default-src 'self'\"></head>";

const BINARY: &[u8] = b"<head></head>\x00\xFF\xFE<body>";

fn redirect(to: &str) -> Response {
    (StatusCode::FOUND, [("location", to.to_owned())]).into_response()
}

async fn policy() -> Response {
    let headers = [HTML, ("content-security-policy", "script-src 'none'")];
    (headers, "<head></head>").into_response()
}

fn latin(content_type: &'static str) -> Response {
    let body = b"<head><title>Gr\xFC\xDFe</title></head>".as_slice();
    ([("content-type", content_type)], body).into_response()
}

/// Compressed although it was asked not to.
async fn gzip() -> Response {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(b"<head></head><p>packed").unwrap();
    let body = encoder.finish().unwrap();
    ([HTML, ("content-encoding", "gzip")], Body::from(body)).into_response()
}

async fn cookie() -> Response {
    let cookie = "id=1; Domain=intranet.example; Secure; Path=/";
    ([("set-cookie", cookie)], "").into_response()
}

async fn start() -> TestPreview {
    TestPreview::start(&upstream().await).await
}

#[tokio::test]
async fn a_site_is_shown_with_the_tag_and_its_links_stay() {
    let preview = start().await;
    let shown = preview.get("/links").await.text().await.unwrap();
    let expected = format!(
        "<head>{TAG}</head><a href=\"/a\">a</a><img src=\"/b.png\">\
         <a href=\"http://elsewhere.example/\">c</a>"
    );
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn a_redirect_within_the_site_stays_and_another_is_told() {
    let preview = start().await;
    let answer = preview.get("/old").await;
    assert_eq!(answer.status(), 302);
    assert_eq!(header(&answer, "location"), Some("/new?x=1"));
    let away = preview.get("/away").await;
    assert_eq!(header(&away, "location"), Some("http://elsewhere.example/"));
    assert!(preview.notes()[0].contains("leads to http://elsewhere.example/"));
}

#[tokio::test]
async fn a_policy_is_left_out_and_told_of_once() {
    for path in ["/policy", "/meta"] {
        let preview = start().await;
        for _ in 0..2 {
            let answer = preview.get(path).await;
            assert_eq!(header(&answer, "content-security-policy"), None);
            let shown = answer.text().await.unwrap();
            assert_eq!(shown, format!("<head>{TAG}</head>"));
        }
        let notes = preview.notes();
        assert_eq!(notes.len(), 1, "{notes:?}");
        assert!(notes[0].contains("script-src HUB 'wasm-unsafe-eval'; connect-src HUB"));
    }
}

#[tokio::test]
async fn characters_of_any_encoding_survive() {
    let preview = start().await;
    let shown = preview.get("/latin").await.bytes().await.unwrap();
    let expected = [
        b"<head><title>Gr\xFC\xDFe</title>",
        TAG.as_bytes(),
        b"</head>",
    ]
    .concat();
    assert_eq!(shown, expected);
    let untouched = preview.get("/utf16").await.bytes().await.unwrap();
    assert_eq!(&untouched[..], b"<head><title>Gr\xFC\xDFe</title></head>");
}

#[tokio::test]
async fn what_comes_compressed_all_the_same_is_shown() {
    let preview = start().await;
    let answer = preview.get("/gzip").await;
    assert_eq!(header(&answer, "content-encoding"), None);
    let shown = answer.text().await.unwrap();
    assert_eq!(shown, format!("<head>{TAG}</head><p>packed"));
    let unknown = preview.get("/zstd").await;
    assert_eq!(header(&unknown, "content-encoding"), Some("zstd"));
    assert_eq!(unknown.text().await.unwrap(), "?");
}

#[tokio::test]
async fn what_is_no_page_passes_untouched() {
    let preview = start().await;
    let binary = preview.get("/binary").await;
    assert_eq!(binary.bytes().await.unwrap(), BINARY);
    let fragment = preview.request(Method::GET, "/links");
    let fragment = fragment.header("Sec-Fetch-Dest", "empty").send().await;
    assert!(!fragment.unwrap().text().await.unwrap().contains("script"));
    let frame = preview.request(Method::GET, "/links");
    let frame = frame.header("Sec-Fetch-Dest", "iframe").send().await;
    let frame = frame.unwrap().text().await.unwrap();
    assert!(frame.contains("href=\"/a\"") && !frame.contains("script"));
    let missing = preview.get("/none//a?b=%20c").await;
    assert_eq!(missing.status(), 404);
    assert_eq!(missing.text().await.unwrap(), "/none//a?b=%20c");
}

#[tokio::test]
async fn the_site_sees_its_own_name_only() {
    let preview = start().await;
    let own = preview.url("");
    let request = preview.request(Method::GET, "/headers");
    let request = request
        .header("Origin", own.trim_end_matches('/'))
        .header("Referer", format!("{own}/links"))
        .header("If-None-Match", "\"a\"")
        .header("Cookie", "id=1");
    let seen = request.send().await.unwrap().text().await.unwrap();
    assert!(!seen.contains(&own), "{seen}");
    assert!(seen.contains("identity") && seen.contains("id=1"));
    assert!(!seen.contains("if-none-match"));
    let cookie = preview.get("/cookie").await;
    assert_eq!(header(&cookie, "set-cookie"), Some("id=1; Path=/"));
}

#[tokio::test]
async fn bodies_pass_in_both_directions() {
    let preview = start().await;
    let sent: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    let request = preview.request(Method::POST, "/echo").body(sent.clone());
    let back = request.send().await.unwrap().bytes().await.unwrap();
    assert_eq!(back, sent);
}

#[tokio::test]
async fn a_site_that_does_not_answer_is_a_page_that_says_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let preview = TestPreview::start(&origin).await;
    let answer = preview.get("/").await;
    assert_eq!(answer.status(), 502);
    let page = answer.text().await.unwrap();
    assert!(page.contains("could not be reached") && page.contains(&origin));
    assert!(preview.notes()[0].contains("cannot reach"));
}

#[tokio::test]
async fn our_own_paths_are_never_the_sites() {
    let preview = start().await;
    check_problem(preview.get("/groundswell/none").await, 404, "unknown-path").await;
    let health = preview.get("/groundswell/healthz").await;
    assert_eq!(health.text().await.unwrap(), "ok\n");
}
