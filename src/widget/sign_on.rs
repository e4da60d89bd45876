//! The part of [`Sync`] by which a reader becomes known to the hub.

use super::Sync;
use crate::login::Outcome;

impl Sync {
    /// Whether the reader has to sign on in a window of the hub before a rating is taken.
    pub fn must_sign_on(&self) -> bool {
        self.client.identity().must_sign_on()
    }

    /// Opens that window, which works only while a click is being handled. `tell` hears where it came to
    /// nothing, and whether the browser kept it shut.
    pub fn sign_on(&self, tell: impl Fn(bool) + 'static) {
        let this = self.this.clone();
        self.login
            .open(&self.window, self.client.base(), move |outcome| {
                let Some(sync) = this.upgrade() else { return };
                match outcome {
                    Outcome::SignedOn(session) => {
                        sync.client.identity().keep(&session);
                        // Sends what waited for it.
                        sync.catch_up();
                    }
                    Outcome::Blocked => tell(true),
                    Outcome::Closed => tell(false),
                }
            });
    }
}
