//! Cues: a reporting verb or phrase with its source, wherever the two stand to each other.

use super::lexicon::{Class, Takes, Tense};
use super::prose::Prose;
use super::tokens::{Shape, Token};
use std::ops::Range;

/// How the source stands to its cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// "Hill said"
    Before,
    /// "said Hill"
    Inverted,
    /// "according to Hill"
    According,
    /// "…, adding": the source of the cue before it.
    Shared,
}

/// A cue with its source. Ranges are of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) sentence: usize,
    pub(super) cue: Range<usize>,
    pub(super) takes: Takes,
    pub(super) tense: Tense,
    pub(super) place: Place,
    pub(super) speaker: Option<Range<usize>>,
    /// Where what was said, or what stands before it, begins.
    pub(super) after: usize,
}

/// Phrases with the source behind them.
const OPENERS: &[&[&str]] = &[&["according", "to"], &["in", "the", "words", "of"]];

impl Prose<'_> {
    /// All cues of the text in order.
    pub(super) fn frames(&self) -> Vec<Frame> {
        let mut found: Vec<Frame> = Vec::new();
        for sentence in 0..self.sentences.len() {
            let Range { start, end } = self.sentences[sentence].tokens;
            for i in start..end {
                let inside = |f: &Frame| f.cue.end > i || f.place == Place::According && f.after > i;
                if found.last().is_some_and(inside) {
                    continue;
                }
                let first = found.iter().rposition(|f| f.sentence != sentence).map_or(0, |p| p + 1);
                let frame = self.frame_at(sentence, i, &found[first..]);
                found.extend(frame);
            }
        }
        found
    }

    /// The sources of cues in bytes.
    pub(super) fn sources(&self, frames: &[Frame]) -> Vec<Range<usize>> {
        let bytes = |r: &Range<usize>| self.tokens[r.start].start..self.tokens[r.end - 1].end;
        frames.iter().filter_map(|f| f.speaker.as_ref()).filter(|s| !s.is_empty()).map(bytes).collect()
    }

    fn frame_at(&self, sentence: usize, i: usize, before: &[Frame]) -> Option<Frame> {
        let end = self.sentences[sentence].tokens.end;
        let opener = OPENERS.iter().find(|words| words.iter().enumerate().all(|(n, word)| i + n < end && self.says(i + n, word)));
        if let Some(words) = opener {
            return self.according(sentence, i, words.len());
        }
        let token = &self.tokens[i];
        let form = token.word.verb.filter(|_| token.shape == Shape::Lower)?;
        let verb = self.lexicon.verbs(form).iter().find(|v| v.particle.as_deref().is_none_or(|p| self.particle(i + 1, p, end)))?;
        // "the census report shows": before another verb it is a noun.
        let noun = matches!(form.tense, Tense::Base | Tense::Third)
            && self
                .tokens
                .get(i + 1)
                .is_some_and(|t| t.is(Class::Auxiliary) && !t.is(Class::Modal) || t.word.verb.is_some_and(|f| f.tense == Tense::Third));
        if noun {
            return None;
        }
        let width = 1 + verb.particle.as_deref().map_or(0, |p| p.split(' ').count());
        let range = self.sentences[sentence].tokens.clone();
        let cue = Cue { at: i, end: i + width, tense: form.tense, takes: verb.takes, range, sentence };
        if self.is_inverted(&cue) {
            return Some(self.inverted(&cue));
        }
        self.reports(&cue).then(|| self.plain(&cue, before))?
    }

    fn particle(&self, at: usize, particle: &str, limit: usize) -> bool {
        particle.split(' ').enumerate().all(|(n, word)| at + n < limit && self.says(at + n, word))
    }

    fn according(&self, sentence: usize, i: usize, width: usize) -> Option<Frame> {
        let limit = self.sentences[sentence].tokens.end;
        let speaker = self.phrase_after(i + width, limit);
        let after = speaker.end;
        (!speaker.is_empty()).then(|| Frame {
            sentence,
            cue: i..i + width,
            takes: Takes::QUOTE,
            tense: Tense::Past,
            place: Place::According,
            speaker: Some(speaker),
            after,
        })
    }

    /// “…,” said Hill; The plan is good, said Hill.
    fn is_inverted(&self, cue: &Cue) -> bool {
        if !matches!(cue.tense, Tense::Past | Tense::Third | Tense::Base) || cue.takes.has(Takes::OBJECT) || cue.end >= cue.range.end {
            return false;
        }
        let speaker = self.phrase_after(cue.end, cue.range.end);
        let Some(before) = self.before_cue(cue) else {
            return !speaker.is_empty() && self.tokens[cue.at].shape == Shape::Lower;
        };
        if speaker.is_empty() || self.tokens[speaker.start].any(&[Class::Time, Class::Adverb]) && !self.tokens[speaker.start].is_capital() {
            return false;
        }
        if before.quote().is_some() {
            return !self.tokens[speaker.start].is(Class::Subordinator);
        }
        before.mark(',') && self.only_source_follows(&speaker, cue)
    }

    /// After a clause without marks, "said Hill" must end the sentence or its part, and what stands before must be a clause.
    fn only_source_follows(&self, speaker: &Range<usize>, cue: &Cue) -> bool {
        let next = self.tokens.get(speaker.end).filter(|_| speaker.end < cue.range.end);
        let ends = next.is_none_or(|t| matches!(t.shape, Shape::Mark('.' | ',' | ';')))
            || next.is_some_and(|t| t.any(&[Class::Preposition, Class::Relative, Class::Time]));
        let clause =
            self.tokens[cue.range.start..cue.at].iter().any(|t| t.is(Class::Auxiliary) || t.word.verb.is_some() || t.quote().is_some());
        let rest = &self.tokens[speaker.end..cue.range.end];
        let verbless = !rest.iter().take_while(|t| !t.mark(',')).any(|t| t.is(Class::Auxiliary));
        let saying = cue.takes.has(Takes::BARE);
        let first = &self.tokens[speaker.start];
        let source =
            first.shape != Shape::Lower || first.any(&[Class::Determiner, Class::Title, Class::Role, Class::Unnamed, Class::Subject]);
        saying && ends && clause && verbless && source
    }

    /// The token before the cue, adverbs and a comma after a quotation skipped.
    fn before_cue(&self, cue: &Cue) -> Option<&Token> {
        let mut at = cue.at;
        while at > cue.range.start && self.tokens[at - 1].is(Class::Adverb) {
            at -= 1;
        }
        let before = self.tokens.get(at.checked_sub(1)?).filter(|_| at > cue.range.start)?;
        let quoted = at >= cue.range.start + 2 && self.tokens[at - 2].quote().is_some();
        if quoted && (before.mark(',') || before.is_dash()) { self.tokens.get(at - 2) } else { Some(before) }
    }

    fn inverted(&self, cue: &Cue) -> Frame {
        let speaker = self.named_apposition(self.phrase_after(cue.end, cue.range.end), cue.range.end);
        cue.frame(Place::Inverted, Some(speaker.clone()), speaker.end)
    }

    /// "another guest, former mayor Ann Hill": the name says more.
    fn named_apposition(&self, phrase: Range<usize>, end: usize) -> Range<usize> {
        let general = self.tokens[phrase.start].any(&[Class::Generic]) || self.says(phrase.start, "a") || self.says(phrase.start, "an");
        if !general || phrase.end + 1 >= end || !self.tokens[phrase.end].mark(',') {
            return phrase;
        }
        let next = self.phrase_after(phrase.end + 1, end);
        let named = next.end > next.start && self.tokens[next.end - 1].is_capital() && !self.tokens[next.start].is(Class::Preposition);
        if named { next } else { phrase }
    }

    /// The form reports in this place: it is no noun, no passive, no adjective.
    fn reports(&self, cue: &Cue) -> bool {
        let Some(at) = self.verb_group_start(cue).checked_sub(1).filter(|at| *at >= cue.range.start) else {
            return cue.tense == Tense::Ing;
        };
        let before = &self.tokens[at];
        let group = &self.tokens[at + 1..cue.at];
        let passive = group.iter().any(|t| t.is(Class::Be)) && !group.last().is_some_and(|t| t.any(&[Class::Modal]));
        match cue.tense {
            Tense::Base => self.base_reports(before, group),
            Tense::Third => {
                (!before.any(&[Class::Determiner, Class::Preposition]) || before.is(Class::Relative))
                    && !before.owner
                    && before.shape != Shape::Number
            }
            Tense::Past => !passive && (!before.is(Class::Determiner) || before.is(Class::Relative)) && !self.reduced(cue, before, group),
            Tense::Participle => group.iter().any(|t| t.is(Class::Auxiliary)) && !passive,
            Tense::Ing => !before.any(&[Class::Preposition, Class::Determiner]) || group.iter().any(|t| t.is(Class::Be)),
        }
    }

    /// "analysts say", "would say", "to say": a plural, a modal verb or "to" stands before.
    fn base_reports(&self, before: &Token, group: &[Token]) -> bool {
        let text = &self.text[before.range()];
        let plural = text.ends_with('s') && !before.owner && !before.any(&[Class::Determiner, Class::Preposition]);
        let subject = before.any(&[Class::They, Class::First, Class::Unnamed])
            || before.is(Class::Subject) && !before.any(&[Class::He, Class::She, Class::It]);
        group.iter().any(|t| t.is(Class::Modal)) && !group.iter().any(|t| t.is(Class::Not))
            || plural
            || subject
            || before.is(Class::Conjunction)
    }

    /// "a man accused of", "a film called", "seen by": no one says it here.
    fn reduced(&self, cue: &Cue, before: &Token, group: &[Token]) -> bool {
        let by = self.says(cue.end, "by");
        let naming = cue.takes.has(Takes::NAMING) && !cue.takes.has(Takes::QUOTE);
        let bare = ["of", "as", "in", "to", "at", "on"].iter().any(|p| self.says(cue.end, p));
        let noun = before.shape == Shape::Lower && !before.is(Class::Subject) && group.is_empty();
        let quoted = self.after_quote_and_source(cue);
        by || naming && !quoted && (bare && noun || noun && self.tokens.get(cue.end).is_some_and(|t| t.quote().is_some()))
            || before.is(Class::Preposition)
    }

    /// “…,” the patient described: marked words and a short source stand right before the cue.
    fn after_quote_and_source(&self, cue: &Cue) -> bool {
        let from = cue.at.saturating_sub(8).max(cue.range.start);
        (from..cue.at)
            .rev()
            .take_while(|i| self.tokens[*i].is_word())
            .last()
            .is_some_and(|i| i > from && self.tokens[i - 1].quote().is_some())
    }

    /// Where auxiliaries, adverbs and times before the verb begin: "has on Monday also said".
    fn verb_group_start(&self, cue: &Cue) -> usize {
        let mut at = cue.at;
        while at > cue.range.start && self.in_verb_group(at - 1, cue.range.start) {
            at -= 1;
        }
        at
    }

    fn in_verb_group(&self, i: usize, start: usize) -> bool {
        let token = &self.tokens[i];
        if token.is_capital() && !token.is(Class::Calendar) || token.is(Class::Subject) {
            return false;
        }
        let on = self.says(i, "on") && self.tokens[i + 1].is(Class::Calendar);
        let day = token.is(Class::Calendar) && i > start;
        let to = self.says(i, "to") || self.says(i, "went") || self.says(i, "tried") && i > start;
        token.any(&[Class::Auxiliary, Class::Modal, Class::Not])
            || token.is(Class::Adverb) && !token.is(Class::Determiner)
            || on
            || day
            || to
    }

    fn plain(&self, cue: &Cue, before: &[Frame]) -> Option<Frame> {
        let group = self.verb_group_start(cue);
        let share = || before.iter().rev().find(|f| f.place != Place::According && f.speaker.is_some() && f.tense != Tense::Base);
        let (place, speaker) = match group.checked_sub(1).filter(|g| *g >= cue.range.start) {
            None => (Place::Shared, None),
            Some(at) if self.shares(at, cue) => match share() {
                Some(frame) => (Place::Shared, frame.speaker.clone()),
                None => (Place::Shared, self.first_subject(cue.range.start, at)),
            },
            Some(at) => self.own_subject(cue, at + 1, share()),
        };
        let after = self.skip_addressee(cue);
        (place == Place::Shared || speaker.is_some()).then(|| cue.frame(place, speaker, after))
    }

    /// A subject of its own, unless an -ing form follows a noun that cannot speak: "lit the streets with oil saying".
    fn own_subject(&self, cue: &Cue, end: usize, shared: Option<&Frame>) -> (Place, Option<Range<usize>>) {
        let own = self.subject(cue.range.start, end);
        let clear = own.as_ref().is_some_and(|o| {
            self.tokens[o.end - 1].is_capital() || self.tokens[o.end - 1].any(&[Class::Subject, Class::Document, Class::Unnamed])
        });
        let behind = own.as_ref().is_some_and(|o| {
            o.start > cue.range.start && self.tokens[o.start - 1].is(Class::Preposition) && !self.says(o.start - 1, "with")
        });
        let clear = clear && !behind;
        let issued = own
            .as_ref()
            .is_some_and(|o| self.tokens[o.end - 1].is(Class::Occasion) && ["a", "an", "another"].iter().any(|a| self.says(o.start, a)));
        if cue.tense != Tense::Ing || clear && !issued {
            return (Place::Before, own);
        }
        match shared {
            Some(frame) => (Place::Shared, frame.speaker.clone()),
            None => (Place::Shared, self.first_subject(cue.range.start, cue.at).or(own)),
        }
    }

    /// The cue has the subject of the verb before it: ", adding", "and said".
    fn shares(&self, at: usize, cue: &Cue) -> bool {
        let token = &self.tokens[at];
        let comma = token.mark(',') || token.is_dash() || token.quote().is_some();
        token.is(Class::Conjunction) || cue.tense == Tense::Ing && (comma || token.is(Class::Subordinator))
    }

    /// The subject that ends before token `end`: right there, or before an aside in commas.
    fn subject(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let last = &self.tokens[end - 1];
        if last.is(Class::Relative) {
            let comma = end >= start + 2 && self.tokens[end - 2].mark(',');
            return self.phrase_before(self.clause_start(start, end - 1), end - 1 - usize::from(comma));
        }
        if last.mark(',') || last.is_dash() {
            return self.before_aside(start, end - 1);
        }
        let from = self.segment_start(start, end);
        let acts = |i: usize| {
            i + 1 < end && self.tokens[i + 1].shape == Shape::Lower && !self.tokens[i + 1].any(&[Class::Subject, Class::Determiner])
        };
        let relative = (from + 1..end).find(|i| self.tokens[*i].is(Class::Relative) && !self.says(*i, "that") && acts(*i));
        let end = relative.unwrap_or_else(|| self.before_governing(from, end));
        let found = self.phrase_before(from, end)?;
        let described = relative.is_some() && found.start == from && from > start && self.tokens[from - 1].mark(',');
        if described {
            return self.before_aside(start, end);
        }
        let prepositional =
            found.start > from && self.tokens[found.start - 1].is(Class::Preposition) && !self.tokens[found.end - 1].is_capital();
        if prepositional && from > start { self.before_aside(start, from - 1) } else { Some(found) }
    }

    /// "will use to defend", "is said to have replied": the verb before "to", and its auxiliaries, are no subject.
    fn before_governing(&self, start: usize, end: usize) -> usize {
        let verb = &self.tokens[end - 1];
        let infinitive = self.says(end, "to") && verb.shape == Shape::Lower && !verb.is(Class::Subject);
        let mut at = end - 1;
        while infinitive && at > start && self.in_verb_group(at - 1, start) {
            at -= 1;
        }
        let governed = infinitive && (at + 1 < end || verb.word.verb.is_some() || self.word(end - 1).ends_with("ed"));
        if governed && at > start { at } else { end }
    }

    fn segment_start(&self, start: usize, end: usize) -> usize {
        (start..end).rev().find(|i| self.separates(*i)).map_or(start, |i| i + 1)
    }

    fn separates(&self, i: usize) -> bool {
        let token = &self.tokens[i];
        token.quote().is_some()
            || token.is_dash()
            || matches!(token.shape, Shape::Mark(',' | ':' | ';' | '—' | '–' | '“' | '"' | '|' | '•'))
    }

    fn clause_start(&self, start: usize, end: usize) -> usize {
        let hard = |i: &usize| self.tokens[*i].quote().is_some() || matches!(self.tokens[*i].shape, Shape::Mark(':' | ';'));
        (start..end).rev().find(hard).map_or(start, |i| i + 1)
    }

    /// "Hill, 42, a lawyer from Leeds, said": the first part that can be a subject; a general one gives way to a name after it.
    fn before_aside(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let mut from = self.clause_start(start, end);
        let mut general = None;
        while from < end {
            let to = (from..end).find(|i| self.separates(*i)).unwrap_or(end);
            if let Some(found) = self.subject_part(from, to) {
                let named = self.tokens[found.clone()]
                    .iter()
                    .any(|t| t.is_capital() && !t.any(&[Class::Generic, Class::Determiner, Class::NotName]));
                if named && self.tokens[found.end - 1].is_capital() {
                    return Some(found);
                }
                if general.is_some() {
                    return general;
                }
                general = Some(found);
            }
            from = to + 1;
        }
        general
    }

    /// The subject in a part between commas; none where the part is an adverbial or a clause of its own.
    fn subject_part(&self, mut from: usize, to: usize) -> Option<Range<usize>> {
        while from < to && self.tokens[from].any(&[Class::Conjunction, Class::Subordinator]) {
            from += 1;
        }
        let to = (from + 1..to).find(|i| self.tokens[*i].is(Class::Relative)).unwrap_or(to);
        let first = self.tokens.get(from).filter(|_| from < to)?;
        let verbal = first.word.verb.is_some_and(|f| matches!(f.tense, Tense::Past | Tense::Ing)) || first.shape == Shape::Number;
        let adverbial = first.any(&[Class::Preposition, Class::Relative, Class::Adverb]) && !first.is(Class::Determiner);
        let clause = self.tokens[from..to].iter().any(|t| t.is(Class::Auxiliary) && t.shape == Shape::Lower);
        if verbal || adverbial || clause {
            return None;
        }
        self.phrase_before(from, to)
    }

    /// The first noun phrase of a sentence, as subject of a verb far behind it.
    pub(super) fn first_subject(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let mut from = start;
        while from < end {
            let to = (from..end).find(|i| self.separates(*i)).unwrap_or(end);
            let first = &self.tokens[from];
            let adverbial = first.any(&[Class::Preposition, Class::Subordinator, Class::Adverb, Class::Relative, Class::Conjunction])
                && !first.is(Class::Determiner);
            let verbal = first.word.verb.is_some_and(|f| matches!(f.tense, Tense::Past | Tense::Ing));
            let found = self.phrase_after(from, to);
            if !adverbial && !verbal && !found.is_empty() {
                return Some(found);
            }
            from = to + 1;
        }
        None
    }

    /// "told the paper", "warned them": the one spoken to is no part of what was said.
    fn skip_addressee(&self, cue: &Cue) -> usize {
        let next = self.tokens.get(cue.end).filter(|_| cue.end < cue.range.end);
        const OBJECTS: &[&str] = &["him", "them", "me", "us", "you", "it"];
        let her = self.says(cue.end, "her") && self.tokens.get(cue.end + 1).is_some_and(|t| t.word.known() && t.shape == Shape::Lower);
        if cue.takes.has(Takes::OBJECT) && (her || OBJECTS.iter().any(|o| self.says(cue.end, o))) {
            return cue.end + 1;
        }
        let direct = next.is_some_and(|t| !self.says(cue.end, "that") && !t.is(Class::Preposition));
        if cue.takes.has(Takes::OBJECT) && direct { self.phrase_after(cue.end, cue.range.end).end } else { cue.end }
    }
}

