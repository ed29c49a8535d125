//! Dates that are stated: "26 February 2026", "Feb. 26", "2026-02-26", "the 1990s", "Q3 2019".

use super::expr::{Expr, Fields, Nth, What};
use super::figures::numeric;
use super::holiday::holiday;
use super::number::{day, ordinal, short_year, year};
use super::token::{Cursor, Kind, Read, longest};
use super::words::{Sense, Unit};

/// Words after which a bare month or year is a date, and not a name or a verb.
const CUES: &[&str] = &[
    "after",
    "around",
    "at",
    "before",
    "between",
    "by",
    "circa",
    "during",
    "early",
    "earlier",
    "for",
    "from",
    "in",
    "into",
    "late",
    "mid",
    "of",
    "on",
    "since",
    "this",
    "through",
    "throughout",
    "till",
    "to",
    "until",
    "year",
    "years",
    "fiscal",
    "the",
    "a",
    "an",
    "and",
    "or",
    "both",
    "his",
    "her",
    "its",
    "their",
    "our",
    "my",
    "back",
    "end",
    "beginning",
    "middle",
    "start",
    "last",
    "next",
    "s",
    "per",
    "every",
];

/// Words after which a figure of four digits is a year even where it is a round one.
const YEAR_CUES: &[&str] =
    &["in", "since", "by", "during", "until", "till", "from", "year", "years", "late", "early", "mid", "between", "before", "fiscal"];

/// What figures count: "2000 people" is no year.
const COUNTED: &[&str] = &[
    "people",
    "men",
    "women",
    "children",
    "students",
    "workers",
    "employees",
    "jobs",
    "homes",
    "houses",
    "soldiers",
    "troops",
    "miles",
    "km",
    "kilometers",
    "kilometres",
    "meters",
    "metres",
    "feet",
    "acres",
    "hectares",
    "tons",
    "tonnes",
    "dollars",
    "euros",
    "pounds",
    "votes",
    "points",
    "runs",
    "votes",
    "times",
    "words",
    "pages",
    "degrees",
    "calories",
    "million",
    "billion",
    "thousand",
    "hp",
    "members",
    "patients",
    "cases",
    "deaths",
    "square",
    "kg",
    "mph",
    "copies",
    "voters",
    "residents",
    "families",
    "customers",
    "users",
    "percent",
    "per",
];

/// A calendar date or a named period of the calendar.
pub(super) fn absolute(c: Cursor) -> Read<Expr> {
    longest(c, &[dated, numeric, weekday_and_day, day_alone, era, part_of_year, named, fiscal, bare_year])
}

fn month(c: Cursor) -> Read<u32> {
    let (month, rest) = c.sense(|s| if let Sense::Month(m) = s { Some(m) } else { None })?;
    let abbreviated = c.token().is_some_and(|t| t.end - t.start < 5);
    // The point of "Feb." belongs to it unless it ends the sentence.
    let point = abbreviated.then(|| rest.glued_mark(&['.'])).flatten();
    Some((month, point.filter(|c| continues(*c)).unwrap_or(rest)))
}

/// Whether a date can go on after a point.
fn continues(c: Cursor) -> bool {
    c.is_figure() || c.is_mark(&[',', '-', ')']) || c.token().is_some_and(|t| t.kind == Kind::Word) && !c.is_capital()
}

pub(super) fn weekday(c: Cursor) -> Read<u32> {
    let (weekday, rest) = c.sense(|s| if let Sense::Weekday(d) = s { Some(d) } else { None })?;
    let short = c.token().is_some_and(|t| t.end - t.start < 6);
    let point = short.then(|| rest.glued_mark(&['.'])).flatten();
    Some((weekday, point.filter(|c| c.is_mark(&[',']) || c.sense(month_sense).is_some() || c.is_figure()).unwrap_or(rest)))
}

fn month_sense(s: Sense) -> Option<u32> {
    if let Sense::Month(m) = s { Some(m) } else { None }
}

/// A date with the name of its month, and a weekday before it where there is one.
fn dated(c: Cursor) -> Read<Expr> {
    let (named, rest) = weekday(c).map_or((None, c), |(w, rest)| (Some(w), rest.skip_mark(&[',']).skip(&["the"])));
    let (fields, rest) = longest(rest, &[month_first, day_first, year_first])?;
    // "Sunday, May ..." needs the day.
    (named.is_none() || fields.day.is_some()).then_some((Expr::Fields(Fields { weekday: named, ..fields }), rest))
}

