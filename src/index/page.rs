//! One page of answers in a stable order, with the count of all of them.

use crate::model::{Cursor, EventKind, Found, Hit, Order, Question};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Result, Score, SegmentOrdinal, SegmentReader};

/// Collects the first answers after a place.
pub(super) struct Page {
    order: Order,
    after: Option<Cursor>,
    limit: usize,
}

impl Page {
    pub(super) fn of(question: &Question) -> Page {
        Page { order: question.order, after: question.after, limit: question.limit.unwrap_or(usize::MAX) }
    }
}

/// A hit ordered by its place, so that the heap's top is the last of the page.
struct Placed(Hit);

impl Ord for Placed {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.place.cmp(&other.0.place)
    }
}

impl PartialOrd for Placed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Placed {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Placed {}

/// The best so far of one or several segments.
#[derive(Default)]
pub(super) struct Best {
    total: usize,
    more: bool,
    heap: BinaryHeap<Placed>,
}

impl Best {
    /// The page is full, and what has this key comes after its last.
    fn is_beyond(&self, key: i64, limit: usize) -> bool {
        self.heap.len() >= limit && self.heap.peek().is_none_or(|last| key > last.0.place.key)
    }

    fn push(&mut self, hit: Hit, limit: usize) {
        if self.heap.len() < limit {
            self.heap.push(Placed(hit));
            return;
        }
        self.more = true;
        if self.heap.peek().is_some_and(|last| hit.place < last.0.place) {
            self.heap.pop();
            self.heap.push(Placed(hit));
        }
    }
}

pub(super) struct PageSegment {
    order: Order,
    after: Option<Cursor>,
    limit: usize,
    columns: Columns,
    best: Best,
}

/// The fast fields of a unit.
struct Columns {
    row: Column<i64>,
    kind: Column<u64>,
    tie: Column<u64>,
    when: Column<i64>,
}

impl Columns {
    fn of(segment: &SegmentReader) -> Result<Columns> {
        let fast = segment.fast_fields();
        Ok(Columns { row: fast.i64("row")?, kind: fast.u64("kind")?, tie: fast.u64("tie")?, when: fast.i64("when")? })
    }

    fn kind(&self, doc: DocId) -> EventKind {
        let number = self.kind.first(doc).and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        EventKind::ALL[number.min(EventKind::ALL.len() - 1)]
    }

    /// What has no date comes last.
    fn key(&self, doc: DocId, order: Order, score: Score) -> i64 {
        match order {
            // Scores are never negative, so their bits keep their order.
            Order::Relevance => -i64::from(score.to_bits()),
            Order::Oldest => self.when.first(doc).unwrap_or(i64::MAX),
            Order::Newest => self.when.first(doc).map_or(i64::MAX, |w| -w),
        }
    }
}

impl SegmentCollector for PageSegment {
    type Fruit = Best;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.best.total += 1;
        let key = self.columns.key(doc, self.order, score);
        if self.best.is_beyond(key, self.limit) {
            // What stands before the page is before its last too, so that this one comes after.
            self.best.more = true;
            return;
        }
        let place = Cursor { key, tie: self.columns.tie.first(doc).unwrap_or(0) };
        if self.after.is_none_or(|after| place > after) {
            let hit = Hit { kind: self.columns.kind(doc), row: self.columns.row.first(doc).unwrap_or(0), score, place };
            self.best.push(hit, self.limit);
        }
    }

    fn harvest(self) -> Best {
        self.best
    }
}

impl Collector for Page {
    type Fruit = Found;
    type Child = PageSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> Result<PageSegment> {
        let columns = Columns::of(segment)?;
        Ok(PageSegment { order: self.order, after: self.after, limit: self.limit, columns, best: Best::default() })
    }

    fn requires_scoring(&self) -> bool {
        self.order == Order::Relevance
    }

    fn merge_fruits(&self, segments: Vec<Best>) -> Result<Found> {
        let mut all = Best::default();
        for segment in segments {
            all.total += segment.total;
            all.more |= segment.more;
            segment.heap.into_iter().for_each(|Placed(hit)| all.push(hit, self.limit));
        }
        let hits = all.heap.into_sorted_vec().into_iter().map(|Placed(hit)| hit).collect();
        Ok(Found { total: all.total, hits, more: all.more, notes: Vec::new() })
    }
}

/// Collects kind and row of everything.
pub(super) struct Rows;

pub(super) struct RowsSegment(Columns, Vec<(u64, i64)>);

impl SegmentCollector for RowsSegment {
    type Fruit = Vec<(u64, i64)>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.1.push((self.0.kind.first(doc).unwrap_or(0), self.0.row.first(doc).unwrap_or(0)));
    }

    fn harvest(self) -> Self::Fruit {
        self.1
    }
}

impl Collector for Rows {
    type Fruit = Vec<(u64, i64)>;
    type Child = RowsSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> Result<RowsSegment> {
        Ok(RowsSegment(Columns::of(segment)?, Vec::new()))
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Self::Fruit>) -> Result<Self::Fruit> {
        Ok(segments.concat())
    }
}
