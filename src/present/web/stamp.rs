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
        if let Some(shown) = either(when) {
            return Stamp { shown, ..Stamp::default() };
        }
        let (first, last) = when.edtf.split_once('/').unwrap_or((when.edtf.as_str(), ""));
        if let Some(shown) = long(first).filter(|_| last.is_empty()) {
            return Stamp { shown, ..Stamp::default() };
        }
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
            Precision::Year if until.is_empty() => "the year",
            Precision::Month if until.is_empty() => "the month",
            _ => "",
        };
        Stamp { machine, shown, until, utc, coarse, undated: false }
    }

    /// As a text alone.
    pub(super) fn text(&self) -> String {
        if self.until.is_empty() { self.shown.clone() } else { format!("{} – {}", self.shown, self.until) }
    }

    pub(super) fn at(at: DateTime<Utc>) -> Stamp {
        Stamp::of(&When::instant(at, Precision::Minute, Zone::Unknown, Basis::Explicit, ""))
    }

    pub(super) fn maybe(when: Option<&When>) -> Stamp {
        when.map_or_else(|| Stamp { shown: "not dated".to_owned(), undated: true, ..Stamp::default() }, Stamp::of)
    }
}

/// Both readings of a date that can be read in two ways.
fn either(when: &When) -> Option<String> {
    let both = when.edtf.strip_prefix('[')?.strip_suffix(']')?;
    Some(both.split(',').map(readable).collect::<Vec<_>>().join(" or "))
}

/// What a page calls the quarters and halves of a year (ISO 8601-2, 4.8).
const PARTS: [(&str, &str); 6] = [
    ("33", "1st quarter of"),
    ("34", "2nd quarter of"),
    ("35", "3rd quarter of"),
    ("36", "4th quarter of"),
    ("40", "1st half of"),
    ("41", "2nd half of"),
];

/// Quarters, halves, decades and centuries, which are neither months nor years.
fn long(edtf: &str) -> Option<String> {
    if let Some(decade) = edtf.strip_suffix('X') {
        return Some(decade.strip_suffix('X').map_or_else(|| format!("{decade}0s"), |century| format!("{century}00 to {century}99")));
    }
    let (year, part) = edtf.split_once('-')?;
    PARTS.iter().find(|(code, _)| *code == part).map(|(_, name)| format!("{name} {year}"))
}

/// The day that a date is cited by; both of them where it can be read in two ways.
pub(super) fn cited(when: &When) -> String {
    let days = when.edtf.trim_matches(['[', ']']).split(',').map(|day| day.chars().take(10).collect::<String>());
    days.map(|day| long(&day).unwrap_or(day)).collect::<Vec<_>>().join(" or ")
}

/// A date as it may be typed; empty where it cannot be.
pub(super) fn typed(when: &When) -> String {
    if when.is_ambiguous() || long(&when.edtf).is_some() { String::new() } else { cited(when) }
}

/// The month that a date lies in, for a table by months; a date that is coarser is called by itself.
pub(super) fn month(when: &When) -> String {
    let is_month = when.edtf.len() == 7 && long(&when.edtf).is_none();
    if when.precision >= Precision::Day || is_month { when.local_day().format("%Y-%m").to_string() } else { Stamp::of(when).text() }
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
        // What is longer than a month or is one of two has no form in HTML.
        let written = |edtf: &str, precision| When { edtf: edtf.to_owned(), precision, ..When::day(day(4), paris, Basis::Assumed, "") };
        for (edtf, precision, shown) in [
            ("2026-33", Precision::Month, "1st quarter of 2026"),
            ("2026-41", Precision::Month, "2nd half of 2026"),
            ("202X", Precision::Year, "2020s"),
            ("19XX", Precision::Year, "1900 to 1999"),
            ("[2026-03-04,2026-04-03]", Precision::Day, "4 Mar 2026 or 3 Apr 2026"),
            ("[2026-03-04T10:30+01:00,2026-04-03T10:30+02:00]", Precision::Minute, "4 Mar 2026, 10:30 +01:00 or 3 Apr 2026, 10:30 +02:00"),
        ] {
            check(written(edtf, precision), shown, "", "");
            assert_eq!(Stamp::of(&written(edtf, precision)).coarse, "", "{edtf}");
        }
        let months = written("2026-01/2026-02", Precision::Month);
        assert_eq!((Stamp::of(&months).text().as_str(), Stamp::of(&months).coarse), ("Jan 2026 – Feb 2026", ""));
        for (edtf, precision, expected, day) in [
            ("2026-03-04", Precision::Day, "2026-03", "2026-03-04"),
            ("2026-03", Precision::Month, "2026-03", "2026-03"),
            ("2026", Precision::Year, "2026", "2026"),
            ("2026-33", Precision::Month, "1st quarter of 2026", "1st quarter of 2026"),
            ("[2026-03-04,2026-04-03]", Precision::Day, "2026-03", "2026-03-04 or 2026-04-03"),
        ] {
            let when = written(edtf, precision);
            assert_eq!((month(&when).as_str(), cited(&when).as_str()), (expected, day), "{edtf}");
            assert_eq!(typed(&when), if day.contains(' ') { "" } else { day }, "{edtf}");
        }
        check(
            When::time(morning, Precision::Second, Zone::Unknown, Basis::Explicit, ""),
            "4 Mar 2026, 00:05 UTC",
            "",
            "2026-03-04T00:05:07Z",
        );
    }
}
