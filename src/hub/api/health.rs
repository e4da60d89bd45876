//! `/healthz`: whether this hub can do its work, for whoever restarts or routes around it.

use axum::extract::State;

use crate::error::Error;
use crate::hub::SharedHub;

pub async fn show(State(hub): State<SharedHub>) -> Result<&'static str, Error> {
    if hub.store.is_ready() {
        Ok("ok\n")
    } else {
        Err(Error::Storage("the writer has stopped".into()))
    }
}
