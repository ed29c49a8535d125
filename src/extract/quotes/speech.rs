//! Marked words → quotations: which cue reports them, which of them belong together, and which quote no one.

use super::cues::{Frame, Place};
use super::lexicon::{Class, Takes};
use super::prose::Prose;
use super::tokens::{Shape, Token};
use crate::model::QuoteKind;
use std::ops::Range;

/// Where the speaker of a quotation is to be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// The cue with this number.
    Frame(usize),
    /// The quotation before it.
    Previous,
    /// The quotation that it runs into, as long as that has not come.
    Next,
    /// The sentence before it.
    Context,
    /// The quotation with a piece at this byte, whose words it repeats.
    Echo(usize),
    /// The quotation after it, which it is the heading of.
    Following,
    /// The name behind the dash that follows it.
    Signed(Range<usize>),
    /// The label of its paragraph.
    Label(Range<usize>),
    /// The one who is interviewed; the label of the answer.
    Guest(Range<usize>),
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
pub(super) enum Order {
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
    let mut reader = Reader { prose, frames, drafts: Vec::new(), claimed: Vec::new(), rejected: Vec::new(), last: None };
    for sentence in 0..prose.sentences.len() {
        for token in prose.sentences[sentence].tokens.clone() {
            if let Some(quote) = prose.tokens[token].quote() {
                reader.piece(sentence, token, quote);
            }
        }
    }
    reader.echoes();
    reader.drafts.sort_by_key(|d| d.token);
    reader.drafts
}

struct Reader<'a, 't> {
    prose: &'a Prose<'t>,
    frames: &'a [Frame],
    drafts: Vec<Draft>,
    /// Cues that already report a piece right before them.
    claimed: Vec<usize>,
    /// Marked pieces that quote no one, as far as their sentence tells.
    rejected: Vec<(usize, usize)>,
    /// The token of the last piece taken.
    last: Option<usize>,
}

impl Reader<'_, '_> {
    fn piece(&mut self, sentence: usize, token: usize, quote: usize) {
        let range = self.prose.sentences[sentence].tokens.clone();
        let colon = token > range.start && self.prose.tokens[token - 1].mark(':');
        let cue = self.cue_of(sentence, token);
        if self.prose.is_unsaid(sentence, token, cue.map(|(frame, _)| &self.frames[frame])) {
            return;
        }
        if let Some((frame, order)) = cue {
            match self.prose.judge(token, quote, &self.frames[frame], order) {
                Some(kind) => self.reported(token, quote, kind, frame, order),
                None => self.rejected.push((token, quote)),
            }
        } else if let Some(name) = self.prose.signature(sentence, token) {
            self.push(self.prose.kind(&self.prose.marked[quote].inner), quote, token, Source::Signed(name), "signed");
        } else if self.stands_alone(&range) {
            self.standing(sentence, token, quote);
        } else if let Some(kind) = self.prose.judge_uncued(token, quote, colon || self.last_in_paragraph(sentence)) {
            let reach = !colon && self.last_in_paragraph(sentence);
            let frame = self.drafts.last().filter(|_| reach).map(|d| d.source.clone()).filter(|s| matches!(s, Source::Frame(_)));
            let near = if !colon && self.last_in_reach(sentence) { Source::Previous } else { Source::Context };
            self.push(kind, quote, token, frame.unwrap_or(near), "woven");
        } else {
            self.rejected.push((token, quote));
        }
    }

    fn reported(&mut self, token: usize, quote: usize, kind: QuoteKind, frame: usize, order: Order) {
        if order == Order::After {
            self.claimed.push(frame);
        }
        let sentence = self.prose.sentence_of(token);
        let adjacent = self.last_ends_before(sentence, token);
        let last = self.drafts.last_mut().filter(|d| d.source == Source::Frame(frame) || d.source == Source::Next && adjacent);
        if let Some(last) = last {
            // A quotation that ran on through paragraphs is reported here at last.
            if last.source == Source::Next {
                (last.source, last.order) = (Source::Frame(frame), order.name());
            }
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
            (Some(a), Some(b)) if self.claimed.contains(&b) && self.goes_on(token) && !self.is_beside(a, token) => Some((b, Order::Before)),
            (Some(a), Some(b)) if self.claimed.contains(&b) || !self.announces(b, token) && self.opens(sentence, token) => {
                Some((a, Order::After))
            }
            (_, Some(b)) => Some((b, Order::Before)),
            (None, None) => far().map(|i| (i, Order::Far)),
        }
    }

