//! Capitalised runs of words: where a name begins and ends, which titles stand before it, and what its words tell of it.

use super::lexicon::Class;
use super::names::{Gender, key};
use super::prose::Prose;
use super::tokens::{Shape, Token, possessor};
use crate::model::EntityType;
use std::collections::HashSet;
use std::ops::Range;

/// A capitalised run of words before it is known whom it names.
#[derive(Debug)]
pub(super) struct Run {
    /// Tokens of the name, without titles.
    pub(super) name: Range<usize>,
    /// Tokens of the title before it.
    pub(super) title: Range<usize>,
    pub(super) kind: Option<EntityType>,
    /// As the title tells, or the given name of a full name.
    pub(super) gender: Option<Gender>,
    /// As a lone given name tells.
    pub(super) given: Option<Gender>,
}

/// Reads the names of a text.
pub(super) struct Scan<'p, 't> {
    pub(super) prose: &'p Prose<'t>,
    pub(super) words: &'p [Token],
    /// Words that have a capital inside a sentence.
    inside: HashSet<&'t str>,
}

/// Words of a run that may be two names. A longer one is a list, and to look at all its halves takes time by the square of them.
const LONG: Range<usize> = 3..20;

impl<'p, 't> Scan<'p, 't> {
    pub(super) fn new(prose: &'p Prose<'t>) -> Self {
        let mut scan = Scan { prose, words: &prose.words, inside: HashSet::new() };
        scan.inside = (0..scan.words.len())
            .filter(|i| scan.words[*i].is_capital() && !scan.is_first(*i))
            .map(|i| possessor(&prose.text[scan.words[i].range()]))
            .collect();
        scan
    }

    /// All names in text order.
    pub(super) fn runs(&self) -> Vec<Run> {
        self.split_runs(self.joined_runs())
    }

    fn joined_runs(&self) -> Vec<Run> {
        let mut found = Vec::new();
        let mut i = 0;
        while i < self.words.len() {
            if self.starts_name(i) {
                let end = self.run_end(i);
                found.extend(self.run(i, end));
                i = end;
            } else {
                i += 1;
            }
        }
        found
    }

    /// "Hill Brothers Ann Wood" is two names, where both stand in the text for themselves.
    fn split_runs(&self, runs: Vec<Run>) -> Vec<Run> {
        let whole: HashSet<String> = runs.iter().map(|r| key(self.text(r.name.clone()))).collect();
        let people = runs.iter().filter(|r| r.kind == Some(EntityType::Person) && r.name.len() > 1);
        let surnames: HashSet<String> = people.map(|r| key(self.text(r.name.end - 1..r.name.end))).collect();
        runs.into_iter().flat_map(|run| self.split_run(run, &whole, &surnames)).collect()
    }

    fn split_run(&self, run: Run, whole: &HashSet<String>, surnames: &HashSet<String>) -> Vec<Run> {
        let Range { start, end } = run.name;
        let stands = |range: Range<usize>| whole.contains(&key(self.text(range)));
        let given = |i: usize| self.words[i].any(&[Class::GivenHe, Class::GivenShe]) && i + 2 == end;
        let office = |i: usize| self.words[i - 1].is(Class::OrgWord) && !self.words[i..end].iter().any(|t| t.is(Class::OrgWord));
        let two = |i: usize| stands(start..i) && (stands(i..end) || given(i)) || office(i) && stands(i..end);
        // "the Morning Star Hill": no person's name follows an article, but a surname may stand behind one that does.
        let article = start > 0 && self.prose.says_token(&self.words[start - 1], "the");
        let behind = |i: usize| article && i + 1 == end && !self.words[i].is(Class::OrgWord) && surnames.contains(&key(self.text(i..end)));
        // "ambassador to Norway Ann Hill"
        let led = start > 0 && self.words[start - 1].is(Class::Preposition);
        let placed = |i: usize| {
            led && i == start + 1 && self.words[start].is(Class::Place) && !self.words[i..end].iter().any(|t| t.is(Class::OrgWord))
        };
        let cut = (start + 1..end).find(|i| LONG.contains(&(end - start)) && (two(*i) || behind(*i) || placed(*i)));
        match cut {
            Some(cut) => self.run(start, cut).into_iter().chain(self.run(cut, end)).collect(),
            None => vec![run],
        }
    }

