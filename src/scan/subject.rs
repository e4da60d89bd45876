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

/// Classes that tell one member of a series from the next.
pub(crate) const STATES: &[&str] = &["odd", "even", "alt", "first", "last"];

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

/// What an element's classes and its id say.
pub(crate) fn with_name(of_classes: Option<Subject>, name: &str) -> Option<Subject> {
    words::parts(name).fold(of_classes, with_part)
}

/// What the names of an element say up to this part of one.
pub(crate) fn with_part(found: Option<Subject>, part: &str) -> Option<Subject> {
    let mut small = [0; MAX_WORD];
    let Some(word) = small.get_mut(..part.len()) else {
        return found;
    };
    word.copy_from_slice(part.as_bytes());
    word.make_ascii_lowercase();
    let subject = match std::str::from_utf8(word).unwrap_or("") {
        "comment" | "comments" | "commentlist" | "reply" | "replies" | "response" | "kommentar"
        | "comtr" | "commentaire" => Subject::Comment,
        "post" | "posts" | "message" | "messages" | "answer" | "question" | "topic" | "thread"
        | "discussion" | "postcontainer" | "postbit" => Subject::Post,
        "article" | "entry" | "hentry" | "story" | "blog" | "news" => Subject::Article,
        name if name.ends_with("comment") || name.ends_with("comments") => Subject::Comment,
        name if THINGS.contains(&name) => Subject::Thing,
        _ => return found,
    };
    match found {
        // Of several the first, but that a comment is one whatever else it is.
        Some(known @ (Subject::Post | Subject::Article)) if subject != Subject::Comment => {
            Some(known)
        }
        Some(Subject::Comment) => found,
        _ => Some(subject),
    }
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
