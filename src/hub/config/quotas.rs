//! How often somebody may ask: `[quotas]`.

use std::num::NonZeroU32;

use super::settings::Settings;
use crate::quota::{Quota, Quotas};

/// The most that may be set; more is no limit that anybody meets.
const MAX: u64 = 1_000_000_000;

impl Quotas {
    pub(super) fn read(settings: &mut Settings) -> Self {
        let default = Self::default();
        Self {
            reader: quota(settings, "quotas.reader", default.reader),
            network: quota(settings, "quotas.network", default.network),
            space: quota(settings, "quotas.space", default.space),
            new_readers: quota(settings, "quotas.new_readers", default.new_readers),
            reads: quota(settings, "quotas.reads", default.reads),
        }
    }
}

/// `..._per_minute = 0` is no limit. Where only that is written, as many are let through at once.
fn quota(settings: &mut Settings, key: &str, default: Option<Quota>) -> Option<Quota> {
    let [usual, at_once] =
        default.map_or([0; 2], |quota| [quota.per_minute.get(), quota.burst.get()]);
    let per_minute = whole(settings, &format!("{key}_per_minute"), usual, 0);
    let burst = if per_minute == usual {
        at_once
    } else {
        per_minute
    };
    let burst = whole(settings, &format!("{key}_burst"), burst.max(1), 1);
    Some(Quota {
        per_minute: NonZeroU32::new(per_minute)?,
        burst: NonZeroU32::new(burst)?,
    })
}

fn whole(settings: &mut Settings, key: &str, default: u32, least: u64) -> u32 {
    let value = settings.whole(key, default.into(), least..=MAX);
    u32::try_from(value).unwrap_or(default)
}
