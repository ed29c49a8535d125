//! The grammar as a whole: where an expression can start, and what the longest one there is.

use super::distance::distance;
use super::expr::Expr;
use super::holiday::holiday;
use super::number::year;
use super::ranges::{range, since};
use super::relative::{month_of_unit, period};
use super::timed::{dated, timed};
use super::token::{Cursor, Kind, Read, longest};
use super::words::Sense;

/// How far behind the first word of an expression a word of time stands: "from the very first quarter" is none.
const LEAD: usize = 4;

/// Whether an expression can start here: a look before the rules are tried. Words such as "the" and "in", and numbers,
/// need a word of time soon after them.
pub(super) fn can_start(c: Cursor) -> bool {
    let Some(token) = c.token() else { return false };
    match token.kind {
        Kind::Number(n) => n < 3000,
        Kind::Word if token.senses.iter().any(|s| says_time(*s)) => true,
        Kind::Word if token.senses.is_empty() => false,
        Kind::Word => (1..=LEAD).any(|i| tells_time(c.to(c.at + i))) || year(c).is_some() || holiday(c).is_some(),
        Kind::Mark(m) => m == '\'' && c.next().is_figure(),
        Kind::Break => false,
    }
}

fn tells_time(c: Cursor) -> bool {
    c.is_figure() || c.token().is_some_and(|t| t.senses.iter().any(|s| says_time(*s))) || c.is_word(&["o"]) || holiday(c).is_some()
}

fn says_time(s: Sense) -> bool {
    !matches!(s, Sense::Opener | Sense::Holiday | Sense::Cardinal(_) | Sense::Ordinal(_) | Sense::Shift(_))
}

/// The time expression that starts here, with the words that belong to it.
pub(super) fn expression(c: Cursor) -> Read<Expr> {
    let one = since(c).or_else(|| single(c));
    match (range(c, one.as_ref()), one) {
        (Some(range), Some(one)) => Some(if one.1.at > range.1.at { one } else { range }),
        (range, one) => range.or(one),
    }
}

/// Anything but a range of days or longer periods.
pub(super) fn single(c: Cursor) -> Read<Expr> {
    longest(c, &[timed, dated])
}

/// A date, taken whole.
pub(super) fn date(c: Cursor) -> Read<Expr> {
    longest(c, &[month_of_unit, distance, period])
}
