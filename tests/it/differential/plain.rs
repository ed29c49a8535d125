//! A slow, plain reading: every text of every document, word by word, by the question's tree. It shares nothing with the index
//! but the tree and the stemmers.

use super::invented::Invented;
use chrono::{DateTime, Utc};
use dateline::model::{EventKind, Expr, Field, Label, Reach, TimeField, Unit, Words};
use frostem::{Algorithm, Stemmer};
use std::collections::{BTreeSet, HashMap};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    Documents,
    Quotations,
    Events,
}

pub(super) struct Reader<'d> {
    words: Vec<Known>,
    documents: Vec<Read<'d>>,
}

/// A word of the texts, and its stems in each of the languages.
struct Known {
    plain: Vec<char>,
    stems: [String; 3],
}

const LANGUAGES: [(&str, Option<Algorithm>); 3] = [("", None), ("en", Some(Algorithm::English)), ("de", Some(Algorithm::German))];

/// A document with its texts taken apart.
struct Read<'d> {
    units: Vec<(&'d Unit, Texts)>,
}

struct Texts {
    text: Vec<Text>,
    title: Vec<Text>,
    lead: Vec<Text>,
    quote: Vec<Text>,
    cue: Vec<Text>,
    speaker: Vec<Text>,
    by: Vec<Text>,
    person: Vec<Text>,
    org: Vec<Text>,
}

struct Text {
    language: usize,
    tokens: Vec<Token>,
}

struct Token {
    word: usize,
    sentence: usize,
    paragraph: usize,
}

