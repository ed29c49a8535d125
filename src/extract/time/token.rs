//! Text → tokens, and a cursor that grammar rules walk them with.

use super::words::{Role, Sense};
use std::ops::Range;

/// A run of letters, a run of digits, or one mark; figures and letters are split ("Q3" is two tokens).
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// First byte.
    pub(super) start: usize,
    /// First byte after it.
    pub(super) end: usize,
    pub(super) kind: Kind,
    /// No space stands before it.
    pub(super) glued: bool,
    /// What it can mean in a date, where it is a word.
    pub(super) senses: &'static [Sense],
}

/// What the words of a language can mean in a date.
pub(super) type Senses = fn(&str) -> &'static [Sense];

/// The kinds of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// Its value; figures too long for a date are `u32::MAX`.
    Number(u32),
    /// Any other character but white space.
    Mark(char),
    /// The blank line between paragraphs.
    Break,
}

/// Splits a text into tokens, whose senses are those of a language.
pub(super) fn tokens(text: &str, senses: Senses) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 4);
    let mut at = 0;
    let mut glued = false;
    while let Some(first) = text[at..].chars().next() {
        let end = at + run(&text[at..], first);
        if first.is_whitespace() {
            if is_break(&text[at..end]) {
                tokens.push(Token { start: at, end, kind: Kind::Break, glued: false, senses: &[] });
            }
            glued = false;
        } else {
            tokens.push(token(text, at..end, first, glued, senses));
            glued = true;
        }
        at = end;
    }
    tokens
}

fn token(text: &str, Range { start, end }: Range<usize>, first: char, glued: bool, senses: Senses) -> Token {
    let words = &text[start..end];
    let (kind, senses) = match first {
        c if c.is_ascii_digit() => (Kind::Number(words.parse().unwrap_or(u32::MAX)), &[][..]),
        c if c.is_alphabetic() => (Kind::Word, senses(words)),
        // An apostrophe is one mark, however it is written.
        '’' | '‘' => (Kind::Mark('\''), &[][..]),
        '–' | '—' | '−' | '‐' | '‑' | '~' => (Kind::Mark('-'), &[][..]),
        c => (Kind::Mark(c), &[][..]),
    };
    Token { start, end, kind, glued, senses }
}

/// Bytes of the run of characters of the first one's kind.
fn run(text: &str, first: char) -> usize {
    let same: fn(char) -> bool = match first {
        c if c.is_ascii_digit() => |c| c.is_ascii_digit(),
        c if c.is_alphabetic() => char::is_alphabetic,
        c if c.is_whitespace() => char::is_whitespace,
        c => return c.len_utf8(),
    };
    text.find(|c| !same(c)).unwrap_or(text.len())
}

fn is_break(space: &str) -> bool {
    space.bytes().filter(|b| *b == b'\n').count() > 1
}

/// A place between tokens. Rules take one and give back the place after what they read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// The token that comes next.
    pub(super) at: usize,
}

/// What a rule read, and where it stopped.
pub(super) type Read<'a, T> = Option<(T, Cursor<'a>)>;

