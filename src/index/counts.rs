//! How many answers there are on each day, in the pass that finds them.

use super::Shown;
use super::columns::Columns;
use super::day::{Calendar, Known, UNDATED, date, unpacked};
use crate::model::{DayCount, Density, Precision, Zone};
use std::collections::BTreeMap;
use std::ops::Range;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, Result, Score, SegmentOrdinal, SegmentReader};

/// Counts by days.
pub(super) struct ByDay<'s> {
    pub(super) zone: Zone,
    pub(super) shown: &'s Shown,
}

/// Days of which most news is, from 1970 on for a hundred years: they are counted in a row of their own.
pub(super) const RECENT: Range<u32> = 719_529..719_529 + 36_525;

/// Days with how finely they are known, and how many answers have them.
type Days = BTreeMap<(u32, Precision), usize>;

pub(super) struct DaysSegment {
    columns: Columns,
    calendar: Option<Calendar>,
    total: usize,
    undated: usize,
    /// The recent ones, where they are known to the day.
    recent: Vec<u32>,
    /// Of them, from the first to the last that any answer has.
    within: Option<(usize, usize)>,
    others: Days,
}

impl DaysSegment {
    fn count(&mut self, doc: DocId, value: u64) {
        self.total += 1;
        let Some((utc, known)) = unpacked(value) else {
            self.undated += 1;
            return;
        };
        let day = match &mut self.calendar {
            Some(calendar) if known == Known::Time => calendar.day(utc, self.columns.when(doc).unwrap_or(0)),
            _ => utc,
        };
        let nth = day.checked_sub(RECENT.start).map_or(usize::MAX, |nth| nth as usize);
        match self.recent.get_mut(nth).filter(|_| known >= Known::Day) {
            Some(count) => {
                *count += 1;
                self.within = self.within.map_or(Some((nth, nth)), |(first, last)| Some((first.min(nth), last.max(nth))));
            }
            None => *self.others.entry((day, known.precision())).or_default() += 1,
        }
    }
}

impl SegmentCollector for DaysSegment {
    type Fruit = (usize, usize, Days);

    fn collect(&mut self, doc: DocId, _: Score) {
        let value = self.columns.day.first(doc);
        self.count(doc, value.unwrap_or(UNDATED));
    }

    /// Days are read many at a time.
    fn collect_block(&mut self, docs: &[DocId]) {
        for docs in docs.chunks(COLLECT_BLOCK_BUFFER_LEN) {
            let mut days = [None; COLLECT_BLOCK_BUFFER_LEN];
            self.columns.day.first_vals(docs, &mut days[..docs.len()]);
            for (doc, day) in docs.iter().zip(days) {
                self.count(*doc, day.unwrap_or(UNDATED));
            }
        }
    }

    fn harvest(self) -> Self::Fruit {
        let mut days = self.others;
        let (first, last) = self.within.unwrap_or((0, 0));
        let counted = (RECENT.start..).zip(&self.recent).take(last + 1).skip(first).filter(|(_, count)| **count > 0);
        days.extend(counted.map(|(day, count)| ((day, Precision::Day), *count as usize)));
        (self.total, self.undated, days)
    }
}

impl Collector for ByDay<'_> {
    type Fruit = Density;
    type Child = DaysSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> Result<DaysSegment> {
        let (columns, calendar, recent) = (self.shown.columns.of(segment).clone(), Calendar::of(self.zone), vec![0; RECENT.len()]);
        Ok(DaysSegment { columns, calendar, total: 0, undated: 0, recent, within: None, others: Days::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<(usize, usize, Days)>) -> Result<Density> {
        let mut all = Density::default();
        let mut days = Days::new();
        for (total, undated, here) in segments {
            all.total += total;
            all.undated += undated;
            for (day, count) in here {
                *days.entry(day).or_default() += count;
            }
        }
        all.days = days.into_iter().map(|((day, precision), count)| DayCount { day: date(day), precision, count }).collect();
        Ok(all)
    }
}
