//! Cues: a reporting verb or phrase with its source, wherever the two stand to each other.

use super::lexicon::{Class, Manner, Opener, Side, Takes, Tense};
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

/// Pronouns that can be spoken to; "her" may begin a longer phrase.
const OBJECTS: &[&str] = &["him", "them", "me", "us", "you", "it"];

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
    pub(super) fn sources<'f>(&self, frames: impl IntoIterator<Item = &'f Frame>) -> Vec<Range<usize>> {
        let bytes = |r: &Range<usize>| self.tokens[r.start].start..self.tokens[r.end - 1].end;
        frames.into_iter().filter_map(|f| f.speaker.as_ref()).filter(|s| !s.is_empty()).map(bytes).collect()
    }

    /// The sources of what is reported, or goes "according to" them, in bytes.
    pub(super) fn reporters(&self, frames: &[Frame]) -> Vec<Range<usize>> {
        let reported = |f: &&Frame| f.place == Place::According || self.tokens[f.cue.start].is(Class::Reporting);
        self.sources(frames.iter().filter(reported))
    }

    fn frame_at(&self, sentence: usize, i: usize, before: &[Frame]) -> Option<Frame> {
        let end = self.sentences[sentence].tokens.end;
        let begins = |o: &&Opener| o.words.iter().enumerate().all(|(n, word)| i + n < end && self.says(i + n, word));
        let opener = self.lexicon.openers.iter().find(|o| begins(o) && (o.side == Side::Free || self.behind_quote(sentence, i)));
        if let Some(opener) = opener {
            return self.according(sentence, i, opener.words.len());
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

    /// A quotation stands right before, with or without a comma.
    fn behind_quote(&self, sentence: usize, i: usize) -> bool {
        let start = self.sentences[sentence].tokens.start;
        let before = (start..i).rev().find(|b| !self.tokens[*b].mark(','));
        before.is_some_and(|b| self.tokens[b].quote().is_some())
    }

    fn particle(&self, at: usize, particle: &str, limit: usize) -> bool {
        particle.split(' ').enumerate().all(|(n, word)| at + n < limit && self.says(at + n, word))
    }

    fn according(&self, sentence: usize, i: usize, width: usize) -> Option<Frame> {
        let limit = self.sentences[sentence].tokens.end;
        let speaker = self.named_apposition(self.phrase_after(i + width, limit), limit);
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

    /// The noun phrase behind the verb; in German and French a time may stand between: "a indiqué jeudi le ministre".
    fn source_after(&self, cue: &Cue) -> Range<usize> {
        let between = |t: &Token| t.any(&[Class::Calendar, Class::Time, Class::Adverb]) || self.says_token(t, "am");
        let other = self.lexicon.manner != Manner::English;
        let timed = self.tokens[cue.end..cue.range.end].iter().take_while(|t| other && between(t)).count();
        self.phrase_after(cue.end + timed, cue.range.end)
    }

    /// “…,” said Hill; The plan is good, said Hill.
    fn is_inverted(&self, cue: &Cue) -> bool {
        if !matches!(cue.tense, Tense::Past | Tense::Third | Tense::Base) || cue.takes.has(Takes::OBJECT) || cue.end >= cue.range.end {
            return false;
        }
        let speaker = self.source_after(cue);
        // "lists him": the object of the verb.
        if OBJECTS.iter().any(|o| !matches!(*o, "you" | "it") && self.says(cue.end, o)) {
            return false;
        }
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
        while at > cue.range.start && self.tokens[at - 1].any(&[Class::Adverb, Class::Have]) {
            at -= 1;
        }
        let before = self.tokens.get(at.checked_sub(1)?).filter(|_| at > cue.range.start)?;
        let quoted = at >= cue.range.start + 2 && self.tokens[at - 2].quote().is_some();
        if quoted && (before.mark(',') || before.is_dash()) { self.tokens.get(at - 2) } else { Some(before) }
    }

    fn inverted(&self, cue: &Cue) -> Frame {
        let speaker = self.named_apposition(self.source_after(cue), cue.range.end);
        cue.frame(Place::Inverted, Some(speaker.clone()), speaker.end)
    }

    /// "another guest, former mayor Ann Hill", "the union's leader, Ann Hill": the name says more.
    fn named_apposition(&self, phrase: Range<usize>, end: usize) -> Range<usize> {
        if phrase.is_empty() || phrase.end + 1 >= end || !self.tokens[phrase.end].mark(',') {
            return phrase;
        }
        let general = self.tokens[phrase.start].any(&[Class::Generic]) || self.says(phrase.start, "a") || self.says(phrase.start, "an");
        let next = self.phrase_after(phrase.end + 1, end);
        let named = next.end > next.start && self.tokens[next.end - 1].is_capital() && !self.tokens[next.start].is(Class::Preposition);
        if named && (general || self.is_post(&phrase) && self.is_set_off(&next, end)) { next } else { phrase }
    }

    /// "the minister", "the union's leader": a post that one person has, without the name.
    fn is_post(&self, phrase: &Range<usize>) -> bool {
        let head = &self.tokens[phrase.end - 1];
        let named = self.tokens[phrase.clone()].iter().skip(1).any(|t| t.is_capital() && !t.owner && !t.is(Class::Nationality));
        head.shape == Shape::Lower && head.any(&[Class::Title, Class::Role, Class::AnyRole]) && !named
    }

    /// A full name that ends the clause: "said the minister, Tide News reported" has none.
    fn is_set_off(&self, name: &Range<usize>, end: usize) -> bool {
        let full = name.len() > 1 && self.tokens[name.clone()].iter().all(Token::is_capital);
        let next = self.tokens.get(name.end).filter(|_| name.end < end);
        full && next.is_none_or(|t| !t.is_word() || t.any(&[Class::Preposition, Class::Time, Class::Relative, Class::Subordinator]))
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
        let object = self.tokens.get(cue.end).is_some_and(|t| t.quote().is_some());
        let adjective = naming && !quoted && noun && (bare || object);
        // "a letter posted on Tuesday"
        let written = before.any(&[Class::Document, Class::Occasion])
            && group.is_empty()
            && !cue.takes.has(Takes::THAT)
            && self.tokens.get(cue.end).is_some_and(|t| t.is(Class::Preposition));
        by || adjective || written || before.is(Class::Preposition)
    }

    /// “…,” the nurse described: marked words and a short source stand right before the cue.
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

    pub(super) fn in_verb_group(&self, i: usize, start: usize) -> bool {
        let token = &self.tokens[i];
        // "May" is a month where it has its capital.
        let calendar = |t: &Token| t.is(Class::Calendar) || t.shape == Shape::Capital && self.says_token(t, "may");
        if token.is_capital() && !calendar(token) || token.is(Class::Subject) {
            return false;
        }
        let on =
            (self.says(i, "on") || self.says(i, "in")) && calendar(&self.tokens[i + 1]) || self.says(i, "back") && self.says(i + 1, "in");
        // "this week", "last month"
        let shifted = |i: usize| ["last", "this", "earlier"].iter().any(|w| self.says(i, w)) && self.tokens[i + 1].is(Class::Time);
        let on = on || i > start && (shifted(i) || shifted(i - 1) && token.is(Class::Time) && !token.owner);
        let day = calendar(token) && i > start;
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

    /// "told the paper", "warned them": the one spoken to is no part of what was said.
    fn skip_addressee(&self, cue: &Cue) -> usize {
        let next = self.tokens.get(cue.end).filter(|_| cue.end < cue.range.end);
        let her = self.says(cue.end, "her") && self.tokens.get(cue.end + 1).is_some_and(|t| t.word.known() && t.shape == Shape::Lower);
        if cue.takes.has(Takes::OBJECT) && (her || OBJECTS.iter().any(|o| self.says(cue.end, o))) {
            return cue.end + 1;
        }
        let direct = next.is_some_and(|t| !self.says(cue.end, "that") && !t.is(Class::Preposition));
        if cue.takes.has(Takes::OBJECT) && direct { self.phrase_after(cue.end, cue.range.end).end } else { cue.end }
    }
}

/// A reporting verb before its source is known.
pub(super) struct Cue {
    pub(super) sentence: usize,
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) tense: Tense,
    pub(super) takes: Takes,
    /// The tokens of its sentence.
    pub(super) range: Range<usize>,
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
