//! Tokens that the page signs.

use groundswell_hub::{
    Config, DEFAULT_SKEW, Hub, KeyFile, KeyFormat, MAX_PAGE_TOKEN, MAX_SUBJECT, PageTokenConfig,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{session, sign_on, token};
use crate::common::signer::{Signer, now, weak_rsa_pem, write_private};
use crate::common::{TestHub, body, check_problem, post};

const ISSUER: &str = "https://intranet.example";
const AUDIENCE: &str = "groundswell";

/// Claims that are all right.
pub fn claims(sub: &str) -> Value {
    let now = now();
    json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": sub, "iat": now, "exp": now + 300 })
}

fn with(name: &str, value: impl Into<Value>) -> Value {
    let mut claims = claims("anna");
    claims[name] = value.into();
    claims
}

fn without(name: &str) -> Value {
    let mut claims = claims("anna");
    claims.as_object_mut().unwrap().remove(name).unwrap();
    claims
}

fn format(signer: &Signer) -> KeyFormat {
    match signer {
        Signer::Hs256(_) => KeyFormat::Hs256,
        Signer::Rs256(_) => KeyFormat::Rs256,
        Signer::EdDsa(_) => KeyFormat::EdDsa,
    }
}

fn config(dir: &TempDir, signers: &[(Option<&str>, &Signer)]) -> PageTokenConfig {
    let key = |(n, (id, signer)): (usize, &(Option<&str>, &Signer))| {
        let path = dir.path().join(format!("page-{n}"));
        signer.write(&path);
        KeyFile {
            path,
            format: format(signer),
            id: id.map(str::to_owned),
        }
    };
    PageTokenConfig {
        issuer: ISSUER.into(),
        audience: AUDIENCE.into(),
        keys: signers.iter().enumerate().map(key).collect(),
        skew: DEFAULT_SKEW,
        people: None,
    }
}

/// A hub that takes the signer's tokens.
pub async fn start_in(dir: TempDir, signer: &Signer, change: impl FnOnce(&mut Config)) -> TestHub {
    let page_token = config(&dir, &[(None, signer)]);
    TestHub::start_in(dir, |config| {
        config.identity.page_token = Some(page_token);
        change(config);
    })
    .await
}

async fn start(signer: &Signer) -> TestHub {
    start_in(tempfile::tempdir().unwrap(), signer, |_| {}).await
}

async fn check_refused(hub: &TestHub, page_token: &str, why: &str) {
    let answer = sign_on(hub, Some(page_token)).await;
    assert_eq!(answer.status(), 401, "{why}");
    check_problem(answer, 401, "page-token-refused").await;
}

#[tokio::test]
async fn readers_whom_the_page_names_are_counted_as_verified() {
    for signer in [&Signer::hs256(), Signer::some_rs256(), &Signer::ed_dsa()] {
        let hub = start(signer).await;
        let anna = session(&hub, Some(&signer.token(None, &claims("anna")))).await;
        assert_eq!(anna["verified"], true);
        let life = anna["expires"].as_i64().unwrap() - now();
        assert!((12 * 3_600 - 60..=12 * 3_600).contains(&life), "{life}");
        hub.rate("team", post(1), token(&anna), 1).await;
        let nobody = session(&hub, None).await;
        let rated = hub.rate("team", post(1), token(&nobody), 1).await;
        assert_eq!(rated["tally"], json!({ "1": 1 }));
        assert_eq!(rated["unverified"], json!({ "1": 1 }));
        // On another machine, an hour later, with another token: the same reader.
        let again = session(&hub, Some(&signer.token(None, &claims("anna")))).await;
        let rated = hub.rate("team", post(1), token(&again), 1).await;
        assert_eq!(rated["tally"], json!({ "1": 1 }));
        let bob = session(&hub, Some(&signer.token(None, &claims("bob")))).await;
        let rated = hub.rate("team", post(1), token(&bob), 1).await;
        assert_eq!(rated["tally"], json!({ "1": 2 }));
    }
}

#[tokio::test]
async fn a_page_token_signs_on_and_does_nothing_else() {
    let signer = Signer::hs256();
    let hub = start(&signer).await;
    let page_token = signer.token(None, &claims("anna"));
    let request = hub.put("team", post(1), &page_token, "{\"value\":1}");
    let answer = request.send().await.unwrap();
    check_problem(answer, 401, "credential-required").await;
    let space = body(hub.get("/v1/spaces/team").await).await;
    assert_eq!(space["sign_on"]["page_token"], true);
}

#[tokio::test]
async fn a_hub_that_takes_no_page_tokens_does_not_take_them_for_nobody() {
    let hub = TestHub::start().await;
    let page_token = Signer::hs256().token(None, &claims("anna"));
    check_refused(&hub, &page_token, "no way").await;
}

#[tokio::test]
async fn every_wrong_claim_is_refused() {
    let signer = Signer::ed_dsa();
    let hub = start(&signer).await;
    let now = now();
    let skew = i64::try_from(DEFAULT_SKEW).unwrap();
    let long = "x".repeat(MAX_SUBJECT + 1);
    let wrong = [
        ("expired", with("exp", now - skew - 5)),
        ("expires as text", with("exp", (now + 300).to_string())),
        ("never expires", without("exp")),
        ("lives too long", with("exp", now + 13 * 3_600)),
        ("issued tomorrow", with("iat", now + 86_400)),
        ("not yet valid", with("nbf", now + skew + 60)),
        ("another issuer", with("iss", "https://elsewhere.example")),
        (
            "several issuers",
            with("iss", json!([ISSUER, "https://elsewhere.example"])),
        ),
        ("no issuer", without("iss")),
        ("another audience", with("aud", "another-hub")),
        ("no audience", without("aud")),
        ("no subject", without("sub")),
        ("subject is a number", with("sub", 7)),
        ("empty subject", with("sub", "")),
        ("invisible subject", with("sub", "an\u{0}na")),
        ("long subject", with("sub", long)),
    ];
    for (why, claims) in wrong {
        check_refused(&hub, &signer.token(None, &claims), why).await;
    }
    let right = [
        ("clocks differ", with("exp", now - skew + 20)),
        ("clocks differ", with("iat", now + skew - 20)),
        ("began", with("nbf", now - 5)),
        ("several audiences", with("aud", json!(["wiki", AUDIENCE]))),
        ("no time of issue", without("iat")),
        (
            "fractions of seconds",
            with("exp", 0.5 + now as f64 + 300.0),
        ),
        ("longest subject", with("sub", "x".repeat(MAX_SUBJECT))),
    ];
    for (why, claims) in right {
        let answer = sign_on(&hub, Some(&signer.token(None, &claims))).await;
        assert_eq!(answer.status(), 201, "{why}");
    }
}

#[tokio::test]
async fn the_key_decides_the_algorithm() {
    let rsa = Signer::some_rs256();
    let hub = start(rsa).await;
    // The public key, which anybody has, as if it were a shared secret.
    let pem = rsa.public_pem();
    for secret in [pem.as_bytes(), pem.trim().as_bytes()] {
        let forged = Signer::Hs256(secret.to_vec()).token(None, &claims("anna"));
        check_refused(&hub, &forged, "HS256 under an RSA key").await;
    }
    for alg in [
        "none", "None", "NONE", "", "HS256", "RS512", "PS256", "ES256", "EdDSA",
    ] {
        let head = json!({ "alg": alg });
        check_refused(&hub, &rsa.token_with(&head, &claims("anna")), alg).await;
    }
    let unsigned = rsa.token_with(&json!({ "alg": "none" }), &claims("anna"));
    let (unsigned, _) = unsigned.rsplit_once('.').unwrap();
    check_refused(&hub, &format!("{unsigned}."), "unsigned").await;
    check_refused(&hub, unsigned, "two parts").await;
    let other = Signer::ed_dsa().token(None, &claims("anna"));
    check_refused(&hub, &other, "another kind of key").await;
}

#[tokio::test]
async fn a_token_cannot_bring_its_own_key() {
    let signer = Signer::ed_dsa();
    let hub = start(&signer).await;
    let forger = Signer::ed_dsa();
    let heads = [
        json!({ "alg": "EdDSA" }),
        json!({ "alg": "EdDSA", "jwk": forger.jwk("x") }),
        json!({ "alg": "EdDSA", "jku": "https://elsewhere.example/keys" }),
        json!({ "alg": "EdDSA", "kid": "../../dev/null" }),
    ];
    for head in heads {
        let forged = forger.token_with(&head, &claims("anna"));
        check_refused(&hub, &forged, &head.to_string()).await;
    }
    let head = json!({ "alg": "EdDSA", "crit": ["b64"], "b64": false });
    let critical = signer.token_with(&head, &claims("anna"));
    check_refused(&hub, &critical, "something critical").await;
}

#[tokio::test]
async fn keys_are_told_apart_by_name_so_that_they_can_be_changed() {
    let (old, new) = (Signer::hs256(), Signer::ed_dsa());
    let dir = tempfile::tempdir().unwrap();
    let page_token = config(&dir, &[(Some("2025"), &old), (Some("2026"), &new)]);
    let hub = TestHub::start_in(dir, |config| config.identity.page_token = Some(page_token)).await;
    for (name, signer) in [("2025", &old), ("2026", &new)] {
        session(&hub, Some(&signer.token(Some(name), &claims("anna")))).await;
    }
    let crossed = new.token(Some("2025"), &claims("anna"));
    check_refused(&hub, &crossed, "another key's name").await;
    let unknown = new.token(Some("2027"), &claims("anna"));
    check_refused(&hub, &unknown, "an unknown name").await;
    check_refused(&hub, &new.token(None, &claims("anna")), "no name").await;
}

#[tokio::test]
async fn keys_may_come_as_a_set() {
    let (rsa, ed) = (Signer::some_rs256(), Signer::ed_dsa());
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keys.json");
    let elliptic = json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "c" });
    let set = json!({ "keys": [rsa.jwk("a"), ed.jwk("b"), elliptic] });
    std::fs::write(&path, set.to_string()).unwrap();
    let mut page_token = config(&dir, &[]);
    page_token.keys.push(KeyFile {
        path,
        format: KeyFormat::Jwks,
        id: None,
    });
    let hub = TestHub::start_in(dir, |config| config.identity.page_token = Some(page_token)).await;
    session(&hub, Some(&rsa.token(Some("a"), &claims("anna")))).await;
    session(&hub, Some(&ed.token(Some("b"), &claims("anna")))).await;
    let crossed = ed.token(Some("a"), &claims("anna"));
    check_refused(&hub, &crossed, "another key's name").await;
}