/// A rule of the grammar.
pub(super) type Rule<T> = for<'r> fn(Cursor<'r>) -> Read<'r, T>;

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, tokens: &'a [Token], at: usize) -> Self {
        Cursor { text, tokens, at }
    }

    /// The token that comes next.
    pub(super) fn token(self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    /// The place before the token of that number.
    pub(super) fn to(self, at: usize) -> Self {
        Cursor { at, ..self }
    }

    /// The place one token on.
    pub(super) fn next(self) -> Self {
        Cursor { at: self.at + 1, ..self }
    }

    /// The place one token back.
    pub(super) fn back(self) -> Option<Self> {
        Some(Cursor { at: self.at.checked_sub(1)?, ..self })
    }

    /// The words of a token.
    pub(super) fn words(self, token: &Token) -> &'a str {
        &self.text[token.start..token.end]
    }

    /// The first of the next token's senses that is asked for.
    pub(super) fn sense<T>(self, pick: impl Fn(Sense) -> Option<T>) -> Read<'a, T> {
        let found = self.token()?.senses.iter().find_map(|s| pick(*s))?;
        Some((found, self.next()))
    }

    /// Whether the next word has one of these roles.
    pub(super) fn is_role(self, roles: &[Role]) -> bool {
        self.token().is_some_and(|t| t.senses.iter().any(|s| matches!(s, Sense::Role(r) if roles.contains(r))))
    }

    /// Reads a word of one of these roles.
    pub(super) fn role(self, roles: &[Role]) -> Option<Self> {
        self.is_role(roles).then(|| self.next())
    }

    /// Reads one of these words, in any case.
    pub(super) fn word(self, words: &[&str]) -> Option<Self> {
        self.is_word(words).then(|| self.next())
    }

    /// Whether one of these words comes next.
    pub(super) fn is_word(self, words: &[&str]) -> bool {
        let Some(token) = self.token().filter(|t| t.kind == Kind::Word) else { return false };
        let word = self.words(token);
        words.iter().any(|w| word.eq_ignore_ascii_case(w))
    }

    /// Reads one of these words if it is there.
    pub(super) fn skip(self, words: &[&str]) -> Self {
        self.word(words).unwrap_or(self)
    }

    /// Reads words one after another.
    pub(super) fn phrase(self, words: &[&str]) -> Option<Self> {
        words.iter().try_fold(self, |c, w| c.word(&[w]))
    }

    /// Reads a mark.
    pub(super) fn mark(self, marks: &[char]) -> Option<Self> {
        self.is_mark(marks).then(|| self.next())
    }

    /// Whether one of these marks comes next.
    pub(super) fn is_mark(self, marks: &[char]) -> bool {
        self.token().is_some_and(|t| matches!(t.kind, Kind::Mark(m) if marks.contains(&m)))
    }

    /// Reads a mark if it is there.
    pub(super) fn skip_mark(self, marks: &[char]) -> Self {
        self.mark(marks).unwrap_or(self)
    }

    /// Reads a mark that follows without a space.
    pub(super) fn glued_mark(self, marks: &[char]) -> Option<Self> {
        self.is_glued().then(|| self.mark(marks)).flatten()
    }

    /// Whether the next token follows without a space.
    pub(super) fn is_glued(self) -> bool {
        self.token().is_some_and(|t| t.glued)
    }

    /// Reads a figure of so many digits.
    pub(super) fn figure(self, digits: std::ops::RangeInclusive<usize>) -> Read<'a, u32> {
        let token = self.token()?;
        match token.kind {
            Kind::Number(n) if digits.contains(&(token.end - token.start)) => Some((n, self.next())),
            _ => None,
        }
    }

    /// Whether the next token is a figure.
    pub(super) fn is_figure(self) -> bool {
        self.token().is_some_and(|t| matches!(t.kind, Kind::Number(_)))
    }

    /// Whether the next token is a word that starts with a capital.
    pub(super) fn is_capital(self) -> bool {
        self.token().is_some_and(|t| t.kind == Kind::Word && self.words(t).starts_with(char::is_uppercase))
    }
}

/// The rule that reads furthest; of equals, the first.
pub(super) fn longest<'a, T>(c: Cursor<'a>, rules: &[Rule<T>]) -> Read<'a, T> {
    rules.iter().filter_map(|rule| rule(c)).reduce(|best, one| if one.1.at > best.1.at { one } else { best })
}

#[cfg(test)]
mod tests {
    use super::super::words::senses;
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(tokens(text, senses).iter().map(|t| &text[t.start..t.end]).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn letters_figures_and_marks_are_apart() {
        check("Q3, 8:45a", &["Q", "3", ",", "8", ":", "45", "a"]);
        check("São Dec31", &["São", "Dec", "31"]);
        check("one\ntwo\n\nthree", &["one", "two", "\n\n", "three"]);
        check("", &[]);
    }

    #[test]
    fn a_figure_too_long_is_no_date() {
        assert_eq!(tokens("99999999999", senses)[0].kind, Kind::Number(u32::MAX));
    }
}
