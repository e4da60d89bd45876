//! JSON of any shape, in which names and values that somebody knows come up often.

use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value};

/// Most members of an object or a list.
const MAX_MEMBERS: usize = 6;

/// How far values may be within each other.
const MAX_DEPTH: usize = 4;

/// A value made of `names` and `values`, or of others.
pub fn any(u: &mut Unstructured<'_>, names: &[String], values: &[String]) -> Result<Value> {
    at(u, names, values, MAX_DEPTH)
}

/// An object of which the members are such values.
pub fn object(u: &mut Unstructured<'_>, names: &[String], values: &[String]) -> Result<Value> {
    members(u, names, values, MAX_DEPTH)
}

fn at(
    u: &mut Unstructured<'_>,
    names: &[String],
    values: &[String],
    depth: usize,
) -> Result<Value> {
    let kinds = if depth == 0 { 6 } else { 8 };
    Ok(match u.int_in_range(0..=kinds)? {
        0 | 1 => Value::from(u.int_in_range(-2_i8..=7)?),
        2 => Value::from(u.choose(values)?.as_str()),
        3 => Value::from(u.arbitrary::<&str>()?),
        4 => Value::from(u.arbitrary::<i64>()?),
        5 => Value::from(u.arbitrary::<f64>()?),
        6 => u
            .arbitrary::<Option<bool>>()?
            .map_or(Value::Null, Value::from),
        7 => {
            let count = u.int_in_range(0..=MAX_MEMBERS)?;
            let values = (0..count).map(|_| at(u, names, values, depth - 1));
            Value::Array(values.collect::<Result<_>>()?)
        }
        _ => members(u, names, values, depth)?,
    })
}

fn members(
    u: &mut Unstructured<'_>,
    names: &[String],
    values: &[String],
    depth: usize,
) -> Result<Value> {
    let mut object = Map::new();
    for _ in 0..u.int_in_range(0..=MAX_MEMBERS)? {
        let name = if u.ratio(1, 8)? {
            u.arbitrary()?
        } else {
            u.choose(names)?.clone()
        };
        object.insert(name, at(u, names, values, depth.saturating_sub(1))?);
    }
    Ok(Value::Object(object))
}
