//! Whether marked words quote someone, and how: against titles, nicknames, coined terms and scare quotes.

use super::cues::Frame;
use super::lexicon::{Class, Takes};
use super::prose::Prose;
use super::speech::{Draft, Order};
use super::tokens::{Shape, Token};
use crate::model::QuoteKind;
use std::ops::Range;

impl Prose<'_> {
    /// The kind of a marked piece that a cue may report; none where it quotes no one.
    pub(super) fn judge(&self, token: usize, quote: usize, frame: &Frame, order: Order) -> Option<QuoteKind> {
        let inner = &self.marked[quote].inner;
        let close = match order {
            Order::After => true,
            Order::Before => self.touches(frame, token),
            Order::Far => false,
        };
        let only_names = frame.takes.has(Takes::NAMING) && !frame.takes.has(Takes::QUOTE);
        let title = self.titled(token, quote) || self.labelled(token, quote);
        let weak = frame.takes.has(Takes::WEAK) && !close && !self.long(inner, 3);
        let object = only_names && self.tokens.get(token + 1).is_some_and(|t| t.quote().is_some());
        let far = order == Order::Far && !self.long(inner, 3);
        let adjective = self.attributive(token, quote) && order != Order::After && (!close || only_names);
        (!(title || weak || object || far || adjective)).then(|| self.kind(inner))
    }

    /// The kind of a marked piece in a sentence without a cue: only what is long, or follows a quotation right before it.
    pub(super) fn judge_uncued(&self, token: usize, quote: usize, follows: bool) -> Option<QuoteKind> {
        let inner = &self.marked[quote].inner;
        let least = if follows { 3 } else { 6 };
        let named = self.titled(token, quote) || self.labelled(token, quote) || self.attributive(token, quote);
        (self.long(inner, least) && !named).then(|| self.kind(inner))
    }

    /// Nothing but "that" and adverbs stands between the cue and the piece.
    fn touches(&self, frame: &Frame, token: usize) -> bool {
        self.tokens[frame.after.min(token)..token].iter().all(|t| !t.is_word() || t.any(&[Class::Subordinator, Class::Adverb]))
    }

    /// The tokens of the marked pieces that the drafts hold.
    pub(super) fn pieces_taken(&self, drafts: &[Draft]) -> Vec<usize> {
        let mut starts: Vec<usize> = drafts.iter().flat_map(|d| &d.pieces).map(|p| p.start).collect();
        starts.sort_unstable();
        let taken = |q: usize| starts.binary_search(&self.marked[q].inner.start).is_ok();
        (0..self.tokens.len()).filter(|i| self.tokens[*i].quote().is_some_and(taken)).collect()
    }

    /// Direct where the words make a clause, else mixed.
    pub(super) fn kind(&self, inner: &Range<usize>) -> QuoteKind {
        if self.clause(inner) { QuoteKind::Direct } else { QuoteKind::Mixed }
    }

    fn inner_tokens(&self, inner: &Range<usize>) -> &[Token] {
        let first = self.words.partition_point(|t| t.start < inner.start);
        let last = self.words.partition_point(|t| t.start < inner.end);
        &self.words[first..last]
    }

    pub(super) fn long(&self, inner: &Range<usize>, words: usize) -> bool {
        self.inner_tokens(inner).iter().filter(|t| t.is_word()).nth(words - 1).is_some()
    }

    /// A subject comes before a verb, or a capital begins what punctuation ends.
    pub(super) fn clause(&self, inner: &Range<usize>) -> bool {
        let tokens = self.inner_tokens(inner);
        let Some(first) = tokens.first() else { return false };
        let verb = tokens.iter().position(|t| t.is(Class::Auxiliary) && t.shape == Shape::Lower);
        let early = first.any(&[Class::Auxiliary, Class::Preposition, Class::Adverb, Class::Conjunction]) && first.shape == Shape::Lower;
        let subject = tokens.iter().take(3).any(|t| t.is(Class::Subject)) && tokens.len() > 2;
        let sentence = first.is_capital() && self.text[inner.clone()].ends_with(['.', '!', '?', ',', '…']) && tokens.len() > 3;
        sentence || !early && (subject || verb.is_some_and(|v| v > 0 && v < 12))
    }

    /// A title or a name: every word of weight has a capital, and nothing announces it as speech.
    pub(super) fn titled(&self, token: usize, quote: usize) -> bool {
        let inner = &self.marked[quote].inner;
        let tokens = self.inner_tokens(inner);
        let weighty = |t: &&Token| t.is_word() && !t.any(&[Class::Preposition, Class::Determiner, Class::Conjunction]);
        let all = tokens.iter().filter(weighty).all(|t| t.is_capital() || t.shape == Shape::Number);
        let capital = tokens.iter().any(Token::is_capital);
        let ended = self.text[inner.clone()].ends_with(['!', '?', '.']) && !self.long(inner, 4);
        all && capital && tokens.len() < 25 && !ended && !self.announced_speech(token)
    }

    /// A colon, a cue, or the start of the sentence stands before the piece.
    fn announced_speech(&self, token: usize) -> bool {
        let before = |n: usize| token.checked_sub(n).and_then(|b| self.tokens.get(b));
        let cue = |t: &Token| t.word.verb.is_some() && !t.is(Class::FragmentHead);
        let comma = before(1).is_some_and(|t| t.mark(','));
        before(1).is_none_or(|t| t.mark(':') || t.mark('.') || cue(t)) || comma && before(2).is_some_and(|t| cue(t) || t.is_capital())
    }

    /// "so-called", "known as", "titled", "the word": the marks name, they do not quote.
    fn labelled(&self, token: usize, quote: usize) -> bool {
        let before = |n: usize| token.checked_sub(n).and_then(|b| self.tokens.get(b));
        let head = before(1).is_some_and(|t| t.is(Class::FragmentHead))
            || before(2).is_some_and(|t| t.is(Class::FragmentHead) && before(1).is_some_and(|t| t.is(Class::Preposition)));
        head && !self.long(&self.marked[quote].inner, 6)
    }

    /// "the “open door” policy": the piece is an adjective of the noun behind it.
    fn attributive(&self, token: usize, quote: usize) -> bool {
        let before = token.checked_sub(1).and_then(|b| self.tokens.get(b));
        let article = before.is_some_and(|t| t.any(&[Class::Determiner]) && !t.owner || t.shape == Shape::Lower && !t.known_word());
        let next = self.tokens.get(token + 1);
        let noun = next.is_some_and(|t| t.shape == Shape::Lower && !t.known_function());
        article && noun && !self.long(&self.marked[quote].inner, 5) && !self.text[self.marked[quote].inner.clone()].ends_with([',', '.'])
    }

    /// A token is this word, in any case.
    pub(super) fn says_token(&self, token: &Token, word: &str) -> bool {
        self.text[token.range()].eq_ignore_ascii_case(word)
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Lexicon;
    use super::super::speech;
    use super::*;

    fn found(text: &str) -> Vec<(QuoteKind, String)> {
        let prose = Prose::new(text, Lexicon::of(None));
        let drafts = speech::drafts(&prose, &prose.frames());
        drafts.iter().map(|d| (d.kind, text[d.pieces[0].clone()].to_owned())).collect()
    }

    #[test]
    fn marks_that_quote_no_one_are_left_out() {
        let check = |text: &str, expected: &[(QuoteKind, &str)]| {
            let expected: Vec<_> = expected.iter().map(|(k, s)| (*k, (*s).to_owned())).collect();
            assert_eq!(found(text), expected, "{text}");
        };
        check("“It is late, and we go,” she said.", &[(QuoteKind::Direct, "It is late, and we go,")]);
        check("She called the plan “a disgrace”.", &[(QuoteKind::Mixed, "a disgrace")]);
        check("He told the paper that the rise was “hard to bear” for most.", &[(QuoteKind::Mixed, "hard to bear")]);
        // A title, a nickname, a term, an adjective.
        check("He wrote the novel “The Long Way Home” in a month.", &[]);
        check("The so-called “bell tax” ended in May.", &[]);
        check("She said the “open door” policy would end.", &[]);
        check("Bob “Sticks” Wood played.", &[]);
    }
}
