//! Reads server-sent events out of the bytes of a stream (WHATWG HTML, section 9.2.6, as far as the hub
//! uses it). The browser's own `EventSource` tells nothing of comments, and so cannot be told apart
//! from a connection that is dead or held back.

/// Longest line that is read, in bytes; a longer one is passed over, and its event with it.
pub const MAX_LINE: usize = 2_000;

/// An event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Its kind; empty where not said.
    pub name: String,
    /// Its lines of data, joined.
    pub data: String,
}

/// The reader of one stream.
#[derive(Default)]
pub struct EventReader {
    line: Vec<u8>,
    event: Event,
    overlong: bool,
    broken: bool,
    after_return: bool,
}

impl EventReader {
    /// Takes the next bytes, however they were cut, and gives the events that end in them.
    pub fn read(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        for byte in bytes {
            // CR, LF and both together end a line.
            let second_half = self.after_return && *byte == b'\n';
            self.after_return = *byte == b'\r';
            match byte {
                b'\n' if second_half => {}
                b'\n' | b'\r' => events.extend(self.end_line()),
                _ if self.line.len() < MAX_LINE => self.line.push(*byte),
                _ => self.overlong = true,
            }
        }
        events
    }

    fn end_line(&mut self) -> Option<Event> {
        let line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.overlong) {
            self.broken = true;
            return None;
        }
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            let whole = !std::mem::take(&mut self.broken) && !event.data.is_empty();
            return whole.then_some(event);
        }
        let line = String::from_utf8_lossy(&line);
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event.name),
            "data" => self.add_data(value),
            // A comment has no name; ids are in the data, and when to come back is for us to say.
            _ => {}
        }
        None
    }

    fn add_data(&mut self, value: &str) {
        let data = &mut self.event.data;
        if data.len() + value.len() > MAX_LINE {
            self.broken = true;
            return;
        }
        if !data.is_empty() {
            data.push('\n');
        }
        data.push_str(value);
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let events = EventReader::default().read(text.as_bytes());
        events.into_iter().map(|e| (e.name, e.data)).collect()
    }

    fn check(text: &str, expected: &[(&str, &str)]) {
        let expected: Vec<_> = expected
            .iter()
            .map(|(name, data)| ((*name).to_owned(), (*data).to_owned()))
            .collect();
        assert_eq!(read(text), expected, "{text:?}");
    }

    #[test]
    fn events_end_with_an_empty_line_however_lines_end() {
        check("event: tally\nid: 7\ndata: {}\n\n", &[("tally", "{}")]);
        check("event:tally\r\ndata:{}\r\n\r\n", &[("tally", "{}")]);
        check("data: a\rdata: b\r\r", &[("", "a\nb")]);
        check(
            "data: a\n\nevent: reset\ndata: b\n\n",
            &[("", "a"), ("reset", "b")],
        );
    }

    #[test]
    fn comments_and_what_has_no_data_or_no_end_are_no_events() {
        check(": keep-alive\n\n", &[]);
        check("retry: 3000\n\n", &[]);
        check("event: tally\n\n", &[]);
        check("data: a\n", &[]);
    }

    #[test]
    fn an_overlong_line_takes_its_event_with_it_and_no_other() {
        let long = "x".repeat(MAX_LINE + 1);
        check(
            &format!("data: {long}\ndata: a\n\ndata: b\n\n"),
            &[("", "b")],
        );
        let many = "data: xxxxxxxxx\n".repeat(MAX_LINE);
        check(&format!("{many}\ndata: b\n\n"), &[("", "b")]);
    }

    proptest! {
        #[test]
        fn cuts_change_nothing(
            text in "(event: tally\n|data: [a-z]{0,5}\r?\n|: c\n|id: 1\r|\n|\r\n|ü)*",
            cuts in prop::collection::vec(0_usize..200, 0..6),
        ) {
            let whole = EventReader::default().read(text.as_bytes());
            let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(text.len())).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let mut reader = EventReader::default();
            let mut pieces = Vec::new();
            for pair in cuts.windows(2) {
                pieces.extend(reader.read(&text.as_bytes()[pair[0]..pair[1]]));
            }
            prop_assert_eq!(pieces, whole);
        }

        #[test]
        fn whatever_comes_is_read_and_little_is_kept(bytes in prop::collection::vec(any::<u8>(), 0..5000)) {
            let mut reader = EventReader::default();
            for event in reader.read(&bytes) {
                prop_assert!(event.data.len() <= 3 * (MAX_LINE + 1));
            }
            prop_assert!(reader.line.len() <= MAX_LINE);
        }
    }
}
