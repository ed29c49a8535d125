//! Dates as a page shows them to its readers: "27 February 2026", "27.02.2026, 10:30 Uhr", "2026年2月27日".

use super::months;
use crate::model::{Basis, Precision, When, Zone, date};
use chrono::{Datelike, NaiveDate};
use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;

/// Which number of 03/04/2026 is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
    /// Nothing tells: both readings are kept, that with the day first as the likelier.
    Unknown,
}

/// A date that stands in a text; where its order is not told, with both readings.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) when: When,
    /// Bytes of the date with its time.
    pub(super) range: Range<usize>,
}

/// What a pattern's groups mean.
#[derive(Debug, Clone, Copy)]
enum Form {
    DayNameYear,
    NameDayYear,
    YearNameDay,
    YearMonthDay,
    /// Two numbers in an order that [`Order`] tells.
    Numbers,
    DayMonthYear,
}

/// The shapes of a date; the groups are read in the order that the form says. Earlier rows win at the same place.
const FORMS: &[(Form, &str)] = &[
    (Form::YearMonthDay, r"(?-u:\b)((?:19|20)[0-9][0-9])[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:(?-u:\b)|T)"),
    (Form::YearMonthDay, r"((?:19|20)[0-9][0-9])\s*[年년]\s*([0-9]{1,2})\s*[月월]\s*([0-9]{1,2})\s*[日일]"),
    (
        Form::DayNameYear,
        r"(?-u:\b)([0-9]{1,2})(?:st|nd|rd|th|er|\.|º|ª)?[\s\-]*(?:de\s+|of\s+)?(\p{L}[\p{L}\p{M}]+)\.?[\s,\-]*(?:del?\s+)?((?:19|20)[0-9][0-9])(?-u:\b)",
    ),
    (Form::NameDayYear, r"(?-u:\b)(\p{L}[\p{L}\p{M}]+)\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?(?:,\s*|\s+)((?:19|20)[0-9][0-9])(?-u:\b)"),
    (Form::YearNameDay, r"(?-u:\b)((?:19|20)[0-9][0-9])\.?(?:\s+m\.)?\s+(\p{L}[\p{L}\p{M}]+)\s+([0-9]{1,2})(?-u:\b)\.?"),
    (Form::DayMonthYear, r"(?-u:\b)([0-9]{1,2})\s+tháng\s+([0-9]{1,2})(?:,|\s+năm)?\s+((?:19|20)[0-9][0-9])"),
    (Form::DayMonthYear, r"(?-u:\b)([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?((?:19|20)[0-9][0-9]|[0-9][0-9])(?-u:\b)"),
    (Form::Numbers, r"(?-u:\b)([0-9]{1,2})[/\-]([0-9]{1,2})[/\-]((?:19|20)[0-9][0-9]|[0-9][0-9])(?-u:\b)"),
];

static PATTERNS: LazyLock<Vec<(Form, Regex)>> =
    LazyLock::new(|| FORMS.iter().map(|(form, p)| (*form, Regex::new(&format!("(?i){p}")).expect("a valid pattern"))).collect());

/// A time right after a date, with what stands between them in many languages.
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) ^ (?: [\s,;|/·•\-–—(T] | at\b | um\b | à\b | às\b | a\s+las\b | alle\b | ore\b | kl\.? | klo\b | om\b | o\s+godz\.? | в\b | о\b | г\. | \p{L}{6,10}(?:day|tag)\b ){0,6}
          (?P<h>[01]?\d|2[0-4]) (?: [:.h時시] \s? (?P<m>[0-5]\d) (?: :(?P<s>[0-5]\d) (?:\.\d+)? )? )? [分]? \s?
          (?P<ap>[ap]\.?m\b\.?)? \s? (?: uhr\b | hrs\b | h\b | น\. | uur\b )? \s? \(?
          (?P<z> (?: UTC|GMT ) \s? [+-]\d{1,2}(?::?\d\d)? \b | [+-]\d\d:?\d\d \b | (?-i:[A-Z]{2,5}) \b | Z\b )?",
    )
    .expect("a valid pattern")
});

