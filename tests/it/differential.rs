//! Two thousand questions over three thousand invented documents: the index finds what a slow, plain reading of every text by
//! the question's tree finds, and the canonical form of each question is understood the same.

mod invented;
mod plain;

use chrono::DateTime;
use dateline::index::Index;
use dateline::model::{Counted, Counting, EventKind, Facet, Order, Question, Zone};
use dateline::query::parse;
use invented::{Invented, documents, question};
use plain::{Reader, View};

const DOCUMENTS: usize = 3_000;
const QUESTIONS: u64 = 2_000;

#[test]
fn the_index_finds_what_a_plain_reading_finds() {
    let folder = tempfile::tempdir().unwrap();
    let documents = documents(DOCUMENTS);
    let index = filled(&folder, &documents);
    let reader = Reader::new(&documents);
    // One half on each of two cores.
    let halves = std::thread::scope(|s| {
        let half = |first: u64| (first..QUESTIONS).step_by(2).map(|n| compare(&index, &reader, n)).sum::<usize>();
        let other = s.spawn(move || half(1));
        half(0) + other.join().expect("the other half says by itself what is wrong")
    });
    // Questions that find nothing, or everything, would prove little.
    assert!(halves * 2 > usize::try_from(QUESTIONS).unwrap(), "{halves} questions find some but not all");
}

/// In two commits and with some documents replaced, as after a few passes.
fn filled(folder: &tempfile::TempDir, documents: &[Invented]) -> Index {
    let index = Index::open(folder.path()).unwrap();
    let mut writer = index.writer_for(0).unwrap();
    for (nth, document) in documents.iter().enumerate() {
        let row = i64::try_from(nth).unwrap();
        if nth % 7 == 0 {
            writer.replace(row, &documents[(nth + 1) % documents.len()].units).unwrap();
        }
        writer.replace(row, &document.units).unwrap();
        if nth == documents.len() / 2 {
            writer.commit(1).unwrap();
        }
    }
    writer.commit(2).unwrap();
    writer.close().unwrap();
    index
}

/// Whether the question finds some but not all.
fn compare(index: &Index, reader: &Reader, seed: u64) -> usize {
    let text = question(seed);
    let now = DateTime::from_timestamp(1_772_200_000, 0).unwrap();
    let understood = parse(&text, Zone::Unknown, now).unwrap_or_else(|p| panic!("question {seed}\n{}\n{p}", p.caret(&text)));
    let again = parse(&understood.interpreted, Zone::Unknown, now)
        .unwrap_or_else(|p| panic!("question {seed}: {text}\n{}\n{p}", p.caret(&understood.interpreted)));
    assert_eq!(again.expr, understood.expr, "question {seed}: {text}: {}", understood.interpreted);
    assert_eq!(again.interpreted, understood.interpreted, "question {seed}: {text}");
    let (view, kinds) =
        [(View::Documents, vec![EventKind::Published]), (View::Quotations, vec![EventKind::Said]), (View::Events, EventKind::ALL.to_vec())]
            [usize::try_from(seed % 3).unwrap()]
        .clone();
    let order = [Order::Relevance, Order::Oldest][usize::try_from(seed / 3 % 2).unwrap()];
    let everything = Counting { days: Some(Zone::Unknown), values: Some(usize::MAX) };
    let asked = Question { expr: understood.expr, kinds, order, dated: false, limit: None, after: None, counting: everything };
    let found = index.find(&asked).unwrap();
    let mut rows: Vec<(EventKind, i64)> = found.hits.iter().map(|h| (h.kind, h.row)).collect();
    rows.sort_unstable();
    let expected = reader.find(&asked.expr, view);
    let wrong = |a: &[(EventKind, i64)], b: &[(EventKind, i64)]| {
        a.iter().filter(|x| b.binary_search(x).is_err()).take(3).copied().collect::<Vec<_>>()
    };
    assert!(
        rows == expected,
        "question {seed}: {text}\n{}\nfound by the index alone: {:?}\nby reading alone: {:?}",
        understood.interpreted,
        reader.shown(&wrong(&rows, &expected)),
        reader.shown(&wrong(&expected, &rows)),
    );
    let density = found.density.as_ref().unwrap();
    let counted = density.undated + density.days.iter().map(|day| day.count).sum::<usize>();
    assert_eq!((density.total, counted), (rows.len(), rows.len()), "question {seed}: {text}");
    let of_kind = |c: &&Counted| c.facet == Facet::Kind;
    assert_eq!(found.values.iter().filter(of_kind).map(|c| c.count).sum::<usize>(), rows.len(), "question {seed}: {text}");
    usize::from(!rows.is_empty() && rows.len() < reader.count(view))
}
