//! Whether quotations are verbatim, cut or altered: held against the primary document that has their words, else against
//! the longest wording of their utterance.

use super::PipelineError;
use super::utterances::whole;
use crate::link::rulings::{Links, Rulings};
use crate::link::utterance::{NEAR_DAYS, TELLING};
use crate::link::{Fit, Relation, Text, difference, relate, truest};
use crate::model::{Decision, Fidelity, Id, Ruling};
use crate::store::{Candidate, GramsOf, Saying, Store, Verdict, Wording};
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

/// Primary documents that a wording is compared with.
const COMPARED: usize = 8;

/// What is to be judged.
pub(super) struct Judged<'j> {
    /// New primary documents with their grams; quotations that their words concern are judged too.
    pub(super) primaries: &'j [(i64, Vec<i64>)],
    /// Wordings all of whose quotations are judged.
    pub(super) wordings: &'j [i64],
    /// Documents that are going to be indexed anyway.
    pub(super) fresh: &'j [i64],
}

/// Judges quotations.
pub(super) async fn judge(store: &Store, decisions: &[Decision], judged: &Judged<'_>) -> Result<(), PipelineError> {
    let Judged { primaries, wordings, fresh } = *judged;
    let mut concerned: BTreeSet<i64> = wordings.iter().copied().collect();
    for (_, grams) in primaries {
        concerned.extend(store.wordings_in(grams).await?);
    }
    if !primaries.is_empty() {
        let documents: Vec<i64> = primaries.iter().map(|(n, _)| *n).collect();
        concerned.extend(store.sayings_from(&documents).await?.iter().filter_map(|s| s.wording));
    }
    if concerned.is_empty() {
        return Ok(());
    }
    let all = whole(store, &concerned.iter().copied().collect::<Vec<_>>()).await?;
    let sayings = store.sayings_of(&all).await?;
    let links = decided_links(decisions, &sayings);
    let bench = Bench::gather(store, &all, concerned, &sayings, links).await?;
    Ok(store.write_verdicts(&bench.verdicts(&sayings), fresh).await?)
}

/// Everything that verdicts need.
struct Bench {
    /// Rows of the wordings whose primary document is looked for; the others may only have got another longest one.
    concerned: BTreeSet<i64>,
    wordings: HashMap<i64, Wording>,
    candidates: HashMap<i64, Candidate>,
    /// Rows of the primary documents that may hold a wording.
    sharing: HashMap<i64, Vec<i64>>,
    /// The longest wording of each utterance.
    longest: HashMap<String, Wording>,
    /// What was decided of the statements of quotations, by their ids.
    links: HashMap<String, Links>,
}

fn decided_links(decisions: &[Decision], sayings: &[Saying]) -> HashMap<String, Links> {
    if !decisions.iter().any(|d| matches!(d.ruling, Ruling::Link { .. })) {
        return HashMap::new();
    }
    let rulings = Rulings::new(decisions);
    let decided = |saying: &Saying| Some((saying.id.clone(), rulings.links(&saying.id))).filter(|(_, l)| *l != Links::default());
    sayings.iter().filter_map(decided).collect()
}

impl Bench {
    async fn gather(
        store: &Store,
        rows: &[i64],
        concerned: BTreeSet<i64>,
        sayings: &[Saying],
        links: HashMap<String, Links>,
    ) -> Result<Bench, PipelineError> {
        let wordings = store.wordings(rows).await?;
        let asked: Vec<(i64, Vec<i64>)> =
            wordings.iter().filter(|w| concerned.contains(&w.n)).map(|w| (w.n, Text::new(&w.text).grams())).collect();
        let mut sharing: HashMap<i64, Vec<i64>> = HashMap::new();
        for (wording, document) in store.sharing(GramsOf::Primaries, &asked, COMPARED).await? {
            sharing.entry(wording).or_default().push(document);
        }
        let mut documents: BTreeSet<i64> = sharing.values().flatten().copied().collect();
        for made in links.values().filter_map(|l| l.made.as_ref()) {
            documents.extend(store.row(made.as_str()).await?);
        }
        let candidates = store.candidates(&documents.into_iter().collect::<Vec<_>>()).await?;
        let longest = longest(&wordings, sayings);
        Ok(Bench {
            concerned,
            wordings: wordings.into_iter().map(|w| (w.n, w)).collect(),
            candidates: candidates.into_iter().map(|c| (c.document, c)).collect(),
            sharing,
            longest,
            links,
        })
    }

    fn verdicts(&self, sayings: &[Saying]) -> Vec<Verdict> {
        let statements: HashMap<i64, Text> = self.candidates.iter().map(|(n, c)| (*n, Text::of_statement(&c.text))).collect();
        let quoting = quoting(&self.wordings, sayings);
        let verdict = |saying: &Saying| {
            let wording = self.wordings.get(&saying.wording?)?;
            let quoted = Text::new(&wording.text);
            let primary = self.primary(saying, &quoted, &statements);
            // With nothing to hold them against, words are neither true nor false.
            let alone = quoting.get(wording.utterance.as_str()).is_none_or(|documents| documents.len() < 2);
            Some(primary.or_else(|| self.other(saying, &quoted, wording).filter(|_| !alone)).unwrap_or_else(|| none(saying)))
        };
        sayings
            .iter()
            .filter(|s| s.primary.is_none() || s.wording.is_some_and(|n| self.concerned.contains(&n)))
            .filter_map(verdict)
            .collect()
    }

