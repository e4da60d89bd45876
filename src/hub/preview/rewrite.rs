//! The page on its way through: the script tag added, its own policy and absolute links out of the way.
//!
//! The page's characters are never decoded. Bytes are read as windows-1252, in which every byte is a
//! character and ASCII is ASCII; so a page in any encoding built on ASCII comes out byte for byte as
//! it went in, but for the few attributes that are changed.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use encoding_rs::{Encoding, WINDOWS_1252};
use groundswell_protocol::RatingKind;
use lol_html::html_content::{ContentType, Element};
use lol_html::send::{HtmlRewriter, SendHandlerTypes, Settings};
use lol_html::{
    AsciiCompatibleEncoding, DocumentContentHandlers, ElementContentHandlers, HandlerResult,
    MemorySettings, OutputSink, Selector,
};

use super::links::Links;
use super::{MOUNT, SPACE};

/// Most memory for one page's longest tag: an image written into an attribute has been seen to have
/// megabytes. A page that needs more goes through unchanged from there on.
const MAX_MEMORY: usize = 64 * 1024 * 1024;

/// What may come in a head, or before there is one, without ending it.
const METADATA: &[&str] = &[
    "html", "head", "base", "basefont", "bgsound", "link", "meta", "noframes", "noscript",
    "script", "style", "template", "title",
];

/// The script tag that a page is shown with.
#[derive(Clone)]
pub struct Tag {
    /// For a page whose addresses begin here.
    plain: Arc<str>,
    /// For a page that says by `<base>` that its addresses begin elsewhere.
    absolute: Arc<str>,
}

impl Tag {
    /// The tag for a space that is rated like this, shown at `address`.
    pub fn new(rating: RatingKind, address: SocketAddr) -> Self {
        let tag = |origin: &str| {
            format!(
                "<script async src=\"{origin}{MOUNT}/groundswell.js\" data-space=\"{SPACE}\" \
                 data-rating=\"{rating}\"></script>"
            )
        };
        Self {
            plain: tag("").into(),
            absolute: tag(&format!("http://{address}")).into(),
        }
    }
}

/// What is to be done to a page.
pub struct Changes {
    /// The tag to add; none for a frame within a page that has it.
    pub tag: Option<Tag>,
    /// The links to keep inside the preview.
    pub links: Option<Links>,
    /// Told when the page itself sets a policy.
    pub on_policy: Arc<dyn Fn() + Send + Sync>,
}

/// Rewrites one page, chunk by chunk.
pub struct Rewriter {
    inner: Option<HtmlRewriter<'static, Output>>,
    output: Output,
}

impl Rewriter {
    /// A rewriter at the start of a page.
    pub fn new(changes: Changes) -> Self {
        let output = Output::default();
        let inner = AsciiCompatibleEncoding::new(WINDOWS_1252)
            .map(|encoding| HtmlRewriter::new(settings(changes, encoding), output.clone()));
        Self { inner, output }
    }

    /// Takes the next bytes of the page, and gives those that are ready.
    pub fn write(&mut self, chunk: &[u8]) -> Vec<u8> {
        let Some(rewriter) = &mut self.inner else {
            return chunk.to_vec();
        };
        if let Err(error) = rewriter.write(chunk) {
            // It has let go of everything it held; the rest of the page goes through as it is.
            tracing::warn!(%error, "the page is shown unchanged from here on");
            self.inner = None;
        }
        self.output.take()
    }

    /// The page is at its end: gives what was still held.
    pub fn end(&mut self) -> Vec<u8> {
        if let Some(Err(error)) = self.inner.take().map(HtmlRewriter::end) {
            tracing::warn!(%error, "the end of the page is shown unchanged");
        }
        self.output.take()
    }
}

/// Whether a page of this character set can be rewritten, byte by byte. Without a name it can, but for
/// UTF-16, which must then announce itself by its first bytes.
pub fn is_ascii_compatible(charset: Option<&str>) -> bool {
    let encoding = charset.and_then(|label| Encoding::for_label(label.as_bytes()));
    encoding.is_none_or(Encoding::is_ascii_compatible)
}

/// Whether these first bytes say that the page is in UTF-16.
pub fn begins_as_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFE, 0xFF]) || bytes.starts_with(&[0xFF, 0xFE])
}

/// Collects what the rewriter gives.
#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Output {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl OutputSink for Output {
    fn handle_chunk(&mut self, chunk: &[u8]) {
        let mut output = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        output.extend_from_slice(chunk);
    }
}

type SendElement<'a, 'b> = Element<'a, 'b, SendHandlerTypes>;