/// A reporting verb before its source is known.
struct Cue {
    sentence: usize,
    at: usize,
    end: usize,
    tense: Tense,
    takes: Takes,
    range: Range<usize>,
}

impl Cue {
    fn frame(&self, place: Place, speaker: Option<Range<usize>>, after: usize) -> Frame {
        Frame { sentence: self.sentence, cue: self.at..self.end, takes: self.takes, tense: self.tense, place, speaker, after }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Lexicon;
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let prose = Prose::new(text, Lexicon::of(None));
        let words = |r: Range<usize>| prose.words_of(r).to_owned();
        prose.frames().into_iter().map(|f| (words(f.cue.clone()), f.speaker.map(words).unwrap_or_default())).collect()
    }

    #[test]
    fn cues_find_their_sources() {
        let check = |text: &str, expected: &[(&str, &str)]| {
            let expected: Vec<_> = expected.iter().map(|(c, s)| ((*c).to_owned(), (*s).to_owned())).collect();
            assert_eq!(found(text), expected, "{text}");
        };
        check("“It works,” said Ann Hill, head of the mill.", &[("said", "Ann Hill")]);
        check("“It works,” she has repeatedly said.", &[("said", "she")]);
        check("Ann Hill, who runs the mill, said it works.", &[("said", "Ann Hill")]);
        check("One of the guests, Bob Wood, 42, a baker from York, said it works.", &[("said", "Bob Wood")]);
        check("According to a clerk at the bank, it works.", &[("According to", "a clerk at the bank")]);
        check("Hill said it works, adding that it pays.", &[("said", "Hill"), ("adding", "Hill")]);
        check("In a statement on Monday, the mayor pointed out that it works.", &[("pointed out", "the mayor")]);
        check("He told reporters it works.", &[("told", "He")]);
        // Nouns and passives report nothing.
        check("The report is out.", &[]);
        check("He was told to go.", &[]);
    }
}
