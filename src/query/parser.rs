//! Tokens → the tree of a question, its canonical form, and doubts about what was meant.

use super::lexer::{Kind, Token, tokens};
use super::times;
use crate::model::{Expr, Field, Order, Phrase, Zone};
use chrono::{DateTime, Utc};

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

/// Why a question cannot be understood, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}{}", .hint.as_ref().map(|h| format!("; {h}")).unwrap_or_default())]
pub struct Problem {
    /// First code point of the place.
    pub start: usize,
    /// First code point after it.
    pub end: usize,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub hint: Option<String>,
}

impl Problem {
    pub(super) fn new(start: usize, end: usize, message: String, hint: Option<String>) -> Problem {
        Problem { start, end: end.max(start + 1), message, hint }
    }

    /// The question with a caret under the place, two lines.
    #[must_use]
    pub fn caret(&self, question: &str) -> String {
        let line: String = question.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let length = self.end.min(line.chars().count().max(self.start + 1)) - self.start;
        format!("{line}\n{}{}", " ".repeat(self.start), "^".repeat(length))
    }
}

/// Groups inside groups deeper than this are refused.
const DEEPEST: usize = 32;

/// Reads a question. Dates are read in `zone`; `now` is for `last:`.
pub fn parse(text: &str, zone: Zone, now: DateTime<Utc>) -> Result<Understood, Problem> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, at: 0, end: text.chars().count(), zone, now, depth: 0, order: None, warnings: Vec::new() };
    let node = if tokens.is_empty() { Node::new(Expr::All, String::new()) } else { parser.or(Field::Any)? };
    if let Some(token) = parser.peek() {
        return Err(Problem::new(token.start, token.end, "this parenthesis closes nothing".to_owned(), Some("leave it away".to_owned())));
    }
    let sort = parser.order.and_then(|order| ORDERS.iter().find(|(_, o)| *o == order)).map(|(name, _)| format!("sort:{name}"));
    let interpreted = [Some(node.text), sort].into_iter().flatten().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ");
    Ok(Understood { expr: node.expr, order: parser.order, interpreted, warnings: parser.warnings })
}

/// A tree with its canonical text.
struct Node {
    expr: Expr,
    text: String,
    /// It was written in parentheses.
    grouped: bool,
}

impl Node {
    fn new(expr: Expr, text: String) -> Node {
        Node { expr, text, grouped: false }
    }

    /// Its text as a part of something bigger.
    fn part(&self) -> String {
        if matches!(self.expr, Expr::And(_) | Expr::Or(_)) { format!("({})", self.text) } else { self.text.clone() }
    }
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    end: usize,
    zone: Zone,
    now: DateTime<Utc>,
    depth: usize,
    order: Option<Order>,
    warnings: Vec<String>,
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

    fn operator(&self, name: &str) -> bool {
        self.peek().is_some_and(|t| matches!(&t.kind, Kind::Word(w) if w == name))
    }

