//! A news site on loopback: feeds and their articles, with an `ETag` and answers of 304, held in memory so that the
//! server is never what is waited for.

use crate::words::Author;
use anyhow::Result;
use axum::Router;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

/// How large the site is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) feeds: usize,
    pub(crate) entries: usize,
    /// Every entry leads to a page.
    pub(crate) pages: bool,
    /// Ports that the feeds are spread over: to a reader each is a host.
    pub(crate) hosts: usize,
}

/// A running site; it lives as long as the process.
pub(crate) struct Site {
    pub(crate) size: Size,
    addresses: Vec<SocketAddr>,
}

/// Bodies by path, with their type.
type Pages = HashMap<String, (&'static str, String)>;

impl Site {
    /// Writes the site and serves it from a thread of its own.
    pub(crate) fn start(size: Size) -> Result<Site> {
        let bind = |_| {
            let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
            listener.set_nonblocking(true)?;
            Ok(listener)
        };
        let listeners = (0..size.hosts).map(bind).collect::<std::io::Result<Vec<_>>>()?;
        let addresses = listeners.iter().map(std::net::TcpListener::local_addr).collect::<std::io::Result<Vec<_>>>()?;
        let app = Router::new().fallback(page).with_state(Arc::new(pages(size, &addresses)));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let serve = async move {
            let serve = |listener| {
                let app = app.clone();
                async move { axum::serve(tokio::net::TcpListener::from_std(listener)?, app).await }
            };
            futures_util::future::try_join_all(listeners.into_iter().map(serve)).await
        };
        std::thread::spawn(move || runtime.block_on(serve).expect("the site is served"));
        Ok(Site { size, addresses })
    }

    /// The addresses of its feeds.
    pub(crate) fn feeds(&self) -> impl Iterator<Item = String> {
        (0..self.size.feeds).map(|n| format!("http://{}/feed/{n}", self.addresses[n % self.addresses.len()]))
    }

    /// A sources.toml that watches all of it.
    pub(crate) fn sources_toml(&self) -> String {
        let head = "[fetch]\nallow = [\"127.0.0.1\"]\npause = \"0s\"\n".to_owned();
        let source = |(n, url)| {
            let full_text = self.size.pages;
            format!("\n[[source]]\nname = \"feed-{n}\"\nkind = \"feed\"\nurl = \"{url}\"\nrole = \"press\"\nfull_text = {full_text}\n")
        };
        self.feeds().enumerate().map(source).fold(head, |all, one| all + &one)
    }
}

async fn page(State(pages): State<Arc<Pages>>, uri: Uri, headers: HeaderMap) -> Response {
    let Some((kind, body)) = pages.get(uri.path()) else { return StatusCode::NOT_FOUND.into_response() };
    let tag = format!("\"{}-{}\"", uri.path(), body.len());
    if headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response();
    }
    ([(CONTENT_TYPE, (*kind).to_owned()), (ETAG, tag)], body.clone()).into_response()
}

fn pages(size: Size, addresses: &[SocketAddr]) -> Pages {
    let mut pages = Pages::new();
    let mut author = Author::new(17);
    for feed in 0..size.feeds {
        let address = addresses[feed % addresses.len()];
        let mut items = String::new();
        for entry in 0..size.entries {
            let path = format!("/feed/{feed}/{entry}");
            let (title, date) = (author.clause(8), date(feed * size.entries + entry));
            let text = author.paragraphs(if size.pages { 8 } else { 2 });
            items += &item(&format!("http://{address}{path}"), &title, &date, &text[..2]);
            if size.pages {
                pages.insert(path, ("text/html; charset=utf-8", article(&title, &date, &text)));
            }
        }
        pages.insert(format!("/feed/{feed}"), ("application/rss+xml; charset=utf-8", rss(feed, &items)));
    }
    pages
}

/// RFC 2822, seven minutes after the one before.
fn date(nth: usize) -> String {
    let start: DateTime<Utc> = DateTime::from_timestamp(1_760_000_000, 0).expect("in October 2025");
    (start + TimeDelta::minutes(7 * i64::try_from(nth).expect("some thousands"))).to_rfc2822()
}

fn rss(feed: usize, items: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>The Measured Times {feed}</title>\
         <link>http://127.0.0.1/</link><description>Invented news</description>{items}</channel></rss>"
    )
}

fn item(url: &str, title: &str, date: &str, text: &[String]) -> String {
    let text = text.join("&lt;/p&gt;&lt;p&gt;");
    format!(
        "<item><title>{title}</title><link>{url}</link><guid>{url}</guid><pubDate>{date}</pubDate><description>&lt;p&gt;{text}&lt;/p&gt;</description></item>\n"
    )
}

fn article(title: &str, date: &str, text: &[String]) -> String {
    let text = text.join("</p>\n<p>");
    let links = "<li><a href=\"/section\">Section</a></li>".repeat(40);
    format!(
        "<!doctype html><html lang=\"en\"><head><title>{title} | The Measured Times</title></head><body><nav><ul>{links}</ul></nav>\
         <main><article><h1>{title}</h1><p class=\"byline\">By Ada Example, {date}</p><p>{text}</p></article></main><footer>{links}</footer></body></html>"
    )
}
