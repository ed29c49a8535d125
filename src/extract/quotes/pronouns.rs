//! Pronouns: whom "he", "it" and "they" most likely mean, by nearness, position and what is known of the names.

use super::lexicon::Class;
use super::names::{Figure, Gender};
use super::people::Someone;
use super::prose::Prose;
use super::speakers::{Resolver, Voice};
use super::tokens::{Shape, Token};
use crate::model::{EntityType, SpeakerType};
use std::ops::Range;

/// How far back in sentences a pronoun may reach.
const REACH: usize = 12;

/// What the subject of a main clause is worth, in sentences of distance.
pub(super) const SUBJECT: f32 = 3.0;

/// Where a name stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stand {
    pub(super) sentence: usize,
    /// What its position says for it, in sentences of distance.
    pub(super) worth: f32,
}

/// Whom a pronoun may mean.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Who {
    /// A figure of the cast.
    Figure(usize),
    /// A person described in these tokens.
    Phrase(Range<usize>),
    /// The unnamed voice of this number among those that spoke.
    Spoken(usize),
}

/// A pronoun, and whom it means.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Link {
    pub(super) byte: usize,
    stand: Stand,
    pub(super) who: Who,
}

impl Prose<'_> {
    /// How a name in these bytes stands in its sentence.
    pub(super) fn stand(&self, bytes: &Range<usize>, owner: bool) -> Stand {
        let token = self.tokens.partition_point(|t| t.end <= bytes.start);
        let sentence = self.sentence_of(token);
        let worth = if self.is_attribute(token, bytes.end) {
            -SUBJECT
        } else if owner {
            -0.4
        } else {
            self.subject_worth(sentence, token, bytes.end)
        };
        Stand { sentence, worth }
    }

    /// "the Hill song": the name only tells which song.
    fn is_attribute(&self, token: usize, end: usize) -> bool {
        let article = token > 0 && (self.says(token - 1, "the") || self.says(token - 1, "a"));
        let next = self.tokens[token.min(self.tokens.len())..].iter().find(|t| t.start >= end);
        article && next.is_some_and(|t| t.shape == Shape::Lower && !t.known_word())
    }

    fn subject_worth(&self, sentence: usize, token: usize, end: usize) -> f32 {
        let Some(start) = self.sentences.get(sentence).map(|s| s.tokens.start) else { return 0.0 };
        let start = start.min(token);
        if self.tokens[token..].iter().find(|t| t.start >= end).is_some_and(|t| self.says_token(t, "who")) || self.leads_up_to(start, token)
        {
            let subordinate = self.tokens[start].is(Class::Subordinator) && start < token;
            return if subordinate { SUBJECT - 0.5 } else { SUBJECT };
        }
        // "While it rained, Hill went": the main clause comes second.
        let hung = self.tokens[start].any(&[Class::Subordinator, Class::Preposition]) && !self.tokens[start].is(Class::Determiner);
        let comma = (start..token).rev().find(|i| self.tokens[*i].mark(',')).filter(|_| hung);
        if comma.is_some_and(|c| self.leads_up_to(c + 1, token) && self.acts(end)) { SUBJECT } else { 0.0 }
    }

    /// Only the words of its noun phrase stand before the name.
    fn leads_up_to(&self, start: usize, token: usize) -> bool {
        let lead = &self.tokens[start..token];
        let verb =
            |t: &Token| t.is(Class::Auxiliary) || t.word.verb.is_some() && t.shape == Shape::Lower && !t.any(&[Class::Title, Class::Role]);
        !lead.iter().any(verb) && lead.last().is_none_or(|t| !t.is(Class::Preposition))
    }

    /// A verb follows the name, as far as the tables tell.
    fn acts(&self, end: usize) -> bool {
        let next = self.tokens.partition_point(|t| t.start < end);
        self.tokens.get(next).is_some_and(|t| t.is(Class::Adverb) || self.is_verb(t))
    }
}

impl Resolver<'_, '_> {
    /// Reads the pronouns up to a token, so that a later one can lean on them.
    pub(super) fn follow(&mut self, token: usize) {
        for i in self.followed..token {
            let pronoun = self.prose.tokens[i];
            let gender = match (pronoun.is(Class::He), pronoun.is(Class::She)) {
                (true, false) => Gender::He,
                (false, true) => Gender::She,
                _ => continue,
            };
            if let Some(who) = self.he_or_she(pronoun.start, gender) {
                let worth = if pronoun.is(Class::Subject) { SUBJECT } else { 0.0 } - 0.5;
                self.chain.push(Link { byte: pronoun.start, stand: Stand { sentence: self.prose.sentence_of(i), worth }, who });
            }
        }
        self.followed = self.followed.max(token);
    }

