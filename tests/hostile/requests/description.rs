//! What the hub says of itself in its OpenAPI document: the operations that there are, what each takes
//! and how each may answer.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use serde_json::Value;

/// What the paths of the document are relative to.
const BASE: &str = "/v1";

/// The whole document, as far as it is needed.
pub struct Description {
    /// Every operation.
    pub operations: Vec<Operation>,
    /// Every name of a field of any body.
    pub fields: Vec<String>,
}

/// One method of one path.
pub struct Operation {
    /// How it is asked.
    pub method: Method,
    /// The parts of its path.
    pub path: Vec<Part>,
    /// The names of its query.
    pub query: Vec<String>,
    /// The names of its own headers.
    pub headers: Vec<String>,
    /// Whether it takes a body.
    pub takes_body: bool,
    /// For every status that it may answer with, the types of the bodies.
    pub answers: BTreeMap<u16, Vec<String>>,
}

/// What stands between two slashes.
pub enum Part {
    /// Always the same.
    Literal(String),
    /// Anything, by the name that the document has for it.
    Named(String),
}

impl Description {
    /// Reads the document.
    pub fn read(document: &Value) -> Self {
        let paths = document["paths"].as_object().expect("paths");
        let operations = paths.iter().flat_map(|(path, item)| {
            let item = item.as_object().expect("a path has methods");
            item.iter().filter_map(|(name, says)| {
                let method = Method::from_bytes(name.to_ascii_uppercase().as_bytes()).ok()?;
                says.get("responses")
                    .map(|_| Operation::read(method, path, says))
            })
        });
        let mut fields = BTreeSet::new();
        collect_fields(&document["components"]["schemas"], &mut fields);
        let description = Self {
            operations: operations.collect(),
            fields: fields.into_iter().collect(),
        };
        assert!(!description.operations.is_empty() && !description.fields.is_empty());
        description
    }

    /// The operation that a request is for.
    pub fn find(&self, method: &Method, path: &str) -> Option<&Operation> {
        let is_for = |operation: &&Operation| operation.method == method && operation.has(path);
        self.operations.iter().find(is_for)
    }
}

impl Operation {
    fn read(method: Method, path: &str, says: &Value) -> Self {
        let parts = format!("{BASE}{path}");
        let path = parts.split('/').skip(1).map(|part| {
            let name = part
                .strip_prefix('{')
                .and_then(|part| part.strip_suffix('}'));
            name.map_or_else(
                || Part::Literal(part.into()),
                |name| Part::Named(name.into()),
            )
        });
        let parameters = |place: &str| {
            let all = says["parameters"].as_array().into_iter().flatten();
            let here = all.filter(|parameter| parameter["in"] == place);
            here.filter_map(|parameter| parameter["name"].as_str().map(str::to_owned))
                .collect()
        };
        let answers = says["responses"].as_object().into_iter().flatten();
        let answers = answers.map(|(status, answer)| {
            let types = answer["content"].as_object().into_iter().flatten();
            let types = types.map(|(name, _)| name.clone()).collect();
            (status.parse().expect("a status"), types)
        });
        Self {
            method,
            path: path.collect(),
            query: parameters("query"),
            headers: parameters("header"),
            takes_body: says.get("requestBody").is_some(),
            answers: answers.collect(),
        }
    }

    fn has(&self, path: &str) -> bool {
        let mut parts = path.split('/').skip(1);
        let fits = self
            .path
            .iter()
            .all(|expected| match (expected, parts.next()) {
                (Part::Literal(text), Some(part)) => part == text,
                (Part::Named(_), Some(part)) => !part.is_empty(),
                (_, None) => false,
            });
        fits && parts.next().is_none()
    }
}

/// The names of all properties, however deep.
fn collect_fields(schema: &Value, fields: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            let own = members.get("properties").and_then(Value::as_object);
            fields.extend(own.into_iter().flatten().map(|(name, _)| name.clone()));
            members
                .values()
                .for_each(|value| collect_fields(value, fields));
        }
        Value::Array(all) => all.iter().for_each(|value| collect_fields(value, fields)),
        _ => {}
    }
}
