//! A question's text → tokens with their places.

use super::fields;
use super::problem::Problem;

/// A token and its place in code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Token {
    pub(super) fn place(&self) -> (usize, usize) {
        (self.start, self.end)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    /// `-` before a word, a phrase or a group.
    Minus,
    /// `name:`, or `name=` and `name(` where the name is one of a field.
    Field(String),
    /// In quotation marks, straight or curly.
    Phrase(String),
    Word(String),
}

/// Characters of a question at most: nobody writes longer ones by hand.
pub const LONGEST: usize = 4096;

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Problem> {
    let chars: Vec<char> = text.chars().collect();
    not_too_long(chars.len(), (LONGEST, chars.len()))?;
    let mut lexer = Lexer { chars: &chars, at: 0, tokens: Vec::new() };
    while lexer.at < chars.len() {
        lexer.step()?;
    }
    Ok(lexer.tokens)
}

/// Refuses a question of so many characters.
pub(super) fn not_too_long(length: usize, place: (usize, usize)) -> Result<(), Problem> {
    if length > LONGEST {
        return Err(Problem::new(place, format!("the question is longer than {LONGEST} characters"), "ask several"));
    }
    Ok(())
}

struct Lexer<'c> {
    chars: &'c [char],
    at: usize,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn step(&mut self) -> Result<(), Problem> {
        let c = self.chars[self.at];
        match c {
            c if is_space(c) => self.at += 1,
            '(' => self.push(Kind::Open, self.at + 1),
            ')' => self.push(Kind::Close, self.at + 1),
            '-' if self.begins_a_word() => self.push(Kind::Minus, self.at + 1),
            c if is_mark(c) => self.phrase()?,
            _ => self.word(),
        }
        Ok(())
    }

    fn push(&mut self, kind: Kind, end: usize) {
        self.tokens.push(Token { kind, start: self.at, end });
        self.at = end;
    }

    /// A minus is an operator before something and after white space, a parenthesis or another minus; inside a word it is a
    /// hyphen.
    fn begins_a_word(&self) -> bool {
        let before = self.at.checked_sub(1).map(|i| self.chars[i]);
        let after = self.chars.get(self.at + 1);
        before.is_none_or(|c| is_space(c) || matches!(c, '(' | ')' | '-') || is_mark(c))
            && after.is_some_and(|c| !is_space(*c) && *c != ')')
    }

    fn phrase(&mut self) -> Result<(), Problem> {
        let inside = &self.chars[self.at + 1..];
        let Some(length) = inside.iter().position(|c| is_mark(*c)) else {
            let hint = "close it with a second mark, or leave the mark away";
            return Err(Problem::new((self.at, self.chars.len()), "this quotation mark is never closed", hint));
        };
        let text = inside[..length].iter().collect();
        self.push(Kind::Phrase(text), self.at + length + 2);
        Ok(())
    }

    fn word(&mut self) {
        let rest = &self.chars[self.at..];
        let length = rest.iter().position(|c| is_space(*c) || matches!(c, '(' | ')') || is_mark(*c)).unwrap_or(rest.len());
        let word: String = rest[..length].iter().collect();
        if let Some(name) = field_before(&word, ':', is_name) {
            return self.field(name, name.chars().count() + 1);
        }
        if let Some(name) = field_before(&word, '=', |name| fields::named(name).is_some()) {
            return self.field(name, name.chars().count() + 1);
        }
        let opens_a_group = rest.get(length) == Some(&'(') && fields::takes_parentheses(&word);
        if opens_a_group { self.field(&word, length) } else { self.push(Kind::Word(word), self.at + length) }
    }

    fn field(&mut self, name: &str, length: usize) {
        self.push(Kind::Field(name.to_owned()), self.at + length);
    }
}

fn field_before(word: &str, mark: char, is_field: impl Fn(&str) -> bool) -> Option<&str> {
    word.split_once(mark).map(|(name, _)| name).filter(|name| is_field(name))
}

/// Control characters part words too.
fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphabetic() || c == '.')
}
