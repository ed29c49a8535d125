//! Sentences of real statements, quoted in every way that writers quote: whole, cut, with brackets and ellipses, with words
//! changed, in other marks, and paraphrased. Each must be called what it is, and be found where it is from.
//!
//! The statements lie beside the project and are not part of it.

use dateline::link::{Fit, Text, relate, truest};
use dateline::model::Fidelity;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The ways of quoting, with the verdicts that are right.
pub(crate) const WAYS: [(&str, Plant, &[Option<Fidelity>]); 7] = [
    ("whole", |_, s| s.text(), &[Some(Fidelity::Verbatim)]),
    ("cuts", cut, &[Some(Fidelity::Cut)]),
    ("brackets", bracket, &[Some(Fidelity::Cut)]),
    ("ellipses", ellipsis, &[Some(Fidelity::Cut)]),
    ("changed words", change, &[Some(Fidelity::Altered)]),
    ("changed marks", marks, &[Some(Fidelity::Verbatim)]),
    ("paraphrase", paraphrase, &[None, Some(Fidelity::Altered)]),
];

/// Quotes a sentence in some way.
type Plant = fn(&mut Dice, &Sentence) -> String;

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// From 0 up to `below`, which is not reached.
    pub(crate) fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below.max(1)
    }
}

/// A sentence of a statement, and words that stand elsewhere.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    pub(crate) statement: usize,
    words: Vec<String>,
    strange: Vec<String>,
}

impl Sentence {
    pub(crate) fn text(&self) -> String {
        self.words.join(" ")
    }
}

fn cut(dice: &mut Dice, s: &Sentence) -> String {
    let size = s.words.len();
    let left = 2 + dice.roll(size - 9);
    let range = if dice.roll(2) == 0 { left..size } else { 0..size - left };
    s.words[range].join(" ")
}

fn middle(dice: &mut Dice, s: &Sentence, instead: &str) -> String {
    let (from, count) = (4 + dice.roll(s.words.len() - 9), 1 + dice.roll(3));
    let kept = [&s.words[..from], &[instead.to_owned()], &s.words[(from + count).min(s.words.len() - 1)..]].concat();
    kept.join(" ")
}

fn bracket(dice: &mut Dice, s: &Sentence) -> String {
    let instead = ["[the company]", "[they]", "[last year]", "[the new rule]"][dice.roll(4)];
    middle(dice, s, instead)
}

fn ellipsis(dice: &mut Dice, s: &Sentence) -> String {
    let instead = ["…", "...", "[…]", ". . ."][dice.roll(4)];
    middle(dice, s, instead)
}

fn change(dice: &mut Dice, s: &Sentence) -> String {
    let mut words = s.words.clone();
    for _ in 0..=dice.roll(2) {
        let at = 1 + dice.roll(words.len() - 2);
        words[at].clone_from(&s.strange[dice.roll(s.strange.len())]);
    }
    words.join(" ")
}

fn marks(dice: &mut Dice, s: &Sentence) -> String {
    let text = s.text().trim_end_matches('.').to_owned();
    let text = match dice.roll(4) {
        0 => text.replace(", ", " – "),
        1 => text.replace(' ', "  ").replace('-', "—"),
        2 => text.replace(',', ""),
        _ => text.replace('\'', "’") + ",",
    };
    let mut letters = text.chars();
    let first = letters.next();
    first.into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

/// A third of the words stay, the halves change places, and the rest is said in other words.
fn paraphrase(dice: &mut Dice, s: &Sentence) -> String {
    let half = s.words.len() / 2;
    let turned = s.words[half..].iter().chain(&s.words[..half]);
    let said: Vec<String> =
        turned.map(|w| if dice.roll(3) == 0 { w.clone() } else { s.strange[dice.roll(s.strange.len())].clone() }).collect();
    said.join(" ")
}

/// Statements, and sentences of them.
pub(crate) struct Library {
    pub(crate) texts: Vec<String>,
    pub(crate) sentences: Vec<Sentence>,
}

impl Library {
    /// The first statements of the collection; none, loudly, where it is not beside the project.
    pub(crate) fn open(count: usize) -> Option<Library> {
        let shared =
            std::env::var_os("DATELINE_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
        let path = shared.join("corpora/releases/docs.jsonl.xz");
        let unpacked =
            Command::new("sh").arg("-c").arg(format!("xz -dc '{}' 2>/dev/null | head -n {count}", path.display())).output().ok()?;
        let texts: Vec<String> = String::from_utf8(unpacked.stdout)
            .ok()?
            .lines()
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok()?["text"].as_str().map(str::to_owned))
            .collect();
        if texts.is_empty() {
            eprintln!("*** PLANTED QUOTATIONS WERE NOT TESTED: {} OR xz IS NOT THERE ***", path.display());
            return None;
        }
        let sentences = sentences(&texts);
        Some(Library { texts, sentences })
    }
}

/// Plain sentences of ten to forty words, no two the same.
fn sentences(texts: &[String]) -> Vec<Sentence> {
    let strange: Vec<String> = texts
        .iter()
        .flat_map(|t| t.split_whitespace())
        .filter(|w| w.len() > 4 && w.chars().all(char::is_alphabetic))
        .step_by(97)
        .map(str::to_lowercase)
        .collect();
    let mut seen = HashSet::new();
    let mut sentences = Vec::new();
    for (statement, text) in texts.iter().enumerate() {
        let parts: Vec<&str> = text.split(". ").collect();
        // The first part may be a dateline, and the last one a fragment; what follows an abbreviation is no sentence.
        for pair in parts.windows(2).take(parts.len().saturating_sub(2)) {
            let words: Vec<String> = pair[1].split(' ').map(str::to_owned).collect();
            let whole = pair[0].ends_with(|c: char| c.is_lowercase()) && pair[0].rsplit(' ').next().is_some_and(|w| w.len() > 4);
            let ended = pair[1].ends_with(|c: char| c.is_lowercase()) && words.last().is_some_and(|w| w.len() > 4);
            if whole && ended && (12..=40).contains(&words.len()) && is_plain(pair[1]) && seen.insert(pair[1].to_lowercase()) {
                let from = sentences.len() * 31 % strange.len().max(1);
                let strange = strange.iter().cycle().skip(from).take(40).cloned().collect();
                sentences.push(Sentence { statement, words, strange });
            }
        }
    }
    sentences
}

fn is_plain(sentence: &str) -> bool {
    sentence.starts_with(|c: char| c.is_ascii_uppercase())
        && sentence.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | ',' | '-' | '\''))
        && !sentence.contains("  ")
}

