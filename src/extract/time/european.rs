//! Dates of languages that write the day before the month, "26. Februar 2026" and "26 février 2026". What their words mean is told by a
//! table for each of them; the rules are the same.

use super::expr::{Away, Clock, Expr, Fields, From, Nth, Step, Time, Way, What};
use super::number::{full, year};
use super::ranges::years;
use super::token::{Cursor, Kind, Read, longest};
use super::words::{DayPart, Portion, Role, Sense, Shift, Unit};

/// Whether an expression can start here.
pub(super) fn can_start(c: Cursor) -> bool {
    c.token().is_some_and(|t| matches!(t.kind, Kind::Number(n) if n < 3000) || !t.senses.is_empty())
}

/// The time expression that starts here.
pub(super) fn expression(c: Cursor) -> Read<Expr> {
    longest(c, &[since, range, years, single])
}

/// "seit 2019", "depuis lundi".
fn since(c: Cursor) -> Read<Expr> {
    let (from, rest) = single(article(c.role(&[Role::Since])?))?;
    (!matches!(&from, Expr::Timed(None, _))).then_some((Expr::Since(Box::new(from)), rest))
}

fn single(c: Cursor) -> Read<Expr> {
    longest(c, &[timed, part_of_today, clock_alone, date])
}

fn date(c: Cursor) -> Read<Expr> {
    longest(c, &[calendar, weekday, today, shifted, counted_back, ahead, told, rolling, portion, lone_year, part_of_year, season, era])
}

// Words of the table.

fn article(c: Cursor) -> Cursor {
    c.role(&[Role::Article]).unwrap_or(c)
}

fn month(c: Cursor) -> Read<u32> {
    let (month, rest) = c.sense(|s| if let Sense::Month(m) = s { Some(m) } else { None })?;
    let point = c.token().filter(|t| t.end - t.start < 6).and_then(|_| rest.glued_mark(&['.']));
    // The point of an abbreviation, unless it ends the sentence.
    Some((month, point.filter(|p| p.is_figure() || p.token().is_some_and(|t| t.kind == Kind::Word) && !p.is_capital()).unwrap_or(rest)))
}

fn weekday_name(c: Cursor) -> Read<u32> {
    c.sense(|s| if let Sense::Weekday(d) = s { Some(d) } else { None })
}

fn day_part(c: Cursor) -> Read<DayPart> {
    let named = c.sense(|s| if let Sense::DayPart(p) = s { Some(p) } else { None });
    named.or_else(|| Some((DayPart::Afternoon, c.word(&["après"])?.glued_mark(&['-'])?.word(&["midi"])?)))
}

fn shift(c: Cursor) -> Read<Shift> {
    c.sense(|s| if let Sense::Shift(s) = s { Some(s) } else { None })
}

fn one(c: Cursor) -> Read<Unit> {
    c.sense(|s| if let Sense::Unit(u) = s { Some(u) } else { None })
}

fn some(c: Cursor) -> Read<Unit> {
    c.sense(|s| if let Sense::Unit(u) | Sense::Units(u) = s { Some(u) } else { None })
}

fn season_name(c: Cursor) -> Read<u32> {
    c.sense(|s| if let Sense::Season(n) = s { Some(n) } else { None })
}

fn count(c: Cursor) -> Read<u32> {
    c.figure(1..=4).or_else(|| c.sense(|s| if let Sense::Cardinal(n) = s { Some(n) } else { None })).filter(|(n, _)| *n > 0)
}

/// "zwei Wochen", "deux semaines".
fn step(c: Cursor) -> Read<Step> {
    let (count, rest) = count(c)?;
    some(rest).map(|(unit, rest)| (Step { count, unit }, rest))
}

// Dates that are stated.

/// "26.", "1er", "26".
fn day(c: Cursor) -> Read<u32> {
    let (day, rest) = c.figure(1..=2).filter(|(n, _)| (1..=31).contains(n))?;
    let rest = rest.glued_mark(&['.']).or_else(|| rest.is_glued().then(|| rest.word(&["er"])).flatten()).unwrap_or(rest);
    Some((day, rest))
}

