//! From one unit of a document to all of them: the units of a document stand in a block, its publication last.
//!
//! They are written in one batch, replaced together, and merging keeps their order, so that each unit can tell how far the
//! first and the last of its block are.

use super::columns::AllColumns;
use std::fmt;
use tantivy::query::{BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{BitSet, DocId, DocSet, Result, Score, SegmentReader, TERMINATED, TantivyError};

/// Names of the columns: how many units of the block stand before this one, and how many after.
pub(super) const BEFORE: &str = "before";
pub(super) const AFTER: &str = "after";

/// All units of the documents that have a unit which fits.
pub(super) struct SameDocument(pub(super) Box<dyn Query>, pub(super) AllColumns);

impl Clone for SameDocument {
    fn clone(&self) -> Self {
        SameDocument(self.0.box_clone(), self.1.clone())
    }
}

impl fmt::Debug for SameDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SameDocument({:?})", self.0)
    }
}

impl Query for SameDocument {
    fn weight(&self, scoring: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        let unscored = match scoring {
            EnableScoring::Enabled { searcher, .. } => EnableScoring::disabled_from_searcher(searcher),
            disabled @ EnableScoring::Disabled { .. } => disabled,
        };
        Ok(Box::new(SameDocumentWeight(self.0.weight(unscored)?, self.1.clone())))
    }
}

struct SameDocumentWeight(Box<dyn Weight>, AllColumns);

impl Weight for SameDocumentWeight {
    fn scorer(&self, segment: &SegmentReader, _: Score) -> Result<Box<dyn Scorer>> {
        let mut fitting = self.0.scorer(segment, 1.0)?;
        let columns = self.1.of(segment);
        let mut all = BitSet::with_max_value(segment.max_doc());
        while fitting.doc() != TERMINATED {
            let doc = fitting.doc();
            let last = columns.last(doc);
            (columns.first(doc)..=last).for_each(|d| {
                all.insert(d);
            });
            if fitting.seek(last + 1) == TERMINATED {
                break;
            }
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(all), 0.0)))
    }

    fn explain(&self, _: &SegmentReader, doc: DocId) -> Result<Explanation> {
        Err(TantivyError::InvalidArgument(format!("document {doc}: conditions do not score")))
    }
}
