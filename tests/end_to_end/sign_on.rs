//! Readers whom the page itself names, beside those of whom nothing is known.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use groundswell_tests::{Gateway, HubOptions, Page, Passed, Stage};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

scenarios!(whom_the_page_names_counts_as_that_person_and_strangers_apart,);

/// What the page's server and the hub both have.
const SECRET: &[u8] = b"thirty-two bytes for this test!!";

const CONFIG: &str = r#"
[identity.page_token]
issuer = "https://wiki.example"
audience = "groundswell"

[[identity.page_token.key]]
file = "SECRET"
format = "HS256"
"#;

/// A token as the page's server mints it (RFC 7519, HS256).
fn token_of(person: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let claims = json!({
        "iss": "https://wiki.example",
        "aud": "groundswell",
        "sub": person,
        "exp": now.as_secs() + 600,
    });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = [
        part(&json!({ "alg": "HS256", "typ": "JWT" })),
        part(&claims),
    ]
    .join(".");
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET).unwrap();
    mac.update(signed.as_bytes());
    [signed, URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())].join(".")
}

/// Writes what only its owner may read, and gives where.
pub fn keep(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    let mut options = std::fs::OpenOptions::new();
    let mut file = options
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(&path)
        .unwrap();
    file.write_all(bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

async fn whom_the_page_names_counts_as_that_person_and_strangers_apart(stage: &Stage) {
    let folder = tempfile::tempdir().unwrap();
    let secret = keep(folder.path(), "secret", SECRET);
    let config = CONFIG.replace("SECRET", &secret);
    let config = keep(folder.path(), "hub.toml", config.as_bytes());
    let attributes = format!("data-space=\"forum\" data-token=\"{}\"", token_of("ada"));
    let page = Page::new("Talk")
        .own_tag(&attributes)
        .comments(["The pumps are loud.", "Which pumps are loud?"]);
    std::fs::write(folder.path().join("index.html"), page.html()).unwrap();
    let hub = stage
        .hub_with(HubOptions {
            pages: Some(folder.path().to_owned()),
            settings: vec![("GROUNDSWELL_CONFIG", config)],
            ..HubOptions::default()
        })
        .await;
    let gateway = Gateway::start(&hub.url("")).await;
    let reader = stage.reader().await;
    reader.open(&gateway.url("")).await;
    reader.wait_until("t.choice('#c1', -1)").await;
    let post = reader.value("t.id('#c1')").await;
    let post = post.as_str().unwrap();

    reader.click("t.choice('#c1', 1)").await;
    reader
        .wait_until("t.pressed('#c1', 1) && !t.waiting('#c1')")
        .await;
    assert_eq!(hub.tally("forum", post).await, json!({ "1": 1 }));

    // A stranger counts apart.
    hub.rate("forum", post, 1).await;
    let named =
        "t.choice('#c1', 1).getAttribute('aria-label') === 'Agree, 1 reader and 1 not signed in'";
    reader.wait_until(named).await;
    assert_eq!(hub.tally("forum", post).await, json!({ "1": 1 }));

    // The session lasts for the tab, and leaves nothing for whoever comes next.
    reader.reload().await;
    reader.wait_until(named).await;
    reader.wait_until("t.pressed('#c1', 1)").await;
    let asked = |passed: &&Passed| passed.path == "/v1/readers";
    assert_eq!(gateway.passed().iter().filter(asked).count(), 1);
    let kept =
        "Object.keys(localStorage).filter((key) => key.startsWith('groundswell:reader')).length";
    assert_eq!(reader.value(kept).await, 0);
}