fn settings(changes: Changes, encoding: AsciiCompatibleEncoding) -> Settings<'static, 'static> {
    let memory = MemorySettings::new()
        .with_max_allowed_memory_usage(MAX_MEMORY)
        .with_graceful_bail_out_on_memory_limit_exceeded(true);
    let mut settings = Settings::new_send()
        .with_encoding(encoding)
        .with_memory_settings(memory)
        .with_strict(false)
        .with_graceful_bail_out_on_content_handler_error(true);
    if let Some(tag) = changes.tag {
        let injection = Injection::new(tag);
        let at_end = injection.clone();
        settings = on_every_element(settings, move |element| injection.visit(element));
        settings =
            settings.append_document_content_handler(DocumentContentHandlers::default().end(
                move |end: &mut lol_html::html_content::DocumentEnd<'_>| {
                    if at_end.is_due() {
                        end.append(at_end.text(), ContentType::Html);
                    }
                    Ok(())
                },
            ));
    }
    let on_policy = changes.on_policy;
    settings = on_every_element(settings, move |element| {
        if is_policy(element) {
            on_policy();
            element.remove();
        }
        Ok(())
    });
    if let Some(links) = changes.links {
        settings = on_every_element(settings, move |element| links.localise(element));
    }
    settings
}

fn on_every_element(
    settings: Settings<'static, 'static>,
    handler: impl FnMut(&mut SendElement<'_, '_>) -> HandlerResult + Send + 'static,
) -> Settings<'static, 'static> {
    match "*".parse::<Selector>() {
        Ok(every) => settings.append_element_content_handler((
            std::borrow::Cow::Owned(every),
            ElementContentHandlers::default().element(handler),
        )),
        // The selector is a constant; were it ever wrong, the page would be shown as it is.
        Err(_) => settings,
    }
}

fn is_policy(element: &SendElement<'_, '_>) -> bool {
    element.tag_name() == "meta"
        && element
            .get_attribute("http-equiv")
            .is_some_and(|value| value.trim().eq_ignore_ascii_case("content-security-policy"))
}

/// Puts the tag at the end of the head, wherever the page lets its head end: many leave out the tags
/// that would say so.
#[derive(Clone)]
struct Injection {
    tag: Tag,
    done: Arc<AtomicBool>,
    /// Open elements whose content does not run.
    inert: Arc<AtomicUsize>,
    has_head: Arc<AtomicBool>,
    has_base: Arc<AtomicBool>,
}

impl Injection {
    fn new(tag: Tag) -> Self {
        Self {
            tag,
            done: Arc::default(),
            inert: Arc::default(),
            has_head: Arc::default(),
            has_base: Arc::default(),
        }
    }

    /// True once, for whoever asks first.
    fn is_due(&self) -> bool {
        !self.done.swap(true, Ordering::SeqCst)
    }

    fn text(&self) -> &str {
        let based = self.has_base.load(Ordering::SeqCst);
        if based {
            &self.tag.absolute
        } else {
            &self.tag.plain
        }
    }

    fn visit(&self, element: &mut SendElement<'_, '_>) -> HandlerResult {
        if self.done.load(Ordering::SeqCst) {
            return Ok(());
        }
        match element.tag_name().as_str() {
            "head" => self.visit_head(element),
            "noscript" | "template" => self.visit_inert(element),
            "base" => {
                let says = element.has_attribute("href");
                self.has_base.fetch_or(says, Ordering::SeqCst);
                Ok(())
            }
            name => {
                let in_head = self.has_head.load(Ordering::SeqCst) && name != "body";
                let inert = self.inert.load(Ordering::SeqCst) > 0;
                if !in_head && !inert && !METADATA.contains(&name) && self.is_due() {
                    element.before(self.text(), ContentType::Html);
                }
                Ok(())
            }
        }
    }

    fn visit_head(&self, head: &mut SendElement<'_, '_>) -> HandlerResult {
        self.has_head.store(true, Ordering::SeqCst);
        let this = self.clone();
        head.on_end_tag(Box::new(move |end| {
            if this.is_due() {
                end.before(this.text(), ContentType::Html);
            }
            Ok(())
        }))
    }

