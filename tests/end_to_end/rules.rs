//! What owners say of words, by the script tag and by the space at the hub, as the cloud shows it.

use std::fmt::Write as _;

use groundswell_tests::{HubOptions, Page, Reader, Stage};

scenarios!(
    words_that_no_rule_names_are_in_the_cloud,
    stop_words_of_the_tag_are_no_subject,
    synonyms_of_the_tag_are_one_term,
    hidden_terms_of_the_tag_are_not_shown,
    stop_words_of_the_space_are_no_subject,
    synonyms_of_the_space_are_one_term,
    hidden_terms_of_the_space_are_not_shown,
    rules_of_tag_and_space_hold_together,
);

const TOKEN: &str = "administrators-of-the-company-space";

const TALK: [&str; 5] = [
    "The Virtual Private Network is slow in the canteen. Project Falcon is late.",
    "VPN tunnels break every morning, and that is no gossip.",
    "Project Falcon needs printers. Gossip says the canteen has one.",
    "Printers do not work without a virtual private network.",
    "Nobody in the canteen has seen the printers.",
];

/// Attributes of the tag, settings of the space, and terms that its administrators hide.
#[derive(Default)]
struct Given<'a> {
    tag: &'a str,
    space: &'a str,
    hidden: &'a [&'a str],
}

/// The page's cloud once it has words with all of `shown` in them, and none with one of `gone`.
async fn open_cloud(stage: &Stage, given: Given<'_>, shown: &[&str], gone: &[&str]) -> Reader {
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token");
    std::fs::write(&token, TOKEN).unwrap();
    let page = Page::new("Talk")
        .own_tag(&format!("data-space=\"company\" {}", given.tag))
        .comments(TALK);
    let token = token.to_str().unwrap().to_owned();
    let options = HubOptions {
        spaces: Some(format!("[[space]]\nname = \"company\"\n{}\n", given.space)),
        settings: vec![("GROUNDSWELL_ADMINISTRATION_TOKEN_FILE", token)],
        ..HubOptions::default()
    };
    let hub = stage.hub_of_as(&page, options).await;
    for term in given.hidden {
        hub.hide("company", &format!("terms/{term}"), TOKEN).await;
    }
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader.click("t.inPanel('.launcher')").await;
    let mut condition = "t.painted()".to_owned();
    for (word, not) in shown
        .iter()
        .map(|word| (word, ""))
        .chain(gone.iter().map(|word| (word, "!")))
    {
        let _ = write!(
            condition,
            " && {not}t.words().some((word) => /{word}/i.test(word))"
        );
    }
    reader.wait_until(&condition).await;
    reader
}

/// The words for the network are one, shown as the owner writes it.
async fn check_network_is_one_term(reader: &Reader) {
    reader.click_place_of("t.word('VPN')").await;
    reader
        .wait_until("t.inPanel('.status').textContent === 'VPN: 3 times in 3 posts'")
        .await;
    let expected = "'Virtual Private Network,VPN,virtual private network'";
    reader
        .wait_until(&format!("String(t.marked()) === {expected}"))
        .await;
}

async fn words_that_no_rule_names_are_in_the_cloud(stage: &Stage) {
    let all = ["canteen", "printers", "gossip", "falcon", "vpn", "network"];
    open_cloud(stage, Given::default(), &all, &[]).await;
}

async fn stop_words_of_the_tag_are_no_subject(stage: &Stage) {
    let given = Given {
        tag: "data-stop-words=\"canteen, printer\"",
        ..Given::default()
    };
    open_cloud(stage, given, &["gossip", "falcon"], &["canteen", "printer"]).await;
}

async fn synonyms_of_the_tag_are_one_term(stage: &Stage) {
    let given = Given {
        tag: "data-synonyms=\"VPN = Virtual Private Network\"",
        ..Given::default()
    };
    let reader = open_cloud(stage, given, &["vpn", "canteen"], &["network"]).await;
    check_network_is_one_term(&reader).await;
}

async fn hidden_terms_of_the_tag_are_not_shown(stage: &Stage) {
    let given = Given {
        tag: "data-hidden-terms=\"gossip, Project Falcon\"",
        ..Given::default()
    };
    open_cloud(
        stage,
        given,
        &["canteen", "printers"],
        &["gossip", "falcon"],
    )
    .await;
}

async fn stop_words_of_the_space_are_no_subject(stage: &Stage) {
    let given = Given {
        space: "stop_words = [\"canteen\", \"printer\"]",
        ..Given::default()
    };
    open_cloud(stage, given, &["gossip", "falcon"], &["canteen", "printer"]).await;
}

async fn synonyms_of_the_space_are_one_term(stage: &Stage) {
    let given = Given {
        space: "synonyms = [\"VPN = Virtual Private Network\"]",
        ..Given::default()
    };
    let reader = open_cloud(stage, given, &["vpn", "canteen"], &["network"]).await;
    check_network_is_one_term(&reader).await;
}

async fn hidden_terms_of_the_space_are_not_shown(stage: &Stage) {
    let given = Given {
        hidden: &["gossip", "Project%20Falcon"],
        ..Given::default()
    };
    open_cloud(
        stage,
        given,
        &["canteen", "printers"],
        &["gossip", "falcon"],
    )
    .await;
}

async fn rules_of_tag_and_space_hold_together(stage: &Stage) {
    let given = Given {
        tag: "data-stop-words=\"canteen\" data-synonyms=\"press = printers\" data-hidden-terms=\"gossip\"",
        space: "stop_words = [\"morning\"]\nsynonyms = [\"VPN = Virtual Private Network\"]",
        hidden: &["Project%20Falcon"],
    };
    let gone = [
        "canteen", "morning", "printer", "network", "gossip", "falcon",
    ];
    let reader = open_cloud(stage, given, &["vpn", "press", "tunnels"], &gone).await;
    check_network_is_one_term(&reader).await;
}
