//! The head of an answer, as HTTP/1.1 writes it.

use std::time::SystemTime;

use axum::http::header::{CONNECTION, CONTENT_LENGTH, DATE, TRANSFER_ENCODING};
use axum::http::response::Parts;

/// The head of an answer whose body ends with the connection: a body without a length that is not
/// chunked either (RFC 9112, section 6.3). Any version of HTTP/1 and any proxy understands that.
pub fn head(parts: &Parts) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {}\r\n", parts.status).into_bytes();
    for (name, value) in &parts.headers {
        if [CONNECTION, CONTENT_LENGTH, DATE, TRANSFER_ENCODING].contains(name) {
            continue;
        }
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            head.extend_from_slice(part);
        }
    }
    let date = httpdate::fmt_http_date(SystemTime::now());
    head.extend_from_slice(format!("date: {date}\r\nconnection: close\r\n\r\n").as_bytes());
    head
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Response;

    #[test]
    fn a_head_says_that_the_body_ends_with_the_connection() {
        let response = Response::builder()
            .header("content-type", "text/event-stream")
            .header("content-length", "0")
            .header("vary", "Origin")
            .header("vary", "Accept");
        let (parts, ()) = response.body(()).unwrap().into_parts();
        let head = String::from_utf8(head(&parts)).unwrap();
        let mut lines: Vec<_> = head.split("\r\n").collect();
        lines.retain(|line| !line.starts_with("date: "));
        assert_eq!(
            lines,
            [
                "HTTP/1.1 200 OK",
                "content-type: text/event-stream",
                "vary: Origin",
                "vary: Accept",
                "connection: close",
                "",
                ""
            ]
        );
    }
}
