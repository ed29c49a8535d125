use super::*;
use crate::model::{Basis, Cursor, EventKind, Expr, Field, Label, Order, Precision, TimeField, When, Words, Zone};
use chrono::{DateTime, NaiveDate};
use std::collections::HashMap;

fn unit(row: i64, kind: EventKind, day: u32, title: &str, text: &str) -> Unit {
    let when = When::day(NaiveDate::from_ymd_opt(2026, 3, day).unwrap(), Zone::Unknown, Basis::Explicit, "");
    Unit {
        document: row,
        row,
        kind: Some(kind),
        document_id: format!("d{row}"),
        when: Some(when.clone()),
        published: Some(when),
        title: title.to_owned(),
        text: vec![text.to_owned()],
        language: "en".to_owned(),
        host: "www.courier.example".to_owned(),
        ..Unit::default()
    }
}

fn question(expr: Expr) -> Question {
    Question {
        expr,
        kinds: vec![EventKind::Published],
        order: Order::Oldest,
        dated: false,
        limit: None,
        after: None,
        counting: Counting::default(),
    }
}

fn word(text: &str, exact: bool) -> Expr {
    Expr::Words(Field::Any, if exact { Words::Exact(text.to_owned()) } else { Words::Word(text.to_owned()) })
}

fn filled() -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path()).unwrap();
    let mut writer = index.writer_for(0).unwrap();
    for (row, day, title, text) in
        [(1, 3, "Harbour closed", "The pilots struck."), (2, 1, "Über den Hafen", "They are striking."), (3, 2, "Spring", "Nothing yet.")]
    {
        writer.replace(row, &[unit(row, EventKind::Published, day, title, text)]).unwrap();
    }
    writer.commit(7).unwrap();
    writer.close().unwrap();
    (folder, index)
}

fn rows(index: &Index, q: &Question) -> Vec<i64> {
    index.find(q).unwrap().hits.iter().map(|h| h.row).collect()
}

#[test]
fn words_are_stemmed_and_phrases_exact() {
    let (_folder, index) = filled();
    assert_eq!(rows(&index, &question(word("strikes", false))), [2]);
    assert_eq!(rows(&index, &question(word("strikes", true))), [] as [i64; 0]);
    assert_eq!(rows(&index, &question(word("uber den HAFEN", true))), [2]);
    assert_eq!(rows(&index, &question(Expr::Not(Box::new(word("harbour", false))))), [2, 3]);
    assert_eq!(rows(&index, &question(Expr::Is(Label::Site, "Courier.example".into()))), [2, 3, 1]);
}

#[test]
fn the_position_is_in_the_commit_and_units_are_replaced() {
    let (folder, index) = filled();
    assert_eq!(index.position(), 7);
    let mut writer = index.writer_for(0).unwrap();
    writer.replace(3, &[unit(3, EventKind::Said, 2, "Summer", "")]).unwrap();
    writer.commit(8).unwrap();
    drop(writer);
    drop(index);
    let index = Index::open(folder.path()).unwrap();
    assert_eq!(index.position(), 8);
    assert_eq!(index.rows().unwrap(), [(0, 1), (0, 2), (2, 3)]);
}

#[test]
fn pages_join_without_gap_or_overlap() {
    let (_folder, index) = filled();
    let mut q = question(Expr::All);
    q.limit = Some(1);
    let mut seen = Vec::new();
    loop {
        let found = index.find(&q).unwrap();
        assert_eq!(found.total, 3);
        seen.extend(found.hits.iter().map(|h| h.row));
        q.after = found.hits.last().map(|h| h.place);
        if !found.more {
            break;
        }
    }
    assert_eq!(seen, [2, 3, 1]);
    q.after = Some(Cursor { key: i64::MAX, tie: 0 });
    assert!(index.find(&q).unwrap().hits.is_empty());
}

