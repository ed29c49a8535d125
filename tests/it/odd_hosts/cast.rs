//! Who plays, as tables: what a host does, how many documents come of it, and its state in words.

use super::bombs::{brotli_bomb, gzip_bomb, zstd_bomb};
use crate::newsstand::{Story, rss};
use crate::server::{Reply, Server};
use chrono::{TimeDelta, Utc};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// Where every host has its feed.
pub(super) const FEED: &str = "/feed.xml";

/// Stories of a host.
pub(super) const WHOLE: usize = 3;

/// Sets up a server, given the feed that it would have if it were a good one.
type Play = fn(&Server, &str, &Arc<Gate>);

/// Name, what it plays, documents that come of it, and words of its state (none where all is well).
pub(super) type Host = (&'static str, Play, usize, &'static str);

const RSS: &str = "application/rss+xml";

/// Those that take long come first, so that the others would have to wait for them.
pub(super) const HOSTS: &[Host] = &[
    ("hang", |s, _, _| s.put(FEED, Reply::hang()), 0, "took too long"),
    ("stall", |s, xml, _| s.put(FEED, Reply::ok(RSS, xml).stall()), 0, "took too long"),
    ("drip", |s, xml, _| s.put(FEED, Reply::ok(RSS, xml).drip(Duration::from_millis(200))), 0, "took too long"),
    ("robots-hang", |s, _, _| s.put("/robots.txt", Reply::hang()), 0, "took too long"),
    ("patient-feed", patient, WHOLE, ""),
    ("patient-robots", patient_robots, WHOLE, ""),
    ("plain", |s, xml, _| plain(s, xml), WHOLE, ""),
    ("slow-but-sure", |s, xml, _| s.put(FEED, Reply::ok(RSS, xml).drip(Duration::from_millis(1))), WHOLE, ""),
    ("gzip", |s, xml, _| s.put(FEED, Reply::ok(RSS, xml).gzipped()), WHOLE, ""),
    ("brotli", |s, xml, _| s.put(FEED, Reply::ok(RSS, xml).brotli()), WHOLE, ""),
    ("zstd", |s, xml, _| s.put(FEED, Reply::ok(RSS, xml).zstd()), WHOLE, ""),
    ("no-length", |s, xml, _| s.put(FEED, raw("HTTP/1.0 200 OK", "", xml)), WHOLE, ""),
    ("chunked", |s, xml, _| s.put(FEED, chunked(xml, "0\r\n\r\n")), WHOLE, ""),
    ("labelled-html", |s, xml, _| s.put(FEED, Reply::html(xml)), WHOLE, ""),
    ("no-such-coding", |s, xml, _| s.put(FEED, Reply::ok(RSS, xml).coded("utf-8")), WHOLE, ""),
    ("wrong-charset", wrong_charset, WHOLE, ""),
    ("spaces-first", |s, xml, _| s.put(FEED, Reply::ok(RSS, format!("\u{feff}\n\n  {xml}"))), WHOLE, ""),
    ("bare-ampersand", |s, xml, _| plain(s, &xml.replace("Harbour News", "Harbour & News&nbsp;")), WHOLE, ""),
    ("moved", moved, WHOLE, ""),
    ("one-guid", |s, xml, _| plain(s, &guids(xml, |_| "the-same".to_owned())), WHOLE, ""),
    ("listed-twice", |s, xml, _| plain(s, &twice(xml)), WHOLE, ""),
    ("guids-change", |s, xml, _| plain(s, &guids(xml, |n| format!("first-{n}"))), WHOLE, ""),
    ("entries-vanish", |s, xml, _| plain(s, xml), WHOLE, ""),
    ("shrinks-to-nothing", |s, xml, _| plain(s, xml), WHOLE, ""),
    ("page-500", |s, xml, _| one_page(s, xml, "page-500", Reply::status(500)), WHOLE - 1, ""),
    ("page-reset", |s, xml, _| one_page(s, xml, "page-reset", Reply::html("<p>The pier").reset()), WHOLE - 1, ""),
    ("page-endless", |s, xml, _| one_page(s, xml, "page-endless", Reply::html(&"x".repeat(1 << 16)).endless()), WHOLE - 1, ""),
    ("page-elsewhere", |s, xml, _| one_page(s, xml, "page-elsewhere", Reply::redirect("http://10.0.0.1/")), WHOLE - 1, ""),
    ("slow-robots", slow_robots, 0, ""),
    ("robots-closed", |s, _, _| s.put("/robots.txt", Reply::ok("text/plain", "User-agent: *\nDisallow: /")), 0, "closed to robots"),
    ("robots-500", |s, _, _| s.put("/robots.txt", Reply::status(500)), 0, "closed to robots"),
    ("reset", |s, xml, _| s.put(FEED, Reply::ok(RSS, xml).reset()), 0, "the connection was reset"),
    ("endless", |s, xml, _| s.put(FEED, Reply::ok(RSS, xml.repeat(50)).endless()), 0, "longer than 15 MiB"),
    ("endless-chunks", |s, xml, _| s.put(FEED, chunked(xml, "").endless_raw()), 0, "longer than 15 MiB"),
    ("too-short", |s, xml, _| s.put(FEED, Reply::ok(RSS, xml).cut(100)), 0, "cut short"),
    ("chunks-cut", |s, xml, _| s.put(FEED, chunked(xml, "ff\r\n<item>")), 0, "cut short"),
    ("chunks-wrong", |s, xml, _| s.put(FEED, chunked(xml, "wrong\r\n")), 0, "bad chunks"),
    ("gzip-cut", |s, xml, _| s.put(FEED, Reply::ok(RSS, xml).gzipped().halved()), 0, "cannot be decoded"),
    ("gzip-is-none", |s, xml, _| s.put(FEED, Reply::ok(RSS, xml).coded("gzip")), 0, "cannot be decoded"),
    ("gzip-bomb", |s, _, _| s.put(FEED, Reply::ok(RSS, gzip_bomb()).coded("gzip")), 0, "longer than 15 MiB"),
    ("brotli-bomb", |s, _, _| s.put(FEED, Reply::ok(RSS, brotli_bomb()).coded("br")), 0, "longer than 15 MiB"),
    ("zstd-bomb", |s, _, _| s.put(FEED, Reply::ok(RSS, zstd_bomb()).coded("zstd")), 0, "longer than 15 MiB"),
    ("billion-laughs", |s, _, _| plain(s, &laughs()), 0, ""),
    ("loop", |s, _, _| s.put(FEED, Reply::redirect("/feed.xml#again")), 0, "leads back to"),
    ("long-way", long_way, 0, "more than 10 redirects"),
    ("to-nowhere", |s, _, _| s.put(FEED, Reply::redirect("http://[")), 0, "not a URL"),
    ("to-a-file", |s, _, _| s.put(FEED, Reply::redirect("file:///etc/passwd")), 0, "only http and https"),
    ("304-unasked", |s, _, _| s.put(FEED, Reply::status(304).tagged("\"v1\"")), 0, "though it was not asked"),
    ("a-page", |s, _, _| s.put(FEED, Reply::html("<title>Sorry</title><p>We are moving.</p>")), 0, "this is a web page, not a feed"),
    ("empty", |s, _, _| s.put(FEED, Reply::ok(RSS, "")), 0, "empty"),
    ("not-found", |s, _, _| s.put(FEED, Reply::status(404)), 0, "404 Not Found"),
    ("forbidden", |s, _, _| s.put(FEED, Reply::status(403)), 0, "403 Forbidden"),
    ("gone", |s, _, _| s.put(FEED, Reply::status(410)), 0, "gone for good"),
    ("busy-seconds", |s, _, _| s.put(FEED, Reply::status(429).header("Retry-After", "7200")), 0, "will not be asked before"),
    ("busy-date", |s, _, _| s.put(FEED, Reply::status(429).header("Retry-After", &tomorrow())), 0, "will not be asked before"),
    ("busy-503", |s, _, _| s.put(FEED, Reply::status(503).header("Retry-After", "7200")), 0, "will not be asked before"),
    ("busy-429", |s, _, _| s.put(FEED, Reply::status(429)), 0, "will not be asked before"),
    ("down", |s, _, _| s.put(FEED, Reply::status(503)), 0, "503 Service Unavailable"),
    ("mail", |s, _, _| s.put(FEED, Reply::raw(b"220 mail.example ready\r\n\r\n")), 0, "does not speak HTTP"),
    ("silent", |s, _, _| s.put(FEED, Reply::raw(b"")), 0, "without an answer"),
    ("many-headers", |s, xml, _| s.put(FEED, many_headers(xml)), 0, "headers"),
];

