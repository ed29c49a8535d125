//! A condition on dates beside others. Tantivy's own looks through a column for what lies between two values, which is most of the
//! work where the other conditions leave few documents: for those it is faster to look each one up.

use std::fmt;
use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Result, Score, SegmentReader, TERMINATED, TantivyError};

/// Documents of a segment for each that is looked up: to look through that many takes as long.
const LOOKED_THROUGH: u32 = 8;

/// Seconds since 1970, without the last one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// The column's name.
    pub(super) column: &'static str,
    pub(super) from: i64,
    pub(super) to: i64,
}

/// What fits, and has a date between bounds.
pub(super) struct Within {
    pub(super) bounds: Bounds,
    pub(super) what: Box<dyn Query>,
    /// The same as one query of tantivy's.
    pub(super) both: Box<dyn Query>,
}

impl Clone for Within {
    fn clone(&self) -> Self {
        Within { bounds: self.bounds, what: self.what.box_clone(), both: self.both.box_clone() }
    }
}

impl fmt::Debug for Within {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Within({:?}, {:?})", self.bounds, self.what)
    }
}

impl Query for Within {
    fn weight(&self, scoring: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        Ok(Box::new(WithinWeight { bounds: self.bounds, what: self.what.weight(scoring)?, both: self.both.weight(scoring)? }))
    }
}

struct WithinWeight {
    bounds: Bounds,
    what: Box<dyn Weight>,
    both: Box<dyn Weight>,
}

impl Weight for WithinWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> Result<Box<dyn Scorer>> {
        let what = self.what.scorer(segment, boost)?;
        if what.cost() > u64::from(segment.max_doc() / LOOKED_THROUGH) {
            return self.both.scorer(segment, boost);
        }
        let column = segment.fast_fields().i64(self.bounds.column)?;
        let mut scorer = WithinScorer { bounds: self.bounds, what, column };
        if scorer.doc() != TERMINATED && !scorer.fits() {
            scorer.advance();
        }
        Ok(Box::new(scorer))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not fit")));
        }
        Ok(Explanation::new("within", scorer.score()))
    }
}

struct WithinScorer {
    bounds: Bounds,
    what: Box<dyn Scorer>,
    column: Column<i64>,
}

impl WithinScorer {
    fn fits(&self) -> bool {
        self.column.first(self.what.doc()).is_some_and(|at| self.bounds.from <= at && at < self.bounds.to)
    }
}

impl DocSet for WithinScorer {
    fn advance(&mut self) -> DocId {
        loop {
            let doc = self.what.advance();
            if doc == TERMINATED || self.fits() {
                return doc;
            }
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let doc = self.what.seek(target);
        if doc == TERMINATED || self.fits() { doc } else { self.advance() }
    }

    fn doc(&self) -> DocId {
        self.what.doc()
    }

    fn size_hint(&self) -> u32 {
        self.what.size_hint()
    }

    fn cost(&self) -> u64 {
        self.what.cost()
    }
}

impl Scorer for WithinScorer {
    fn score(&mut self) -> Score {
        self.what.score()
    }
}
