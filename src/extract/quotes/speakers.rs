//! Who speaks: from the source as it stands at the cue ("he", "the minister") to the fullest name in the document.

use super::cues::Frame;
use super::lexicon::Class;
use super::names::{Cast, Named};
use super::people::Someone;
use super::pronouns::{Link, Stand};
use super::prose::Prose;
use super::speech::{Draft, Source};
use crate::model::{EntityType, SpeakerType};
use std::ops::Range;

/// A speaker as far as the text tells, and the rule that told.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Voice {
    pub(super) name: Option<String>,
    pub(super) kind: Option<SpeakerType>,
    pub(super) figure: Option<usize>,
    pub(super) rule: &'static str,
}

/// Finds the speakers of quotations in text order; later ones lean on earlier ones.
pub(super) struct Resolver<'a, 't> {
    pub(super) prose: &'a Prose<'t>,
    pub(super) cast: &'a Cast,
    pub(super) frames: &'a [Frame],
    /// Whose words the text is.
    pub(super) first_person: Option<&'a str>,
    /// Who spoke so far: byte of the quotation, and the voice.
    pub(super) spoken: Vec<(usize, Voice)>,
    /// How each mention of the cast stands in its sentence.
    pub(super) stands: Vec<Stand>,
    /// People who are described and not named.
    pub(super) people: Vec<Someone>,
    /// Whom the pronouns so far meant.
    pub(super) chain: Vec<Link>,
    /// The token up to which pronouns are followed.
    pub(super) followed: usize,
}

impl<'a, 't> Resolver<'a, 't> {
    pub(super) fn new(prose: &'a Prose<'t>, cast: &'a Cast, frames: &'a [Frame], first_person: Option<&'a str>) -> Self {
        let stands = cast.mentions.iter().map(|m| prose.stand(&m.range, m.owner)).collect();
        let (spoken, people, chain) = (Vec::new(), prose.people(), Vec::new());
        Resolver { prose, cast, frames, first_person, spoken, stands, people, chain, followed: 0 }
    }

