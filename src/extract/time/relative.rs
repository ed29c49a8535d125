//! Dates seen from the time of writing: "yesterday", "last Friday", "two weeks ago", "the end of June last year".

use super::absolute::{self, absolute, season_word};
use super::distance::{step, steps};
use super::expr::{Expr, Fields, Nth, Step, Way, What};
use super::holiday::holiday;
use super::number::{count, ordinal, year};
use super::token::{Cursor, Kind, Read, longest};
use super::words::{Portion, Sense, Shift, Unit};

/// A day or a longer period that is not a distance from another.
pub(super) fn period(c: Cursor) -> Read<Expr> {
    longest(c, &[absolute, day_word, weekday, shifted, story, unit, rolling, week_number, nth, portion, weekend])
}

fn shift(c: Cursor) -> Read<Shift> {
    c.sense(|s| if let Sense::Shift(shift) = s { Some(shift) } else { None })
}

/// "last", "this past", "this coming".
fn shifts(c: Cursor) -> Read<Shift> {
    let (first, rest) = shift(c)?;
    if first == Shift::This
        && let Some((second, rest)) = shift(rest).filter(|(s, _)| *s != Shift::This)
    {
        return Some((second, rest));
    }
    Some((first, rest))
}

pub(super) fn unit_word(c: Cursor) -> Read<Unit> {
    if let Some(rest) = c.word(&["business", "working"]) {
        return rest.word(&["day", "days"]).map(|rest| (Unit::BusinessDay, rest));
    }
    c.sense(|s| if let Sense::Unit(unit) = s { Some(unit) } else { None })
}

/// "today", "the day before yesterday".
fn day_word(c: Cursor) -> Read<Expr> {
    let outer = c.phrase(&["the", "day"]).and_then(|c| {
        let before = c.is_word(&["before"]);
        let (day, rest) = day_number(c.word(&["before", "after"])?)?;
        (day != 0 && (day < 0) == before).then_some((Expr::Day(day * 2), rest))
    });
    outer.or_else(|| {
        let (day, rest) = day_number(c)?;
        // "today's technology" is of no day.
        let possessive = rest.glued_mark(&['\'']).is_some_and(|c| c.is_word(&["s"]));
        // "Design Today" is a name.
        let name = c.is_capital() && c.back().is_some_and(|b| b.is_capital() || b.is_word(&["s"]));
        (!(name || day == 0 && possessive)).then_some((Expr::Day(day), rest))
    })
}

fn day_number(c: Cursor) -> Read<i64> {
    c.sense(|s| if let Sense::Day(n) = s { Some(n) } else { None })
}

/// "Friday", "last Friday", "Friday of last week", "next week on Friday", "early Friday".
fn weekday(c: Cursor) -> Read<Expr> {
    longest(c, &[weekday_of_week, week_and_weekday, plain_weekday])
}

fn plain_weekday(c: Cursor) -> Read<Expr> {
    let c = c.word(&["early", "late", "mid"]).map_or(c, |c| c.skip_mark(&['-']));
    let (shift, rest) = shifts(c).map_or((None, c), |(s, rest)| (Some(s), rest));
    let (day, after) = absolute::weekday(rest)?;
    let full = rest.token().is_some_and(|t| t.end - t.start > 5);
    // "sat" and "sun" are words, and "Mon" and "Wed" are rarely alone.
    let short = shift.is_some() || rest.is_capital() && !rest.is_word(&["sat", "sun", "wed", "mon"]);
    if !(full || short) {
        return None;
    }
    // "on a Tuesday, at noon" is any of them; "a Tuesday report" is not.
    let any = c.back().is_some_and(|b| b.is_word(&["a", "any", "each", "every"])) && after.token().is_none_or(|t| t.kind != Kind::Word);
    if any {
        return None;
    }
    let expr = shift.map_or(bare_weekday(day), |shift| Expr::Weekday(shift, day));
    Some(confirmed(after).map_or((expr, after), |(date, rest)| (on_weekday(date, day), rest)))
}

pub(super) fn bare_weekday(weekday: u32) -> Expr {
    Expr::Fields(Fields { weekday: Some(weekday), ..Fields::default() })
}

