//! Dates and the times on them: "Tuesday at 4", "9 pm on Friday", "last night".

use super::clock;
use super::expr::{Expr, Fields, Time};
use super::grammar::date;
use super::relative::{confirmed, on_weekday, period};
use super::token::{Cursor, Kind, Read, longest};
use super::words::{DayPart, Sense, Shift};

/// A date, and the time on it where one follows: "tomorrow night", "Friday morning at 8:00".
pub(super) fn dated(c: Cursor) -> Read<Expr> {
    let (date, rest) = longest(c, &[date, day_of_part])?;
    on_date(date.clone(), rest).or(Some((date, rest)))
}

/// A period, and the time on it where one follows: what a length of time can start from.
pub(super) fn period_with_time(c: Cursor) -> Read<Expr> {
    match period(c) {
        Some((date, rest)) => on_date(date.clone(), rest).or(Some((date, rest))),
        None => clock::certain(c).map(|(time, rest)| (Expr::Timed(None, time), rest)),
    }
}

/// The time that follows a date.
fn on_date(date: Expr, rest: Cursor) -> Read<Expr> {
    let (date, rest) = confirmed(rest).unwrap_or((date, rest));
    let joined = rest.skip_mark(&[',']).skip(&["in"]).skip(&["the"]);
    let early = joined.skip(&["early", "late"]);
    if let Some((part, rest)) = clock::part(early) {
        let (time, rest) = with_part(part, rest);
        let (date, rest) = confirmed_weekday(date, rest);
        return Some((timed_on(date, time), rest));
    }
    let (time, rest) = clock::beside_date(rest)?;
    let (time, rest) = refined(time, rest);
    Some((timed_on(date, time), rest))
}

/// Keeps the parenthesis that confirms a date within its span: "Monday night (Nov. 18)".
fn confirmed_weekday(date: Expr, c: Cursor) -> (Expr, Cursor) {
    match (confirmed(c), &date) {
        (Some((stated, rest)), Expr::Fields(Fields { weekday: Some(day), day: None, .. })) => (on_weekday(stated, *day), rest),
        (Some((_, rest)), _) => (date, rest),
        (None, _) => (date, c),
    }
}

/// "last night" and "this morning": the day is said by the shift alone.
fn day_of_part(c: Cursor) -> Read<Expr> {
    let (shift, rest) = c.sense(|s| if let Sense::Shift(s) = s { Some(s) } else { None })?;
    clock::part(rest)?;
    let day = match shift {
        Shift::This => 0,
        Shift::Last | Shift::Past => -1,
        _ => 1,
    };
    Some((Expr::Day(day), rest))
}

/// A part of the day, narrowed by a clock beside it: "tonight around 9", "morning 7-10".
fn with_part(part: DayPart, c: Cursor) -> (Time, Cursor) {
    match clock::beside_part(c) {
        Some((Time::At(at), rest)) => (Time::At(at.in_part(part)), rest),
        Some((Time::Between(from, to), rest)) => (Time::Between(from.in_part(part), to.in_part(part)), rest),
        _ => (Time::Part(part), c),
    }
}

/// A clock, and the part of the day that may come after it: "6:30 in the early morning".
fn refined(time: Time, c: Cursor) -> (Time, Cursor) {
    let part = clock::part(c.skip(&["in"]).skip(&["the"]).skip(&["early", "late"]));
    match (time, part) {
        (Time::At(at), Some((part, rest))) => (Time::At(at.in_part(part)), rest),
        _ => (time, c),
    }
}

fn timed_on(date: Expr, time: Time) -> Expr {
    Expr::Timed(Some(Box::new(date)), time)
}

/// "9 pm", "9 pm on Tuesday", "from 5 to 6 pm of April 22", "tonight", "tonight at 2".
pub(super) fn timed(c: Cursor) -> Read<Expr> {
    if let Some((DayPart::Tonight, rest)) = clock::part(c) {
        let (time, rest) = with_part(DayPart::Tonight, rest);
        return Some((timed_on(Expr::Day(0), time), rest));
    }
    let led = c.skip(&["at"]).skip(&["from", "between"]);
    let free = !c.is_glued() || c.back().is_some_and(|b| !b.token().is_some_and(|t| t.kind == Kind::Word));
    let range = free.then(|| clock::between(led)).flatten();
    let (time, rest) = range.or_else(|| free.then(|| clock::certain(c).or_else(|| clock_before_date(c))).flatten())?;
    let (time, rest) = refined(time, rest);
    let joined = rest.skip_mark(&[',']).skip(&["on", "of"]);
    let Some(((date, part), rest)) = longest(joined, &[dated_part, plain_day]) else {
        let spoken = matches!(time, Time::Between(a, b) if a.spoken || b.spoken) || !matches!(time, Time::Between(..));
        return spoken.then_some((Expr::Timed(None, time), rest));
    };
    // "won 3-1 on Saturday" is a score.
    let score = time.is_bare() && led.at == c.at && part.is_none() && !is_ahead(&date);
    (!score).then(|| (timed_on(date, part.map_or(time, |p| narrowed(time, p))), rest))
}

/// Whether a date is to come, whatever its sentence says.
fn is_ahead(date: &Expr) -> bool {
    matches!(date, Expr::Weekday(Shift::Next | Shift::Coming, _) | Expr::Day(0..))
}

fn narrowed(time: Time, part: DayPart) -> Time {
    match time {
        Time::At(at) => Time::At(at.in_part(part)),
        Time::Between(from, to) => Time::Between(from.in_part(part), to.in_part(part)),
        part @ Time::Part(_) => part,
    }
}

fn plain_day(c: Cursor) -> Read<(Expr, Option<DayPart>)> {
    date(c).map(|(d, rest)| ((d, None), rest))
}

/// "yesterday afternoon", "last night", as the day of a clock before it.
fn dated_part(c: Cursor) -> Read<(Expr, Option<DayPart>)> {
    if let Some((DayPart::Tonight, rest)) = clock::part(c) {
        return Some(((Expr::Day(0), Some(DayPart::Tonight)), rest));
    }
    let (date, rest) = longest(c, &[period, day_of_part])?;
    let (part, rest) = clock::part(rest)?;
    Some(((date, Some(part)), rest))
}

/// A clock that only the date behind it makes one: "14:30 March 9", "9, tonight".
fn clock_before_date(c: Cursor) -> Read<Time> {
    let (time, rest) = clock::loose(c)?;
    let colon = matches!(time, Time::At(at) if at.minute.is_some());
    let tonight = clock::part(rest.skip_mark(&[','])).is_some_and(|(p, _)| p == DayPart::Tonight);
    let dated = colon && date(rest.skip_mark(&[',']).skip(&["on", "of"])).is_some();
    (tonight || dated).then_some((time, rest))
}