/// 127.0.0.2 as others write it: whole, in parts, octal, hexadecimal, in letters and digits of other scripts, and within IPv6.
pub(super) const PRIVATE: [&str; 10] = [
    "127.0.0.2",
    "127.2",
    "127.0.2",
    "2130706434",
    "0x7f000002",
    "0177.0.0.02",
    "0x7f.0.0.0x2",
    "127。0。0。2",
    "[::ffff:127.0.0.2]",
    "[64:ff9b::7f00:2]",
];

/// What a host does at the second pass.
type Shift = fn(&Server, &str, &[Story]);

/// Feeds that forget and rename.
pub(super) const SHIFTS: &[(&str, Shift)] = &[
    ("guids-change", |s, xml, _| plain(s, &guids(xml, |n| format!("second-{n}")))),
    ("entries-vanish", |s, _, stories| plain(s, &rss(s, &stories[1..]))),
    ("shrinks-to-nothing", |s, _, _| plain(s, &rss(s, &[]))),
    ("one-guid", |s, xml, _| plain(s, &guids(xml, |_| "another".to_owned()))),
];

/// Opens when all good hosts have been asked for all they have.
#[derive(Debug)]
pub(super) struct Gate {
    left: Mutex<usize>,
    opened: Condvar,
}

impl Gate {
    pub(super) fn of(left: usize) -> Arc<Gate> {
        Arc::new(Gate { left: Mutex::new(left), opened: Condvar::new() })
    }