/// "February 26, 2026", "Feb. 26", "February the 26th", "Oct/2", "February of 2026", "February".
fn month_first(c: Cursor) -> Read<Fields> {
    let (month, rest) = month(c)?;
    let joined = rest.glued_mark(&['/', '-']).unwrap_or(rest).skip(&["the"]);
    let with_day = || {
        let (day, rest) = day(joined).filter(|(_, after)| !counts(joined, *after))?;
        let (year, rest) = year_after(rest).map_or((None, rest), |(y, rest)| (Some(y), rest));
        Some((Fields { year, month: Some(month), day: Some(day), ..Fields::default() }, rest))
    };
    let with_year = || {
        let (year, rest) = year_after(rest).or_else(|| year(joined))?;
        // "August-2012-14"
        let (day, rest) = rest.glued_mark(&['-']).and_then(day).map_or((None, rest), |(d, rest)| (Some(d), rest));
        Some((Fields { year: Some(year), month: Some(month), day, ..Fields::default() }, rest))
    };
    let alone = || is_bare_month(c, rest).then_some((Fields { month: Some(month), ..Fields::default() }, rest));
    with_day().into_iter().chain(with_year()).max_by_key(|(_, rest)| rest.at).or_else(alone)
}

/// Whether the number after a month counts something: "In May two men", "May 5 percent" (a figure alone is a day).
fn counts(c: Cursor, after: Cursor) -> bool {
    let spelled = !c.is_figure() && ordinal(c).is_none();
    spelled
        && after.token().is_some_and(|t| t.kind == Kind::Word)
        && year(after).is_none()
        && !after.is_word(&["at", "to", "through", "until", "and"])
}

/// A year after a month or day, with a comma, "of", "in", a dash or an apostrophe.
fn year_after(c: Cursor) -> Read<i32> {
    let free = c.skip_mark(&[',']);
    let marked = c.glued_mark(&['/', '-']);
    let owned = c.word(&["of", "in"]);
    let short = owned.filter(|_| c.is_word(&["of"])).or_else(|| free.is_mark(&['\'']).then_some(free));
    year(marked.or(owned).unwrap_or(free)).or_else(|| short_year(short?).filter(|(_, rest)| !rest.is_word(&["the"])))
}

/// A month without a figure is a date where a word before it says so; a verb and most people's names are not led so.
fn is_bare_month(c: Cursor, after: Cursor) -> bool {
    let led = c
        .back()
        .is_some_and(|b| b.is_word(CUES) || b.is_mark(&['-', '(']) || b.sense(|s| matches!(s, Sense::Shift(_)).then_some(())).is_some());
    let capital = c.is_capital() || !c.is_word(&["may", "march", "mar"]);
    // "in May Smith's house" is rarer than "in May Apple said"; only a possessive name is left out.
    led && capital && !(c.is_word(&["mar", "jan"]) && after.is_capital())
}

/// "26 February 2026", "the 26th of February", "26-Feb-2026".
fn day_first(c: Cursor) -> Read<Fields> {
    let (day, rest) = day(c.skip(&["the"]))?;
    let joined = rest.glued_mark(&['/', '-']).unwrap_or_else(|| rest.phrase(&["day", "of"]).unwrap_or_else(|| rest.skip(&["of"])));
    let (month, rest) = month(joined)?;
    let (year, rest) = year_after(rest).map_or((None, rest), |(y, rest)| (Some(y), rest));
    Some((Fields { year, month: Some(month), day: Some(day), ..Fields::default() }, rest))
}

/// "2026 February", "2026/feb/26".
fn year_first(c: Cursor) -> Read<Fields> {
    let (year, rest) = year(c)?;
    let (month, rest) = month(rest.glued_mark(&['/', '-']).unwrap_or(rest))?;
    let (day, rest) = rest.glued_mark(&['/', '-']).and_then(day).map_or((None, rest), |(d, rest)| (Some(d), rest));
    Some((Fields { year: Some(year), month: Some(month), day, ..Fields::default() }, rest))
}

