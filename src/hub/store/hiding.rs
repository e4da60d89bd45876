//! Taking posts, terms and readers' ratings out of sight and back in, and the log of who did so.
//!
//! Nothing is deleted: what was hidden comes back as it was.

use std::fmt;

use rusqlite::{Connection, Transaction};

use super::batch::Batch;
use super::writer::Writer;
use super::{Place, StoreError};
use crate::identity::ReaderHash;
use crate::space::SpaceIndex;
use groundswell_protocol::{PostId, RatingValue};
use groundswell_text::MAX_RULES;

/// Most hidden terms of a space: every widget is told all of them, and takes no more.
pub const MAX_HIDDEN_TERMS: usize = MAX_RULES;

/// What can be hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hideable {
    /// The post shows no ratings and takes none.
    Post(PostId),
    /// The term is left out of every cloud.
    Term(String),
    /// The reader's ratings do not count, those to come neither.
    Reader(ReaderHash),
}

/// What the log calls a reader who administers, before their hash.
pub const ADMINISTRATOR: &str = "administrator";

/// Who does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Whoever has the administration token.
    TokenHolder,
    /// A reader, as the store knows them in the space.
    Reader(ReaderHash),
}

/// As the log says it.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TokenHolder => f.write_str("administration token"),
            Self::Reader(reader) => write!(f, "{ADMINISTRATOR} {reader}"),
        }
    }
}

impl Actor {
    /// The reader whom a line of the log names as its actor.
    pub fn reader(text: &str) -> Option<ReaderHash> {
        text.strip_prefix(ADMINISTRATOR)?
            .strip_prefix(' ')?
            .parse()
            .ok()
    }
}

/// What an administrator does.
#[derive(Clone, Debug)]
pub struct Action {
    pub space: SpaceIndex,
    pub space_name: String,
    pub what: Hideable,
    /// Whether it is hidden or shown again.
    pub hide: bool,
    /// Who does it.
    pub actor: Actor,
    /// Why, in their own words.
    pub reason: String,
    /// When, in seconds since 1970.
    pub at: u64,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: i64,
    pub at: u64,
    pub actor: String,
    pub action: String,
    pub space: String,
    pub about: String,
    pub reason: String,
}

/// A reader as an administrator sees them: how much they rated, not what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveReader {
    pub reader: ReaderHash,
    pub ratings: u32,
    pub verified: bool,
    pub hidden: bool,
}

impl Hideable {
    /// The kind, for the name of the action.
    fn kind(&self) -> &'static str {
        match self {
            Self::Post(_) => "post",
            Self::Term(_) => "term",
            Self::Reader(_) => "reader",
        }
    }

    fn about(&self) -> String {
        match self {
            Self::Post(post) => post.to_string(),
            Self::Term(term) => term.clone(),
            Self::Reader(reader) => reader.to_string(),
        }
    }
}

/// Carries out an action on the writer's thread: the change and its log in one transaction.
pub fn act(writer: &mut Writer, action: &Action) -> Result<Entry, StoreError> {
    let mut batch = Batch::begin(
        &mut writer.connection,
        &writer.spaces,
        &writer.hidden_readers,
        &writer.memory,
    )?;
    match &action.what {
        Hideable::Post(post) => hide_post(&mut batch, action, *post)?,
        Hideable::Term(term) => hide_term(&batch, action, term)?,
        Hideable::Reader(reader) => hide_reader(&mut batch, action, *reader)?,
    }
    let entry = log(&batch.transaction, action)?;
    let committed = batch.finish(writer.sequence)?;
    writer.adopt(&committed);
    remember(writer, action);
    Ok(entry)
}

/// What the database now says, for those who do not ask it.
fn remember(writer: &mut Writer, action: &Action) {
    match &action.what {
        Hideable::Post(_) => {}
        Hideable::Term(term) => {
            let memory = &writer.memory;
            memory.hide_term(action.space, term, action.hide);
        }
        Hideable::Reader(reader) => {
            let key = (action.space, *reader);
            if action.hide {
                writer.hidden_readers.insert(key);
            } else {
                writer.hidden_readers.remove(&key);
            }
        }
    }
}

fn hide_post(batch: &mut Batch<'_>, action: &Action, post: PostId) -> Result<(), StoreError> {
    let place = Place {
        space: action.space,
        post,
    };
    let mut draft = batch.draft(place);
    if draft.row.is_none() && !action.hide {
        return Ok(());
    }
    let now = crate::clock::Hour::of_unix(action.at);
    batch.row(place, &mut draft, now)?;
    draft.after.counted.hidden = action.hide;
    batch.redraft(place, draft);
    Ok(())
}

fn hide_term(batch: &Batch<'_>, action: &Action, term: &str) -> Result<(), StoreError> {
    let space = batch.space(action.space)?.row;
    if !action.hide {
        let sql = "DELETE FROM hidden_terms WHERE space = ?1 AND term = ?2";
        batch.transaction.execute(sql, (space, term))?;
        return Ok(());
    }
    let sql = "SELECT count(*) FROM hidden_terms WHERE space = ?1 AND term <> ?2";
    let others: i64 = batch
        .transaction
        .query_row(sql, (space, term), |row| row.get(0))?;
    if usize::try_from(others).is_ok_and(|others| others >= MAX_HIDDEN_TERMS) {
        return Err(StoreError::TooManyTerms);
    }
    let sql = "INSERT INTO hidden_terms (space, term) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    batch.transaction.execute(sql, (space, term))?;
    Ok(())
}