    /// The voices of all quotations. `drafts` are in text order.
    pub(super) fn voices(&mut self, drafts: &[Draft]) -> Vec<Voice> {
        let mut voices: Vec<Voice> = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let voice = self.voice(draft);
            if voice.name.is_some() {
                self.spoken.push((self.prose.tokens[draft.token].start, voice.clone()));
            }
            voices.push(voice);
        }
        self.name_teased(drafts, &mut voices);
        for (i, draft) in drafts.iter().enumerate() {
            match draft.source {
                Source::Echo(piece) => voices[i] = echoed(piece, drafts, &voices),
                Source::Following => voices[i] = following(i, drafts, &voices),
                _ => {}
            }
        }
        voices
    }

    fn voice(&mut self, draft: &Draft) -> Voice {
        match draft.source {
            Source::Frame(frame) => self.of_frame(frame, draft.token),
            Source::Previous => self.last_speaker().map_or_else(|| self.of_context(draft), |v| Voice { rule: "previous", ..v }),
            Source::Context | Source::Next => self.of_context(draft),
            Source::Signed(ref name) => Voice { rule: "signature", ..self.of_phrase(name.clone()) },
            Source::Label(ref name) => Voice { rule: "label", ..self.of_phrase(name.clone()) },
            Source::Guest(ref label) => self.guest(label.start),
            Source::Echo(_) | Source::Following => Voice::default(),
        }
    }

    /// Who answers in an interview: who spoke before in it, else the person named first in what leads up to it.
    fn guest(&self, token: usize) -> Voice {
        let earlier = self.spoken.last().filter(|(_, v)| v.rule == "interview").map(|(_, v)| v.clone());
        let lead = 0..self.prose.tokens[token].start;
        let person = || self.cast.within(&lead).iter().find(|m| self.cast.figures[m.figure].is_person());
        earlier.or_else(|| person().map(|m| self.figure(m.figure, "interview"))).unwrap_or_default()
    }

    pub(super) fn last_voice(&self) -> Option<Voice> {
        self.spoken.last().map(|(_, v)| v.clone())
    }

    pub(super) fn of_frame(&mut self, frame: usize, token: usize) -> Voice {
        match self.frames[frame].speaker.clone() {
            Some(speaker) => {
                self.follow(speaker.start);
                self.of_phrase(speaker)
            }
            None => self.subject_before(token).unwrap_or_default(),
        }
    }

    pub(super) fn figure(&self, number: usize, rule: &'static str) -> Voice {
        let figure = &self.cast.figures[number];
        let kind = match figure.kind {
            Some(EntityType::Person) => SpeakerType::Person,
            None if figure.name.contains(' ') => SpeakerType::Person,
            _ => SpeakerType::Organization,
        };
        Voice { name: Some(figure.name.clone()), kind: Some(kind), figure: Some(number), rule }
    }

    /// The source as a noun phrase in tokens.
    pub(super) fn of_phrase(&self, phrase: Range<usize>) -> Voice {
        let first = &self.prose.tokens[phrase.start];
        if phrase.len() == 1 && first.is(Class::Subject) && !first.is(Class::Relative) {
            return self.pronoun(first);
        }
        let bytes = first.start..self.prose.tokens[phrase.end - 1].end;
        let mentions = self.cast.within(&bytes);
        let named =
            self.person(mentions, &phrase).or_else(|| self.whole_name(mentions, &phrase)).or_else(|| self.placed_name(mentions, &phrase));
        named.unwrap_or_else(|| self.description(&phrase, mentions))
    }

    /// A person named in the phrase, not as owner and not behind a preposition: "the mill's owner Ann Hill".
    fn person(&self, mentions: &[Named], phrase: &Range<usize>) -> Option<Voice> {
        let tokens = &self.prose.tokens;
        let heads = mentions.iter().filter(|m| {
            let at = tokens.partition_point(|t| t.end <= m.range.start);
            let behind = (phrase.start..at).any(|i| tokens[i].is(Class::Link) && !self.in_title(i, at));
            self.cast.figures[m.figure].is_person() && !m.owner && !behind
        });
        let names: Vec<&Named> = heads.collect();
        let first = self.figure(names.first()?.figure, "name");
        let joined = names.len() > 1 && (phrase.clone()).any(|i| self.prose.says(i, "and"));
        if joined {
            let all: Vec<&str> = names.iter().map(|m| self.cast.figures[m.figure].name.as_str()).collect();
            return Some(Voice { name: Some(all.join(" and ")), figure: None, ..first });
        }
        names.last().map(|m| self.figure(m.figure, "name"))
    }

    /// "Secretary of State Ann Hill", "head of the mill Ann Hill": the preposition belongs to the title.
    fn in_title(&self, preposition: usize, name: usize) -> bool {
        preposition > 0 && self.prose.tokens[preposition - 1].any(&[Class::Title, Class::Role]) && name > preposition + 1
    }

    /// The phrase is a name and nothing else but an article.
    fn whole_name(&self, mentions: &[Named], phrase: &Range<usize>) -> Option<Voice> {
        let from = phrase.start + usize::from(self.prose.tokens[phrase.start].is(Class::Determiner) && phrase.len() > 1);
        let bytes = self.prose.tokens[from].start..self.prose.tokens[phrase.end - 1].end;
        let covering = mentions.iter().find(|m| m.range.start <= bytes.start && m.range.end >= bytes.end);
        let last = || mentions.last().filter(|m| m.range.end >= bytes.end && !m.owner && self.plain_lead(from, m));
        covering.or_else(last).map(|m| self.figure(m.figure, "name"))
    }

    /// "Ann Hill from the mill"
    fn placed_name(&self, mentions: &[Named], phrase: &Range<usize>) -> Option<Voice> {
        let first = mentions.first().filter(|m| m.range.start == self.prose.tokens[phrase.start].start && !m.owner)?;
        let next = self.prose.tokens.partition_point(|t| t.end <= first.range.end.saturating_sub(1)) + 1;
        let from = next < phrase.end && self.prose.tokens[next].is(Class::Link);
        (from && self.cast.figures[first.figure].is_person()).then(|| self.figure(first.figure, "name"))
    }

    /// Only adjectives and roles stand before the name: "rival firm Hill Brothers".
    fn plain_lead(&self, from: usize, mention: &Named) -> bool {
        let tokens = self.prose.tokens[from..].iter().take_while(|t| t.start < mention.range.start);
        tokens.fold(true, |plain, t| plain && t.is_word() && !t.is(Class::Preposition) && !t.is(Class::Conjunction))
    }
}

/// The voice of the quotation whose words are taken up.
fn echoed(piece: usize, drafts: &[Draft], voices: &[Voice]) -> Voice {
    let same = drafts.iter().position(|d| !matches!(d.source, Source::Echo(_)) && d.pieces.iter().any(|p| p.start == piece));
    same.map(|s| Voice { rule: "echo", ..voices[s].clone() }).unwrap_or_default()
}

/// A heading in marks teases the quotation after it.
fn following(heading: usize, drafts: &[Draft], voices: &[Voice]) -> Voice {
    let near = drafts.iter().zip(voices).skip(heading + 1).find(|(d, _)| !matches!(d.source, Source::Echo(_) | Source::Following));
    near.map(|(_, v)| Voice { rule: "heading", ..v.clone() }).unwrap_or_default()
}