#[tokio::test]
async fn keys_that_are_too_weak_or_open_to_others_are_refused_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let start = |name: &str, bytes: &[u8], format, private: bool| {
        let path = dir.path().join(name);
        if private {
            write_private(&path, bytes);
        } else {
            std::fs::write(&path, bytes).unwrap();
        }
        let mut page_token = config(&dir, &[]);
        page_token.keys.push(KeyFile {
            path,
            format,
            id: None,
        });
        let mut config = Config::new(dir.path().join("hub.db"), Vec::new());
        config.identity.page_token = Some(page_token);
        Hub::open(config).map(|_| ()).unwrap_err().to_string()
    };
    let weak = weak_rsa_pem();
    let rsa = start("weak", weak.as_bytes(), KeyFormat::Rs256, false);
    assert!(rsa.contains("1024 bits"), "{rsa}");
    let short = start("short", &[7; 31], KeyFormat::Hs256, true);
    assert!(short.contains("31 bytes"), "{short}");
    let open = start("open", &[7; 32], KeyFormat::Hs256, false);
    assert!(open.contains("chmod 600"), "{open}");
    let set = json!({ "keys": [Signer::hs256().jwk("a")] }).to_string();
    let open = start("set", set.as_bytes(), KeyFormat::Jwks, false);
    assert!(open.contains("chmod 600"), "{open}");
    let none = start("none", b"{\"keys\":[]}", KeyFormat::Jwks, false);
    assert!(none.contains("no key"), "{none}");
    let ed = Signer::ed_dsa().public_pem();
    let other = start("other", ed.as_bytes(), KeyFormat::Rs256, false);
    assert!(other.contains("no key"), "{other}");
}

