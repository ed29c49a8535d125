//! `saved:NAME`: a saved question inside another, as if its words stood there in parentheses.

use super::parser::{Tree, tree};
use super::problem::{Problem, expected};
use crate::model::{Expr, Field, SavedQuestion, Words};
use chrono::{DateTime, Utc};
use std::cell::{Cell, RefCell};

/// Saved questions, and how many of them may still be put into this one.
pub(super) struct Shelf<'s> {
    saved: &'s [SavedQuestion],
    left: Cell<usize>,
    /// Names of those that are being read: one inside the other.
    open: RefCell<Vec<String>>,
    /// They are not looked up: any name stands for a word.
    is_shut: bool,
}

/// More of them in one question are refused.
const MOST: usize = 20;

impl<'s> Shelf<'s> {
    pub(super) fn new(saved: &'s [SavedQuestion]) -> Shelf<'s> {
        Shelf { saved, left: Cell::new(MOST), open: RefCell::default(), is_shut: false }
    }

    /// For where parts of a question stand: what the saved ones say is not needed.
    pub(super) fn shut() -> Shelf<'static> {
        Shelf { saved: &[], left: Cell::new(MOST), open: RefCell::default(), is_shut: true }
    }

    /// The tree of a saved question. Its order is left aside, and its dates are read in its own zone.
    pub(super) fn take(&self, name: &str, place: (usize, usize), now: DateTime<Utc>) -> Result<Tree, Problem> {
        if self.is_shut {
            let expr = Expr::Words(Field::Any, Words::Word(name.to_owned()));
            return Ok(Tree { expr, order: None, warnings: Vec::new(), rows: Vec::new(), is_open_or: false });
        }
        let Some(saved) = self.saved.iter().find(|s| s.name == name) else {
            let names = self.saved.iter().map(|s| s.name.as_str());
            let hint =
                if self.saved.is_empty() { "save a question first: dateline save NAME QUESTION".to_owned() } else { expected(name, names) };
            return Err(Problem::new(place, format!("no question is saved as “{name}”"), hint));
        };
        if self.open.borrow().iter().any(|open| open == name) {
            return Err(Problem::new(place, format!("the question saved as “{name}” names itself"), "save it anew without"));
        }
        let Some(left) = self.left.get().checked_sub(1) else {
            return Err(Problem::new(place, format!("more than {MOST} saved questions"), "ask several questions"));
        };
        self.left.set(left);
        self.open.borrow_mut().push(name.to_owned());
        let tree = tree(&saved.question, saved.zone, now, self);
        self.open.borrow_mut().pop();
        tree.map_err(|problem| Problem::new(place, format!("the question saved as “{name}” is not understood: {problem}"), "save it anew"))
    }
}
