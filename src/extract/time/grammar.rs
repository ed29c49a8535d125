//! The rules that join dates, times and ranges into one expression.

use super::absolute::absolute;
use super::clock;
use super::expr::{Expr, Fields, Time};
use super::number::{day, year};
use super::relative::{bare_weekday, confirmed, distance, month_of_unit, period};
use super::token::{Cursor, Kind, Read, longest};
use super::words::{DayPart, Sense, Shift, Unit};

/// Whether an expression can start here: a look before the rules are tried.
pub(super) fn can_start(c: Cursor) -> bool {
    c.token().is_some_and(|t| match t.kind {
        Kind::Number(n) => n < 3000,
        Kind::Word => !t.senses.is_empty(),
        Kind::Mark(m) => m == '\'',
        Kind::Break => false,
    })
}

/// The time expression that starts here, with the words that belong to it.
pub(super) fn expression(c: Cursor) -> Read<Expr> {
    longest(c, &[range, since, single])
}

/// Anything but a range of days or longer periods.
pub(super) fn single(c: Cursor) -> Read<Expr> {
    longest(c, &[timed, dated_then_timed, date])
}

/// A date, taken whole.
fn date(c: Cursor) -> Read<Expr> {
    longest(c, &[month_of_unit, distance, period])
}

/// "Tuesday at 4", "tomorrow night", "Friday morning at 8:00", "1/1/2015 between 10 and 11:30".
fn dated_then_timed(c: Cursor) -> Read<Expr> {
    let (date, rest) = longest(c, &[month_of_unit, distance, period, weekend_less_shift])?;
    let (date, rest) = confirmed(rest).unwrap_or((date, rest));
    let joined = rest.skip_mark(&[',']).skip(&["in"]).skip(&["the"]);
    let early = joined.skip(&["early", "late"]);
    if let Some((part, rest)) = clock::part(early) {
        let (time, rest) = with_part(part, rest);
        return Some((timed_on(date, time), confirmed_after(rest)));
    }
    let (time, rest) = clock::beside_date(rest)?;
    let (time, rest) = refined(time, rest);
    Some((timed_on(date, time), rest))
}

/// Keeps the parenthesis that confirms a date within its span: "Monday night (Nov. 18)".
fn confirmed_after(c: Cursor) -> Cursor {
    confirmed(c).map_or(c, |(_, rest)| rest)
}

fn weekend_less_shift(c: Cursor) -> Read<Expr> {
    // "last night" and "this morning": the day is said by the shift alone.
    let (shift, rest) = c.sense(|s| if let Sense::Shift(s) = s { Some(s) } else { None })?;
    clock::part(rest)?;
    let day = match shift {
        Shift::This => 0,
        Shift::Last | Shift::Past => -1,
        _ => 1,
    };
    Some((Expr::Day(day), rest))
}

/// A part of the day, narrowed by a clock beside it: "tonight around 7", "morning 6-8".
fn with_part(part: DayPart, c: Cursor) -> (Time, Cursor) {
    match clock::beside_date(c) {
        Some((Time::At(at), rest)) => (Time::At(at.in_part(part)), rest),
        Some((Time::Between(from, to), rest)) => (Time::Between(from.in_part(part), to.in_part(part)), rest),
        _ => (Time::Part(part), c),
    }
}

/// A clock, and the part of the day that may come after it: "8:00 early morning".
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

/// "9 pm", "9 pm on Tuesday", "from 5 to 6 pm of April 22", "tonight", "tonight at 1".
fn timed(c: Cursor) -> Read<Expr> {
    if let Some((DayPart::Tonight, rest)) = clock::part(c) {
        let (time, rest) = with_part(DayPart::Tonight, rest);
        return Some((timed_on(Expr::Day(0), time), rest));
    }
    let led = c.skip(&["at"]).skip(&["from", "between"]);
    let free = !c.is_glued() || c.back().is_some_and(|b| !b.token().is_some_and(|t| t.kind == Kind::Word));
    let range = free.then(|| clock::between(led)).flatten();
    let loose = range.is_some();
    let (time, rest) = range.or_else(|| free.then(|| clock::certain(c).or_else(|| clock_before_date(c))).flatten())?;
    let (time, rest) = refined(time, rest);
    let joined = rest.skip_mark(&[',']).skip(&["on", "of"]);
    let (day, rest) = match longest(joined, &[dated_part, plain_day]) {
        Some(((date, part), rest)) => return Some((timed_on(date, part.map_or(time, |p| narrowed(time, p))), rest)),
        None => (None, rest),
    };
    let spoken = matches!(time, Time::Between(a, b) if a.spoken || b.spoken) || !loose;
    spoken.then_some((Expr::Timed(day, time), rest))
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
    let (date, rest) = longest(c, &[period, weekend_less_shift])?;
    let (part, rest) = clock::part(rest)?;
    Some(((date, Some(part)), rest))
}

/// A clock that only the date behind it makes one: "13:00 February 28", "10, tonight".
fn clock_before_date(c: Cursor) -> Read<Time> {
    let (time, rest) = clock::loose(c)?;
    let colon = matches!(time, Time::At(at) if at.minute.is_some());
    let tonight = clock::part(rest.skip_mark(&[','])).is_some_and(|(p, _)| p == DayPart::Tonight);
    let dated = colon && date(rest.skip_mark(&[',']).skip(&["on", "of"])).is_some();
    (tonight || dated).then_some((time, rest))
}