/// "Tuesday the 17th", "Thursday 12", "Thu 14th".
fn weekday_and_day(c: Cursor) -> Read<Expr> {
    let (weekday, rest) = weekday(c)?;
    let article = rest.word(&["the"]);
    let (day, rest) = article.map_or_else(|| plain_day(rest), ordinal).filter(|(d, _)| (1..=31).contains(d))?;
    Some((Expr::Fields(Fields { weekday: Some(weekday), day: Some(day), ..Fields::default() }), rest))
}

fn plain_day(c: Cursor) -> Read<u32> {
    day(c).filter(|(_, rest)| (c.is_figure()) && !rest.is_word(&["am", "pm", "a", "p", "o"]) && !(rest.is_mark(&['-', ':', '/'])))
}

/// "on the 18th": the day of a month that is not named. An ordinal before a noun is none.
fn day_alone(c: Cursor) -> Read<Expr> {
    c.back()
        .filter(|b| b.is_word(&["on", "until", "till", "by", "from", "since", "through", "and", "to", "between", "before", "after"]))?;
    let the = c.word(&["the"]);
    // In words it is more often a rank: "on the first".
    let figure = the.unwrap_or(c);
    figure.is_figure().then_some(())?;
    let (day, rest) = ordinal(figure).or_else(|| day(the?).filter(|(_, rest)| rest.is_word(&["from", "at"])))?;
    let noun = rest.token().is_some_and(|t| t.kind == Kind::Word)
        && !rest.is_word(&["and", "at", "but", "from", "for", "in", "of", "the", "through", "till", "to", "until", "when", "with"]);
    let ok = (1..=31).contains(&day)
        && !noun
        && !rest.is_mark(&['-', '\'', '/'])
        && rest.word(&["of"]).is_none_or(|r| r.is_word(&["this", "next", "last"]));
    ok.then_some((Expr::Fields(Fields { day: Some(day), ..Fields::default() }), rest))
}

/// "the 1990s", "the '80s", "the 15th century".
fn era(c: Cursor) -> Read<Expr> {
    longest(c, &[decade, spelled_decade, century])
}

fn decade(c: Cursor) -> Read<Expr> {
    let c = c.skip(&["the"]);
    let marked = c.skip_mark(&['\'']);
    let long = |(y, rest): (u32, _)| (y % 10 == 0 && (1000..2100).contains(&y)).then_some((y, rest));
    let short = |(y, rest): (u32, _)| (y % 10 == 0 && y >= 20 && marked.at > c.at).then_some((1900 + y, rest));
    let (year, rest) = c.figure(4..=4).and_then(long).or_else(|| marked.figure(2..=2).and_then(short))?;
    let rest = rest.skip_mark(&['\'']).word(&["s"])?;
    Some((Expr::Decade(i32::try_from(year).ok()?), rest))
}

/// "the nineties", which are not somebody's age.
fn spelled_decade(c: Cursor) -> Read<Expr> {
    let the = c.word(&["the"]).or_else(|| c.back().filter(|b| b.is_word(&["early", "mid", "late", "the"])).map(|_| c))?;
    the.sense(|s| if let Sense::Decade(year) = s { Some(Expr::Decade(year)) } else { None })
}

fn century(c: Cursor) -> Read<Expr> {
    let (n, rest) = ordinal(c.skip(&["the"])).filter(|(n, _)| (1..=30).contains(n))?;
    let rest = rest.skip_mark(&['-']).word(&["century"])?;
    Some((Expr::Century(i32::try_from(n).ok()?), rest))
}

/// Quarters, halves and seasons: "Q3", "2019-H2", "the third quarter of 2025", "summer 2019".
fn part_of_year(c: Cursor) -> Read<Expr> {
    longest(c, &[coded, coded_after_year, season])
}

fn code(c: Cursor) -> Read<(Unit, u32)> {
    let unit = match () {
        () if c.is_word(&["q"]) => Unit::Quarter,
        () if c.is_word(&["h"]) => Unit::Half,
        () => return None,
    };
    let (n, rest) = c.next().figure(1..=1).filter(|_| c.next().is_glued())?;
    (1..=if unit == Unit::Quarter { 4 } else { 2 }).contains(&n).then_some(((unit, n), rest))
}

