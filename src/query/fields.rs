//! The fields of a question: their names, other names that people bring from elsewhere, and what they take.

use super::times;
use crate::model::{Field, Label, Order};

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Takes {
    /// Words, phrases, groups.
    Words(Field),
    /// Exact values; none listed = any.
    Values(Label, &'static [&'static str]),
    /// An order.
    Sort,
    /// The name of a saved question.
    Saved,
}

/// A field by its canonical name.
#[derive(Debug, PartialEq)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) takes: Takes,
    /// Names it has in other languages of questions.
    pub(super) also: &'static [&'static str],
}

pub(super) const FIELDS: &[Row] = &[
    words("title", Field::Title, &["headline", "hd", "hl", "intitle", "allintitle"]),
    words("lead", Field::Lead, &["hlead", "hlp", "lp"]),
    words("quote", Field::Quote, &["quotation"]),
    words("speaker", Field::Speaker, &["said"]),
    words("cue", Field::Cue, &[]),
    words("by", Field::By, &["byline", "author"]),
    words("person", Field::Person, &[]),
    words("org", Field::Org, &["organization", "organisation", "company"]),
    values("source", Label::Source, &[], &[]),
    values("site", Label::Site, &[], &["domain"]),
    values("lang", Label::Lang, &[], &["language", "la"]),
    values("tag", Label::Tag, &[], &[]),
    values("kind", Label::Kind, &["article", "statement", "published", "revised", "said", "happened"], &["type"]),
    values("role", Label::Role, &["primary", "press"], &[]),
    values("is", Label::Is, &["revised", "duplicate", "verbatim", "cut", "altered", "checked", "primary", "press"], &[]),
    values("has", Label::Has, &["quotes", "evidence", "note"], &[]),
    Row { name: "saved", takes: Takes::Saved, also: &[] },
    Row { name: "sort", takes: Takes::Sort, also: &["order"] },
];

const fn words(name: &'static str, field: Field, also: &'static [&'static str]) -> Row {
    Row { name, takes: Takes::Words(field), also }
}

const fn values(name: &'static str, label: Label, known: &'static [&'static str], also: &'static [&'static str]) -> Row {
    Row { name, takes: Takes::Values(label, known), also }
}

/// The first name of an order is the canonical one.
pub(super) const ORDERS: [(&str, Order); 5] = [
    ("newest", Order::Newest),
    ("date", Order::Newest),
    ("oldest", Order::Oldest),
    ("relevance", Order::Relevance),
    ("fresh", Order::Fresh),
];

/// The canonical name of an order.
pub(super) fn name_of_order(order: Order) -> &'static str {
    ORDERS.iter().find(|(_, o)| *o == order).map_or("", |(name, _)| name)
}

/// The row of a name, in any case.
pub(super) fn named(name: &str) -> Option<&'static Row> {
    let lower = name.to_ascii_lowercase();
    FIELDS.iter().find(|row| row.name == lower || row.also.contains(&lower.as_str()))
}

/// `hlead(…)` as elsewhere; `person(s)` is a word.
pub(super) fn takes_parentheses(name: &str) -> bool {
    named(name).is_some_and(|row| matches!(row.takes, Takes::Words(Field::Title | Field::Lead)))
}

/// All names, those of time too, for a hint.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|row| row.name).chain(times::NAMES)
}

/// The canonical name of a field of words; empty where words look everywhere.
pub(super) fn name_of(field: Field) -> &'static str {
    FIELDS.iter().find(|row| row.takes == Takes::Words(field)).map_or("", |row| row.name)
}