    /// `a OR b`; inside a field's group the words look in that field.
    fn or(&mut self, field: Field) -> Result<Node, Problem> {
        let mut parts = vec![self.and(field)?];
        while self.operator("OR") {
            let operator = self.next().expect("it was seen");
            self.operand(operator)?;
            parts.push(self.and(field)?);
        }
        if parts.len() > 1 && parts.iter().any(|p| matches!(p.expr, Expr::And(_)) && !p.grouped) {
            let warning = "AND binds closer than OR here; parentheses make clear what is meant".to_owned();
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
        Ok(join(parts, " OR ", Expr::Or))
    }

    /// `a b`, `a AND b`.
    fn and(&mut self, field: Field) -> Result<Node, Problem> {
        let mut parts = vec![self.unary(field)?];
        loop {
            if self.operator("AND") {
                let operator = self.next().expect("it was seen");
                self.operand(operator)?;
            } else if self.peek().is_none_or(|t| t.kind == Kind::Close) || self.operator("OR") {
                break;
            }
            parts.push(self.unary(field)?);
        }
        // `sort:` says nothing about what must hold.
        parts.retain(|p| !p.text.is_empty());
        Ok(join(parts, " ", Expr::And))
    }

    /// After an operator there must be something.
    fn operand(&self, operator: &Token) -> Result<(), Problem> {
        let missing = self.peek().is_none_or(|t| t.kind == Kind::Close) || self.operator("OR") || self.operator("AND");
        if missing {
            Err(Problem::new(
                operator.start,
                operator.end,
                "something is missing after this operator".to_owned(),
                Some("write what is to be joined, or leave it away".to_owned()),
            ))
        } else {
            Ok(())
        }
    }

    fn unary(&mut self, field: Field) -> Result<Node, Problem> {
        let negated = self.operator("NOT") || self.peek().is_some_and(|t| t.kind == Kind::Minus);
        if !negated {
            return self.primary(field);
        }
        let operator = self.next().expect("it was seen");
        self.operand(operator)?;
        self.deeper(operator)?;
        let node = self.unary(field)?;
        self.depth -= 1;
        let text = format!("-{}", node.part());
        Ok(Node::new(Expr::Not(Box::new(node.expr)), text))
    }

    fn deeper(&mut self, token: &Token) -> Result<(), Problem> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Problem::new(token.start, token.end, format!("more than {DEEPEST} groups inside each other"), None));
        }
        Ok(())
    }

    fn primary(&mut self, field: Field) -> Result<Node, Problem> {
        let Some(token) = self.next() else {
            return Err(Problem::new(self.end.saturating_sub(1), self.end, "the question ends too early".to_owned(), None));
        };
        match &token.kind {
            Kind::Open => self.group(token, field),
            Kind::Close => Err(Problem::new(token.start, token.end, "there is nothing in these parentheses".to_owned(), None)),
            Kind::Minus => Err(Problem::new(token.start, token.end, "this minus stands before nothing".to_owned(), None)),
            Kind::Field(name) => self.field(token, name),
            Kind::Phrase(text) => Ok(words(field, text, true)),
            Kind::Word(text) => {
                self.look_at_word(token, text, field)?;
                Ok(words(field, text, false))
            }
        }
    }

    fn group(&mut self, open: &Token, field: Field) -> Result<Node, Problem> {
        self.deeper(open)?;
        let inside = self.or(field)?;
        self.depth -= 1;
        match self.next() {
            Some(Token { kind: Kind::Close, .. }) => Ok(Node { grouped: true, ..inside }),
            _ => Err(Problem::new(
                open.start,
                open.end,
                "this parenthesis is never closed".to_owned(),
                Some("add ) after the group".to_owned()),
            )),
        }
    }

    /// Operators that stand where a word must, or that are half typed, are not passed over in silence.
    fn look_at_word(&mut self, token: &Token, word: &str, field: Field) -> Result<(), Problem> {
        if matches!(word, "AND" | "OR") {
            return Err(Problem::new(
                token.start,
                token.end,
                format!("something is missing before {word}"),
                Some(format!("write it as \"{word}\" to look for the word")),
            ));
        }
        if matches!(word, "and" | "or" | "not") && field == Field::Any {
            self.warnings.push(format!("“{word}” is looked for as a word; the operator is written {}", word.to_uppercase()));
        }
        let later = ["NEAR/", "PRE/", "w/", "W/"].iter().any(|p| word.starts_with(p))
            || word == "NEAR"
            || word.ends_with(['*', '!', '~'])
            || word.contains('?') && word.len() > 1;
        if later {
            let hint = format!("operators are AND, OR, NOT, -, \"…\", ( ); write \"{word}\" to look for it as it stands");
            return Err(Problem::new(token.start, token.end, "this operator is not known".to_owned(), Some(hint)));
        }
        Ok(())
    }

    fn field(&mut self, token: &'t Token, name: &str) -> Result<Node, Problem> {
        let lower = name.to_ascii_lowercase();
        if let Some(field) = TEXT_FIELDS.iter().find(|(n, _)| *n == lower).map(|(_, f)| *f) {
            return self.text_field(token, field);
        }
        let (value, place) = self.value(token)?;
        if let Some((condition, date)) = times::condition(&lower) {
            let expr = times::expr(condition, date, &value, self.zone, self.now).map_err(|e| self.bad_value(place, &lower, &value, e))?;
            return Ok(times_node(expr));
        }
        if lower == "sort" {
            let (_, order) = ORDERS
                .iter()
                .find(|(n, _)| *n == value)
                .ok_or_else(|| self.bad_value(place, &lower, &value, expected(ORDERS.iter().map(|(n, _)| *n))))?;
            self.order = Some(*order);
            return Ok(Node::new(Expr::All, String::new()));
        }
        let Some((field, known)) = VALUE_FIELDS.iter().find(|(n, _, _)| *n == lower).map(|(_, f, k)| (*f, *k)) else {
            return Err(unknown_field(token, name));
        };
        let value = value.to_lowercase();
        if !known.is_empty() && !known.contains(&value.as_str()) {
            return Err(self.bad_value(place, &lower, &value, expected(known.iter().copied())));
        }
        let text = format!("{}:{}", field_name(field), quoted(&value));
        Ok(Node::new(Expr::Is(field, value), text))
    }

    fn text_field(&mut self, token: &'t Token, field: Field) -> Result<Node, Problem> {
        match self.peek() {
            Some(Token { kind: Kind::Phrase(_) | Kind::Word(_) | Kind::Open, start, .. }) if *start == token.end => self.primary(field),
            _ => Err(no_value(token)),
        }
    }

    /// The value right after a field's colon. A value may hold colons itself: `since:2026-02-26T10:30`.
    fn value(&mut self, token: &'t Token) -> Result<(String, (usize, usize)), Problem> {
        let mut value = String::new();
        let mut end = token.end;
        while let Some(next) = self.peek().filter(|t| t.start == end) {
            match &next.kind {
                Kind::Word(text) | Kind::Phrase(text) => value.push_str(text),
                Kind::Field(text) => value.extend([text, ":"]),
                Kind::Minus => value.push('-'),
                Kind::Open | Kind::Close => break,
            }
            end = next.end;
            self.at += 1;
        }
        if value.is_empty() { Err(no_value(token)) } else { Ok((value, (token.end, end))) }
    }

    #[allow(clippy::unused_self, reason = "reads as the parser's own complaint")]
    fn bad_value(&self, (start, end): (usize, usize), field: &str, value: &str, expected: String) -> Problem {
        Problem::new(start, end, format!("{field}: “{value}” cannot be understood"), Some(expected))
    }
}

