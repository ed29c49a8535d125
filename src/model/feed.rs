//! What is read from a feed, a sitemap or an OPML file.

use super::When;
use chrono::Weekday;
use serde::{Deserialize, Serialize};

/// A feed of any format (RSS, RDF, Atom, JSON Feed).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Feed {
    /// The feed's title as plain text.
    pub title: Option<String>,
    /// The site it belongs to, absolute where a base is known.
    pub url: Option<String>,
    /// Description or subtitle as plain text.
    pub description: Option<String>,
    /// Language as declared.
    pub language: Option<String>,
    /// How it wants to be read on.
    pub upkeep: Upkeep,
    /// Entries in the feed's order.
    pub entries: Vec<Entry>,
}

/// How a feed wants to be read on: where it lies, who tells of news, when not to ask, where older entries are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Upkeep {
    /// Where the feed says that it lies itself (`rel="self"`, `feed_url`).
    #[serde(rename = "self")]
    pub own: Option<String>,
    /// Hubs that tell of news (`WebSub`).
    pub hubs: Vec<String>,
    /// Minutes for which it need not be asked again (`ttl`, else `sy:updatePeriod` and `sy:updateFrequency`).
    pub ttl: Option<u32>,
    /// Hours of the day in UTC, 0 to 23, in which it is not to be asked; ascending.
    pub skip_hours: Vec<u8>,
    /// Days in UTC on which it is not to be asked; from Monday on.
    pub skip_days: Vec<Weekday>,
    /// The next page of a feed in pages (RFC 5005 §3, `next_url`).
    pub next: Option<String>,
    /// The archive of the entries before these (RFC 5005 §4).
    pub previous_archive: Option<String>,
    /// It is such an archive and does not change any more (`fh:archive`).
    pub archive: bool,
    /// Entries that are not in it are withdrawn (RFC 5005 §2, `fh:complete`).
    pub complete: bool,
}

/// An entry of a feed, or a link of a list page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The guid or id as it stands, else one derived from link or content; never from the headline alone.
    pub id: String,
    /// The page it leads to, absolute where a base is known.
    pub url: Option<String>,
    /// Headline as plain text.
    pub title: Option<String>,
    /// Names.
    pub authors: Vec<String>,
    /// As stated by the entry.
    pub published: Option<When>,
    /// As stated by the entry; none where only `published` is stated.
    pub updated: Option<When>,
    /// Summary (HTML or text as it stands, cleaned).
    pub summary: Option<String>,
    /// Full content (HTML, cleaned).
    pub content: Option<String>,
    /// Categories.
    pub tags: Vec<String>,
    /// URLs of enclosures.
    pub enclosures: Vec<String>,
}

impl Entry {
    /// What the document that it becomes is known by: its URL, else its place in this source.
    #[must_use]
    pub fn address(&self, source: &str) -> String {
        self.url.clone().unwrap_or_else(|| format!("urn:dateline:{source}:{}", self.id))
    }
}

/// A row of a sitemap; in an index, `index` marks another sitemap.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SitemapEntry {
    /// Location.
    pub url: String,
    /// It is another sitemap, not a page.
    pub index: bool,
    /// `news:publication_date`.
    pub published: Option<When>,
    /// `lastmod`.
    pub modified: Option<When>,
    /// `news:title`.
    pub title: Option<String>,
    /// The outlet (`news:name`).
    pub publisher: Option<String>,
    /// Language of the news (`news:language`).
    pub language: Option<String>,
    /// The page in other languages (`xhtml:link`, `hreflang`).
    pub alternates: Vec<Alternate>,
}

/// The same page in another language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternate {
    /// `hreflang` as it stands ("de-AT", "x-default").
    pub language: String,
    /// Location.
    pub url: String,
}

/// An outline of an OPML file that names a feed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OpmlFeed {
    /// Title or text.
    pub title: Option<String>,
    /// `xmlUrl`.
    pub url: String,
    /// Names of the outlines it lies in, joined by `/`.
    pub folder: Option<String>,
}

/// What a body turned out to be, told by its content and not by its label.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one for a body, and it is taken apart at once")]
pub enum Parsed {
    /// A feed, and what had to be repaired to read it (empty where nothing).
    Feed(Feed, Vec<String>),
    /// A sitemap or sitemap index, and what was amiss with it.
    Sitemap(Vec<SitemapEntry>, Vec<String>),
    /// An OPML file.
    Opml(Vec<OpmlFeed>),
    /// An HTML page.
    Html,
    /// None of these, and why, in words for people.
    Unknown(String),
}
