//! What a text's terms are, told by hand-made sentences.

mod linked;

use groundswell_text::{Language, Vocabulary};
use linked::count;

use Language::{English, German, Unknown};

/// The labels of the terms of `text`, in the order in which they are first said, with their counts where
/// they are not 1: "backup 2, VPN".
fn terms(text: &str, language: Language) -> String {
    let mut vocabulary = Vocabulary::new();
    let counts = count(text, language, &mut vocabulary);
    let terms = counts.iter().map(|said| {
        let label = vocabulary.label(said.term);
        match said.count {
            1 => label.to_owned(),
            count => format!("{label} {count}"),
        }
    });
    terms.collect::<Vec<_>>().join(", ")
}

#[track_caller]
fn check(language: Language, text: &str, expected: &str) {
    assert_eq!(terms(text, language), expected, "{text:?}");
}

#[test]
fn english_subjects_remain() {
    check(
        English,
        "We should really get the deployment pipeline fixed: it's slow, and nobody knows why.",
        "deployment, pipeline, fixed, slow",
    );
    check(
        English,
        "I don't think that's the thing; they've also said we'll need a migration plan.",
        "migration, plan",
    );
}

#[test]
fn german_subjects_remain() {
    check(
        German,
        "Wir haben das Rechenzentrum umgebaut, und die Klimaanlage läuft jetzt wieder.",
        "Rechenzentrum, umgebaut, Klimaanlage, läuft",
    );
    check(
        German,
        "Es geht's um die Größe der Straße – „Überlänge“ heißt das.",
        "Größe, Straße, Überlänge",
    );
}

#[test]
fn other_languages_are_counted_without_stop_words() {
    check(
        Unknown,
        "L'eau de l'été, qu'on n'aime",
        "eau, de, été, on, aime",
    );
    check(Unknown, "Резервные копии", "Резервные, копии");
    check(Unknown, "백업 서버", "백업, 서버");
}

#[test]
fn compounds_stay_whole() {
    check(
        English,
        "A word-cloud is a state-of-the-art follow-up -- not a must-have- thing.",
        "word-cloud, state-of-the-art, follow-up, must-have",
    );
    check(
        German,
        "Die E-Mail-Adresse der IT\u{2011}Abteilung, Vor- und Nachteile",
        "E-Mail-Adresse, IT-Abteilung, Nachteile",
    );
    check(
        English,
        "uptime--downtime load—latency",
        "uptime, downtime, load, latency",
    );
}

#[test]
fn possessives_and_contractions_lose_their_tail() {
    check(
        English,
        "Anna's report, the team’s report, the users' report",
        "Anna, report 3, team, users",
    );
    check(
        German,
        "Annas Bericht, Anna's Bericht",
        "Annas, Bericht 2, Anna",
    );
    check(English, "O'Brien's ship", "O'Brien, ship");
}

#[test]
fn plurals_meet_their_singulars_under_the_form_used_most() {
    check(English, "backup, backups, Backups, backups", "backups 4");
    check(English, "The process. Many processes: process", "process 3");
    check(German, "Bus Busse Gas", "Bus, Busse, Gas");
}

#[test]
fn labels_are_as_people_write_them() {
    check(English, "The VPN is down. Which VPN? Vpn!", "VPN 3");
    // A capital that only opens a sentence does not win.
    check(
        English,
        "Latency is up. Latency! Latency? Our latency.",
        "latency 4",
    );
    check(German, "Die Wolke. Wolke, wolke", "Wolke 3");
    check(
        German,
        "Laufen ist gesund. Wer laufen kann. Laufen!",
        "laufen 3, gesund",
    );
    check(
        English,
        "- Latency\n- Latency\n- about latency",
        "latency 3",
    );
}

#[test]
fn addresses_and_paths_are_no_subjects() {
    check(
        English,
        "See https://wiki.example/Backup (www.example.com) or mail anna@example.com about /etc/hosts, \
         src/main.rs, C:\\Temp and notes.docx on Friday",
        "mail, Friday",
    );
    check(
        English,
        "Node.js and ASP.NET on wiki.intranet",
        "Node.js, ASP.NET, wiki, intranet",
    );
    check(Language::Turkish, "word.n't.js www.cloud.js", "");
    check(English, "Done.Next sprint and/or CI/CD", "sprint, CI/CD");
}

#[test]
fn people_called_on_are_left_out_and_tags_are_words() {
    check(
        English,
        "@anna the #release is out. #release! #42 Release",
        "release 3",
    );
}

#[test]
fn numbers_and_their_like_are_no_subjects() {
    check(
        English,
        "On 2024-05-01 at 10:30 or 5pm, 3.14 of 1,000 (42%) took 10kg v1.2.3 v2 2nd 3x 1e9",
        "",
    );
    check(
        English,
        "commit a1b2c3d4 550e8400-e29b-41d4-a716-446655440000 facade",
        "commit, facade",
    );
    check(
        German,
        "3D, 2FA, K8s, Covid-19, 2-Faktor-Anmeldung, 90er",
        "3D, 2FA, K8s, Covid-19, 2-Faktor-Anmeldung",
    );
}

#[test]
fn single_letters_and_abbreviations_are_left_out() {
    check(English, "Plan B, e.g. i.e. x y", "Plan");
    check(German, "z.B. d.h. u.a. Plan B", "Plan");
}

