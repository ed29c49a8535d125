//! Hostile inputs, each made when it is wanted: what brings tree builders, parsers and readers to their knees.
//!
//! The measures read this file too, so that the table in docs/measures.md has the rows of the test.

/// What an input is called, and what makes it.
pub(crate) type Row = (&'static str, fn() -> Vec<u8>);

/// Pages.
pub(crate) const PAGES: &[Row] = &[
    ("100,000 nested div", || page(&"<div>".repeat(100_000))),
    ("1,000,000 nested div", || page(&"<div>".repeat(1_000_000))),
    ("100,000 attributes on one tag", || page(&format!("<p {}>{STORY}", numbered("a", "=\"1\" ", 100_000)))),
    ("an attribute of 20 MB", || page(&format!("<p title=\"{}\">{STORY}", "x".repeat(20 * MB)))),
    ("20,000 nested tables", || page(&"<table><tr><td>".repeat(20_000))),
    ("30,000 unclosed formatting tags", || page(&format!("<p>{}<p>{STORY}", "<b>a<i>b<font size=1>c".repeat(10_000)))),
    ("500,000 paragraphs", || page(&format!("<article>{}", "<p>The boats stopped at noon.".repeat(500_000)))),
    ("one text node of 20 MB", || page(&format!("<article><p>{}", STORY.repeat(20 * MB / STORY.len())))),
    ("one word of 20 MB", || page(&format!("<article><p>{}", "x".repeat(20 * MB)))),
    ("100,000 paragraphs in unclosed links", || page(&"<p><a href=/x>The boats stopped at noon.".repeat(100_000))),
    ("100,000 nested lists", || page(&"<ul><li>a".repeat(100_000))),
    ("100,000 cells outside tables", || page(&"<table><b>a<td>b".repeat(100_000))),
    ("1,000,000 end tags of nothing", || page(&"</p></b>".repeat(500_000))),
    ("5,000,000 bare <", || page(&"<".repeat(5_000_000))),
    ("200,000 unclosed comments", || page(&"<!-- a ".repeat(200_000))),
    ("100,000 unclosed scripts", || page(&"<script>a".repeat(100_000))),
    ("1,000,000 references", || page(&format!("<p>{}", "&amp;&nbsp;".repeat(500_000)))),
    ("JSON-LD 1,000,000 deep", || json_ld(&"[".repeat(1_000_000))),
    ("JSON-LD of 200,000 objects", || json_ld(&format!("[{}{{}}]", "{\"@type\":\"NewsArticle\",\"headline\":\"a\"},".repeat(200_000)))),
    ("200,000 dates", || page(&format!("<article><p>{}", "It sailed on 3 March 2026 and last Friday. ".repeat(100_000)))),
    ("200,000 quotations", || page(&format!("<article><p>{}", "“We sail,” said Jane Doe of Example Corp. ".repeat(200_000)))),
    ("1,000,000 opening quotation marks", || page(&format!("<article><p>{}", "“a \"b ".repeat(500_000)))),
    ("300,000 names", || page(&format!("<article><p>{}", names(300_000)))),
    ("200,000 links of a list", || page(&format!("<ul>{}", "<li><a href=/x>The boats stopped</a> 3 March 2026".repeat(200_000)))),
];

/// Feeds, sitemaps and outlines.
pub(crate) const FEEDS: &[Row] = &[
    ("a million nested tags", || rss(&format!("<item>{}</item>", "<a>".repeat(1_000_000)))),
    ("a million nested items", || rss(&"<item>".repeat(1_000_000))),
    ("200,000 attributes", || rss(&format!("<item {}><title>a</title></item>", numbered("a", "=\"\" ", 200_000)))),
    ("200,000 namespaces", || rss(&format!("<item {}><title>a</title></item>", numbered("xmlns:n", "=\"https://n.example/\" ", 200_000)))),
    ("200,000 elements with a namespace each", || {
        rss(&format!("<item>{}</item>", "<n:a xmlns:n=\"https://n.example/\"><title>a</title></n:a>".repeat(200_000)))
    }),
    ("500,000 items", || rss(&each(500_000, |n| format!("<item><title>Boats</title><link>/{n}</link></item>")))),
    ("a title of 50 MB", || rss(&format!("<item><title>{}</title></item>", "Boats ".repeat(50 * MB / 6)))),
    ("a billion laughs", || entities(&laughs(), "&l9;")),
    ("quadratic entities", || entities(&format!("<!ENTITY a \"{}\">", "a".repeat(100_000)), &"&a;".repeat(100_000))),
    ("500,000 unclosed CDATA sections", || rss(&format!("<item><title>{}", "<![CDATA[a".repeat(500_000)))),
    ("500,000 unclosed comments", || rss(&format!("<item><title>{}", "<!-- a".repeat(500_000)))),
    ("a million bare &", || rss(&format!("<item><title>{}</title></item>", "& ".repeat(1_000_000)))),
    ("100,000 tags and enclosures of one item", || {
        let many = each(100_000, |n| format!("<category>t{n}</category><enclosure url='/{n}'/>"));
        rss(&format!("<item>{many}</item>"))
    }),
    ("HTML 1,000,000 deep in an item", || {
        rss(&format!("<item><description><![CDATA[{}]]></description></item>", "<div>".repeat(1_000_000)))
    }),
    ("JSON 1,000,000 deep", || "{\"items\":[".repeat(1_000_000).into_bytes()),
    ("JSON Feed of 500,000 items", || {
        let items: Vec<String> = (0..500_000).map(|n| format!("{{\"id\":\"{n}\",\"title\":\"Boats\"}}")).collect();
        format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"a\",\"items\":[{}]}}", items.join(",")).into_bytes()
    }),
    ("JSON Feed of one string of 20 MB", || {
        format!("{{\"title\":\"a\",\"items\":[{{\"id\":\"1\",\"content_text\":\"{}\"}}]}}", "Boats ".repeat(20 * MB / 6)).into_bytes()
    }),
    ("a sitemap of 500,000 rows", || {
        let rows = each(500_000, |n| format!("<url><loc>https://news.example/{n}</loc><lastmod>2026-03-04</lastmod></url>"));
        format!("<urlset>{rows}</urlset>").into_bytes()
    }),
    ("a sitemap of 500,000 unclosed rows", || format!("<urlset>{}", "<url><loc>https://news.example/".repeat(500_000)).into_bytes()),
    ("an outline 200,000 deep", || {
        format!("<opml><body>{}", "<outline text='a' xmlUrl='https://news.example/'>".repeat(200_000)).into_bytes()
    }),
    ("gzip of a gigabyte", gzip_bomb),
];

