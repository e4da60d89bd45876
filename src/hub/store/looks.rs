//! Looks: a post was really on somebody's screen. One of a reader, post and day counts.

use super::batch::Batch;
use super::writer::Verdict;
use super::{Looks, Place, days_kept};

/// Most marks of days gone by that one batch deletes: a day of a large company has millions, and
/// ratings must not wait for all of them to go.
const MAX_FORGOTTEN: u32 = 1_000;

impl Batch<'_> {
    /// Counts the looks whose mark is new.
    pub fn look(&mut self, looks: &Looks) -> Result<Verdict, rusqlite::Error> {
        self.forget_marks(looks)?;
        for (post, mark) in &looks.posts {
            let place = Place {
                space: looks.space,
                post: *post,
            };
            let mut draft = self.draft(place);
            let hidden = draft.after.counted.hidden;
            if !hidden && self.mark(looks, *mark)? {
                self.row(place, &mut draft, looks.now)?;
                draft.after.looks = draft.after.looks.saturating_add(1);
                self.redraft(place, draft);
            }
        }
        Ok(Ok(None))
    }

    /// Whether the mark is new.
    fn mark(&self, looks: &Looks, mark: i64) -> Result<bool, rusqlite::Error> {
        let sql = "INSERT INTO looked (day, mark) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        let mut insert = self.transaction.prepare_cached(sql)?;
        Ok(insert.execute((looks.now.day().0, mark))? > 0)
    }

    /// Deletes some of the marks of other days; the table's order finds them, or none, at once.
    fn forget_marks(&self, looks: &Looks) -> Result<(), rusqlite::Error> {
        let (first, last) = days_kept(looks.now.day());
        let before = "DELETE FROM looked WHERE (day, mark) IN \
                      (SELECT day, mark FROM looked WHERE day < ?1 LIMIT ?2)";
        let after = "DELETE FROM looked WHERE (day, mark) IN \
                     (SELECT day, mark FROM looked WHERE day > ?1 LIMIT ?2)";
        for (sql, day) in [(before, first), (after, last)] {
            let mut delete = self.transaction.prepare_cached(sql)?;
            delete.execute((day.0, MAX_FORGOTTEN))?;
        }
        Ok(())
    }
}
