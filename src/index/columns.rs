//! The columns of a segment by which answers are ordered and counted, opened once for all questions: what a column says of its
//! blocks is read when it is opened, and for many a question that takes longer than all its answers.

use super::schema::{DAY, UNDATED, WHEN};
use crate::model::EventKind;
use tantivy::columnar::Column;
use tantivy::{DocId, Result, Searcher, SegmentReader};

/// The fast fields of units.
#[derive(Clone)]
pub(super) struct Columns {
    row: Column<i64>,
    kind: Column<u64>,
    tie: Column<u64>,
    when: Column<i64>,
    pub(super) day: Column<u64>,
}

impl Columns {
    /// Of all segments, in their order.
    pub(super) fn of(searcher: &Searcher) -> Result<Vec<Columns>> {
        searcher.segment_readers().iter().map(Columns::of_segment).collect()
    }

    fn of_segment(segment: &SegmentReader) -> Result<Columns> {
        let fast = segment.fast_fields();
        let (when, day) = (fast.i64(WHEN)?, fast.u64(DAY)?);
        Ok(Columns { row: fast.i64("row")?, kind: fast.u64("kind")?, tie: fast.u64("tie")?, when, day })
    }

    /// Seconds since 1970.
    pub(super) fn when(&self, doc: DocId) -> Option<i64> {
        self.when.first(doc).filter(|when| *when != UNDATED)
    }

    /// The same of many.
    pub(super) fn all_when(&self, docs: &[DocId], when: &mut [Option<i64>]) {
        self.when.first_vals(docs, when);
        for when in when {
            *when = when.filter(|when| *when != UNDATED);
        }
    }

    pub(super) fn row(&self, doc: DocId) -> i64 {
        self.row.first(doc).unwrap_or(0)
    }

    pub(super) fn kind(&self, doc: DocId) -> EventKind {
        let number = usize::try_from(self.kind_number(doc)).unwrap_or(0);
        EventKind::ALL[number.min(EventKind::ALL.len() - 1)]
    }

    pub(super) fn kind_number(&self, doc: DocId) -> u64 {
        self.kind.first(doc).unwrap_or(0)
    }

    pub(super) fn tie(&self, doc: DocId) -> u64 {
        self.tie.first(doc).unwrap_or(0)
    }
}
