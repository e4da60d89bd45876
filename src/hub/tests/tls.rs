//! The hub with a certificate of its own.

#![cfg(unix)]

use std::path::Path;
use std::time::Duration;

use crate::common::process::Process;
use crate::common::{body, client, post, rating};
use reqwest::{Certificate, Client};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

/// Makes a certificate and its key; what a client needs to believe it.
fn certify(dir: &Path) -> Certificate {
    let names = ["127.0.0.1".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    std::fs::write(dir.join("cert.pem"), made.cert.pem()).unwrap();
    std::fs::write(dir.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    Certificate::from_pem(made.cert.pem().as_bytes()).unwrap()
}

fn believing(certificate: Certificate) -> Client {
    // Sets up what every client of the tests is made with.
    drop(client());
    Client::builder()
        .no_proxy()
        .tls_certs_only([certificate])
        .build()
        .unwrap()
}

fn start(dir: &Path, more: &[&str]) -> Process {
    let certificate = format!("tls.certificate_file={}", dir.join("cert.pem").display());
    let key = format!("tls.key_file={}", dir.join("key.pem").display());
    Process::start(
        dir,
        &[&["--set", &certificate, "--set", &key], more].concat(),
    )
}

#[tokio::test]
async fn ratings_and_streams_go_through_tls() {
    let dir = tempfile::tempdir().unwrap();
    let client = believing(certify(dir.path()));
    let mut hub = start(dir.path(), &[]);
    assert!(hub.base.starts_with("https://"));
    let path = format!("{}/v1/spaces/default/stream?posts={}", hub.base, post(1));
    let mut stream = client.get(path).send().await.unwrap();
    let reader = client.post(format!("{}/v1/readers", hub.base));
    let reader = reader
        .header("Groundswell-Request", "1")
        .send()
        .await
        .unwrap();
    let token = body(reader).await["token"].as_str().unwrap().to_owned();
    let rate = client.put(format!("{}{}", hub.base, rating("default", post(1))));
    let rate = rate
        .bearer_auth(token)
        .header("Content-Type", "application/json");
    assert_eq!(
        rate.body("{\"value\":1}").send().await.unwrap().status(),
        200
    );
    let mut told = String::new();
    while !told.contains("\"tally\":{\"1\":1}") {
        let chunk = stream.chunk().await.unwrap().expect("the stream goes on");
        told += std::str::from_utf8(&chunk).unwrap();
    }
    hub.terminate();
    while stream
        .chunk()
        .await
        .expect("a stream ends politely")
        .is_some()
    {}
    assert!(hub.child.wait().unwrap().success());
}

#[tokio::test]
async fn a_new_certificate_is_taken_while_the_hub_serves() {
    let dir = tempfile::tempdir().unwrap();
    let old = believing(certify(dir.path()));
    let hub = start(dir.path(), &[]);
    let path = format!("{}/healthz", hub.base);
    assert_eq!(old.get(&path).send().await.unwrap().status(), 200);
    // A certificate that cannot be read changes nothing.
    std::fs::write(dir.path().join("cert.pem"), "none").unwrap();
    hub.signal("-HUP");
    assert_eq!(old.get(&path).send().await.unwrap().status(), 200);
    let new = certify(dir.path());
    hub.signal("-HUP");
    loop {
        // A connection of its own each time: the old certificate is only met on those made before.
        let answer = believing(new.clone()).get(&path).send().await;
        if answer.is_ok_and(|answer| answer.status() == 200) {
            break;
        }
    }
}

#[tokio::test]
async fn a_client_that_never_agrees_is_let_go() {
    let dir = tempfile::tempdir().unwrap();
    let client = believing(certify(dir.path()));
    let few = [
        "--set",
        "limits.connections=1",
        "--set",
        "limits.head_seconds=1",
    ];
    let hub = start(dir.path(), &few);
    let address = hub.base.strip_prefix("https://").unwrap();
    let mut silent = TcpStream::connect(address).await.unwrap();
    // The only connection is taken; the next is served once the hub has let the silent one go.
    let answer = client.get(format!("{}/healthz", hub.base));
    let answer = answer.timeout(Duration::from_secs(60)).send().await;
    assert_eq!(answer.unwrap().status(), 200);
    assert_eq!(silent.read(&mut [0]).await.unwrap_or(0), 0);
}

#[test]
fn a_certificate_without_its_key_is_refused_before_anything_is_opened() {
    let dir = tempfile::tempdir().unwrap();
    let mut hub = Process::spawn(dir.path(), &["--set", "tls.certificate_file=cert.pem"]);
    assert!(!hub.child.wait().unwrap().success());
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}