/// Statements that are looked at for each quotation, as the program does.
const LOOKED_AT: usize = 8;

/// Statements by three words in a row, as the store has them.
struct Shelf<'l> {
    texts: Vec<Text<'l>>,
    grams: HashMap<i64, Vec<usize>>,
}

impl<'l> Shelf<'l> {
    fn new(library: &'l Library) -> Shelf<'l> {
        let texts: Vec<Text> = library.texts.iter().map(|t| Text::of_statement(t)).collect();
        let mut grams: HashMap<i64, Vec<usize>> = HashMap::new();
        for (n, text) in texts.iter().enumerate() {
            for gram in text.grams() {
                grams.entry(gram).or_default().push(n);
            }
        }
        Shelf { texts, grams }
    }

    /// The statement that is truest to the words, of those that share most of them.
    fn find(&self, quoted: &Text) -> Option<(Fidelity, usize)> {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for n in quoted.grams().iter().filter_map(|g| self.grams.get(g)).filter(|places| places.len() <= 64).flatten() {
            *shared.entry(*n).or_default() += 1;
        }
        let mut ranked: Vec<(usize, usize)> = shared.into_iter().map(|(n, count)| (count, n)).collect();
        ranked.sort_unstable_by(|a, b| b.cmp(a));
        let fit = |(_, n): &(usize, usize)| {
            let text = &self.texts[*n];
            Some(Fit { relation: relate(quoted, text)?, text, vouched: false, order: *n })
        };
        let fits: Vec<Fit<usize>> = ranked.iter().take(LOOKED_AT).filter_map(fit).collect();
        truest(&fits).map(|fit| (fit.relation.fidelity, fit.order))
    }
}

/// What came of one way of quoting.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) planted: usize,
    pub(crate) right: usize,
    /// Called verbatim.
    pub(crate) verbatim: usize,
    /// Linked to a statement that has not the sentence.
    pub(crate) false_links: usize,
    /// Some that were called something else.
    pub(crate) wrong: Vec<String>,
}

/// Plants so many quotations of each way, and looks for them.
pub(crate) fn plant(library: &Library, count: usize) -> Vec<(&'static str, Outcome)> {
    let shelf = Shelf::new(library);
    let mut dice = Dice(7);
    let step = (library.sentences.len() / count).max(1);
    WAYS.iter()
        .map(|(name, way, right)| {
            let mut outcome = Outcome::default();
            for sentence in library.sentences.iter().step_by(step).take(count) {
                judge(&shelf, sentence, &way(&mut dice, sentence), right, &mut outcome);
            }
            (*name, outcome)
        })
        .collect()
}

fn judge(shelf: &Shelf, sentence: &Sentence, quoted: &str, right: &[Option<Fidelity>], outcome: &mut Outcome) {
    let found = shelf.find(&Text::new(quoted));
    let verdict = found.map(|(fidelity, _)| fidelity);
    outcome.planted += 1;
    outcome.verbatim += usize::from(verdict == Some(Fidelity::Verbatim));
    // Part of a sentence may stand in other statements too, and then it is no wrong one.
    let holds = |n: usize, words: &str| relate(&Text::new(words), &shelf.texts[n]).is_some_and(|r| r.fidelity != Fidelity::Altered);
    let has_it = |n: usize| n == sentence.statement || holds(n, quoted) || holds(n, &sentence.text());
    outcome.false_links += usize::from(found.is_some_and(|(_, n)| !has_it(n)));
    if right.contains(&verdict) {
        outcome.right += 1;
    } else if outcome.wrong.len() < 5 {
        outcome.wrong.push(format!("{verdict:?}: {quoted} <<< {}", sentence.text()));
    }
}

#[test]
fn planted_quotations_are_called_what_they_are() {
    let Some(library) = Library::open(1_500) else { return };
    for (name, outcome) in plant(&library, 250) {
        let share = outcome.right as f64 / outcome.planted as f64;
        assert!(outcome.planted > 200 && share >= 0.97, "{name}: {} of {} are right: {:#?}", outcome.right, outcome.planted, outcome.wrong);
        assert!(outcome.false_links == 0, "{name}: {} false links", outcome.false_links);
        assert!(name != "paraphrase" || outcome.verbatim == 0, "{:?}", outcome.wrong);
    }
}
