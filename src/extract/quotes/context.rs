//! Quotations without a cue: who is spoken of right before them.

use super::cues::Place;
use super::lexicon::{Class, Takes};
use super::names::{Cast, Named};
use super::pronouns::SUBJECT;
use super::prose::Prose;
use super::speakers::{Resolver, Voice};
use super::speech::{Draft, Source};
use crate::model::SpeakerType;
use std::ops::Range;

/// A fragment that goes on with the quotation before it is not that speaker's where its own sentence names another as its
/// subject: "To Ann Hill, the plan was “…”".
pub(super) fn own_subjects(prose: &Prose, cast: &Cast, drafts: &mut [Draft]) {
    for draft in drafts.iter_mut().filter(|d| d.order == "woven") {
        let start = prose.sentences[prose.sentence_of(draft.token)].tokens.start;
        let lead = prose.tokens[start].start..prose.tokens[draft.token].start;
        let mentions = cast.within(&lead).iter().filter(|m| !m.quoted && !m.owner && cast.figures[m.figure].is_person());
        let viewed = ["to", "for", "für", "pour"].iter().any(|w| prose.says(start, w));
        let opens = |m: &Named| viewed && prose.tokens[start + 1].start == m.range.start;
        if mentions.into_iter().any(|m| opens(m) || prose.stand(&m.range, m.owner).worth >= SUBJECT) {
            draft.source = Source::Context;
        }
    }
}

impl Resolver<'_, '_> {
    /// Who sent the message that stands before, who is said to say something there, who is its subject, else who spoke last.
    pub(super) fn of_context(&mut self, draft: &Draft) -> Voice {
        let sentence = self.prose.sentence_of(draft.token);
        let before = sentence.checked_sub(1).filter(|b| self.prose.sentences[sentence].paragraph - self.prose.sentences[*b].paragraph <= 1);
        let alone = self.prose.sentences[sentence].tokens.start == draft.token;
        let before = before.filter(|_| alone);
        let told = before.and_then(|b| self.sender(b)).or_else(|| before.and_then(|b| self.source_in(b)));
        let near = told.or_else(|| self.subject_before(draft.token));
        near.or_else(|| self.last_speaker().map(|v| Voice { rule: "previous", ..v })).unwrap_or_default()
    }

    /// Who spoke last, where it is someone who can speak: not "these growing threats".
    pub(super) fn last_speaker(&self) -> Option<Voice> {
        let told = |v: &Voice| match v.figure {
            Some(figure) => self.cast.figures[figure].kind.is_some() || self.cast.figures[figure].speaks,
            None => v.kind != Some(SpeakerType::Unnamed) || self.is_person_phrase(v),
        };
        self.last_voice().filter(told)
    }

    fn is_person_phrase(&self, voice: &Voice) -> bool {
        let name = voice.name.as_deref().unwrap_or_default().to_lowercase();
        name.split(' ').any(|w| self.prose.lexicon.look(w).any(&[Class::Role, Class::Title, Class::Unnamed, Class::Group]))
    }

    /// "I got an email from the mill’s owner.", "a statement by the bank:"
    fn sender(&self, sentence: usize) -> Option<Voice> {
        let Range { start, end } = self.prose.sentences[sentence].tokens;
        let tokens = &self.prose.tokens;
        let sent = |i: &usize| {
            ["from", "by"].iter().any(|w| self.prose.says(*i, w))
                && tokens[*i - 1].any(&[Class::Statement, Class::Message])
                && tokens[*i - 1].is_word()
        };
        let at = (start + 1..end).rev().find(sent)?;
        let phrase = self.prose.phrase_after(at + 1, end);
        let ends = tokens[phrase.end..end].iter().all(|t| !t.is_word());
        (!phrase.is_empty() && ends).then(|| Voice { rule: "sender", ..self.of_phrase(phrase) })
    }

    /// The source of a cue in the sentence before: "The report shows that costs rose."
    fn source_in(&mut self, sentence: usize) -> Option<Voice> {
        let first = self.frames.partition_point(|f| f.sentence < sentence);
        let here = self.frames[first..].iter().take_while(|f| f.sentence == sentence);
        let said = |f: &&super::cues::Frame| {
            matches!(f.place, Place::Before | Place::Inverted) && (f.takes.has(Takes::THAT) || f.takes.has(Takes::QUOTE))
        };
        let speaker = here.filter(said).find_map(|f| f.speaker.clone())?;
        self.follow(speaker.start);
        Some(Voice { rule: "context", ..self.of_phrase(speaker) }).filter(|v| v.name.is_some())
    }

    /// The subject of the sentence, or of the two before it, or else a person named there.
    pub(super) fn subject_before(&self, token: usize) -> Option<Voice> {
        let sentence = self.prose.sentence_of(token);
        let first = sentence.saturating_sub(2);
        (first..=sentence).rev().find_map(|s| self.subject_of(s, token))
    }

    fn subject_of(&self, sentence: usize, token: usize) -> Option<Voice> {
        let tokens = &self.prose.sentences[sentence].tokens;
        let last = tokens.end.min(token).max(tokens.start + 1) - 1;
        let range = self.prose.tokens[tokens.start].start..self.prose.tokens[last].end;
        let named = self.cast.numbered(&range);
        let figure = |m: usize| &self.cast.figures[self.cast.mentions[m].figure];
        let full =
            |m: &usize| figure(*m).kind.is_none() && !figure(*m).place && figure(*m).name.contains(' ') && self.stands[*m].worth >= 3.0;
        let mut free = named.filter(|m| !self.cast.mentions[*m].quoted);
        let person = free.find(|m| figure(*m).is_person() || full(m))?;
        Some(self.figure(self.cast.mentions[person].figure, "context"))
    }
}
