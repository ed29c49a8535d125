//! Distances in time: "two weeks ago", "in three days", "a year after Easter", "three days from Monday".

use super::absolute;
use super::expr::{Away, Expr, From, Step, Way};
use super::number::count;
use super::relative::{feast, month_of_unit, period, unit_word};
use super::timed::period_with_time;
use super::token::{Cursor, Read, longest};
use super::words::Unit;

/// "three weeks ago", "in two days", "two months after Easter".
pub(super) fn distance(c: Cursor) -> Read<Expr> {
    longest(c, &[ago, ahead, from_date, less_than, starting, on_weekday, weekday_away])
}

/// More units than these make no date.
const MOST_STEPS: usize = 4;

/// "3 months", "3 weeks and 4 days", "4 years 2 months".
pub(super) fn steps(c: Cursor) -> Read<Vec<Step>> {
    let (first, mut rest) = step(c)?;
    let mut steps = vec![first];
    while let Some((next, after)) = step(rest.skip_mark(&[',']).skip(&["and"])).filter(|_| steps.len() < MOST_STEPS) {
        steps.push(next);
        rest = after;
    }
    Some((steps, rest))
}

pub(super) fn step(c: Cursor) -> Read<Step> {
    let (count, rest) = count(c)?;
    let (unit, rest) = unit_word(rest).or_else(|| unit_word(rest.mark(&['-'])?).filter(|_| !rest.next().is_word(&["h"])))?;
    (unit != Unit::Half).then_some((Step { count, unit }, rest))
}

/// "three weeks ago on Friday": the distance tells the week, the weekday the day.
fn on_weekday(c: Cursor) -> Read<Expr> {
    let (away, rest) = longest(c, &[ago, ahead, from_date])?;
    let (day, rest) = absolute::weekday(rest.skip_mark(&[',']).word(&["on"])?)?;
    Some((Expr::WeekdayOf(day, Box::new(away)), rest))
}

/// "Friday, three weeks ago".
fn weekday_away(c: Cursor) -> Read<Expr> {
    let (day, rest) = absolute::weekday(c)?;
    let (away, rest) = longest(rest.skip_mark(&[',']), &[ago, from_date])?;
    Some((Expr::WeekdayOf(day, Box::new(away)), rest))
}

/// "two weeks ago", "a year earlier", "40 minutes later".
fn ago(c: Cursor) -> Read<Expr> {
    let (steps, rest) = steps(c)?;
    let (way, from, rest) = [
        (&["ago"][..], Way::Back, From::Anchor),
        (&["earlier"], Way::Back, From::Story),
        (&["later", "afterwards"], Way::Ahead, From::Story),
        (&["hence"], Way::Ahead, From::Anchor),
    ]
    .into_iter()
    .find_map(|(words, way, from)| rest.word(words).map(|rest| (way, from, rest)))?;
    Some((Expr::Away(Away { steps, way, from }), rest))
}

/// "in two days", "in 3 minutes": only where the sentence looks ahead, which is for the caller to see.
fn ahead(c: Cursor) -> Read<Expr> {
    let (steps, rest) = steps(c.word(&["in"])?)?;
    let (from, rest) = match rest.word(&["from", "after", "since"]).and_then(period) {
        Some((from, rest)) => (From::Stated(Box::new(from)), rest),
        None => (From::Ahead, rest),
    };
    Some((Expr::Away(Away { steps, way: Way::Ahead, from }), rest))
}

/// "two weeks after next Monday", "3 days before Easter", "three weeks from tomorrow", "a year from now".
fn from_date(c: Cursor) -> Read<Expr> {
    let (steps, rest) = steps(c)?;
    let way = if rest.is_word(&["before"]) { Way::Back } else { Way::Ahead };
    let rest = rest.word(&["after", "before", "from", "following"])?;
    let (from, rest) = match rest.word(&["now"]) {
        Some(rest) => (From::Anchor, rest),
        None => longest(rest, &[month_of_unit, period]).or_else(|| feast(rest)).map(|(e, rest)| (From::Stated(Box::new(e)), rest))?,
    };
    Some((Expr::Away(Away { steps, way, from }), rest))
}

/// "less than 5 days after Easter": some time from then on.
fn less_than(c: Cursor) -> Read<Expr> {
    let (steps, rest) = steps(c.phrase(&["less", "than"])?)?;
    let (from, rest) = period(rest.word(&["after", "from"])?)?;
    Some((Expr::For(steps, Box::new(from)), rest))
}

/// "for 5 days from today", "a day starting this Tuesday", "the week starting on June 9".
fn starting(c: Cursor) -> Read<Expr> {
    let opened = c.word(&["for"]);
    let the = opened.unwrap_or(c).word(&["the"]);
    let whole = || {
        let (unit, rest) = unit_word(the?)?;
        Some((vec![Step { count: 1, unit }], rest))
    };
    let (steps, rest) = steps(opened.unwrap_or(c)).or_else(whole)?;
    let rest = rest.skip_mark(&[',']);
    let begun = rest.word(&["starting", "beginning"]).map(|rest| rest.skip(&["from", "on"]));
    let rest = begun.or_else(|| opened.and_then(|_| rest.word(&["from"])))?;
    let (from, rest) = period_with_time(rest)?;
    // "the week starting on" a Tuesday is still the week of that day.
    let week = the.is_some() && steps.iter().all(|s| s.unit == Unit::Week);
    let from = if week { Expr::WeekdayOf(0, Box::new(from)) } else { from };
    Some((Expr::For(steps, Box::new(from)), rest))
}
