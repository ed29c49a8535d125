//! The day of a date as one number of a column, from which answers are counted by the calendar without looking at their dates.

use crate::model::{Precision, When, Zone};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use std::collections::HashMap;

/// What a unit without a date has.
pub(super) const UNDATED: u64 = 0;

/// Days of the years 0 to 9999 are told apart, counted from this one; dates beyond are those of the first and of the last.
const FIRST: NaiveDate = NaiveDate::from_ymd_opt(0, 1, 1).expect("a day");
const LAST: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a day");

const SECONDS: i64 = 24 * 3600;

/// How finely a date is known, in two bits beside its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Known {
    Year,
    Month,
    Day,
    /// There is a time too, and the day is that of UTC.
    Time,
}

impl Known {
    const ALL: [Known; 4] = [Known::Year, Known::Month, Known::Day, Known::Time];

    /// At the finest to the day.
    pub(super) fn precision(self) -> Precision {
        match self {
            Known::Year => Precision::Year,
            Known::Month => Precision::Month,
            Known::Day | Known::Time => Precision::Day,
        }
    }
}

/// A date as a number of the column: days of one calendar, in their order, each with how finely it is known.
pub(super) fn packed(when: Option<&When>) -> u64 {
    let Some(when) = when else { return UNDATED };
    let (known, zone) = match when.precision {
        Precision::Year => (Known::Year, when.zone),
        Precision::Month => (Known::Month, when.zone),
        Precision::Day => (Known::Day, when.zone),
        Precision::Hour | Precision::Minute | Precision::Second => (Known::Time, Zone::Unknown),
    };
    u64::from(number(zone.to_local(when.start).date())) << 2 | known as u64
}

/// The day's number, and how finely it is known; none where there is no date.
pub(super) fn unpacked(value: u64) -> Option<(u32, Known)> {
    let day = u32::try_from(value >> 2).ok().filter(|_| value != UNDATED)?;
    Some((day, Known::ALL[(value & 3) as usize]))
}

fn number(day: NaiveDate) -> u32 {
    let days = (day.clamp(FIRST, LAST) - FIRST).num_days();
    // Nothing has the number of what has no date.
    u32::try_from(days).unwrap_or(0) + 1
}

/// The day behind a number.
pub(super) fn date(number: u32) -> NaiveDate {
    FIRST.checked_add_days(Days::new(u64::from(number.saturating_sub(1)))).unwrap_or(LAST)
}

/// The days of a zone's calendar: each day of UTC has the end of one of them within it, at most.
pub(super) struct Calendar {
    zone: Zone,
    /// By the day of UTC: the zone's day at its beginning, when that one ends, and the next.
    known: HashMap<u32, (u32, i64, u32)>,
}

impl Calendar {
    /// None for that of UTC, which is the one of the column.
    pub(super) fn of(zone: Zone) -> Option<Calendar> {
        (!zone.is_utc()).then(|| Calendar { zone, known: HashMap::new() })
    }

    /// The day's number of an instant, in seconds, that is on some day of UTC.
    pub(super) fn day(&mut self, utc: u32, at: i64) -> u32 {
        let zone = self.zone;
        let (day, end, next) = *self.known.entry(utc).or_insert_with(|| turn(utc, zone));
        if at < end { day } else { next }
    }
}

fn turn(utc: u32, zone: Zone) -> (u32, i64, u32) {
    let begin = date(utc).and_time(NaiveTime::MIN).and_utc();
    let local = |at: DateTime<Utc>| zone.to_local(at).date();
    let day = local(begin);
    let end = zone.to_utc(day.checked_add_days(Days::new(1)).unwrap_or(day).and_time(NaiveTime::MIN));
    debug_assert!(end.timestamp() - begin.timestamp() <= SECONDS * 2, "{} {zone:?}", day.year());
    (number(day), end.timestamp(), number(local(end)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Basis;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_number_gives_back_its_day_and_how_finely_it_is_known() {
        let tokyo: Zone = "Asia/Tokyo".parse().unwrap();
        let check = |when: Option<When>, expected: Option<(&str, Known)>| {
            let read = unpacked(packed(when.as_ref())).map(|(number, known)| (date(number), known));
            assert_eq!(read, expected.map(|(text, known)| (day(text), known)));
        };
        check(None, None);
        check(When::year(1914, Zone::Unknown, Basis::Explicit, ""), Some(("1914-01-01", Known::Year)));
        check(When::month(2026, 3, tokyo, Basis::Explicit, ""), Some(("2026-03-01", Known::Month)));
        // A date without a time is of the day that it names, an instant of UTC's.
        check(Some(When::day(day("2026-03-03"), tokyo, Basis::Explicit, "")), Some(("2026-03-03", Known::Day)));
        let early = tokyo.to_utc(day("2026-03-03").and_hms_opt(8, 0, 0).unwrap());
        check(Some(When::instant(early, Precision::Minute, tokyo, Basis::Explicit, "")), Some(("2026-03-02", Known::Time)));
        check(Some(When::day(FIRST, Zone::Unknown, Basis::Explicit, "")), Some(("0000-01-01", Known::Day)));
        check(When::year(262_000, Zone::Unknown, Basis::Explicit, ""), Some(("9999-12-31", Known::Year)));
    }

    #[test]
    fn the_first_recent_day_is_that_from_which_seconds_are_counted() {
        assert_eq!(date(crate::index::counts::RECENT.start), day("1970-01-01"));
    }

    #[test]
    fn a_calendar_has_the_days_that_the_zone_has() {
        for name in ["Europe/London", "Asia/Tokyo", "America/New_York", "Atlantic/Azores", "Pacific/Apia", "Asia/Kathmandu", "-09:30"] {
            let zone: Zone = name.parse().unwrap();
            let mut calendar = Calendar::of(zone).unwrap();
            // Summer time begins and ends, and Apia leaves out a day at the end of 2011.
            let first = day("2011-01-01").and_time(NaiveTime::MIN).and_utc().timestamp();
            for at in (first..first + 400 * SECONDS).step_by(1_799) {
                let instant = DateTime::from_timestamp(at, 0).unwrap();
                let utc = number(instant.date_naive());
                assert_eq!(date(calendar.day(utc, at)), zone.to_local(instant).date(), "{name} {instant}");
            }
        }
        let utc = ["UTC", "Etc/UTC", "Z", "+00:00"].map(|name| name.parse().unwrap());
        assert!(utc.into_iter().chain([Zone::Unknown]).all(|zone| Calendar::of(zone).is_none()));
    }
}
