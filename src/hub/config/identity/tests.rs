//! What the settings of identity come to, and which are refused.

use crate::config::{Config, KeyFormat, Names, Settings};

fn check(text: &str) -> Result<Config, Vec<String>> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hub.toml");
    std::fs::write(&path, text).unwrap();
    let mut settings = Settings::default();
    settings.file(&path);
    let checked = Config::check(settings);
    checked.map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

fn refused(text: &str, setting: &str, why: &str) {
    let faults = check(text).unwrap_err();
    let told = |fault: &&String| fault.starts_with(setting) && fault.contains(why);
    assert!(
        faults.iter().any(|fault| told(&fault)),
        "{text}: {faults:?}"
    );
    assert_eq!(faults.len(), 1, "{faults:?}");
}

#[test]
fn unless_told_otherwise_all_readers_are_anonymous() {
    let config = check("").unwrap();
    assert!(config.identity.anonymous && config.identity.older_sessions);
    assert!(config.identity.proxy.is_none() && config.identity.page_token.is_none());
    assert!(
        config
            .forwarding
            .proxies
            .contain("127.0.0.1".parse().unwrap())
    );
    assert!(
        !config
            .forwarding
            .proxies
            .contain("10.0.0.1".parse().unwrap())
    );
}

#[test]
fn a_proxy_is_a_header_and_where_it_comes_from() {
    let config = check(
        "[identity.proxy]\nheader = 'X-Remote-User'\nnetworks = ['10.1.2.3', 'fd00::/120']\n\
         names = 'user'\nsecret_file = 'secret'\npeople = 'staff'",
    );
    let config = config.unwrap();
    let proxy = config.identity.proxy.unwrap();
    assert_eq!(proxy.header, "x-remote-user");
    assert_eq!(proxy.names, Names::User);
    assert_eq!(proxy.people.as_deref(), Some("staff"));
    assert!(proxy.secret.unwrap().ends_with("secret"));
    let proxies = config.forwarding.proxies;
    for (address, expected) in [("10.1.2.3", true), ("10.1.2.4", false), ("fd00::7", true)] {
        assert_eq!(
            proxies.contain(address.parse().unwrap()),
            expected,
            "{address}"
        );
        assert_eq!(proxy.networks.contain(address.parse().unwrap()), expected);
    }
}

#[test]
fn a_proxy_that_could_be_anybody_is_refused() {
    let networks = "identity.proxy.networks";
    let head = "[identity.proxy]\nheader = 'Remote-User'\n";
    refused(head, networks, "is missing");
    for everybody in ["0.0.0.0/0", "::/0", "10.0.0.1', '0.0.0.0/0"] {
        let text = format!("proxies = []\n{head}networks = ['{everybody}']\nsecret_file = 'x'");
        let faults = check(&text).unwrap_err();
        assert!(
            faults.iter().all(|fault| fault.contains("everybody")),
            "{faults:?}"
        );
    }
    let open = "listen = '0.0.0.0:8300'\n";
    for wide in ["10.0.0.0/8", "10.0.0.0/23", "fd00::/64"] {
        let text = format!("{open}{head}networks = ['{wide}']");
        refused(&text, networks, "more than 256 addresses");
        check(&format!("{text}\nsecret_file = 'x'")).unwrap();
        check(&format!("{head}networks = ['{wide}']")).unwrap();
    }
    check(&format!("{open}{head}networks = ['10.0.0.0/24']")).unwrap();
    refused("proxies = ['0.0.0.0/0']", "proxies", "everybody");
}

#[test]
fn a_header_with_another_meaning_cannot_name_readers() {
    for header in [
        "Authorization",
        "cookie",
        "X-Forwarded-For",
        "Sec-Fetch-Site",
        "Remote_User",
        "a b",
    ] {
        let text = format!("[identity.proxy]\nheader = '{header}'\nnetworks = ['127.0.0.1']");
        refused(&text, "identity.proxy.header", "");
    }
    refused(
        "[identity.proxy]\nnetworks = ['10.0.0.1']",
        "identity.proxy.header",
        "missing",
    );
}

