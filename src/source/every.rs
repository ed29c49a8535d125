//! How often a source is asked, as it is written in sources.toml, and what follows from it for a source by its name.

use crate::model::{Every, Zone};
use chrono::{DateTime, TimeZone, Utc};
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Bounds of `auto` where none are named.
const LEAST: Duration = Duration::from_mins(10);
const MOST: Duration = Duration::from_hours(24);

/// `30m`; `auto`, perhaps with bounds: `auto 5m..12h`; or a cron expression.
pub(super) fn every(text: &str) -> Result<Every, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words[..] {
        ["auto"] => Ok(Every::Auto { least: LEAST, most: MOST }),
        ["auto", bounds] => between(bounds),
        [_, _, _, _, _] => cron(&words.join(" ")),
        _ => positive(text).map(Every::Interval).map_err(|why| format!("{why}; or “auto”, or a cron expression such as “0 7-19 * * 1-5”")),
    }
}

fn between(bounds: &str) -> Result<Every, String> {
    let expected = || "bounds such as “auto 10m..24h” are expected, the shorter one first".to_owned();
    let (least, most) = bounds.split_once("..").ok_or_else(expected)?;
    let (least, most) = (positive(least)?, positive(most)?);
    if least <= most { Ok(Every::Auto { least, most }) } else { Err(expected()) }
}

fn cron(expression: &str) -> Result<Every, String> {
    let parsed =
        parse(expression).map_err(|e| format!("this is no cron expression ({e}); minute, hour, day, month, weekday are expected"))?;
    let start = DateTime::<Utc>::UNIX_EPOCH;
    let comes = parsed.find_next_occurrence(&start, false).is_ok();
    if comes { Ok(Every::Cron(expression.to_owned())) } else { Err("this names no time that ever comes".to_owned()) }
}

fn parse(expression: &str) -> Result<Cron, croner::errors::CronError> {
    CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build().parse(expression)
}

/// The first time after `t` that a cron expression names, by the clock of a zone. In the night when the clock is put
/// forward, times that are left out come when it has been; in the night when it is put back, none comes twice.
pub(super) fn occurrence(expression: &str, zone: Zone, t: DateTime<Utc>) -> DateTime<Utc> {
    fn first<Z: TimeZone>(cron: &Cron, t: &DateTime<Z>) -> Option<DateTime<Utc>> {
        cron.find_next_occurrence(t, false).ok().map(|next| next.to_utc())
    }
    let next = parse(expression).ok().and_then(|cron| match zone {
        Zone::Unknown => first(&cron, &t),
        Zone::Offset(offset) => first(&cron, &t.with_timezone(&offset)),
        Zone::Named(tz) => first(&cron, &t.with_timezone(&tz)),
    });
    // Read before, so it is understood; past the last year that a calendar knows there is no time.
    next.unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// An interval less up to a tenth of it, by the source's name.
pub(super) fn spread(interval: Duration, name: &str) -> Duration {
    let hash = u32::from_be_bytes(Sha256::digest(name)[..4].try_into().expect("a SHA-256 has 32 bytes"));
    interval.mul_f64(1.0 - 0.1 * f64::from(hash) / f64::from(u32::MAX))
}

/// A number and a unit, not zero.
pub(super) fn positive(text: &str) -> Result<Duration, String> {
    duration(text).and_then(|d| if d.is_zero() { Err("it may not be zero".to_owned()) } else { Ok(d) })
}

/// A number and a unit: `0s`, `500ms`, `90s`, `30m`, `1h`, `2d`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let expected = || "a number and a unit such as 30s, 15m, 1h or 2d is expected".to_owned();
    let split = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(expected)?;
    let (number, unit) = text.split_at(split);
    let number: u64 = number.parse().map_err(|_| expected())?;
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(expected()),
    };
    number.checked_mul(milliseconds).map(Duration::from_millis).ok_or_else(expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_auto_and_cron() {
        let minutes = Duration::from_mins;
        assert_eq!(every("30m"), Ok(Every::Interval(minutes(30))));
        assert_eq!(every("auto"), Ok(Every::Auto { least: minutes(10), most: minutes(1440) }));
        assert_eq!(every("auto 5m..12h"), Ok(Every::Auto { least: minutes(5), most: minutes(720) }));
        assert_eq!(every("*/15  7-19 * * MON-FRI"), Ok(Every::Cron("*/15 7-19 * * MON-FRI".to_owned())));
        let check = |text: &str, expected: &str| assert!(every(text).unwrap_err().contains(expected), "{text}: {:?}", every(text));
        check("often", "a number and a unit");
        check("often", "or “auto”");
        check("0m", "may not be zero");
        check("auto 12h..5m", "the shorter one first");
        check("auto 5m", "bounds such as");
        check("61 * * * *", "no cron expression");
        check("0 0 30 2 *", "no time that ever comes");
    }

    #[test]
    fn cron_goes_by_the_clock_of_its_zone() {
        let check = |expression: &str, zone: &str, after: &str, expected: &str| {
            let next = occurrence(expression, zone.parse().unwrap(), after.parse().unwrap());
            assert_eq!(next, expected.parse::<DateTime<Utc>>().unwrap(), "{expression} {zone} after {after}");
        };
        check("0 8 * * *", "UTC", "2026-03-02T07:59:59Z", "2026-03-02T08:00:00Z");
        check("0 8 * * *", "UTC", "2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z");
        check("0 8 * * *", "Europe/London", "2026-03-28T09:00:00Z", "2026-03-29T07:00:00Z");
        check("0 8 * * *", "America/Los_Angeles", "2026-03-02T00:00:00Z", "2026-03-02T16:00:00Z");
        // 1:30 is left out on 29 March in London, and comes twice on 25 October.
        check("30 1 * * *", "Europe/London", "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z");
        check("30 1 * * *", "Europe/London", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z");
        check("30 1 * * *", "Europe/London", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
        check("0 7 * * 1-5", "UTC", "2026-03-06T12:00:00Z", "2026-03-09T07:00:00Z");
    }

    #[test]
    fn sources_drift_apart_always_in_the_same_way() {
        let hour = Duration::from_hours(1);
        assert_eq!(spread(hour, "courier"), spread(hour, "courier"));
        assert_ne!(spread(hour, "courier"), spread(hour, "echo"));
        for n in 0..200 {
            let spread = spread(hour, &format!("source-{n}"));
            assert!(Duration::from_mins(54) <= spread && spread <= hour);
        }
    }
}
