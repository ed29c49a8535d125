//! Where in a segment dates lie. News come in the order of their dates, and so most of a segment is outside of any month: what is
//! known of a thousand units together need not be asked of each.

use super::schema::UNDATED;
use std::ops::Range;
use tantivy::columnar::Column;
use tantivy::{DocId, TERMINATED};

/// Units of a zone.
const UNITS: DocId = 1024;

/// The least and the greatest date of every zone; seconds since 1970.
pub(super) struct Zones(Vec<(i64, i64)>);

impl Zones {
    /// Those of a column.
    pub(super) fn of(column: &Column<i64>) -> Zones {
        let (mut units, mut dates) = (Vec::new(), Vec::new());
        let zone = |first: DocId| {
            units.clear();
            units.extend(first..column.num_docs().min(first + UNITS));
            dates.clear();
            dates.resize(units.len(), None);
            column.first_vals(&units, &mut dates);
            // What has no date lies between none.
            let dated = dates.iter().flatten().filter(|at| **at != UNDATED);
            dated.fold((i64::MAX, i64::MIN), |(least, greatest), at| (least.min(*at), greatest.max(*at)))
        };
        Zones((0..column.num_docs()).step_by(UNITS as usize).map(zone).collect())
    }

    /// The first units from one on that may have a date between two, the second of them excluded; none from there on, where both
    /// are [`TERMINATED`].
    pub(super) fn next(&self, doc: DocId, dates: &Range<i64>) -> Range<DocId> {
        let first = (doc / UNITS) as usize;
        let Some(on) = self.0.iter().skip(first).position(|zone| may(zone, dates)) else { return TERMINATED..TERMINATED };
        let nth = DocId::try_from(first + on).unwrap_or(TERMINATED / UNITS);
        doc.max(nth * UNITS)..(nth + 1) * UNITS
    }

    /// In how many of so many units a date between two may be.
    pub(super) fn among(&self, units: u64, dates: &Range<i64>) -> u64 {
        let zones = self.0.iter().filter(|zone| may(zone, dates)).count();
        units * zones as u64 / self.0.len().max(1) as u64
    }
}

/// A date between two may be in a zone.
fn may((least, greatest): &(i64, i64), dates: &Range<i64>) -> bool {
    *least < dates.end && dates.start <= *greatest
}