/// "Donnerstag, den 26. Februar 2026", "26 février", "26.2.2026", "Februar 2026", and "Februar" after a word that leads it.
fn calendar(c: Cursor) -> Read<Expr> {
    let (named, rest) = weekday_name(c).map_or((None, c), |(w, rest)| (Some(w), article(rest.skip_mark(&[',']))));
    let (fields, rest) = longest(rest, &[day_and_month, figures, month_and_year, month_alone])?;
    (named.is_none() || fields.day.is_some()).then_some((Expr::Fields(Fields { weekday: named, ..fields }), rest))
}

fn day_and_month(c: Cursor) -> Read<Fields> {
    let (day, rest) = day(c)?;
    let (month, rest) = month(rest)?;
    let (year, rest) = figure_year(rest).map_or((None, rest), |(y, rest)| (Some(y), rest));
    Some((Fields { year, month: Some(month), day: Some(day), ..Fields::default() }, rest))
}

fn month_and_year(c: Cursor) -> Read<Fields> {
    let (month, rest) = month(c)?;
    let (year, rest) = figure_year(rest)?;
    Some((Fields { year: Some(year), month: Some(month), ..Fields::default() }, rest))
}

fn month_alone(c: Cursor) -> Read<Fields> {
    let led = c.back().is_some_and(|b| b.is_role(LEADS) || b.sense(|s| matches!(s, Sense::Portion(_)).then_some(())).is_some());
    let (month, rest) = month(c).filter(|_| led)?;
    Some((Fields { month: Some(month), ..Fields::default() }, rest))
}

/// Words before a bare month or year that make it a date.
const LEADS: &[Role] = &[Role::In, Role::Since, Role::From, Role::To, Role::Between, Role::And, Role::Of];

fn figure_year(c: Cursor) -> Read<i32> {
    year(c).filter(|_| c.is_figure())
}

/// "26.2.2026", "26/02/26"; "26.2." where a word leads a day.
fn figures(c: Cursor) -> Read<Fields> {
    let (day, rest) = c.figure(1..=2).filter(|(n, _)| (1..=31).contains(n) && !c.is_glued())?;
    let mark = if rest.is_mark(&['/']) { '/' } else { '.' };
    let (month, rest) = glued_after(rest, mark).and_then(|c| c.figure(1..=2)).filter(|(n, _)| (1..=12).contains(n))?;
    let fields = |year| Fields { year, month: Some(month), day: Some(day), ..Fields::default() };
    let stated = |c: Cursor<'_>| c.figure(4..=4).or_else(|| c.figure(2..=2)).map(|(n, _)| if n < 100 { full(n) } else { n.cast_signed() });
    if let Some(after) = glued_after(rest, mark)
        && let Some(year) = stated(after)
    {
        return Some((fields(Some(year)), after.next()));
    }
    let led = c.back().is_some_and(|b| b.is_role(&[Role::On, Role::Since, Role::From, Role::To]));
    let rest = rest.glued_mark(&['.']).filter(|rest| led && mark == '.' && !(rest.is_glued() && rest.is_figure()))?;
    Some((fields(None), rest))
}

