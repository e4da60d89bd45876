//! Which of the times in a post is the one it was written at.

use crate::{Moment, from_html, scan};

/// Friday, 20 October 2023, 12:30 for a reader two hours ahead of UTC.
const NOW: Moment = Moment {
    seconds: 1_697_797_800,
    offset_minutes: 120,
};

const WORDS: [&str; 5] = [
    "Shall we keep the meeting rules as they are?",
    "Keep them, and drop the agendas nobody reads.",
    "The agendas help those who were away last week.",
    "Then somebody has to write them before lunch.",
    "I will, if the coffee machine works again.",
];

/// The times of the posts of a thread; `head` writes what is above the words of each.
fn times(lang: &str, head: impl Fn(usize) -> String, count: usize) -> Vec<Option<String>> {
    let posts = WORDS.iter().enumerate().take(count).map(|(n, words)| {
        format!(
            "<div class=post id=p{n}>{}<div class=post-body><p>{words}</p></div></div>",
            head(n)
        )
    });
    let html = format!(
        "<html lang={lang}><body><div class=thread>{}</div>",
        posts.collect::<String>()
    );
    let page = from_html("http://forum.test/t", &html).read_at(NOW);
    let times: Vec<_> = scan(&page).into_iter().map(|post| post.time).collect();
    assert_eq!(times.len(), count, "{html}");
    times
}

fn check(lang: &str, head: impl Fn(usize) -> String, expected: &[&str]) {
    let times = times(lang, &head, expected.len());
    let times: Vec<_> = times
        .iter()
        .map(|time| time.as_deref().unwrap_or("-"))
        .collect();
    assert_eq!(times, expected, "{}", head(0));
}

fn name(n: usize) -> String {
    format!("<a class=username href=/user/{n}>Ann{n}</a>")
}

#[test]
fn the_day_an_author_joined_is_not_when_they_wrote() {
    for joined in [
        "<dl><dt>Joined:</dt><dd>Jan 1, 2004</dd></dl>",
        "<span class=joindate>Jan 1, 2004</span>",
        "<div class=userinfo>Dabei seit: 01.01.2004<br>Beiträge: 12</div>",
        "<p>Member since <b>Jan 1, 2004</b></p>",
        "<table><tr><td>Регистрация:</td><td>1 янв 2004</td></tr></table>",
    ] {
        check(
            "en",
            |n| {
                format!(
                    "{}{joined}<div class=head>Nov 1{n}, 2015 at 5:16 PM</div>",
                    name(n)
                )
            },
            &["2015-11-10T17:16", "2015-11-11T17:16", "2015-11-12T17:16"],
        );
    }
}

#[test]
fn an_edit_is_not_when_it_was_written() {
    for edited in [
        "<p class=note>Last edited by <a href=/user/9>Bob</a>; 03-20-2011 at 02:30 PM.</p>",
        "<div class=lastedit><time datetime=2011-03-20T14:30Z>20 March</time></div>",
        "<span class=edit-date title='Mar 20, 2011 2:30 PM'>edited</span>",
    ] {
        check(
            "en",
            |n| {
                format!(
                    "{edited}{}<i class=date>03-1{n}-2011, 01:00 AM</i>",
                    name(n)
                )
            },
            &["2011-03-10T01:00", "2011-03-11T01:00", "2011-03-12T01:00"],
        );
    }
}

#[test]
fn a_time_in_pieces_is_read_whole() {
    check(
        "en",
        |n| {
            format!(
                "{}<span class=date>03-2{n}-2011,&nbsp;<span class=time>02:17 PM</span></span>",
                name(n)
            )
        },
        &["2011-03-20T14:17", "2011-03-21T14:17", "2011-03-22T14:17"],
    );
    check(
        "en",
        |n| {
            format!(
                "{}<time class=postdate><b>1{n}</b><b>May</b><b>2012</b></time>",
                name(n)
            )
        },
        &["2012-05-10", "2012-05-11", "2012-05-12"],
    );
}

#[test]
fn all_dates_of_a_thread_tell_which_number_is_the_day() {
    let dated = |dates: &'static [&'static str]| {
        move |n: usize| format!("{}<i class=date>{}</i>", name(n), dates[n])
    };
    for (lang, dates, expected) in [
        // One number is no month.
        (
            "en",
            &["03/04/2011", "03/13/2011", "03/14/2011"][..],
            "2011-03-04",
        ),
        (
            "en",
            &["03/04/2011", "13/04/2011", "14/04/2011"],
            "2011-04-03",
        ),
        // What is said together was said about the same time.
        (
            "en",
            &["03/04/2011", "04/04/2011", "05/04/2011"],
            "2011-04-03",
        ),
        (
            "en",
            &["03/04/2011", "03/05/2011", "03/06/2011"],
            "2011-03-04",
        ),
        // Nothing is said in the future.
        (
            "en",
            &["11/10/2023", "11/10/2023", "12/10/2023"],
            "2023-10-11",
        ),
        // The language tells the rest.
        (
            "en",
            &["03/04/2011", "03/04/2011", "03/04/2011"],
            "2011-03-04",
        ),
        (
            "en-GB",
            &["03/04/2011", "03/04/2011", "03/04/2011"],
            "2011-04-03",
        ),
        (
            "fr",
            &["03/04/2011", "03/04/2011", "05/06/2011"],
            "2011-04-03",
        ),
        // Two digits of a year.
        ("de", &["03.04.11", "04.04.11", "05.04.11"], "2011-04-03"),
        ("zh", &["11-04-03", "11-04-04", "11-04-05"], "2011-04-03"),
        ("en", &["04/03/11", "04/15/11", "04/16/11"], "2011-04-03"),
    ] {
        let times = times(lang, dated(dates), dates.len());
        assert_eq!(
            times[0].as_deref(),
            Some(expected),
            "{lang} {dates:?}: {times:?}"
        );
    }
}

