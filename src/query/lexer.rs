//! A question's text → tokens with their places.

use super::Problem;

/// A token and its place in code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    /// `-` before a word, a phrase or a group.
    Minus,
    /// `name:` with something after it.
    Field(String),
    /// In quotation marks, straight or curly.
    Phrase(String),
    Word(String),
}

/// Longer questions are refused: nobody writes them by hand.
const LONGEST: usize = 4096;

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Problem> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() > LONGEST {
        return Err(Problem::new(LONGEST, chars.len(), format!("the question is longer than {LONGEST} characters"), None));
    }
    let mut lexer = Lexer { chars: &chars, at: 0, tokens: Vec::new() };
    while lexer.at < chars.len() {
        lexer.step()?;
    }
    Ok(lexer.tokens)
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
            c if c.is_whitespace() => self.at += 1,
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

    /// A minus is an operator before something and after white space or an opening parenthesis; inside a word it is a hyphen.
    fn begins_a_word(&self) -> bool {
        let before = self.at.checked_sub(1).map(|i| self.chars[i]);
        let after = self.chars.get(self.at + 1);
        before.is_none_or(|c| c.is_whitespace() || c == '(') && after.is_some_and(|c| !c.is_whitespace() && *c != ')')
    }

    fn phrase(&mut self) -> Result<(), Problem> {
        let inside = &self.chars[self.at + 1..];
        let Some(length) = inside.iter().position(|c| is_mark(*c)) else {
            let hint = "close it with a second mark, or leave the mark away".to_owned();
            return Err(Problem::new(self.at, self.chars.len(), "this quotation mark is never closed".to_owned(), Some(hint)));
        };
        let text = inside[..length].iter().collect();
        self.push(Kind::Phrase(text), self.at + length + 2);
        Ok(())
    }

    fn word(&mut self) {
        let rest = &self.chars[self.at..];
        let length = rest.iter().position(|c| c.is_whitespace() || matches!(c, '(' | ')') || is_mark(*c)).unwrap_or(rest.len());
        let word: String = rest[..length].iter().collect();
        match word.split_once(':').filter(|(name, _)| is_name(name)) {
            Some((name, _)) => {
                let (name, end) = (name.to_owned(), self.at + name.chars().count() + 1);
                self.push(Kind::Field(name), end);
            }
            None => self.push(Kind::Word(word), self.at + length),
        }
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„')
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic() || c == '.')
}
