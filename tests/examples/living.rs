//! What a page costs in Chromium while it changes: `living [STYLE]`, run by `cargo xtask bench living`.
//!
//! To pages of a thousand posts, each written in another way, posts are added one by one; the widget says
//! how many milliseconds it took to read each, and to show it. Pages of five thousand posts, with a hub and
//! without, say how long the browser was held up at most.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measuring program ends by panicking, and prints"
)]

use groundswell_tests::{Engine, Hub, HubOptions, Page, Reader, Setup, Site, comment};
use serde_json::Value;

/// Posts of the long pages, and how many are added to those of the first length, one by one.
const LONG: usize = 1_000;
const LONGEST: usize = 5_000;
const ADDED: usize = 40;

/// How often the longest pages are opened: the browser is held up by others, too.
const TIMES: usize = 5;

const READY: &str = "t.saw('groundswell:ready').length";

/// A way of writing a thread.
struct Style {
    name: &'static str,
    /// What stands before and after its posts.
    around: (&'static str, &'static str),
    post: fn(usize) -> String,
}

const STYLES: &[Style] = &[
    Style {
        name: "comments",
        around: ("<section class=\"list\">", "</section>"),
        post: |n| comment(n, &remark(n)),
    },
    Style {
        name: "a forum known by its row",
        around: ("<div id=\"page-body\"><div class=\"list\">", "</div></div>"),
        post: |n| board(n, ""),
    },
    Style {
        name: "the same, described",
        around: ("<div id=\"page-body\"><div class=\"list\">", "</div></div>"),
        post: |n| board(n, "itemscope itemtype=\"http://schema.org/Comment\""),
    },
    Style {
        name: "dates in numbers",
        around: ("<div class=\"list\">", "</div>"),
        post: |n| {
            let (author, text) = (author(n), remark(n));
            format!(
                "<div class=\"post\" id=\"c{n}\"><div class=\"head\"><a class=\"username\" href=\"/user/{author}\">{author}</a> \
                 <i class=\"date\">{:02}/{:02}/2025, 10:{:02}</i></div><div class=\"text\">{text}</div></div>",
                n / 28 % 12 + 1,
                n % 28 + 1,
                n % 60
            )
        },
    },
    Style {
        name: "names that nothing marks",
        around: ("<div class=\"list\">", "</div>"),
        post: |n| {
            let (author, text) = (author(n), remark(n));
            format!(
                "<div class=\"post\" id=\"c{n}\"><b>{author}</b> <time datetime=\"2026-10-01T09:{:02}:00Z\">09:{0:02}</time>\
                 <div class=\"text\">{text}</div></div>",
                n % 60
            )
        },
    },
    Style {
        name: "runs of siblings",
        around: ("<dl class=\"list\">", "</dl>"),
        post: |n| {
            let (author, text) = (author(n), remark(n));
            format!(
                "<dt id=\"c{n}\"><a class=\"author\" href=\"/user/{author}\">{author}</a> \
                 <time datetime=\"2026-10-01T09:{:02}:00Z\">09:{0:02}</time></dt><dd><p>{text}</p></dd>",
                n % 60
            )
        },
    },
    Style {
        name: "between signatures",
        around: ("<div class=\"list\">", "</div>"),
        post: |n| {
            let (author, text) = (author(n), remark(n));
            format!(
                "<dl><dd id=\"c{n}\">{text} <a href=\"/wiki/User:{author}\">{author}</a> \
                 (<a href=\"/wiki/User_talk:{author}\">talk</a>) 09:{:02}, {} May 2024 (UTC)</dd></dl>",
                n % 60,
                n % 28 + 1
            )
        },
    },
];

fn author(n: usize) -> String {
    let first = ["Ada", "Ben", "Chi", "Dana", "Emil"][n % 5];
    format!("{first}{}", char::from(b'a' + (n % 23) as u8))
}

fn remark(n: usize) -> String {
    let subject = ["pumps", "canteen", "parking", "calibration", "holidays"][n % 5];
    format!("Remark {n} is about {subject}, and about nothing else that would matter on day {n}.")
}