/// The date in parentheses after a weekday: "this Friday (June 15)".
pub(super) fn confirmed(c: Cursor) -> Read<Expr> {
    let (date, rest) = absolute(c.mark(&['('])?)?;
    let rest = rest.mark(&[')'])?;
    matches!(&date, Expr::Fields(f) if f.month.is_some() && f.day.is_some()).then_some((date, rest))
}

/// The weekday tells which year a date is of that states none.
pub(super) fn on_weekday(date: Expr, weekday: u32) -> Expr {
    match date {
        Expr::Fields(f) if f.year.is_none() && f.weekday.is_none() => Expr::Fields(Fields { weekday: Some(weekday), ..f }),
        date => date,
    }
}

/// "Friday of last week", "Friday next week", "Friday week" is not read.
fn weekday_of_week(c: Cursor) -> Read<Expr> {
    let (day, rest) = absolute::weekday(c)?;
    let (week, rest) = period_of_units(rest.skip(&["of"]).skip(&["the"]), &[Unit::Week])?;
    Some((Expr::In(Box::new(bare_weekday(day)), Box::new(week)), rest))
}

/// "next week on Thursday", "the 1st week of October, on Friday".
fn week_and_weekday(c: Cursor) -> Read<Expr> {
    let (week, rest) = unit(c).filter(|(e, _)| matches!(e, Expr::Unit(_, Unit::Week)))?;
    let (day, rest) = absolute::weekday(rest.skip(&["on"]))?;
    Some((Expr::In(Box::new(bare_weekday(day)), Box::new(week)), rest))
}

fn period_of_units<'a>(c: Cursor<'a>, units: &[Unit]) -> Read<'a, Expr> {
    unit(c).filter(|(e, _)| matches!(e, Expr::Unit(_, unit) if units.contains(unit)))
}

/// "last May", "next Christmas", "this summer", "next 9th of June", "this Q3".
fn shifted(c: Cursor) -> Read<Expr> {
    let (shift, rest) = shifts(c)?;
    let season = |c| season_word(c).map(|(s, rest)| (Expr::Season(s, None), rest));
    let feast = |c| holiday(c).map(|(h, rest)| (Expr::Holiday(h, None), rest));
    let inner = absolute(rest).filter(|(e, _)| !matches!(e, Expr::Fields(f) if f.year.is_some() || f.weekday.is_some() && f.day.is_none()));
    let (named, rest) = inner.or_else(|| season(rest)).or_else(|| feast(rest))?;
    Some((Expr::Shifted(shift, Box::new(named)), rest))
}

/// "this week", "last year", "the past quarter".
fn unit(c: Cursor) -> Read<Expr> {
    let after = c.skip(&["the"]);
    let (shift, rest) = shifts(after)?;
    let (unit, rest) = unit_word(rest).filter(|(_, next)| !is_plural(rest, *next))?;
    let back = matches!(shift, Shift::Last | Shift::Past);
    let calendar = matches!(unit, Unit::Quarter | Unit::Half);
    let article = after.at > c.at;
    // "the past year" is the twelve months up to now, "the last hour" the sixty minutes; quarters are of the calendar.
    let running = !calendar && (back && article || shift == Shift::Past || unit <= Unit::Hour && shift != Shift::This);
    if running {
        let way = if back { Way::Back } else { Way::Ahead };
        return Some((Expr::Rolling(way, vec![Step { count: 1, unit }]), rest));
    }
    (unit > Unit::Day).then_some((Expr::Unit(shift, unit), rest))
}

fn is_plural(c: Cursor, next: Cursor) -> bool {
    next.at > c.at && c.token().is_some_and(|t| c.words(t).ends_with('s'))
}

/// What a story counts from the date last spoken of: "the next day", "the following month", "the day before".
fn story(c: Cursor) -> Read<Expr> {
    let the = c.word(&["the"])?;
    if let Some((Unit::Day, rest)) = unit_word(the) {
        let way = if rest.is_word(&["before"]) { Way::Back } else { Way::Ahead };
        let rest = rest.word(&["before", "after"])?;
        let ends = rest.token().is_none_or(|t| !matches!(t.kind, Kind::Word | Kind::Number(_)));
        return ends.then_some((Expr::Neighbour(way, Unit::Day), rest));
    }
    let (shift, rest) = shift(the).filter(|(s, _)| matches!(s, Shift::Next | Shift::Following | Shift::Last))?;
    let (unit, rest) = unit_word(rest).filter(|(_, next)| !is_plural(rest, *next))?;
    let told = shift == Shift::Following && unit > Unit::Hour || unit == Unit::Day;
    let way = if shift == Shift::Last { Way::Back } else { Way::Ahead };
    told.then_some((Expr::Neighbour(way, unit), rest))
}

