//! The names that are numbers in a snapshot: HTML tags and the attributes worth taking along.
//!
//! Both lists only ever grow at their end: the widget that writes a snapshot and the module that
//! reads it are built together, but saved snapshots are read later.

macro_rules! names {
    ($(#[$doc:meta])* $list:ident, $kind:ident [$($extra:ident)?]: $($name:ident = $text:literal,)*) => {
        $(#[$doc])*
        pub const $list: &[&str] = &[$($text),*];

        #[allow(missing_docs)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $kind {
            $($extra,)?
            $(#[allow(dead_code)] $name,)*
        }

        impl $kind {
            const ALL: &[Self] = &[$(Self::$name),*];

            /// The name at this place of the list.
            pub(crate) fn at(place: usize) -> Option<Self> {
                Self::ALL.get(place).copied()
            }
        }
    };
}

names! {
    /// Lower-case HTML tags; tag id `i + 1` is the tag at place `i`, 0 is any other tag.
    TAGS, Tag [Unknown]:
    A = "a", Abbr = "abbr", Address = "address", Article = "article", Aside = "aside",
    Audio = "audio", B = "b", Base = "base", Blockquote = "blockquote", Body = "body", Br = "br",
    Button = "button", Canvas = "canvas", Caption = "caption", Center = "center", Cite = "cite",
    Code = "code", Col = "col", Colgroup = "colgroup", Data = "data", Datalist = "datalist",
    Dd = "dd", Del = "del", Details = "details", Dfn = "dfn", Dialog = "dialog", Div = "div",
    Dl = "dl", Dt = "dt", Em = "em", Embed = "embed", Fieldset = "fieldset",
    Figcaption = "figcaption", Figure = "figure", Font = "font", Footer = "footer", Form = "form",
    H1 = "h1", H2 = "h2", H3 = "h3", H4 = "h4", H5 = "h5", H6 = "h6", Head = "head",
    Header = "header", Hgroup = "hgroup", Hr = "hr", Html = "html", I = "i", Iframe = "iframe",
    Img = "img", Input = "input", Ins = "ins", Kbd = "kbd", Label = "label", Legend = "legend",
    Li = "li", Link = "link", Main = "main", Mark = "mark", Math = "math", Menu = "menu",
    Meta = "meta", Meter = "meter", Nav = "nav", Noscript = "noscript", Object = "object",
    Ol = "ol", Optgroup = "optgroup", Option = "option", Output = "output", P = "p",
    Picture = "picture", Pre = "pre", Progress = "progress", Q = "q", S = "s", Samp = "samp",
    Script = "script", Search = "search", Section = "section", Select = "select", Slot = "slot",
    Small = "small", Source = "source", Span = "span", Strong = "strong", Style = "style",
    Sub = "sub", Summary = "summary", Sup = "sup", Svg = "svg", Table = "table", Tbody = "tbody",
    Td = "td", Template = "template", Textarea = "textarea", Tfoot = "tfoot", Th = "th",
    Thead = "thead", Time = "time", Title = "title", Tr = "tr", Tt = "tt", U = "u", Ul = "ul",
    Var = "var", Video = "video", Wbr = "wbr",
}

names! {
    /// Attributes taken from the page; an attribute-name id is the place in this list.
    ATTRIBUTES, Attr []:
    Id = "id", Class = "class", Href = "href", Rel = "rel", Title = "title", Name = "name",
    Lang = "lang", Role = "role", Type = "type", Datetime = "datetime", Content = "content",
    Property = "property", Value = "value", Cite = "cite", ItemProp = "itemprop",
    ItemScope = "itemscope", ItemType = "itemtype", ItemId = "itemid", ItemRef = "itemref",
    TypeOf = "typeof", Resource = "resource", About = "about", AriaLabel = "aria-label",
    ContentEditable = "contenteditable", DataId = "data-id", DataPostId = "data-post-id",
    DataPostid = "data-postid", DataPid = "data-pid", DataCommentId = "data-comment-id",
    DataCommentid = "data-commentid", DataMessageId = "data-message-id", DataContent = "data-content",
    DataAuthor = "data-author", DataUsername = "data-username", DataTime = "data-time",
    DataTimestamp = "data-timestamp", DataDate = "data-date", DataUtc = "data-utc",
    DataUrl = "data-url", DataPermalink = "data-permalink", DataHref = "data-href",
    DataQuote = "data-quote", DataParentId = "data-parent-id", DataParent = "data-parent",
    DataDepth = "data-depth", DataLevel = "data-level", AriaLevel = "aria-level", Indent = "indent",
    Width = "width",
    DataTooltip = "data-tooltip", DataOriginalTitle = "data-original-title",
    DataCreated = "data-created", DataCreatedAt = "data-created-at", DataTs = "data-ts",
    DataUnixtime = "data-unixtime", DataUtime = "data-utime", DataEpoch = "data-epoch",
    DataLivestamp = "data-livestamp", DataDatetime = "data-datetime",
    CreatedTimestamp = "created-timestamp",
    DataTestid = "data-testid",
    DataAutomationId = "data-automation-id", Component = "component", Author = "author",
    Permalink = "permalink", Score = "score", Thingid = "thingid",
    Slot = "slot", DataRegion = "data-region",
    DataScore = "data-score", DataTid = "data-tid",
}

/// How the class names begin, or a word in them does, of what a page folds away until a reader asks for
/// it: replies, mostly. What is hidden under such a name is read as if it were not.
pub const FOLDABLE: &[&str] = &[
    "comments", "repl", "children", "thread", "answer", "discuss",
];

/// The tags of [`TAGS`] that stand within a line; every other begins a new one, an unknown tag too.
pub fn inline_tags() -> impl Iterator<Item = &'static str> {
    let tags = TAGS.iter().zip(Tag::ALL);
    tags.filter_map(|(name, tag)| (!tag.is_block()).then_some(*name))
}

impl Tag {
    /// Starts and ends a line of its own.
    pub(crate) fn is_block(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Address
                | Article
                | Aside
                | Blockquote
                | Body
                | Br
                | Caption
                | Center
                | Dd
                | Details
                | Div
                | Dl
                | Dt
                | Fieldset
                | Figcaption
                | Figure
                | Footer
                | Form
                | H1
                | H2
                | H3
                | H4
                | H5
                | H6
                | Header
                | Hgroup
                | Hr
                | Html
                | Legend
                | Li
                | Main
                | Menu
                | Nav
                | Ol
                | P
                | Pre
                | Section
                | Summary
                | Table
                | Tbody
                | Td
                | Tfoot
                | Th
                | Thead
                | Tr
                | Ul
                | Unknown
        )
    }

    /// One of `h1` to `h6`.
    pub(crate) fn is_heading(self) -> bool {
        use Tag::*;
        matches!(self, H1 | H2 | H3 | H4 | H5 | H6)
    }

    /// Its text is for machines, or is a control, or is a way to other pages: never read.
    pub(crate) fn is_unread(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Script
                | Style
                | Noscript
                | Template
                | Svg
                | Math
                | Button
                | Select
                | Option
                | Optgroup
                | Datalist
                | Textarea
                | Input
                | Nav
                | Dialog
                | Iframe
                | Object
                | Embed
                | Audio
                | Video
                | Canvas
                | Head
                | Meter
                | Progress
                | Search
                | Menu
        )
    }

    /// May not hold a rating control itself: HTML allows only certain children, or a click there
    /// already means something else.
    pub(crate) fn refuses_control(self) -> bool {
        use Tag::*;
        matches!(
            self,
            A | Button
                | Label
                | Summary
                | Select
                | Option
                | Optgroup
                | Table
                | Tbody
                | Thead
                | Tfoot
                | Tr
                | Colgroup
                | Col
                | Ul
                | Ol
                | Menu
                | Dl
                | P
                | Pre
                | H1
                | H2
                | H3
                | H4
                | H5
                | H6
                | Img
                | Br
                | Hr
                | Input
                | Textarea
                | Time
                | Picture
                | Meta
                | Link
                | Hgroup
                | Head
                | Html
                | Wbr
                | Source
                | Base
                | Iframe
                | Script
                | Style
                | Title
                | Noscript
                | Template
                | Svg
                | Math
                | Canvas
                | Video
                | Audio
                | Object
                | Embed
                | Datalist
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_names_agree() {
        for (place, name) in TAGS.iter().enumerate() {
            let tag = format!("{:?}", Tag::at(place).unwrap());
            assert_eq!(tag.to_lowercase(), *name);
        }
        for (place, name) in ATTRIBUTES.iter().enumerate() {
            let attribute = format!("{:?}", Attr::at(place).unwrap());
            assert_eq!(attribute.to_lowercase(), name.replace('-', ""));
        }
        assert_eq!(Tag::at(TAGS.len()), None);
    }
}