    fn visit_inert(&self, element: &mut SendElement<'_, '_>) -> HandlerResult {
        self.inert.fetch_add(1, Ordering::SeqCst);
        let this = self.clone();
        element.on_end_tag(Box::new(move |_| {
            this.inert.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;
    use proptest::prelude::*;

    const TAG: &str = "<script async src=\"/groundswell/groundswell.js\" data-space=\"try\" \
                       data-rating=\"useful\"></script>";

    const ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8301);

    #[test]
    fn a_page_that_bases_its_addresses_elsewhere_gets_the_whole_address() {
        let page = b"<head><base href='https://site.example/'></head><p>text";
        let shown = String::from_utf8(rewrite(page, 5)).unwrap();
        let tag = TAG.replace("src=\"", "src=\"http://127.0.0.1:8301");
        assert!(shown.contains(&format!("{tag}</head>")), "{shown}");
    }

    fn rewrite(page: &[u8], chunk: usize) -> Vec<u8> {
        let mut rewriter = Rewriter::new(Changes {
            tag: Some(Tag::new(RatingKind::Useful, ADDRESS)),
            links: Links::new("https://intranet.example"),
            on_policy: Arc::new(|| {}),
        });
        let mut shown: Vec<u8> = page.chunks(chunk).flat_map(|c| rewriter.write(c)).collect();
        shown.extend(rewriter.end());
        shown
    }

    /// `|` is where the tag must be.
    fn check_tag(page: &str) {
        let plain = page.replace('|', "");
        for chunk in [1, 7, 4096] {
            let shown = String::from_utf8(rewrite(plain.as_bytes(), chunk)).unwrap();
            assert_eq!(shown.replace(TAG, "|"), page);
        }
    }

    #[test]
    fn the_tag_is_at_the_end_of_the_head() {
        check_tag("<!doctype html><html><head><title>a</title>|</head><body><p>b</body></html>");
        check_tag("<head><title>a</title>|</head><p>b");
        check_tag("<HTML><HEAD><META CHARSET=x>|</HEAD><BODY>");
    }

    #[test]
    fn a_page_without_the_tags_of_a_head_gets_it_where_its_head_ends() {
        check_tag("<!doctype html><title>a</title>|<p>b</p><p>c</p>");
        check_tag("<html>|<body>a</body></html>");
        check_tag("<head><title>a</title>|<body>b");
        check_tag("<head><meta charset=utf-8>|</head>");
        check_tag("just text|");
        check_tag("|");
    }

    #[test]
    fn the_tag_is_never_where_scripts_do_not_run() {
        check_tag("<noscript><img src=a></noscript><title>b</title>|<p>c");
        check_tag("<template><p>a</p></template>|<p>b");
        check_tag("<head><script>'</head><body>'</script>|</head>");
        check_tag("<head><!-- </head> -->|</head>");
    }

    #[test]
    fn the_pages_own_policy_is_taken_out() {
        let page =
            "<head><meta HTTP-EQUIV='Content-Security-Policy' content='a'><meta name=b></head>";
        let shown = String::from_utf8(rewrite(page.as_bytes(), 3)).unwrap();
        assert_eq!(shown, format!("<head><meta name=b>{TAG}</head>"));
    }

    #[test]
    fn utf_16_is_known_by_name_or_by_its_first_bytes() {
        for name in ["utf-16", "UTF-16LE", "utf-16be", "iso-2022-jp"] {
            assert!(!is_ascii_compatible(Some(name)), "{name}");
        }
        for name in [
            None,
            Some("shift_jis"),
            Some("gbk"),
            Some("utf-8"),
            Some("?"),
        ] {
            assert!(is_ascii_compatible(name), "{name:?}");
        }
        assert!(begins_as_utf16(&[0xFF, 0xFE, b'<', 0]));
        assert!(!begins_as_utf16("\u{FEFF}<p>".as_bytes()));
    }

    proptest! {
        #[test]
        fn every_other_byte_comes_out_as_it_went_in(bytes: Vec<u8>, chunk in 1_usize..9) {
            let bytes: Vec<u8> = bytes.into_iter().filter(|b| *b != b'<').collect();
            let page = [b"<head></head><p title='".as_slice(), &bytes, b"'>", &bytes].concat();
            let expected = [b"<head>".as_slice(), TAG.as_bytes(), &page[6..]].concat();
            prop_assert_eq!(rewrite(&page, chunk), expected);
        }

        #[test]
        fn a_changed_link_keeps_its_foreign_bytes(path in "[a-z]{0,5}", byte in 0x80_u8..) {
            let page = [b"<head></head><a href=\"https://intranet.example/".as_slice(),
                path.as_bytes(), &[byte], b"\">"].concat();
            let expected = [b"<head>".as_slice(), TAG.as_bytes(), b"</head><a href=\"/",
                path.as_bytes(), &[byte], b"\">"].concat();
            prop_assert_eq!(rewrite(&page, 5), expected);
        }
    }
}
