//! Brings a database to the schema of this hub: forward only, one numbered step after the other.

use rusqlite::{Connection, TransactionBehavior};

use super::open_error::OpenError;

/// Every step since the empty database. A step that was released is never edited.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_ratings.sql"),
    include_str!("migrations/0002_looks_hiding_identity.sql"),
    include_str!("migrations/0003_orders.sql"),
];

/// Marks the file as a hub's database: "GSWL".
const APPLICATION_ID: i32 = 0x4753_574C;

/// The schema of this hub, counted in steps since the empty database.
pub fn newest() -> i32 {
    i32::try_from(MIGRATIONS.len()).unwrap_or(i32::MAX)
}

/// The schema of a database, if it is a hub's.
pub fn version(connection: &Connection) -> Result<i32, OpenError> {
    if number(connection, "application_id")? != APPLICATION_ID {
        return Err(OpenError::Foreign);
    }
    Ok(number(connection, "user_version")?)
}

/// Makes an empty database a hub's, or brings an older one up to date.
pub fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    claim(connection)?;
    let version = number(connection, "user_version")?;
    let done = usize::try_from(version).unwrap_or(usize::MAX);
    if done > MIGRATIONS.len() {
        return Err(OpenError::Newer(version));
    }
    for (step, sql) in (1_i32..).zip(MIGRATIONS).skip(done) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", step)?;
        transaction.commit()?;
        tracing::info!(step, "database brought up to date");
    }
    Ok(())
}

/// Refuses a database that something else made.
fn claim(connection: &Connection) -> Result<(), OpenError> {
    if number(connection, "application_id")? == APPLICATION_ID {
        return Ok(());
    }
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables > 0 {
        return Err(OpenError::Foreign);
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    Ok(())
}

fn number(connection: &Connection, pragma: &str) -> Result<i32, rusqlite::Error> {
    connection.pragma_query_value(None, pragma, |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_database_becomes_the_newest_and_stays_it() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let version = number(&connection, "user_version").unwrap();
        assert_eq!(usize::try_from(version).unwrap(), MIGRATIONS.len());
        let insert = "INSERT INTO spaces (name, kind) VALUES ('a', 'useful')";
        connection.execute(insert, []).unwrap();
        migrate(&mut connection).unwrap();
        let count = "SELECT count(*) FROM spaces";
        let kept: i64 = connection.query_row(count, [], |row| row.get(0)).unwrap();
        assert_eq!(kept, 1);
    }

    #[test]
    fn a_newer_database_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        connection
            .pragma_update(None, "user_version", 9_999)
            .unwrap();
        let refused = migrate(&mut connection);
        assert!(matches!(refused, Err(OpenError::Newer(9_999))));
    }

    #[test]
    fn a_database_of_something_else_is_refused_and_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE notes (x)").unwrap();
        assert!(matches!(migrate(&mut connection), Err(OpenError::Foreign)));
        assert_eq!(number(&connection, "user_version").unwrap(), 0);
        assert_eq!(number(&connection, "application_id").unwrap(), 0);
    }
}
