//! How many answers have each value of each facet, in the pass that finds them.

use super::Shown;
use super::schema::FACET;
use crate::model::{Counted, Facet};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Result, Score, Searcher, SegmentOrdinal, SegmentReader};

/// The values of a commit, numbered in one order for all its segments: to look up by name what a segment counted takes longer than
/// counting it.
pub(super) struct Values {
    /// Facet by facet, in order.
    names: Vec<(Facet, String)>,
    segments: Vec<Option<OfSegment>>,
}

/// A segment's column, and the number of each of its values among all of them.
type OfSegment = (Column<u64>, Arc<[u32]>);

impl Values {
    pub(super) fn of(searcher: &Searcher) -> Result<Values> {
        let columns = searcher.segment_readers().iter().map(|s| s.fast_fields().str(FACET)).collect::<Result<Vec<_>>>()?;
        let names = columns.iter().map(|column| column.as_ref().map_or(Ok(Vec::new()), terms)).collect::<Result<Vec<_>>>()?;
        let mut all: BTreeMap<(usize, &str), u32> = names.iter().flatten().filter_map(|name| Some((facet(name)?, 0))).collect();
        (0..).zip(all.values_mut()).for_each(|(nth, number)| *number = nth);
        let number = |name: &String| facet(name).and_then(|value| all.get(&value).copied()).unwrap_or(u32::MAX);
        let of_segment =
            |(column, names): (Option<StrColumn>, &Vec<String>)| Some((column?.ords().clone(), names.iter().map(number).collect()));
        let segments = columns.into_iter().zip(&names).map(of_segment).collect();
        Ok(Values { names: all.keys().map(|(place, value)| (Facet::ALL[*place], (*value).to_owned())).collect(), segments })
    }
}

fn terms(column: &StrColumn) -> Result<Vec<String>> {
    let mut all = Vec::with_capacity(column.num_terms());
    let mut stream = column.dictionary().stream()?;
    while stream.advance() {
        all.push(String::from_utf8_lossy(stream.key()).into_owned());
    }
    Ok(all)
}

/// The place of a facet among all of them, and the value.
fn facet(name: &str) -> Option<(usize, &str)> {
    let (facet, value) = name.split_once(':')?;
    Some((Facet::ALL.iter().position(|f| f.name() == facet)?, value))
}

/// Counts by values.
pub(super) struct ByValue<'s> {
    values: &'s Values,
    /// Values that are wanted of each facet: the most frequent.
    most: usize,
}

impl<'s> ByValue<'s> {
    pub(super) fn of(most: usize, shown: &'s Shown) -> Result<ByValue<'s>> {
        Ok(ByValue { values: shown.values()?, most })
    }
}

pub(super) struct ValuesSegment {
    column: Option<OfSegment>,
    /// By the number of the value in this segment.
    counts: Vec<u32>,
    total: usize,
}

impl SegmentCollector for ValuesSegment {
    type Fruit = (usize, Vec<(u32, u32)>);

    fn collect(&mut self, doc: DocId, _: Score) {
        self.total += 1;
        let Some((column, _)) = &self.column else { return };
        for value in column.values_for_doc(doc).filter_map(|ord| usize::try_from(ord).ok()) {
            self.counts[value] += 1;
        }
    }

    fn harvest(self) -> Self::Fruit {
        let Some((_, numbers)) = self.column else { return (self.total, Vec::new()) };
        (self.total, numbers.iter().copied().zip(self.counts).filter(|(number, count)| *count > 0 && *number != u32::MAX).collect())
    }
}

impl Collector for ByValue<'_> {
    /// All that was found; and by facet, the most frequent values first.
    type Fruit = (usize, Vec<Counted>);
    type Child = ValuesSegment;

    fn for_segment(&self, nth: SegmentOrdinal, _: &SegmentReader) -> Result<ValuesSegment> {
        let column = self.values.segments[nth as usize].clone();
        let counts = vec![0; column.as_ref().map_or(0, |(_, numbers)| numbers.len())];
        Ok(ValuesSegment { column, counts, total: 0 })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<(usize, Vec<(u32, u32)>)>) -> Result<Self::Fruit> {
        let total = segments.iter().map(|(total, _)| total).sum();
        let mut counts = vec![0_usize; self.values.names.len()];
        for (number, count) in segments.into_iter().flat_map(|(_, values)| values) {
            counts[number as usize] += count as usize;
        }
        let mut counted = Vec::new();
        let mut all: Vec<(&(Facet, String), usize)> = self.values.names.iter().zip(counts).collect();
        for of_facet in all.chunk_by_mut(|((a, _), _), ((b, _), _)| a == b) {
            // Those of one count keep their order.
            of_facet.sort_by_key(|(_, count)| Reverse(*count));
            let best = of_facet.iter().take(self.most).filter(|(_, count)| *count > 0);
            counted.extend(best.map(|((facet, value), count)| Counted { facet: *facet, value: value.clone(), count: *count }));
        }
        Ok((total, counted))
    }
}
