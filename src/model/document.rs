//! What is read from a page.

use super::{About, Entity, Mention, Part, Quote, When};
use serde::{Deserialize, Serialize};

/// An article or statement as read from a page: metadata and text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Where it was read, cleaned.
    pub url: Option<String>,
    /// The canonical URL that the page declares, as it stands there, made absolute.
    #[serde(skip)]
    pub canonical: Option<String>,
    /// The headline without the site's name.
    pub title: Option<String>,
    /// Persons (or the outlet, where it is the author), in the order given.
    pub authors: Vec<String>,
    /// The outlet or organisation that published it.
    pub publisher: Option<String>,
    /// BCP 47 primary language ("en").
    pub language: Option<String>,
    /// When it was published.
    pub published: Option<When>,
    /// When it was last changed, as the page says.
    pub modified: Option<When>,
    /// What it says of itself besides.
    #[serde(flatten)]
    pub about: About,
    /// Paragraphs joined by a blank line.
    pub text: String,
    /// Headings, list items, entries and the like within the text, in its order.
    #[serde(default)]
    pub parts: Vec<Part>,
}

/// What is found in a text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// Quotations in text order.
    pub quotes: Vec<Quote>,
    /// Dated mentions in text order.
    pub mentions: Vec<Mention>,
    /// Persons and organisations in order of first mention.
    pub entities: Vec<Entity>,
}

/// A statement is someone's own words; an article reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum DocumentKind {
    Article,
    Statement,
}

impl DocumentKind {
    /// The name as it stands in answers and in `kind:`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DocumentKind::Article => "article",
            DocumentKind::Statement => "statement",
        }
    }
}
