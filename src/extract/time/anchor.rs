//! The time of writing that partial and relative dates are seen from.

use super::expr::{Expr, Fields, Figures};
use super::resolve::{Lean, Scene, resolve};
use super::token::{Cursor, Kind, Token};
use crate::extract::Context;
use crate::model::{Precision, When, Zone};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use std::ops::Range;

/// When and where a text was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Anchor {
    /// Local time; none where nothing tells.
    pub(super) now: Option<NaiveDateTime>,
    /// The publisher's zone, or the one of its publication date.
    pub(super) zone: Zone,
    /// Its country writes the day before the month, or another date of the text shows it; none where nothing tells.
    pub(super) day_first: Option<bool>,
}

/// An expression and the tokens it was read from.
pub(super) type Found = (Range<usize>, Expr);

/// How many days a text can lie before it is published under its dateline.
const LYING: i64 = 7;

impl Anchor {
    /// The dateline's day where there is one, else the publication in the publisher's zone. A text that has neither is
    /// at least as young as the posts that it embeds, or of the year that its weekdays tell.
    pub(super) fn of(text: &str, tokens: &[Token], found: &[Found], context: &Context) -> Anchor {
        let zone = match (context.zone, context.published) {
            (Zone::Unknown, Some(published)) => published.zone,
            (zone, _) => zone,
        };
        let published = context.published.map(|p| local(p, zone));
        let c = Cursor::new(text, tokens, 0);
        let now = dateline(c, found, published).or(published).or_else(|| youngest_post(c, found)).or_else(|| of_weekdays(found));
        Anchor { now, zone, day_first: is_day_first(zone).or_else(|| shown_order(found)) }
    }
}

/// A publication day is that day wherever it is read; a time is moved to the publisher's zone.
fn local(published: &When, zone: Zone) -> NaiveDateTime {
    let zone = if published.precision > Precision::Day { zone } else { published.zone };
    zone.to_local(published.start)
}

/// The day of a dateline at the head of the text: "GENEVA, Feb. 26 —". It holds where it is the publication's day or
/// a few days before.
fn dateline(c: Cursor, found: &[Found], published: Option<NaiveDateTime>) -> Option<NaiveDateTime> {
    let (place, date) = found.first().filter(|(place, _)| place.start > 0 && place.start < 12)?;
    let named = (0..place.start).all(|i| c.to(i).is_capital() || c.to(i).is_mark(&[',', '.', '(', '-', '/']));
    let dashed = c.to(place.end).skip_mark(&['.', ',']).is_mark(&['-']);
    let day = (named && dashed).then(|| day(date, published)).flatten()?;
    match published {
        Some(at) if at.date() == day => Some(at),
        Some(at) => (day < at.date() && at.date() - day <= TimeDelta::days(LYING)).then(|| day.and_time(NaiveTime::MIN)),
        None => Some(day.and_time(NaiveTime::MIN)),
    }
}

fn day(date: &Expr, now: Option<NaiveDateTime>) -> Option<NaiveDate> {
    matches!(date, Expr::Fields(Fields { month: Some(_), day: Some(_), .. })).then_some(())?;
    resolve(date, &Scene { now, lean: Lean::Past, story: None, opening: true, day_first: false }).map(|p| p.first_day())
}

/// The latest full date that stands behind the handle of an embedded post: "(@someone) May 3, 2025".
fn youngest_post(c: Cursor, found: &[Found]) -> Option<NaiveDateTime> {
    let posts = found.iter().filter(|(place, _)| is_signed(c, place.start));
    posts.filter_map(|(_, date)| day(date, None)).max().map(|d| d.and_time(NaiveTime::MIN))
}

/// The first date with a weekday and no year, "Monday (Nov. 18)", in a year about those that the text names in which all such
/// dates fall on their weekdays.
fn of_weekdays(found: &[Found]) -> Option<NaiveDateTime> {
    let all: Vec<Fields> = found.iter().filter_map(|(_, date)| fields(date)).collect();
    let fields = || all.iter().copied();
    let years = || fields().filter_map(|f| f.year).filter(|y| (1900..2200).contains(y));
    let (first, last) = (years().min()?, years().max()?);
    let dated = || fields().filter(|f| f.year.is_none() && f.month.is_some() && f.day.is_some() && f.weekday.is_some());
    let in_year = |f: Fields, year: i32| {
        let day = NaiveDate::from_ymd_opt(year, f.month?, f.day?)?;
        (f.weekday == Some(day.weekday().num_days_from_monday())).then_some(day)
    };
    let fits = |year: &i32| dated().all(|f| in_year(f, *year).is_some());
    let year = (first - 1..=last + 1).filter(fits).min_by_key(|y| (y - last).abs())?;
    dated().filter_map(|f| in_year(f, year)).min().map(|d| d.and_time(NaiveTime::MIN))
}

/// The parts of a calendar date, with or without a time on it.
fn fields(date: &Expr) -> Option<Fields> {
    match date {
        Expr::Fields(fields) => Some(*fields),
        Expr::Timed(Some(date), _) => fields(date),
        _ => None,
    }
}

fn is_signed(c: Cursor, at: usize) -> bool {
    let closed = at > 0 && c.to(at - 1).is_mark(&[')']);
    let open = (at.saturating_sub(9)..at).rev().find(|i| c.to(*i).is_mark(&['(']));
    closed && open.is_some_and(|i| c.to(i + 1).token().is_some_and(|t| t.kind == Kind::Mark('@')))
}

/// Outside the Americas a date in figures starts with its day.
fn is_day_first(zone: Zone) -> Option<bool> {
    let Zone::Named(tz) = zone else { return None };
    let american = ["America/", "US/", "Pacific/Honolulu"].iter().any(|p| tz.name().starts_with(p));
    (tz.name().contains('/') && !tz.name().starts_with("Etc/")).then_some(!american)
}

/// The order of the dates in figures that can only be read one way, where they agree.
fn shown_order(found: &[Found]) -> Option<bool> {
    let orders = found.iter().filter_map(|(_, expr)| match expr {
        Expr::Fields(Fields { order: Figures::DayFirst, .. }) => Some(true),
        Expr::Fields(Fields { order: Figures::MonthFirst, .. }) => Some(false),
        _ => None,
    });
    let orders: Vec<bool> = orders.collect();
    orders.first().copied().filter(|first| orders.iter().all(|o| o == first))
}
