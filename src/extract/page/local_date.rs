//! An instant that a page states in UTC, in the zone in which it states it elsewhere.
//!
//! Many pages give machines an instant in UTC and readers the wall clock. Both together give the zone, and with it the
//! day on which the article appeared where it appeared.

use crate::model::{Precision, When, Zone, date};
use chrono::{FixedOffset, NaiveDateTime, TimeDelta};
use regex::Regex;
use std::sync::LazyLock;

/// A date and time to the second as it stands anywhere in a page.
static TIMES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?-u)(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?([+-]\d\d:?\d\d|Z| ?UTC| ?GMT)?").expect("a valid pattern")
});

/// The same instant at the offset that the page states for it, or that a wall clock equal to the second gives.
pub(super) fn of(when: When, source: &str) -> When {
    let utc = matches!(when.zone, Zone::Offset(o) if o.local_minus_utc() == 0);
    if !utc || when.precision != Precision::Second {
        return when;
    }
    let offset = TIMES.captures_iter(source).find_map(|c| match c.get(3) {
        Some(offset) => stated(&when, &c[1], &c[2], offset.as_str()),
        None => told(&when, &c[1], &c[2]),
    });
    offset.map_or(when.clone(), |zone| When::instant(when.start, when.precision, Zone::Offset(zone), when.basis, &when.raw))
}

fn stated(when: &When, day: &str, time: &str, offset: &str) -> Option<FixedOffset> {
    let other = date::read(&format!("{day}T{time}{offset}"), Zone::Unknown)?;
    match other.zone {
        Zone::Offset(zone) if zone.local_minus_utc() != 0 && (other.start - when.start).num_seconds().abs() < 2 => Some(zone),
        _ => None,
    }
}

/// Offsets are quarters of an hour between those of Baker Island and Kiritimati.
fn told(when: &When, day: &str, time: &str) -> Option<FixedOffset> {
    let local = NaiveDateTime::parse_from_str(&format!("{day} {time}"), "%Y-%m-%d %H:%M:%S").ok()?;
    let ahead = local - when.start.naive_utc();
    let whole = ahead.num_seconds() % (15 * 60) == 0 && ahead != TimeDelta::zero();
    (whole && ahead >= TimeDelta::hours(-12) && ahead <= TimeDelta::hours(14))
        .then(|| FixedOffset::east_opt(i32::try_from(ahead.num_seconds()).ok()?))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &str) {
        let when = date::read("2026-02-27T03:30:05Z", Zone::Unknown).unwrap();
        assert_eq!(of(when, source).edtf, expected, "{source}");
    }

    #[test]
    fn the_zone_of_the_same_instant() {
        check("2026-02-26T22:30:05-05:00", "2026-02-26T22:30:05-05:00");
        check("date = '2026-02-27 05:30:05'", "2026-02-27T05:30:05+02:00");
        check("2026-02-27 03:30:05", "2026-02-27T03:30:05Z");
        // Another instant, another article.
        check("2026-02-26T22:31:05-05:00 and 2026-02-27 05:31:07", "2026-02-27T03:30:05Z");
        check("", "2026-02-27T03:30:05Z");
    }
}