/// The first date in a text.
pub(super) fn first(text: &str, order: Order, zone: Zone) -> Option<Found> {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let found = PATTERNS.iter().filter_map(|(form, pattern)| pattern.captures_iter(text).find_map(|c| read(*form, &c, order)));
    let (date, other, range) = found.min_by_key(|(_, _, range)| range.start)?;
    let found = with_time(text, date, range.clone(), zone);
    Some(match other {
        Some(other) => Found { when: found.when.or(&with_time(text, other, range, zone).when), ..found },
        None => found,
    })
}

/// All dates in a text, in its order.
pub(super) fn all(text: &str, order: Order, zone: Zone) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut from = 0;
    while let Some(Found { when, range }) = first(&text[from..], order, zone) {
        found.push(Found { when, range: from + range.start..from + range.end });
        from += range.end;
    }
    found
}

/// The order that a date in figures shows, which can only be read one way.
pub(super) fn shown_order(text: &str) -> Option<Order> {
    static FIGURES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?-u:\b)([0-9]{1,2})[/\-]([0-9]{1,2})[/\-](?:19|20)[0-9][0-9](?-u:\b)").expect("a valid pattern"));
    FIGURES.captures_iter(text).find_map(|c| match (c[1].parse().unwrap_or(0), c[2].parse().unwrap_or(0)) {
        (13..=31, 1..=12) => Some(Order::DayFirst),
        (1..=12, 13..=31) => Some(Order::MonthFirst),
        _ => None,
    })
}

/// A date, its other reading where nothing decides, and where it stands.
type Read = (NaiveDate, Option<NaiveDate>, Range<usize>);

fn read(form: Form, c: &Captures, order: Order) -> Option<Read> {
    let number = |n: usize| c[n].parse::<u32>().ok();
    let (year, month, day) = match form {
        Form::DayNameYear => (number(3)?, months::number(&c[2])?, number(1)?),
        Form::NameDayYear => (number(3)?, months::number(&c[1])?, number(2)?),
        Form::YearNameDay => (number(1)?, months::number(&c[2])?, number(3)?),
        Form::YearMonthDay => (number(1)?, number(2)?, number(3)?),
        Form::Numbers if order == Order::MonthFirst && number(1)? <= 12 || number(2)? > 12 => (number(3)?, number(1)?, number(2)?),
        Form::Numbers | Form::DayMonthYear => (number(3)?, number(2)?, number(1)?),
    };
    let year = if year < 100 { 2000 + year } else { year };
    let date = NaiveDate::from_ymd_opt(year.try_into().ok()?, month, day)?;
    let ambiguous = matches!(form, Form::Numbers) && order == Order::Unknown && day <= 12 && month != day;
    let other = if ambiguous { NaiveDate::from_ymd_opt(date.year(), day, month) } else { None };
    Some((date, other, c.get(0)?.range()))
}

fn with_time(text: &str, date: NaiveDate, range: Range<usize>, zone: Zone) -> Found {
    let basis = Basis::Explicit;
    let day = || Found { when: When::day(date, zone, basis, &text[range.clone()]), range: range.clone() };
    let Some(c) = TIME.captures(&text[range.end..]) else { return day() };
    let number = |name: &str| c.name(name).and_then(|m| m.as_str().parse::<u32>().ok());
    // A bare number after a date is no hour.
    let (Some(hour), true) = (number("h"), c.name("m").is_some() || c.name("ap").is_some()) else { return day() };
    let hour = match c.name("ap").map(|m| m.as_str().starts_with(['p', 'P'])) {
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
        None => hour,
    };
    let stated = c.name("z").and_then(|z| date::offset(z.as_str()));
    let precision = if number("s").is_some() { Precision::Second } else { Precision::Minute };
    let Some(local) = date.and_hms_opt(hour, number("m").unwrap_or(0), number("s").unwrap_or(0)) else { return day() };
    let end = if stated.is_some() { c.name("z") } else { c.name("ap").or(c.name("s")).or(c.name("m")) };
    let range = range.start..range.end + end.map_or(0, |m| m.end());
    Found { when: When::time(local, precision, stated.unwrap_or(zone), basis, &text[range.clone()]), range }
}

