//! What is read from a feed, a sitemap or an OPML file.

use super::When;
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
    /// Entries in the feed's order.
    pub entries: Vec<Entry>,
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

/// A row of a sitemap; in an index, `index` marks another sitemap.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SitemapEntry {
    /// Location.
    pub url: String,
    /// `news:publication_date`.
    pub published: Option<When>,
    /// `lastmod`.
    pub modified: Option<When>,
    /// `news:title`.
    pub title: Option<String>,
    /// It is another sitemap, not a page.
    #[serde(skip)]
    pub index: bool,
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
pub enum Parsed {
    /// A feed, and what had to be repaired to read it (empty where nothing).
    Feed(Feed, Vec<String>),
    /// A sitemap or sitemap index.
    Sitemap(Vec<SitemapEntry>),
    /// An OPML file.
    Opml(Vec<OpmlFeed>),
    /// An HTML page.
    Html,
    /// None of these, and why, in words for people.
    Unknown(String),
}
