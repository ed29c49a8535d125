//! Revisions of a document, and what one of them changed.

use super::{Id, When};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A text as it stood in one capture.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// Its row.
    pub n: i64,
    /// `r…`
    pub id: Id,
    /// The first is 1.
    pub ordinal: u32,
    /// The headline.
    pub title: Option<String>,
    /// The text.
    pub text: String,
    /// When it was changed; none for the first.
    pub changed: Option<When>,
    /// When it was captured.
    pub fetched: DateTime<Utc>,
}

/// What a revision changed, in figures and quotations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revised {
    /// The headline is another one.
    pub title: bool,
    /// Paragraphs that say something else.
    pub paragraphs: usize,
    /// Changes that do not matter.
    pub noise: usize,
    /// Words of quotations that it took out.
    pub removed: Vec<String>,
    /// Words of quotations that it brought.
    pub added: Vec<String>,
    /// Quotations that it words otherwise: before, after.
    pub altered: Vec<(String, String)>,
}

impl Revised {
    /// Whether it says anything else than the revision before.
    #[must_use]
    pub fn matters(&self) -> bool {
        self.title || self.paragraphs > 0 || self.quotations() > 0
    }

    fn quotations(&self) -> usize {
        self.removed.len() + self.added.len() + self.altered.len()
    }

    /// In a line: `headline changed; 2 paragraphs changed; quotation removed: “…”`.
    #[must_use]
    pub fn line(&self) -> String {
        let title = self.title.then(|| "headline changed".to_owned());
        let paragraphs = match self.paragraphs {
            0 => None,
            1 => Some("1 paragraph changed".to_owned()),
            n => Some(format!("{n} paragraphs changed")),
        };
        let removed = self.removed.iter().map(|q| format!("quotation removed: “{q}”"));
        let added = self.added.iter().map(|q| format!("quotation added: “{q}”"));
        let altered = self.altered.iter().map(|(a, b)| format!("quotation altered: “{a}” is now “{b}”"));
        title.into_iter().chain(paragraphs).chain(removed).chain(added).chain(altered).collect::<Vec<_>>().join("; ")
    }
}