/// The tree with what each of its words may be: so slow that it is asked of every word of the texts once, not at every place.
enum Plain<'q> {
    All,
    Words(Field, Find),
    Is(Label, &'q str),
    Time(TimeField, Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    Quotation(Box<Plain<'q>>),
    And(Vec<Plain<'q>>),
    Or(Vec<Plain<'q>>),
    Not(Box<Plain<'q>>),
}

enum Find {
    /// Words in a row: for each the words of the texts that it may be, by the language of the text.
    Row(Vec<[Vec<bool>; 3]>),
    Any(Vec<Find>),
    Near {
        left: Box<Find>,
        right: Box<Find>,
        reach: Reach,
        ordered: bool,
    },
}

impl<'d> Reader<'d> {
    pub(super) fn new(documents: &'d [Invented]) -> Reader<'d> {
        let mut ids = HashMap::new();
        let mut read = |d: &'d Invented| Read {
            units: d.units.iter().map(|u| (u, texts(u, &d.units[d.units.len() - 1].text[0], &mut ids))).collect(),
        };
        let documents = documents.iter().map(&mut read).collect();
        let mut words: Vec<(usize, String)> = ids.into_iter().map(|(word, id)| (id, word)).collect();
        words.sort_unstable();
        let known = |(_, word): (usize, String)| Known { plain: plain(&word).chars().collect(), stems: [0, 1, 2].map(|l| stem(&word, l)) };
        Reader { words: words.into_iter().map(known).collect(), documents }
    }

    /// Kind and row of all that fits, sorted.
    pub(super) fn find(&self, expr: &Expr, view: View) -> Vec<(EventKind, i64)> {
        let asked = self.asked(expr);
        let mut found = Vec::new();
        for document in &self.documents {
            let fits = document.units.iter().filter(|(u, _)| belongs(u, view)).filter(|(u, t)| document.holds(&asked, u, t, view));
            found.extend(fits.map(|(u, _)| (u.kind.unwrap(), u.row)));
        }
        found.sort_unstable();
        found
    }

    pub(super) fn count(&self, view: View) -> usize {
        self.documents.iter().flat_map(|d| &d.units).filter(|(u, _)| belongs(u, view)).count()
    }

    /// For a failure's message.
    pub(super) fn shown(&self, rows: &[(EventKind, i64)]) -> Vec<&'d Unit> {
        let units = self.documents.iter().flat_map(|d| &d.units).map(|(u, _)| *u);
        units.filter(|u| rows.contains(&(u.kind.unwrap(), u.row))).collect()
    }

    fn asked<'q>(&self, expr: &'q Expr) -> Plain<'q> {
        let all = |parts: &'q [Expr]| parts.iter().map(|p| self.asked(p)).collect();
        match expr {
            Expr::All => Plain::All,
            Expr::Words(field, words) => Plain::Words(*field, self.sought(words, field.is_of_names())),
            Expr::Is(label, value) => Plain::Is(*label, value),
            Expr::Time(field, from, to) => Plain::Time(*field, *from, *to),
            Expr::Quotation(inside) => Plain::Quotation(Box::new(self.asked(inside))),
            Expr::And(parts) => Plain::And(all(parts)),
            Expr::Or(parts) => Plain::Or(all(parts)),
            Expr::Not(part) => Plain::Not(Box::new(self.asked(part))),
        }
    }

    fn sought(&self, words: &Words, names: bool) -> Find {
        match words {
            Words::Word(text) if !names => {
                let place = |word: &String| {
                    [0, 1, 2].map(|l| {
                        let asked = stem(word, l);
                        self.words.iter().map(|w| w.stems[l] == asked).collect()
                    })
                };
                Find::Row(take_apart(text).iter().map(place).collect())
            }
            Words::Word(text) | Words::Exact(text) => Find::Row(
                take_apart(text)
                    .iter()
                    .map(|word| {
                        let asked: Vec<char> = plain(word).chars().collect();
                        self.those(|w| w == asked)
                    })
                    .collect(),
            ),
            Words::Pattern(pattern) => {
                let pattern: Vec<char> = pattern.chars().collect();
                Find::Row(vec![self.those(|w| glob(&pattern, w))])
            }
            Words::Like(word, most) => {
                let word: Vec<char> = word.chars().collect();
                let fits = |w: &[char]| w.len().abs_diff(word.len()) <= usize::from(*most) && distance(&word, w, usize::from(*most));
                Find::Row(vec![self.those(fits)])
            }
            Words::Any(parts) => Find::Any(parts.iter().map(|p| self.sought(p, names)).collect()),
            Words::Near(near) => Find::Near {
                left: Box::new(self.sought(&near.left, names)),
                right: Box::new(self.sought(&near.right, names)),
                reach: near.reach,
                ordered: near.ordered,
            },
        }
    }

    fn those(&self, fits: impl Fn(&[char]) -> bool) -> [Vec<bool>; 3] {
        let fit: Vec<bool> = self.words.iter().map(|w| fits(&w.plain)).collect();
        [fit.clone(), fit.clone(), fit]
    }
}

fn belongs(unit: &Unit, view: View) -> bool {
    match view {
        View::Documents => unit.kind == Some(EventKind::Published),
        View::Quotations => unit.kind == Some(EventKind::Said),
        View::Events => true,
    }
}

impl Read<'_> {
    fn holds(&self, asked: &Plain, unit: &Unit, own: &Texts, view: View) -> bool {
        let (publication, of_document) = self.units.last().map(|(u, t)| (*u, t)).unwrap();
        match asked {
            Plain::All => true,
            Plain::And(parts) => parts.iter().all(|p| self.holds(p, unit, own, view)),
            Plain::Or(parts) => parts.iter().any(|p| self.holds(p, unit, own, view)),
            Plain::Not(part) => !self.holds(part, unit, own, view),
            Plain::Words(field, find) => {
                let texts = if *field == Field::Any || field.is_of_quotations() { own } else { of_document };
                texts.of(*field).iter().any(|t| !t.spans(find).is_empty())
            }
            Plain::Is(label, value) => has(*label, value, unit, publication),
            Plain::Time(field, from, to) => self.dated(*field, *from, *to, unit, view),
            Plain::Quotation(inside) => {
                let fits = |(u, t): &(&Unit, Texts)| u.kind == Some(EventKind::Said) && self.holds(inside, u, t, View::Quotations);
                match view {
                    View::Documents => self.units.iter().any(fits),
                    View::Quotations => self.holds(inside, unit, own, view),
                    View::Events => unit.kind == Some(EventKind::Said) && self.holds(inside, unit, own, View::Quotations),
                }
            }
        }
    }

    fn dated(&self, field: TimeField, from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>, unit: &Unit, view: View) -> bool {
        let inside = |at: Option<DateTime<Utc>>| at.is_some_and(|at| from.is_none_or(|f| at >= f) && to.is_none_or(|t| at < t));
        let happened = |u: &Unit| u.kind == Some(EventKind::Happened) && inside(u.when.as_ref().map(|w| w.start));
        match field {
            TimeField::Published => inside(unit.published.as_ref().map(|w| w.start)),
            TimeField::Captured => inside(unit.captured),
            TimeField::Said | TimeField::Own => inside(unit.when.as_ref().map(|w| w.start)),
            TimeField::Happened if view == View::Events => happened(unit),
            TimeField::Happened => self.units.iter().any(|(u, _)| happened(u)),
        }
    }
}

fn has(label: Label, value: &str, unit: &Unit, document: &Unit) -> bool {
    match label {
        Label::Source => document.source == value,
        Label::Site => document.host == value || document.host.ends_with(&format!(".{value}")),
        Label::Kind => document.document_kind == value || unit.kind.unwrap().name() == value,
        Label::Role => document.role == value,
        Label::Lang => document.language == value,
        Label::Tag => document.tags.iter().any(|t| t == value),
        Label::Is if matches!(value, "primary" | "press") => document.role == value,
        Label::Is if matches!(value, "verbatim" | "cut" | "altered") => unit.marks.contains(&format!("is:{value}")),
        Label::Is | Label::Has => document.marks.contains(&format!("{}:{value}", label.name())),
    }
}

impl Texts {
    fn of(&self, field: Field) -> &[Text] {
        match field {
            Field::Any => &self.text,
            Field::Title => &self.title,
            Field::Lead => &self.lead,
            Field::Quote => &self.quote,
            Field::Cue => &self.cue,
            Field::Speaker => &self.speaker,
            Field::By => &self.by,
            Field::Person => &self.person,
            Field::Org => &self.org,
        }
    }
}

/// Of a publication the whole text is among its own.
fn texts(unit: &Unit, whole: &str, ids: &mut HashMap<String, usize>) -> Texts {
    let context = whole[unit.context.clone()].to_owned();
    let mut all = |texts: &[String]| texts.iter().map(|t| Text::new(t, &unit.language, ids)).collect::<Vec<_>>();
    Texts {
        text: all(&[&[unit.title.clone(), unit.publisher.clone(), context.clone()], &unit.text[..]].concat()),
        title: all(std::slice::from_ref(&unit.title)),
        lead: all(&[unit.title.clone(), context]),
        quote: all(&unit.quote),
        cue: all(unit.cue.as_slice()),
        speaker: all(&unit.speaker),
        by: all(&unit.authors),
        person: all(&unit.persons),
        org: all(&unit.organizations),
    }
}

/// Case and the accents that the invented words have.
fn plain(word: &str) -> String {
    word.to_lowercase().replace('ä', "a").replace('é', "e").replace('ß', "ss")
}

fn stem(word: &str, language: usize) -> String {
    let lower = word.to_lowercase();
    LANGUAGES[language].1.map_or_else(|| plain(&lower), |a| plain(&Stemmer::new(a).stem(&lower)))
}

/// Letters and digits; every letter beyond Latin is a word.
fn take_apart(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in text.chars() {
        match c {
            c if c.is_alphanumeric() && u32::from(c) < 0x3000 => words.last_mut().unwrap().push(c),
            c if c.is_alphanumeric() => words.extend([c.to_string(), String::new()]),
            _ => words.push(String::new()),
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

type Spans = BTreeSet<(usize, usize)>;

impl Text {
    /// Sentences end with a full stop, and paragraphs with a blank line: the invented texts have no others.
    fn new(text: &str, language: &str, ids: &mut HashMap<String, usize>) -> Text {
        let (mut tokens, mut sentence) = (Vec::new(), 0);
        for (paragraph, text) in text.split("\n\n").enumerate() {
            for text in text.split(['.', '。']) {
                sentence += 1;
                for word in take_apart(text) {
                    let next = ids.len();
                    tokens.push(Token { word: *ids.entry(word).or_insert(next), sentence, paragraph });
                }
            }
        }
        Text { language: LANGUAGES.iter().position(|(code, _)| *code == language).unwrap_or(0), tokens }
    }

    /// Every place, from the first word to the one after the last.
    fn spans(&self, find: &Find) -> Spans {
        match find {
            Find::Row(row) => {
                let starts = 0..(self.tokens.len() + 1).saturating_sub(row.len());
                let fits = |start: usize| (0..row.len()).all(|n| row[n][self.language][self.tokens[start + n].word]);
                starts.filter(|s| fits(*s)).map(|s| (s, s + row.len())).collect()
            }
            Find::Any(parts) => parts.iter().flat_map(|p| self.spans(p)).collect(),
            Find::Near { left, right, reach, ordered } => {
                let left = self.spans(left);
                let right = if left.is_empty() { Spans::new() } else { self.spans(right) };
                self.near(&left, &right, *reach, *ordered)
            }
        }
    }

    fn near(&self, left: &Spans, right: &Spans, reach: Reach, ordered: bool) -> Spans {
        let mut found = Spans::new();
        for a in left {
            for b in right {
                for (first, second, in_order) in [(a, b, true), (b, a, false)] {
                    if (in_order || !ordered) && first.1 <= second.0 && self.reach(*first, *second, reach) {
                        found.insert((first.0, second.1));
                    }
                }
            }
        }
        found
    }

    fn reach(&self, first: (usize, usize), second: (usize, usize), reach: Reach) -> bool {
        let (opening, closing) = (&self.tokens[first.0], &self.tokens[second.1 - 1]);
        match reach {
            // From the last word of the first to the first word of the second.
            Reach::Words(n) => second.0 - (first.1 - 1) <= usize::try_from(n).unwrap(),
            Reach::Sentence => opening.sentence == closing.sentence,
            Reach::Paragraph => opening.paragraph == closing.paragraph,
        }
    }
}

fn glob(pattern: &[char], word: &[char]) -> bool {
    match (pattern.split_first(), word.split_first()) {
        (None, None) => true,
        (Some(('*', rest)), _) => glob(rest, word) || !word.is_empty() && glob(pattern, &word[1..]),
        (Some(('?', rest)), Some((_, others))) => glob(rest, others),
        (Some((c, rest)), Some((d, others))) => c == d && glob(rest, others),
        _ => false,
    }
}

/// Whether so many steps lead from one word to the other: by definition, with two letters swapped as one step.
fn distance(a: &[char], b: &[char], most: usize) -> bool {
    if a.is_empty() || b.is_empty() {
        return a.len() + b.len() <= most;
    }
    if a[0] == b[0] && distance(&a[1..], &b[1..], most) {
        return true;
    }
    let step = |a: &[char], b: &[char]| most > 0 && distance(a, b, most - 1);
    let swapped = || a.len() > 1 && b.len() > 1 && a[0] == b[1] && a[1] == b[0] && step(&a[2..], &b[2..]);
    step(&a[1..], &b[1..]) || step(&a[1..], b) || step(a, &b[1..]) || swapped()
}