/// "the past two weeks", "the 8 past years", "the next five days", "within 7 months".
fn rolling(c: Cursor) -> Read<Expr> {
    longest(c, &[shift_then_count, count_then_shift, within])
}

fn shift_then_count(c: Cursor) -> Read<Expr> {
    let (shift, rest) = shifts(c.skip(&["the"]))?;
    let few = rest.word(&["few", "couple"]);
    if few.is_some() {
        return None;
    }
    let (steps, rest) = one_or_more(rest).filter(|_| !rest.is_word(&["a", "an"]))?;
    Some((Expr::Rolling(way(shift)?, steps), rest))
}

/// Further steps belong to it unless they have an end of their own: "the last 5 weeks and 3 days ago".
fn one_or_more(c: Cursor) -> Read<Vec<Step>> {
    let (all, rest) = steps(c)?;
    if rest.is_word(&["ago", "later", "earlier"]) { step(c).map(|(s, rest)| (vec![s], rest)) } else { Some((all, rest)) }
}

fn count_then_shift(c: Cursor) -> Read<Expr> {
    let (count, rest) = count(c.skip(&["the"]))?;
    let (shift, rest) = shift(rest)?;
    let (unit, rest) = unit_word(rest).filter(|(_, next)| is_plural(rest, *next))?;
    Some((Expr::Rolling(way(shift)?, vec![Step { count, unit }]), rest))
}

fn within(c: Cursor) -> Read<Expr> {
    let rest = c.word(&["within"])?.skip(&["the"]);
    let rest = rest.skip(&["next"]);
    let (steps, rest) = steps(rest)?;
    if rest.is_word(&["of", "after", "from", "before"]) {
        return None;
    }
    let unit = steps.first()?.unit;
    let from = if unit <= Unit::Hour { Expr::Now } else { Expr::Day(0) };
    Some((Expr::For(steps, Box::new(from)), rest))
}

fn way(shift: Shift) -> Option<Way> {
    match shift {
        Shift::Last | Shift::Past => Some(Way::Back),
        Shift::Next | Shift::Coming | Shift::Following => Some(Way::Ahead),
        Shift::This => None,
    }
}

/// "week 23", "week 9 of 2031".
fn week_number(c: Cursor) -> Read<Expr> {
    let rest = c.word(&["week"])?;
    let (n, rest) = rest.figure(1..=2).filter(|(n, _)| (1..=53).contains(n))?;
    let (of, rest) = year(rest.skip(&["of"])).map_or((Expr::Unit(Shift::This, Unit::Year), rest), |(y, rest)| (absolute::of_year(y), rest));
    Some((Expr::Nth { nth: Nth::First(n), count: 1, what: What::Unit(Unit::Week), of: Some(Box::new(of)) }, rest))
}

/// "the first Monday of next month", "the last two months of 2012", "the 12th day of next month".
fn nth(c: Cursor) -> Read<Expr> {
    let c = c.skip(&["the"]);
    let (nth, rest) = ordinal(c).map(|(n, rest)| (Nth::First(n), rest)).or_else(|| c.word(&["last"]).map(|rest| (Nth::Last, rest)))?;
    let (count, rest) = count(rest).filter(|_| !rest.is_word(&["a", "an"])).unwrap_or((1, rest));
    let (what, rest) =
        unit_word(rest).map(|(u, r)| (What::Unit(u), r)).or_else(|| absolute::weekday(rest).map(|(d, r)| (What::Weekday(d), r)))?;
    let (owner, rest) = owner(rest.word(&["of", "in"])?)?;
    let expr = Expr::Nth { nth, count, what, of: Some(Box::new(owner)) };
    let weekday = matches!(what, What::Unit(Unit::Week)).then(|| absolute::weekday(rest.skip(&["on"]))).flatten();
    Some(match weekday {
        Some((day, rest)) => (Expr::In(Box::new(bare_weekday(day)), Box::new(expr)), rest),
        None => (expr, rest),
    })
}