    pub(super) fn pronoun(&self, token: &Token) -> Voice {
        let gender = match (token.is(Class::He), token.is(Class::She)) {
            (true, _) => Gender::He,
            (_, true) => Gender::She,
            _ if token.is(Class::First) => return self.in_first_person(),
            _ if token.is(Class::It) => return self.thing(token),
            _ => return self.plural(token),
        };
        let unknown = || self.best(token.start, &|f| f.kind.is_none() && !f.place).map(|f| self.figure(f, "pronoun"));
        self.he_or_she(token.start, gender).map(|w| self.meant(w)).or_else(unknown).unwrap_or_default()
    }

    fn meant(&self, who: Who) -> Voice {
        match who {
            Who::Figure(figure) => self.figure(figure, "pronoun"),
            Who::Phrase(phrase) => self.unnamed(&phrase, "pronoun"),
            Who::Spoken(number) => Voice { rule: "pronoun", ..self.spoken[number].1.clone() },
        }
    }

    /// The person that a pronoun at this byte most likely means, named or not.
    fn he_or_she(&self, byte: usize, gender: Gender) -> Option<Who> {
        let fits = |f: &Figure| f.is_person() && f.gender.is_none_or(|g| g == gender);
        let alike = |g: Option<Gender>| g.is_none_or(|g| g == gender);
        let here = self.sentence_at(byte);
        let people = self.people[..self.people.partition_point(|s| self.prose.tokens[s.head].end <= byte)].iter().rev();
        let people = people.map(|s| (s, here - self.prose.sentence_of(s.head).min(here))).take_while(|(_, d)| *d < 5);
        let people =
            people.filter(|(s, _)| !s.plural && alike(s.gender)).map(|(s, d)| (Who::Phrase(s.phrase.clone()), s.worth - far(d) - 1.0));
        let linked = self.chain.iter().rev().skip_while(|l| l.byte >= byte).take(8);
        let linked = linked
            .filter(|l| self.is_alike(&l.who, gender))
            .map(|l| (l.who.clone(), l.stand.worth - far(here - l.stand.sentence.min(here))));
        let heard = self.spoken.iter().enumerate().rev().skip_while(|(_, (at, _))| *at >= byte).take(3);
        let heard = heard.filter(|(_, (_, v))| v.figure.is_none() && v.kind == Some(SpeakerType::Unnamed) && self.is_one(v, gender));
        let heard = heard.map(|(n, (at, _))| (Who::Spoken(n), SUBJECT + 0.3 - far(here - self.sentence_at(*at).min(here))));
        heaviest(self.weighed(byte, &fits).chain(heard).chain(linked).chain(people)).map(|(who, _)| who)
    }

    fn is_alike(&self, who: &Who, gender: Gender) -> bool {
        match who {
            Who::Figure(f) => self.cast.figures[*f].gender.is_none_or(|g| g == gender),
            Who::Phrase(p) => self.prose.tokens[p.clone()].iter().find_map(Token::word_gender).is_none_or(|g| g == gender),
            Who::Spoken(n) => self.is_one(&self.spoken[*n].1, gender),
        }
    }

    /// An unnamed voice that "he" or "she" may mean: one person, and no word speaks against it.
    fn is_one(&self, voice: &Voice, gender: Gender) -> bool {
        let name = voice.name.as_deref().unwrap_or_default();
        let head =
            name.split(' ').take_while(|w| !self.prose.lexicon.look(w).any(&[Class::Preposition, Class::Relative])).last().unwrap_or(name);
        let word = self.prose.lexicon.look(&head.to_lowercase());
        let several = word.is(Class::Group) || head.ends_with('s') && !head.ends_with("ss");
        let other = if gender == Gender::He { Class::SheWord } else { Class::HeWord };
        !several && !word.is(other) && word.any(&[Class::Role, Class::Title, Class::Unnamed])
    }

    fn in_first_person(&self) -> Voice {
        let Some(name) = self.first_person else { return Voice::default() };
        let figure = self.cast.figures.iter().position(|f| f.name == name);
        let kind = figure.map_or(SpeakerType::Organization, |f| self.figure(f, "").kind.unwrap_or(SpeakerType::Organization));
        Voice { name: Some(name.to_owned()), kind: Some(kind), figure, rule: "first-person" }
    }

