//! The tables: where they are from, and that they are written as they are read.

use super::lexicon::Lexicon;
use std::collections::HashSet;

const TABLES: &[(&str, &str)] = &[
    ("de/names", include_str!("tables/de/names.txt")),
    ("de/verbs", include_str!("tables/de/verbs.txt")),
    ("de/words", include_str!("tables/de/words.txt")),
    ("en/names", include_str!("tables/en/names.txt")),
    ("en/verbs", include_str!("tables/en/verbs.txt")),
    ("en/words", include_str!("tables/en/words.txt")),
    ("fr/names", include_str!("tables/fr/names.txt")),
    ("fr/verbs", include_str!("tables/fr/verbs.txt")),
    ("fr/words", include_str!("tables/fr/words.txt")),
];

fn rows(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|l| !l.starts_with('#'))
}

#[test]
fn every_table_tells_its_source_and_licence() {
    for (name, table) in TABLES {
        let head: String = table.lines().take_while(|l| l.starts_with('#')).collect();
        assert!(head.contains("Source: ") && head.contains("Licence: "), "{name}");
    }
}

#[test]
fn rows_are_in_lower_case_and_say_nothing_twice() {
    for (name, table) in TABLES {
        let separator = if name.ends_with("verbs") { '|' } else { ':' };
        let mut keys = HashSet::new();
        for row in rows(table) {
            let (key, rest) = row.split_once(separator).unwrap_or_else(|| panic!("{name}: no row: {row}"));
            assert!(keys.insert(key.trim()), "{name}: {key} stands twice");
            assert_eq!(row.to_lowercase(), row, "{name}: {key}");
            let mut words = HashSet::new();
            let twice = rest.split_whitespace().filter(|_| separator == ':').find(|w| !words.insert(*w));
            assert_eq!(twice, None, "{name}: {key}");
        }
    }
}

#[test]
fn every_verb_is_found_by_its_forms() {
    for (language, table) in [("de", TABLES[1].1), ("en", TABLES[4].1), ("fr", TABLES[7].1)] {
        let lexicon = Lexicon::of(Some(language));
        for row in rows(table) {
            let lemma = row.split(['|', ' ']).next().expect("a lemma");
            assert!(lexicon.look(lemma).verb.is_some(), "{language}: {lemma}");
        }
    }
    // Hundreds of English verbs, each with its forms.
    assert!(rows(TABLES[4].1).count() > 300);
}
