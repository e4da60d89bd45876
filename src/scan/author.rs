//! Who wrote a post: the best marked name around its text, freed of what pages put beside names.

use crate::read;
use crate::record::{Context, Record, Region};
use crate::snapshot::{NodeId, PageSnapshot};
use crate::survey::{clue, leads_to_person};
use crate::tags::{Attr, Tag};
use crate::{dates, words};

/// Longest name of an author, in bytes.
const MAX_NAME: usize = 100;

/// Weight of a name that the page itself calls one.
const MARKED: u32 = 2;

/// What pages put before a name.
const BEFORE: &[&str] = &[
    "by ",
    "posted by ",
    "written by ",
    "author: ",
    "von ",
    "verfasst von ",
    "geschrieben von ",
    "par ",
    "publié par ",
    "écrit par ",
    "por ",
    "publicado por ",
    "escrito por ",
    "autor: ",
    "auteur : ",
    "scritto da ",
    "door ",
    "geplaatst door ",
    "przez ",
    "av ",
    "от ",
    "автор: ",
    "作者：",
    "投稿者：",
];

/// What pages put after a name, before what is said; only with a colon, for names may end so too.
const AFTER: &[&str] = &[
    " says",
    " said",
    " wrote",
    " writes",
    " schrieb",
    " schreibt",
    " sagt",
    " sagte",
    " meint",
    " a écrit",
    " a dit",
    " dit",
    " écrit",
    " dice",
    " dijo",
    " escribió",
    " scrive",
    " ha scritto",
    " ha detto",
    " disse",
    " escreveu",
    " schreef",
    " zegt",
    " schrijft",
    " skrev",
    " säger",
    " sier",
    " siger",
    " pisze",
    " napisał",
    " napisał(a)",
    " пишет",
    " написал",
    " написал(а)",
    " говорит",
];

/// Notes the author of a record. What a script on the page says of somebody gives way to what the
/// post itself shows; where both mean the same, the script has the name alone.
pub(crate) fn fill(cx: &Context, record: &mut Record, region: &Region, around: &[NodeId]) {
    if record.author.is_some() {
        return;
    }
    let hearsay = record.hearsay.take();
    record.author = match (best(cx, region.range.start, around), hearsay) {
        (Some((weight, shown)), Some(told)) => {
            let contradicts = weight >= MARKED && !shown.contains(&told) && !told.contains(&shown);
            Some(if contradicts { shown } else { told })
        }
        (shown, told) => shown.map(|(_, name)| name).or(told),
    };
}

/// The best marked name with its weight; of equally good ones the first.
fn best(cx: &Context, root: NodeId, around: &[NodeId]) -> Option<(u32, String)> {
    let told = [Attr::DataAuthor, Attr::DataUsername]
        .iter()
        .find_map(|place| cx.page.attr(root, *place));
    let mut best = told.and_then(clean_name).map(|name| (MARKED * 2, name));
    for id in around.iter().copied() {
        if !cx.survey.has(id, clue::AUTHOR) || cx.survey.has(id, clue::SKIP | clue::QUOTE) {
            continue;
        }
        let weight = weight(cx.page, id);
        if best.as_ref().is_none_or(|(before, _)| *before < weight)
            && let Some(name) = name_in(cx, id)
        {
            best = Some((weight, name));
        }
    }
    best
}

fn weight(page: &PageSnapshot, id: NodeId) -> u32 {
    let rel = page.attr(id, Attr::Rel).unwrap_or("");
    let prop = page.attr(id, Attr::ItemProp).unwrap_or("");
    let person = page
        .subtree(id)
        .any(|id| page.attr(id, Attr::Href).is_some_and(leads_to_person));
    let named = rel.split_ascii_whitespace().any(|word| word == "author")
        || matches!(prop, "author" | "creator" | "name")
        || page.classes(id).any(|class| {
            matches!(class, "username" | "author" | "fn" | "p-author")
                || class.starts_with("username-")
        });
    2 * u32::from(named) + u32::from(person)
}

/// The name in an author's element: what the page calls a name, else a link to a person, else the
/// first link with a name in it, else all of it but times.
fn name_in(cx: &Context, id: NodeId) -> Option<String> {
    let page = cx.page;
    let by_class = |id: &NodeId| {
        page.classes(*id)
            .any(|class| matches!(class, "fn" | "p-name" | "username"))
            || page.attr(*id, Attr::ItemProp) == Some("name")
    };
    let is_link = |id: &NodeId| page.tag(*id) == Tag::A && !cx.survey.has(*id, clue::IN_TIME);
    let is_person =
        |id: &NodeId| is_link(id) && page.attr(*id, Attr::Href).is_some_and(leads_to_person);
    let name = |id: NodeId| clean_name(&without_times(cx, id));
    let inner = page.subtree(id).find(by_class).and_then(name);
    inner
        .or_else(|| page.subtree(id).filter(is_person).find_map(name))
        .or_else(|| page.subtree(id).filter(is_link).find_map(name))
        .or_else(|| name(id))
}

