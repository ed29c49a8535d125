//! Questions that find much are remembered until the next commit: it takes as long to find them again, and what is asked most
//! often (all there is, the newest of it, a name that is in the news) finds most.

use crate::model::{Found, Question};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Answers that are much.
const MUCH: usize = 2_000;
/// Longer pages are parts of an export, which asks for each of them once.
const LONGEST: usize = 200;
/// Questions that are remembered; the one that was not asked for longest is forgotten.
const MOST: usize = 64;

/// What was found.
#[derive(Default)]
pub(super) struct Remembered(Mutex<VecDeque<(Question, Found)>>);

impl Remembered {
    pub(super) fn get(&self, question: &Question) -> Option<Found> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, found) = all.iter().position(|(known, _)| known == question).and_then(|nth| all.remove(nth))?;
        all.push_front((known, found.clone()));
        Some(found)
    }

    pub(super) fn keep(&self, question: &Question, found: &Found) {
        if found.total < MUCH || question.limit.is_none_or(|limit| limit > LONGEST) {
            return;
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push_front((question.clone(), found.clone()));
        all.truncate(MOST);
    }
}
