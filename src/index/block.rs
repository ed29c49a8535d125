//! From one unit of a document to all of them: the units of a document stand in a block, its publication last.
//!
//! They are written in one batch, replaced together, and merging keeps their order, so that each unit can tell how far the
//! first and the last of its block are.

use tantivy::query::{BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{BitSet, DocId, DocSet, Result, Score, SegmentReader, TERMINATED, TantivyError};

/// Names of the columns: how many units of the block stand before this one, and how many after.
pub(super) const BEFORE: &str = "before";
pub(super) const AFTER: &str = "after";

/// All units of the documents that have a unit which fits.
#[derive(Debug)]
pub(super) struct SameDocument(pub(super) Box<dyn Query>);

impl Clone for SameDocument {
    fn clone(&self) -> Self {
        SameDocument(self.0.box_clone())
    }
}

impl Query for SameDocument {
    fn weight(&self, scoring: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        let unscored = match scoring {
            EnableScoring::Enabled { searcher, .. } => EnableScoring::disabled_from_searcher(searcher),
            disabled @ EnableScoring::Disabled { .. } => disabled,
        };
        Ok(Box::new(SameDocumentWeight(self.0.weight(unscored)?)))
    }
}

struct SameDocumentWeight(Box<dyn Weight>);

impl Weight for SameDocumentWeight {
    fn scorer(&self, segment: &SegmentReader, _: Score) -> Result<Box<dyn Scorer>> {
        let mut fitting = self.0.scorer(segment, 1.0)?;
        let fast = segment.fast_fields();
        let (before, after) = (fast.u64(BEFORE)?, fast.u64(AFTER)?);
        let mut all = BitSet::with_max_value(segment.max_doc());
        let distance = |column: &tantivy::columnar::Column<u64>, doc| column.first(doc).and_then(|n| DocId::try_from(n).ok()).unwrap_or(0);
        while fitting.doc() != TERMINATED {
            let doc = fitting.doc();
            let last = doc + distance(&after, doc);
            (doc - distance(&before, doc)..=last).for_each(|d| {
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
