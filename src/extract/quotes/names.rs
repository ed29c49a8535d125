//! Names: who and what is named in a text, under which names, in which roles.
//!
//! A [`Cast`] holds every figure once. Its mentions are the places where a capitalised run of words names it; definite
//! descriptions ("the company") are added by the resolver.

use super::lexicon::Class;
use super::prose::Prose;
use crate::model::EntityType;
use crate::model::words::push_lower;
use std::ops::Range;

/// What a person is spoken of as, where names or titles tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    He,
    She,
}

/// A person, an organisation, or a name of which neither is known.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "what is known of it, in any combination")]
pub(super) struct Figure {
    /// The fullest name.
    pub(super) name: String,
    /// The name as it is compared.
    pub(super) key: String,
    /// Person or organisation, where something tells.
    pub(super) kind: Option<EntityType>,
    pub(super) gender: Option<Gender>,
    /// All names in the document in order of appearance.
    pub(super) forms: Vec<String>,
    /// Its role as given ("chief executive").
    pub(super) role: Option<String>,
    /// Where it has that role.
    pub(super) organization: Option<String>,
    /// It stands in the configured list.
    pub(super) known: bool,
    /// It is a country or a city, as far as the table knows.
    pub(super) place: bool,
    /// It is the source of some cue.
    pub(super) speaks: bool,
    /// It brings the news, and is not what they are about: the agency of a dateline, a paper that reported.
    pub(super) brings_news: bool,
}

impl Figure {
    pub(super) fn is_person(&self) -> bool {
        self.kind == Some(EntityType::Person)
    }

    pub(super) fn add_form(&mut self, form: &str) {
        if !self.forms.iter().any(|f| f == form) {
            self.forms.push(form.to_owned());
        }
    }

    pub(super) fn rename(&mut self, name: &str) {
        name.clone_into(&mut self.name);
        self.key = key(name);
    }

    /// The key has more words than this one and ends, or begins, with it.
    pub(super) fn ends_with(&self, part: &str) -> bool {
        without_generation(&self.key).strip_suffix(part).is_some_and(|rest| rest.ends_with(' '))
    }

    pub(super) fn starts_with(&self, part: &str) -> bool {
        self.key.strip_prefix(part).is_some_and(|rest| rest.starts_with(' '))
    }
}

/// A place where a figure is named, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) figure: usize,
    pub(super) range: Range<usize>,
    /// Stands inside quotation marks.
    pub(super) quoted: bool,
    /// Ends in ’s.
    pub(super) owner: bool,
}

/// All figures of a text with their mentions in order.
#[derive(Debug, Default)]
pub(super) struct Cast {
    pub(super) figures: Vec<Figure>,
    pub(super) mentions: Vec<Named>,
}

/// "ann hill jr" → "ann hill".
pub(super) fn without_generation(key: &str) -> &str {
    const LATER: &[&str] = &["jr", "sr", "ii", "iii", "iv"];
    key.rsplit_once(' ').filter(|(_, last)| LATER.contains(last)).map_or(key, |(whole, _)| whole.trim_end_matches(','))
}

/// The name as it is compared: lower case, no full stops, no "the", straight apostrophes.
pub(super) fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let words = name.split_whitespace().filter(|word| word.chars().any(|c| c != '.'));
    for word in words {
        if !key.is_empty() {
            key.push(' ');
        }
        for c in word.chars().filter(|c| *c != '.') {
            push_lower(&mut key, if c == '’' { '\'' } else { c });
        }
    }
    if key.starts_with("the ") {
        key.drain(.."the ".len());
    }
    key
}

impl Cast {
    /// A person named alone in a sentence is meant by "he" or "she" there and in the sentence after it.
    pub(super) fn learn_genders(&mut self, prose: &Prose) {
        let mut votes = vec![(0usize, 0usize, 0usize); self.figures.len()];
        for (i, sentence) in prose.sentences.iter().enumerate() {
            let Some(only) = self.only_person(prose, sentence) else { continue };
            let next = prose
                .sentences
                .get(i + 1)
                .filter(|n| n.paragraph <= sentence.paragraph + 1 && self.only_person(prose, n).is_none_or(|p| p == only));
            let last = next.map_or(sentence.tokens.end, |n| n.tokens.end);
            for token in &prose.tokens[sentence.tokens.start..last] {
                votes[only].0 += usize::from(token.is(Class::He));
                votes[only].1 += usize::from(token.is(Class::She));
                votes[only].2 += usize::from(token.is(Class::It) && token.is_capital() || prose.says_token(token, "its"));
            }
        }
        for (figure, (he, she, it)) in self.figures.iter_mut().zip(votes) {
            let told = if he > she * 2 { Some(Gender::He) } else { (she > he * 2).then_some(Gender::She) };
            let open = figure.gender.is_none() && figure.kind != Some(EntityType::Organization);
            // A surname alone, of someone everybody knows: "Hill said that he hopes".
            let lone = figure.kind.is_none() && figure.speaks && !figure.place && !figure.known && !figure.name.contains(' ');
            let surname = lone && it == 0 && he + she > 1 && figure.name.contains(char::is_lowercase);
            figure.gender = if open && (figure.is_person() || surname) { told } else { figure.gender };
        }
    }