fn glued_after(c: Cursor<'_>, mark: char) -> Option<Cursor<'_>> {
    c.glued_mark(&[mark]).filter(|c| c.is_glued())
}

/// "im Jahr 2019", "seit 2019", "en 2019", and "2019" where what follows is no noun that it counts.
fn lone_year(c: Cursor) -> Read<Expr> {
    let (year, rest) = figure_year(c).filter(|_| !c.is_glued() || c.back().is_some_and(|b| b.is_mark(&['(', '“', '„', '«', '\''])))?;
    let back = c.back();
    let led = back.is_some_and(|b| b.is_role(LEADS) || one(b).is_some_and(|(u, _)| u == Unit::Year));
    let of_part = back.is_some_and(|b| b.sense(|s| matches!(s, Sense::Portion(_)).then_some(())).is_some());
    let free = rest.token().is_none_or(|t| t.kind != Kind::Word || !t.senses.is_empty()) && !rest.is_mark(&['-', '/', '%', '€', '$']);
    let near = (1900..=2100).contains(&year) && year % 50 != 0;
    (led && (1000..=2100).contains(&year) || of_part || free && near).then(|| (in_year(year), rest))
}

fn in_year(year: i32) -> Expr {
    Expr::Fields(Fields { year: Some(year), ..Fields::default() })
}

/// "erstes Quartal 2026", "premier trimestre", "1. Halbjahr 2025".
fn part_of_year(c: Cursor) -> Read<Expr> {
    let figure = || day(c).filter(|(_, rest)| rest.at > c.at + 1);
    let (n, rest) = c.sense(|s| if let Sense::Ordinal(n) = s { Some(n) } else { None }).or_else(figure)?;
    let (unit, rest) = one(rest).filter(|(u, _)| matches!(u, Unit::Quarter | Unit::Half))?;
    let (of, rest) = whole(of(rest)).map_or((None, rest), |(e, rest)| (Some(Box::new(e)), rest));
    Some((Expr::Nth { nth: Nth::First(n), count: 1, what: What::Unit(unit), of }, rest))
}

fn of(c: Cursor) -> Cursor {
    article(c.role(&[Role::Of]).unwrap_or(c))
}

/// A year, month or the like that has parts: "2025", "vergangenen Jahres", "des Monats", "mars 2026".
fn whole(c: Cursor) -> Read<Expr> {
    let running = |c| one(c).filter(|(u, _)| *u >= Unit::Week).map(|(unit, rest)| (Expr::Unit(Shift::This, unit), rest));
    let stated = |c| {
        let (fields, rest) = longest(c, &[month_and_year, bare_month])?;
        Some((Expr::Fields(fields), rest))
    };
    shifted(c)
        .or_else(|| stated(c))
        .or_else(|| running(c).map(|(e, rest)| figure_year(rest).map_or((e, rest), |(y, rest)| (in_year(y), rest))))
        .or_else(|| figure_year(c).map(|(y, rest)| (in_year(y), rest)))
}

fn bare_month(c: Cursor) -> Read<Fields> {
    month(c).map(|(month, rest)| (Fields { month: Some(month), ..Fields::default() }, rest))
}

/// "Sommer 2023", "été 2023".
fn season(c: Cursor) -> Read<Expr> {
    let (season, rest) = season_name(c)?;
    let (year, rest) = figure_year(rest)?;
    Some((Expr::Season(season, Some(year)), rest))
}

/// "1990er", "années 1990", "20. Jahrhundert".
fn era(c: Cursor) -> Read<Expr> {
    let decade = |n: u32| {
        i32::try_from(if n < 100 { 1900 + n } else { n }).ok().filter(|_| n.is_multiple_of(10) && (n >= 1000 || (20..100).contains(&n)))
    };
    // "1990er-Jahre", "1990er Jahre"; not "der 90er fuhr".
    if let Some((n, rest)) = c.figure(4..=4).or_else(|| c.figure(2..=2))
        && let Some(after) = rest.is_glued().then(|| rest.word(&["er"])).flatten()
        && after.is_glued() != after.is_capital()
    {
        return decade(n).map(|first| (Expr::Decade(first), after));
    }
    if let Some((Unit::Year, rest)) = some(c).filter(|_| one(c).is_none())
        && let Some((n, rest)) = rest.figure(4..=4).or_else(|| rest.figure(2..=2))
    {
        return decade(n).map(|first| (Expr::Decade(first), rest));
    }
    let (n, rest) = day(c).filter(|(_, rest)| rest.at > c.at + 1)?;
    one(rest).filter(|(u, _)| *u == Unit::Century).map(|(_, rest)| (Expr::Century(i32::try_from(n).unwrap_or(1)), rest))
}

// Dates seen from today.

/// "Donnerstag", "vergangenen Freitag", "lundi dernier"; not "jeden Montag" or "le lundi".
fn weekday(c: Cursor) -> Read<Expr> {
    let (before, rest) = shift(c).map_or((None, c), |(s, rest)| (Some(s), rest));
    let (day, rest) = weekday_name(rest)?;
    let (shift, rest) = match before {
        Some(shift) => (Some(shift), rest),
        None => shift(rest).map_or((None, rest), |(s, rest)| (Some(s), rest)),
    };
    let any = c.back().is_some_and(|b| b.is_role(&[Role::Every, Role::Article]));
    let expr = match shift {
        Some(Shift::Last) => Expr::Weekday(Shift::Past, day),
        Some(Shift::Next) => Expr::Weekday(Shift::Coming, day),
        Some(shift) => Expr::Weekday(shift, day),
        None => Expr::Fields(Fields { weekday: Some(day), ..Fields::default() }),
    };
    (shift.is_some() || !any).then_some((expr, rest))
}

/// "heute", "hier"; "morgen" where it is not the morning.
fn today(c: Cursor) -> Read<Expr> {
    let named = c.sense(|s| if let Sense::Day(n) = s { Some(n) } else { None });
    let (day, rest) = named.or_else(|| Some((0, c.word(&["aujourd"])?.mark(&['\''])?.word(&["hui"])?)))?;
    let morning =
        day_part(c).is_some() && (c.is_capital() || c.back().is_some_and(|b| weekday_name(b).is_some() || b.is_role(&[Role::On])));
    // "bis heute" has no end, and "von heute" is of these days.
    let these_days = day == 0 && c.back().is_some_and(|b| b.is_role(&[Role::To, Role::From, Role::Of]));
    (!morning && !these_days).then_some((Expr::Day(day), rest))
}

/// "nächste Woche", "l'an dernier", "vergangenen März", "cet été".
fn shifted(c: Cursor) -> Read<Expr> {
    let named = |c| {
        let month = |c| bare_month(c).map(|(fields, rest)| (Expr::Fields(fields), rest));
        month(c).or_else(|| season_name(c).map(|(s, rest)| (Expr::Season(s, None), rest)))
    };
    let unit = |c| one(c).filter(|(u, _)| *u >= Unit::Week);
    if let Some((shift, rest)) = shift(c) {
        return match unit(rest) {
            Some((unit, rest)) => Some((Expr::Unit(shift, unit), rest)),
            None => named(rest).map(|(e, rest)| (Expr::Shifted(shift, Box::new(e)), rest)),
        };
    }
    if let Some((unit, rest)) = unit(c) {
        return shift(rest).map(|(shift, rest)| (Expr::Unit(shift, unit), rest));
    }
    let (named, rest) = named(c)?;
    shift(rest).map(|(shift, rest)| (Expr::Shifted(shift, Box::new(named)), rest))
}

/// "vor zwei Wochen", "il y a deux semaines".
fn counted_back(c: Cursor) -> Read<Expr> {
    let led = c.role(&[Role::Ago]).or_else(|| c.phrase(&["il", "y", "a"]))?;
    let (step, rest) = step(led)?;
    Some((Expr::Away(Away { steps: vec![step], way: Way::Back, from: From::Anchor }), rest))
}

/// "in drei Tagen", "dans trois jours".
fn ahead(c: Cursor) -> Read<Expr> {
    let (step, rest) = step(c.role(&[Role::Ahead])?)?;
    Some((Expr::Away(Away { steps: vec![step], way: Way::Ahead, from: From::Ahead }), rest))
}

/// "zwei Tage später", "deux ans plus tard".
fn told(c: Cursor) -> Read<Expr> {
    let (step, rest) = step(c)?;
    let later = rest.role(&[Role::Later]).or_else(|| rest.phrase(&["plus", "tard"])).map(|rest| (Way::Ahead, rest));
    let (way, rest) =
        later.or_else(|| rest.role(&[Role::Before]).or_else(|| rest.phrase(&["plus", "tôt"])).map(|rest| (Way::Back, rest)))?;
    Some((Expr::Away(Away { steps: vec![step], way, from: From::Story }), rest))
}

/// "vergangenen drei Monaten", "trois dernières semaines".
fn rolling(c: Cursor) -> Read<Expr> {
    let (shift, step, rest) = if let Some((shift, rest)) = shift(c) {
        let (step, rest) = step(rest)?;
        (shift, step, rest)
    } else {
        let (count, rest) = count(c)?;
        let (shift, rest) = shift(rest)?;
        let (unit, rest) = some(rest)?;
        (shift, Step { count, unit }, rest)
    };
    let way = match shift {
        Shift::Last => Way::Back,
        Shift::Next => Way::Ahead,
        _ => return None,
    };
    Some((Expr::Rolling(way, vec![step]), rest))
}

/// "Ende 2025", "début mars", "mi-avril", "Anfang des Jahres", "fin de l'année".
fn portion(c: Cursor) -> Read<Expr> {
    let (portion, rest): (Portion, _) = c.sense(|s| if let Sense::Portion(p) = s { Some(p) } else { None })?;
    let (of, rest) = whole(of(rest.skip_mark(&['-'])))?;
    Some((Expr::Portion(portion, Box::new(of)), rest))
}

// Times of day.

/// "10 Uhr", "10.30 Uhr", "10 heures 30", "10h30".
fn clock(c: Cursor) -> Read<Clock> {
    let (hour, rest) = c.figure(1..=2).filter(|(h, _)| *h < 24)?;
    let minute = |c: Cursor<'_>| c.figure(2..=2).filter(|(m, _)| *m < 60).map(|(m, _)| m);
    let clock = |minute| Clock { hour, minute, second: None, sure: true, spoken: true, zone: None };
    if let Some(after) = rest.glued_mark(&['.', ':'])
        && let Some(m) = minute(after)
    {
        return after.next().role(&[Role::Clock]).map(|rest| (clock(Some(m)), rest));
    }
    let rest = rest.role(&[Role::Clock])?;
    Some(minute(rest).map_or((clock(None), rest), |m| (clock(Some(m)), rest.next())))
}

/// A date with a time on it: "Montag um 10 Uhr", "lundi matin", "Donnerstagabend", "hier soir".
fn timed(c: Cursor) -> Read<Expr> {
    let (day, rest) = longest(c, &[calendar, weekday, today])?;
    // "Donnerstagabend" is both in one word; "morgen" is the day alone.
    let whole = rest.back().and_then(day_part).filter(|_| !matches!(day, Expr::Day(_)));
    let time = if let Some((part, rest)) = whole.or_else(|| day_part(rest)) {
        Some((Time::Part(part), rest))
    } else {
        let led = rest.skip_mark(&[',']);
        clock(led.role(&[Role::Around, Role::From]).unwrap_or(led)).map(|(at, rest)| (Time::At(at), rest))
    };
    time.map(|(time, rest)| (Expr::Timed(Some(Box::new(day)), time), rest))
}

/// "ce matin", "cette nuit", "diesen Morgen".
fn part_of_today(c: Cursor) -> Read<Expr> {
    let (_, rest) = shift(c).filter(|(s, _)| *s == Shift::This)?;
    let (part, rest) = day_part(rest)?;
    Some((Expr::Timed(Some(Box::new(Expr::Day(0))), Time::Part(part)), rest))
}

/// "um 10 Uhr", "à 10 heures": on the day that was spoken of.
fn clock_alone(c: Cursor) -> Read<Expr> {
    let (at, rest) = clock(c.role(&[Role::Around])?)?;
    Some((Expr::Timed(None, Time::At(at)), rest))
}

// From one date to another.

/// "vom 3. bis 5. März", "entre 2010 et 2012", "von Mai bis September 2025", "3 au 5 mars".
fn range(c: Cursor) -> Read<Expr> {
    let led = c.role(&[Role::From, Role::Between]);
    let open = article(led.unwrap_or(c));
    let join: &[Role] = if c.is_role(&[Role::Between]) { &[Role::And] } else { &[Role::To] };
    // "3. bis 5. März": the first day has the month of the last.
    let shared = || {
        let (first, rest) = day(open)?;
        let (last, rest) = day_and_month(other_end(rest, join)?).filter(|(last, _)| last.day > Some(first))?;
        Some((Expr::Fields(Fields { day: Some(first), ..last }), Expr::Fields(last), rest))
    };
    let whole = || {
        let (first, rest) = longest(open, &[calendar, weekday, lone_year]).filter(|_| led.is_some())?;
        let last = |c| month_and_year(c).or_else(|| bare_month(c)).map(|(fields, rest)| (Expr::Fields(fields), rest));
        let to = other_end(rest, join)?;
        let (last, rest) = longest(to, &[calendar, weekday, lone_year]).or_else(|| last(to))?;
        Some((first, last, rest))
    };
    let (first, last, rest) = shared().or_else(whole)?;
    Some((Expr::Range(Box::new(first), Box::new(last)), rest))
}

/// The place behind "bis zum", "au", "et le" or a dash.
fn other_end<'a>(c: Cursor<'a>, join: &[Role]) -> Option<Cursor<'a>> {
    let to = c.role(join).or_else(|| c.mark(&['-']))?;
    Some(article(to.role(&[Role::On]).unwrap_or(to)))
}