fn hide_reader(
    batch: &mut Batch<'_>,
    action: &Action,
    reader: ReaderHash,
) -> Result<(), StoreError> {
    let space = batch.space(action.space)?;
    let sql = if action.hide {
        "INSERT INTO hidden_readers (space, reader) VALUES (?1, ?2) ON CONFLICT DO NOTHING"
    } else {
        "DELETE FROM hidden_readers WHERE space = ?1 AND reader = ?2"
    };
    let done = batch
        .transaction
        .execute(sql, (space.row, reader.as_bytes()))?;
    // Hidden twice, or shown without having been hidden: the tallies are right as they are.
    if done == 0 {
        return Ok(());
    }
    for (post, value, verified) in ratings_of(&batch.transaction, space.row, reader)? {
        let value = RatingValue::new(space.kind, value)
            .map_err(|_| StoreError::Failed("a rating has a value that its kind has not".into()))?;
        let place = Place {
            space: action.space,
            post,
        };
        let mut draft = batch.draft(place);
        let tally = draft.after.counted.tally_mut(verified);
        if action.hide {
            tally.change(Some(value), None);
        } else {
            tally.change(None, Some(value));
        }
        batch.redraft(place, draft);
    }
    Ok(())
}

pub type Rated = (PostId, i64, bool);

/// What a reader rated in a space: post, value, whether verified.
pub fn ratings_of(
    transaction: &Transaction<'_>,
    space: i64,
    reader: ReaderHash,
) -> Result<Vec<Rated>, rusqlite::Error> {
    let sql = "SELECT posts.identity, ratings.value, ratings.verified FROM ratings \
               JOIN posts ON posts.id = ratings.post \
               WHERE ratings.reader = ?1 AND posts.space = ?2";
    let mut select = transaction.prepare_cached(sql)?;
    let rows = select.query_map((reader.as_bytes(), space), |row| {
        Ok((PostId::from_bytes(row.get(0)?), row.get(1)?, row.get(2)?))
    })?;
    rows.collect()
}

fn log(transaction: &Transaction<'_>, action: &Action) -> Result<Entry, StoreError> {
    let verb = if action.hide { "hide" } else { "show" };
    let mut entry = Entry {
        id: 0,
        at: action.at,
        actor: action.actor.to_string(),
        action: format!("{verb}-{}", action.what.kind()),
        space: action.space_name.clone(),
        about: action.what.about(),
        reason: action.reason.clone(),
    };
    let sql = "INSERT INTO audit (at, actor, action, space, about, reason) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let mut insert = transaction.prepare_cached(sql)?;
    entry.id = insert.insert((
        entry.at.cast_signed(),
        &entry.actor,
        &entry.action,
        &entry.space,
        &entry.about,
        &entry.reason,
    ))?;
    Ok(entry)
}

/// The newest lines of the log, or the newest before the line `before`.
pub fn audit(
    connection: &Connection,
    before: Option<i64>,
    most: u32,
) -> Result<Vec<Entry>, rusqlite::Error> {
    let sql = "SELECT id, at, actor, action, space, about, reason FROM audit \
               WHERE id < ?1 ORDER BY id DESC LIMIT ?2";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map((before.unwrap_or(i64::MAX), most), |row| {
        Ok(Entry {
            id: row.get(0)?,
            at: row.get::<_, i64>(1)?.cast_unsigned(),
            actor: row.get(2)?,
            action: row.get(3)?,
            space: row.get(4)?,
            about: row.get(5)?,
            reason: row.get(6)?,
        })
    })?;
    rows.collect()
}

/// A reader of a space, if anything there is of them: ratings, their being hidden, or a line of the log.
pub fn known_reader(
    connection: &Connection,
    space: (i64, &str),
    reader: ReaderHash,
) -> Result<Option<ActiveReader>, rusqlite::Error> {
    let (row, name) = space;
    let sql = "SELECT count(*), ifnull(max(verified), 0), \
               EXISTS (SELECT 1 FROM hidden_readers \
                       WHERE hidden_readers.space = ?1 AND hidden_readers.reader = ?2), \
               EXISTS (SELECT 1 FROM audit WHERE audit.space = ?3 \
                       AND (actor = ?4 OR about = ?5 AND action LIKE '%-reader')) \
               FROM ratings JOIN posts ON posts.id = ratings.post \
               WHERE ratings.reader = ?2 AND posts.space = ?1";
    let (actor, about) = (Actor::Reader(reader).to_string(), reader.to_string());
    let mut select = connection.prepare_cached(sql)?;
    let bound = (row, reader.as_bytes(), name, actor, about);
    let (found, logged) = select.query_row(bound, |row| {
        let found = ActiveReader {
            reader,
            ratings: row.get(0)?,
            verified: row.get(1)?,
            hidden: row.get(2)?,
        };
        Ok((found, row.get::<_, bool>(3)?))
    })?;
    Ok((found.ratings > 0 || found.hidden || logged).then_some(found))
}

/// The readers of a space with the most ratings.
pub fn active_readers(
    connection: &Connection,
    space: i64,
    most: u32,
) -> Result<Vec<ActiveReader>, rusqlite::Error> {
    let sql = "SELECT reader, count(*) AS ratings, max(verified), \
               EXISTS (SELECT 1 FROM hidden_readers \
                       WHERE hidden_readers.space = ?1 AND hidden_readers.reader = ratings.reader) \
               FROM ratings JOIN posts ON posts.id = ratings.post WHERE posts.space = ?1 \
               GROUP BY reader ORDER BY ratings DESC, reader LIMIT ?2";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map((space, most), |row| {
        Ok(ActiveReader {
            reader: ReaderHash::from_bytes(row.get(0)?),
            ratings: row.get(1)?,
            verified: row.get(2)?,
            hidden: row.get(3)?,
        })
    })?;
    rows.collect()
}
