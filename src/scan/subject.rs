//! What an element is about, by the words in its class and id.

use crate::post::PostKind;
use crate::record::Context;
use crate::snapshot::NodeId;
use crate::words;

/// What an engine's names say that an element holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    Comment,
    Post,
    Article,
    /// Something that has a name, often people and times, and is nothing that somebody said.
    Thing,
}

/// Classes of one element that are looked at; what more there are style it.
pub(crate) const MAX_CLASSES: usize = 16;

/// How far up an element's surroundings speak for it.
const MAX_LEVELS: usize = 4;

/// What lists list that are no posts.
const THINGS: &[&str] = &[
    "product",
    "produkt",
    "produit",
    "producto",
    "prodotto",
    "event",
    "veranstaltung",
    "termin",
    "job",
    "stellenangebot",
    "vacancy",
    "build",
    "commit",
    "member",
    "mitglied",
    "person",
    "employee",
    "mitarbeiter",
    "contact",
    "method",
    "faq",
];

/// Longest word that is looked for, in bytes.
const MAX_WORD: usize = 16;

/// What an element's classes say.
pub(crate) fn of_classes(value: &str) -> Option<Subject> {
    let classes = value.split_ascii_whitespace().take(MAX_CLASSES);
    classes.fold(None, with_name)
}

/// What an element's classes and its id say.
pub(crate) fn with_name(of_classes: Option<Subject>, name: &str) -> Option<Subject> {
    let mut found = of_classes;
    if found == Some(Subject::Comment) {
        return found;
    }
    for part in words::parts(name) {
        let mut small = [0; MAX_WORD];
        let Some(word) = small.get_mut(..part.len()) else {
            continue;
        };
        word.copy_from_slice(part.as_bytes());
        word.make_ascii_lowercase();
        let subject = match std::str::from_utf8(word).unwrap_or("") {
            "comment" | "comments" | "commentlist" | "reply" | "replies" | "response"
            | "kommentar" | "comtr" | "commentaire" => Subject::Comment,
            "post" | "posts" | "message" | "messages" | "answer" | "question" | "topic"
            | "thread" | "discussion" | "postcontainer" | "postbit" => Subject::Post,
            "article" | "entry" | "hentry" | "story" | "blog" | "news" => Subject::Article,
            name if THINGS.contains(&name) => Subject::Thing,
            _ => continue,
        };
        if subject == Subject::Comment {
            return Some(subject);
        }
        found = found
            .filter(|known| *known != Subject::Thing)
            .or(Some(subject));
    }
    found
}

/// The kind of post that an element holds, by its own names or else its surroundings'.
pub(crate) fn kind(cx: &Context, id: NodeId) -> Option<PostKind> {
    let around = std::iter::once(id)
        .chain(cx.page.ancestors(id))
        .take(MAX_LEVELS);
    around
        .filter_map(|id| match cx.survey.subject(id)? {
            Subject::Comment => Some(PostKind::Comment),
            Subject::Post => Some(PostKind::Post),
            Subject::Article => Some(PostKind::Article),
            Subject::Thing => None,
        })
        .next()
}
