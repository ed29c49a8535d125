//! What is due: the one idea of it.

use crate::model::Every;
use chrono::{DateTime, TimeDelta, Utc};

/// Whether a source last asked at `last` is to be asked at `now`.
///
/// `not_before` is what the server asked for (Retry-After) and wins over everything. A clock that was set back does not
/// silence a source: a last time in the future counts as never.
#[must_use]
pub fn due(every: &Every, last: Option<DateTime<Utc>>, not_before: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    if not_before.is_some_and(|t| now < t) {
        return false;
    }
    let Some(last) = last.filter(|l| *l <= now) else { return true };
    let Every::Interval(interval) = every;
    now - last >= TimeDelta::from_std(*interval).unwrap_or(TimeDelta::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn due_after_its_interval_and_never_inside_a_retry_after() {
        let hour = Every::Interval(Duration::from_hours(1));
        let at = |minutes: i64| DateTime::from_timestamp(1_800_000_000 + minutes * 60, 0).unwrap();
        assert!(due(&hour, None, None, at(0)), "never asked");
        assert!(!due(&hour, Some(at(0)), None, at(59)));
        assert!(due(&hour, Some(at(0)), None, at(60)));
        assert!(!due(&hour, None, Some(at(10)), at(9)), "inside a Retry-After");
        assert!(due(&hour, None, Some(at(10)), at(10)));
        assert!(due(&hour, Some(at(500)), None, at(0)), "a clock set back");
    }
}
