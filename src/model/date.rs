//! Dates as machines write them: ISO 8601, RFC 3339, RFC 822 and its kin, Unix time.
//!
//! Feeds and pages both use them, so they are read in one place. Prose dates are read by `extract`.

use super::{Basis, Precision, When, Zone};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};
use regex::Regex;
use std::sync::LazyLock;

/// Reads a date as a machine writes it, at the precision it states. A time without an offset is read in `zone`.
///
/// None where it is no such date; prose is not tried.
#[must_use]
pub fn read(raw: &str, zone: Zone) -> Option<When> {
    let text = raw.trim();
    if text.len() > 100 {
        return None;
    }
    iso(text, zone, raw).or_else(|| rfc822(text, zone, raw)).or_else(|| unix(text, raw))
}

static ISO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) ^ (?P<y>\d{4}) (?: -? (?P<m>\d{2}) (?: -? (?P<d>\d{2})
          (?: (?:\s*T\s*|\s+|\s+-\s+) (?P<H>\d{1,2}) (?: :? (?P<M>\d{2}) (?: :? (?P<S>\d{2}) (?:[.,:]\d+)? )? )?
              \s* (?P<z> Z | UTC | GMT | [+\-−]\d{2}:?\d{2} | [+\-−]\d{2}(?::0)? )? (?: \s* \[ (?P<name>[A-Za-z_/+\-]+) \] )? )? )? )? $",
    )
    .expect("a valid pattern")
});

fn iso(text: &str, zone: Zone, raw: &str) -> Option<When> {
    let c = ISO.captures(text)?;
    let number = |name: &str| c.name(name).and_then(|m| m.as_str().parse::<u32>().ok());
    let year: i32 = c["y"].parse().ok()?;
    // Four or six digits without a dash are as likely a number as a year.
    let Some(month) = number("m") else { return When::year(year, zone, Basis::Explicit, raw) };
    let Some(day) = number("d") else {
        return text.contains('-').then(|| When::month(year, month, zone, Basis::Explicit, raw)).flatten();
    };
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    let Some(hour) = number("H") else { return Some(When::day(date, zone, Basis::Explicit, raw)) };
    let zone = c.name("z").and_then(|z| offset(z.as_str().trim_end_matches(":0"))).unwrap_or(zone);
    let precision = match (number("M"), number("S")) {
        (None, _) => Precision::Hour,
        (_, None) => Precision::Minute,
        _ => Precision::Second,
    };
    let local = clock(date, hour, number("M").unwrap_or(0), number("S").unwrap_or(0))?;
    Some(When::time(local, precision, zone, Basis::Explicit, raw))
}

static RFC822: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) ^ (?: [a-z]{3,9} (?: \.? , \s* | \.? \s+ ) )?
          (?: (?P<d>\d{1,2}) [\s\-]+ (?P<m>[a-z]{3,9}) \.? [\s\-,]+ (?P<y>\d{4}|\d{2})
            | (?P<m2>[a-z]{3,9}) \.? \s+ (?P<d2>\d{1,2}) (?:st|nd|rd|th)? ,? (?: \s+ (?P<y2>\d{4}) )? )
          (?: [\s,]+ (?P<H>\d{1,2}) : (?P<M>\d{2}) (?: : (?P<S>\d{2}) (?:\.\d+)? )? (?: \s* (?P<ap>[ap]\.?m\.?) )?
              (?: \s* (?P<z> [+\-]\d{1,2}:?\d{2} | (?:GMT|UTC)[+\-]\d{1,2}(?::?\d{2})? | [a-z]{1,5} ) )? (?: \s* \( [^)]* \) )? (?: \s+ (?P<y3>\d{4}) )? )? $",
    )
    .expect("a valid pattern")
});

fn rfc822(text: &str, zone: Zone, raw: &str) -> Option<When> {
    let c = RFC822.captures(text)?;
    let group = |a: &str, b: &str| c.name(a).or_else(|| c.name(b)).map(|m| m.as_str());
    let day: u32 = group("d", "d2")?.parse().ok()?;
    let month = month_number(group("m", "m2")?)?;
    let date = NaiveDate::from_ymd_opt(full_year(group("y", "y2").or(c.name("y3").map(|m| m.as_str()))?)?, month, day)?;
    let number = |name: &str| c.name(name).and_then(|m| m.as_str().parse::<u32>().ok());
    let Some(hour) = number("H") else { return Some(When::day(date, zone, Basis::Explicit, raw)) };
    let hour = match c.name("ap").map(|m| m.as_str().to_ascii_lowercase().starts_with('p')) {
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
        None => hour,
    };
    let zone = c.name("z").and_then(|z| offset(z.as_str())).unwrap_or(zone);
    let precision = if c.name("S").is_some() { Precision::Second } else { Precision::Minute };
    Some(When::time(clock(date, hour, number("M")?, number("S").unwrap_or(0))?, precision, zone, Basis::Explicit, raw))
}

/// Seconds (10 digits) or milliseconds (13 digits) since 1970.
fn unix(text: &str, raw: &str) -> Option<When> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    let seconds = match text.len() {
        10 => number,
        13 => number / 1000,
        _ => return None,
    };
    let utc = Zone::Offset(FixedOffset::east_opt(0)?);
    Some(When::instant(DateTime::from_timestamp(seconds, 0)?, Precision::Second, utc, Basis::Explicit, raw))
}