#[test]
fn page_tokens_have_an_issuer_an_audience_and_keys_that_can_be_told_apart() {
    let head = "[identity.page_token]\nissuer = 'https://a.example'\naudience = 'hub'\n";
    let key =
        |id: &str| format!("[[identity.page_token.key]]\nfile = 'k'\nformat = 'EdDSA'\n{id}\n");
    let config = check(&format!("{head}{}", key(""))).unwrap();
    let page_token = config.identity.page_token.unwrap();
    assert_eq!(page_token.keys[0].format, KeyFormat::EdDsa);
    assert_eq!(page_token.skew, 60);
    check(&format!("{head}{}{}", key("id = 'a'"), key("id = 'b'"))).unwrap();
    let twice = format!("{head}{}{}", key("id = 'a'"), key("id = 'a'"));
    refused(&twice, "identity.page_token.key", "tell apart");
    refused(head, "identity.page_token", "has no");
    let no_audience = format!("[identity.page_token]\nissuer = 'a'\n{}", key(""));
    refused(&no_audience, "identity.page_token.audience", "missing");
    let none = format!("{head}[[identity.page_token.key]]\nfile = 'k'\nformat = 'none'");
    refused(&none, "identity.page_token.key.format", "none of");
    let slow = format!("{head}skew_seconds = 601\n{}", key(""));
    refused(&slow, "identity.page_token.skew_seconds", "601");
}

#[cfg(feature = "oidc")]
#[test]
fn a_provider_is_asked_in_secret_only() {
    let rest = "address = 'https://a.example/groundswell'\nclient_id = 'hub'\n";
    let login = |issuer: &str| format!("[identity.login]\nissuer = '{issuer}'\n{rest}");
    let config = check(&login("https://sso.example/realm")).unwrap();
    let config = config.identity.login.unwrap();
    assert_eq!(config.issuer, "https://sso.example/realm");
    assert_eq!(config.address.as_str(), "https://a.example/groundswell/");
    check(&login("http://127.0.0.1:9000")).unwrap();
    for issuer in [
        "http://sso.example",
        "sso.example",
        "https://sso.example/?a",
        "ftp://localhost",
    ] {
        let faults = check(&login(issuer)).unwrap_err();
        assert!(faults[0].starts_with("identity.login.issuer"), "{faults:?}");
    }
    let issuer = "[identity.login]\nissuer = 'https://sso.example'\n";
    refused(
        &format!("{issuer}client_id = 'hub'"),
        "identity.login.address",
        "missing",
    );
    let odd = format!("{issuer}client_id = 'hub'\naddress = 'https://a.example/;x/'");
    refused(&odd, "identity.login.address", "cookie");
}

#[cfg(not(feature = "oidc"))]
#[test]
fn a_hub_without_openid_connect_says_so() {
    let faults = check(
        "[identity.login]\nissuer = 'https://sso.example'\naddress = 'https://a.example/'\n\
         client_id = 'hub'\n[administration]\nsubjects = ['login:anna']",
    );
    let faults = faults.unwrap_err();
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(
        faults[0].contains("built without OpenID Connect"),
        "{faults:?}"
    );
    assert!(
        faults[1].contains("a way of proxy, page-token"),
        "{faults:?}"
    );
}

#[cfg(feature = "oidc")]
#[test]
fn the_examples_of_the_documentation_are_good() {
    let page = include_str!("../../docs/identity.md");
    let blocks = page.split("```toml\n").skip(1);
    let examples: Vec<_> = blocks
        .filter_map(|block| Some(block.split_once("```")?.0))
        .collect();
    assert_eq!(examples.len(), 4);
    // Administrators sign on as the others say.
    let (administrators, ways) = examples.split_last().unwrap();
    for example in ways {
        check(example).unwrap();
    }
    assert!(administrators.starts_with("[administration]"));
    let config = check(&examples.concat()).unwrap().identity;
    assert!(config.proxy.is_some() && config.page_token.is_some() && config.login.is_some());
}

#[test]
fn somebody_must_be_able_to_rate() {
    refused(
        "[identity]\nanonymous = false",
        "identity.anonymous",
        "nobody could rate",
    );
}

#[test]
fn the_header_with_addresses_is_one_of_two() {
    check("forwarded_header = 'forwarded'\nproxies = ['10.0.0.7']").unwrap();
    refused(
        "forwarded_header = 'X-Real-IP'",
        "forwarded_header",
        "neither",
    );
    refused("proxies = ['10.0.0.300']", "proxies", "no network");
}