    /// "it": the organisation or document that is the subject near by, or that spoke last.
    fn thing(&self, token: &Token) -> Voice {
        let near = self.organisation(token.start, &|_| true, "pronoun");
        let no_person = |v: &Voice| match v.figure {
            Some(f) => !self.cast.figures[f].is_person(),
            None => matches!(v.kind, Some(SpeakerType::Organization | SpeakerType::Document)),
        };
        let last = self.last_voice().filter(no_person).map(|v| Voice { rule: "pronoun", ..v });
        let told = near.as_ref().and_then(|v| v.figure).is_some_and(|f| self.cast.figures[f].kind.is_some());
        let heard = near.as_ref().and_then(|v| v.figure).is_some_and(|f| self.cast.figures[f].speaks && !self.cast.figures[f].place);
        if told && (heard || last.is_none()) { near.or(last) } else { last.or(near) }.unwrap_or_default()
    }

    /// "they": several people who are the subject right before, who spoke last, or an organisation.
    fn plural(&self, token: &Token) -> Voice {
        let here = self.sentence_at(token.start);
        let several = |s: &&Someone| s.plural && s.worth >= SUBJECT && here - self.prose.sentence_of(s.head).min(here) <= 1;
        let before = &self.people[..self.people.partition_point(|s| self.prose.tokens[s.head].end <= token.start)];
        let people = before.iter().rev().find(several);
        let last = self.spoken.last().filter(|(at, _)| people.is_none_or(|s| *at > self.prose.tokens[s.head].start));
        let last = last.map(|(_, v)| Voice { rule: "pronoun", ..v.clone() });
        let people = || people.map(|s| self.unnamed(&s.phrase, "pronoun"));
        last.or_else(people).or_else(|| self.organisation(token.start, &|_| true, "pronoun")).unwrap_or_default()
    }

    /// The figure that a pronoun or a description at this byte most likely means: near, subject, or the last to speak.
    pub(super) fn best(&self, byte: usize, fits: &dyn Fn(&Figure) -> bool) -> Option<usize> {
        let figure = |w: Who| if let Who::Figure(f) = w { Some(f) } else { None };
        heaviest(self.weighed(byte, fits)).and_then(|(who, _)| figure(who))
    }

    /// Figures before this byte with their weights: those that spoke last, then those that are named.
    fn weighed<'s>(&'s self, byte: usize, fits: &'s dyn Fn(&Figure) -> bool) -> impl Iterator<Item = (Who, f32)> + 's {
        let here = self.sentence_at(byte);
        let spoken = self.spoken.iter().rev().skip_while(move |(at, _)| *at >= byte).take(3);
        let spoken = spoken.filter_map(|(at, v)| Some((self.sentence_at(*at), v.figure?))).filter(|(_, f)| fits(&self.cast.figures[*f]));
        let spoken = spoken.map(move |(s, f)| (Who::Figure(f), SUBJECT + 0.3 - far(here - s.min(here))));
        let end = self.cast.mentions.partition_point(|m| m.range.start < byte);
        let near = (0..end).rev().take_while(move |m| here - self.stands[*m].sentence.min(here) <= REACH);
        let named = near.map(|m| (&self.cast.mentions[m], self.stands[m])).filter(|(m, _)| !m.quoted && fits(&self.cast.figures[m.figure]));
        let named = named.map(move |(m, stand)| {
            let heard = f32::from(u8::from(self.cast.figures[m.figure].speaks));
            (Who::Figure(m.figure), stand.worth - far(here - stand.sentence.min(here)) + heard)
        });
        spoken.chain(named)
    }

    pub(super) fn sentence_at(&self, byte: usize) -> usize {
        let token = self.prose.tokens.partition_point(|t| t.end <= byte);
        self.prose.sentence_of(token)
    }

    /// An organisation named before this byte, the most likely first.
    pub(super) fn organisation(&self, byte: usize, fits: &dyn Fn(&Figure) -> bool, rule: &'static str) -> Option<Voice> {
        let told = |f: &Figure| (f.kind == Some(EntityType::Organization) || f.kind.is_none() && f.speaks) && fits(f);
        let untold = |f: &Figure| f.kind.is_none() && fits(f);
        self.best(byte, &told).or_else(|| self.best(byte, &untold)).map(|f| self.figure(f, rule))
    }
}

fn far(sentences: usize) -> f32 {
    f32::from(u16::try_from(sentences.min(100)).unwrap_or(100))
}

/// The first of those that weigh most.
fn heaviest(candidates: impl Iterator<Item = (Who, f32)>) -> Option<(Who, f32)> {
    candidates.fold(None, |best, next| match best {
        Some((_, weight)) if weight >= next.1 => best,
        _ => Some(next),
    })
}
