//! What is written without spaces and is no prose: addresses, paths, people called on.

/// Slashes from which on a run of words is a path and no choice of words ("and/or", "CI/CD/CT").
const PATH_SLASHES: usize = 3;

/// Whether `chunk`, which has no space in it, is an address of some kind.
pub(crate) fn is_address(chunk: &str) -> bool {
    let chunk = chunk.trim_start_matches(is_opening);
    // French and Italian put an article in front: "l'www.example.com".
    let noun = chunk.rsplit(['\'', '\u{2019}']).next();
    is_url(noun.unwrap_or(chunk).trim_start_matches(is_opening))
        || is_url(chunk)
        || is_path(chunk)
        || is_person(chunk)
}

/// Whether a character may stand before an address and is no part of it.
fn is_opening(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '@' | '/' | '\\' | '.' | '~')
}

fn is_url(chunk: &str) -> bool {
    let starts = |with: &str| {
        chunk
            .split_at_checked(with.len())
            .is_some_and(|(head, rest)| {
                head.eq_ignore_ascii_case(with) && rest.starts_with(char::is_alphanumeric)
            })
    };
    chunk.as_bytes().windows(3).any(|three| three == b"://")
        || starts("www.")
        || starts("mailto:")
        || starts("tel:")
}

/// `/etc/hosts`, `./run`, `~/notes`, `C:\Users`, `src/main.rs`, `example.com/page`.
fn is_path(chunk: &str) -> bool {
    let slashes = chunk.bytes().filter(|&byte| byte == b'/').count();
    let is_rooted = chunk.trim_start_matches(['.', '~']).starts_with('/');
    chunk.contains('\\')
        || slashes > 0 && (is_rooted || slashes >= PATH_SLASHES || is_between(chunk, '.'))
}

/// `@anna`, `anna@example.com`.
fn is_person(chunk: &str) -> bool {
    chunk.starts_with('@') && chunk.len() > 1 || is_between(chunk, '@')
}

/// Whether `mark` stands between two letters or digits.
fn is_between(chunk: &str, mark: char) -> bool {
    chunk.match_indices(mark).any(|(at, _)| {
        let (before, after) = (&chunk[..at], &chunk[at + mark.len_utf8()..]);
        before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses_are_told_from_prose() {
        for chunk in [
            "https://example.com/a?b=c#d",
            "(see:http://wiki.example/x)",
            "www.example.com,",
            "l'www.example.com",
            "l'_www.example.com",
            "dell\u{2019}www.\u{3164}.js",
            "WWW.EXAMPLE.COM",
            "mailto:anna@example.com",
            "anna.berg@example.com.",
            "@anna",
            "(@anna)",
            "/etc/hosts",
            "./run.sh",
            "../lib",
            "~/notes",
            "C:\\Users\\anna",
            "\\\\server\\share",
            "src/main.rs",
            "example.com/page",
            "team/docs/howto/backup",
        ] {
            assert!(is_address(chunk), "{chunk}");
        }
        for chunk in [
            "and/or",
            "CI/CD",
            "TCP/IP.",
            "Node.js",
            "z.B.",
            "@",
            "a",
            "",
            "10:30",
            "Kolleginnen/Kollegen",
            "ä",
            "wwwä",
            "#release",
            "~",
            "...und",
        ] {
            assert!(!is_address(chunk), "{chunk}");
        }
    }
}
