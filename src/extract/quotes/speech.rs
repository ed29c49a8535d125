//! Marked words → quotations: which cue reports them, which of them belong together, and which quote no one.

use super::cues::{Frame, Place};
use super::lexicon::{Class, Takes};
use super::prose::Prose;
use super::tokens::Shape;
use crate::model::QuoteKind;
use std::ops::Range;

/// Where the speaker of a quotation is to be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The cue with this number.
    Frame(usize),
    /// The quotation before it.
    Previous,
    /// The quotation after it.
    Next,
    /// The sentence before it.
    Context,
}

/// A quotation before its speaker is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draft {
    pub(super) kind: QuoteKind,
    /// Bytes.
    pub(super) pieces: Vec<Range<usize>>,
    pub(super) source: Source,
    /// The token it begins with.
    pub(super) token: usize,
    /// What found it.
    pub(super) found: &'static str,
    /// How its words stand to the cue.
    pub(super) order: &'static str,
}

/// How well a cue fits a marked piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    After,
    Before,
    Far,
}

impl Order {
    fn name(self) -> &'static str {
        match self {
            Order::After => "after",
            Order::Before => "before",
            Order::Far => "far",
        }
    }
}

/// All quotations in marks, in text order.
pub(super) fn drafts(prose: &Prose, frames: &[Frame]) -> Vec<Draft> {
    let mut reader = Reader { prose, frames, drafts: Vec::new(), claimed: Vec::new(), last: None };
    for sentence in 0..prose.sentences.len() {
        for token in prose.sentences[sentence].tokens.clone() {
            if let Some(quote) = prose.tokens[token].quote() {
                reader.piece(sentence, token, quote);
            }
        }
    }
    reader.drafts
}

struct Reader<'a, 't> {
    prose: &'a Prose<'t>,
    frames: &'a [Frame],
    drafts: Vec<Draft>,
    /// Cues that already report a piece right before them.
    claimed: Vec<usize>,
    /// The token of the last piece taken.
    last: Option<usize>,
}

impl Reader<'_, '_> {
    fn piece(&mut self, sentence: usize, token: usize, quote: usize) {
        let range = self.prose.sentences[sentence].tokens.clone();
        if let Some((frame, order)) = self.cue_of(sentence, token) {
            if let Some(kind) = self.judge(token, quote, Some((frame, order))) {
                self.reported(token, quote, kind, frame, order);
            }
        } else if self.stands_alone(&range) {
            self.standing(sentence, token, quote);
        } else if let Some(kind) = self.judge(token, quote, None) {
            let source = if self.last_in_reach(sentence) { Source::Previous } else { Source::Context };
            self.push(kind, quote, token, source, "woven");
        }
    }

    fn reported(&mut self, token: usize, quote: usize, kind: QuoteKind, frame: usize, order: Order) {
        if order == Order::After {
            self.claimed.push(frame);
        }
        let same = self.drafts.last().is_some_and(|d| d.source == Source::Frame(frame));
        if same {
            self.join(token, quote);
        } else {
            self.push(kind, quote, token, Source::Frame(frame), order.name());
        }
    }

    fn push(&mut self, kind: QuoteKind, quote: usize, token: usize, source: Source, order: &'static str) {
        let marked = &self.prose.marked[quote];
        self.drafts.push(Draft { kind, pieces: vec![marked.inner.clone()], source, token, found: marked.shape, order });
        self.last = Some(token);
    }

    fn join(&mut self, token: usize, quote: usize) {
        if let Some(draft) = self.drafts.last_mut() {
            draft.pieces.push(self.prose.marked[quote].inner.clone());
            if self.prose.clause(&self.prose.marked[quote].inner) {
                draft.kind = QuoteKind::Direct;
            }
        }
        self.last = Some(token);
    }

