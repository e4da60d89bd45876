//! How a post stands, read from what the hub sends. Whatever is not as it should be is left out: the
//! same texts come through channels that other scripts can write to.

use groundswell_protocol::{PostId, Tally};
use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Longest event that is read, in UTF-16 units. The hub's have two tallies of five values and an id.
pub const MAX_EVENT: usize = 1_000;

/// What the hub knows of a post.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Its ratings; `None`: an administrator has hidden the post.
    pub tally: Option<Tally>,
    /// Ratings of readers of whom the hub knows no more than that they are readers, where it counts
    /// those apart.
    pub unverified: Tally,
    /// How often it was looked at, where that was asked.
    pub looks: Option<u32>,
}

/// The hub's word on a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The post.
    pub post: PostId,
    /// How it stands.
    pub state: State,
    /// The reader's own rating, as far as the hub knows the reader.
    pub mine: Option<i8>,
    /// The number of the change that led to this; higher is later. Zero: not said.
    pub seq: u64,
}

/// What an event of the live stream says.
pub fn read_event(data: &str) -> Option<Standing> {
    if data.len() > MAX_EVENT {
        return None;
    }
    read_standing(&JSON::parse(data).ok()?)
}

/// The standing of one post in an answer about it.
pub fn read_standing(answer: &JsValue) -> Option<Standing> {
    let tally = get(answer, "tally");
    Some(Standing {
        post: text(answer, "post")?.parse().ok()?,
        state: State {
            tally: read_shown(&tally)?,
            unverified: read_tally(&get(answer, "unverified")),
            looks: None,
        },
        mine: read_value(&get(answer, "mine")),
        seq: number(answer, "seq"),
    })
}

/// The standings in an answer about `posts`, in their order.
pub fn read_standings(posts: &[PostId], answer: &JsValue) -> Option<Vec<Standing>> {
    let seq = number(answer, "seq");
    let tallies = list(answer, "tallies")?;
    let also = |key| list(answer, key).unwrap_or_default();
    let (unverified, looks, mine) = (also("unverified"), also("looks"), also("mine"));
    let standing = |(i, post): (u32, &PostId)| {
        Some(Standing {
            post: *post,
            state: State {
                tally: read_shown(&tallies.get(i))?,
                unverified: read_tally(&unverified.get(i)),
                looks: looks.get(i).as_f64().map(|n| n as u32),
            },
            mine: read_value(&mine.get(i)),
            seq,
        })
    };
    (0..).zip(posts).map(standing).collect()
}

/// `Some(None)` for a hidden post, `None` for what is no tally.
fn read_shown(value: &JsValue) -> Option<Option<Tally>> {
    if value.is_null() {
        return Some(None);
    }
    value.is_object().then(|| Some(read_tally(value)))
}

fn read_tally(value: &JsValue) -> Tally {
    let mut tally = Tally::default();
    let Some(object) = value.dyn_ref::<Object>() else {
        return tally;
    };
    for pair in Object::entries(object).iter() {
        let pair: Array = pair.unchecked_into();
        let value = pair.get(0).as_string().and_then(|v| v.parse().ok());
        let count = pair.get(1).as_f64().map(|c| c as u32);
        if let (Some(value), Some(count)) = (value, count) {
            tally.set(value, count);
        }
    }
    tally
}

fn read_value(value: &JsValue) -> Option<i8> {
    value.as_f64().map(|v| v as i8)
}

/// The member `key` of `object`; undefined where there is none.
pub fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

/// The member `key`, where it is a text.
pub fn text(object: &JsValue, key: &str) -> Option<String> {
    get(object, key).as_string()
}

/// The member `key`, where it is a number; 0 where not.
pub fn number(object: &JsValue, key: &str) -> u64 {
    get(object, key).as_f64().map_or(0, |n| n as u64)
}

pub fn list(object: &JsValue, key: &str) -> Option<Array> {
    get(object, key).dyn_into().ok()
}
