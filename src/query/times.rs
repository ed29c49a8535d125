//! Conditions on time: `since: until: after: before: date: last:`, on a named date.

use crate::model::{Expr, TimeField, Zone, date};
use chrono::{DateTime, TimeDelta, Utc};

/// The conditions by name.
pub(super) const NAMES: [&str; 6] = ["since", "until", "after", "before", "date", "last"];

/// The dates that may be named before a condition: `said.since:`.
pub(super) const DATES: [(&str, TimeField); 3] =
    [("published", TimeField::Published), ("said", TimeField::Said), ("happened", TimeField::Happened)];

/// Splits `said.since` into the date and the condition; the publication where no date is named.
pub(super) fn condition(name: &str) -> Option<(&'static str, TimeField)> {
    let (date, condition) = name.split_once('.').unwrap_or(("published", name));
    let (_, field) = DATES.iter().find(|(known, _)| *known == date)?;
    NAMES.iter().find(|n| **n == condition).map(|n| (*n, *field))
}

/// The condition as a span of time; the error says what is expected.
pub(super) fn expr(condition: &str, field: TimeField, value: &str, zone: Zone, now: DateTime<Utc>) -> Result<Expr, String> {
    let period = |text: &str| period(text, zone);
    let (from, to) = match condition {
        "since" => (Some(period(value)?.0), None),
        "until" => (None, Some(period(value)?.1)),
        "after" => (Some(period(value)?.1), None),
        "before" => (None, Some(period(value)?.0)),
        "last" => (Some(now.checked_sub_signed(length(value)?).ok_or("that is too long ago")?), None),
        _ => match value.split_once("..") {
            Some((a, b)) => (bound(a, period)?.map(|p| p.0), bound(b, period)?.map(|p| p.1)),
            None => period(value).map(|(a, b)| (Some(a), Some(b)))?,
        },
    };
    if let (Some(a), Some(b)) = (from, to)
        && a >= b
    {
        return Err("the period ends before it begins".to_owned());
    }
    Ok(Expr::Time(field, from, to))
}

type Period = (DateTime<Utc>, DateTime<Utc>);

/// `A..` and `..B` are open.
fn bound(text: &str, period: impl Fn(&str) -> Result<Period, String>) -> Result<Option<Period>, String> {
    if text.is_empty() { Ok(None) } else { period(text).map(Some) }
}

/// A year, month, day or time as the whole period it names, in the zone.
fn period(text: &str, zone: Zone) -> Result<Period, String> {
    let when = date::read(text, zone).filter(|_| text.starts_with(|c: char| c.is_ascii_digit()) && text.get(4..5).is_none_or(|c| c == "-"));
    when.and_then(|w| Some((w.start, w.end?)))
        .ok_or_else(|| "a date such as 2026, 2026-02, 2026-02-26 or 2026-02-26T10:30 is expected".to_owned())
}

/// `90m`, `24h`, `7d`, `2w`, `3mo`, `1y`.
fn length(text: &str) -> Result<TimeDelta, String> {
    let expected = || "a number and a unit such as 24h, 7d, 2w, 3mo or 1y is expected".to_owned();
    let split = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(expected)?;
    let number: i64 = text[..split].parse().map_err(|_| expected())?;
    let minutes = match &text[split..] {
        "m" => 1,
        "h" => 60,
        "d" => 24 * 60,
        "w" => 7 * 24 * 60,
        "mo" => 30 * 24 * 60,
        "y" => 365 * 24 * 60,
        _ => return Err(expected()),
    };
    number.checked_mul(minutes).and_then(TimeDelta::try_minutes).ok_or_else(expected)
}

/// The canonical form of a condition.
pub(super) fn canonical(field: TimeField, from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> String {
    let name = DATES.iter().find(|(_, f)| *f == field).map_or("published", |(n, _)| *n);
    let bound = |condition: &str, at: DateTime<Utc>| format!("{name}.{condition}:{}", at.format("%Y-%m-%dT%H:%M:%SZ"));
    [from.map(|a| bound("since", a)), to.map(|b| bound("before", b))].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
