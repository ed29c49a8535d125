//! Dates in figures alone: "2026-02-26", "26.2.2026", "2/26".

use super::absolute::weekday;
use super::expr::{Expr, Fields, Figures};
use super::number::{full, year};
use super::token::{Cursor, Read, longest};

/// The marks between the figures of a date.
const JOINTS: &[char] = &['-', '/', '.'];

/// Dates in figures alone.
pub(super) fn numeric(c: Cursor) -> Read<Expr> {
    let (named, rest) = weekday(c).map_or((None, c), |(w, rest)| (Some(w), rest.skip_mark(&[','])));
    let lonely = !rest.is_glued() || rest.back().is_some_and(|b| b.is_mark(&['(', '-', '"', '_', '\'']));
    let (fields, after) = lonely.then(|| longest(rest, &[year_month_day, three_figures, two_figures, month_and_year])).flatten()?;
    // Not a part of a longer run of figures: a version, a telephone or a file number.
    let more = after.glued_mark(&['/', '.', ':', '%']).is_some_and(|c| c.is_glued() && c.is_figure());
    // Two figures are a day after a weekday, or with a stroke after some words: "7.5" and "3/4" are numbers.
    let stroke = rest.next().is_mark(&['/']);
    let led = named.is_some() || stroke && rest.back().is_none_or(|b| b.is_word(FIGURE_CUES) || b.is_mark(&['?']));
    (!more && (fields.year.is_some() || led)).then_some((Expr::Fields(Fields { weekday: named, ..fields }), after))
}

/// Words after which two figures with a stroke are a day: "on 10/1".
const FIGURE_CUES: &[&str] =
    &["on", "from", "to", "until", "till", "by", "since", "between", "before", "after", "next", "last", "this", "and"];

fn year_month_day(c: Cursor) -> Read<Fields> {
    let (year, rest) = c.figure(4..=4).filter(|(y, _)| (1000..2500).contains(y))?;
    let joint = rest.glued_mark(JOINTS)?;
    let (month, rest) = joint.figure(1..=2)?;
    let (day, rest) = rest.glued_mark(JOINTS)?.figure(1..=2)?;
    calendar(i32::try_from(year).ok(), month, day, Figures::None).map(|f| (f, rest))
}

/// "9/4/2012", "27.3.2012", "6/4/12". Month first unless that cannot be; ambiguous where both could.
fn three_figures(c: Cursor) -> Read<Fields> {
    let (first, rest) = c.figure(1..=2)?;
    let (joint, stroke) = (rest.glued_mark(JOINTS)?, rest.is_mark(&['/']));
    let (second, rest) = joint.figure(1..=2)?;
    let same = rest.glued_mark(if stroke { &['/'] } else { JOINTS })?;
    let long = same.figure(4..=4).and_then(|(y, rest)| Some((i32::try_from(y).ok()?, rest)));
    // Two figures for the year only with strokes: "1.2.18" is as likely a version.
    let short = || same.figure(2..=2).filter(|_| stroke).map(|(y, rest)| (full(y), rest));
    let (year, rest) = long.filter(|(y, _)| (1000..2500).contains(y)).or_else(short)?;
    ordered(Some(year), first, second).map(|f| (f, rest))
}

/// "10/1", "7-6". Month first unless that cannot be.
pub(super) fn two_figures(c: Cursor) -> Read<Fields> {
    let (first, rest) = c.figure(1..=2)?;
    let (second, rest) = rest.glued_mark(JOINTS)?.figure(1..=2)?;
    if rest.glued_mark(&['.', '/', ':']).is_some_and(Cursor::is_figure) {
        return None;
    }
    let (year, rest) = rest.mark(&[',']).and_then(year).map_or((None, rest), |(y, rest)| (Some(y), rest));
    let phrase = year.is_none() && NOT_DAYS.contains(&(first, second));
    ordered(year, first, second).filter(|_| !phrase).map(|f| (f, rest))
}

/// "24/7" is always, and "9/11" names what happened that day.
const NOT_DAYS: &[(u32, u32)] = &[(9, 11), (24, 7)];

/// "12-2015", "12/2015".
fn month_and_year(c: Cursor) -> Read<Fields> {
    let (month, rest) = c.figure(1..=2).filter(|(m, _)| (1..=12).contains(m))?;
    let (year, rest) = rest.glued_mark(&['-', '/'])?.figure(4..=4).filter(|(y, _)| (1900..2100).contains(y))?;
    Some((Fields { year: i32::try_from(year).ok(), month: Some(month), ..Fields::default() }, rest))
}

fn ordered(year: Option<i32>, first: u32, second: u32) -> Option<Fields> {
    let month_first = match (first == second, second <= 12) {
        (true, _) => Figures::None,
        (false, true) => Figures::Either,
        (false, false) => Figures::MonthFirst,
    };
    calendar(year, first, second, month_first).or_else(|| calendar(year, second, first, Figures::DayFirst))
}

fn calendar(year: Option<i32>, month: u32, day: u32, order: Figures) -> Option<Fields> {
    // A leap year stands in for the unknown one.
    chrono::NaiveDate::from_ymd_opt(year.unwrap_or(2000), month, day)?;
    Some(Fields { year, month: Some(month), day: Some(day), weekday: None, order })
}
