//! Conditions on dates beside others. Tantivy's own looks through a column for what lies between two values, which is most of the
//! work where the other conditions leave few documents: for those it is faster to look each one up, and only where a zone has such
//! dates at all.

use super::columns::{AllColumns, Columns};
use super::filtered::{Check, Filtered, explained};
use crate::model::TimeField;
use std::fmt;
use std::ops::Range;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight, intersect_scorers};
use tantivy::{DocId, Result, Score, SegmentReader, TERMINATED};

/// Documents of a segment for each that is looked up: to look through that many takes as long.
const LOOKED_THROUGH: u32 = 8;
/// The same for each, where to read what zones there are takes as long.
const IN_NO_ZONE: u32 = 64;

/// From a second since 1970 to before another, with tantivy's own query for it.
pub(super) struct Bounds {
    pub(super) field: TimeField,
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) query: Box<dyn Query>,
}

/// What fits, and has dates between bounds.
pub(super) struct Within {
    pub(super) what: Box<dyn Query>,
    pub(super) dates: Vec<Bounds>,
    pub(super) columns: AllColumns,
}

impl Clone for Bounds {
    fn clone(&self) -> Self {
        Bounds { query: self.query.box_clone(), ..*self }
    }
}

impl Clone for Within {
    fn clone(&self) -> Self {
        Within { what: self.what.box_clone(), dates: self.dates.clone(), columns: self.columns.clone() }
    }
}

impl Bounds {
    fn between(&self) -> Range<i64> {
        self.from..self.to
    }
}

impl fmt::Debug for Within {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dates: Vec<_> = self.dates.iter().map(|date| (date.field, date.from, date.to)).collect();
        write!(f, "Within({dates:?}, {:?})", self.what)
    }
}

impl Query for Within {
    fn weight(&self, scoring: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        let dates = self.dates.iter().map(|date| Ok((date.clone(), date.query.weight(scoring)?))).collect::<Result<_>>()?;
        Ok(Box::new(WithinWeight { what: self.what.weight(scoring)?, dates, columns: self.columns.clone() }))
    }
}

struct WithinWeight {
    what: Box<dyn Weight>,
    dates: Vec<(Bounds, Box<dyn Weight>)>,
    columns: AllColumns,
}

impl Weight for WithinWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> Result<Box<dyn Scorer>> {
        let what = self.what.scorer(segment, boost)?;
        let columns = self.columns.of(segment);
        let mut few = what.cost();
        let zoned = few > u64::from(segment.max_doc() / IN_NO_ZONE);
        for (date, _) in self.dates.iter().filter(|_| zoned) {
            few = few.min(columns.zones(date.field).among(what.cost(), &date.between()));
        }
        if few > u64::from(segment.max_doc() / LOOKED_THROUGH) {
            let dates = self.dates.iter().map(|(_, weight)| weight.scorer(segment, boost)).collect::<Result<Vec<_>>>()?;
            return Ok(intersect_scorers(std::iter::once(what).chain(dates).collect(), segment.max_doc()));
        }
        let until = if zoned { 0 } else { TERMINATED };
        let dates = self.dates.iter().map(|(date, _)| (date.field, date.between(), until)).collect();
        Ok(Box::new(Filtered::new(what, LookedUp { columns: columns.clone(), dates })))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> Result<Explanation> {
        explained(self, "within", segment, doc)
    }
}

/// Dates with their bounds, and up to which unit of the zone they may be; to the last where zones are not asked for.
struct LookedUp {
    columns: Columns,
    dates: Vec<(TimeField, Range<i64>, DocId)>,
}

impl Check for LookedUp {
    const DEAR: u64 = 1;

    fn fits(&mut self, doc: DocId) -> bool {
        self.dates.iter().all(|(field, between, _)| self.columns.date(*field).first(doc).is_some_and(|at| between.contains(&at)))
    }

    fn next(&mut self, doc: DocId) -> DocId {
        let mut next = doc;
        for (field, between, until) in &mut self.dates {
            if next >= *until {
                let units = self.columns.zones(*field).next(next, between);
                (next, *until) = (units.start, units.end);
            }
        }
        next
    }
}
