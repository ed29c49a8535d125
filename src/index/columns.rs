//! The columns of a segment by which answers are ordered and counted, opened once for all questions: what a column says of its
//! blocks is read when it is opened, and for many a question that takes longer than all its answers.

use super::block::{AFTER, BEFORE};
use super::context::{Context, FROM, TO};
use super::schema::{CAPTURED, DAY, PUBLISHED, UNDATED, WHEN};
use super::zones::Zones;
use crate::model::{EventKind, TimeField};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use tantivy::columnar::Column;
use tantivy::directory::CompositeFile;
use tantivy::index::{SegmentComponent, SegmentId};
use tantivy::{DocId, Index, Result, Searcher, SegmentReader};

/// Those of all segments.
#[derive(Clone)]
pub(super) struct AllColumns(Arc<HashMap<SegmentId, Columns>>);

impl AllColumns {
    /// What was opened before is not opened again: a segment never changes but for what is deleted in it.
    pub(super) fn open(searcher: &Searcher, before: Option<&AllColumns>) -> Result<AllColumns> {
        let open = |(nth, segment): (usize, &SegmentReader)| {
            let id = segment.segment_id();
            let columns = match before.and_then(|before| before.0.get(&id)) {
                Some(columns) => Columns { nth, ..columns.clone() },
                None => Columns::open(nth, segment, searcher.index())?,
            };
            Ok((id, columns))
        };
        Ok(AllColumns(Arc::new(searcher.segment_readers().iter().enumerate().map(open).collect::<Result<_>>()?)))
    }

    /// Those of one.
    pub(super) fn of(&self, segment: &SegmentReader) -> &Columns {
        &self.0[&segment.segment_id()]
    }
}

/// The fast fields of units in a segment. What is cloned is their handles.
#[derive(Clone)]
pub(super) struct Columns {
    /// Which of the segments it is.
    pub(super) nth: usize,
    row: Column<i64>,
    kind: Column<u64>,
    tie: Column<u64>,
    when: Column<i64>,
    published: Column<i64>,
    captured: Column<i64>,
    pub(super) day: Column<u64>,
    before: Column<u64>,
    after: Column<u64>,
    from: Column<u64>,
    to: Column<u64>,
    zones: Arc<[OnceLock<Zones>; 3]>,
    /// Where terms stand, by field; none where a later commit has done away with it.
    pub(super) positions: Option<Arc<CompositeFile>>,
}

impl Columns {
    fn open(nth: usize, segment: &SegmentReader, index: &Index) -> Result<Columns> {
        let fast = segment.fast_fields();
        Ok(Columns {
            nth,
            row: fast.i64("row")?,
            kind: fast.u64("kind")?,
            tie: fast.u64("tie")?,
            when: fast.i64(WHEN)?,
            published: fast.i64(PUBLISHED)?,
            captured: fast.i64(CAPTURED)?,
            day: fast.u64(DAY)?,
            before: fast.u64(BEFORE)?,
            after: fast.u64(AFTER)?,
            from: fast.u64(FROM)?,
            to: fast.u64(TO)?,
            zones: Arc::default(),
            positions: positions(segment, index),
        })
    }

    /// The column of a date.
    pub(super) fn date(&self, field: TimeField) -> &Column<i64> {
        match field {
            TimeField::Published => &self.published,
            TimeField::Captured => &self.captured,
            // In a quotation, which says that it is one.
            TimeField::Said | TimeField::Own | TimeField::Happened => &self.when,
        }
    }

    /// Its zones, which are read when they are first asked for.
    pub(super) fn zones(&self, field: TimeField) -> &Zones {
        let nth = match field {
            TimeField::Published => 0,
            TimeField::Captured => 1,
            TimeField::Said | TimeField::Own | TimeField::Happened => 2,
        };
        self.zones[nth].get_or_init(|| Zones::of(self.date(field)))
    }

    /// The first unit of the block that one is in.
    pub(super) fn first(&self, doc: DocId) -> DocId {
        doc - distance(&self.before, doc)
    }

    /// The last one, which is the publication.
    pub(super) fn last(&self, doc: DocId) -> DocId {
        doc + distance(&self.after, doc)
    }

    pub(super) fn context(&self, doc: DocId) -> Context {
        Context(self.from.first(doc).unwrap_or(0), self.to.first(doc).unwrap_or(0))
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

fn positions(segment: &SegmentReader, index: &Index) -> Option<Arc<CompositeFile>> {
    let meta = index.new_segment_meta(segment.segment_id(), segment.max_doc());
    let file = index.segment(meta).open_read(SegmentComponent::Positions).ok()?;
    CompositeFile::open(&file).ok().map(Arc::new)
}

fn distance(column: &Column<u64>, doc: DocId) -> DocId {
    column.first(doc).and_then(|n| DocId::try_from(n).ok()).unwrap_or(0)
}
