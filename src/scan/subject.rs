//! What an element is about, by the words in its class and id.

use crate::post::PostKind;
use crate::record::Context;
use crate::snapshot::{NodeId, PageSnapshot};
use crate::tags::Attr;
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

/// What the element's own class and id say.
pub(crate) fn of(page: &PageSnapshot, id: NodeId) -> Option<Subject> {
    let names = page
        .classes(id)
        .take(MAX_CLASSES)
        .chain(page.attr(id, Attr::Id));
    let mut found = None;
    for part in names.flat_map(words::parts) {
        let subject = match part.to_ascii_lowercase().as_str() {
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
