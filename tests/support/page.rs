//! Pages made for one test.

use std::fmt::Write as _;

/// A page in the making.
#[derive(Clone, Default)]
pub struct Page {
    root: String,
    head: String,
    body: String,
}

impl Page {
    /// An English page without content and without Groundswell.
    pub fn new(title: &str) -> Self {
        Self {
            root: "lang=\"en\"".to_owned(),
            // Without an icon of its own, browsers ask for one that is not there, and complain.
            head: format!("<title>{title}</title><link rel=\"icon\" href=\"data:,\">"),
            body: String::new(),
        }
    }

    /// The attributes of the root element, its language among them.
    pub fn root(mut self, attributes: &str) -> Self {
        attributes.clone_into(&mut self.root);
        self
    }

    /// Adds the script tag with these `data-` attributes.
    pub fn tag(self, source: &str, attributes: &str) -> Self {
        self.head(&format!(
            "<script async src=\"{source}\" {attributes}></script>"
        ))
    }

    /// Adds the script tag as it stands on a page of the hub.
    pub fn own_tag(self, attributes: &str) -> Self {
        self.tag("/groundswell.js", attributes)
    }

    /// Adds to the head.
    pub fn head(mut self, html: &str) -> Self {
        self.head.push_str(html);
        self
    }

    /// Adds to the body.
    pub fn body(mut self, html: &str) -> Self {
        self.body.push_str(html);
        self
    }

    /// Adds a thread of comments with these texts: `#c1`, `#c2` and so on.
    pub fn comments<T: AsRef<str>>(mut self, texts: impl IntoIterator<Item = T>) -> Self {
        self.body.push_str("<main><section class=\"comments\">");
        for (i, text) in texts.into_iter().enumerate() {
            self.body.push_str(&comment(i + 1, text.as_ref()));
        }
        self.body.push_str("</section></main>");
        self
    }

    /// The page as HTML.
    pub fn html(&self) -> String {
        let Self { root, head, body } = self;
        format!(
            "<!DOCTYPE html><html {root}><head><meta charset=\"utf-8\">{head}</head><body>{body}</body></html>"
        )
    }
}

/// The markup of a comment as a blog engine writes it, with the id `c{n}`.
pub fn comment(n: usize, text: &str) -> String {
    let mut html = String::new();
    let (author, minute) = (["Ada", "Ben", "Chi", "Dana"][n % 4], n % 60);
    let _ = write!(
        html,
        "<article class=\"comment\" id=\"c{n}\"><header><span class=\"author\">{author}</span> \
         <a href=\"#c{n}\"><time datetime=\"2026-10-01T09:{minute:02}:00Z\">09:{minute:02}</time></a>\
         </header><div class=\"comment-body\"><p>{text}</p></div></article>"
    );
    html
}
