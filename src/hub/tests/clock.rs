//! A clock that was set back between two runs: nothing that was counted changes.

use rusqlite::Connection;
use serde_json::json;

use crate::common::{TestHub, post};
use crate::looks::{look, looks};

#[tokio::test]
async fn a_clock_that_is_set_back_changes_no_count() {
    let hub = TestHub::start().await;
    let (ann, bob) = (hub.reader().await, hub.reader().await);
    hub.rate("films", post(1), &ann, 5).await;
    hub.rate("films", post(1), &bob, 3).await;
    assert_eq!(look(&hub, &ann, &[post(2)]).await.status(), 204);
    let before = hub.tallies("films", &[post(1)], Some(&ann)).await;
    let dir = hub.stop().await;
    // The run that is over had a clock thirty years ahead of the one to come.
    let ahead = "
        UPDATE posts SET born = born + 24 * 10950;
        UPDATE ratings SET day = day + 10950;
        UPDATE looked SET day = day + 10950;";
    let database = Connection::open(dir.path().join("hub.db")).unwrap();
    database.execute_batch(ahead).unwrap();
    database.close().unwrap();
    let hub = TestHub::start_in(dir, |_| {}).await;
    assert_eq!(hub.tallies("films", &[post(1)], Some(&ann)).await, before);
    assert_eq!(looks(&hub, &[post(2)]).await, json!([1]));
    // What was said before is known again, and what is said now counts once.
    let again = hub.rate("films", post(1), &ann, 5).await;
    assert_eq!(again["tally"], json!({ "3": 1, "5": 1 }));
    let changed = hub.rate("films", post(1), &bob, 4).await;
    assert_eq!(changed["tally"], json!({ "4": 1, "5": 1 }));
    let dir = hub.stop().await;
    let found = groundswell_hub::check(&dir.path().join("hub.db"), None).unwrap();
    assert_eq!(found.faults, [""; 0]);
}
