//! JSON as web pages carry it: read into a small tree, within bounds, forgiving what browsers and
//! search engines forgive (line breaks in strings, anything after the value).
//!
//! A crate would bring numbers, maps and errors that nothing here asks for; in wasm each is paid for.

/// Values inside values; what is deeper makes the whole unreadable.
const MAX_DEPTH: usize = 48;

/// Values read from one text; what has more is unreadable.
const MAX_VALUES: usize = 50_000;

/// A JSON value. Numbers, truth and null are kept as they are written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Text(String),
    Bare(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The first value in `text`; `None` where it is none or beyond the bounds.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader {
            rest: text,
            values: 0,
        };
        reader.value(0)
    }

    /// The value of a key of an object.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(pairs) => pairs.iter().find(|(name, _)| name == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The text or bare word; of a list, that of its first value.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Bare(text) => Some(text),
            Self::List(list) => list.first()?.text(),
            Self::Object(_) => None,
        }
    }

    /// The values directly inside.
    pub(crate) fn inside(&self) -> Vec<&Self> {
        match self {
            Self::List(list) => list.iter().collect(),
            Self::Object(pairs) => pairs.iter().map(|(_, value)| value).collect(),
            _ => Vec::new(),
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
    values: usize,
}

impl<'a> Reader<'a> {
    /// Invariant: calls itself at most [`MAX_DEPTH`] levels deep.
    fn value(&mut self, depth: usize) -> Option<Json> {
        self.values += 1;
        if depth > MAX_DEPTH || self.values > MAX_VALUES {
            return None;
        }
        match self.peek()? {
            '{' => self.object(depth),
            '[' => self.list(depth),
            '"' => self.string().map(Json::Text),
            _ => self.bare().map(Json::Bare),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Json> {
        self.take('{')?;
        let mut pairs = Vec::new();
        while self.take('}').is_none() {
            let key = self.string()?;
            self.take(':')?;
            pairs.push((key, self.value(depth + 1)?));
            if self.take(',').is_none() {
                self.take('}')?;
                break;
            }
        }
        Some(Json::Object(pairs))
    }

    fn list(&mut self, depth: usize) -> Option<Json> {
        self.take('[')?;
        let mut list = Vec::new();
        while self.take(']').is_none() {
            list.push(self.value(depth + 1)?);
            if self.take(',').is_none() {
                self.take(']')?;
                break;
            }
        }
        Some(Json::List(list))
    }

    fn string(&mut self) -> Option<String> {
        self.take('"')?;
        let mut out = String::new();
        loop {
            let end = self.rest.find(['"', '\\'])?;
            let (plain, rest) = self.rest.split_at(end);
            out.push_str(plain);
            self.rest = rest.get(1..)?;
            if rest.starts_with('"') {
                return Some(out);
            }
            out.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let escape = self.rest.chars().next()?;
        self.rest = self.rest.get(escape.len_utf8()..)?;
        Some(match escape {
            'n' | 'r' => '\n',
            't' | 'b' | 'f' => ' ',
            'u' => self.unicode()?,
            other => other,
        })
    }

    /// Four hexadecimal digits, twice for a character beyond the first 65,536. A zero character is none, as in
    /// HTML: it separates texts where these are handed over.
    fn unicode(&mut self) -> Option<char> {
        let first = self.hex()?;
        if !(0xd800..0xdc00).contains(&first) {
            let read = char::from_u32(first).filter(|c| *c != '\0');
            return Some(read.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let Some(rest) = self.rest.strip_prefix("\\u") else {
            return Some(char::REPLACEMENT_CHARACTER);
        };
        self.rest = rest;
        let low = self.hex()?.wrapping_sub(0xdc00);
        let code = 0x10000 + ((first - 0xd800) << 10) + (low & 0x3ff);
        Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4)?;
        self.rest = self.rest.get(4..)?;
        u32::from_str_radix(digits, 16).ok()
    }

    fn bare(&mut self) -> Option<String> {
        let is_end = |c: char| matches!(c, ',' | ']' | '}' | ':' | '"') || c.is_whitespace();
        let end = self.rest.find(is_end).unwrap_or(self.rest.len());
        let (bare, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!bare.is_empty()).then(|| bare.to_owned())
    }

    fn peek(&mut self) -> Option<char> {
        self.rest = self
            .rest
            .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        self.rest.chars().next()
    }

    fn take(&mut self, expected: char) -> Option<()> {
        (self.peek()? == expected).then_some(())?;
        self.rest = self.rest.get(expected.len_utf8()..)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_pages_carry() {
        let json = Json::parse(
            "\u{feff} {\"a\": [1, true, \"x\\u00e4\\ud83d\\ude00\n\\\"\"], \"b\": {},} ;",
        )
        .unwrap();
        let list = json.get("a").unwrap().inside();
        assert_eq!(list[0].text(), Some("1"));
        assert_eq!(list[2].text(), Some("xä😀\n\""));
        assert_eq!(json.get("b"), Some(&Json::Object(Vec::new())));
        assert_eq!(json.get("c"), None);
    }

    #[test]
    fn no_text_has_a_zero_character() {
        let json = Json::parse("\"x\\u0000Eve\"").unwrap();
        assert_eq!(json.text(), Some("x\u{fffd}Eve"));
    }

    #[test]
    fn refuses_what_is_broken_or_beyond_bounds() {
        for text in ["", "{", "[1", "{\"a\"}", "\"\\", "\"\\ud8", "{\"a\":}"] {
            assert_eq!(Json::parse(text), None, "{text}");
        }
        assert!(Json::parse(&("[".repeat(MAX_DEPTH) + "1" + &"]".repeat(MAX_DEPTH))).is_some());
        assert_eq!(Json::parse(&"[".repeat(100_000)), None);
        assert_eq!(
            Json::parse(&format!("[{}1]", "1,".repeat(MAX_VALUES))),
            None
        );
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "[\\[\\]{}\",:\\\\u0-9a-f d]{0,60}") {
            let _ = Json::parse(&text);
        }

        #[test]
        fn any_string_round_trips(text in "\\PC{0,40}") {
            let written = serde_json::to_string(&text).unwrap();
            let read = Json::parse(&written).unwrap();
            prop_assert_eq!(read.text(), Some(text.as_str()));
        }
    }
}
