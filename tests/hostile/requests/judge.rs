//! What is wrong with an answer, whoever asked what.

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode};
use serde_json::Value;

use super::description::Operation;

/// An answer of the hub, whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// Judges the answer to a request for this operation, or for none that is described.
pub fn judge(
    method: &Method,
    path: &str,
    operation: Option<&Operation>,
    answer: &Answer,
) -> Result<(), String> {
    let status = answer.status.as_u16();
    // Nothing here is busy or broken, so that also those may not come which the description allows.
    if status >= 500 {
        return Err("the hub failed".into());
    }
    if answer.header("x-request-id").is_none() {
        return Err("the answer has no id".into());
    }
    let is_problem = answer.header("content-type") == Some("application/problem+json");
    let is_of_api = path == "/v1" || path.starts_with("/v1/");
    if status >= 400 && (is_of_api || is_problem) {
        answer.check_problem(method)?;
    }
    if let Some(operation) = operation {
        answer.check_described(operation)?;
    }
    if answer.header("content-type") == Some("application/json") && !answer.body.is_empty() {
        let json = serde_json::from_slice::<Value>(&answer.body);
        json.map_err(|error| format!("the body is no JSON: {error}"))?;
    }
    Ok(())
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn check_described(&self, operation: &Operation) -> Result<(), String> {
        let status = self.status.as_u16();
        let Some(types) = operation.answers.get(&status) else {
            return Err("the description does not have this status".into());
        };
        let essence = self
            .header("content-type")
            .and_then(|value| value.split(';').next());
        let is_described = match essence {
            Some(essence) => types.iter().any(|known| known == essence),
            None => types.is_empty(),
        };
        is_described
            .then_some(())
            .ok_or_else(|| format!("the body is not of {types:?}"))
    }

    /// A refusal says what is wrong, in the one form that all have.
    fn check_problem(&self, method: &Method) -> Result<(), String> {
        if self.header("content-type") != Some("application/problem+json") {
            return Err("the refusal is no problem document".into());
        }
        match self.status.as_u16() {
            401 if self.header("www-authenticate").is_none() => {
                return Err("nothing says how to be known".into());
            }
            429 if self.header("retry-after").is_none() => {
                return Err("nothing says when to come back".into());
            }
            405 if self.header("allow").is_none() => {
                return Err("nothing says what can be done instead".into());
            }
            _ => {}
        }
        // What is sent to `HEAD` ends with its head.
        if method == Method::HEAD {
            return Ok(());
        }
        let problem: Value = serde_json::from_slice(&self.body)
            .map_err(|error| format!("the problem document is no JSON: {error}"))?;
        let text = |name: &str| problem[name].as_str().filter(|text| !text.is_empty());
        let is_whole = text("type").is_some_and(|kind| kind.starts_with("/problems/"))
            && text("title").is_some()
            && text("detail").is_some()
            && problem["status"] == self.status.as_u16();
        is_whole
            .then_some(())
            .ok_or_else(|| "the problem document is not whole".into())
    }
}
