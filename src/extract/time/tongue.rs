//! Which language dates are read in: its words, the rules that read them, and how its verbs look back or ahead.

use super::direction::{self, Look};
use super::european;
use super::expr::Expr;
use super::token::{Cursor, Rule, Senses};
use super::{french, german, grammar, words};
use crate::extract::quotes::{self, Manner};

/// How a language writes dates.
pub(super) struct Tongue {
    /// What a word can mean.
    pub(super) senses: Senses,
    /// Whether an expression can start at a place, which is looked at before the rules are tried.
    pub(super) can_start: fn(Cursor) -> bool,
    /// The expression that starts at a place.
    pub(super) expression: Rule<Expr>,
    /// What a token tells of its sentence.
    pub(super) look: fn(Cursor) -> Look,
}

static ENGLISH: Tongue =
    Tongue { senses: words::senses, can_start: grammar::can_start, expression: grammar::expression, look: direction::look };

static GERMAN: Tongue =
    Tongue { senses: german::senses, can_start: european::can_start, expression: european::expression, look: german::look };

static FRENCH: Tongue =
    Tongue { senses: french::senses, can_start: european::can_start, expression: european::expression, look: french::look };

impl Tongue {
    /// That of a text: of its page's language, else the one whose small words are most frequent.
    pub(super) fn of(text: &str, language: Option<&str>) -> &'static Tongue {
        match quotes::manner(text, language) {
            Manner::English => &ENGLISH,
            Manner::German => &GERMAN,
            Manner::French => &FRENCH,
        }
    }
}
