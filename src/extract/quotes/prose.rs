//! The reporter's prose: paragraphs and sentences in which each quotation stands as one token.

use super::lexicon::{Class, Lexicon};
use super::marks::{self, Marked};
use super::tokens::{Shape, Token, tokens};
use std::ops::Range;

/// A sentence: its tokens, and the paragraph it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    pub(super) paragraph: usize,
    pub(super) tokens: Range<usize>,
}

/// A text cut into what the rules look at. All offsets are bytes.
#[derive(Debug)]
pub(super) struct Prose<'t> {
    pub(super) text: &'t str,
    pub(super) lexicon: &'static Lexicon,
    /// What stands between marks, in text order.
    pub(super) marked: Vec<Marked>,
    /// The prose with each marked piece as one token.
    pub(super) tokens: Vec<Token>,
    /// All words, those inside marks too.
    pub(super) words: Vec<Token>,
    pub(super) sentences: Vec<Sentence>,
}

/// Tokens after which a sentence is cut: lists and tables have no full stops, and the rules look far back in a sentence.
const LONGEST: usize = 250;

impl<'t> Prose<'t> {
    /// Cuts a text.
    pub(super) fn new(text: &'t str, lexicon: &'static Lexicon) -> Self {
        let mut prose = Prose { text, lexicon, marked: Vec::new(), tokens: Vec::new(), words: Vec::new(), sentences: Vec::new() };
        let paragraphs = join_open(text, paragraphs(text));
        for (number, range) in paragraphs.iter().enumerate() {
            let continues = paragraphs.get(number + 1).is_some_and(|next| marks::opens(&text[next.clone()]));
            prose.paragraph(number, range.clone(), continues);
        }
        prose
    }

    fn paragraph(&mut self, number: usize, range: Range<usize>, continues: bool) {
        let words = tokens(self.text, range.clone(), self.lexicon);
        let first = self.tokens.len();
        let mut marked = marks::pairs(&self.text[range.clone()], range.start, continues).into_iter().peekable();
        for word in &words {
            while marked.peek().is_some_and(|m| m.outer.start <= word.start) {
                self.quote(marked.next().expect("peeked"));
            }
            if self.marked.last().is_none_or(|m| m.outer.end <= word.start) {
                self.tokens.push(*word);
            }
        }
        marked.for_each(|m| self.quote(m));
        self.words.extend(words);
        self.split(number, first);
    }

    fn quote(&mut self, marked: Marked) {
        let Range { start, end } = marked.outer;
        let shape = Shape::Quote(self.marked.len());
        self.tokens.push(Token { start, end, shape, word: super::lexicon::Word::default(), owner: false });
        self.marked.push(marked);
    }

    fn split(&mut self, paragraph: usize, first: usize) {
        let mut start = first;
        for i in first..self.tokens.len() {
            if self.ends_sentence(i) || i + 1 - start >= LONGEST {
                self.sentences.push(Sentence { paragraph, tokens: start..i + 1 });
                start = i + 1;
            }
        }
        if start < self.tokens.len() {
            self.sentences.push(Sentence { paragraph, tokens: start..self.tokens.len() });
        }
    }

    /// The dateline, in these bytes, is no part of the sentence that begins behind it.
    pub(super) fn set_apart(&mut self, dateline: Option<&Range<usize>>) {
        let Some(dateline) = dateline else { return };
        let cut = self.tokens.partition_point(|t| t.start < dateline.end);
        let at = self.sentence_of(cut);
        let Some(Sentence { paragraph, tokens }) = self.sentences.get(at).cloned() else { return };
        if tokens.start < cut && cut < tokens.end {
            self.sentences[at].tokens.start = cut;
            self.sentences.insert(at, Sentence { paragraph, tokens: tokens.start..cut });
        }
    }

    fn ends_sentence(&self, i: usize) -> bool {
        let next = self.tokens.get(i + 1);
        match self.tokens[i].shape {
            Shape::Mark('.' | '!' | '?' | '…') => next.is_none_or(|t| t.shape != Shape::Lower && !matches!(t.shape, Shape::Mark(_))),
            Shape::Quote(q) => {
                let inner = &self.text[self.marked[q].inner.clone()];
                inner.ends_with(['.', '!', '?', '…', '—'])
                    && next.is_some_and(|t| t.is_capital() || t.quote().is_some())
                    && !self.reports_back(i + 1)
            }
            _ => false,
        }
    }

