//! Names: who and what is named in a text, under which names, in which roles.
//!
//! A [`Cast`] holds every figure once. Its mentions are the places where a capitalised run of words names it; definite
//! descriptions ("the company") are added by the resolver.

use super::lexicon::Class;
use super::prose::Prose;
use super::tokens::{Shape, Token, possessor};
use crate::model::{EntityType, KnownEntity};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// What a person is spoken of as, where names or titles tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    He,
    She,
}

/// A person, an organisation, or a name of which neither is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Figure {
    /// The fullest name.
    pub(super) name: String,
    /// The name as it is compared.
    key: String,
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

    fn rename(&mut self, name: &str) {
        name.clone_into(&mut self.name);
        self.key = key(name);
    }

    /// The key has more words than this one and ends, or begins, with it.
    fn ends_with(&self, part: &str) -> bool {
        self.key.strip_suffix(part).is_some_and(|rest| rest.ends_with(' '))
    }

    fn starts_with(&self, part: &str) -> bool {
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

/// A capitalised run of words before it is known whom it names.
#[derive(Debug)]
struct Run {
    /// Tokens of the name, without titles.
    name: Range<usize>,
    /// Tokens of the title before it.
    title: Range<usize>,
    kind: Option<EntityType>,
    /// As the title tells, or the given name of a full name.
    gender: Option<Gender>,
    /// As a lone given name tells.
    given: Option<Gender>,
}

/// The name as it is compared: lower case, no full stops, no "the", straight apostrophes.
pub(super) fn key(name: &str) -> String {
    let lower: String = name.chars().flat_map(char::to_lowercase).filter(|c| *c != '.').map(|c| if c == '’' { '\'' } else { c }).collect();
    let joined = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    joined.strip_prefix("the ").map_or_else(|| joined.clone(), str::to_owned)
}

impl Cast {
    /// Reads all names of the text; the known ones keep the names of the list.
    /// `sources` are the noun phrases at cues, in bytes.
    pub(super) fn new(prose: &Prose, known: &[KnownEntity], sources: &[Range<usize>]) -> Cast {
        let scan = Scan::new(prose);
        let runs = scan.split_runs(scan.runs());
        let mut builder = Builder::new(&scan);
        builder.learn(known);
        builder.count(&runs);
        let mut order: Vec<usize> = (0..runs.len()).collect();
        // Full names first, so that a surname finds its owner wherever it stands.
        order.sort_by_key(|i| std::cmp::Reverse(runs[*i].name.len().min(4)));
        let mut found: Vec<(usize, usize)> = order.into_iter().map(|i| (i, builder.figure(&runs[i]))).collect();
        found.sort_unstable();
        for (i, figure) in found {
            builder.mention(&runs[i], figure);
        }
        builder.settle_moves();
        let mut cast = builder.cast;
        cast.promote_speakers(sources);
        cast.learn_genders(prose);
        cast.figures.iter_mut().for_each(settle_gender);
        cast
    }

    /// A person named alone in a sentence is meant by "he" or "she" there and in the sentence after it.
    fn learn_genders(&mut self, prose: &Prose) {
        let mut votes = vec![(0usize, 0usize); self.figures.len()];
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
            }
        }
        for (figure, (he, she)) in self.figures.iter_mut().zip(votes) {
            let told = if he > she * 2 { Some(Gender::He) } else { (she > he * 2).then_some(Gender::She) };
            let open = figure.gender.is_none() && figure.kind != Some(EntityType::Organization);
            figure.gender = if open && figure.is_person() { told } else { figure.gender };
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

    /// Names that speak and are two to four words long are persons, where nothing says otherwise.
    fn promote_speakers(&mut self, phrases: &[Range<usize>]) {
        for phrase in phrases {
            let Some(first) = self.within(phrase).iter().find(|m| !m.owner) else { continue };
            let (figure, whole) = (first.figure, first.range == *phrase);
            let figure = &mut self.figures[figure];
            figure.speaks = true;
            let words = figure.name.split(' ').count();
            if whole && figure.kind.is_none() && (2..5).contains(&words) {
                figure.kind = Some(EntityType::Person);
            }
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
        let first = self.mentions.partition_point(|m| m.range.start < range.start);
        let last = self.mentions.partition_point(|m| m.range.start < range.end);
        &self.mentions[first..last.max(first)]
    }

    /// Mentions that start before a byte, the nearest first.
    pub(super) fn before(&self, byte: usize) -> impl Iterator<Item = &Named> {
        let end = self.mentions.partition_point(|m| m.range.start < byte);
        self.mentions[..end].iter().rev()
    }
}

fn settle_gender(figure: &mut Figure) {
    if figure.gender.is_some() && figure.kind.is_none() {
        figure.kind = Some(EntityType::Person);
    }
}

struct Scan<'p, 't> {
    prose: &'p Prose<'t>,
    words: &'p [Token],
    /// Words that have a capital inside a sentence.
    inside: HashSet<&'t str>,
}

impl<'p, 't> Scan<'p, 't> {
    fn new(prose: &'p Prose<'t>) -> Self {
        let mut scan = Scan { prose, words: &prose.words, inside: HashSet::new() };
        scan.inside = (0..scan.words.len())
            .filter(|i| scan.words[*i].is_capital() && !scan.is_first(*i))
            .map(|i| possessor(&prose.text[scan.words[i].range()]))
            .collect();
        scan
    }

    fn runs(&self) -> Vec<Run> {
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
        runs.into_iter().flat_map(|run| self.split_run(run, &whole)).collect()
    }

    fn split_run(&self, run: Run, whole: &HashSet<String>) -> Vec<Run> {
        let Range { start, end } = run.name;
        let stands = |range: Range<usize>| whole.contains(&key(self.text(range)));
        let given = |i: usize| self.words[i].any(&[Class::GivenHe, Class::GivenShe]) && i + 2 == end;
        let cut = (start + 1..end).find(|i| end - start > 2 && stands(start..*i) && (stands(*i..end) || given(*i)));
        match cut {
            Some(cut) => self.run(start, cut).into_iter().chain(self.run(cut, end)).collect(),
            None => vec![run],
        }
    }

    fn text(&self, range: Range<usize>) -> &str {
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
            (true, false, ..) => Some(Gender::He),
            (false, true, ..) => Some(Gender::She),
            (_, _, true, false) => Some(Gender::He),
            (_, _, false, true) => Some(Gender::She),
            _ => None,
        }
    }

    fn kind(&self, title: &Range<usize>, start: usize, end: usize) -> Option<EntityType> {
        let tokens = &self.words[start..end];
        if !title.is_empty() {
            return Some(EntityType::Person);
        }
        let acronym = tokens.len() == 1 && tokens[0].shape == Shape::Upper && !tokens[0].is(Class::Place);
        if tokens.iter().any(|t| t.is(Class::OrgWord)) || acronym {
            return Some(EntityType::Organization);
        }
        let given = tokens[0].any(&[Class::GivenHe, Class::GivenShe]);
        let initial = tokens.len() > 2 && tokens[1].end - tokens[1].start == 2 && self.prose.text[..tokens[1].end].ends_with('.');
        let person = given && tokens.len() < 5
            || initial
            || tokens.len() < 5 && (self.aged(end) || self.titled_before(start) || self.titled_after(start, end));
        person.then_some(EntityType::Person)
    }

    /// "Hill, 42," tells a person.
    fn aged(&self, end: usize) -> bool {
        let age = |t: &Token| t.shape == Shape::Number && t.end - t.start == 2;
        self.words.get(end).is_some_and(|t| t.mark(','))
            && self.words.get(end + 1).is_some_and(age)
            && self.words.get(end + 2).is_none_or(|t| matches!(t.shape, Shape::Mark(_)))
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

struct Builder<'s, 'p, 't> {
    scan: &'s Scan<'p, 't>,
    cast: Cast,
    /// Every name → its figure.
    keys: HashMap<String, usize>,
    /// First and last word of a person's name → figure.
    people: HashMap<(String, String), usize>,
    /// How often each name stands in the text, in full.
    counts: HashMap<String, usize>,
    /// The token at which each name stands first.
    firsts: HashMap<String, usize>,
    /// A word of a name → the figures that have it.
    by_word: HashMap<String, Vec<usize>>,
    /// The first letters of a name → its figure.
    by_initials: HashMap<String, usize>,
    /// Figures that turned out to be another one.
    moved: Vec<(usize, usize)>,
}

impl<'s, 'p, 't> Builder<'s, 'p, 't> {
    fn new(scan: &'s Scan<'p, 't>) -> Self {
        Builder {
            scan,
            cast: Cast::default(),
            keys: HashMap::new(),
            people: HashMap::new(),
            counts: HashMap::new(),
            firsts: HashMap::new(),
            by_word: HashMap::new(),
            by_initials: HashMap::new(),
            moved: Vec::new(),
        }
    }

    fn learn(&mut self, known: &[KnownEntity]) {
        for entity in known {
            let figure = self.cast.figures.len();
            self.cast.figures.push(Figure {
                name: entity.name.clone(),
                key: key(&entity.name),
                kind: Some(entity.kind),
                known: true,
                ..Figure::default()
            });
            for name in std::iter::once(&entity.name).chain(&entity.aliases) {
                self.keys.insert(key(name), figure);
                self.index(&key(name), figure);
            }
        }
    }

    fn count(&mut self, runs: &[Run]) {
        for run in runs {
            let key = key(self.scan.text(run.name.clone()));
            self.firsts.entry(key.clone()).or_insert(run.name.start);
            *self.counts.entry(key).or_default() += 1;
        }
    }

    fn figure(&mut self, run: &Run) -> usize {
        let name = self.scan.text(run.name.clone()).to_owned();
        let key = key(&name);
        let found = self.keys.get(&key).copied().filter(|f| self.fits(*f, run));
        let figure = found.or_else(|| self.same_person(run, &key)).or_else(|| self.part_of(run, &key)).unwrap_or_else(|| self.add(&name));
        self.keys.entry(key.clone()).or_insert(figure);
        self.enrich(figure, run, &name);
        if let Some(ends) = ends(&key).filter(|_| self.cast.figures[figure].is_person()) {
            self.people.entry(ends).or_insert(figure);
        }
        figure
    }

    /// "Lady Hill" is not the Bob Hill of the same text.
    fn fits(&self, figure: usize, run: &Run) -> bool {
        let known = self.cast.figures[figure].gender;
        known.is_none() || run.gender.is_none() || known == run.gender
    }

    /// "Ann B. Hill" is "Ann Hill".
    fn same_person(&self, run: &Run, key: &str) -> Option<usize> {
        let person = run.kind == Some(EntityType::Person);
        ends(key).filter(|_| person).and_then(|ends| self.people.get(&ends)).copied()
    }

    /// A surname, a given name, or the first words of an organisation's name.
    fn part_of(&self, run: &Run, part: &str) -> Option<usize> {
        let words = part.split(' ').count();
        let is = |f: &Figure, kind| f.kind == Some(kind);
        let office = run.kind == Some(EntityType::Organization);
        let holding = self.by_word.get(part.rsplit(' ').next().unwrap_or(part)).map_or(&[][..], Vec::as_slice);
        let figures = || holding.iter().map(|i| (*i, &self.cast.figures[*i])).filter(|(i, f)| !f.known && self.fits(*i, run));
        // A full name of which nothing is known must come first: "Hill Park" is not what "Hill" means.
        let introduced = |f: &Figure| f.is_person() || self.firsts.get(&f.key).is_some_and(|first| *first < run.name.start);
        let surnamed = |f: &Figure| !office && f.ends_with(part) && !is(f, EntityType::Organization) && introduced(f);
        // Of several with that surname, the one named most often in full.
        let often = |(_, f): &(usize, &Figure)| std::cmp::Reverse(self.counts.get(&f.key).copied().unwrap_or(0));
        let shortened = |f: &Figure| {
            let authority =
                is(f, EntityType::Organization) && run.kind != Some(EntityType::Person) && words * 2 > f.key.matches(' ').count();
            (f.is_person() && !office || authority) && f.starts_with(part)
        };
        let found = figures().filter(|(_, f)| surnamed(f)).min_by_key(often).or_else(|| figures().find(|(_, f)| shortened(f)));
        let acronym =
            || self.by_initials.get(&part.replace('&', "")).copied().filter(|f| office && words == 1 && !self.cast.figures[*f].is_person());
        found.map(|(i, _)| i).or_else(acronym).or_else(|| self.bare_office(run, part))
    }

    /// "the Department": one word of an office's full name, which is said first.
    fn bare_office(&self, run: &Run, word: &str) -> Option<usize> {
        let first = &self.scan.words[run.name.start];
        let office = run.name.len() == 1 && first.is(Class::Company) && first.is(Class::OrgWord);
        let holds = |f: &Figure| f.kind == Some(EntityType::Organization) && f.key.contains(' ') && f.key.split(' ').any(|w| w == word);
        self.by_word.get(word)?.iter().copied().find(|i| holds(&self.cast.figures[*i])).filter(|_| office)
    }

    fn add(&mut self, name: &str) -> usize {
        self.index(&key(name), self.cast.figures.len());
        self.cast.figures.push(Figure { name: name.to_owned(), key: key(name), ..Figure::default() });
        self.cast.figures.len() - 1
    }

    fn index(&mut self, key: &str, figure: usize) {
        for word in key.split(' ') {
            self.by_word.entry(word.to_owned()).or_default().push(figure);
        }
        self.by_initials.entry(initials(key)).or_insert(figure);
    }

    fn enrich(&mut self, number: usize, run: &Run, name: &str) {
        let figure = &mut self.cast.figures[number];
        figure.kind = figure.kind.or(run.kind);
        figure.place |= self.scan.words[run.name.clone()].iter().all(|t| t.is(Class::Place));
        figure.gender = figure.gender.or(run.gender);
        let shouted = |s: &str| s.contains(' ') && !s.contains(char::is_lowercase);
        // "Grant" alone may be a surname; it tells a gender only where it is the first name.
        let same = name.split(' ').next() == figure.name.split(' ').next();
        figure.gender = figure.gender.or(run.given.filter(|_| same));
        let fuller = name.split(' ').count() > figure.name.split(' ').count() && !shouted(name) || shouted(&figure.name) && !shouted(name);
        if fuller && !figure.known {
            figure.rename(name);
            self.index(&key(name), number);
        }
    }

    fn mention(&mut self, run: &Run, figure: usize) {
        let words = &self.scan.words[run.name.clone()];
        let range = words[0].start..words[words.len() - 1].end;
        let name = self.scan.text(run.name.clone()).to_owned();
        let article = run.name.start.checked_sub(1).filter(|a| self.scan.prose.says_token(&self.scan.words[*a], "the"));
        let described = words.len() == 1 && words[0].is(Class::Company) && words[0].is(Class::OrgWord) && article.is_some();
        let form = if described { format!("the {name}") } else { name };
        self.cast.figures[figure].add_form(&form);
        let prose = self.scan.prose;
        let quoted =
            prose.marked.get(prose.marked.partition_point(|m| m.outer.end <= range.start)).is_some_and(|m| m.inner.start <= range.start);
        let owner = words[words.len() - 1].owner;
        self.cast.mentions.push(Named { figure, range, quoted, owner });
        self.role(run, figure);
        self.acronym(run, figure);
    }

    /// The role that stands before or after the name, the first one given in the document.
    fn role(&mut self, run: &Run, number: usize) {
        if self.cast.figures[number].kind == Some(EntityType::Organization) || self.cast.figures[number].role.is_some() {
            return;
        }
        let Some((role, organization)) = self.role_before(run).or_else(|| self.role_after(run)) else { return };
        let figure = &mut self.cast.figures[number];
        figure.kind = Some(EntityType::Person);
        figure.role = Some(role);
        figure.organization = figure.organization.take().or(organization);
    }

    /// "Defence Secretary Ann Hill", "former mill owner Bob Wood".
    fn role_before(&self, run: &Run) -> Option<(String, Option<String>)> {
        let words = self.scan.words;
        let name = run.name.start;
        let titled = words[run.title.clone()].iter().any(|t| t.is(Class::Title));
        let lower = name > 0
            && words[name - 1].shape == Shape::Lower
            && words[name - 1].any(&[Class::Title, Class::Role])
            && !words[name - 1].owner;
        if !titled && !lower || words[run.title.clone()].first().is_some_and(|t| t.is(Class::Honorific) && !t.is(Class::Title)) {
            return None;
        }
        let mut from = name;
        while from > 0 && self.in_role(from - 1) {
            from -= 1;
        }
        (from < name).then(|| (self.scan.text(from..name).to_owned(), None))
    }

    fn in_role(&self, i: usize) -> bool {
        let token = &self.scan.words[i];
        let line = self.scan.prose.text[token.end..self.scan.words[i + 1].start].contains('\n');
        let other = [
            Class::Determiner,
            Class::Preposition,
            Class::Conjunction,
            Class::Auxiliary,
            Class::Adverb,
            Class::Subordinator,
            Class::NotName,
            Class::Honorific,
        ];
        let verb = token.word.verb.is_some() && !token.any(&[Class::Title, Class::Role]);
        token.is_word() && !line && !verb && !token.owner && !token.any(&other)
    }

    /// "Ann Hill, chief executive of the mill,".
    fn role_after(&self, run: &Run) -> Option<(String, Option<String>)> {
        let words = self.scan.words;
        let comma = words.get(run.name.end).filter(|t| t.mark(','))?;
        let mut from = run.name.end + 1;
        let aged = words.get(from).is_some_and(|t| t.shape == Shape::Number) && words.get(from + 1).is_some_and(|t| t.mark(','));
        from += if aged { 2 } else { 0 };
        from += usize::from(words.get(from)?.is(Class::Determiner));
        let limit = words.len().min(from + 12);
        let stops =
            |t: &Token| !t.is_word() || t.any(&[Class::Relative, Class::Auxiliary]) || t.is(Class::Preposition) && !t.is(Class::Link);
        let end = (from..limit).find(|i| stops(&words[*i])).unwrap_or(limit);
        let joint = |t: &Token| t.is(Class::Link) && &self.scan.prose.text[t.range()] != "of";
        let head = (from..end).find(|i| joint(&words[*i])).unwrap_or(end);
        let titled = words[from..head].iter().any(|t| t.any(&[Class::Title, Class::Role, Class::Unnamed]));
        (titled && from < head && comma.end < words[from].start).then(|| {
            let place = (head + 1 < end).then(|| self.scan.text(head + 1..end).trim_start_matches("the ").to_owned());
            (self.scan.text(from..head).to_owned(), place)
        })
    }

    /// "Department of Defence (DoD)": the short form in brackets.
    fn acronym(&mut self, run: &Run, figure: usize) {
        let words = self.scan.words;
        let at = run.name.end;
        let bracketed = words.get(at).is_some_and(|t| t.mark('(')) && words.get(at + 2).is_some_and(|t| t.mark(')'));
        let Some(short) = words.get(at + 1).filter(|t| bracketed && t.is_capital()) else { return };
        let short = self.scan.prose.text[short.range()].to_owned();
        let initials: Vec<char> = words[run.name.clone()].iter().filter_map(|t| self.scan.prose.text[t.start..].chars().next()).collect();
        let upper: Vec<char> = short.chars().filter(|c| c.is_uppercase()).collect();
        let fits =
            upper.len() > 1 && upper.first().is_some_and(|c| initials.contains(c)) && upper.last().is_some_and(|c| initials.contains(c));
        if fits {
            self.adopt(&short, figure);
        }
    }

    /// From now on, and before, this name means that figure.
    fn adopt(&mut self, name: &str, figure: usize) {
        if let Some(old) = self.keys.insert(key(name), figure).filter(|o| *o != figure) {
            self.moved.push((old, figure));
        }
        let target = &mut self.cast.figures[figure];
        target.kind = target.kind.or(Some(EntityType::Organization));
        target.add_form(name);
    }
}

impl Builder<'_, '_, '_> {
    fn settle_moves(&mut self) {
        for (old, new) in std::mem::take(&mut self.moved) {
            self.cast.mentions.iter_mut().filter(|m| m.figure == old).for_each(|m| m.figure = new);
        }
    }
}

/// "live nation" → "ln"; small words do not count.
fn initials(key: &str) -> String {
    const SMALL: &[&str] = &["of", "the", "and", "for", "&"];
    let several = key.contains(' ');
    key.split(' ').filter(|w| several && !SMALL.contains(w)).filter_map(|w| w.chars().next()).collect()
}

fn ends(key: &str) -> Option<(String, String)> {
    let (first, rest) = key.split_once(' ')?;
    Some((first.to_owned(), rest.rsplit(' ').next().unwrap_or(rest).to_owned()))
}
