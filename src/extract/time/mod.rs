//! Text → dated mentions.

use super::Context;
use crate::model::Mention;

/// Finds time expressions in text order; they do not overlap.
#[must_use]
pub fn mentions(_text: &str, _context: &Context) -> Vec<Mention> {
    Vec::new()
}