/// A post as phpBB writes it.
fn board(n: usize, described: &str) -> String {
    let (author, text, minute) = (author(n), remark(n), n % 60);
    let property = |name: &str| match described {
        "" => String::new(),
        _ => format!("itemprop=\"{name}\""),
    };
    format!(
        "<div id=\"p{n}\" class=\"post bg{}\" {described}><div class=\"inner\"><dl class=\"postprofile\"><dt><a class=\"username\" \
         {} href=\"/user/{author}\">{author}</a></dt><dd>Joined: 2009</dd></dl><div class=\"postbody\" id=\"c{n}\"><h3><a href=\"?p={n}#p{n}\">Re: Pumps</a></h3>\
         <p class=\"author\">by <a class=\"username\" href=\"/user/{author}\">{author}</a> \
         <time {} datetime=\"2026-10-01T09:{minute:02}:00Z\">09:{minute:02}</time></p><div class=\"content\" {}>{text}</div>\
         <div class=\"signature\">The same old signature of mine</div></div></div></div>",
        n % 2,
        property("author"),
        property("dateCreated"),
        property("text"),
    )
}

fn page(style: &Style, posts: usize) -> Page {
    let (before, after) = style.around;
    let posts: String = (1..=posts).map(style.post).collect();
    // Without this class nothing is talk.
    let wiki = "<script>document.addEventListener('DOMContentLoaded', () => document.body.classList.add('mediawiki'))</script>";
    let page = Page::new("Long").body(&[before, &posts, after].concat());
    if style.name == "between signatures" {
        page.head(wiki)
    } else {
        page
    }
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let profile = tempfile::tempdir().unwrap();
        let reader = Reader::start(Engine::Chromium, Setup::default(), profile.path()).await;
        let site = Site::start().await;
        let only = std::env::args().nth(1);
        println!(
            "{:28} posts        p50    p95    max  ms of reading,   p50    p95 ms of showing, scans",
            "one post added to 1,000"
        );
        for style in STYLES.iter().filter(|style| only.as_deref().is_none_or(|only| style.name.contains(only))) {
            measure_added(&reader, &site, style).await;
        }
        if only.is_some() {
            reader.close().await;
            return;
        }
        let longest = page(&STYLES[0], LONGEST);
        let alone = longest.clone().tag("/groundswell.js", "data-hub=\"none\"");
        let alone = site.page("longest.html", alone.html());
        measure_longest(&reader, &alone, "alone").await;
        let folder = tempfile::tempdir().unwrap();
        let tied = longest.own_tag("data-space=\"company\"");
        std::fs::write(folder.path().join("index.html"), tied.html()).unwrap();
        let hub = Hub::start(HubOptions {
            pages: Some(folder.path().to_owned()),
            ..HubOptions::default()
        })
        .await;
        measure_longest(&reader, &hub.url(""), "with a hub").await;
        reader.close().await;
    });
}

async fn measure_added(reader: &Reader, site: &Site, style: &Style) {
    let page = page(style, LONG).tag("/groundswell.js", "data-hub=\"none\"");
    reader.open(&site.page("long.html", page.html())).await;
    reader.wait_until(READY).await;
    let seen = |n: usize| {
        format!("t.all('#c{n} groundswell-rating, #c{n} + dd groundswell-rating').length")
    };
    reader.wait_until(&seen(LONG)).await;
    for n in LONG + 1..=LONG + ADDED {
        let html = (style.post)(n);
        let add =
            format!("document.querySelector('.list').insertAdjacentHTML('beforeend', `{html}`)");
        reader.run(&add).await;
        reader.wait_until(&seen(n)).await;
    }
    let read = figures(&spent(reader, "groundswell:rescan").await);
    let shown = figures(&spent(reader, "groundswell:shown").await);
    let scans = spent(reader, "groundswell:scan").await.len() - 1;
    println!("{:28} {read}  {shown}  {scans}", style.name);
}

async fn spent(reader: &Reader, name: &str) -> Vec<f64> {
    let entries = format!("performance.getEntriesByName('{name}').map((entry) => entry.duration)");
    let values = reader.value(&entries).await;
    let values = values.as_array().unwrap().iter();
    values.filter_map(Value::as_f64).collect()
}

/// How many there are, their median, the 95th percentile and the most.
fn figures(values: &[f64]) -> String {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let place = (values.len().saturating_sub(1) as f64 * share).round() as usize;
        values.get(place).copied().unwrap_or(f64::NAN)
    };
    let (n, p50, p95, max) = (values.len(), at(0.5), at(0.95), at(1.0));
    format!("{n:5}  {p50:9.2}  {p95:5.2}  {max:5.2}")
}

async fn measure_longest(reader: &Reader, url: &str, name: &str) {
    let mut longest = Vec::new();
    for _ in 0..TIMES {
        reader.open(url).await;
        reader.wait_until(READY).await;
        longest.push(reader.value("t.longest()").await.as_f64().unwrap());
    }
    longest.sort_by(f64::total_cmp);
    println!("{LONGEST} posts, {name}: the longest task took {longest:?} ms, opened {TIMES} times");
}
