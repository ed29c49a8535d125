//! What is said of a question that cannot be understood, where more than one place of the parser says it.

use crate::query::fields;
use crate::query::lexer::{Kind, Token};
use crate::query::operators::Operator;
use crate::query::problem::{Problem, expected};

/// An operator where a word must stand.
pub(super) fn misplaced(token: &Token, operator: Operator) -> Problem {
    let Kind::Word(word) = &token.kind else { unreachable!("operators are words") };
    let message =
        if operator == Operator::Not { "a negation cannot stand here".to_owned() } else { format!("something is missing before {word}") };
    Problem::new(token.place(), message, format!("write it as \"{word}\" to look for the word"))
}

pub(super) fn no_value(token: &Token) -> Problem {
    let hint = "write it without a space, as in speaker:\"Jane Doe\"; in quotation marks the whole is looked for as words";
    Problem::new(token.place(), "a value is missing after the colon", hint)
}

pub(super) fn unknown_field(token: &Token, name: &str) -> Problem {
    let hint = match name.to_ascii_lowercase().as_str() {
        "http" | "https" => "write site:example.org for what stands on a site".to_owned(),
        name => expected(name, fields::names()),
    };
    Problem::new(token.place(), format!("there is no field “{name}”"), hint)
}
