//! Numbers of dates, in figures and in words.

use super::token::{Cursor, Kind, Read};
use super::words::Sense;

/// A count: "3", "twenty-one", "a". Nought counts nothing: "in 0 days" is no date.
pub(super) fn count(c: Cursor) -> Read<u32> {
    plain(c).or_else(|| cardinal(c)).filter(|(n, _)| *n > 0)
}

/// A figure of up to four digits that is not part of a larger one ("1,500", "2.5").
fn plain(c: Cursor) -> Read<u32> {
    let (n, rest) = c.figure(1..=4)?;
    whole(c, rest).then_some((n, rest))
}

/// Whether a figure stands alone: no digits joined to it by a comma or a point, no currency, letter or percent.
fn whole(before: Cursor, after: Cursor) -> bool {
    let joined = after.glued_mark(&[',', '.']).is_some_and(|c| c.is_figure() && c.is_glued());
    let percent = after.is_mark(&['%', '°']);
    let money = before.back().is_some_and(|c| c.is_mark(&['$', '£', '€', '¥', '#']));
    let tail = before.is_glued() && before.back().is_some_and(|c| c.is_mark(&[',', '.', ':']));
    !(joined || percent || money || tail)
}

/// A cardinal in words, up to ninety-nine.
pub(super) fn cardinal(c: Cursor) -> Read<u32> {
    let (n, rest) = cardinal_word(c)?;
    if n < 20 {
        return Some((n, rest));
    }
    match cardinal_word(rest.skip_mark(&['-'])) {
        Some((ones, after)) if ones < 10 && !rest.is_word(&["a", "an"]) => Some((n + ones, after)),
        _ => Some((n, rest)),
    }
}

fn cardinal_word(c: Cursor) -> Read<u32> {
    c.sense(|s| if let Sense::Cardinal(n) = s { Some(n) } else { None })
}

/// "1st", "first", "twenty-first".
pub(super) fn ordinal(c: Cursor) -> Read<u32> {
    if let Some((n, rest)) = c.figure(1..=2) {
        return rest.is_glued().then(|| rest.word(&["st", "nd", "rd", "th"])).flatten().map(|rest| (n, rest));
    }
    ordinal_word(c).or_else(|| {
        let (tens, rest) = cardinal_word(c).filter(|(n, _)| *n >= 20)?;
        let (ones, rest) = ordinal_word(rest.skip_mark(&['-'])).filter(|(n, _)| *n < 10)?;
        Some((tens + ones, rest))
    })
}

fn ordinal_word(c: Cursor) -> Read<u32> {
    c.sense(|s| if let Sense::Ordinal(n) = s { Some(n) } else { None })
}

/// A day of a month: "4", "04", "4th", "fourth", "twenty four". Not the hour of "4:30" or the start of "4.5".
pub(super) fn day(c: Cursor) -> Read<u32> {
    let figure = || {
        let (n, rest) = c.figure(1..=2)?;
        let more = rest.glued_mark(&[':', '.', ',', '%']).is_some_and(|c| c.is_figure() && c.is_glued());
        (!more && !rest.is_mark(&['%'])).then_some((n, rest))
    };
    let words = || cardinal(c).filter(|_| !c.is_word(&["a", "an", "one"]));
    ordinal(c).or_else(figure).or_else(words).filter(|(n, _)| (1..=31).contains(n))
}

/// A year of four figures, or in words.
pub(super) fn year(c: Cursor) -> Read<i32> {
    figures(c).or_else(|| spelled(c)).and_then(|(n, rest)| Some((i32::try_from(n).ok()?, rest)))
}

fn figures(c: Cursor) -> Read<u32> {
    let (n, rest) = c.figure(4..=4)?;
    let letters = rest.is_glued() && rest.token().is_some_and(|t| t.kind == Kind::Word) && !rest.is_word(&["s"]);
    ((1000..=2999).contains(&n) && whole(c, rest) && !letters).then_some((n, rest))
}

/// "nineteen ninety-six", "two thousand and nine", "two thousand".
fn spelled(c: Cursor) -> Read<u32> {
    let (first, rest) = cardinal(c).filter(|_| !c.is_word(&["a", "an", "one"]))?;
    if first == 2
        && let Some(rest) = rest.word(&["thousand"])
    {
        return Some(cardinal(rest.skip(&["and"])).filter(|_| !rest.is_word(&["a"])).map_or((2000, rest), |(n, rest)| (2000 + n, rest)));
    }
    let (last, rest) = cardinal(rest).filter(|(n, _)| (17..=20).contains(&first) && *n >= 10)?;
    Some((first * 100 + last, rest))
}

/// A year, or its last two figures after an apostrophe or "of" ("the class of 87"), in the century that puts it nearest
/// to what is written about: up to 40 in this one, later ones in the last.
pub(super) fn short_year(c: Cursor) -> Read<i32> {
    year(c).or_else(|| {
        let marked = c.skip_mark(&['\'']);
        let (n, rest) = marked.figure(2..=2).filter(|(_, rest)| whole(marked, *rest))?;
        Some((full(n), rest))
    })
}

/// The year that two figures stand for.
pub(super) fn full(two: u32) -> i32 {
    let two = i32::try_from(two % 100).unwrap_or_default();
    if two <= 40 { 2000 + two } else { 1900 + two }
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::super::words::senses;
    use super::*;

    fn read<T>(text: &str, rule: fn(Cursor) -> Read<T>) -> Option<T> {
        let tokens = tokens(text, senses);
        rule(Cursor::new(text, &tokens, 0)).map(|(value, _)| value)
    }

    #[test]
    fn counts() {
        for (text, n) in
            [("3", Some(3)), ("twenty-one", Some(21)), ("an", Some(1)), ("0", None), ("1,500", None), ("2.5", None), ("few", None)]
        {
            assert_eq!(read(text, count), n, "{text}");
        }
    }

    #[test]
    fn days() {
        for (text, n) in [("4th", Some(4)), ("thirty first", Some(31)), ("31", Some(31)), ("32", None), ("4:30", None), ("5%", None)] {
            assert_eq!(read(text, day), n, "{text}");
        }
    }

    #[test]
    fn years() {
        let rows = [
            ("2026", Some(2026)),
            ("nineteen eighty-four", Some(1984)),
            ("two thousand and nine", Some(2009)),
            ("3400", None),
            ("2026kg", None),
        ];
        for (text, n) in rows {
            assert_eq!(read(text, year), n, "{text}");
        }
        assert_eq!(read("'87", short_year), Some(1987));
        assert_eq!(read("19", short_year), Some(2019));
    }
}
