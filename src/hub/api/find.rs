//! `/v1/admin/.../readers/find`: the reader whom an administrator knows by name, as administration names
//! readers. The name comes in a body, so that it is in no address and no log.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::administration::{ActiveReader, Answer, answer};
use super::extract::{InSpace, Json};
use crate::administration::Administrator;
use crate::error::Error;
use crate::hub::SharedHub;
use crate::identity::{MAX_SUBJECT, Reader, SignOn};

/// Whom to find.
#[derive(Deserialize, ToSchema)]
pub struct Wanted {
    /// The name under which they sign on, as the proxy, the page or the provider gives it.
    #[schema(min_length = 1, max_length = 255)]
    subject: String,
}

/// A reader, and the ways of signing on that give them the name.
#[derive(Serialize, ToSchema)]
pub struct FoundReader {
    #[serde(flatten)]
    reader: ActiveReader,
    /// `proxy`, `page-token`, `login`; several where the same people sign on in several ways.
    ways: Vec<&'static str>,
}

/// Everybody in the space who signs on under the name: one reader, unless ways of signing on have different
/// people of one name.
#[derive(Serialize, ToSchema)]
pub struct FoundReaders {
    readers: Vec<FoundReader>,
}

/// The readers of a space who sign on under a name
#[utoipa::path(
    post, path = "/admin/spaces/{space}/readers/find", tag = "administration",
    request_body = Wanted,
    responses((status = 200, description = "The readers, at least one", body = FoundReaders)),
    security(("token" = []))
)]
pub async fn find(
    State(hub): State<SharedHub>,
    _: Administrator,
    space: InSpace,
    Json(Wanted { subject }): Json<Wanted>,
) -> Answer<FoundReaders> {
    if subject.chars().count() > MAX_SUBJECT {
        return Err(Error::TextTooLong("subject", MAX_SUBJECT));
    }
    let mut readers = Vec::new();
    for (reader, ways) in people(&hub, &subject) {
        let hash = hub.identity.hash(&space.id, reader);
        let known = hub.store.known_reader(space.index, &space.id, hash);
        if let Some(known) = known.await? {
            readers.push(FoundReader {
                reader: known.into(),
                ways,
            });
        }
    }
    if readers.is_empty() {
        return Err(Error::NobodyOfThatName);
    }
    answer(FoundReaders { readers })
}

/// Whom the ways of signing on mean by the name: ways that have the same people mean the same reader.
fn people(hub: &SharedHub, subject: &str) -> Vec<(Reader, Vec<&'static str>)> {
    let mut people: Vec<(Reader, Vec<_>)> = Vec::new();
    for way in SignOn::ALL {
        let Some(reader) = hub.identity.person(*way, subject) else {
            continue;
        };
        match people.iter_mut().find(|(known, _)| *known == reader) {
            Some((_, ways)) => ways.push(way.name()),
            None => people.push((reader, vec![way.name()])),
        }
    }
    people
}
