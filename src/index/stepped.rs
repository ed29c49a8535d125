//! A union for few documents. Tantivy's own reads and scores thousands ahead, which pays where all of them are answers; where only
//! some are asked for, each of its queries steps to those alone.

use super::filtered::explained;
use std::fmt;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Result, Score, SegmentReader, TERMINATED};

/// What any of some queries finds, with the sum of their scores.
pub(super) struct Stepped(pub(super) Vec<Box<dyn Query>>);

impl Clone for Stepped {
    fn clone(&self) -> Self {
        Stepped(self.0.iter().map(|query| query.box_clone()).collect())
    }
}

impl fmt::Debug for Stepped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stepped({:?})", self.0)
    }
}

impl Query for Stepped {
    fn weight(&self, scoring: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        Ok(Box::new(SteppedWeight(self.0.iter().map(|query| query.weight(scoring)).collect::<Result<_>>()?)))
    }
}

struct SteppedWeight(Vec<Box<dyn Weight>>);

impl Weight for SteppedWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> Result<Box<dyn Scorer>> {
        let parts = self.0.iter().map(|weight| Ok(Part::of(weight.scorer(segment, boost)?))).collect::<Result<Vec<_>>>()?;
        let doc = first(&parts);
        Ok(Box::new(SteppedScorer { parts, doc }))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> Result<Explanation> {
        explained(self, "stepped", segment, doc)
    }
}

/// A scorer, and where it stands: that is asked for more often than it moves.
struct Part {
    doc: DocId,
    scorer: Box<dyn Scorer>,
}

impl Part {
    fn of(scorer: Box<dyn Scorer>) -> Part {
        Part { doc: scorer.doc(), scorer }
    }
}

struct SteppedScorer {
    parts: Vec<Part>,
    doc: DocId,
}

fn first(parts: &[Part]) -> DocId {
    parts.iter().map(|part| part.doc).min().unwrap_or(TERMINATED)
}

impl DocSet for SteppedScorer {
    fn advance(&mut self) -> DocId {
        for part in self.parts.iter_mut().filter(|part| part.doc == self.doc) {
            part.doc = part.scorer.advance();
        }
        self.doc = first(&self.parts);
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for part in self.parts.iter_mut().filter(|part| part.doc < target) {
            part.doc = part.scorer.seek(target);
        }
        self.doc = first(&self.parts);
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.parts.iter().map(|part| part.scorer.size_hint()).fold(0, u32::saturating_add)
    }

    fn cost(&self) -> u64 {
        self.parts.iter().map(|part| part.scorer.cost()).sum()
    }
}

impl Scorer for SteppedScorer {
    fn score(&mut self) -> Score {
        let here = self.parts.iter_mut().filter(|part| part.doc == self.doc);
        here.map(|part| part.scorer.score()).sum()
    }
}
