//! From one date to another: "from May to September", "4 to 22 January", "since August".

use super::absolute::{absolute, of_year};
use super::clock;
use super::expr::{Expr, Fields};
use super::figures::two_figures;
use super::grammar::single;
use super::number::{day, short_year, year};
use super::relative::{bare_weekday, period};
use super::token::{Cursor, Kind, Read, longest};
use super::words::{Sense, Unit};

/// "since August", "since last week".
pub(super) fn since(c: Cursor) -> Read<Expr> {
    let (from, rest) = single(c.word(&["since"])?)?;
    let dated = !matches!(&from, Expr::Timed(None, _));
    dated.then_some((Expr::Since(Box::new(from)), rest))
}

/// "from May to September", "between June 4 and now", "4 to 22 January", "1998-2003", "October 8-11".
pub(super) fn range<'a>(c: Cursor<'a>, one: Option<&(Expr, Cursor<'a>)>) -> Read<'a, Expr> {
    let short = longest(c, &[shared_month_after, shared_month_before, days_in, years, months, figures]);
    match (short, full_range(c, one)) {
        (Some(short), Some(full)) => Some(if full.1.at > short.1.at { full } else { short }),
        (short, full) => short.or(full),
    }
}

/// A range whose ends are whole expressions; the first may have been read already.
fn full_range<'a>(c: Cursor<'a>, one: Option<&(Expr, Cursor<'a>)>) -> Read<'a, Expr> {
    let led = c.word(&["from", "between"]);
    let (from, rest) = match led {
        Some(led) => single(led).or_else(|| now(led)),
        None => one.cloned(),
    }?;
    let joined = join(rest, c.is_word(&["between"]), led.is_some() || is_calendar(&from))?;
    let (to, rest) = longest(joined, &[single, until_now, bare_end])?;
    let fits = matches!(&to, Expr::Now) || comparable(&from, &to);
    fits.then_some((Expr::Range(Box::new(from), Box::new(to)), rest))
}

/// The word or dash between the ends of a range. Without "from" before it, "to" joins only calendar dates.
fn join(c: Cursor, between: bool, sure: bool) -> Option<Cursor> {
    if between && c.is_word(&["and"]) {
        return Some(c.next());
    }
    let dash = c.mark(&['-']);
    dash.or_else(|| c.word(&["to", "through", "thru", "until", "till"]).filter(|_| sure))
}

fn is_calendar(e: &Expr) -> bool {
    match e {
        Expr::Fields(_) | Expr::Weekday(..) | Expr::Nth { .. } | Expr::Decade(_) | Expr::Century(_) | Expr::Season(..) => true,
        Expr::Timed(date, _) => date.is_some(),
        _ => false,
    }
}

/// Whether two dates can be the ends of one range: a clock only ends what has a clock or is now.
fn comparable(from: &Expr, to: &Expr) -> bool {
    !matches!(to, Expr::Timed(None, _)) || matches!(from, Expr::Timed(..) | Expr::Now)
}

fn now(c: Cursor) -> Read<Expr> {
    c.word(&["now"]).map(|rest| (Expr::Now, rest))
}

fn until_now(c: Cursor) -> Read<Expr> {
    let rest = c.word(&["now", "date", "present"]).or_else(|| c.phrase(&["the", "present"])).or_else(|| c.phrase(&["current", "date"]))?;
    Some((Expr::Now, rest))
}

/// What is a date only as the end of a range: a month, a weekday, or a clock.
fn bare_end(c: Cursor) -> Read<Expr> {
    let month = || c.sense(month_alone);
    let weekday = || c.sense(|s| if let Sense::Weekday(d) = s { Some(bare_weekday(d)) } else { None });
    let clock = || clock::loose(c).map(|(t, rest)| (Expr::Timed(None, t), rest));
    month().or_else(weekday).or_else(clock).or_else(|| year(c).map(|(y, rest)| (of_year(y), rest)))
}

/// "1998-2003", "2016-17", "2024/2025": two years that rise need no word before them.
pub(super) fn years(c: Cursor) -> Read<Expr> {
    let lonely = !c.is_glued() || c.back().is_some_and(|b| b.is_mark(&['(', '“', '"']));
    let (first, joined) = year(c).filter(|_| lonely)?;
    let end = joined.mark(&['-', '/'])?;
    let (last, rest) = year(end).or_else(|| short_year(end))?;
    // "2016-17" is a season, "2016-11" a month; a stroke joins only neighbours.
    let neighbours = last == first + 1;
    let far = year(end).is_some() && joined.is_mark(&['-']) && last > first;
    let ends = !rest.is_mark(&['-', '/']) && (1700..2100).contains(&first) && last < 2100;
    let year = |y| Box::new(of_year(y));
    (ends && (neighbours || far)).then(|| (Expr::Range(year(first), year(last)), rest))
}

/// "Mar-Apr 2012", "Oct-Jan 9th, 2012".
fn months(c: Cursor) -> Read<Expr> {
    let (first, rest) = c.sense(month_alone)?;
    let (last, rest) =
        absolute(rest.glued_mark(&['-'])?).filter(|(e, _)| matches!(e, Expr::Fields(f) if f.month.is_some() && f.weekday.is_none()))?;
    Some((Expr::Range(Box::new(first), Box::new(last)), rest))
}

fn month_alone(s: Sense) -> Option<Expr> {
    if let Sense::Month(m) = s { Some(Expr::Fields(Fields { month: Some(m), ..Fields::default() })) } else { None }
}

/// "9/4-10/12/2012", "6/2-6/9, 2012".
fn figures(c: Cursor) -> Read<Expr> {
    let (first, rest) = two_figures(c.skip(&["from"]))?;
    let (last, rest) = absolute(rest.mark(&['-'])?)?;
    let full = matches!(&last, Expr::Fields(f) if f.year.is_some() && f.day.is_some());
    full.then(|| (Expr::Range(Box::new(Expr::Fields(first)), Box::new(last)), rest))
}

/// "4 to 22 January 2026", "between second and tenth of March".
fn shared_month_after(c: Cursor) -> Read<Expr> {
    let led = c.word(&["from", "between"]);
    let (first, rest) = day(led.unwrap_or(c).skip(&["the"]))?;
    let joined = rest.mark(&['-']).or_else(|| rest.word(&["to", "and", "until", "till", "through"]))?;
    let (last, rest) = absolute(joined)?;
    let Expr::Fields(fields) = last else { return None };
    (fields.month.is_some() && fields.day.is_some_and(|d| d != first) && fields.weekday.is_none()).then_some(())?;
    let first = Fields { day: Some(first), ..fields };
    (fields.day > first.day).then_some((Expr::Range(Box::new(Expr::Fields(first)), Box::new(Expr::Fields(fields))), rest))
}

/// "January 4-22, 2026", "from March the second till the tenth", "July 9 and 10".
fn shared_month_before(c: Cursor) -> Read<Expr> {
    let led = c.skip(&["from", "between"]);
    let (Expr::Fields(first), rest) = absolute(led)? else { return None };
    (first.month.is_some() && first.day.is_some() && first.year.is_none()).then_some(())?;
    let joined = rest.mark(&['-']).or_else(|| rest.word(&["to", "and", "until", "till", "through"]))?;
    let (day, rest) = day(joined.skip(&["the"])).filter(|(_, after)| ends_range(*after, rest.is_word(&["and"])))?;
    let (year, rest) = year(rest.skip_mark(&[','])).map_or((None, rest), |(y, rest)| (Some(y), rest));
    let first = Fields { year, ..first };
    // A day that is not later is one of the month after.
    let last = Fields { day: Some(day), weekday: None, month: first.month.filter(|_| first.day < Some(day)), ..first };
    Some((Expr::Range(Box::new(Expr::Fields(first)), Box::new(Expr::Fields(last))), rest))
}

/// Whether the second day of "July 9 and 10" is one: not with its own month, not the count of something.
fn ends_range(after: Cursor, and: bool) -> bool {
    let noun = after.token().is_some_and(|t| t.kind == Kind::Word)
        && !after.is_word(&["at", "by", "for", "in", "of", "on", "the", "to", "when", "with"]);
    !(after.is_mark(&['/', '-', ':']) || after.sense(month_alone).is_some() || and && noun)
}

/// "from 4 to 20 of next month".
fn days_in(c: Cursor) -> Read<Expr> {
    let (first, rest) = day(c.word(&["from", "between"])?)?;
    let joined = rest.mark(&['-']).or_else(|| rest.word(&["to", "and", "until", "till", "through"]))?;
    let (last, rest) = day(joined)?;
    let (month, rest) = period(rest.word(&["in", "of"])?).filter(|(e, _)| matches!(e, Expr::Unit(_, Unit::Month)))?;
    let nth = |n| Expr::In(Box::new(Expr::Fields(Fields { day: Some(n), ..Fields::default() })), Box::new(month.clone()));
    (first < last).then(|| (Expr::Range(Box::new(nth(first)), Box::new(nth(last))), rest))
}
