//! What stands in the context of a unit: of a quotation its paragraph, of a dated sentence itself. It is a part of the document's
//! text, which stands in the index once, with the publication; the unit has the places of its first and last word.

use super::columns::AllColumns;
use super::near::{Pattern, Places, Span};
use super::words::analyser::GAP;
use super::words::split;
use crate::model::Unit;
use std::fmt;
use std::ops::Range;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, Result, Score, SegmentReader, TERMINATED, TantivyError};

/// Names of the columns: first position, and first position after it.
pub(super) const FROM: &str = "from";
pub(super) const TO: &str = "to";

/// The positions of the units' contexts, when the text is the first of its field.
pub(super) fn positions(units: &[Unit]) -> Vec<Range<usize>> {
    let text = units.last().and_then(|publication| publication.text.first()).map_or("", String::as_str);
    let words: Vec<usize> = split(text).map(|place| place.start).collect();
    let nth = |byte: usize| GAP + 1 + words.partition_point(|start| *start < byte);
    units.iter().map(|unit| if unit.context.is_empty() { 0..0 } else { nth(unit.context.start)..nth(unit.context.end) }).collect()
}

/// A context: first position, and first position after it.
#[derive(Clone, Copy)]
pub(super) struct Context(pub(super) u64, pub(super) u64);

impl Context {
    pub(super) fn holds(self, span: Span) -> bool {
        self.0 <= u64::from(span.0) && u64::from(span.1) <= self.1
    }
}

/// Units in whose context a pattern stands; with `whole` the publications themselves, where it stands anywhere in them.
pub(super) struct InContext {
    pub(super) field: Field,
    pub(super) pattern: Pattern,
    /// Finds every document that has the pattern's words, and scores it.
    pub(super) candidates: Box<dyn Query>,
    pub(super) whole: bool,
    pub(super) columns: AllColumns,
}

impl Clone for InContext {
    fn clone(&self) -> Self {
        InContext { pattern: self.pattern.clone(), candidates: self.candidates.box_clone(), columns: self.columns.clone(), ..*self }
    }
}

impl fmt::Debug for InContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InContext({:?})", self.pattern)
    }
}

impl Query for InContext {
    fn weight(&self, scoring: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        let candidates = self.candidates.weight(scoring)?;
        let (pattern, columns) = (self.pattern.clone(), self.columns.clone());
        Ok(Box::new(InContextWeight { field: self.field, pattern, candidates, whole: self.whole, columns }))
    }
}

struct InContextWeight {
    field: Field,
    pattern: Pattern,
    candidates: Box<dyn Weight>,
    whole: bool,
    columns: AllColumns,
}

impl Weight for InContextWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> Result<Box<dyn Scorer>> {
        let mut candidates = self.candidates.scorer(segment, boost)?;
        let columns = self.columns.of(segment);
        let mut places = Places::of(self.field, &self.pattern, columns, segment)?;
        let mut fitting = Vec::new();
        while candidates.doc() != TERMINATED {
            let publication = candidates.doc();
            let spans = places.in_document(publication);
            if !spans.is_empty() {
                let score = candidates.score();
                let holds = |unit: &DocId| spans.iter().any(|span| columns.context(*unit).holds(*span));
                fitting.extend((columns.first(publication)..publication).filter(holds).map(|unit| (unit, score)));
                fitting.extend(self.whole.then_some((publication, score)));
            }
            candidates.advance();
        }
        Ok(Box::new(Fitting { fitting, at: 0 }))
    }

    fn explain(&self, _: &SegmentReader, doc: DocId) -> Result<Explanation> {
        Err(TantivyError::InvalidArgument(format!("document {doc}: contexts are not explained")))
    }
}

/// What fits, in order.
struct Fitting {
    fitting: Vec<(DocId, Score)>,
    at: usize,
}

impl DocSet for Fitting {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.fitting.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|(doc, _)| *doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.fitting.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.fitting.len()).unwrap_or(u32::MAX)
    }
}

impl Scorer for Fitting {
    fn score(&mut self) -> Score {
        self.fitting.get(self.at).map_or(0.0, |(_, score)| *score)
    }
}