/// "since August", "since last week".
fn since(c: Cursor) -> Read<Expr> {
    let (from, rest) = single(c.word(&["since"])?)?;
    let dated = !matches!(&from, Expr::Timed(None, _));
    dated.then_some((Expr::Since(Box::new(from)), rest))
}

/// "from May to September", "between Jan 22 and now", "4 to 22 January", "2014-2018", "November 18-19".
fn range(c: Cursor) -> Read<Expr> {
    longest(c, &[shared_month_after, shared_month_before, full_range, days_in, years, months, figures])
}

fn full_range(c: Cursor) -> Read<Expr> {
    let led = c.word(&["from", "between"]);
    let (from, rest) = single(led.unwrap_or(c)).or_else(|| now(led?))?;
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
    let month =
        || c.sense(|s| if let Sense::Month(m) = s { Some(Expr::Fields(Fields { month: Some(m), ..Fields::default() })) } else { None });
    let weekday = || c.sense(|s| if let Sense::Weekday(d) = s { Some(bare_weekday(d)) } else { None });
    let clock = || clock::loose(c).map(|(t, rest)| (Expr::Timed(None, t), rest));
    month().or_else(weekday).or_else(clock).or_else(|| year(c).map(|(y, rest)| (super::absolute::of_year(y), rest)))
}

/// "2014-2018": two years that rise need no word before them.
fn years(c: Cursor) -> Read<Expr> {
    let lonely = !c.is_glued() || c.back().is_some_and(|b| b.is_mark(&['(', '“', '"']));
    let (first, rest) = year(c).filter(|_| lonely)?;
    let (last, rest) = year(rest.mark(&['-'])?)?;
    let near = 1700 < first && first < last && last < 2100 && !rest.is_mark(&['-', '/']);
    let year = |y| Box::new(super::absolute::of_year(y));
    near.then(|| (Expr::Range(year(first), year(last)), rest))
}

/// "Jan-Feb 2017", "Nov-Feb 5th, 2017".
fn months(c: Cursor) -> Read<Expr> {
    let (first, rest) = c.sense(month_alone)?;
    let (last, rest) =
        absolute(rest.glued_mark(&['-'])?).filter(|(e, _)| matches!(e, Expr::Fields(f) if f.month.is_some() && f.weekday.is_none()))?;
    Some((Expr::Range(Box::new(first), Box::new(last)), rest))
}

fn month_alone(s: Sense) -> Option<Expr> {
    if let Sense::Month(m) = s { Some(Expr::Fields(Fields { month: Some(m), ..Fields::default() })) } else { None }
}

/// "10/1-11/2/2017", "5/1-5/7, 2020".
fn figures(c: Cursor) -> Read<Expr> {
    let (first, rest) = super::absolute::two_figures(c.skip(&["from"]))?;
    let (last, rest) = absolute(rest.mark(&['-'])?)?;
    let full = matches!(&last, Expr::Fields(f) if f.year.is_some() && f.day.is_some());
    full.then(|| (Expr::Range(Box::new(Expr::Fields(first)), Box::new(last)), rest))
}

/// "4 to 22 January 2026", "between ninth and seventeenth of April".
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

/// "January 4-22, 2026", "from April the ninth till the seventeenth".
fn shared_month_before(c: Cursor) -> Read<Expr> {
    let led = c.skip(&["from", "between", "on"]);
    let (first, rest) = absolute(led)?;
    let Expr::Fields(first) = first else { return None };
    (first.month.is_some() && first.day.is_some() && first.year.is_none()).then_some(())?;
    let joined = rest.mark(&['-']).or_else(|| rest.word(&["to", "and", "until", "till", "through"]))?;
    let (day, rest) = day(joined.skip(&["the"])).filter(|(_, rest)| !rest.is_mark(&['/', '-', ':']))?;
    let (year, rest) = year(rest.skip_mark(&[','])).map_or((None, rest), |(y, rest)| (Some(y), rest));
    let first = Fields { year, ..first };
    let last = Fields { day: Some(day), weekday: None, month: first.month.filter(|_| first.day < Some(day)), year, ..first };
    Some((Expr::Range(Box::new(Expr::Fields(first)), Box::new(Expr::Fields(last))), rest))
}

/// "from 4 to 23 in next month".
fn days_in(c: Cursor) -> Read<Expr> {
    let (first, rest) = day(c.word(&["from", "between"])?)?;
    let joined = rest.mark(&['-']).or_else(|| rest.word(&["to", "and", "until", "till", "through"]))?;
    let (last, rest) = day(joined)?;
    let (month, rest) = period(rest.word(&["in", "of"])?).filter(|(e, _)| matches!(e, Expr::Unit(_, Unit::Month)))?;
    let nth = |n| Expr::In(Box::new(Expr::Fields(Fields { day: Some(n), ..Fields::default() })), Box::new(month.clone()));
    (first < last).then(|| (Expr::Range(Box::new(nth(first)), Box::new(nth(last))), rest))
}
