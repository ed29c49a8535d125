//! How many answers there are: in each period, and with each value of a facet. One pass over all that fit.

use super::Shown;
use super::columns::Columns;
use super::schema::{FACET, PRECISION_SHIFT};
use crate::model::{Counted, Density, Facet, Precision};
use std::collections::HashMap;
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, Result, Score, SegmentOrdinal, SegmentReader};

/// Periods in a row, to count by.
#[derive(Debug, Clone)]
pub struct Periods {
    /// Where each begins, and where the last one ends; in seconds, ascending.
    pub bounds: Arc<[i64]>,
    /// The same by the calendar alone, for dates without a time.
    pub civil: Arc<[i64]>,
    /// Coarser dates belong to no period.
    pub coarsest: Precision,
}

/// Counts by periods.
pub(super) struct ByPeriod<'p>(pub(super) &'p Periods, pub(super) &'p Shown);

impl Periods {
    fn empty(&self) -> Density {
        Density { counts: vec![0; self.bounds.len().saturating_sub(1)], ..Density::default() }
    }
}

pub(super) struct PeriodsSegment {
    periods: Periods,
    columns: Columns,
    /// The period of the answer before: documents of one day were often stored together.
    last: usize,
    density: Density,
}

impl PeriodsSegment {
    fn count(&mut self, doc: DocId, civil: Option<i64>, when: Option<i64>) {
        self.density.total += 1;
        let period = match civil {
            Some(day) => self.within(&self.periods.civil, day),
            None => when.and_then(|when| self.within(&self.periods.bounds, when)),
        };
        let Some(period) = period else {
            self.density.undated += 1;
            return;
        };
        if self.columns.tie(doc) >> PRECISION_SHIFT < self.periods.coarsest as u64 {
            self.density.coarse += 1;
            return;
        }
        self.last = period;
        self.density.counts[period] += 1;
    }

    fn within(&self, bounds: &[i64], at: i64) -> Option<usize> {
        if let [begin, end, ..] = bounds.get(self.last..)?
            && (*begin..*end).contains(&at)
        {
            return Some(self.last);
        }
        bounds.partition_point(|b| *b <= at).checked_sub(1).filter(|p| p + 1 < bounds.len())
    }
}

impl SegmentCollector for PeriodsSegment {
    type Fruit = Density;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.collect_block(&[doc]);
    }

    /// Dates are read many at a time.
    fn collect_block(&mut self, docs: &[DocId]) {
        for docs in docs.chunks(COLLECT_BLOCK_BUFFER_LEN) {
            let (mut civil, mut when) = ([None; COLLECT_BLOCK_BUFFER_LEN], [None; COLLECT_BLOCK_BUFFER_LEN]);
            self.columns.civil.first_vals(docs, &mut civil[..docs.len()]);
            self.columns.when.first_vals(docs, &mut when[..docs.len()]);
            for ((doc, civil), when) in docs.iter().zip(civil).zip(when) {
                self.count(*doc, civil, when);
            }
        }
    }

    fn harvest(self) -> Density {
        self.density
    }
}

impl Collector for ByPeriod<'_> {
    type Fruit = Density;
    type Child = PeriodsSegment;

    fn for_segment(&self, nth: SegmentOrdinal, _: &SegmentReader) -> Result<PeriodsSegment> {
        Ok(PeriodsSegment { periods: self.0.clone(), columns: self.1.columns(nth), last: 0, density: self.0.empty() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Density>) -> Result<Density> {
        let mut all = self.0.empty();
        for segment in segments {
            all.total += segment.total;
            all.coarse += segment.coarse;
            all.undated += segment.undated;
            all.counts.iter_mut().zip(segment.counts).for_each(|(all, here)| *all += here);
        }
        Ok(all)
    }
}

/// Counts by the values of all facets.
pub(super) struct Facets;

pub(super) struct FacetsSegment {
    total: usize,
    column: Option<StrColumn>,
    /// By the number of the value in this segment.
    counts: Vec<usize>,
}

impl SegmentCollector for FacetsSegment {
    type Fruit = (usize, Vec<(String, usize)>);

    fn collect(&mut self, doc: DocId, _: Score) {
        self.total += 1;
        let Some(column) = &self.column else { return };
        for value in column.term_ords(doc).filter_map(|ord| usize::try_from(ord).ok()) {
            self.counts[value] += 1;
        }
    }

    fn harvest(self) -> Self::Fruit {
        let Some(column) = self.column else { return (self.total, Vec::new()) };
        let named = |(value, count): (u64, usize)| {
            let mut name = String::new();
            column.ord_to_str(value, &mut name).ok().filter(|known| *known).map(|_| (name, count))
        };
        (self.total, (0..).zip(self.counts).filter(|(_, count)| *count > 0).filter_map(named).collect())
    }
}

impl Collector for Facets {
    type Fruit = (usize, Vec<Counted>);
    type Child = FacetsSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> Result<FacetsSegment> {
        let column = segment.fast_fields().str(FACET)?;
        let counts = vec![0; column.as_ref().map_or(0, |c| c.num_terms())];
        Ok(FacetsSegment { total: 0, column, counts })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    /// By facet, the most frequent values first.
    fn merge_fruits(&self, segments: Vec<(usize, Vec<(String, usize)>)>) -> Result<Self::Fruit> {
        let total = segments.iter().map(|(total, _)| total).sum();
        let mut all: HashMap<String, usize> = HashMap::new();
        for (name, count) in segments.into_iter().flat_map(|(_, values)| values) {
            *all.entry(name).or_default() += count;
        }
        let mut counted: Vec<(usize, Counted)> = all.into_iter().filter_map(|(name, count)| counted(&name, count)).collect();
        counted.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| y.count.cmp(&x.count)).then_with(|| x.value.cmp(&y.value)));
        Ok((total, counted.into_iter().map(|(_, counted)| counted).collect()))
    }
}

/// A value of the column with the place of its facet among all of them.
fn counted(name: &str, count: usize) -> Option<(usize, Counted)> {
    let (facet, value) = name.split_once(':')?;
    let place = Facet::ALL.iter().position(|f| f.name() == facet)?;
    Some((place, Counted { facet: Facet::ALL[place], value: value.to_owned(), count }))
}
