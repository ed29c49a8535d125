//! Text → dated mentions.
//!
//! Tokens (`token`) with their senses (`words`) are read by rules (`grammar`) into what is said (`expr`):
//!
//! - `absolute`, `figures`, `holiday`: dates that are stated, in words and in figures
//! - `relative`, `distance`: dates seen from the time of writing
//! - `clock`, `timed`, `ranges`: times of day, dates with times, from one date to another
//!
//! These are the rules of English; `european` has those of languages whose words `german` and `french` are tables of, and `tongue`
//! tells which are meant.
//!
//! `resolve` makes of it a `Period` of the `calendar` (`parts` of longer ones, `spans` of time), seen from the
//! time of writing (`anchor`) and with the look of the sentence (`direction`). docs/dates.md tells the rules in words.

mod absolute;
mod anchor;
mod calendar;
mod clock;
mod direction;
mod distance;
mod european;
mod expr;
mod figures;
mod french;
mod german;
mod grammar;
mod holiday;
mod number;
mod parts;
mod ranges;
mod relative;
mod resolve;
mod spans;
mod timed;
mod token;
mod tongue;
mod words;

use super::Context;
use crate::model::{Mention, Offsets};
use anchor::{Anchor, Found};
use calendar::Period;
use direction::Sentences;
use expr::{Expr, Fields, Figures};
use resolve::{Scene, resolve};
use std::ops::Range;
use token::{Cursor, Token, tokens};
use tongue::Tongue;

/// Tokens after which a date is no longer what "the next day" is counted from.
const STORY: usize = 150;

/// Bytes of a text that are read: far more than an article has.
const MOST_BYTES: usize = 2 << 20;

/// Places of a text where the rules are tried: an article has some hundreds.
const MOST_TRIES: usize = 50_000;

/// Finds time expressions in text order; they do not overlap.
///
/// Without a time of writing (`context.published`, or a dateline with a full date at the head of the text) only dates
/// that are stated in full are found. What stands beyond two megabytes of text, or beyond fifty thousand places that could be a
/// date, is not looked at.
#[must_use]
pub fn mentions(text: &str, context: &Context) -> Vec<Mention> {
    let text = &text[..text.floor_char_boundary(MOST_BYTES)];
    let tongue = Tongue::of(text, context.language);
    let tokens = tokens(text, tongue.senses);
    let offsets = Offsets::new(text);
    let expressions = expressions(text, &tokens, tongue);
    let anchor = Anchor::of(text, &tokens, &expressions, context);
    let sentences = Sentences::of(text, &tokens, tongue.look, expressions.iter().map(|(found, _)| found.clone()));
    let mut story: Option<(usize, Period)> = None;
    let mut mentions = Vec::new();
    for (found, expr) in expressions {
        let lean = sentences.lean(&found);
        let told = story.filter(|(end, _)| found.start - end < STORY).map(|(_, period)| period);
        let scene = Scene { now: anchor.now, lean, story: told, opening: story.is_none(), day_first: anchor.day_first == Some(true) };
        let Some(period) = resolve(&expr, &scene) else { continue };
        story = Some((found.end, period));
        let span = offsets.span(bytes(&tokens, &found));
        let when = period.when(anchor.zone, &span.text);
        let other = if anchor.day_first.is_none() { other_reading(&expr, &scene) } else { None };
        let when = other.map_or(when.clone(), |o| when.or(&o.when(anchor.zone, &span.text)));
        mentions.push(Mention { start: span.start, end: span.end, text: span.text, when });
    }
    mentions
}

/// What a date in figures means with its day and month the other way round, where it is stated in full and both are dates.
fn other_reading(expr: &Expr, scene: &Scene) -> Option<Period> {
    let Expr::Fields(Fields { order: Figures::Either, year: Some(_), .. }) = expr else { return None };
    resolve(expr, &Scene { day_first: !scene.day_first, ..*scene })
}

/// The expressions of a text as runs of its tokens, in order and apart.
fn expressions(text: &str, tokens: &[Token], tongue: &Tongue) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    let starts = (0..tokens.len()).map(|i| Cursor::new(text, tokens, i)).filter(|c| (tongue.can_start)(*c));
    for c in starts.take(MOST_TRIES) {
        if c.at < at {
            continue;
        }
        if let Some((expr, rest)) = (tongue.expression)(c) {
            found.push((c.at..rest.at, expr));
            at = rest.at;
        }
    }
    found
}

fn bytes(tokens: &[Token], found: &Range<usize>) -> Range<usize> {
    tokens[found.start].start..tokens[found.end - 1].end
}

#[cfg(test)]
mod tests;