    /// “If it rains,” said Hill, “we stay”: the piece ends the sentence that the one before it began.
    fn goes_on(&self, token: usize) -> bool {
        let words = |t: usize| self.prose.tokens[t].quote().map(|q| &self.prose.text[self.prose.marked[q].inner.clone()]);
        let open = self.last.filter(|l| self.prose.sentence_of(*l) == self.prose.sentence_of(token)).and_then(words);
        open.is_some_and(|w| w.ends_with(',')) && words(token).is_some_and(|w| w.starts_with(char::is_lowercase))
    }

    /// The source of the cue, or the cue, stands right behind the piece.
    fn is_beside(&self, frame: usize, token: usize) -> bool {
        let frame = &self.frames[frame];
        let start = frame.speaker.as_ref().map_or(frame.cue.start, |s| s.start.min(frame.cue.start));
        self.prose.tokens[token + 1..start.max(token + 1)].iter().all(|t| !t.is_word())
    }

    /// Of the cues before a piece the one that reports it: the last, unless it stands inside what an earlier one reports and does
    /// not announce the piece itself ("adding she found it “odd”").
    fn main_cue(&self, before: &[usize], token: usize) -> Option<usize> {
        let mut main = *before.first()?;
        for next in &before[1..] {
            let (outer, inner) = (&self.frames[main], &self.frames[*next]);
            let source = inner.speaker.as_ref().filter(|_| inner.place == Place::Before).map_or(inner.cue.start, |s| s.start);
            let joined = source > 0 && (self.prose.tokens[source - 1].is(Class::Conjunction) || self.prose.tokens[source - 1].mark(','));
            let reports = outer.takes.has(Takes::BARE) || outer.takes.has(Takes::THAT);
            let apart = |t: &Token| {
                t.any(&[Class::Relative]) && !self.prose.says_token(t, "that") || t.is_dash() || self.prose.says_token(t, "when")
            };
            let inside = source >= outer.after && !self.prose.tokens[outer.after..source].iter().any(apart);
            let nested = inner.place == Place::Before && inside && !joined && reports;
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
        let plain =
            |t: &Token| matches!(t.shape, Shape::Mark(',' | '—' | '–' | '-')) || t.any(&[Class::Adverb, Class::Generic, Class::Have]);
        gap.iter().all(plain) || self.leads_to_source(gap)
    }

    /// "as", "the", "a spokesman,": what a source leaves out at its front.
    fn leads_to_source(&self, gap: &[Token]) -> bool {
        const BROKEN: &[Class] = &[Class::Auxiliary, Class::Subordinator];
        let titled = gap.iter().any(|t| t.any(&[Class::Title, Class::Role]));
        let broken = |t: &Token| t.quote().is_some() || t.any(BROKEN) || t.mark(':') || t.is(Class::Conjunction) && !titled;
        let first = gap.first().is_some_and(|t| !t.any(&[Class::Preposition, Class::Conjunction]));
        gap.len() < 10 && first && !gap.iter().any(|t| broken(t) && !self.prose.says_token(t, "as"))
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
        if self.is_heading(sentence, quote) && self.prose.titled(token, quote) && !self.is_shouted(quote) {
            self.rejected.push((token, quote));
        } else if self.is_heading(sentence, quote) {
            self.push(self.prose.kind(&inner), quote, token, Source::Following, "heading");
        } else if self.last_ends_before(sentence, token) {
            let runs_on = self.runs_into_next(sentence, quote);
            if let Some(last) = self.drafts.last_mut().filter(|d| d.source == Source::Next && !runs_on) {
                last.source = Source::Context;
            }
            self.join(token, quote);
        } else if let Some(frame) = self.announced(sentence, quote) {
            let said = &self.frames[frame];
            if !self.prose.is_unsaid(said.sentence, self.prose.sentences[said.sentence].tokens.end, Some(said)) {
                self.push(self.prose.kind(&inner), quote, token, Source::Frame(frame), "colon");
            }
        } else if self.prose.clause(&inner) || self.prose.long(&inner, 4) {
            let source = if self.runs_into_next(sentence, quote) { Source::Next } else { Source::Context };
            self.push(self.prose.kind(&inner), quote, token, source, "alone");
        } else {
            self.rejected.push((token, quote));
        }
    }

    /// A short quotation without a full stop that is its whole paragraph.
    fn is_heading(&self, sentence: usize, quote: usize) -> bool {
        let (here, marked) = (&self.prose.sentences[sentence], &self.prose.marked[quote]);
        let neighbour = |s: Option<usize>| s.and_then(|s| self.prose.sentences.get(s)).is_some_and(|s| s.paragraph == here.paragraph);
        let whole = here.tokens.len() == 1 && !neighbour(sentence.checked_sub(1)) && !neighbour(Some(sentence + 1));
        let words = &self.prose.text[marked.inner.clone()];
        let short = self.prose.long(&marked.inner, 2) && !self.prose.long(&marked.inner, 18);
        whole
            && short
            && marked.closed
            && !words.ends_with(['.', '!', '?', ',', '…', '—', '-'])
            && sentence + 1 < self.prose.sentences.len()
    }

    /// All in capitals, which tell no title.
    fn is_shouted(&self, quote: usize) -> bool {
        !self.prose.text[self.prose.marked[quote].inner.clone()].contains(char::is_lowercase)
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

    /// Words that stand in another quotation of the text as well: a headline, a pull quote, a phrase taken up again.
    fn echoes(&mut self) {
        let known: Vec<(String, usize)> =
            self.drafts.iter().flat_map(|d| d.pieces.iter().map(|p| (bare(&self.prose.text[p.clone()]), p.start))).collect();
        self.echo_alone(&known);
        for (token, quote) in std::mem::take(&mut self.rejected) {
            let inner = &self.prose.marked[quote].inner;
            let words = bare(&self.prose.text[inner.clone()]);
            let same = |k: &&(String, usize)| k.0 == words || words.contains(' ') && words.len() > 8 && k.0.contains(&words);
            if let Some((_, piece)) = known.iter().find(same).filter(|_| !self.prose.titled(token, quote)) {
                self.push(self.prose.kind(inner), quote, token, Source::Echo(*piece), "echo");
            }
        }
    }

    /// A pull quote or a heading in marks takes the speaker of the quotation that it was taken from.
    fn echo_alone(&mut self, known: &[(String, usize)]) {
        for draft in &mut self.drafts {
            let alone = matches!(draft.source, Source::Context | Source::Following) && draft.pieces.len() == 1;
            let words = bare(&self.prose.text[draft.pieces[0].clone()]);
            let long = words.matches(' ').count() > 2;
            let taken = |k: &&(String, usize)| k.1 != draft.pieces[0].start && k.0.len() >= words.len() && k.0.contains(&words);
            if let Some((_, piece)) = known.iter().find(taken).filter(|_| alone && long) {
                draft.source = Source::Echo(*piece);
            }
        }
    }

    fn last_in_paragraph(&self, sentence: usize) -> bool {
        self.last.is_some_and(|last| {
            let from = self.prose.sentence_of(last);
            self.prose.sentences[sentence].paragraph == self.prose.sentences[from].paragraph && sentence - from <= 1
        })
    }

    /// A quotation stands in the same paragraph, or the one before.
    fn last_in_reach(&self, sentence: usize) -> bool {
        self.last.is_some_and(|last| {
            let from = self.prose.sentence_of(last);
            self.prose.sentences[sentence].paragraph - self.prose.sentences[from].paragraph <= 1
        })
    }
}

impl Prose<'_> {
    /// “…” — Ann Hill (@hill) May 3, 2025: the name behind a dash, in the same paragraph or at the start of the next; or a reference
    /// in brackets: “…” (Tide Herald, 5/3/25).
    fn signature(&self, sentence: usize, token: usize) -> Option<Range<usize>> {
        const LONGEST: usize = 6;
        let open = token + 1;
        let sign = self.tokens.get(open)?;
        let bracket = matches!(sign.shape, Shape::Mark('(' | '['));
        let signed = self.sentence_of(open);
        let below = self.sentences[signed].tokens.start == open && self.paragraph_at(open) == self.paragraph_at(token) + 1;
        let near = signed == sentence || below && !bracket;
        let end = self.sentences[signed].tokens.end;
        let name = self.phrase_after(open + 1, end.min(open + 1 + LONGEST));
        let next = self.tokens.get(name.end).filter(|_| name.end < end);
        let ends = if bracket {
            next.is_some_and(|t| t.mark(',')) && self.tokens.get(name.end + 1).is_some_and(|t| t.shape == Shape::Number)
        } else {
            name.len() > 1 && next.is_none_or(|t| matches!(t.shape, Shape::Mark(',' | '(' | '.')))
        };
        ((sign.is_dash() || bracket) && near && self.is_signed_name(&name) && ends).then_some(name)
    }

    fn is_signed_name(&self, name: &Range<usize>) -> bool {
        let plain = |t: &Token| t.is_capital() || t.is(Class::Link);
        !name.is_empty() && self.tokens[name.clone()].iter().all(plain) && !self.tokens[name.start].any(&[Class::NotName, Class::Time])
    }
}

/// Words as they are compared: lower case, without the punctuation at their ends.
fn bare(words: &str) -> String {
    words.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}
