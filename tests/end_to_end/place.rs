//! Where rating controls stand: below what they rate, on a line of their own, breaking nothing.

use groundswell_tests::{Page, Reader, Stage};

scenarios!(
    a_control_in_a_row_of_boxes_stands_below_the_text,
    a_control_in_a_grid_has_a_line_of_its_own,
    a_control_stands_before_the_answers,
    replies_that_are_folded_away_have_controls_when_they_unfold,
    posts_in_a_wrapper_without_a_box_have_controls,
    marks_in_the_page_go_before_everything_else,
);

const TEXTS: [&str; 4] = [
    "The pumps in hall two are loud since Monday.",
    "Which pumps do you mean, the old ones?",
    "All of them, and the new one as well.",
    "Then somebody should look at the bearings.",
];

fn head(n: usize) -> String {
    let name = ["Ada", "Ben", "Chi", "Dana"][n % 4];
    format!(
        "<span class=author>{name}</span> <a href=\"#p{n}\"><time datetime=\"2026-10-01T09:0{n}:00Z\">9:0{n}</time></a>"
    )
}

async fn read(stage: &Stage, css: &str, body: &str, posts: usize) -> Reader {
    let page = Page::new("Pumps")
        .own_tag("data-hub=\"none\" data-cloud=\"off\"")
        .head(&format!("<style>{css}</style>"))
        .body(&format!("<main>{body}</main>"));
    let hub = stage.hub_of(&page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    let housed = format!("t.controls().length === {posts}");
    reader.wait_until(&housed).await;
    reader
}

/// Holds that in each post the control begins below the text, and is not narrower than it.
async fn check_below(reader: &Reader) {
    let below = "t.all('.comment').every((post) => { \
        const [text, own] = [post.querySelector('p'), post.querySelector('groundswell-rating')] \
            .map((element) => element.getBoundingClientRect()); \
        return own.top >= text.bottom - 1 && own.left < text.right && own.width > 100; })";
    assert_eq!(reader.value(below).await, true);
}

async fn a_control_in_a_row_of_boxes_stands_below_the_text(stage: &Stage) {
    let comment = |(n, text): (usize, &&str)| {
        format!(
            "<div class=comment id=p{n}><div class=face>{}</div><div><p>{text}</p></div></div>",
            head(n)
        )
    };
    let body: String = TEXTS.iter().enumerate().map(comment).collect();
    let css = ".comment { display: flex; gap: 1rem } .face { flex: 0 0 8rem }";
    let reader = read(stage, css, &body, 4).await;
    check_below(&reader).await;
}

async fn a_control_in_a_grid_has_a_line_of_its_own(stage: &Stage) {
    let comment = |(n, text): (usize, &&str)| {
        format!(
            "<div class=comment id=p{n}><div>{}</div><p>{text}</p></div>",
            head(n)
        )
    };
    let body: String = TEXTS.iter().enumerate().map(comment).collect();
    let css = ".comment { display: grid; grid-template-columns: 8rem 1fr }";
    let reader = read(stage, css, &body, 4).await;
    check_below(&reader).await;
}

async fn a_control_stands_before_the_answers(stage: &Stage) {
    let sign = |user: &str, minute: u32| {
        format!("<a href=\"/wiki/User:{user}\">{user}</a> 09:{minute}, 1 October 2026 (UTC)")
    };
    let page = Page::new("Talk")
        .own_tag("data-hub=\"none\" data-cloud=\"off\"")
        .body(&format!(
            "<script>document.body.className = 'mediawiki'</script><main><p id=a>{} {}</p>\
             <dl><dd id=b>{} {}<dl id=c><dd id=d>{} {}</dd></dl></dd></dl></main>",
            TEXTS[0],
            sign("Ada", 10),
            TEXTS[1],
            sign("Ben", 11),
            TEXTS[2],
            sign("Chi", 12),
        ));
    let hub = stage.hub_of(&page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader.wait_until("t.controls().length === 3").await;
    let next = "document.querySelector('#b > groundswell-rating').nextElementSibling.id";
    assert_eq!(reader.value(next).await, "c");
    let last = "document.querySelector('#d').lastElementChild.localName";
    assert_eq!(reader.value(last).await, "groundswell-rating");
}

async fn replies_that_are_folded_away_have_controls_when_they_unfold(stage: &Stage) {
    let comment = |n: usize, inside: &str| {
        format!(
            "<div class=comment id=p{n}><div>{}</div><p>{}</p>{inside}</div>",
            head(n),
            TEXTS[n]
        )
    };
    let folded = format!(
        "<div class=replies style=\"display: none\">{}</div>",
        comment(1, "")
    );
    let body = [comment(0, &folded), comment(2, ""), comment(3, "")].concat();
    let reader = read(stage, "", &body, 4).await;
    let folded = "!t.all('#p1 groundswell-rating')[0].checkVisibility()";
    assert_eq!(reader.value(folded).await, true);
    reader
        .run("document.querySelector('.replies').style.display = ''")
        .await;
    let shown = "t.choice('#p1', 1).checkVisibility()";
    reader.wait_until(shown).await;
}

async fn posts_in_a_wrapper_without_a_box_have_controls(stage: &Stage) {
    let comment = |n: usize| {
        format!(
            "<div class=comment id=p{n}><div>{}</div><p>{}</p></div>",
            head(n),
            TEXTS[n]
        )
    };
    let comments: String = (0..4).map(comment).collect();
    let wrapper = format!("<div class=wrapper>{comments}</div>");
    read(stage, ".wrapper { display: contents }", &wrapper, 4).await;
}

async fn marks_in_the_page_go_before_everything_else(stage: &Stage) {
    let note = |n: usize| {
        format!(
            "<div class=tile data-groundswell=post id=p{n}><b data-groundswell=author>Eve</b>\
             <p data-groundswell=text>{}</p><p data-groundswell=skip>Buy now</p></div>",
            TEXTS[n]
        )
    };
    let rest =
        "<article><h2>News</h2><p>Nothing that the owner would have rated today.</p></article>";
    let body = [note(0), note(1), rest.to_owned()].concat();
    let reader = read(stage, "", &body, 2).await;
    let places = "t.controls().map((control) => control.closest('.tile').id).join()";
    assert_eq!(reader.value(places).await, "p0,p1");
}