    fn only_person(&self, prose: &Prose, sentence: &super::prose::Sentence) -> Option<usize> {
        let range = prose.tokens[sentence.tokens.start].start..prose.tokens[sentence.tokens.end - 1].end;
        let mut people = self
            .within(&range)
            .iter()
            .filter(|m| !m.quoted && self.figures[m.figure].kind != Some(EntityType::Organization))
            .map(|m| m.figure);
        let first = people.next()?;
        people.all(|p| p == first).then_some(first)
    }

    /// A lone name that speaks is the one that was introduced with it as the first of several words.
    pub(super) fn join_given_names(&mut self, phrases: &[Range<usize>]) {
        for phrase in phrases {
            let Some(lone) = self.within(phrase).iter().find(|m| m.range == *phrase).map(|m| m.figure) else { continue };
            let figure = &self.figures[lone];
            if figure.kind.is_some() || figure.known || figure.place || figure.name.contains(' ') {
                continue;
            }
            let full = |f: &Figure| f.kind != Some(EntityType::Organization) && !f.place && f.starts_with(&figure.key);
            let before = self.mentions.iter().take_while(|m| m.figure != lone).map(|m| m.figure);
            if let Some(owner) = before.into_iter().find(|f| full(&self.figures[*f])) {
                let form = figure.name.clone();
                self.figures[owner].add_form(&form);
                self.mentions.iter_mut().filter(|m| m.figure == lone).for_each(|m| m.figure = owner);
            }
        }
    }

    /// Names that speak and are two to four words long are persons, where nothing says otherwise.
    pub(super) fn promote_speakers(&mut self, phrases: &[Range<usize>], text: &str) {
        for phrase in phrases {
            let Some(first) = self.within(phrase).iter().find(|m| !m.owner) else { continue };
            let placed =
                first.range.start == phrase.start && ["from", "of"].iter().any(|w| text[first.range.end..].trim_start().starts_with(w));
            let (figure, whole) = (first.figure, first.range == *phrase || placed);
            let figure = &mut self.figures[figure];
            figure.speaks = true;
            let words = figure.name.split(' ').count();
            if whole && figure.kind.is_none() && (2..5).contains(&words) {
                figure.kind = Some(EntityType::Person);
            }
        }
    }

    /// What a dateline names ("QUILLHAVEN, Feb. 26 —") is a place, though capitals look like those of an organisation.
    pub(super) fn place_dateline(&mut self, bytes: Option<Range<usize>>) {
        for mention in bytes.map(|b| self.numbered(&b)).into_iter().flatten() {
            let figure = &mut self.figures[self.mentions[mention].figure];
            if !figure.known && !figure.speaks {
                (figure.place, figure.kind) = (true, None);
            }
        }
    }

    /// The agency of the dateline, in these bytes, and the press among the sources of what is reported bring the news.
    pub(super) fn learn_press(&mut self, prose: &Prose, dateline: Option<Range<usize>>, reporters: &[Range<usize>]) {
        let agency = dateline.map(|d| self.within(&d).iter().map(|m| m.figure).collect::<Vec<_>>()).unwrap_or_default();
        let press = |m: &&Named| prose.text[m.range.clone()].split(' ').any(|w| prose.lexicon.look(&w.to_lowercase()).is(Class::Media));
        let papers: Vec<usize> = reporters.iter().flat_map(|r| self.within(r)).filter(press).map(|m| m.figure).collect();
        for figure in agency.into_iter().chain(papers) {
            self.figures[figure].brings_news = true;
        }
    }

    /// Adds descriptions ("the company") as names of the figures that they mean.
    pub(super) fn describe(&mut self, found: Vec<(usize, Range<usize>)>, text: &str) {
        for (figure, range) in found {
            self.figures[figure].kind.get_or_insert(EntityType::Organization);
            // "The company" at the start of a sentence is "the company".
            let form = text[range.clone()].replacen("The ", "the ", 1);
            self.figures[figure].add_form(&form);
            if self.within(&range).is_empty() {
                let at = self.mentions.partition_point(|m| m.range.start < range.start);
                self.mentions.insert(at, Named { figure, range, quoted: false, owner: false });
            }
        }
    }

    /// Mentions that lie in a range of bytes.
    pub(super) fn within(&self, range: &Range<usize>) -> &[Named] {
        &self.mentions[self.numbered(range)]
    }

    /// The numbers of the mentions that lie in a range of bytes.
    pub(super) fn numbered(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.mentions.partition_point(|m| m.range.start < range.start);
        let last = self.mentions.partition_point(|m| m.range.start < range.end);
        first..last.max(first)
    }

    /// Mentions that start before a byte, the nearest first.
    pub(super) fn before(&self, byte: usize) -> impl Iterator<Item = &Named> {
        let end = self.mentions.partition_point(|m| m.range.start < byte);
        self.mentions[..end].iter().rev()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_and_stops() {
        let check = |name: &str, expected: &str| assert_eq!(key(name), expected, "{name}");
        check("The U.S. Department  of Ferries", "us department of ferries");
        check("Ódhran O’Dell Jr.", "ódhran o'dell jr");
        check("A . B", "a b");
        check("The", "the");
        check("The .", "the");
        check("...", "");
    }
}
