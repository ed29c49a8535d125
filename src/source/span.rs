//! The days that a source is read for, where its listing goes back further than that.

use crate::model::{Source, When};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

/// Where no `since` is named: what a weekly run needs, and no flood at the first.
const USUAL: TimeDelta = TimeDelta::days(8);

/// From a time up to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Included.
    pub from: DateTime<Utc>,
    /// Excluded.
    pub to: DateTime<Utc>,
}

impl Span {
    /// From `since` through `until`, by the clock of the source's zone; the last days where no `since` is named.
    #[must_use]
    pub fn of(source: &Source, now: DateTime<Utc>) -> Span {
        let start = |day: NaiveDate| source.zone.to_utc(day.and_time(NaiveTime::MIN));
        let from = source.since.map_or(now - USUAL, start);
        let to = source.until.and_then(|day| day.succ_opt()).map_or(DateTime::<Utc>::MAX_UTC, start);
        Span { from, to }
    }

    /// Whether a date may lie within; what tells none may.
    #[must_use]
    pub fn holds(&self, when: Option<&When>) -> bool {
        when.is_none_or(|when| when.start < self.to && self.from < when.end.unwrap_or(when.start + TimeDelta::seconds(1)))
    }
}
