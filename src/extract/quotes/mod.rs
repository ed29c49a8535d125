//! Text → quotations with speaker, cue and said-date, and the names in it.

use super::Context;
use crate::model::{Entity, Mention, Quote};

/// Finds quotations in text order, and names in order of first mention.
#[must_use]
pub fn read(_text: &str, _mentions: &[Mention], _context: &Context) -> (Vec<Quote>, Vec<Entity>) {
    (Vec::new(), Vec::new())
}
