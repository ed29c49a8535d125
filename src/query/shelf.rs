//! `saved:NAME`: a saved question inside another, as if its words stood there in parentheses.

use super::parser::{Tree, tree};
use super::problem::{Problem, expected};
use crate::model::SavedQuestion;
use chrono::{DateTime, Utc};
use std::cell::Cell;

/// Saved questions, and how many of them may still be put into this one: they may name each other.
pub(super) struct Shelf<'s> {
    saved: &'s [SavedQuestion],
    left: Cell<usize>,
}

/// More of them in one question are refused.
const MOST: usize = 20;

impl<'s> Shelf<'s> {
    pub(super) fn new(saved: &'s [SavedQuestion]) -> Shelf<'s> {
        Shelf { saved, left: Cell::new(MOST) }
    }

    /// The tree of a saved question. Its order is left aside, and its dates are read in its own zone.
    pub(super) fn take(&self, name: &str, place: (usize, usize), now: DateTime<Utc>) -> Result<Tree, Problem> {
        let Some(saved) = self.saved.iter().find(|s| s.name == name) else {
            let names = self.saved.iter().map(|s| s.name.as_str());
            let hint =
                if self.saved.is_empty() { "save a question first: dateline save NAME QUESTION".to_owned() } else { expected(name, names) };
            return Err(Problem::new(place, format!("no question is saved as “{name}”"), hint));
        };
        let Some(left) = self.left.get().checked_sub(1) else {
            return Err(Problem::new(place, format!("more than {MOST} saved questions"), "do they name each other?"));
        };
        self.left.set(left);
        tree(&saved.question, saved.zone, now, self)
            .map_err(|problem| Problem::new(place, format!("the question saved as “{name}” is not understood: {problem}"), "save it anew"))
    }
}