    /// The cue that reports the piece at `token`, and on which side of it it stands.
    fn cue_of(&self, sentence: usize, token: usize) -> Option<(usize, Order)> {
        let first = self.frames.partition_point(|f| f.sentence < sentence);
        let here = || self.frames.iter().enumerate().skip(first).take_while(|(_, f)| f.sentence == sentence);
        let after = here().find(|(_, f)| f.cue.start > token && self.right_after(token, f)).map(|(i, _)| i);
        let reaching = |f: &Frame| f.cue.end <= token && f.after <= token.max(f.cue.end) && self.reaches(f, token);
        let before: Vec<usize> = here().filter(|(_, f)| reaching(f)).map(|(i, _)| i).collect();
        let before = self.main_cue(&before, token);
        let far = || here().find(|(_, f)| f.cue.start > token && self.closes(f)).map(|(i, _)| i);
        match (after, before) {
            (Some(a), None) => Some((a, Order::After)),
            (Some(a), Some(b)) if self.claimed.contains(&b) || !self.announces(b, token) && self.opens(sentence, token) => {
                Some((a, Order::After))
            }
            (_, Some(b)) => Some((b, Order::Before)),
            (None, None) => far().map(|i| (i, Order::Far)),
        }
    }

    /// Of the cues before a piece the one that reports it: the last, unless it stands inside what an earlier one reports and does
    /// not announce the piece itself ("saying he recalled it “well”").
    fn main_cue(&self, before: &[usize], token: usize) -> Option<usize> {
        let mut main = *before.first()?;
        for next in &before[1..] {
            let (outer, inner) = (&self.frames[main], &self.frames[*next]);
            let source = inner.speaker.as_ref().filter(|_| inner.place == Place::Before).map_or(inner.cue.start, |s| s.start);
            let joined = source > 0 && (self.prose.tokens[source - 1].is(Class::Conjunction) || self.prose.tokens[source - 1].mark(','));
            let reports = outer.takes.has(Takes::BARE) || outer.takes.has(Takes::THAT);
            let nested = inner.place == Place::Before && source >= outer.after && !joined && reports;
            let strong = inner.takes.has(Takes::QUOTE) && !inner.takes.has(Takes::ATTITUDE) && self.announces(*next, token);
            if !nested || strong {
                main = *next;
            }
        }
        Some(main)
    }

    /// Nothing but its source and punctuation stands between the piece and the cue.
    fn right_after(&self, token: usize, frame: &Frame) -> bool {
        let start = match (&frame.speaker, frame.place) {
            (Some(speaker), Place::Before) if speaker.start > token => speaker.start,
            (_, Place::Inverted | Place::According) => frame.cue.start,
            _ => return false,
        };
        let gap = &self.prose.tokens[token + 1..start];
        gap.iter()
            .all(|t| matches!(t.shape, Shape::Mark(',' | '—' | '–' | '-')) || t.any(&[Class::Adverb, Class::Generic, Class::Conjunction]))
            || self.only_titles(gap)
    }

    /// "as", "the", titles: what a noun phrase leaves out at its front.
    fn only_titles(&self, gap: &[super::tokens::Token]) -> bool {
        gap.len() < 12
            && gap.first().is_some_and(|t| !t.is(Class::Preposition))
            && !gap.iter().any(|t| t.quote().is_some() || t.any(&[Class::Auxiliary, Class::Subordinator]) || t.mark(':'))
    }

    /// A cue reports what follows it in its sentence, though not across a semicolon or a new main clause.
    fn reaches(&self, frame: &Frame, token: usize) -> bool {
        let gap = &self.prose.tokens[frame.cue.end..token];
        let broken = gap.iter().any(|t| t.mark(';'));
        let done = frame.place == Place::According && !frame.takes.has(Takes::THAT) && gap.len() > 40;
        !broken && !done
    }

    /// The cue ends its sentence: “…” is what the plan brings, Hill said.
    fn closes(&self, frame: &Frame) -> bool {
        let end = self.prose.sentences[frame.sentence].tokens.end;
        let rest = &self.prose.tokens[frame.after.min(end)..end];
        let comma = frame.speaker.as_ref().is_some_and(|s| s.start > 0 && self.prose.tokens[s.start - 1].mark(','));
        let postposed = matches!(frame.place, Place::Inverted | Place::According) || frame.place == Place::Before && comma;
        postposed && rest.iter().all(|t| t.is_word() || t.mark('.') || t.mark(',')) && rest.len() < 12
    }

    /// The cue stands right before the piece.
    fn announces(&self, frame: usize, token: usize) -> bool {
        let after = self.frames[frame].after.min(token);
        self.prose.tokens[after..token].iter().all(|t| !t.is_word() || t.is(Class::Subordinator))
    }

