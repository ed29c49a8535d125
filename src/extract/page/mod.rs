//! HTML → article text and metadata.

use super::Context;
use crate::model::Article;

/// Reads an HTML page.
#[must_use]
pub fn read(_html: &str, _context: &Context) -> Article {
    Article::default()
}