fn coded(c: Cursor) -> Read<Expr> {
    let ((unit, n), rest) = code(c)?;
    let joined = rest.glued_mark(&['-', '/']).unwrap_or_else(|| rest.skip(&["of", "in"]));
    let year = short_year(joined).filter(|(_, after)| !after.is_glued() && (joined.is_mark(&['\'']) || year(joined).is_some()));
    // "H1" and "H2" alone are as often headings or visas.
    if unit == Unit::Half && year.is_none() {
        return None;
    }
    let (of, rest) = year.map_or((None, rest), |(y, rest)| (Some(Box::new(of_year(y))), rest));
    Some((Expr::Nth { nth: Nth::First(n), count: 1, what: What::Unit(unit), of }, rest))
}

fn coded_after_year(c: Cursor) -> Read<Expr> {
    let (year, rest) = year(c)?;
    let ((unit, n), rest) = code(rest.skip_mark(&['-', '/']))?;
    Some((Expr::Nth { nth: Nth::First(n), count: 1, what: What::Unit(unit), of: Some(Box::new(of_year(year))) }, rest))
}

fn season(c: Cursor) -> Read<Expr> {
    let (season, rest) = season_word(c.skip(&["the"]))?;
    let (year, rest) = year(rest.skip(&["of"]))?;
    Some((Expr::Season(season, Some(year)), rest))
}

pub(super) fn season_word(c: Cursor) -> Read<u32> {
    c.sense(|s| if let Sense::Season(n) = s { Some(n) } else { None })
}

/// A holiday: with its year, or led by a preposition, or by a name that can only be a day.
fn named(c: Cursor) -> Read<Expr> {
    let (holiday, rest) = holiday(c)?;
    if let Some((year, rest)) = year_after(rest).filter(|_| !rest.is_word(&["in"])) {
        return Some((Expr::Holiday(holiday, Some(year)), rest));
    }
    let led = c.back().is_some_and(|b| b.is_word(HOLIDAY_CUES));
    // "Christmas trees" are of no day.
    let thing = rest.token().is_some_and(|t| t.kind == Kind::Word) && !rest.is_word(AFTER_HOLIDAYS);
    let day = led || c.is_capital() && holiday.is_plain_day();
    (day && !thing).then_some((Expr::Holiday(holiday, None), rest))
}

/// Words that lead a holiday as a date.
const HOLIDAY_CUES: &[&str] = &["after", "at", "before", "by", "of", "on", "over", "since", "until"];

/// Words that do not make a thing of the holiday before them.
#[rustfmt::skip]
const AFTER_HOLIDAYS: &[&str] = &[
    "a", "afternoon", "after", "an", "and", "are", "as", "at", "because", "before", "but", "by", "evening", "for", "from", "had", "has", "have",
    "he", "her", "his", "i", "if", "in", "is", "it", "its", "morning", "nobody", "of", "on", "our", "she", "that", "the", "their", "there",
    "they", "this", "to", "was", "we", "weekend", "were", "when", "where", "which", "while", "who", "will", "with", "would", "you",
];

/// "fiscal 2018", "FY18", "cy18". The fiscal year is taken as the calendar year: whose it is, is not said.
fn fiscal(c: Cursor) -> Read<Expr> {
    let rest = c.phrase(&["fiscal", "year"]).or_else(|| c.word(&["fiscal", "fy", "cy"]))?;
    let (year, rest) = short_year(rest).filter(|_| !rest.is_mark(&['\'']))?;
    Some((of_year(year), rest))
}

/// "2014", where the words around it do not make it a number of something else.
fn bare_year(c: Cursor) -> Read<Expr> {
    let before = c.back();
    let (year, rest) = year(c).filter(|_| !c.is_glued() || before.is_some_and(|b| b.is_mark(&['(', '-', '/', '"', '“', '\'', '['])))?;
    let figure = c.is_figure();
    let near = if figure { (1700..=2100).contains(&year) } else { (1900..=2100).contains(&year) };
    let led = before.is_none_or(|b| b.is_word(CUES) || b.is_mark(&['(', ',', '-', ';', ':', '/', '.', '“', '"', '[', '\'']));
    let sure = before.is_some_and(|b| b.is_word(YEAR_CUES));
    let round = year % 50 == 0 && !sure;
    let counted =
        rest.is_word(COUNTED) || rest.glued_mark(&['/', ':', '+']).is_some() && !rest.next().is_figure() || rest.is_mark(&['%', '×']);
    (near && led && !counted && !round && (figure || sure)).then_some((of_year(year), rest))
}

pub(super) fn of_year(year: i32) -> Expr {
    Expr::Fields(Fields { year: Some(year), ..Fields::default() })
}
