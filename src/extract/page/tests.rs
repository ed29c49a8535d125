//! Whole pages, invented, each with one thing that is easily read wrong.

use super::*;
use crate::model::PartKind;
use crate::model::{Precision, When};

const FIRST: &str =
    "The council voted on Monday to rebuild the old bridge, which has been closed to lorries since the flood of last spring.";
const SECOND: &str = "“We cannot wait another year,” the mayor told the meeting, and the treasurer said that the money was there.";
const THIRD: &str = "Work begins in autumn, when the river is low, and is to last for eighteen months, the town's engineer explained.";

fn article(html: &str) -> Article {
    read(html, &Context { url: Some("https://www.town.example/news/bridge?utm_source=x#top"), ..Context::default() }).0
}

fn check(body: &str, expected: &[&str]) {
    let html = format!("<title>Bridge to be rebuilt | Town News</title><meta property=og:title content='Bridge to be rebuilt'>{body}");
    assert_eq!(article(&html).text.split("\n\n").collect::<Vec<_>>(), expected, "{body}");
}

#[test]
fn the_article_and_nothing_but_it() {
    let text = format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>");
    let all = [FIRST, SECOND, THIRD];
    check(
        &format!(
            "<nav><a href=/>Home</a></nav><main><h1>Bridge to be rebuilt</h1><p class=meta>27 February 2026</p>{text}</main><footer>All rights reserved</footer>"
        ),
        &all,
    );
    check(
        &format!(
            "<div class=entry-content>{text}<figure><img><figcaption>The bridge in spring, seen from the western bank.</figcaption></figure></div>"
        ),
        &all,
    );
    check(&format!("<article>{text}<h3>Related articles</h3><ul><li><a href=/1>Another bridge is closed</a></li></ul></article>"), &all);
    check(
        &format!(
            "<article>{text}<p>Read more: Another bridge is closed</p></article><div class=comments><p>{FIRST} I have always said so.</p></div>"
        ),
        &all,
    );
    // Two line breaks are a paragraph's end on old pages.
    check(&format!("<table><tr><td>{FIRST}<br><br>{SECOND}<br>\n<br>{THIRD}</td></tr></table>"), &all);
}

#[test]
fn the_lead_belongs_to_it() {
    let lead = "After years of talk the town has made up its mind, at a price that surprises.";
    check(
        &format!(
            "<h1>Bridge to be rebuilt</h1><div class=x><h2>{lead}</h2></div><div class=article-body><p>{FIRST}</p><p>{SECOND}</p></div>"
        ),
        &[lead, FIRST, SECOND],
    );
}

#[test]
fn names_that_hold_the_article_are_not_believed() {
    check(&format!("<div class=sidebar><h1>Bridge to be rebuilt</h1><p>{FIRST}</p><p>{SECOND}</p></div>"), &[FIRST, SECOND]);
    check(&format!("<body class='has-sidebar'><div class='no-comments'><p>{FIRST}</p><p>{SECOND}</p></div>"), &[FIRST, SECOND]);
}

#[test]
fn spaces_are_those_of_the_reader() {
    let html = "<p>The <b>old</b>\n  bridge<i>,</i> <a href=/x>closed</a>&nbsp;since spring, is to be re&shy;built by the town for eighteen months.</p>";
    check(html, &["The old bridge, closed since spring, is to be rebuilt by the town for eighteen months."]);
}

#[test]
fn reading_aids_stay_where_the_page_parenthesises_them() {
    let text = format!("{FIRST} {SECOND}");
    check(&format!("<p>{text} <ruby>橋<rp>(</rp><rt>はし</rt><rp>)</rp></ruby>"), &[&format!("{text} 橋(はし)")]);
    check(&format!("<p>{text} <ruby>橋<rt>はし</rt></ruby>"), &[&format!("{text} 橋")]);
}

#[test]
fn hidden_parts_are_read_only_where_they_hold_the_article() {
    check(&format!("<p>{FIRST}</p><p>{SECOND}</p><div style='display: none'><p>{THIRD}</p></div>"), &[FIRST, SECOND]);
    // Pages that are sent in pieces hide each piece until a program moves it into place.
    check(&format!("<div hidden><h1>Bridge to be rebuilt</h1><p>{FIRST}</p><p>{SECOND}</p></div>"), &[FIRST, SECOND]);
}