#[test]
fn a_page_of_the_best_begins_as_all_of_them_do() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path()).unwrap();
    let mut writer = index.writer_for(0).unwrap();
    for row in 0..900_i64 {
        // More or fewer of the word, in longer and shorter texts, in the lead, behind it, in the headline.
        let [times, others, lead] = [row * 7 % 5, row * 13 % 40, row * 11 % 3].map(|n| usize::try_from(n).unwrap());
        let rare = if row % 90 == 1 { "harbour" } else { "" };
        let text = format!("{}{}{}{rare}", "pilots ".repeat(lead), "boats ".repeat(others), "pilots ".repeat(times));
        let title = if row % 17 == 0 { "Pilots" } else { "Boats" };
        let mut unit = unit(row, EventKind::Published, 1, title, &text);
        unit.context = 0.."boats boats boats".len();
        writer.replace(row, &[unit]).unwrap();
        // Segments of their own.
        if row % 300 == 299 {
            writer.commit(row).unwrap();
        }
    }
    let [pilots, boats, row] = [word("pilots", false), word("boats", true), word("pilots boats", true)];
    let either = Expr::Or(vec![row.clone(), Expr::And(vec![word("harbour", false), boats.clone()])]);
    for (order, expr) in [Order::Relevance, Order::Fresh].into_iter().flat_map(|order| {
        [pilots.clone(), Expr::And(vec![pilots.clone(), boats.clone()]), row.clone(), either.clone()].map(|expr| (order, expr))
    }) {
        let all = Question { order, ..question(expr) };
        let whole = index.find(&all).unwrap();
        let mut page = Question { limit: Some(0), ..all };
        let none = index.find(&page).unwrap();
        assert_eq!((none.total, none.hits.len(), none.more), (whole.total, 0, true));
        page.limit = Some(20);
        for hits in whole.hits.chunks(20) {
            let found = index.find(&page).unwrap();
            let last = hits.last().map(|hit| hit.place);
            assert_eq!((found.total, &found.hits[..], found.more), (whole.total, hits, last != whole.hits.last().map(|hit| hit.place)));
            page.after = last;
        }
    }
    // How good an answer is to several words is how good it is to each, whichever is looked up in what has the other.
    let [boats, pilots, rare] = [word("boats", true), word("pilots", false), word("harbour", false)];
    let scores = |expr: Expr| -> HashMap<i64, f32> {
        let found = index.find(&Question { order: Order::Relevance, ..question(expr) }).unwrap();
        found.hits.into_iter().map(|hit| (hit.row, hit.score)).collect()
    };
    let each = [&boats, &pilots, &rare].map(|word| scores(word.clone()));
    let sum = |row: &i64| each.iter().filter_map(|scores| scores.get(row)).sum::<f32>();
    let all = scores(Expr::And(vec![boats.clone(), pilots.clone(), rare.clone()]));
    let any = scores(Expr::Or(vec![boats, Expr::And(vec![rare, pilots])]));
    assert_eq!((each[2].len(), all.len()), (10, each[2].keys().filter(|row| each.iter().all(|scores| scores.contains_key(row))).count()));
    assert!(all.iter().all(|(row, score)| (score - sum(row)).abs() < 1e-3));
    // A word that is not asked for without another does not count where that is missing.
    let alone = |row: &i64| if each[2].contains_key(row) { sum(row) } else { each[0][row] };
    assert!(any.len() > all.len() && any.iter().all(|(row, score)| (score - alone(row)).abs() < 1e-3));
    let shown = index.shown().unwrap();
    let mut rows = shown.search_on(&CORES, &AllQuery, &page::Rows(&shown)).unwrap();
    rows.sort_unstable();
    assert_eq!((rows.len(), &rows), (900, &index.rows().unwrap()));
}

#[test]
fn many_dates_in_many_groups_are_one_condition_each() {
    let (_folder, index) = filled();
    let since = |day: u32| {
        Expr::Time(TimeField::Published, NaiveDate::from_ymd_opt(2026, 3, day).map(|d| d.and_time(chrono::NaiveTime::MIN).and_utc()), None)
    };
    // What is found twice as dear at every level would never end.
    let nested = (0..60).fold(Expr::All, |expr, _| Expr::Or(vec![Expr::And(vec![expr, since(2), since(1)]), word("nowhere", false)]));
    assert_eq!(rows(&index, &question(nested.clone())), [3, 1]);
    let best = Question { order: Order::Relevance, ..question(Expr::And(vec![nested, word("harbour", false)])) };
    assert_eq!(rows(&index, &best), [1]);
}