    fn pass(&self) {
        let mut left = self.left.lock().unwrap();
        *left = left.saturating_sub(1);
        self.opened.notify_all();
    }

    /// Until it opens; whoever asked is long gone when it does not.
    fn wait(&self) {
        let left = self.left.lock().unwrap();
        drop(self.opened.wait_timeout_while(left, Duration::from_mins(1), |left| *left > 0).unwrap());
    }
}

/// A story's page, whose being asked for brings the gate nearer to its opening.
pub(super) fn count(server: &Server, story: &Story, gate: Option<&Arc<Gate>>) {
    let (page, gate) = (Reply::html(&story.html()).tagged_by_content(), gate.cloned());
    server.answer(&story.path, move |_| {
        if let Some(gate) = &gate {
            gate.pass();
        }
        page.clone()
    });
}

pub(super) fn plain(server: &Server, xml: &str) {
    server.put(FEED, Reply::ok(RSS, xml).tagged_by_content());
}

pub(super) fn redirect(server: &Server, to: &str) {
    server.put(FEED, Reply::redirect(to));
}

/// Answers when all others have: were they to wait for it, it would be given up.
fn patient(server: &Server, xml: &str, gate: &Arc<Gate>) {
    let (feed, gate) = (Reply::ok(RSS, xml), gate.clone());
    server.answer(FEED, move |_| {
        gate.wait();
        feed.clone()
    });
}

fn patient_robots(server: &Server, xml: &str, gate: &Arc<Gate>) {
    plain(server, xml);
    let gate = gate.clone();
    server.answer("/robots.txt", move |_| {
        gate.wait();
        Reply::status(404)
    });
}

fn moved(server: &Server, xml: &str, _: &Arc<Gate>) {
    redirect(server, "/here");
    server.put("/here", Reply::ok(RSS, xml));
}

/// Eleven redirects, and a feed at the end.
fn long_way(server: &Server, xml: &str, _: &Arc<Gate>) {
    redirect(server, "/0");
    for n in 0..11 {
        server.put(&format!("/{n}"), Reply::redirect(&format!("/{}", n + 1)));
    }
    server.put("/11", Reply::ok(RSS, xml));
}

/// The feed is read; its pages are for other days.
fn slow_robots(server: &Server, xml: &str, _: &Arc<Gate>) {
    plain(server, xml);
    server.put("/robots.txt", Reply::ok("text/plain", "User-agent: *\nCrawl-delay: 86400\n"));
}

/// Latin-1 that says it is UTF-8.
fn wrong_charset(server: &Server, xml: &str, _: &Arc<Gate>) {
    let latin =
        xml.replace("Harbour News", "Caf\u{e9} News").chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect::<Vec<u8>>();
    server.put(FEED, Reply::ok("application/rss+xml; charset=utf-8", latin));
}

/// A good feed, one of whose pages is this.
fn one_page(server: &Server, xml: &str, outlet: &str, page: Reply) {
    plain(server, xml);
    server.put(&Story::of(outlet, 1).path, page);
}

fn raw(status: &str, headers: &str, body: &str) -> Reply {
    Reply::raw(format!("{status}\r\nContent-Type: {RSS}\r\n{headers}\r\n{body}").as_bytes())
}

/// The body as one chunk, and then this.
fn chunked(xml: &str, then: &str) -> Reply {
    raw("HTTP/1.1 200 OK", "Transfer-Encoding: chunked\r\n", &format!("{:x}\r\n{xml}\r\n{then}", xml.len()))
}

fn many_headers(xml: &str) -> Reply {
    (0..200).fold(Reply::ok(RSS, xml), |reply, n| reply.header(&format!("X-{n}"), "x"))
}

/// Entries under other ids, by their number.
fn guids(xml: &str, id: impl Fn(usize) -> String) -> String {
    let mut parts = xml.split("<guid>");
    let first = parts.next().unwrap().to_owned();
    parts.enumerate().fold(first, |xml, (n, part)| {
        let rest = part.split_once("</guid>").unwrap().1;
        format!("{xml}<guid isPermaLink=\"false\">{}</guid>{rest}", id(n))
    })
}

fn twice(xml: &str) -> String {
    let (start, end) = (xml.find("<item>").unwrap(), xml.rfind("</channel>").unwrap());
    format!("{}{}{}", &xml[..end], &xml[start..end], &xml[end..])
}

/// Entities within entities, a billion words when written out.
fn laughs() -> String {
    let entities = (1..10).fold(String::new(), |all, n| format!("{all}<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)));
    format!(
        "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY l0 \"ha\">{entities}]>\
         <rss version=\"2.0\"><channel><title>&l9;</title></channel></rss>"
    )
}

fn tomorrow() -> String {
    (Utc::now() + TimeDelta::days(1)).format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