#[test]
fn teasers_are_not_text() {
    let teaser =
        "<div><h3><a href=/1>Market moves to the square</a></h3><p>The traders are glad to be back in the heart of the town.</p></div>";
    check(&format!("<article><p>{FIRST}</p><p>{SECOND}</p>{teaser}<p>{THIRD}</p></article>"), &[FIRST, SECOND, THIRD]);
}

#[test]
fn text_that_stands_only_in_data() {
    let body = format!("{FIRST} {SECOND}\\n{THIRD} {THIRD} {SECOND}");
    let html =
        format!("<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"articleBody\":\"{body}\"}}</script><div id=root></div>");
    assert_eq!(article(&html).text.split("\n\n").count(), 2);
}

#[test]
fn metadata_from_several_sources() {
    let a = article(&format!(
        "<html lang=en-GB><title>Bridge to be rebuilt - Town News</title><meta property=og:site_name content='Town News'>
        <link rel=canonical href=/news/bridge><meta property=article:published_time content=2026-02-27>
        <h1>Bridge to be rebuilt</h1><p class=byline>By <a rel=author href=/authors/ada>Ada Lane</a> and Bo Reiter</p>
        <time datetime=2026-02-27T10:30:00+01:00>this morning</time><p>{FIRST}</p><p>{SECOND}</p>"
    ));
    assert_eq!(a.url.as_deref(), Some("https://www.town.example/news/bridge"));
    assert_eq!(a.canonical.as_deref(), Some("https://www.town.example/news/bridge"));
    assert_eq!(a.title.as_deref(), Some("Bridge to be rebuilt"));
    assert_eq!(a.publisher.as_deref(), Some("Town News"));
    assert_eq!(a.language.as_deref(), Some("en"));
    // The element states the time and the zone that the meta element leaves out.
    assert_eq!(a.published.unwrap().edtf, "2026-02-27T10:30:00+01:00");
}

#[test]
fn days_of_the_page_and_of_nothing_else() {
    let day = |body: &str| {
        article(&format!("{body}<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><footer>© 2024 Town</footer>")).published.map(|w| w.edtf)
    };
    assert_eq!(day("<h1>Bridge</h1><p>Veröffentlicht am 27. Februar 2026</p>").as_deref(), Some("2026-02-27"));
    assert_eq!(day("<div class=comments><time datetime=2026-03-01>1 March</time></div>"), None);
    assert_eq!(day("<aside><a href=/o>Other</a> <time datetime=2026-03-01>1 March</time></aside>"), None);
    // Midnight to the second is how machines write a day.
    let when = article("<meta property=article:published_time content=2026-02-27T00:00:00>").published.unwrap();
    assert_eq!((when.precision, when.edtf.as_str()), (Precision::Day, "2026-02-27"));
}

