//! Feeds on one core, megabytes a second: our reader beside feed-rs in one process, both with their sanitiser; and
//! `inspect --jsonl` whole, with its JSON. The feeds are invented; half are RSS with HTML in CDATA, half Atom with it escaped.

use crate::process::{Run, run_with};
use crate::reading::one_core;
use crate::table;
use crate::words::Author;
use anyhow::{Context, Result, ensure};
use dateline::model::{Parsed, Zone};
use serde_json::json;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

const FEEDS: usize = 200;
const ENTRIES: usize = 50;
const ROUNDS: usize = 5;

/// Prints the table.
pub(crate) fn measure() -> Result<()> {
    let feeds = feeds();
    let bytes = feeds.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    let (mut ours, mut theirs) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        ours = ours.min(timed(&feeds, entries_by_us)?);
        theirs = theirs.min(timed(&feeds, entries_by_feed_rs)?);
    }
    let whole = inspect(&feeds)?;
    table::head("Feeds on one core", &["what", "program", "MB a second", "time", "ratio of times"]);
    let what = format!("{FEEDS} feeds of {ENTRIES} entries, {bytes:.0} MB");
    let row = |what: &str, program, time: Duration, ratio: &str| {
        table::row(&[what, program, &format!("{:.0}", bytes / time.as_secs_f64()), &table::time(time), ratio]);
    };
    row(&what, "dateline, the reader", ours, &table::ratio(ours, theirs));
    row(&what, "feed-rs", theirs, "");
    row(&what, "dateline inspect, with its JSON", whole.wall, &table::ratio(whole.wall, theirs));
    Ok(())
}

/// All feeds once; every entry must be there.
fn timed(feeds: &[String], entries: impl Fn(&str) -> usize) -> Result<Duration> {
    let begun = Instant::now();
    let found: usize = feeds.iter().map(|feed| entries(feed)).sum();
    let time = begun.elapsed();
    ensure!(found == FEEDS * ENTRIES, "{found} entries were read");
    Ok(time)
}

fn entries_by_us(feed: &str) -> usize {
    let parsed = dateline::parse::read(feed.as_bytes(), None, Some("https://news.example/feed"), Zone::Unknown);
    if let Parsed::Feed(feed, _) = black_box(parsed) { feed.entries.len() } else { 0 }
}

fn entries_by_feed_rs(feed: &str) -> usize {
    let parser = feed_rs::parser::Builder::new().base_uri(Some("https://news.example/feed")).build();
    black_box(parser.parse(feed.as_bytes())).map_or(0, |feed| feed.entries.len())
}

fn inspect(feeds: &[String]) -> Result<Run> {
    let folder = tempfile::tempdir()?;
    let mut requests = Vec::new();
    for (n, feed) in feeds.iter().enumerate() {
        let path = folder.path().join(format!("{n}.xml"));
        fs::write(&path, feed)?;
        requests.push(json!({ "id": n.to_string(), "path": path, "url": "https://news.example/feed" }).to_string());
    }
    let list = folder.path().join("requests");
    fs::write(&list, requests.join("\n"))?;
    let run = || run_with(one_core(Path::new(env!("CARGO_BIN_EXE_dateline"))).args(["inspect", "--jsonl"]), &list);
    let runs = (0..ROUNDS).map(|_| run()).collect::<Result<Vec<_>>>()?;
    runs.into_iter().min_by_key(|r| r.wall).context("no round was run")
}

fn feeds() -> Vec<String> {
    let mut author = Author::new(23);
    (0..FEEDS).map(|n| if n % 2 == 0 { rss(n, &mut author) } else { atom(n, &mut author) }).collect()
}

fn rss(n: usize, author: &mut Author) -> String {
    let items: String = (0..ENTRIES).map(|entry| item(n, entry, author)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>The Measured Times {n}</title><link>https://news.example/</link>
         <description>Invented news</description><ttl>60</ttl>{items}</channel></rss>"
    )
}

fn item(n: usize, entry: usize, author: &mut Author) -> String {
    let (title, by, html) = (author.clause(8), author.person(), html(author));
    let short = author.paragraphs(1).join(" ");
    format!(
        "<item><title>{title}</title><link>https://news.example/{n}/{entry}</link><guid isPermaLink=\"false\">{n}-{entry}</guid>
         <pubDate>Wed, 04 Mar 2026 10:30:00 +0100</pubDate><dc:creator><![CDATA[{by}]]></dc:creator><category>sea</category>
         <description><![CDATA[<p>{short}</p>]]></description><content:encoded><![CDATA[{html}]]></content:encoded></item>\n"
    )
}

fn atom(n: usize, author: &mut Author) -> String {
    let entries: String = (0..ENTRIES).map(|nth| entry(n, nth, author)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>The Measured Times {n}</title>
         <id>urn:n:{n}</id><link href=\"https://news.example/\"/><updated>2026-03-04T10:30:00Z</updated>{entries}</feed>"
    )
}

fn entry(n: usize, nth: usize, author: &mut Author) -> String {
    let (title, by) = (author.clause(8), author.person());
    let html = html(author).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<entry><title>{title}</title><link href=\"https://news.example/{n}/{nth}\"/><id>urn:n:{n}:{nth}</id><author><name>{by}</name></author>
         <published>2026-03-04T10:30:00+01:00</published><updated>2026-03-04T11:30:00+01:00</updated><category term=\"sea\"/>
         <content type=\"html\">{html}</content></entry>\n"
    )
}

/// An article of five paragraphs with a picture and links.
fn html(author: &mut Author) -> String {
    let text = author.paragraphs(5).join("</p>\n<p>");
    format!(
        "<p><img src=\"/boats.jpg\" alt=\"Boats\" width=\"640\" /></p>\n<p>{text}</p>\n<p>More: <a href=\"/more?a=1&amp;b=2\">boats</a></p>"
    )
}