const TEXT_FIELDS: [(&str, Field); 4] =
    [("quote", Field::Quote), ("said", Field::Speaker), ("speaker", Field::Speaker), ("title", Field::Title)];

/// Fields of exact values, with the values that there are; none given = any.
const VALUE_FIELDS: [(&str, Field, &[&str]); 6] = [
    ("kind", Field::Kind, &["article", "statement", "published", "revised", "said", "happened"]),
    ("lang", Field::Lang, &[]),
    ("role", Field::Role, &["primary", "press"]),
    ("site", Field::Site, &[]),
    ("source", Field::Source, &[]),
    ("tag", Field::Tag, &[]),
];

/// The first name of an order is the canonical one.
const ORDERS: [(&str, Order); 4] =
    [("newest", Order::Newest), ("date", Order::Newest), ("oldest", Order::Oldest), ("relevance", Order::Relevance)];

fn field_name(field: Field) -> &'static str {
    let text = TEXT_FIELDS.iter().map(|(n, f)| (*n, *f)).filter(|(n, _)| *n != "said");
    text.chain(VALUE_FIELDS.iter().map(|(n, f, _)| (*n, *f))).find(|(_, f)| *f == field).map_or("", |(n, _)| n)
}

fn words(field: Field, text: &str, exact: bool) -> Node {
    let text = text.trim();
    let shown = if exact { format!("\"{text}\"") } else { text.to_owned() };
    let shown = if field == Field::Any { shown } else { format!("{}:{shown}", field_name(field)) };
    Node::new(Expr::Text(field, Phrase { text: text.to_owned(), exact }), shown)
}

fn join(mut parts: Vec<Node>, between: &str, make: fn(Vec<Expr>) -> Expr) -> Node {
    match parts.len() {
        0 => Node::new(Expr::All, String::new()),
        1 => parts.remove(0),
        _ => {
            let text = parts.iter().map(Node::part).collect::<Vec<_>>().join(between);
            Node::new(make(parts.into_iter().map(|p| p.expr).collect()), text)
        }
    }
}

/// A period has two conditions.
fn times_node(expr: Expr) -> Node {
    let Expr::Time(field, from, to) = expr else { return Node::new(expr, String::new()) };
    let bounds = [from.map(|a| (Some(a), None)), to.map(|b| (None, Some(b)))].into_iter().flatten();
    join(bounds.map(|(a, b)| Node::new(Expr::Time(field, a, b), times::canonical(field, a, b))).collect(), " ", Expr::And)
}

fn quoted(value: &str) -> String {
    if value.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')')) { format!("\"{value}\"") } else { value.to_owned() }
}

fn expected<'a>(names: impl Iterator<Item = &'a str>) -> String {
    format!("expected: {}", names.collect::<Vec<_>>().join(", "))
}

fn no_value(token: &Token) -> Problem {
    let hint = "write it without a space, as in speaker:\"Jane Doe\"; in quotation marks the whole is looked for as words".to_owned();
    Problem::new(token.start, token.end, "a value is missing after the colon".to_owned(), Some(hint))
}

fn unknown_field(token: &Token, name: &str) -> Problem {
    let fields = TEXT_FIELDS.iter().map(|(n, _)| *n).chain(VALUE_FIELDS.iter().map(|(n, _, _)| *n)).chain(times::NAMES).chain(["sort"]);
    Problem::new(token.start, token.end, format!("there is no field “{name}”"), Some(expected(fields)))
}

#[cfg(test)]
mod tests;