    /// The words of a name, without its ’s.
    pub(super) fn text(&self, range: Range<usize>) -> &str {
        let (start, end) = (self.words[range.start].start, self.words[range.end - 1].end);
        possessor(&self.prose.text[start..end])
    }

    fn starts_name(&self, i: usize) -> bool {
        let token = &self.words[i];
        let acronym = token.shape == Shape::Upper && token.end - token.start > 1;
        if !token.is_capital() || token.is(Class::NotName) && !(acronym && !self.is_first(i) && token.is(Class::OrgWord)) {
            return false;
        }
        // A capital at the start of a sentence tells nothing by itself: "Like Hill", "Asked".
        !(self.is_first(i) && (self.common_at_start(i) || self.untold_at_start(i)))
    }

    fn common_at_start(&self, i: usize) -> bool {
        let token = &self.words[i];
        let alone = !self.joins(i);
        let verb = token.word.verb.is_some() && !token.any(&[Class::GivenHe, Class::GivenShe]);
        let joint = token.any(&[Class::Preposition, Class::Conjunction, Class::Subordinator, Class::Adverb, Class::Auxiliary]);
        joint && !token.any(&[Class::GivenHe, Class::GivenShe])
            || alone
                && (token.any(&[
                    Class::Adverb,
                    Class::Subordinator,
                    Class::Preposition,
                    Class::Unnamed,
                    Class::Role,
                    Class::Company,
                    Class::Document,
                ]) || verb)
    }

    /// A lone word with a capital that has none elsewhere: "Breathing gets harder".
    fn untold_at_start(&self, i: usize) -> bool {
        let token = &self.words[i];
        let told = token.owner
            || token.any(&[Class::GivenHe, Class::GivenShe, Class::OrgWord, Class::Honorific, Class::Title])
            || token.shape == Shape::Upper;
        let speaks = self.words.get(i + 1).is_some_and(|t| t.word.verb.is_some() || t.mark(',') || t.is(Class::Auxiliary) || t.mark('('));
        let ending = ["ing", "ly", "ed"].iter().any(|e| self.prose.text[token.range()].ends_with(e));
        !self.joins(i) && !told && (!speaks || ending) && !self.inside.contains(&self.prose.text[token.range()])
    }

    /// First word of a sentence or of a quotation.
    fn is_first(&self, i: usize) -> bool {
        i == 0 || {
            let before = &self.words[i - 1];
            let line = self.prose.text[before.end..self.words[i].start].contains('\n');
            line || matches!(before.shape, Shape::Mark('.' | '!' | '?' | ':' | '“' | '"' | '‘' | '•' | '*'))
        }
    }

    /// The next token goes on with the name that token `i` belongs to.
    fn joins(&self, i: usize) -> bool {
        let (Some(token), Some(next)) = (self.words.get(i), self.words.get(i + 1)) else { return false };
        let gap = &self.prose.text[token.end..next.start];
        let near = gap.len() <= 2 && gap.chars().all(|c| c == ' ' || c == '\u{a0}');
        near && !token.owner && next.is_capital() && (!next.is(Class::NotName) || next.is(Class::OrgWord))
    }

    fn run_end(&self, start: usize) -> usize {
        let mut end = start + 1;
        loop {
            if self.joins(end - 1) {
                end += 1;
            } else if let Some(next) = self.linked(start, end) {
                end = next;
            } else {
                return end;
            }
        }
    }