fn without_times(cx: &Context, id: NodeId) -> String {
    let region = Region {
        range: cx.page.subtree(id),
        holes: Vec::new(),
    };
    let in_time = |id| cx.survey.has(id, clue::IN_TIME);
    read::text(cx, &region, in_time).replace('\n', " ")
}

/// A name without what stands around names; `None` if it can be none.
pub(crate) fn clean_name(text: &str) -> Option<String> {
    let mut name = words::trim(text);
    for before in BEFORE {
        if let Some(start) = name.get(..before.len())
            && start.chars().map(words::small).eq(before.chars())
        {
            name = name.get(before.len()..).unwrap_or(name).trim();
        }
    }
    let is_end =
        |c: char| matches!(c, ':' | ',' | '|' | '·' | '•' | '»' | '：') || words::is_space(c);
    let told = name.trim_end_matches(is_end);
    if name
        .get(told.len()..)
        .is_some_and(|end| end.contains([':', '：']))
    {
        let after = AFTER.iter().find_map(|after| told.strip_suffix(after));
        name = after.unwrap_or(told);
    } else {
        name = told;
    }
    let name = name.trim_start_matches(['»', '·', '•', '|', ',']).trim();
    let readable = name.chars().any(char::is_alphanumeric) && !name.starts_with('#');
    (readable && name.len() <= MAX_NAME && !name.contains("://") && !is_date(name))
        .then(|| name.to_owned())
}

fn is_date(name: &str) -> bool {
    let is_day = |iso: String| iso.contains('-') && iso.len() >= name.len().min(10);
    name.contains('-') && dates::to_iso(name).is_some_and(is_day)
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use super::*;
    use crate::{from_html, scan};

    #[test]
    fn a_name_stands_alone() {
        for (text, expected) in [
            ("by Ann Lee", Some("Ann Lee")),
            ("Von Ann", Some("Ann")),
            ("Ann says:", Some("Ann")),
            ("Ann a écrit :", Some("Ann")),
            ("Simon Said", Some("Simon Said")),
            ("Ann,", Some("Ann")),
            ("#10", None),
            ("2024-01-02", None),
            ("https://a.test/", None),
            (" : ", None),
            ("12345", Some("12345")),
        ] {
            assert_eq!(clean_name(text).as_deref(), expected, "{text}");
        }
    }

    fn check(post: impl Fn(&str, u32) -> String, expected: &str) {
        let all: String = (1..5)
            .map(|n| post(["", "Ann", "Bob", "Cy", "Dee"][n as usize], n))
            .collect();
        let posts = scan(&from_html("http://f.test/topic/1", &all));
        let authors: Vec<_> = posts
            .iter()
            .filter_map(|post| post.author.as_deref())
            .collect();
        assert_eq!(authors.join(" "), expected, "{}", post("Ann", 1));
    }

    #[test]
    fn the_name_of_who_wrote_it_and_of_nobody_quoted() {
        check(
            |name, n| {
                format!(
                "<div class=post id=p{n}><blockquote class=quote data-author=Eve><a class=username href=/user/9>Eve</a> wrote: no</blockquote>
                 <p class=author><a href=/t/1#p{n}><img></a>by <strong><a class=username-coloured href=/user/{n}>{name}</a></strong> » Mon 0{n} Jan 2024 10:00</p>
                 <div class=content>Some words of number {n} here.</div></div>"
            )
            },
            "Ann Bob Cy Dee",
        );
        check(
            |name, n| {
                format!(
                "<article class=post id=p{n} data-author='{name}'><span class=username>#{n}</span>
                 <time datetime=2024-01-0{n}>x</time><div class=content>Some words of number {n} here.</div></article>"
            )
            },
            "Ann Bob Cy Dee",
        );
        check(
            |name, n| {
                format!(
                "<li class=comment id=c{n}><b class=author hidden>{n}</b><span class=avatar>{n}</span>
                 <span class=comment-author>{name} says:</span><span class=user-title>Chief</span>
                 <time datetime=2024-01-0{n}>x</time><p>Some words of number {n} here.</li>"
            )
            },
            "Ann Bob Cy Dee",
        );
    }
}
