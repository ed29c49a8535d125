//! Documents that another query finds, and that pass a check of ours.

use tantivy::query::{Explanation, Scorer, Weight};
use tantivy::{DocId, DocSet, Result, Score, SegmentReader, TERMINATED, TantivyError};

/// What is looked at in each document, asked of one after the other.
pub(super) trait Check: Send + 'static {
    /// So many times it makes a document dearer.
    const DEAR: u64;

    fn fits(&mut self, doc: DocId) -> bool;

    /// The first from one on that may fit, as far as that is known of many at once.
    fn next(&mut self, doc: DocId) -> DocId {
        doc
    }
}

/// Those of a scorer that fit.
pub(super) struct Filtered<C> {
    of: Box<dyn Scorer>,
    check: C,
}

impl<C: Check> Filtered<C> {
    pub(super) fn new(of: Box<dyn Scorer>, check: C) -> Filtered<C> {
        let mut filtered = Filtered { of, check };
        filtered.first_from(filtered.doc());
        filtered
    }

    /// The first that fits, from one on that is there.
    fn first_from(&mut self, mut doc: DocId) -> DocId {
        while doc != TERMINATED {
            let next = self.check.next(doc);
            doc = if next > doc {
                self.of.seek(next)
            } else if self.check.fits(doc) {
                break;
            } else {
                self.of.advance()
            };
        }
        doc
    }
}

impl<C: Check> DocSet for Filtered<C> {
    fn advance(&mut self) -> DocId {
        let next = self.of.advance();
        self.first_from(next)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let next = self.of.seek(target);
        self.first_from(next)
    }

    fn doc(&self) -> DocId {
        self.of.doc()
    }

    fn size_hint(&self) -> u32 {
        self.of.size_hint()
    }

    fn cost(&self) -> u64 {
        self.of.cost().saturating_mul(C::DEAR)
    }
}

impl<C: Check> Scorer for Filtered<C> {
    fn score(&mut self) -> Score {
        self.of.score()
    }
}

/// The score of a document, by the name of what scores it.
pub(super) fn explained(weight: &dyn Weight, name: &'static str, segment: &SegmentReader, doc: DocId) -> Result<Explanation> {
    let mut scorer = weight.scorer(segment, 1.0)?;
    if scorer.doc() > doc || scorer.seek(doc) != doc {
        return Err(TantivyError::InvalidArgument(format!("document {doc} does not fit")));
    }
    Ok(Explanation::new(name, scorer.score()))
}
