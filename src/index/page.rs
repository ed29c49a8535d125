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
    /// Scores leads, where the score that comes with an answer is without its own.
    leads: Option<Box<dyn Weight>>,
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
    pub(super) fn of(question: &Question, leads: Option<&dyn Query>, shown: &'s Shown) -> Result<Page<'s>> {
        let leads = leads.map(|query| query.weight(EnableScoring::enabled_from_searcher(&shown.searcher))).transpose()?;
        let (order, dated, after) = (question.order, question.dated, question.after);
        let limit = question.limit.unwrap_or(usize::MAX);
        // Nothing comes onto a page without room.
        let last = Last(Arc::new(AtomicI64::new(if limit == 0 { i64::MIN } else { i64::MAX })));
        Ok(Page { shown, order, dated, after, limit, leads, last })
    }
}

/// An answer, and where it may stand: its key is between two, which are the same once it is known.
#[derive(Clone, Copy)]
struct Place {
    least: i64,
    most: i64,
    doc: DocId,
    score: Score,
}

impl Place {
    fn known(key: i64, doc: DocId, score: Score) -> Place {
        Place { least: key, most: key, doc, score }
    }
}

/// The best so far of a segment: more than a page of them, so that they are sorted out seldom and not one by one. News comes
/// after news, and the newest first would turn a heap over at every answer.
struct Best {
    total: usize,
    more: bool,
    limit: usize,
    /// As they came; those of one key are told apart at the end.
    kept: Vec<Place>,
    /// Room for their keys.
    keys: Vec<i64>,
    last: Last,
    /// So many may be kept before they are sorted out.
    room: usize,
}

/// Pages that are kept before they are sorted out, and answers at least.
const ROOM: usize = 4;
const LEAST_ROOM: usize = 1_000;

impl Best {
    fn new(limit: usize, least_room: usize, last: Last) -> Best {
        Best { total: 0, more: false, limit, kept: Vec::new(), keys: Vec::new(), last, room: limit.saturating_mul(ROOM).max(least_room) }
    }

    /// Keeps a page, and what may stand before its last.
    fn sort_out(&mut self) {
        if let Some(nth) = self.limit.checked_sub(1).filter(|nth| *nth < self.kept.len()) {
            self.keys.clear();
            self.keys.extend(self.kept.iter().map(|place| place.most));
            self.last.lower(*self.keys.select_nth_unstable(nth).1);
        }
        let (all, last) = (self.kept.len(), self.last.key());
        self.kept.retain(|place| place.least <= last);
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
    /// Where answers come scored without their leads: who scores those of the best as they come, and who those of the rest.
    leads: Option<[Box<dyn Scorer>; 2]>,
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

/// What has no date comes last.
fn by_date(order: Order, when: Option<i64>) -> i64 {
    let when = if order == Order::Newest { when.map(|w| -w) } else { when };
    when.unwrap_or(i64::MAX)
}

/// It stands on a page before the one that is asked for.
fn is_before(after: Option<Cursor>, columns: &Columns, key: i64, doc: DocId) -> bool {
    after.is_some_and(|after| key < after.key || key == after.key && columns.tie(doc) <= after.tie)
}

impl PageSegment {
    /// Where it may stand with its lead; none where that is beyond the page, as most are.
    fn place(&self, doc: DocId, score: Score) -> Option<Place> {
        let key = |score| key(&self.columns, doc, self.order, score);
        let least = key(if self.leads.is_some() { score * MOST_BETTER } else { score });
        if least > self.best.last.key() {
            return None;
        }
        let most = if self.leads.is_some() { key(score) } else { least };
        // What may stand before the page does not fill it.
        let may_be_before = self.after.is_some_and(|after| least <= after.key && after.key < most);
        Some(Place { least, most: if may_be_before { i64::MAX } else { most }, doc, score })
    }

    fn push(&mut self, place: Place) {
        if is_before(self.after, &self.columns, place.most, place.doc) {
            return;
        }
        self.best.kept.push(place);
        if self.best.kept.len() >= self.best.room {
            self.sort_out();
        }
    }

    /// The best without their leads are scored with them before the rest: what they are then spares most others.
    fn sort_out(&mut self) {
        self.best.sort_out();
        if self.leads.is_some() {
            self.score_leads(0, self.best.last.key());
            self.best.sort_out();
        }
    }

    /// Scores with its lead what is not so yet, of those that stand up to a key at most, and leaves out what stands before the page
    /// with it. Whoever scores is asked for one after the other: what comes later never stands before what was asked for.
    fn score_leads(&mut self, who: usize, until: i64) {
        let Some(scorers) = &mut self.leads else { return };
        let (scorer, columns, order, after) = (&mut scorers[who], &self.columns, self.order, self.after);
        self.best.kept.retain_mut(|place| {
            if place.least == place.most || place.most > until {
                return true;
            }
            if scorer.doc() < place.doc {
                scorer.seek(place.doc);
            }
            let score = place.score + if scorer.doc() == place.doc { scorer.score() } else { 0.0 };
            *place = Place::known(key(columns, place.doc, order, score), place.doc, score);
            !is_before(after, columns, place.most, place.doc)
        });
    }

    fn hit(&self, place: &Place) -> Hit {
        let score = if self.order.is_by_score() { place.score } else { 0.0 };
        let at = Cursor { key: place.most, tie: self.columns.tie(place.doc) };
        Hit { kind: self.columns.kind(place.doc), row: self.columns.row(place.doc), score, place: at }
    }
}

impl SegmentCollector for PageSegment {
    type Fruit = Part;

    fn collect(&mut self, doc: DocId, score: Score) {
        if self.dated && self.columns.when(doc).is_none() {
            return;
        }
        self.best.total += 1;
        match self.place(doc, score) {
            Some(place) => self.push(place),
            None => self.best.more = true,
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
            let dated = self.dated;
            for (doc, when) in docs.iter().zip(dates).filter(|(_, when)| !dated || when.is_some()) {
                self.best.total += 1;
                let key = by_date(self.order, when);
                if key > last {
                    self.best.more = true;
                } else {
                    self.push(Place::known(key, *doc, 0.0));
                    last = self.best.last.key();
                }
            }
        }
    }

    fn harvest(mut self) -> Part {
        self.sort_out();
        if self.leads.is_some() {
            self.score_leads(1, i64::MAX);
            self.best.sort_out();
        }
        let hits = self.best.kept.iter().map(|place| self.hit(place)).collect();
        Part { total: self.best.total, more: self.best.more, hits }
    }
}

impl Collector for Page<'_> {
    type Fruit = Found;
    type Child = PageSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> Result<PageSegment> {
        let columns = self.shown.columns.of(segment).clone();
        let scorers = |leads: &dyn Weight| Result::Ok([leads.scorer(segment, 1.0)?, leads.scorer(segment, 1.0)?]);
        let leads = self.leads.as_deref().map(scorers).transpose()?;
        let least_room = if leads.is_some() { 0 } else { LEAST_ROOM };
        let best = Best::new(self.limit, least_room, self.last.clone());
        Ok(PageSegment { order: self.order, dated: self.dated, after: self.after, columns, best, leads })
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
    }
}
