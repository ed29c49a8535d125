//! Names → figures: which of the names in a text mean the same person or organisation, and in which role.

use super::lexicon::Class;
use super::names::{Cast, Figure, Named, key, without_generation};
use super::prose::Prose;
use super::runs::{Run, Scan};
use super::tokens::{Shape, Token};
use crate::model::{EntityType, KnownEntity};
use std::collections::HashMap;
use std::ops::Range;

/// Reads all names of the text; the known ones keep the names of the list.
/// `sources` are the noun phrases at cues, in bytes.
pub(super) fn cast(prose: &Prose, known: &[KnownEntity], sources: &[Range<usize>]) -> Cast {
    let scan = Scan::new(prose);
    let runs = scan.runs();
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
    cast.join_given_names(sources);
    cast.promote_speakers(sources, prose.text);
    cast.learn_genders(prose);
    cast.figures.iter_mut().for_each(settle_gender);
    cast
}

fn settle_gender(figure: &mut Figure) {
    if figure.gender.is_some() && figure.kind.is_none() {
        figure.kind = Some(EntityType::Person);
    }
}

/// Gathers the figures, full names first.
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
        let Some((role, organization)) = self.role_before(run).or_else(|| self.role_apposed(run)).or_else(|| self.role_after(run)) else {
            return;
        };
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
        let told = self.before_place(name);
        let lower = told > 0
            && words[told - 1].shape == Shape::Lower
            && words[told - 1].any(&[Class::Title, Class::Role])
            && !words[told - 1].owner;
        if !titled && !lower || words[run.title.clone()].first().is_some_and(|t| t.is(Class::Honorific) && !t.is(Class::Title)) {
            return None;
        }
        let mut from = if lower { told } else { name };
        while from > 0 && self.in_role(from - 1) {
            from -= 1;
        }
        (from < name).then(|| (self.scan.text(from..name).to_owned(), None))
    }

    /// "the ministry's chief economist, Ann Hill,": the post that the name explains.
    fn role_apposed(&self, run: &Run) -> Option<(String, Option<String>)> {
        let words = self.scan.words;
        let comma = run.name.start.checked_sub(1).filter(|c| *c > 0 && words[*c].mark(',') && run.title.is_empty())?;
        let head = &words[comma - 1];
        let set_off = words.get(run.name.end).is_none_or(|t| !t.is_word() || t.any(&[Class::Preposition, Class::Relative]));
        let post = head.shape == Shape::Lower && head.any(&[Class::Title, Class::Role]) && !head.owner && run.name.len() > 1;
        if !post || !set_off {
            return None;
        }
        let mut from = comma - 1;
        while from > 0 && self.in_role(from - 1) {
            from -= 1;
        }
        // Without "the", "a" or an owner it may be one of a list.
        let defined = from > 0 && (words[from - 1].is(Class::Determiner) || words[from - 1].owner);
        defined.then(|| (self.scan.text(from..comma).to_owned(), None))
    }

    /// "envoy to Norway Ann Hill": where the title before the place ends.
    fn before_place(&self, name: usize) -> usize {
        let words = self.scan.words;
        let joint = |i: usize| ["to", "in", "for"].iter().any(|w| self.scan.prose.says_token(&words[i], w));
        if name > 2 && words[name - 1].is(Class::Place) && joint(name - 2) { name - 2 } else { name }
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
        let verb = token.word.verb.is_some() && !token.any(&[Class::Title, Class::Role]) || self.acts_on(i);
        token.is_word() && !line && !verb && !token.owner && !token.any(&other)
    }

    /// "Ann Hill met Chancellor Wood": a verb between two who are named.
    fn acts_on(&self, i: usize) -> bool {
        let words = self.scan.words;
        let between = words[i].shape == Shape::Lower && words[i + 1].is_capital() && i > 0 && words[i - 1].is_capital();
        let named = i > 1 && words[i - 2].is_capital() && words[i - 2].any(&[Class::GivenHe, Class::GivenShe]);
        between && !words[i - 1].owner && (named || self.scan.prose.is_verb(&words[i]))
    }

    /// "Ann Hill, chief executive of the mill,".
    fn role_after(&self, run: &Run) -> Option<(String, Option<String>)> {
        let words = self.scan.words;
        let comma = words.get(run.name.end).filter(|t| t.mark(','))?;
        let mut from = run.name.end + 1;
        let aged = words.get(from).is_some_and(|t| t.shape == Shape::Number) && words.get(from + 1).is_some_and(|t| t.mark(','));
        from += if aged { 2 } else { 0 };
        // "Ann Hill, and a teacher" are two.
        if words.get(from)?.is(Class::Conjunction) {
            return None;
        }
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

/// "hill and wood brothers" → "hwb"; small words do not count.
fn initials(key: &str) -> String {
    const SMALL: &[&str] = &["of", "the", "and", "for", "&", "co", "corp", "inc", "ltd", "plc", "llc", "company", "corporation"];
    let several = key.contains(' ');
    key.split(' ').filter(|w| several && !SMALL.contains(w)).filter_map(|w| w.chars().next()).collect()
}

fn ends(key: &str) -> Option<(String, String)> {
    let plain = without_generation(key);
    let (first, rest) = plain.split_once(' ')?;
    Some((first.to_owned(), rest.rsplit(' ').next().unwrap_or(rest).to_owned()))
}