#[test]
fn what_machines_are_told_counts_more_than_what_people_see() {
    for time in [
        "<time datetime=2015-11-1NT17:09:00Z>Nov 1, 2014</time>",
        "<a href=#pN title=Permalink><span data-time=144N>Nov 1, 2014</span></a>",
        "<span data-created-at='2015-11-1N 17:09:00 UTC'>3 days ago</span>",
        "<span itemprop=datePublished content=2015-11-1NT17:09:00+00:00></span>",
        "<span class=age title='2015-11-1NT17:09:00'>8 years ago</span>",
    ] {
        let head = |n: usize| {
            let epoch = 1_447_175_340 + 86_400 * n;
            let time = time.replace("144N", &epoch.to_string());
            name(n) + &time.replace('N', &n.to_string())
        };
        let found = times("en", head, 3);
        for (n, found) in found.iter().enumerate() {
            let found = found.as_deref().unwrap_or("-");
            assert!(
                found.starts_with(&format!("2015-11-1{n}T17:09")),
                "{time}: {found}"
            );
        }
    }
}

#[test]
fn a_relative_time_needs_a_clock_and_is_no_part_of_a_name() {
    let head = |n: usize| format!("{}<i class=ago>{} days ago</i>", name(n), n + 1);
    check("en", head, &["2023-10-19", "2023-10-18", "2023-10-17"]);
    let html = |ago: &str| {
        let comment = |(n, words): (usize, &&str)| {
            format!(
                "<div class=comment>{}<i>{ago}</i><p>{words}</p></div>",
                name(n)
            )
        };
        let comments: String = WORDS.iter().enumerate().map(comment).collect();
        format!("<div class=comments>{comments}</div>")
    };
    let locators = |ago, now: Option<Moment>| {
        let page = from_html("http://a.test/x", &html(ago));
        let page = match now {
            Some(now) => page.read_at(now),
            None => page,
        };
        let posts = scan(&page);
        let times: Vec<_> = posts.iter().filter_map(|post| post.time.clone()).collect();
        (
            posts
                .into_iter()
                .map(|post| post.locator)
                .collect::<Vec<_>>(),
            times.len(),
        )
    };
    let (before, timed) = locators("2 hours ago", Some(NOW));
    assert_eq!((before.len(), timed), (WORDS.len(), WORDS.len()));
    let (after, untimed) = locators("3 hours ago", None);
    assert_eq!((before, untimed), (after, 0));
}

#[test]
fn dates_in_the_words_and_in_quotes_are_not_the_posts() {
    check(
        "en",
        |n| {
            format!(
                "{}<i class=date>May 1{n}, 2012</i><blockquote class=quote>Bob wrote on May 1, 2001: no</blockquote>",
                name(n)
            )
        },
        &["2012-05-10", "2012-05-11", "2012-05-12"],
    );
    check(
        "en",
        |n| {
            format!(
                "{}<p>It opened on May 1, 2001, when we were young.</p><i class=date>May 1{n}, 2012</i>",
                name(n)
            )
        },
        &["2012-05-10", "2012-05-11", "2012-05-12"],
    );
}

#[test]
fn the_head_says_when_the_one_article_was_published() {
    let words = WORDS.join(" ");
    let html = format!(
        "<head><meta property=article:published_time content=2015-11-15T08:00:00+01:00></head>
         <body><article><h1>Rules</h1><a rel=author href=/user/1>Ann</a><p>{words}</p><p>{words}</p></article>"
    );
    let posts = scan(&from_html("http://a.test/rules", &html));
    assert_eq!(posts[0].time.as_deref(), Some("2015-11-15T08:00:00+01:00"));
}

#[test]
fn more_times_than_the_limit_are_not_weighed() {
    let many = "<i class=date>May 1, 2001</i>".repeat(super::candidates::MAX_CANDIDATES);
    let head = |n: usize| format!("{}{many}<time datetime=2015-11-1{n}>x</time>", name(n));
    check("en", head, &["2001-05-01", "2001-05-01", "2001-05-01"]);
}