/// The period that something is a part of: "of 2021", "of next month", "of the year".
fn owner(c: Cursor) -> Read<Expr> {
    let running = || {
        let (unit, rest) = unit_word(c.skip(&["the"]))?;
        matches!(unit, Unit::Week | Unit::Month | Unit::Year).then_some((Expr::Unit(Shift::This, unit), rest))
    };
    longest(c, &[absolute, unit, shifted, month_of_unit]).or_else(running)
}

/// "June last year", "June of this year", "Easter of this year".
pub(super) fn month_of_unit(c: Cursor) -> Read<Expr> {
    let named = absolute(c).or_else(|| feast(c.skip(&["the"])));
    let (date, rest) = named.filter(|(e, _)| matches!(e, Expr::Fields(Fields { year: None, .. }) | Expr::Holiday(_, None)))?;
    let (year, rest) = unit(rest.skip(&["of"])).filter(|(e, _)| matches!(e, Expr::Unit(_, Unit::Year | Unit::Month)))?;
    Some((Expr::In(Box::new(date), Box::new(year)), rest))
}

/// "the early 1990s", "the end of June", "mid-2019", "earlier this month".
fn portion(c: Cursor) -> Read<Expr> {
    let c = c.skip(&["the"]);
    let (portion, rest) = c.sense(|s| if let Sense::Portion(p) = s { Some(p) } else { None })?;
    let of = rest.word(&["of"]);
    let noun = matches!(portion, Portion::Start | Portion::Middle | Portion::End | Portion::Rest);
    if noun != of.is_some() {
        return None;
    }
    let rest = of.unwrap_or(rest).skip_mark(&['-']).skip_mark(&['\'']);
    let (whole, rest) = owner(rest)?;
    let seen_from_now = matches!(portion, Portion::Earlier | Portion::Later);
    let fits = is_long(&whole) && (!seen_from_now || matches!(whole, Expr::Unit(Shift::This, _) | Expr::Shifted(Shift::This, _)));
    fits.then_some((Expr::Portion(portion, Box::new(whole)), rest))
}

/// Whether a period is long enough to have a beginning and an end.
fn is_long(e: &Expr) -> bool {
    match e {
        Expr::Fields(f) => f.day.is_none() && f.weekday.is_none(),
        Expr::Shifted(_, e) | Expr::In(e, _) => is_long(e),
        Expr::Unit(..) | Expr::Decade(_) | Expr::Century(_) | Expr::Season(..) | Expr::Nth { .. } => true,
        _ => false,
    }
}

/// "the weekend", "over the weekend", "Memorial Day weekend", "the weekend of July 4".
fn weekend(c: Cursor) -> Read<Expr> {
    let the = c.skip(&["the"]);
    if let Some(rest) = the.word(&["weekend"]) {
        let of = rest.word(&["of"]).and_then(absolute);
        return match of {
            Some((day, rest)) => Some((Expr::WeekendOf(Box::new(day)), rest)),
            None => (the.at > c.at).then_some((Expr::Unit(Shift::This, Unit::Weekend), rest)),
        };
    }
    if let Some(rest) = the.phrase(&["week", "of"]) {
        let (day, rest) = absolute(rest).filter(|(e, _)| matches!(e, Expr::Fields(f) if f.day.is_some()))?;
        return Some((Expr::For(vec![Step { count: 1, unit: Unit::Week }], Box::new(Expr::WeekdayOf(0, Box::new(day)))), rest));
    }
    let (feast, rest) = holiday(c)?;
    let (year, rest) = year(rest).map_or((None, rest), |(y, rest)| (Some(y), rest));
    let rest = rest.word(&["weekend"])?;
    let (year, rest) = super::number::year(rest).map_or((year, rest), |(y, rest)| (Some(y), rest));
    Some((Expr::WeekendOf(Box::new(Expr::Holiday(feast, year))), rest))
}

/// A holiday where the words around it already say that it is a day.
pub(super) fn feast(c: Cursor) -> Read<Expr> {
    holiday(c).map(|(h, rest)| (Expr::Holiday(h, None), rest))
}
