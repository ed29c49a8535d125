//! Tokens → the tree of a question, and doubts about what was meant.
//!
//! From the loosest to the tightest: `OR`, then `AND` (or nothing), then `NOT`, then `NEAR` and its kin, read from the left.

use super::fields::{self, Row, Takes};
use super::layout::Clause;
use super::leaf;
use super::lexer::{self, Kind, Token, tokens};
use super::operators::{self, HalfTyped, Operator};
use super::problem::{Problem, expected};
use super::shelf::Shelf;
use super::together::together;
use super::{canonical, times, value};
use crate::model::{Expr, Field, Near, Order, SavedQuestion, TimeField, Words, Zone};
use chrono::{DateTime, SubsecRound, Utc};
use node::{List, Node, joined, side};
use wrong::{misplaced, no_value, unknown_field};

mod node;
mod wrong;

/// A question as understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Understood {
    /// The tree.
    pub expr: Expr,
    /// `sort:`, where given.
    pub order: Option<Order>,
    /// The canonical question, which is understood the same.
    pub interpreted: String,
    /// Doubts, for people.
    pub warnings: Vec<String>,
}

/// More words are refused, and more of them that stand for many.
const MOST_WORDS: usize = 500;
const MOST_PATTERNS: usize = 20;

/// Reads a question. Dates are read in `zone`; `now` is for `last:`.
pub fn parse(text: &str, zone: Zone, now: DateTime<Utc>) -> Result<Understood, Problem> {
    parse_with(text, zone, now, &[])
}

/// Reads a question that may name saved ones.
pub fn parse_with(text: &str, zone: Zone, now: DateTime<Utc>, saved: &[SavedQuestion]) -> Result<Understood, Problem> {
    let Tree { expr, order, warnings, .. } = tree(text, zone, now.trunc_subsecs(0), &Shelf::new(saved))?;
    let expr = together(expr);
    leaf::inside_each_other(canonical::depth(&expr), (0, text.chars().count()))?;
    let sort = order.map(|order| format!("sort:{}", fields::name_of_order(order)));
    let parts = [Some(canonical::canonical(&expr)), sort];
    let interpreted = parts.into_iter().flatten().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ");
    if saved.is_empty() {
        // A date is longer written out, and so is what a field is said of once.
        lexer::not_too_long(interpreted.chars().count(), (0, text.chars().count()))?;
    }
    Ok(Understood { expr, order, interpreted, warnings })
}

/// A tree as written: what is said of quotations side by side is not yet meant of one.
pub(super) struct Tree {
    pub(super) expr: Expr,
    pub(super) order: Option<Order>,
    pub(super) warnings: Vec<String>,
    /// What is joined by AND, the inner ones first.
    pub(super) rows: Vec<Vec<Clause>>,
    /// The whole is an OR that stands in no parentheses.
    pub(super) is_open_or: bool,
}

/// Reads the tree of a question.
pub(super) fn tree(text: &str, zone: Zone, now: DateTime<Utc>, shelf: &Shelf) -> Result<Tree, Problem> {
    let tokens = tokens(text)?;
    let limits = Limits::default();
    let chars = text.chars().collect();
    let (warnings, rows) = (Vec::new(), Vec::new());
    let mut parser = Parser { tokens: &tokens, chars, at: 0, zone, now, shelf, depth: 0, limits, order: None, warnings, rows };
    let nothing = Node { expr: Expr::All, place: (0, 0), grouped: false };
    let Node { expr, grouped, .. } = if tokens.is_empty() { nothing } else { parser.or(Scope::Words(Field::Any))? };
    let is_open_or = matches!(expr, Expr::Or(_)) && !grouped;
    match parser.peek() {
        Some(token) => Err(Problem::new(token.place(), "this parenthesis closes nothing", "leave it away")),
        None => Ok(Tree { expr, order: parser.order, warnings: parser.warnings, rows: parser.rows, is_open_or }),
    }
}

