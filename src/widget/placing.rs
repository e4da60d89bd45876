//! Placing the controls of the page's posts: boxes for those of a long page first, in batches.

use groundswell_protocol::PostId;

use super::Widget;
use crate::controls::Controls;
use crate::page::{Exchange, Page};
use crate::slices::{self, Slices, now};

/// Posts up to which all boxes are placed at once.
const MOST_BOXES_AT_ONCE: usize = 250;

/// Boxes that nobody sees yet in the first batch and in each after it, at least and at most. Below the least the
/// browser spends its time on what each frame costs, however few they are.
const FIRST_BATCH: usize = 128;
const LEAST_BATCH: usize = 128;
const MOST_BATCH: usize = 512;

/// What the browser may spend on the frame after a batch, milliseconds.
const BATCH_MS: f64 = 50.0;

impl Widget {
    /// Works with what was found on the page.
    pub(super) async fn take(&self, mut page: Page) {
        if self.page.borrow().is_left(&self.document) {
            self.losses.set(0);
        }
        page.keep_counts(&mut self.page.borrow_mut());
        self.page.replace(page);
        self.place_in_batches().await;
        if !self.gone.get() {
            self.show_posts().await;
        }
    }

    /// Keeps the first boxes for the controls of a long page: those in sight at once, the others in batches from the
    /// end on, so that few posts move at a time. What a batch costs is mostly the browser's own work for the frame
    /// after it; how many come next follows from that.
    async fn place_in_batches(&self) {
        let is_long = self.page.borrow().posts.len() > MOST_BOXES_AT_ONCE;
        if !is_long || self.controls.any() {
            return;
        }
        let mut slices = Slices::begin();
        let (mut seen, mut left) = (Vec::new(), Vec::new());
        let count = self.page.borrow().posts.len();
        for at in 0..count {
            let is_seen = match self.page.borrow().posts.get(at) {
                Some(post) => Controls::is_in_view(&post.root),
                None => break,
            };
            if is_seen { &mut seen } else { &mut left }.push(at);
            slices.pause_if_due().await;
        }
        let mut batch = seen;
        let mut most = FIRST_BATCH;
        while !self.gone.get() {
            {
                let page = self.page.borrow();
                let posts = batch.iter().filter_map(|at| page.posts.get(*at));
                self.controls.add(posts);
            }
            let cost = slices::shown().await;
            most = next_batch(most, cost);
            batch = left.split_off(left.len().saturating_sub(most));
            if batch.is_empty() {
                break;
            }
        }
    }

    /// Shows the controls of the posts that are there now, and their words once these are counted.
    async fn show_posts(&self) {
        let mut slices = Slices::begin();
        self.theme.leave_gone();
        self.controls.place(&self.page.borrow().posts);
        slices.pause_if_due().await;
        let ids = {
            let page = self.page.borrow();
            if let Some(looks) = &*self.looks.borrow() {
                looks.set_posts(&page.posts);
            }
            page.posts.iter().map(|post| post.id).collect()
        };
        slices.pause_if_due().await;
        if let Some(sync) = &*self.sync.borrow() {
            sync.set_posts(ids);
        }
        self.count_words();
    }

    /// The same after a look at what changed.
    pub(super) fn show_exchange(&self, exchange: &Exchange) {
        let begun = now();
        let gone = &exchange.gone;
        let ids: Vec<PostId> = {
            let page = self.page.borrow();
            let came = page.posts_of(&exchange.came);
            self.controls.exchange(gone, &came);
            if let Some(looks) = &*self.looks.borrow() {
                looks.exchange(gone, &came);
            }
            came.iter().map(|post| post.id).collect()
        };
        if let Some(sync) = &*self.sync.borrow() {
            sync.exchange(gone, &ids);
        }
        slices::note("groundswell:shown", now() - begun);
        self.count_words();
    }
}

/// How many boxes come after a batch of `boxes` that took the browser `cost` milliseconds to show.
fn next_batch(boxes: usize, cost: f64) -> usize {
    // By steps: much of what a frame costs has nothing to do with us.
    if cost > BATCH_MS {
        (boxes * 3 / 4).max(LEAST_BATCH)
    } else {
        (boxes * 3 / 2).min(MOST_BATCH)
    }
}
