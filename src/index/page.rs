//! One page of answers in a stable order, with the count of all of them.

use super::Shown;
use super::columns::Columns;
use super::plan::MOST_BETTER;
use crate::model::{Cursor, Found, Hit, Order, Question};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::query::{EnableScoring, Query, Scorer, Weight};
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, Result, Score, SegmentOrdinal, SegmentReader};

/// Collects the first answers after a place.
pub(super) struct Page<'s> {
    shown: &'s Shown,
    order: Order,
    dated: bool,
    after: Option<Cursor>,
    limit: usize,
    /// Scores what may come onto the page, where the score that comes with an answer is without its lead.
    exact: Option<Box<dyn Weight>>,
    last: Last,
}

/// What has a greater key is beyond the page; known to all segments, so that what one has found spares the others their own.
#[derive(Clone)]
struct Last(Arc<AtomicI64>);

impl Last {
    /// One thread's number may be an older one, which is greater: it passes over less.
    fn key(&self) -> i64 {
        self.0.load(Relaxed)
    }

    fn lower(&self, key: i64) {
        self.0.fetch_min(key, Relaxed);
    }
}

impl<'s> Page<'s> {
    pub(super) fn of(question: &Question, exact: Option<&dyn Query>, shown: &'s Shown) -> Result<Page<'s>> {
        let exact = exact.map(|query| query.weight(EnableScoring::enabled_from_searcher(&shown.searcher))).transpose()?;
        let (order, dated, after) = (question.order, question.dated, question.after);
        let (limit, last) = (question.limit.unwrap_or(usize::MAX), Last(Arc::new(AtomicI64::new(i64::MAX))));
        Ok(Page { shown, order, dated, after, limit, exact, last })
    }
}

/// The best so far of a segment: more than a page of them, so that they are sorted out seldom and not one by one. News comes
/// after news, and the newest first would turn a heap over at every answer.
struct Best {
    total: usize,
    more: bool,
    limit: usize,
    /// Key and document; those of one key are told apart at the end.
    kept: Vec<(i64, DocId)>,
    last: Last,
    /// So many may be kept before they are sorted out.
    room: usize,
}

/// Pages that are kept before they are sorted out, and answers at least.
const ROOM: usize = 4;
const LEAST_ROOM: usize = 1_000;
/// Where it takes long to tell how good an answer is, they are sorted out when there is half a page more.
const DEAR_ROOM: (usize, usize) = (3, 2);

impl Best {
    fn new(limit: usize, dear: bool, last: Last) -> Best {
        let room = if dear { limit.saturating_mul(DEAR_ROOM.0) / DEAR_ROOM.1 } else { limit.saturating_mul(ROOM).max(LEAST_ROOM) };
        Best { total: 0, more: false, limit, kept: Vec::new(), last, room }
    }

    fn push(&mut self, key: i64, doc: DocId) {
        if key > self.last.key() {
            self.more = true;
            return;
        }
        self.kept.push((key, doc));
        if self.kept.len() >= self.room {
            self.sort_out();
        }
    }

    /// Keeps a page, and what has the key of its last.
    fn sort_out(&mut self) {
        if let Some(nth) = self.limit.checked_sub(1).filter(|nth| *nth < self.kept.len()) {
            let (_, (key, _), _) = self.kept.select_nth_unstable_by_key(nth, |(key, _)| *key);
            self.last.lower(*key);
        }
        let (all, last) = (self.kept.len(), self.last.key());
        self.kept.retain(|(key, _)| *key <= last);
        self.more |= self.kept.len() < all;
        // Many of one key are not sorted out in vain at every one that comes.
        self.room = self.room.max(self.kept.len().saturating_mul(3) / 2);
    }
}

pub(super) struct PageSegment {
    order: Order,
    /// What has no date is passed over.
    dated: bool,
    after: Option<Cursor>,
    columns: Columns,
    best: Best,
    exact: Option<Box<dyn Scorer>>,
}

/// What a segment has found.
pub(super) struct Part {
    total: usize,
    more: bool,
    hits: Vec<Hit>,
}

/// Least for the best.
fn key(columns: &Columns, doc: DocId, order: Order, score: Score) -> i64 {
    match order {
        // Scores are never negative, so their bits keep their order.
        Order::Relevance => -i64::from(score.to_bits()),
        Order::Fresh => by_freshness(columns.when(doc), score),
        _ => by_date(order, columns.when(doc)),
    }
}

/// A month makes up for a score half as good. So the order is that of the score's logarithm and the date together, whatever the
/// day on which it is asked.
const HALVED: f64 = 30.0 * 24.0 * 3600.0;
/// Parts of a halving that are told apart.
const PARTS: f64 = (1 << 24) as f64;

#[expect(clippy::cast_possible_truncation, reason = "some thousand halvings at most, and what is beyond is cut")]
fn by_freshness(when: Option<i64>, score: Score) -> i64 {
    // What does not score at all is told apart by its date alone.
    let good = f64::from(score.max(Score::MIN_POSITIVE)).log2();
    when.map_or(i64::MAX, |when| -((good + when as f64 / HALVED) * PARTS) as i64)
}

/// The score behind a key.
#[expect(clippy::cast_possible_truncation, reason = "it was a score")]
fn score_of(key: i64, when: Option<i64>) -> Score {
    when.map_or(0.0, |when| (-key as f64 / PARTS - when as f64 / HALVED).exp2() as Score)
}

/// What has no date comes last.
fn by_date(order: Order, when: Option<i64>) -> i64 {
    let when = if order == Order::Newest { when.map(|w| -w) } else { when };
    when.unwrap_or(i64::MAX)
}

impl PageSegment {
    /// It stands on a page before this one.
    fn is_before(&self, key: i64, doc: DocId) -> bool {
        self.after.is_some_and(|after| key < after.key || key == after.key && self.columns.tie(doc) <= after.tie)
    }

