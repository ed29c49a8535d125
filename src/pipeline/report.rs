//! What came of a run, source by source.

use crate::model::Saved;

/// What came of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// One for each source asked, in the order of sources.toml.
    pub sources: Vec<SourceReport>,
    /// Sources that were not due.
    pub waiting: usize,
}

/// What came of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceReport {
    /// Its name.
    pub name: String,
    /// How it answered.
    pub outcome: Outcome,
    /// Documents that were not known.
    pub new: usize,
    /// Documents that changed.
    pub revised: usize,
    /// Pages that are as they were.
    pub unchanged: usize,
    /// What went wrong at the price of one record each, in words.
    pub warnings: Vec<String>,
}

/// How a source answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// With a listing.
    Read,
    /// That nothing changed.
    NotModified,
    /// It was not asked, since its host wants no requests now; in words.
    Waits(String),
    /// Not as it should, in words.
    Failed(String),
}

impl SourceReport {
    pub(super) fn new(name: &str) -> SourceReport {
        SourceReport { name: name.to_owned(), outcome: Outcome::Read, new: 0, revised: 0, unchanged: 0, warnings: Vec::new() }
    }

    /// Says a thing once, though it befell many records.
    pub(super) fn warn(&mut self, warning: String) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    pub(super) fn count(&mut self, saved: Saved) {
        match saved {
            Saved::New => self.new += 1,
            Saved::Revised => self.revised += 1,
            Saved::Same => self.unchanged += 1,
        }
    }
}

impl Report {
    /// Sources that did not answer as they should.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.sources.iter().filter(|s| matches!(s.outcome, Outcome::Failed(_))).count()
    }

    /// New and revised documents.
    #[must_use]
    pub fn gained(&self) -> (usize, usize) {
        self.sources.iter().fold((0, 0), |(new, revised), s| (new + s.new, revised + s.revised))
    }
}