    /// "Department of Defence", "Marks & Hill", "Ludwig van Hill": the token after the joint.
    fn linked(&self, start: usize, end: usize) -> Option<usize> {
        const PARTICLES: &[&str] =
            &["de", "van", "von", "der", "den", "del", "della", "da", "di", "du", "la", "le", "bin", "ibn", "al", "el", "dos"];
        if self.words[end - 1].owner {
            return None;
        }
        let is = |i: usize, word: &str| self.words.get(i).is_some_and(|t| &self.prose.text[t.range()] == word);
        let capital = |i: usize| self.words.get(i).is_some_and(|t| t.is_capital() && !t.is(Class::NotName));
        let office = self.words[start..end].iter().any(|t| t.any(&[Class::OrgWord, Class::Title]));
        // "leader Ann Hill of Leeds" is a person's name and a place.
        let office = office && (end - start == 1 || self.words[end - 1].any(&[Class::OrgWord, Class::Title, Class::Company]));
        let of = is(end, "of") || is(end, "for");
        if of && office && (capital(end + 1) || is(end + 1, "the") && capital(end + 2)) {
            return Some(end + 2 + usize::from(is(end + 1, "the")));
        }
        let in_office = (start..end).any(|i| is(i, "of")) && self.words[start].is(Class::OrgWord);
        if (is(end, "and") && in_office || is(end, "&")) && capital(end + 1) {
            return Some(end + 2);
        }
        let mut at = end;
        while PARTICLES.iter().any(|p| is(at, p)) {
            at += 1;
        }
        (at > end && capital(at)).then_some(at + 1)
    }

    fn run(&self, start: usize, end: usize) -> Option<Run> {
        let name = self.name_start(start, end);
        if name == end {
            return None;
        }
        let tokens = &self.words[name..end];
        let title = start..name;
        let told = self.gender(&title, &tokens[0]);
        let lone = tokens.len() == 1 && !self.words[title.clone()].iter().any(|t| t.any(&[Class::HeTitle, Class::SheTitle]));
        let (gender, given) = if lone { (None, told) } else { (told, None) };
        let kind = self.kind(&title, name, end);
        // A calendar word or a bare title names no one.
        let empty = tokens.iter().all(|t| t.any(&[Class::Calendar, Class::NotName]) && t.shape != Shape::Upper);
        (!empty).then_some(Run { name: name..end, title, kind, gender, given })
    }

    /// Where titles end and the name begins. An organisation keeps all its words.
    fn name_start(&self, start: usize, end: usize) -> usize {
        let titled = |i: &usize| self.words[*i].any(&[Class::Title, Class::Honorific]);
        let honorific = self.words[start].is(Class::Honorific);
        let Some(last) = (start..end).rfind(titled) else { return start };
        let mut name = last + 1;
        if name < end && &self.prose.text[self.words[name].range()] == "of" {
            name += 2;
        }
        let organisation = self.words[name.min(end)..end].iter().any(|t| t.is(Class::OrgWord)) && !honorific;
        if organisation { start } else { name.min(end) }
    }

    fn gender(&self, title: &Range<usize>, first: &Token) -> Option<Gender> {
        let any = |class| self.words[title.clone()].iter().any(|t| t.is(class));
        match (any(Class::HeTitle), any(Class::SheTitle), first.is(Class::GivenHe), first.is(Class::GivenShe)) {
            (true, false, ..) | (false, false, true, false) => Some(Gender::He),
            (false, true, ..) | (false, false, false, true) => Some(Gender::She),
            _ => None,
        }
    }

    fn kind(&self, title: &Range<usize>, start: usize, end: usize) -> Option<EntityType> {
        let tokens = &self.words[start..end];
        if !title.is_empty() {
            return Some(EntityType::Person);
        }
        if self.apposed_company(start, end) || self.is_incorporated(start, end) {
            return Some(EntityType::Organization);
        }
        let acronym = tokens.len() == 1 && tokens[0].shape == Shape::Upper && !tokens[0].is(Class::Place);
        // "Ann Radio, a chemistry researcher"
        let person = tokens.len() == 2 && !tokens[0].is(Class::OrgWord) && self.titled_after(start, end) && self.articled(end + 1);
        if tokens.iter().any(|t| t.is(Class::OrgWord)) && !person || acronym {
            return Some(EntityType::Organization);
        }
        let given = tokens[0].any(&[Class::GivenHe, Class::GivenShe]);
        let initial = tokens.len() > 2 && tokens[1].end - tokens[1].start == 2 && self.prose.text[..tokens[1].end].ends_with('.');
        let person = given && tokens.len() < 5
            || initial
            || tokens.len() < 5 && (self.aged(end) || self.titled_before(start) || self.titled_after(start, end) || self.is_someone(end));
        person.then_some(EntityType::Person)
    }