    fn opens(&self, sentence: usize, token: usize) -> bool {
        let start = self.prose.sentences[sentence].tokens.start;
        let before = &self.prose.tokens[start..token];
        before.iter().all(|t| !t.is_word() || t.is(Class::Conjunction))
            || before.last().is_some_and(|t| matches!(t.shape, Shape::Mark('.' | ',' | '—' | '–' | '?' | '!')))
    }

    /// Only marked pieces and punctuation.
    fn stands_alone(&self, range: &Range<usize>) -> bool {
        self.prose.tokens[range.clone()].iter().all(|t| !t.is_word())
    }

    /// A piece that is its whole sentence: it goes on with the quotation before it, or is announced by the sentence before it.
    fn standing(&mut self, sentence: usize, token: usize, quote: usize) {
        let inner = self.prose.marked[quote].inner.clone();
        if self.last_ends_before(sentence, token) {
            self.join(token, quote);
        } else if let Some(frame) = self.announced(sentence, quote) {
            self.push(self.prose.kind(&inner), quote, token, Source::Frame(frame), "colon");
        } else if self.prose.clause(&inner) || self.prose.long(&inner, 4) {
            let source = if self.runs_into_next(sentence, quote) { Source::Next } else { Source::Context };
            self.push(self.prose.kind(&inner), quote, token, source, "alone");
        } else if self.prose.echoed(quote) {
            self.push(QuoteKind::Mixed, quote, token, Source::Context, "alone");
        }
    }

    /// The sentence before this one quotes, and nothing else stands between.
    fn last_ends_before(&self, sentence: usize, token: usize) -> bool {
        let Some(last) = self.last else { return false };
        let from = self.prose.sentence_of(last);
        let near = self.prose.sentences[sentence].paragraph - self.prose.sentences[from].paragraph <= 1;
        near && (from == sentence || from + 1 == sentence) && last < token
    }

    /// The sentence before this one ends in a colon and has a cue, or it reports without marks what this one quotes.
    fn announced(&self, sentence: usize, quote: usize) -> Option<usize> {
        let before = self.prose.sentences.get(sentence.checked_sub(1)?)?;
        let colon = self.prose.tokens[before.tokens.end - 1].mark(':');
        let end = self.frames.partition_point(|f| f.sentence < sentence);
        let first = self.frames.partition_point(|f| f.sentence + 1 < sentence);
        let near = self.prose.sentences[sentence].paragraph - before.paragraph <= 1;
        let main = |f: &&Frame| f.speaker.is_some() && f.place != Place::Shared && (f.takes.has(Takes::THAT) || f.takes.has(Takes::QUOTE));
        let found = self.frames[first..end].iter().position(|f| main(&f)).map(|i| first + i);
        let open = !self.prose.marked[quote].closed && !colon;
        found.filter(|_| near && !open).or_else(|| (colon && end > first).then(|| end - 1))
    }

    /// The mark is not closed and the next paragraph re-opens it, or the next paragraph begins with a mark as well.
    fn runs_into_next(&self, sentence: usize, quote: usize) -> bool {
        let next = self.prose.sentences.get(sentence + 1);
        let reopens = next.is_some_and(|s| self.prose.tokens[s.tokens.start].quote().is_some());
        reopens && !self.prose.marked[quote].closed
    }

    /// A quotation stands in the same paragraph, or the one before.
    fn last_in_reach(&self, sentence: usize) -> bool {
        self.last.is_some_and(|last| {
            let from = self.prose.sentence_of(last);
            self.prose.sentences[sentence].paragraph - self.prose.sentences[from].paragraph <= 1
        })
    }

    /// Whether marked words are a quotation, and of which kind; none for titles, nicknames and scare quotes.
    fn judge(&self, token: usize, quote: usize, cue: Option<(usize, Order)>) -> Option<QuoteKind> {
        let prose = self.prose;
        let inner = &prose.marked[quote].inner;
        let kind = prose.kind(inner);
        let Some((frame, order)) = cue else {
            return (prose.long(inner, 6) && kind == QuoteKind::Mixed || prose.long(inner, 7)).then_some(kind);
        };
        let frame = &self.frames[frame];
        let close = match order {
            Order::After => true,
            Order::Before => {
                prose.tokens[frame.after.min(token)..token].iter().all(|t| !t.is_word() || t.any(&[Class::Subordinator, Class::Adverb]))
            }
            Order::Far => false,
        };
        let speaks = frame.takes.has(Takes::QUOTE) || frame.takes.has(Takes::NAMING);
        if close && speaks && !prose.titled(token, quote) {
            return Some(kind);
        }
        let scare = prose.titled(token, quote) || prose.labelled(token, quote) || order == Order::Far && !prose.long(inner, 3);
        (!scare).then_some(kind)
    }
}