/// A leap second is read as the last second of its minute; 24:00 as the next midnight.
fn clock(date: NaiveDate, hour: u32, minute: u32, second: u32) -> Option<NaiveDateTime> {
    if (hour, minute, second) == (24, 0, 0) {
        return Some(date.succ_opt()?.and_time(NaiveTime::MIN));
    }
    date.and_hms_opt(hour, minute, second.min(59))
}

/// Two digits as RFC 2822 §4.3 has it.
fn full_year(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    Some(if text.len() > 2 {
        year
    } else if year < 50 {
        2000 + year
    } else {
        1900 + year
    })
}

/// The number of an English month by its name or its first three letters ("Sept" too).
#[must_use]
pub fn month_number(name: &str) -> Option<u32> {
    const NAMES: [&str; 12] =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let name = name.to_ascii_lowercase();
    if name.len() < 3 {
        return None;
    }
    (1..).zip(NAMES).find(|(_, full)| full.starts_with(name.as_str())).map(|(n, _)| n)
}

/// Named offsets in hours and minutes: RFC 822 §5.1, and those that feeds use beyond it.
/// IST, CST and BST have several meanings; theirs is the one most feeds mean.
const NAMED: &[(&str, i32)] = &[
    ("ACDT", 630),
    ("ACST", 570),
    ("AEDT", 660),
    ("AEST", 600),
    ("AKDT", -480),
    ("AKST", -540),
    ("AWST", 480),
    ("BST", 60),
    ("CDT", -300),
    ("CEST", 120),
    ("CET", 60),
    ("CST", -360),
    ("EDT", -240),
    ("EEST", 180),
    ("EET", 120),
    ("EST", -300),
    ("GMT", 0),
    ("HKT", 480),
    ("HST", -600),
    ("IST", 330),
    ("JST", 540),
    ("KST", 540),
    ("MDT", -360),
    ("MESZ", 120),
    ("MEZ", 60),
    ("MSK", 180),
    ("MST", -420),
    ("NZDT", 780),
    ("NZST", 720),
    ("PDT", -420),
    ("PST", -480),
    ("SAST", 120),
    ("SGT", 480),
    ("UT", 0),
    ("UTC", 0),
    ("WEST", 60),
    ("WET", 0),
    ("Z", 0),
];

/// An offset as written (`Z`, `+0100`, `-05:00`, `GMT+2`) or by name (`EST`).
#[must_use]
pub fn offset(text: &str) -> Option<Zone> {
    let upper = text.trim().to_ascii_uppercase().replace('−', "-");
    if let Ok(row) = NAMED.binary_search_by_key(&upper.as_str(), |(name, _)| name) {
        return FixedOffset::east_opt(NAMED[row].1 * 60).map(Zone::Offset);
    }
    let digits = upper.strip_prefix("GMT").or_else(|| upper.strip_prefix("UTC")).unwrap_or(&upper);
    let sign = match digits.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = digits[1..].chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = if digits.len() > 2 { digits.split_at(digits.len() - 2) } else { (digits.as_str(), "0") };
    let minutes = hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?;
    FixedOffset::east_opt(sign * minutes * 60).map(Zone::Offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, edtf: &str) {
        assert_eq!(read(raw, Zone::Unknown).map(|w| w.edtf).unwrap_or_default(), edtf, "{raw}");
    }

    #[test]
    fn dates_of_machines() {
        check("2026", "2026");
        check("2026-02", "2026-02");
        check("202602", "");
        check("2026-02-26", "2026-02-26");
        check("20260226", "2026-02-26");
        check("2026-02-30", "");
        check("2026-02-26T10:30Z", "2026-02-26T10:30Z");
        check("2026-02-26 10:30:00", "2026-02-26T10:30:00Z");
        check("2026-02-26T10:30:00.123+01:00", "2026-02-26T10:30:00+01:00");
        check("2026-02-26T10:30:00-0500", "2026-02-26T10:30:00-05:00");
        check("2026-02-26 T 10:30:00+01:0", "2026-02-26T10:30:00+01:00");
        check("20260226T103000Z", "2026-02-26T10:30:00Z");
        check("2026-02-26T24:00:00Z", "2026-02-27T00:00:00Z");
        check("Fri, 27 Feb 2026 10:30:00 +0000", "2026-02-27T10:30:00Z");
        check("Fri, 27 Feb 2026 10:30 EST", "2026-02-27T10:30-05:00");
        check("27 Feb 26 10:30:00 GMT", "2026-02-27T10:30:00Z");
        check("Friday, 27-Feb-26 10:30:00 GMT", "2026-02-27T10:30:00Z");
        check("Fri Feb 27 10:30:00 2026", "2026-02-27T10:30:00Z");
        check("Fri Feb 27 10:30:00 UTC 2026", "2026-02-27T10:30:00Z");
        check("Feb 26, 2026", "2026-02-26");
        check("February 26, 2026 4:05 pm EST", "2026-02-26T16:05-05:00");
        check("Sat, 1 Jan 2000 00:00:60 GMT", "2000-01-01T00:00:59Z");
        check("1772188200", "2026-02-27T10:30:00Z");
        check("1772188200000", "2026-02-27T10:30:00Z");
        check("yesterday", "");
        check("", "");
    }

    #[test]
    fn the_table_of_offsets_is_sorted() {
        assert!(NAMED.is_sorted_by_key(|(name, _)| *name));
        assert_eq!(offset("CEST"), offset("+02:00"));
        assert_eq!(offset("GMT-3"), offset("-0300"));
        assert_eq!(offset("soon"), None);
    }
}