    /// Held against the primary document that is truest to them; of equals the earliest, then by id, so that the order of
    /// arrival does not matter.
    fn primary(&self, saying: &Saying, quoted: &Text, statements: &HashMap<i64, Text>) -> Option<Verdict> {
        let links = self.links.get(&saying.id);
        if let Some(made) = links.and_then(|l| l.made.as_ref()) {
            return self.by_hand(saying, quoted, made, statements);
        }
        let broken = |c: &Candidate| links.is_some_and(|l| l.broken.iter().any(|d| d.as_str() == c.id));
        let sharing = self.sharing.get(&saying.wording?)?;
        // A statement shares its own words with itself.
        let own = sharing.iter().find(|n| **n == saying.document.0).and_then(|n| self.candidates.get(n));
        let fits = sharing.iter().filter(|n| **n != saying.document.0).filter_map(|n| {
            let (candidate, statement) = (self.candidates.get(n).filter(|c| !broken(c))?, statements.get(n)?);
            if own.is_some_and(|own| !repeats(own, saying, candidate)) {
                return None;
            }
            let relation = relate(quoted, statement).filter(|r| admits(saying, r, candidate))?;
            let order = (candidate.published.unwrap_or(i64::MAX), candidate.id.as_str(), candidate.document);
            Some(Fit { relation, text: statement, vouched: names(candidate, saying), order })
        });
        let fits: Vec<Fit<_>> = fits.collect();
        let Fit { relation, text, order: (.., document), .. } = truest(&fits)?;
        Some(Verdict {
            quotation: saying.quotation,
            primary: Some(*document),
            fidelity: Some(relation.fidelity),
            difference: difference(quoted, text, relation),
        })
    }

    /// Held against the statement that somebody chose, even where nothing is found in it that is like it.
    fn by_hand(&self, saying: &Saying, quoted: &Text, made: &Id, statements: &HashMap<i64, Text>) -> Option<Verdict> {
        let (row, _) = self.candidates.iter().find(|(_, c)| c.id == made.as_str())?;
        let statement = statements.get(row)?;
        let relation = relate(quoted, statement);
        Some(Verdict {
            quotation: saying.quotation,
            primary: Some(*row),
            fidelity: relation.as_ref().map(|r| r.fidelity),
            difference: relation.and_then(|r| difference(quoted, statement, &r)),
        })
    }

    /// Held against the longest wording.
    fn other(&self, saying: &Saying, quoted: &Text, wording: &Wording) -> Option<Verdict> {
        let longest = self.longest.get(&wording.utterance)?;
        let text = Text::new(&longest.text);
        let relation = relate(quoted, &text).filter(|r| saying.is_quoted() || r.fidelity != Fidelity::Altered)?;
        let difference = difference(quoted, &text, &relation);
        Some(Verdict { quotation: saying.quotation, primary: None, fidelity: Some(relation.fidelity), difference })
    }
}

fn none(saying: &Saying) -> Verdict {
    Verdict { quotation: saying.quotation, primary: None, fidelity: None, difference: None }
}

/// Indirect speech does not claim the words, so it cannot alter them. Common words may be anybody's: they must be said
/// about when the statement was made, by someone whom it names.
fn admits(saying: &Saying, relation: &Relation, candidate: &Candidate) -> bool {
    if !saying.is_quoted() && relation.fidelity == Fidelity::Altered {
        return false;
    }
    let near = match (saying.said(), candidate.published) {
        (Some(said), Some(published)) => (said - published).abs() <= NEAR_DAYS * 86_400,
        _ => true,
    };
    relation.telling >= TELLING || near && names(candidate, saying)
}

/// Whether what a statement quotes is from another: from an earlier one that names the speaker. Else the words are its own, though
/// others have the same.
fn repeats(own: &Candidate, saying: &Saying, candidate: &Candidate) -> bool {
    let earlier = candidate.published.zip(own.published).is_some_and(|(theirs, ours)| theirs < ours);
    earlier && names(candidate, saying)
}

/// Whether a statement names the speaker.
fn names(candidate: &Candidate, saying: &Saying) -> bool {
    let last = saying.quote.speaker_name.as_deref().and_then(|name| name.split_whitespace().next_back());
    last.is_some_and(|last| candidate.about.contains(last) || candidate.text.contains(last))
}

/// Of each utterance its longest wording that still stands somewhere; of equals the one said first, then by its words.
fn longest(wordings: &[Wording], sayings: &[Saying]) -> HashMap<String, Wording> {
    let mut first: HashMap<i64, i64> = HashMap::new();
    for saying in sayings.iter().filter(|s| !s.hidden) {
        let said = saying.said().unwrap_or(i64::MAX);
        first.entry(saying.wording.unwrap_or_default()).and_modify(|at| *at = said.min(*at)).or_insert(said);
    }
    let rank = |w: &Wording| (Text::new(&w.text).len(), Reverse(first.get(&w.n).copied()), Reverse(w.text.clone()));
    let mut longest: HashMap<String, Wording> = HashMap::new();
    for wording in wordings.iter().filter(|w| first.contains_key(&w.n)) {
        match longest.get(&wording.utterance) {
            Some(other) if rank(other) >= rank(wording) => {}
            _ => drop(longest.insert(wording.utterance.clone(), wording.clone())),
        }
    }
    longest
}

/// The documents that quote each utterance.
fn quoting<'w>(wordings: &'w HashMap<i64, Wording>, sayings: &[Saying]) -> HashMap<&'w str, BTreeSet<i64>> {
    let mut quoting: HashMap<&str, BTreeSet<i64>> = HashMap::new();
    for saying in sayings.iter().filter(|s| !s.hidden) {
        if let Some(wording) = saying.wording.and_then(|n| wordings.get(&n)) {
            quoting.entry(wording.utterance.as_str()).or_default().insert(saying.document.0);
        }
    }
    quoting
}