    /// The score with its lead; none where it cannot come onto the page however good that is.
    fn scored(&mut self, doc: DocId, score: Score) -> Option<Score> {
        let Some(exact) = &mut self.exact else { return Some(score) };
        if key(&self.columns, doc, self.order, score * MOST_BETTER) > self.best.last.key() {
            self.best.more = true;
            return None;
        }
        // It is of what fits, and does not look whether this does.
        if exact.doc() < doc {
            exact.seek(doc);
        }
        Some(if exact.doc() == doc { exact.score() } else { score })
    }

    fn hit(&self, key: i64, doc: DocId) -> Hit {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the bits were put there")]
        let score = match self.order {
            Order::Relevance => Score::from_bits((-key) as u32),
            Order::Fresh => score_of(key, self.columns.when(doc)),
            Order::Oldest | Order::Newest => 0.0,
        };
        let place = Cursor { key, tie: self.columns.tie(doc) };
        Hit { kind: self.columns.kind(doc), row: self.columns.row(doc), score, place }
    }
}

impl SegmentCollector for PageSegment {
    type Fruit = Part;

    fn collect(&mut self, doc: DocId, score: Score) {
        if self.dated && self.columns.when(doc).is_none() {
            return;
        }
        self.best.total += 1;
        let Some(score) = self.scored(doc, score) else { return };
        let key = key(&self.columns, doc, self.order, score);
        if !self.is_before(key, doc) {
            self.best.push(key, doc);
        }
    }

    /// Dates are read many at a time.
    fn collect_block(&mut self, docs: &[DocId]) {
        if self.order.is_by_score() {
            return docs.iter().for_each(|doc| self.collect(*doc, 0.0));
        }
        let mut dates = [None; COLLECT_BLOCK_BUFFER_LEN];
        for docs in docs.chunks(COLLECT_BLOCK_BUFFER_LEN) {
            self.columns.all_when(docs, &mut dates[..docs.len()]);
            // Most are beyond the page, and nothing else is looked at then.
            let mut last = self.best.last.key();
            for (doc, when) in docs.iter().zip(dates).filter(|(_, when)| !self.dated || when.is_some()) {
                self.best.total += 1;
                let key = by_date(self.order, when);
                if key > last {
                    self.best.more = true;
                } else if !self.is_before(key, *doc) {
                    self.best.push(key, *doc);
                    last = self.best.last.key();
                }
            }
        }
    }

    fn harvest(mut self) -> Part {
        self.best.sort_out();
        let hits = self.best.kept.iter().map(|(key, doc)| self.hit(*key, *doc)).collect();
        Part { total: self.best.total, more: self.best.more, hits }
    }
}

impl Collector for Page<'_> {
    type Fruit = Found;
    type Child = PageSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> Result<PageSegment> {
        let columns = self.shown.columns.of(segment).clone();
        let exact = self.exact.as_ref().map(|weight| weight.scorer(segment, 1.0)).transpose()?;
        let best = Best::new(self.limit, exact.is_some(), self.last.clone());
        Ok(PageSegment { order: self.order, dated: self.dated, after: self.after, columns, best, exact })
    }

    fn requires_scoring(&self) -> bool {
        self.order.is_by_score()
    }

    fn merge_fruits(&self, parts: Vec<Part>) -> Result<Found> {
        let total = parts.iter().map(|p| p.total).sum();
        let mut more = parts.iter().any(|p| p.more);
        let mut hits: Vec<Hit> = parts.into_iter().flat_map(|p| p.hits).collect();
        hits.sort_unstable_by_key(|hit| hit.place);
        more |= hits.len() > self.limit;
        hits.truncate(self.limit);
        Ok(Found { total, hits, more, ..Found::default() })
    }
}

/// Collects kind and row of everything.
pub(super) struct Rows<'s>(pub(super) &'s Shown);

pub(super) struct RowsSegment(Columns, Vec<(u64, i64)>);

impl SegmentCollector for RowsSegment {
    type Fruit = Vec<(u64, i64)>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.1.push((self.0.kind_number(doc), self.0.row(doc)));
    }

    fn harvest(self) -> Self::Fruit {
        self.1
    }
}

impl Collector for Rows<'_> {
    type Fruit = Vec<(u64, i64)>;
    type Child = RowsSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> Result<RowsSegment> {
        Ok(RowsSegment(self.0.columns.of(segment).clone(), Vec::new()))
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Self::Fruit>) -> Result<Self::Fruit> {
        Ok(segments.concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_as_good_may_be_a_month_older() {
        let month = 30 * 24 * 3600;
        let newer = by_freshness(Some(month), 3.0);
        assert!(by_freshness(Some(0), 6.1) < newer && newer < by_freshness(Some(0), 5.9));
        assert!(newer < by_freshness(None, 100.0));
        let score = score_of(by_freshness(Some(1_772_200_000), 7.25), Some(1_772_200_000));
        assert!((score - 7.25).abs() < 0.001, "{score}");
    }
}