impl Prose<'_> {
    /// The tokens of the marked pieces that the drafts hold.
    pub(super) fn pieces_taken(&self, drafts: &[Draft]) -> Vec<usize> {
        let starts: Vec<usize> = drafts.iter().flat_map(|d| &d.pieces).map(|p| p.start).collect();
        let taken = |q: usize| starts.contains(&self.marked[q].inner.start);
        (0..self.tokens.len()).filter(|i| self.tokens[*i].quote().is_some_and(taken)).collect()
    }

    /// Direct where the words make a clause, else mixed.
    fn kind(&self, inner: &Range<usize>) -> QuoteKind {
        if self.clause(inner) { QuoteKind::Direct } else { QuoteKind::Mixed }
    }

    fn inner_tokens(&self, inner: &Range<usize>) -> &[super::tokens::Token] {
        let first = self.words.partition_point(|t| t.start < inner.start);
        let last = self.words.partition_point(|t| t.start < inner.end);
        &self.words[first..last]
    }

    fn long(&self, inner: &Range<usize>, words: usize) -> bool {
        self.inner_tokens(inner).iter().filter(|t| t.is_word()).count() >= words
    }

    /// A subject comes before a verb, or a capital begins what a full stop ends.
    pub(super) fn clause(&self, inner: &Range<usize>) -> bool {
        let tokens = self.inner_tokens(inner);
        let Some(first) = tokens.first() else { return false };
        let verb = tokens.iter().position(|t| t.any(&[Class::Auxiliary]) && t.shape == Shape::Lower);
        let early = first.any(&[Class::Auxiliary, Class::Preposition, Class::Adverb, Class::Conjunction]) && first.shape == Shape::Lower;
        let subject = tokens.iter().take(3).any(|t| t.is(Class::Subject)) && tokens.len() > 2;
        let sentence = first.is_capital() && self.text[inner.clone()].ends_with(['.', '!', '?', ',', '…']) && tokens.len() > 3;
        sentence || !early && (subject || verb.is_some_and(|v| v > 0 && v < 12))
    }

    /// A title or a name: every word of weight has a capital, and nothing announces it as speech.
    fn titled(&self, token: usize, quote: usize) -> bool {
        let inner = &self.marked[quote].inner;
        let tokens = self.inner_tokens(inner);
        let weighty = |t: &&super::tokens::Token| t.is_word() && !t.any(&[Class::Preposition, Class::Determiner, Class::Conjunction]);
        let all =
            tokens.iter().filter(weighty).all(|t| t.is_capital() || t.shape == Shape::Number) && tokens.iter().any(|t| t.is_capital());
        let ended = self.text[inner.clone()].ends_with(['!', '?', '.']);
        let before = token.checked_sub(1).and_then(|b| self.tokens.get(b));
        let announced = before.is_none_or(|t| !t.is_word() || t.word.verb.is_some());
        all && tokens.len() < 9 && !ended && !announced
    }

    /// "so-called", "known as", "titled", "the word": the marks name, they do not quote.
    fn labelled(&self, token: usize, quote: usize) -> bool {
        let before = |n: usize| token.checked_sub(n).and_then(|b| self.tokens.get(b));
        let head = before(1).is_some_and(|t| t.is(Class::FragmentHead))
            || before(2).is_some_and(|t| t.is(Class::FragmentHead) && before(1).is_some_and(|t| t.is(Class::Preposition)));
        head && !self.long(&self.marked[quote].inner, 6)
    }

    /// The same words stand in another quotation of the text: a pull quote or a headline.
    fn echoed(&self, quote: usize) -> bool {
        let bare = |q: usize| self.text[self.marked[q].inner.clone()].trim_end_matches(|c: char| !c.is_alphanumeric());
        let words = bare(quote);
        words.len() > 12 && (0..self.marked.len()).any(|q| q != quote && bare(q).contains(words))
    }
}