/// The day that an address names: `/2026/02/27/`, `-20260227.html`.
pub(super) fn of_url(url: &str, zone: Zone) -> Option<When> {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|[/_.=-])((?:19|20)\d\d)([/_.-]?)(0?[1-9]|1[0-2])([/_.-]?)(0?[1-9]|[12]\d|3[01])(?:[/_.?&T-]|$)")
            .expect("a valid pattern")
    });
    let path = url.splitn(4, '/').nth(3)?;
    DAY.captures_iter(path)
        .find_map(|c| {
            // Without separators both numbers need two digits: 2026227 is none.
            if c[2] != c[4] || c[2].is_empty() && (c[3].len() < 2 || c[5].len() < 2) {
                return None;
            }
            let date = NaiveDate::from_ymd_opt(c[1].parse().ok()?, c[3].parse().ok()?, c[5].parse().ok()?)?;
            Some(When::day(date, zone, Basis::Explicit, c.get(0)?.as_str().trim_matches(['/', '_', '.', '-', '=', '?', '&', 'T'])))
        })
        .filter(|w| w.local_day().year() >= 1995)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, edtf: &str) {
        assert_eq!(first(text, Order::DayFirst, Zone::Unknown).map(|f| f.when.edtf).unwrap_or_default(), edtf, "{text}");
    }

    #[test]
    fn a_date_in_many_languages() {
        check("Published 27 February 2026", "2026-02-27");
        check("Feb. 27, 2026 4:05 p.m. EST", "2026-02-27T16:05-05:00");
        check("Freitag, 27. Februar 2026, 10:30 Uhr", "2026-02-27T10:30Z");
        check("Publié le 1er mars 2026 à 07h15", "2026-03-01T07:15Z");
        check("27 de febrero de 2026 - 18:00", "2026-02-27T18:00Z");
        check("27 lutego 2026", "2026-02-27");
        check("27 Şubat 2026", "2026-02-27");
        check("27 февраля 2026, 10:30", "2026-02-27T10:30Z");
        check("2026年2月27日 10時30分", "2026-02-27T10:30Z");
        check("2026년 2월 27일", "2026-02-27");
        check("2026. február 27. 10:30", "2026-02-27T10:30Z");
        check("27 tháng 2, 2026", "2026-02-27");
        check("27.02.26", "2026-02-27");
        check("27/2/2026", "2026-02-27");
        check("2026-02-27 10:30:15", "2026-02-27T10:30:15Z");
        check("no date: 10:30", "");
        check("31 February 2026", "");
        check("version 3 of 12", "");
    }

    #[test]
    fn day_and_month_by_evidence() {
        let read = |text: &str, order| first(text, order, Zone::Unknown).map(|f| (f.when.edtf, f.when.basis)).unwrap();
        assert_eq!(read("03/04/2026", Order::DayFirst), ("2026-04-03".into(), Basis::Explicit));
        assert_eq!(read("03/04/2026", Order::MonthFirst), ("2026-03-04".into(), Basis::Explicit));
        assert_eq!(read("03/04/2026", Order::Unknown), ("[2026-03-04,2026-04-03]".into(), Basis::Assumed));
        assert_eq!(read("03/04/2026 10:30", Order::Unknown), ("[2026-03-04T10:30Z,2026-04-03T10:30Z]".into(), Basis::Assumed));
        // Only one reading is a date.
        assert_eq!(read("03/14/2026", Order::DayFirst), ("2026-03-14".into(), Basis::Explicit));
        assert_eq!(read("14/03/2026", Order::MonthFirst), ("2026-03-14".into(), Basis::Explicit));
    }

    #[test]
    fn days_of_addresses() {
        let day = |url: &str| of_url(url, Zone::Unknown).map(|w| w.edtf).unwrap_or_default();
        assert_eq!(day("https://a.example/2026/02/27/title"), "2026-02-27");
        assert_eq!(day("https://a.example/title-20260227.html"), "2026-02-27");
        assert_eq!(day("https://a.example/2026-2-7-title"), "2026-02-07");
        assert_eq!(day("https://a.example/2026/02/title"), "");
        assert_eq!(day("https://a.example/news-2026227"), "");
        assert_eq!(day("https://a.example/news/120260227"), "");
    }
}