const MB: usize = 1 << 20;

const STORY: &str = "The boats stopped at noon on Tuesday, the harbour master said. “We stop when the wind says so,” said Mary Major. ";

fn page(body: &str) -> Vec<u8> {
    format!("<!doctype html><html lang=en><title>Boats</title><body>{body}").into_bytes()
}

fn json_ld(data: &str) -> Vec<u8> {
    page(&format!("<script type=application/ld+json>{data}</script><article><p>{STORY}</article>"))
}

fn rss(inside: &str) -> Vec<u8> {
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Boats</title>{inside}</channel></rss>").into_bytes()
}

fn entities(declared: &str, text: &str) -> Vec<u8> {
    format!(
        "<!DOCTYPE rss [{declared}]><rss version=\"2.0\"><channel><title>Boats</title><item><title>{text}</title></item></channel></rss>"
    )
    .into_bytes()
}

fn laughs() -> String {
    let next = |n: usize| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10));
    std::iter::once("<!ENTITY l0 \"ha\">".to_owned()).chain((1..10).map(next)).collect()
}

fn numbered(before: &str, after: &str, count: usize) -> String {
    each(count, |n| format!("{before}{n}{after}"))
}

/// So many pieces, one after another.
fn each(count: usize, make: impl Fn(usize) -> String) -> String {
    let mut all = String::new();
    for n in 0..count {
        all += &make(n);
    }
    all
}

/// Names that no other name shares a word with.
fn names(count: usize) -> String {
    let word =
        |n: usize| -> String { (0..4).map(|place| char::from(b'a' + u8::try_from(n / 26_usize.pow(place) % 26).unwrap_or(0))).collect() };
    each(count, |n| format!("Jane M{} sailed. ", word(n)))
}

fn gzip_bomb() -> Vec<u8> {
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let spaces = vec![b' '; MB];
    for _ in 0..1024 {
        gzip.write_all(&spaces).expect("a list takes all");
    }
    gzip.finish().expect("a list takes all")
}