    /// "Hill AG", "Hill S.p.A."; the AG of a place is its attorney general.
    fn is_incorporated(&self, start: usize, end: usize) -> bool {
        let last = &self.words[end - 1];
        let written = self.prose.text[last.range()].chars().filter(|c| c.is_uppercase()).count() > 1;
        let place = self.words[start..end - 1].iter().all(|t| t.is(Class::Place));
        end - start > 1 && last.is(Class::Legal) && written && !place
    }

    /// "Hill, 42," tells a person.
    fn aged(&self, end: usize) -> bool {
        let age = |t: &Token| t.shape == Shape::Number && t.end - t.start == 2;
        self.words.get(end).is_some_and(|t| t.mark(','))
            && self.words.get(end + 1).is_some_and(age)
            && self.words.get(end + 2).is_none_or(|t| matches!(t.shape, Shape::Mark(_)))
    }

    fn articled(&self, i: usize) -> bool {
        self.words.get(i).is_some_and(|t| self.prose.says_token(t, "a") || self.prose.says_token(t, "an"))
    }

    /// "Hill is a mother of two"
    fn is_someone(&self, end: usize) -> bool {
        let is = |i: usize, words: &[&str]| self.words.get(i).is_some_and(|t| words.iter().any(|w| self.prose.says_token(t, w)));
        let noun = |t: &Token| t.any(&[Class::Role, Class::Title, Class::HeWord, Class::SheWord]) && !t.is_plural(self.prose.text);
        let predicate = self.words.iter().skip(end + 2).take(4).take_while(|t| t.is_word() && !t.is(Class::Preposition));
        is(end, &["is", "was"]) && is(end + 1, &["a", "an"]) && predicate.into_iter().any(noun)
    }

    /// "Hill Brothers, a record label," and "The group that owns the mill, Hill Brothers, said".
    fn apposed_company(&self, start: usize, end: usize) -> bool {
        let comma = |i: usize| self.words.get(i).is_some_and(|t| t.mark(','));
        let company = |t: &Token| t.is(Class::Company) && t.shape == Shape::Lower && !t.owner;
        let phrase = self.words.iter().skip(end + 1).take(5).take_while(|t| t.is_word() && !t.is(Class::Preposition));
        let article = self.words.get(end + 1).is_some_and(|t| t.is(Class::Determiner) && t.shape == Shape::Lower);
        let free = !self.words.get(start.wrapping_sub(1)).is_some_and(|t| t.is(Class::Preposition));
        let after = comma(end) && article && free && phrase.last().is_some_and(company);
        let opens = (start.saturating_sub(14)..start).rev().find(|i| self.is_first(*i));
        let group = |i: usize| self.prose.says_token(&self.words[i], "the") && self.words.get(i + 1).is_some_and(company);
        let before = start > 0 && comma(start - 1) && comma(end) && opens.is_some_and(|i| i + 2 < start && group(i));
        let inside = |i: usize| self.words[i + 2..start - 1].iter().any(|t| t.mark(','));
        // "The ministry economist, Ann Hill, said": what stands before the comma is a person.
        let post = start > 1 && self.words[start - 2].any(&[Class::Title, Class::Role]);
        after || before && !post && opens.is_some_and(|i| !inside(i))
    }

    /// "analyst Ann Hill"
    fn titled_before(&self, start: usize) -> bool {
        start > 0 && {
            let before = &self.words[start - 1];
            before.any(&[Class::Title, Class::Role]) && before.shape == Shape::Lower && !before.owner
        }
    }

    /// "Hill, a senior analyst at"
    fn titled_after(&self, start: usize, end: usize) -> bool {
        let comma = self.words.get(end).is_some_and(|t| t.mark(','));
        let object = self.words.get(start.wrapping_sub(1)).is_some_and(|t| t.is(Class::Preposition));
        comma && !object && self.words.iter().skip(end + 1).take(5).take_while(|t| t.is_word()).any(|t| t.any(&[Class::Title, Class::Role]))
    }
}