#[test]
fn a_change_beside_the_publication_is_the_change() {
    let both = |line: &str| {
        let a = article(&format!("<h1>Bridge</h1>{line}<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"));
        let edtf = |w: Option<When>| w.map(|w| w.edtf.get(..10).unwrap_or_default().to_owned()).unwrap_or_default();
        (edtf(a.published), edtf(a.modified))
    };
    let check = |line: &str| assert_eq!(both(line), ("2026-03-04".to_owned(), "2026-03-06".to_owned()), "{line}");
    check("<p>Updated 6 March 2026, 09:05 | Published 4 March 2026, 18:30</p>");
    check("<p>Published 4 March 2026, 18:30 | Updated 6 March 2026, 09:05</p>");
    check("<p>Updated 6 March 2026, 09:05</p><p>Published 4 March 2026, 18:30</p>");
    check("<p>Aktualisiert: 06.03.2026, 09:05 Uhr – Veröffentlicht: 04.03.2026, 18:30 Uhr</p>");
    check("<p>Stand: 06.03.2026, 09:05 Uhr | Veröffentlicht: 4. März 2026, 18:30 Uhr</p>");
    check("<p>Stand: 06.03.2026, 09:05 Uhr</p><p>Veröffentlicht: 4. März 2026, 18:30 Uhr</p>");
    check("<p>Mis à jour le 6 mars 2026 à 09h05 - Publié le 4 mars 2026 à 18h30</p>");
    check("<p>Updated <time>6 March 2026, 09:05</time> | Published <time>4 March 2026, 18:30</time></p>");
    check("<p>Updated <time datetime=2026-03-06T09:05>6 March</time></p><p>Published <time datetime=2026-03-04T18:30>4 March</time></p>");
    check("<div><time>Updated 6 March 2026</time> <time>Published 4 March 2026</time></div>");
    check("<p class=byline>By Rosa Pell | Updated 6 March 2026 | Posted 4 March 2026</p>");
    // A change alone stands in for the publication.
    assert_eq!(both("<p>Updated 6 March 2026, 09:05</p>").0, "2026-03-06");
    assert_eq!(both("<p>Updated <time>6 March 2026, 09:05</time></p>").0, "2026-03-06");
}

#[test]
fn hostile_pages_end() {
    for html in [
        "<div>".repeat(20_000),
        "<table><tr><td>".repeat(5_000),
        "<p><b>".repeat(10_000),
        format!("<p {}>a", "b=1 ".repeat(20_000)),
        "<p>Related articles</p><p>The council met on Monday to talk of the bridge.</p>".repeat(2_000),
        format!("<p>{}", "word ".repeat(100_000)),
        format!("<script type=application/ld+json>{}</script>", "[".repeat(20_000)),
        "<".repeat(50_000),
        "<svg><style><!--".repeat(5_000),
        String::new(),
    ] {
        let _ = article(&html);
        let _ = links(&html, &Select::default(), &Context::default());
    }
}

fn live(count: u32, time: impl Fn(u32) -> String) -> String {
    let entry = |n: u32| format!("<div class=post>{}<h3>Update number {n}</h3><p>{FIRST} This is entry {n}.</p></div>", time(n));
    format!("<h1>Bridge closed: live</h1><article>{}</article>", (1..=count).map(entry).collect::<String>())
}

fn entries(html: &str) -> Vec<(String, String)> {
    let article = read(html, &Context::default()).0;
    let entries = article.parts.iter().filter(|p| p.kind == PartKind::Entry);
    entries.map(|p| (p.label.clone().unwrap_or_default(), p.when.as_ref().unwrap().edtf.clone())).collect()
}

#[test]
fn a_live_blog_has_entries_with_times_of_their_own() {
    let html = live(3, |n| format!("<time datetime='2026-03-04T1{n}:30:00Z'>1{n}.30</time>"));
    let expected = [1, 2, 3].map(|n| (format!("Update number {n}"), format!("2026-03-04T1{n}:30:00Z")));
    assert_eq!(entries(&html), expected);
    assert_eq!(entries(&live(2, |n| format!("<time datetime='2026-03-04T1{n}:30:00Z'>1{n}.30</time>"))), []);
    assert_eq!(entries(&live(3, |_| String::new())), []);
}

