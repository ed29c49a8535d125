//! The feeds that a page names in its head (RSS autodiscovery; HTML, `rel="alternate"`).

use super::address;
use super::tree::elements;
use crate::extract::Context;
use crate::model::OpmlFeed;
use scraper::Html;

/// Types of feeds, as they stand in `type`.
const TYPES: &[&str] = &["application/atom+xml", "application/feed+json", "application/rss+xml", "application/rdf+xml"];

/// In the order of the page, each address once.
pub(super) fn read(html: &Html, context: &Context) -> Vec<OpmlFeed> {
    let mut feeds: Vec<OpmlFeed> = Vec::new();
    for link in elements(html).filter(|e| e.value().name() == "link") {
        let of = |name: &str| link.value().attr(name).unwrap_or_default().trim();
        let is_feed = TYPES.iter().any(|t| t.eq_ignore_ascii_case(of("type")));
        let alternate = of("rel").split_whitespace().any(|rel| rel.eq_ignore_ascii_case("alternate"));
        let Some(url) = address::absolute(of("href"), context.url).filter(|_| is_feed && alternate) else { continue };
        if feeds.iter().all(|feed| feed.url != url) {
            feeds.push(OpmlFeed { title: Some(of("title").to_owned()).filter(|t| !t.is_empty()), url, folder: None });
        }
    }
    feeds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_are_named_in_the_head() {
        let html = Html::parse_document(
            "<head><link rel='alternate' type='application/rss+xml' title='All' href='/feed'>
             <link rel='ALTERNATE feed' type='application/atom+xml' href='https://news.example/atom'>
             <link rel=alternate type='application/rss+xml' href='/feed'><link rel=alternate hreflang=de href='/de'>
             <link rel=stylesheet type='application/rss+xml' href='/x'></head>",
        );
        let found = read(&html, &Context { url: Some("https://news.example/a/"), ..Context::default() });
        let told: Vec<_> = found.iter().map(|f| (f.url.as_str(), f.title.as_deref())).collect();
        assert_eq!(told, [("https://news.example/feed", Some("All")), ("https://news.example/atom", None)]);
    }
}