#[test]
fn what_lies_between_two_dates_is_found_wherever_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path()).unwrap();
    let mut writer = index.writer_for(0).unwrap();
    // News in their order, and some that came late; a few have no date.
    let hour = |row: i64| Some(if row % 97 == 5 { row * 31 % 9_000 } else { row }).filter(|_| row % 50 != 7);
    let at = |hour: i64| DateTime::from_timestamp(1_772_000_000 + hour * 3_600, 0).unwrap();
    for row in 0..9_000_i64 {
        let when = hour(row).map(|hour| When::instant(at(hour), Precision::Second, Zone::Unknown, Basis::Explicit, ""));
        let text = ["pilots boats", "boats"][usize::try_from(row % 3).unwrap().min(1)];
        // One that is in few is looked up without zones.
        let text = if row % 300 == 0 { format!("{text} harbour") } else { text.to_owned() };
        let unit = Unit { when: when.clone(), published: when, captured: Some(at(row)), ..unit(row, EventKind::Published, 1, "", &text) };
        writer.replace(row, &[unit]).unwrap();
        if row == 4_000 {
            writer.commit(row).unwrap();
        }
    }
    writer.commit(9_000).unwrap();
    let between = |field, from: Option<i64>, to: Option<i64>| Expr::Time(field, from.map(at), to.map(at));
    for (text, each) in [("pilots", 3), ("boats", 1), ("harbour", 300)] {
        for (from, to) in [
            (Some(0), Some(1)),
            (Some(1_000), Some(1_030)),
            (Some(3_900), Some(5_200)),
            (None, Some(40)),
            (Some(8_999), None),
            (None, None),
        ] {
            let is = |row: &i64, at: i64| row % each == 0 && from.is_none_or(|from| from <= at) && to.is_none_or(|to| at < to);
            let mut found = rows(&index, &question(Expr::And(vec![word(text, false), between(TimeField::Published, from, to)])));
            found.sort_unstable();
            let expected: Vec<i64> = (0..9_000).filter(|row| hour(*row).is_some_and(|at| is(row, at))).collect();
            assert_eq!(found, expected, "{text} {from:?} {to:?}");
            // Two dates at once.
            let both =
                vec![word(text, false), between(TimeField::Published, from, to), between(TimeField::Captured, Some(4_000), Some(4_200))];
            let expected: Vec<i64> = expected.into_iter().filter(|row| (4_000..4_200).contains(row)).collect();
            let mut found = rows(&index, &question(Expr::And(both)));
            found.sort_unstable();
            assert_eq!(found, expected, "{text} {from:?} {to:?}");
        }
    }
}

#[test]
fn an_index_that_lost_files_is_made_anew() {
    let (folder, index) = filled();
    drop(index);
    // What a clearing leaves that took the segments first and died.
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().path()).collect();
    let segments: Vec<_> = files.iter().filter(|f| f.extension().is_some_and(|e| e == "store" || e == "term")).collect();
    assert!(!segments.is_empty(), "{files:?}");
    for segment in segments {
        std::fs::remove_file(segment).unwrap();
    }
    assert!(Index::read(folder.path()).unwrap().is_stand_in());
    let index = Index::open(folder.path()).unwrap();
    assert_eq!((index.position(), index.rows().unwrap()), (0, vec![]));
}

#[test]
fn a_date_without_a_time_counts_for_its_own_day() {
    let (folder, index) = filled();
    let mut writer = index.writer_for(0).unwrap();
    let tokyo: Zone = "Asia/Tokyo".parse().unwrap();
    let mut late = unit(4, EventKind::Published, 1, "Abend", "");
    // In London it was the second of March for nine hours more.
    late.when = Some(When::day(NaiveDate::from_ymd_opt(2026, 3, 3).unwrap(), tokyo, Basis::Explicit, ""));
    let mut coarse = unit(5, EventKind::Published, 1, "Irgendwann", "");
    coarse.when = When::month(2026, 3, Zone::Unknown, Basis::Explicit, "");
    writer.replace(4, &[late]).unwrap();
    writer.replace(5, &[coarse]).unwrap();
    writer.commit(8).unwrap();
    drop(writer);
    let counting = Counting { days: Some(Zone::Unknown), values: None };
    let density = index.find(&Question { counting, ..question(Expr::All) }).unwrap().density.unwrap();
    let days: Vec<_> = density.days.iter().map(|d| (d.day.to_string(), d.precision, d.count)).collect();
    let expected = [
        ("2026-03-01", Precision::Month, 1),
        ("2026-03-01", Precision::Day, 1),
        ("2026-03-02", Precision::Day, 1),
        ("2026-03-03", Precision::Day, 2),
    ];
    assert_eq!(days, expected.map(|(day, precision, count)| (day.to_owned(), precision, count)));
    assert_eq!((density.total, density.undated), (5, 0));
    drop(folder);
}

#[test]
fn what_is_remembered_of_a_question_holds_until_the_next_commit() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path()).unwrap();
    let many = 3_000;
    let mut writer = index.writer_for(0).unwrap();
    for row in 1..=many {
        writer.replace(row, &[unit(row, EventKind::Published, 1, "Ferry", "")]).unwrap();
    }
    writer.commit(1).unwrap();
    let newest = Question { order: Order::Newest, limit: Some(10), ..question(word("ferry", false)) };
    let before = index.find(&newest).unwrap();
    assert_eq!((before.total, before.hits.len()), (3_000, 10));
    assert_eq!(index.find(&newest).unwrap(), before);
    // Another page of the same question is another one.
    let next = index.find(&Question { after: Some(before.hits[9].place), ..newest.clone() }).unwrap();
    assert!(next.hits.iter().all(|hit| !before.hits.contains(hit)) && next.hits.len() == 10);
    writer.replace(many + 1, &[unit(many + 1, EventKind::Published, 2, "Ferry", "")]).unwrap();
    writer.commit(2).unwrap();
    let after = index.find(&newest).unwrap();
    assert_eq!((after.total, after.hits[0].row), (3_001, many + 1));
}