#[test]
fn entries_are_told_by_the_page_s_data_too() {
    let update = |n: u32| format!(r#"{{"@type":"BlogPosting","headline":"Update number {n}","datePublished":"2026-03-04T1{n}:30:00Z"}}"#);
    let updates = [1, 2, 3].map(update).join(",");
    let data = format!(
        r#"{{"@type":"LiveBlogPosting","headline":"Bridge closed: live","datePublished":"2026-03-04","liveBlogUpdate":[{updates}]}}"#
    );
    let html = format!("<script type='application/ld+json'>{data}</script>{}", live(3, |_| String::new()));
    assert_eq!(entries(&html).len(), 3);
    assert_eq!(entries(&html)[1], ("Update number 2".to_owned(), "2026-03-04T12:30:00Z".to_owned()));
}

#[test]
fn headings_items_and_block_quotes_are_parts() {
    let html = format!(
        "<article><p>{FIRST}</p><h2>What it costs</h2><p>{SECOND}</p><blockquote><p>{THIRD}</p></blockquote><ul><li>One thing that is worth a line of its own.</ul></article>"
    );
    let article = read(&html, &Context::default()).0;
    let chars: Vec<char> = article.text.chars().collect();
    let parts: Vec<_> = article.parts.iter().map(|p| (p.kind, chars[p.start..p.end].iter().collect::<String>())).collect();
    let expected = [
        (PartKind::Heading, "What it costs"),
        (PartKind::Blockquote, THIRD),
        (PartKind::Item, "One thing that is worth a line of its own."),
    ];
    assert_eq!(parts, expected.map(|(kind, text)| (kind, text.to_owned())));
}

#[test]
fn an_ambiguous_date_keeps_both_readings_until_another_decides() {
    let read = |extra: &str, url: Option<&str>, captured: Option<&str>| {
        let html = format!("<h1>Bridge closed</h1><p class=date>03/04/2026</p><article><p>{FIRST}</p><p>{SECOND}</p>{extra}</article>");
        let captured = captured.map(|c| c.parse().unwrap());
        read(&html, &Context { url, captured, ..Context::default() }).0.published.map(|w| w.edtf).unwrap_or_default()
    };
    assert_eq!(read("", None, None), "[2026-03-04,2026-04-03]");
    // A date that can be read in one way, the address, and the capture, before which it was published.
    assert_eq!(read("<p>Next meeting: 25/03/2026</p>", None, None), "2026-04-03");
    assert_eq!(read("<p>Next meeting: 03/25/2026</p>", None, None), "2026-03-04");
    assert_eq!(read("<meta name=lastmod content=2026-03-04>", None, None), "2026-03-04");
    assert_eq!(read("", None, Some("2026-03-20T10:00:00Z")), "2026-03-04");
    // The country, of course.
    assert_eq!(read("", Some("https://courier.co.uk/a"), None), "2026-04-03");
}

#[test]
fn a_pull_quote_stands_once() {
    let (said, of) = ("it cannot carry the traffic any more", "Mara Quill");
    let first = format!("{FIRST} She said {said}.");
    let all = [first.as_str(), SECOND, THIRD];
    let page = |pulled: &str| format!("<article><p>{first}</p>{pulled}<p>{SECOND}</p><p>{THIRD}</p></article>");
    check(&page(&format!("<div class=pullquote><p>“It cannot carry the traffic any more”</p><p>{of}</p></div>")), &all);
    check(&page(&format!("<blockquote><p>{said}</p><cite>{of}</cite></blockquote>")), &all);
    // Words that stand nowhere else are text.
    let own = "Nobody asked the ferrymen, who know the river best of all.";
    check(&page(&format!("<blockquote><p>{own}</p></blockquote>")), &[&first, own, SECOND, THIRD]);
}

#[test]
fn a_clock_alone_is_no_text() {
    check(&format!("<article><time datetime=2026-03-04T10:00Z>4 March</time><p>{FIRST}</p><p>{SECOND}</p></article>"), &[FIRST, SECOND]);
}

/// Pages that the fuzzer found, with what was wrong.
const FOUND: &[&str] = &[
    // More of a block in links than there is of it.
    "<itml lang=de><title>Nachrichten</title><ul><li><a href=/1>Die Bitle>Nachrichten</t26, 10.30 Uhr</span>\n<li><a hreate>",
];

#[test]
fn what_the_fuzzer_found_is_read() {
    for html in FOUND {
        assert!(article(html).title.is_some(), "{html}");
    }
}

#[test]
fn a_page_too_large_to_be_read_whole_says_so() {
    let page = |paragraphs: usize| format!("<title>Boats</title>{}", "<p>The boats stayed in the harbour.".repeat(paragraphs));
    assert_eq!(read(&page(1_000), &Context::default()).1, None);
    let (article, cut) = read(&page(100_000), &Context::default());
    assert!(article.text.starts_with("The boats stayed"));
    assert_eq!(cut.unwrap(), "of this page only the first 2800 of 3501 kB were read: it has more elements or text than any article");
}