#[tokio::test]
async fn a_token_has_a_greatest_length() {
    let signer = Signer::hs256();
    let hub = start(&signer).await;
    let mut claims = claims("anna");
    claims["padding"] = "".into();
    let bare = signer.token(None, &claims).len();
    // Four characters of the token say three bytes of it.
    claims["padding"] = "x".repeat((MAX_PAGE_TOKEN - bare) * 3 / 4 - 3).into();
    let fits = signer.token(None, &claims);
    assert!((MAX_PAGE_TOKEN - 8..=MAX_PAGE_TOKEN).contains(&fits.len()));
    session(&hub, Some(&fits)).await;
    claims["padding"] = "x".repeat((MAX_PAGE_TOKEN - bare) * 3 / 4 + 6).into();
    check_refused(&hub, &signer.token(None, &claims), "too long").await;
    claims["padding"] = "x".repeat(100_000).into();
    check_refused(&hub, &signer.token(None, &claims), "far too long").await;
}

#[test]
fn no_changed_token_is_taken() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let signer = Signer::ed_dsa();
    let hub = runtime.block_on(start(&signer));
    let good = signer.token(None, &claims("anna"));
    let length = good.len();
    let changed = (0..length, "[A-Za-z0-9_.-]{0,3}", 0..3_usize);
    let config = ProptestConfig::with_cases(200);
    proptest!(config, |((at, put, cut) in changed)| {
        let mut token = good.clone();
        token.replace_range(at..length.min(at + cut), &put);
        prop_assume!(token != good && token.contains('.'));
        let answer = runtime.block_on(sign_on(&hub, Some(&token)));
        prop_assert_eq!(answer.status(), 401);
    });
}