#[test]
fn what_cannot_be_seen_is_not_there() {
    check(
        German,
        "Donau\u{ad}dampf\u{200b}schiff \u{200b} \u{202e}Wolke\u{202c}",
        "Donaudampfschiff, Wolke",
    );
    check(
        English,
        "cl\u{200d}o\u{2060}ud cloud \u{feff}cloud",
        "cloud 3",
    );
    // A joiner ties an emoji to a word, but does not end it.
    check(
        English,
        "node\u{200d}.js cloud\u{200d}-house cloud\u{200d}\u{1f680}",
        "node.js, cloud-house, cloud",
    );
    check(English, "\u{3164}\u{3164} \u{115f} \u{0}\u{1}", "");
    // Marks piled upon a letter; as many as a language needs remain.
    let heap = "\u{301}".repeat(50);
    check(Unknown, &format!("ca{heap}t"), "ca\u{301}\u{301}t");
    check(
        English,
        "one\u{a0}space two\u{2003}spaces\u{3000}server",
        "space 2, server",
    );
}

#[test]
fn quotes_and_marks_fall_away() {
    check(
        English,
        "“Cloud” ‘cloud’ 'cloud' _cloud_ *cloud* (cloud) «cloud» cloud…",
        "cloud 8",
    );
}

#[test]
fn emoji_are_no_words() {
    check(English, "👍 launch 🚀🚀 👩‍💻", "launch");
}

#[test]
fn apostrophes_tie_what_each_language_ties() {
    check(Language::French, "L'imprimante d’Anna", "imprimante, Anna");
    check(
        Language::French,
        "jusqu'Anvers lorsqu'Anna puisqu'elle",
        "Anvers, Anna",
    );
    check(
        Language::Italian,
        "nell'archivio dall'ufficio quell'idea",
        "archivio, ufficio, idea",
    );
    check(Language::Turkish, "İSTANBUL'DA IŞIK", "İSTANBUL, IŞIK");
    check(
        Language::Turkish,
        "Ankara'da toplantı, O'Brien",
        "Ankara, toplantı, O'Brien",
    );
    check(Language::Dutch, "foto's", "foto");
}

#[test]
fn scripts_without_spaces_are_pairs_where_nobody_knows_their_words() {
    check(Unknown, "備份VPN伺服器。", "備份, VPN, 伺服, 服器");
    check(Unknown, "请看https://a.test/x 桌面", "请看, 桌面");
    check(Unknown, "東京のサーバー", "東京, サーバー");
    check(Unknown, "ภาษาไทย", "");
}

#[test]
fn names_with_signs_are_one_term() {
    check(
        English,
        "C#, F# or C++ on .NET; R&D at AT&T, TCP/IP 24/7",
        "C#, F#, C++, .NET, R&D, AT&T, TCP/IP",
    );
}

#[test]
fn letters_that_look_alike_are_others() {
    check(English, "cloud \u{441}loud", "cloud, \u{441}loud");
}

#[test]
fn low_lines_hold_a_word_together() {
    check(English, "#open_source or open_source", "open_source 2");
    check(
        Language::Arabic,
        "#الذكاء_الاصطناعي مهم",
        "الذكاء_الاصطناعي, مهم",
    );
    check(Language::Hindi, "#कृत्रिम_बुद्धिमत्ता", "कृत्रिम_बुद्धिमत्ता");
    check(
        Language::Russian,
        "#новый_офис, #Новый_офис!",
        "новый_офис 2",
    );
    check(
        Unknown,
        "(#東京_タワー) #人工_智能。#ภาษา_ไทย #open_東京_2025 _東京_",
        "東京_タワー, 人工_智能, ภาษา_ไทย, open_東京_2025, 東京",
    );
    check(Unknown, "https://a.test/東京_タワー @東京_タワー", "");
    // What cannot be seen holds nothing.
    check(Unknown, "\u{3164}_東京", "東京");
}

#[test]
fn a_letter_may_begin_a_word_without_spaces() {
    check(
        Unknown,
        "T-シャツとTシャツ、Eメール: X-光線、新Tシャツ",
        "T-シャツ, Tシャツ 2, Eメール, X-光線",
    );
    // What cannot be seen begins no word.
    check(Unknown, "\u{3164}-漢漢 \u{345}-漢漢", "漢漢 2");
    // No letter alone.
    check(
        Unknown,
        "VPN-サーバー、A漢字、B-です",
        "VPN, サーバー, 漢字",
    );
}

#[test]
fn names_are_whole_beside_any_script() {
    check(
        Unknown,
        "Wi-Fi接続、e-mailで C#と C++は R&D部門、TCP/IP設定、24/7対応 v2.3.1版 3D印刷",
        "Wi-Fi, 接続, e-mail, C#, C++, R&D, 部門, TCP/IP, 設定, 対応, 3D, 印刷",
    );
    check(
        German,
        "Das Wi-Fi, die E-Mail, C#, R&D: 24/7 mit v2.3.1 und 2.3.1-rc1",
        "Wi-Fi, E-Mail, C#, R&D",
    );
}

#[test]
fn a_word_is_the_same_with_and_without_joiners() {
    // Persian between parts of a word, Hindi between letters that could be written as one.
    check(Unknown, "می\u{200c}خواهم میخواهم", "میخواهم 2");
    check(
        Language::Hindi,
        "क्\u{200d}षमता क्षमता क्\u{200c}षमता",
        "क्षमता 3",
    );
}