/// What a bare word is looked for in: inside a field's group it is that field.
#[derive(Clone, Copy)]
enum Scope {
    Words(Field),
    Values(&'static Row),
}

#[derive(Default)]
struct Limits {
    words: usize,
    patterns: usize,
}

struct Parser<'t> {
    tokens: &'t [Token],
    chars: Vec<char>,
    at: usize,
    zone: Zone,
    now: DateTime<Utc>,
    shelf: &'t Shelf<'t>,
    depth: usize,
    limits: Limits,
    order: Option<Order>,
    warnings: Vec<String>,
    rows: Vec<Vec<Clause>>,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<&'t Token> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        Some(token)
    }

    fn place_from(&self, start: usize) -> (usize, usize) {
        (start, self.at.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(start, |t| t.end))
    }

    fn warn(&mut self, warning: impl Into<String>) {
        let warning = warning.into();
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// The operator that comes next.
    fn operator(&self) -> Result<Option<Operator>, Problem> {
        let Some(token) = self.peek() else { return Ok(None) };
        let Kind::Word(word) = &token.kind else { return Ok(None) };
        if let Some(around) = self.around() {
            return Ok(Some(around));
        }
        match operators::read(word) {
            Some(Ok(operator)) => Ok(Some(operator)),
            Some(Err(HalfTyped(message, hint))) => Err(Problem::new(token.place(), message, hint)),
            None => Ok(None),
        }
    }

    fn comes(&self, wanted: Operator) -> Result<bool, Problem> {
        Ok(self.operator()? == Some(wanted))
    }

    /// `AROUND(5)`, as Google has it.
    fn around(&self) -> Option<Operator> {
        let [name, open, number, close, ..] = self.tokens.get(self.at..)? else { return None };
        let (Kind::Word(name_text), Kind::Word(n)) = (&name.kind, &number.kind) else { return None };
        let written = name_text == "AROUND" && open.kind == Kind::Open && open.start == name.end && close.kind == Kind::Close;
        written.then(|| operators::read(&format!("NEAR/{n}")))?.and_then(Result::ok)
    }

    /// Steps over an operator; after it there must be something.
    fn step_over(&mut self) -> Result<&'t Token, Problem> {
        let operator = self.peek().expect("it was seen");
        self.at += if self.around().is_some() { 4 } else { 1 };
        let missing = self.peek().is_none_or(|t| t.kind == Kind::Close) || self.operator()?.is_some_and(|o| o != Operator::Not);
        if missing {
            let hint = "write what is to be joined, or leave it away";
            return Err(Problem::new(operator.place(), "something is missing after this operator", hint));
        }
        Ok(operator)
    }

    /// `a OR b`.
    fn or(&mut self, scope: Scope) -> Result<Node, Problem> {
        let mut parts = vec![self.and(scope)?];
        while self.comes(Operator::Or)? {
            self.step_over()?;
            parts.push(self.and(scope)?);
        }
        if parts.len() > 1 && parts.iter().any(|p| matches!(p.expr, Expr::And(_)) && !p.grouped) {
            self.warn("AND binds closer than OR here; parentheses make clear what is meant");
        }
        if let Some(order) = parts.iter().filter(|_| parts.len() > 1).find(|p| p.expr == Expr::All) {
            return Err(Problem::new(order.place, "an order holds for the whole question", "write it outside of OR"));
        }
        Ok(joined(parts, List::Or))
    }

    /// `a b`, `a AND b`.
    fn and(&mut self, scope: Scope) -> Result<Node, Problem> {
        let mut parts = vec![self.unary(scope)?];
        loop {
            if self.comes(Operator::And)? {
                self.step_over()?;
            } else if self.peek().is_none_or(|t| t.kind == Kind::Close) || self.comes(Operator::Or)? {
                break;
            }
            parts.push(self.unary(scope)?);
        }
        self.rows.push(parts.iter().map(Node::clause).collect());
        // `sort:` says nothing about what must hold.
        if parts.iter().any(|p| p.expr != Expr::All) {
            parts.retain(|p| p.expr != Expr::All);
        } else {
            parts.truncate(1);
        }
        Ok(joined(parts, List::And))
    }

    fn unary(&mut self, scope: Scope) -> Result<Node, Problem> {
        let minus = self.peek().is_some_and(|t| t.kind == Kind::Minus);
        if !minus && !self.comes(Operator::Not)? {
            return self.near(scope);
        }
        let operator = self.step_over()?;
        self.deeper(operator)?;
        let node = self.unary(scope)?;
        self.depth -= 1;
        if node.expr == Expr::All {
            return Err(Problem::new(operator.place(), "an order cannot be negated", "leave the operator away"));
        }
        Ok(Node { expr: Expr::Not(Box::new(node.expr)), place: self.place_from(operator.start), grouped: false })
    }

    /// `a NEAR/5 b`, from the left.
    fn near(&mut self, scope: Scope) -> Result<Node, Problem> {
        let mut node = self.primary(scope)?;
        let mut last = None;
        while let Some(operator @ Operator::Near { reach, ordered }) = self.operator()? {
            let token = self.step_over()?;
            if self.peek().is_some_and(|t| t.kind == Kind::Minus) || self.comes(Operator::Not)? {
                return Err(Problem::new(token.place(), "what is near something cannot be negated", "write a -(a NEAR/5 b)"));
            }
            if last.replace(operator).is_some_and(|before| before != operator) {
                self.warn("operators of nearness are read from the left; parentheses make clear what is meant");
            }
            let right = self.primary(scope)?;
            let place = (node.place.0, right.place.1);
            let ((left_field, left), (right_field, right)) = (side(node)?, side(right)?);
            if left_field != right_field {
                let hint = "write title:(a NEAR/5 b), with both inside the field's parentheses";
                return Err(Problem::new(place, "both sides must be looked for in the same field", hint));
            }
            leaf::in_a_row(leaf::row(&left) + 1, token.place())?;
            let near = Words::Near(Box::new(Near { left, right, reach, ordered }));
            node = Node { expr: Expr::Words(left_field, near), place, grouped: false };
        }
        Ok(node)
    }

    fn deeper(&mut self, token: &Token) -> Result<(), Problem> {
        self.depth += 1;
        leaf::inside_each_other(self.depth, token.place())
    }

    fn primary(&mut self, scope: Scope) -> Result<Node, Problem> {
        if let Some(operator) = self.operator()? {
            return Err(misplaced(self.peek().expect("it was seen"), operator));
        }
        let Some(token) = self.next() else {
            let end = self.chars.len();
            return Err(Problem::new((end.saturating_sub(1), end), "the question ends too early", ""));
        };
        match &token.kind {
            Kind::Open => self.group(token, scope),
            Kind::Close => Err(Problem::new(token.place(), "there is nothing in these parentheses", "leave them away")),
            Kind::Minus => Err(Problem::new(token.place(), "this minus stands before nothing", "leave it away")),
            Kind::Field(name) => self.field(token, name),
            Kind::Phrase(_) | Kind::Word(_) => self.leaf(token, scope),
        }
    }

    fn group(&mut self, open: &Token, scope: Scope) -> Result<Node, Problem> {
        self.deeper(open)?;
        let inside = self.or(scope)?;
        self.depth -= 1;
        match self.next() {
            Some(Token { kind: Kind::Close, .. }) => Ok(Node { place: self.place_from(open.start), grouped: true, ..inside }),
            _ => Err(Problem::new(open.place(), "this parenthesis is never closed", "add ) after the group")),
        }
    }

    fn leaf(&mut self, token: &'t Token, scope: Scope) -> Result<Node, Problem> {
        let expr = match scope {
            Scope::Words(field) => Expr::Words(field, self.words(token, field)?),
            Scope::Values(row) => {
                self.at -= 1;
                let (text, place) = self.value(token.start, token)?;
                of_values(row, &text, place)?
            }
        };
        Ok(Node { expr, place: self.place_from(token.start), grouped: false })
    }

    fn words(&mut self, token: &'t Token, field: Field) -> Result<Words, Problem> {
        let words = match &token.kind {
            Kind::Phrase(text) => match self.loose(token) {
                Some(distance) => leaf::loose(text, distance, self.place_from(token.start))?,
                None => self.phrase(text, token)?,
            },
            Kind::Word(text) => {
                self.doubt(text, field);
                leaf::word(text, token.place())?
            }
            _ => unreachable!("words are made of words and phrases"),
        };
        self.count(&words, token)?;
        Ok(words)
    }

    fn phrase(&mut self, text: &str, token: &Token) -> Result<Words, Problem> {
        if text.contains('*') {
            self.warn("inside quotation marks * is a mark like any other; write elect* PRE/1 commission for words in a row");
        }
        leaf::phrase(text, token.place())
    }

    /// `~5` right after a phrase.
    fn loose(&mut self, phrase: &Token) -> Option<&'t str> {
        let next = self.peek().filter(|t| t.start == phrase.end)?;
        let Kind::Word(text) = &next.kind else { return None };
        let distance = text.strip_prefix('~')?;
        self.at += 1;
        Some(distance)
    }

    fn doubt(&mut self, word: &str, field: Field) {
        if matches!(word, "and" | "or" | "not" | "near") && field == Field::Any {
            let operator = if word == "near" { "NEAR/5".to_owned() } else { word.to_uppercase() };
            self.warn(format!("“{word}” is looked for as a word; the operator is written {operator}"));
        }
        if word.ends_with('?') {
            self.warn(format!("? stands for a letter in “{word}”; leave it away where it only ends a question"));
        }
    }

    fn count(&mut self, words: &Words, token: &Token) -> Result<(), Problem> {
        let (words, patterns) = leaf::size(words);
        (self.limits.words, self.limits.patterns) = (self.limits.words + words, self.limits.patterns + patterns);
        if self.limits.words > MOST_WORDS || self.limits.patterns > MOST_PATTERNS {
            let message = format!("more than {MOST_WORDS} words, or {MOST_PATTERNS} that stand for others");
            return Err(Problem::new(token.place(), message, "ask several questions"));
        }
        Ok(())
    }

    fn field(&mut self, token: &'t Token, name: &str) -> Result<Node, Problem> {
        if let Some((condition, date)) = times::condition(&name.to_ascii_lowercase()) {
            let (text, place) = self.value(token.end, token)?;
            return self.time(token, (condition, date), &text, place);
        }
        if let Some(date) = times::DATES.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, d)| *d)
            && self.dated(token)
        {
            let (text, place) = self.value(token.end, token)?;
            return self.time(token, ("date", date), &text, place);
        }
        let row = fields::named(name).ok_or_else(|| unknown_field(token, name))?;
        match row.takes {
            Takes::Words(field) => self.in_scope(token, Scope::Words(field)),
            Takes::Values(..) => self.in_scope(token, Scope::Values(row)),
            Takes::Sort => self.sort(token),
            Takes::Saved => self.saved(token),
        }
    }

    fn time(
        &mut self,
        token: &Token,
        (condition, date): (&'static str, TimeField),
        text: &str,
        place: (usize, usize),
    ) -> Result<Node, Problem> {
        let expr = times::expr(condition, date, text, self.zone, self.now)
            .map_err(|hint| Problem::new(place, format!("{condition}: “{text}” cannot be understood"), hint))?;
        Ok(Node { expr, place: self.place_from(token.start), grouped: false })
    }

    /// `said:2026-02` is a date, `said:doe` a name.
    fn dated(&self, token: &Token) -> bool {
        let next = self.peek().filter(|t| t.start == token.end);
        next.is_some_and(|t| matches!(&t.kind, Kind::Word(w) if times::looks_like_a_date(w)))
    }

    /// The word, phrase or group right after a field's colon.
    fn in_scope(&mut self, token: &'t Token, scope: Scope) -> Result<Node, Problem> {
        let adjacent = self.peek().filter(|t| t.start == token.end).map(|t| &t.kind);
        let node = match (scope, adjacent) {
            (_, Some(Kind::Open)) | (Scope::Words(_), Some(Kind::Phrase(_) | Kind::Word(_))) => self.primary(scope)?,
            (Scope::Values(row), Some(_)) => {
                let (text, place) = self.value(token.end, token)?;
                Node { expr: of_values(row, &text, place)?, place, grouped: false }
            }
            _ => return Err(no_value(token)),
        };
        Ok(Node { place: (token.start, node.place.1), ..node })
    }

    fn sort(&mut self, token: &'t Token) -> Result<Node, Problem> {
        let (text, place) = self.value(token.end, token)?;
        let named = fields::ORDERS.iter().find(|(n, _)| text.eq_ignore_ascii_case(n));
        let hint = || expected(&text, fields::ORDERS.iter().map(|(n, _)| *n));
        let (_, order) = named.ok_or_else(|| Problem::new(place, format!("sort: “{text}” cannot be understood"), hint()))?;
        if self.order.replace(*order).is_some_and(|before| before != *order) {
            return Err(Problem::new(token.place(), "there are two orders", "leave one of them away"));
        }
        Ok(Node { expr: Expr::All, place: self.place_from(token.start), grouped: false })
    }

    fn saved(&mut self, token: &'t Token) -> Result<Node, Problem> {
        let (name, place) = self.value(token.end, token)?;
        let Tree { expr, warnings, .. } = self.shelf.take(name.trim(), place, self.now)?;
        self.warnings.extend(warnings);
        Ok(Node { expr, place: self.place_from(token.start), grouped: true })
    }

    /// The value from a place on. It may hold colons itself: `since:2026-02-26T10:30`.
    fn value(&mut self, from: usize, token: &'t Token) -> Result<(String, (usize, usize)), Problem> {
        let mut value = String::new();
        let mut end = from;
        while let Some(next) = self.peek().filter(|t| t.start == end) {
            match &next.kind {
                Kind::Word(text) | Kind::Phrase(text) => value.push_str(text),
                Kind::Field(_) => value.extend(&self.chars[next.start..next.end]),
                Kind::Minus => value.push('-'),
                Kind::Open | Kind::Close => break,
            }
            end = next.end;
            self.at += 1;
        }
        if value.trim().is_empty() { Err(no_value(token)) } else { Ok((value, (from, end))) }
    }
}

fn of_values(row: &'static Row, text: &str, place: (usize, usize)) -> Result<Expr, Problem> {
    let Takes::Values(label, known) = row.takes else { unreachable!("its scope is one of values") };
    Ok(Expr::Is(label, value::read(row, label, known, text, place)?))
}

#[cfg(test)]
mod tests;