    /// A quotation that ends in a full stop is still reported by what follows: “Why?” Jones asked.
    fn reports_back(&self, from: usize) -> bool {
        let ahead = &self.tokens[from..self.tokens.len().min(from + 12)];
        let Some(cue) = ahead.iter().position(|t| t.word.verb.is_some() && t.shape == Shape::Lower && !t.is(Class::Title)) else {
            return false;
        };
        let subject = &ahead[..cue];
        let broken = subject.iter().any(|t| t.quote().is_some() || matches!(t.shape, Shape::Mark('.' | ':' | ';')));
        let follows = ahead.get(cue + 1);
        let done =
            follows.is_none_or(|t| matches!(t.shape, Shape::Mark('.' | ',')) || t.any(&[Class::Adverb, Class::Preposition, Class::Time]));
        let planned = subject.iter().any(|t| t.is(Class::Modal));
        cue > 0 && !broken && done && !planned
    }

    /// The words of tokens as they stand.
    pub(super) fn words_of(&self, range: Range<usize>) -> &'t str {
        match (self.tokens.get(range.start), range.end.checked_sub(1).and_then(|e| self.tokens.get(e))) {
            (Some(first), Some(last)) if first.start <= last.end => &self.text[first.start..last.end],
            _ => "",
        }
    }

    /// The word of a token as it stands.
    pub(super) fn word(&self, i: usize) -> &'t str {
        &self.text[self.tokens[i].range()]
    }

    /// The token is this word, in any case.
    pub(super) fn says(&self, i: usize, word: &str) -> bool {
        i < self.tokens.len() && self.word(i).eq_ignore_ascii_case(word)
    }

    /// The paragraph that a token stands in.
    pub(super) fn paragraph_at(&self, token: usize) -> usize {
        self.sentences.get(self.sentence_of(token)).map_or(0, |s| s.paragraph)
    }

    /// The sentence that a token stands in.
    pub(super) fn sentence_of(&self, token: usize) -> usize {
        self.sentences.partition_point(|s| s.tokens.end <= token)
    }
}

/// Paragraphs in bytes: lines, where the next one does not go on in lower case (text that was wrapped hard).
fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let mut blank = true;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let trimmed = line.trim();
        if trimmed.is_empty() {
            blank = true;
        } else {
            match found.last_mut() {
                Some(last) if !blank && trimmed.starts_with(char::is_lowercase) => last.end = end,
                _ => found.push(start..end),
            }
            blank = false;
        }
        start = end;
    }
    found
}

/// Paragraphs of one quotation whose marks are not re-opened stand together: “A … ¶ B …”
fn join_open(text: &str, paragraphs: Vec<Range<usize>>) -> Vec<Range<usize>> {
    const FARTHEST: usize = 3;
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(paragraphs.len());
    let mut rest = paragraphs.into_iter().peekable();
    let mut buffer: Vec<Range<usize>> = Vec::new();
    while let Some(range) = rest.next() {
        joined.push(range.clone());
        if !marks::left_open(&text[range.clone()]) {
            continue;
        }
        buffer.clear();
        while buffer.len() < FARTHEST && rest.peek().is_some_and(|next| marks::plain_until_close(&text[next.clone()]) != Some(false)) {
            let next = rest.next().expect("peeked");
            let closes = marks::plain_until_close(&text[next.clone()]) == Some(true);
            buffer.push(next);
            if closes {
                break;
            }
        }
        match buffer.last().filter(|last| marks::plain_until_close(&text[(*last).clone()]) == Some(true)) {
            Some(last) => joined.last_mut().expect("pushed").end = last.end,
            None => joined.append(&mut buffer),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        let prose = Prose::new(text, Lexicon::of(None));
        prose.sentences.iter().map(|s| prose.words_of(s.tokens.clone())).collect()
    }

    #[test]
    fn sentences_hold_their_quotations() {
        let check = |text: &str, expected: &[&str]| assert_eq!(sentences(text), expected, "{text}");
        check("He left. She stayed.", &["He left.", "She stayed."]);
        check("“We go. Now,” she said. “Or never.”", &["“We go. Now,” she said.", "“Or never.”"]);
        // What follows the mark belongs to it, where it only reports.
        check("“Why?” Dr. Jones asked. It rained.", &["“Why?” Dr. Jones asked.", "It rained."]);
        check("“We won.” The town was glad.", &["“We won.”", "The town was glad."]);
        check("One\ntwo\nThree", &["One\ntwo", "Three"]);
    }
}
