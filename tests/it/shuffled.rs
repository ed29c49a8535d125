//! Decisions and ingests in any order come to the same end.

use crate::planted::Dice;
use chrono::{DateTime, TimeDelta, Utc};
use dateline::model::id::sha256;
use dateline::model::quote::speaker_id;
use dateline::model::{Decision, Id, Role, Ruling, SpeakerType, Zone};
use dateline::pipeline::{Imported, decide, import, link, undo};
use dateline::store::Store;
use std::path::Path;
use std::sync::Arc;

const NAMES: [&str; 4] = ["Mara Quill", "Tobias Renn", "Odile Farrow", "Priya Nandakumar"];
const DOCUMENTS: usize = 8;
const ROUNDS: u64 = 12;

/// What may be done.
#[derive(Debug, Clone)]
enum Step {
    Ingest(usize),
    Decide(Box<Decision>),
    Undo(Id),
}

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_400_000, 0).unwrap()
}

/// Two quotations each, of speakers who come again; some quote the same words.
fn text(n: usize) -> String {
    let (one, other) = (NAMES[n % 4], NAMES[(n / 2 + 1) % 4]);
    let count = ["nine", "eleven", "forty"][n / 2 % 3];
    format!(
        "date 2026-03-{:02} The pier was full on day {n}. “Every ferry of the northern line carries {count} lanterns through the winter,” \
         said {one}, the pilot. “Number {n} on the list of broken bollards is the worst of them all,” said {other}, the warden.",
        n + 1
    )
}

/// A text is known by its bytes.
fn document(n: usize) -> Id {
    Id::of('d', &[&format!("urn:sha256:{}", sha256(text(n).as_bytes()))])
}

async fn ingest(store: &Store, folder: &Path, n: usize) {
    let path = folder.join(format!("{n}.txt"));
    std::fs::write(&path, text(n)).unwrap();
    let as_what = Imported { role: Role::Press, publisher: None, speaks_for: None, zone: Zone::Unknown, known: &[] };
    let report = import(store, &[path], &as_what, start(), &|_| ()).await.unwrap();
    assert_eq!((report.new, report.warnings.len()), (1, 0));
}

/// Merges, splits and renamings, some of them undone.
fn decisions(dice: &mut Dice) -> Vec<Step> {
    let person = |n: usize| speaker_id(SpeakerType::Person, NAMES[n]);
    let mut steps = Vec::new();
    for minute in 0..6 {
        let (one, other) = (dice.roll(4), dice.roll(4));
        let ruling = match dice.roll(3) {
            0 => Ruling::Merge { into: person(other), name: NAMES[other].to_owned() },
            1 => Ruling::Split { source: None, document: Some(document(dice.roll(DOCUMENTS))), name: format!("{} the other", NAMES[one]) },
            _ => Ruling::Rename { name: format!("{} {minute}", NAMES[one]) },
        };
        let decision = Decision::new(person(one), ruling, start() + TimeDelta::minutes(minute), None);
        steps.push(Step::Decide(Box::new(decision.clone())));
        if dice.roll(4) == 0 {
            steps.push(Step::Undo(decision.id));
        }
    }
    steps
}

/// Ingests thrown between decisions, which stay in their order.
fn shuffled(dice: &mut Dice, decisions: &[Step]) -> Vec<Step> {
    let mut steps = decisions.to_vec();
    for n in 0..DOCUMENTS {
        steps.insert(dice.roll(steps.len() + 1), Step::Ingest(n));
    }
    steps
}

/// What is known in the end: of each quotation its speaker, its utterance and its verdict.
async fn outcome(steps: &[Step]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(folder.path()).await.unwrap());
    for step in steps {
        match step {
            Step::Ingest(n) => ingest(&store, folder.path(), *n).await,
            Step::Decide(decision) => drop(decide(&store, std::slice::from_ref(&**decision)).await.unwrap()),
            Step::Undo(id) => drop(undo(&store, id.as_str(), start(), None).await.unwrap()),
        }
        link(&store, |_| ()).await.unwrap();
    }
    assert_eq!(store.check().await.unwrap(), []);
    let mut told = Vec::new();
    for document in store.all_documents().await.unwrap() {
        for q in store.quotations(&store.quotations_of(document).await.unwrap()).await.unwrap() {
            told.push(format!("{} {:?} {:?} {:?}", q.id, q.quote.speaker_name, q.speaker_id, q.utterance.id));
            told.push(format!("{} {} {:?} {:?}", q.id, q.utterance.quoted, q.utterance.fidelity, q.utterance.difference));
        }
    }
    told.sort();
    Arc::into_inner(store).unwrap().close().await.unwrap();
    told
}

#[test]
fn merges_splits_and_ingests_in_any_order_come_to_the_same_end() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for round in 0..ROUNDS {
        let mut dice = Dice(round);
        let decisions = decisions(&mut dice);
        let first: Vec<Step> = (0..DOCUMENTS).map(Step::Ingest).chain(decisions.iter().cloned()).collect();
        let expected = runtime.block_on(outcome(&first));
        assert!(expected.len() >= DOCUMENTS * 2, "{expected:?}");
        let shuffled = shuffled(&mut dice, &decisions);
        assert_eq!(runtime.block_on(outcome(&shuffled)), expected, "round {round}: {shuffled:?}");
    }
}
