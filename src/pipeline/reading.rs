//! Bytes → what is read from them. `ingest`, `import` and `inspect` all read here.

pub use crate::extract::Context;

use crate::extract;
use crate::model::{Article, Basis, Feed, Findings, OpmlFeed, Parsed, SitemapEntry, When, Zone, date};
use crate::parse;
use chrono::NaiveDate;

/// What was read; `error` says why where nothing was.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// What it turned out to be.
    pub kind: Kind,
    /// Why nothing was read, in words.
    pub error: Option<String>,
    /// What had to be repaired or is doubtful.
    pub warnings: Vec<String>,
    /// Of a page or text.
    pub article: Option<Article>,
    /// Of a page or text.
    pub findings: Findings,
    /// Of a feed.
    pub feed: Option<Feed>,
    /// Of a sitemap.
    pub sitemap: Option<Vec<SitemapEntry>>,
    /// Of an OPML file.
    pub opml: Option<Vec<OpmlFeed>>,
}

/// What a body turned out to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Kind {
    #[default]
    Article,
    Feed,
    Sitemap,
    Opml,
}

impl Kind {
    /// The name as it stands in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Article => "article",
            Kind::Feed => "feed",
            Kind::Sitemap => "sitemap",
            Kind::Opml => "opml",
        }
    }
}

/// Reads a body, told by its content and not by its label.
#[must_use]
pub fn read(bytes: &[u8], content_type: Option<&str>, context: &Context) -> Reading {
    match parse::read(bytes, content_type, context.url, context.zone) {
        Parsed::Feed(feed, warnings) => Reading { kind: Kind::Feed, feed: Some(feed), warnings, ..Reading::default() },
        Parsed::Sitemap(entries, warnings) => Reading { kind: Kind::Sitemap, sitemap: Some(entries), warnings, ..Reading::default() },
        Parsed::Opml(feeds) => Reading { kind: Kind::Opml, opml: Some(feeds), ..Reading::default() },
        Parsed::Html => page(&parse::decode(bytes, content_type), context),
        Parsed::Unknown(why) => Reading { error: Some(why), ..Reading::default() },
    }
}

/// The page that a body is, to be looked at: harmless HTML, with its structure and without what could run or load. None of what
/// is no page.
#[must_use]
pub fn shown(bytes: &[u8], content_type: Option<&str>) -> Option<String> {
    let is_page = matches!(parse::read(bytes, content_type, None, Zone::Unknown), Parsed::Html);
    is_page.then(|| extract::page::harmless(&parse::decode(bytes, content_type)))
}

/// Reads an HTML page.
#[must_use]
pub fn page(html: &str, context: &Context) -> Reading {
    let (article, cut) = extract::page::read(html, context);
    let mut reading = finish(with_context(article, context), context);
    reading.warnings.extend(cut);
    reading
}

/// Reads a plain text as it stands.
#[must_use]
pub fn text(text: &str, context: &Context) -> Reading {
    let article = Article { text: text.to_owned(), url: context.url.map(str::to_owned), ..Article::default() };
    finish(with_context(article, context), context)
}

/// Reads a text file, which may open with `date YYYY-MM-DD`.
#[must_use]
pub fn text_file(bytes: &[u8], context: &Context) -> Reading {
    let whole = parse::decode(bytes, Some("text/plain"));
    let (published, rest) = opening_date(&whole, context.zone);
    text(rest, &Context { published: published.as_ref().or(context.published), ..*context })
}

fn opening_date(whole: &str, zone: Zone) -> (Option<When>, &str) {
    let read = || {
        let rest = whole.trim_start().strip_prefix("date")?.trim_start();
        let raw = rest.get(..10)?;
        let day = NaiveDate::parse_from_str(raw, "%Y-%m-%d").ok()?;
        Some((When::day(day, zone, Basis::Explicit, raw), rest[10..].trim_start()))
    };
    read().map_or((None, whole), |(when, rest)| (Some(when), rest))
}

fn finish(mut article: Article, context: &Context) -> Reading {
    extract::tell_parts(&mut article);
    let known = Context {
        published: article.published.as_ref(),
        title: article.title.as_deref(),
        publisher: article.publisher.as_deref(),
        language: article.language.as_deref(),
        ..*context
    };
    let findings = extract::findings(&article, &known);
    let error = article.text.trim().is_empty().then(|| "no text that can be read as an article was found".to_owned());
    let long = extract::searched(&article.text).len() < article.text.len();
    let warnings = long
        .then(|| format!("of this long text only the first {} kB were searched for dates and quotations", extract::MAX_SEARCHED / 1000));
    Reading { findings, error, warnings: warnings.into_iter().collect(), article: Some(article), ..Reading::default() }
}

/// What the context knows better, or knows at all: the feed's headline and date, the configured publisher.
fn with_context(mut article: Article, context: &Context) -> Article {
    article.title = article.title.or_else(|| context.title.map(str::to_owned));
    article.publisher = context.publisher.map(str::to_owned).or(article.publisher);
    article.language = article.language.or_else(|| context.language.map(str::to_owned));
    article.published = better(article.published, context.published);
    article
}

/// The page's own date, unless the feed states the same day to a finer unit.
fn better(page: Option<When>, feed: Option<&When>) -> Option<When> {
    match (page, feed) {
        (Some(page), Some(feed))
            if feed.precision > page.precision && page.start <= feed.start && page.end.is_none_or(|e| feed.start < e) =>
        {
            Some(feed.clone())
        }
        (None, feed) => feed.cloned(),
        (page, _) => page,
    }
}

/// Reads a publication date given by a caller.
#[must_use]
pub fn given_date(raw: &str, zone: Zone) -> Option<When> {
    date::read(raw, zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_open_with_its_date() {
        let read = |whole| {
            let (when, rest) = opening_date(whole, Zone::Unknown);
            (when.map(|w| w.edtf), rest)
        };
        assert_eq!(read(" date 2026-03-04 The boats stopped."), (Some("2026-03-04".to_owned()), "The boats stopped."));
        assert_eq!(read("date 2026-03-04\n\nThe boats"), (Some("2026-03-04".to_owned()), "The boats"));
        assert_eq!(read("dated 2026-03-04 x"), (None, "dated 2026-03-04 x"));
        assert_eq!(read("The boats"), (None, "The boats"));
    }

    #[test]
    fn the_feed_s_time_refines_the_page_s_day() {
        let when = |raw| date::read(raw, Zone::Unknown);
        let check = |page, feed, expected: &str| assert_eq!(better(when(page), when(feed).as_ref()).unwrap().edtf, expected);
        check("2026-03-04", "2026-03-04T10:30:00Z", "2026-03-04T10:30:00Z");
        check("2026-03-03", "2026-03-04T10:30:00Z", "2026-03-03");
        check("2026-03-04T09:00Z", "2026-03-04T10:30:00Z", "2026-03-04T09:00Z");
    }
}
