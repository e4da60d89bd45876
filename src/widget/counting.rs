//! Counting the page's words: in slices, and not before the packs of their languages are there.

use wasm_bindgen_futures::spawn_local;

use super::Widget;
use crate::slices::{self, Slices};

impl Widget {
    /// Counts what is not counted yet, and then shows the words. Where all is counted they are shown at once.
    pub(super) fn count_words(&self) {
        if self.counting.get() {
            self.count_again.set(true);
            return;
        }
        if self.page.borrow().is_counted() {
            return self.show_words();
        }
        let Some(widget) = self.this.upgrade() else {
            return;
        };
        self.counting.set(true);
        spawn_local(async move {
            loop {
                widget.count_again.set(false);
                widget.count_in_slices().await;
                slices::breathe().await;
                if widget.gone.get() {
                    return;
                }
                if !widget.count_again.get() {
                    break;
                }
            }
            widget.counting.set(false);
            widget.show_words();
        });
    }

    /// Counts the posts that are there. Posts that come while it rests ask for another round.
    async fn count_in_slices(&self) {
        let mut slices = Slices::begin();
        let mut at = 0;
        while !self.gone.get() && self.page.borrow_mut().read_words(&mut at) {
            slices.pause_if_due().await;
        }
        slices.note("groundswell:words");
        let vocabulary = self.page.borrow().vocabulary.clone();
        self.packs.settle(&vocabulary, &mut slices).await;
        let mut counting = self.page.borrow_mut().begin_counting();
        while !self.gone.get() && counting.step(&mut vocabulary.borrow_mut()) {
            slices.pause_if_due().await;
        }
        if !self.gone.get() {
            self.page.borrow_mut().end_counting(counting);
        }
        slices.note("groundswell:terms");
    }
}
