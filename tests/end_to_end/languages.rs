//! Words of several languages on one page, each counted by what is particular to its language.

use groundswell_tests::{Gateway, Page, Reader, Stage, comment};

scenarios!(
    each_language_is_loaded_once_when_a_post_needs_it,
    words_are_counted_as_written_where_a_language_cannot_be_loaded,
    words_are_found_where_no_spaces_are_between_them,
);

const TALK: [&str; 5] = [
    "Das Rechenzentrum wird am Montag umgebaut, und alle Häuser sind dann nicht am Netz.",
    "Welches Haus ist das letzte? Wir haben nur ein Haus im Süden, und das Rechenzentrum ist nicht dort.",
    "Les imprimantes du deuxième étage ne marchent pas, et personne ne sait pourquoi.",
    "Une imprimante est arrivée hier pour nous, mais elle n'est pas encore dans le réseau.",
    "VPN",
];

/// A page that says to be in English, with its panel open behind a gateway.
async fn open_panel(stage: &Stage, lost: bool) -> (Reader, Gateway) {
    let page = Page::new("Talk")
        .own_tag("data-space=\"company\"")
        .comments(TALK);
    let hub = stage.hub_of(&page).await;
    let gateway = Gateway::start(&hub.url("")).await;
    let reader = stage.reader().await;
    if lost {
        gateway.lose_languages();
        reader.expect("Groundswell: words in the language");
        // What is sent in its place does not fit what was promised.
        reader.expect("integrity");
        reader.expect_network_failures();
    }
    reader.open(&gateway.url("")).await;
    reader.click("t.inPanel('.launcher')").await;
    reader.wait_until("t.painted() && t.word('Haus')").await;
    (reader, gateway)
}

/// The tags of the languages that were asked for, in order.
fn asked(gateway: &Gateway) -> Vec<String> {
    let passed = gateway.passed();
    let files = passed
        .iter()
        .filter_map(|one| one.path.strip_prefix("/lang/"));
    let mut tags: Vec<String> = files.map(|file| file.chars().take(2).collect()).collect();
    tags.sort();
    tags
}

async fn each_language_is_loaded_once_when_a_post_needs_it(stage: &Stage) {
    let (reader, gateway) = open_panel(stage, false).await;
    // The page's own language stands for the post that tells none.
    assert_eq!(asked(&gateway), ["de", "en", "fr"]);
    for (word, figures) in [("Haus", 3), ("imprimante", 2)] {
        reader.click_place_of(&format!("t.word('{word}')")).await;
        let said =
            format!("t.inPanel('.status').textContent === '{word}: {figures} times in 2 posts'");
        reader.wait_until(&said).await;
    }
    reader
        .wait_until("String(t.marked()) === 'imprimantes,imprimante'")
        .await;
    assert_eq!(
        reader.value("!t.word('nicht') && !t.word('pas')").await,
        true
    );
    // Another language comes with a later post, and nothing is asked for again.
    let spanish = comment(
        6,
        "La reunión se ha aplazado hasta el lunes por la huelga del transporte.",
    );
    let german = comment(
        7,
        "Die Häuser sind wieder am Netz, aber das ist nicht alles.",
    );
    reader
        .run(&format!("document.querySelector('.comments').insertAdjacentHTML('beforeend', `{spanish}{german}`)"))
        .await;
    reader.wait_until("t.word('huelga')").await;
    assert_eq!(asked(&gateway), ["de", "en", "es", "fr"]);
    assert_eq!(reader.value("!t.word('hasta')").await, true);
}

async fn words_are_counted_as_written_where_a_language_cannot_be_loaded(stage: &Stage) {
    let (reader, gateway) = open_panel(stage, true).await;
    reader
        .wait_until("t.word('Häuser') && t.word('imprimantes')")
        .await;
    reader.click("t.choice('#c1', 1)").await;
    reader.wait_until("t.count('#c1', 1) === '1'").await;
    assert_eq!(asked(&gateway), ["de", "en", "fr"]);
    let messages = reader.messages().await;
    let own = messages.iter().filter(|m| m.text.contains("Groundswell"));
    assert_eq!(own.count(), 1, "{messages:?}");
}

async fn words_are_found_where_no_spaces_are_between_them(stage: &Stage) {
    let page = Page::new("Talk")
        .own_tag("data-space=\"company\"")
        .comments([
            "我们的会议室太小，网络也需要更新。",
            "会议改到星期一。更新以后网络很快。",
            "東京のサーバーは新しいです。サーバーの更新はまだです。",
            "ห้องประชุมเล็กเกินไป และประชุมนานเกินไป",
        ]);
    let hub = stage.hub_of(&page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader.click("t.inPanel('.launcher')").await;
    let words = ["网络", "更新", "東京", "サーバー", "ประชุม"];
    for word in words {
        reader
            .wait_until(&format!("t.painted() && t.word('{word}')"))
            .await;
    }
    assert_eq!(reader.value("!t.word('の') && !t.word('は')").await, true);
    reader.click_place_of("t.word('サーバー')").await;
    reader
        .wait_until("String(t.marked()) === 'サーバー,サーバー'")
        .await;
}
