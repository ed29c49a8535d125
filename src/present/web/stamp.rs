//! Dates as a page shows them: as precise as they were stated, in the zone they were meant in, with UTC at hand.

use crate::model::{Basis, Precision, When, Zone};
use askama::Template;
use chrono::{DateTime, Utc};

/// A date in the text of a page.
#[derive(Debug, Clone, Default, PartialEq, Template)]
#[template(path = "parts/stamp.html")]
pub(super) struct Stamp {
    /// For programs; empty where HTML has no form for it.
    machine: String,
    shown: String,
    /// The far end of a range.
    until: String,
    /// The same in UTC, where that is another wall clock.
    utc: String,
    /// Its precision, where that is less than a day.
    coarse: &'static str,
    undated: bool,
}

impl askama::filters::HtmlSafe for Stamp {}

impl Stamp {
    pub(super) fn of(when: &When) -> Stamp {
        let (first, last) = when.edtf.split_once('/').unwrap_or((when.edtf.as_str(), ""));
        let (shown, until) = match last {
            "" => (readable(first), String::new()),
            ".." => (format!("since {}", readable(first)), String::new()),
            last if first == ".." => (format!("until {}", readable(last)), String::new()),
            last => (readable(first), readable(last)),
        };
        let timed = when.precision >= Precision::Hour;
        let elsewhere = timed && !first.ends_with('Z') && first.contains('T');
        let utc = if elsewhere { format!("{} UTC", when.start.format(utc_format(first, when))) } else { String::new() };
        let machine = if first.ends_with(|c: char| c.is_ascii_digit() || c == 'Z') { first.to_owned() } else { String::new() };
        // A time in HTML has minutes.
        let machine = if when.precision == Precision::Hour { when.start.format("%Y-%m-%dT%H:%MZ").to_string() } else { machine };
        let coarse = match when.precision {
            Precision::Year => "the year",
            Precision::Month => "the month",
            _ => "",
        };
        Stamp { machine, shown, until, utc, coarse, undated: false }
    }

    pub(super) fn at(at: DateTime<Utc>) -> Stamp {
        Stamp::of(&When::instant(at, Precision::Minute, Zone::Unknown, Basis::Explicit, ""))
    }

    pub(super) fn maybe(when: Option<&When>) -> Stamp {
        when.map_or_else(|| Stamp { shown: "not dated".to_owned(), undated: true, ..Stamp::default() }, Stamp::of)
    }
}

/// The clock alone, where the day is the same.
fn utc_format(local: &str, when: &When) -> &'static str {
    let same_day = local.starts_with(&when.start.format("%Y-%m-%d").to_string());
    if same_day { "%H:%M" } else { "%-d %b %H:%M" }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `2026-03-04T09:05+01:00` as `4 Mar 2026, 09:05 +01:00`; what is not understood stays as it is.
fn readable(edtf: &str) -> String {
    let (date, time) = edtf.split_once('T').unwrap_or((edtf, ""));
    let parts: Vec<&str> = date.split('-').collect();
    let month = |number: &str| number.parse::<usize>().ok().and_then(|n| MONTHS.get(n.checked_sub(1)?));
    let date = match parts.as_slice() {
        [year, number] if year.len() == 4 => month(number).map(|m| format!("{m} {year}")),
        [year, number, day] if year.len() == 4 && day.len() == 2 => {
            month(number).map(|m| format!("{} {m} {year}", day.trim_start_matches('0')))
        }
        _ => None,
    };
    let Some(date) = date else { return edtf.to_owned() };
    if time.is_empty() { date } else { format!("{date}, {}", clock(time)) }
}

/// `09:05:07+01:00` as `09:05 +01:00`: seconds say nothing to people.
fn clock(time: &str) -> String {
    let at = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(at);
    let minutes: String = clock.chars().take(5).collect();
    let minutes = if minutes.len() == 2 { format!("{minutes} h") } else { minutes };
    let zone = if zone == "Z" { "UTC" } else { zone };
    format!("{minutes} {zone}").trim().to_owned()
}

/// Where a date comes from, in words.
pub(super) fn basis(when: &When) -> String {
    let raw = when.raw.as_str();
    match when.basis {
        Basis::Explicit => format!("stated: {raw}"),
        Basis::Partial => format!("stated in part: “{raw}”"),
        Basis::Relative => format!("from “{raw}”"),
        Basis::Inherited => "taken over from the occasion or the publication".to_owned(),
        Basis::Assumed => format!("assumed: {raw}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn a_date_is_shown_as_precise_as_it_is() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 3, d).unwrap();
        let paris: Zone = "Europe/Paris".parse().unwrap();
        let check = |when: When, shown: &str, utc: &str, machine: &str| {
            let stamp = Stamp::of(&when);
            assert_eq!(stamp.until, "");
            assert_eq!((stamp.shown.as_str(), stamp.utc.as_str(), stamp.machine.as_str()), (shown, utc, machine));
        };
        check(When::year(2026, paris, Basis::Explicit, "").unwrap(), "2026", "", "2026");
        check(When::month(2026, 3, paris, Basis::Explicit, "").unwrap(), "Mar 2026", "", "2026-03");
        check(When::day(day(4), paris, Basis::Explicit, ""), "4 Mar 2026", "", "2026-03-04");
        let days = Stamp::of(&When::days(day(4), day(6), paris, Basis::Explicit, ""));
        assert_eq!((days.shown.as_str(), days.until.as_str(), days.machine.as_str()), ("4 Mar 2026", "6 Mar 2026", "2026-03-04"));
        let morning = day(4).and_hms_opt(0, 5, 7).unwrap();
        let minute = When::time(morning, Precision::Minute, paris, Basis::Explicit, "");
        check(minute, "4 Mar 2026, 00:05 +01:00", "3 Mar 23:05 UTC", "2026-03-04T00:05+01:00");
        check(
            When::time(morning, Precision::Second, Zone::Unknown, Basis::Explicit, ""),
            "4 Mar 2026, 00:05 UTC",
            "",
            "2026-03-04T00:05:07Z",
        );
    }
}
