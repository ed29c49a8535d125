//! Conditions on time: `since: until: after: before: date: last:`, on a named date.

use crate::model::{Expr, TimeField, Zone, date, when::utc_text};
use chrono::{DateTime, Datelike, TimeDelta, Utc};

/// The conditions by name.
pub(super) const NAMES: [&str; 6] = ["since", "until", "after", "before", "date", "last"];

/// The dates that may be named before a condition: `said.since:`.
pub(super) const DATES: [(&str, TimeField); 5] = [
    ("published", TimeField::Published),
    ("said", TimeField::Said),
    ("happened", TimeField::Happened),
    ("captured", TimeField::Captured),
    ("when", TimeField::Own),
];

/// Splits `said.since` into the date and the condition; the publication where no date is named.
pub(super) fn condition(name: &str) -> Option<(&'static str, TimeField)> {
    let (date, condition) = name.split_once('.').unwrap_or(("published", name));
    let (_, field) = DATES.iter().find(|(known, _)| *known == date)?;
    NAMES.iter().find(|n| **n == condition).map(|n| (*n, *field))
}

/// The condition as a span of time; the error says what is expected.
pub(super) fn expr(condition: &str, field: TimeField, value: &str, zone: Zone, now: DateTime<Utc>) -> Result<Expr, String> {
    let period = |text: &str| period(text, zone, now);
    let (from, to) = match condition {
        "since" => (Some(period(value)?.0), None),
        "until" => (None, Some(period(value)?.1)),
        "after" => (Some(period(value)?.1), None),
        "before" => (None, Some(period(value)?.0)),
        // Before the year 1 no date can be written.
        "last" => (Some(now.checked_sub_signed(length(value)?).filter(|from| from.year() > 0).ok_or("that is too long ago")?), None),
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

/// `2026`, `2026-02`, `2026-02-26..`: what a name would not look like.
pub(super) fn looks_like_a_date(text: &str) -> bool {
    let first = text.trim_start_matches('.').split("..").next().unwrap_or_default();
    first.len() >= 4 && first.starts_with(|c: char| c.is_ascii_digit()) && date::read(first, Zone::Unknown).is_some()
}

/// A year, month, day or time as the whole period it names, in the zone.
fn period(text: &str, zone: Zone, now: DateTime<Utc>) -> Result<Period, String> {
    let today = zone.to_local(now).date();
    let text = match text.to_ascii_lowercase().as_str() {
        "today" => today.to_string(),
        "yesterday" => today.pred_opt().unwrap_or(today).to_string(),
        _ => text.to_owned(),
    };
    let text = text.as_str();
    let when = date::read(text, zone).filter(|_| text.starts_with(|c: char| c.is_ascii_digit()) && text.get(4..5).is_none_or(|c| c == "-"));
    when.and_then(|w| Some((w.start, w.end?)))
        .ok_or_else(|| "a date such as 2026, 2026-02, 2026-02-26, 2026-02-26T10:30, today or yesterday is expected".to_owned())
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

/// The canonical form of a condition: in UTC, so that it means the same in every zone. The end is shown as the last second
/// before it, as `date:` includes what it names.
pub(super) fn canonical(field: TimeField, from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> String {
    let name = DATES.iter().find(|(_, f)| *f == field).map_or("published", |(n, _)| *n);
    match (from, to) {
        (Some(from), Some(to)) => format!("{name}.date:{}..{}", utc_text(from), utc_text(to - TimeDelta::seconds(1))),
        (Some(from), None) => format!("{name}.since:{}", utc_text(from)),
        (None, Some(to)) => format!("{name}.before:{}", utc_text(to)),
        (None, None) => format!("{name}.date:.."),
    }
}
