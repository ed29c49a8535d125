//! What stands within an article's text and is something of its own, and what an article says of itself.

use super::When;
use serde::{Deserialize, Serialize};

/// A part of a text that is more than running prose. Parts stand in text order; one may lie in another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// First code point.
    pub start: usize,
    /// First code point after it.
    pub end: usize,
    /// What it is.
    pub kind: PartKind,
    /// Of a dateline its place, of an entry its headline, of boilerplate its heading.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub label: Option<String>,
    /// Of an entry its own time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub when: Option<When>,
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartKind {
    /// A line over the paragraphs that follow.
    Heading,
    /// One of a list.
    Item,
    /// Set apart by the page as someone's words.
    Blockquote,
    /// Of a live blog.
    Entry,
    /// Place and day before the first sentence of a report or release: "GENEVA, Feb. 26 —".
    Dateline,
    /// The same words under every release: "About …", contacts, notes to editors, legal notes.
    Boilerplate,
}

/// What an article says of itself besides headline, authors and dates.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// The section of the outlet ("World").
    pub section: Option<String>,
    /// Keywords, in the order given.
    pub tags: Vec<String>,
    /// Address of its picture.
    pub image: Option<String>,
    /// Whether everybody may read it; none where the page does not say.
    pub access: Option<Access>,
}

/// Who may read an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Everybody.
    Free,
    /// Those who pay, or have read few others.
    Paywalled,
}
