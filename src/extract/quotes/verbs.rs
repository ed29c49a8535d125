//! The forms of verbs, generated for each language from its lemma and what is irregular of it.

use super::lexicon::{Manner, Tense};

/// All forms of a verb. What is irregular is written as the tables of the language say.
pub(super) fn forms(manner: Manner, lemma: &str, irregular: &str) -> Vec<(Tense, String)> {
    match manner {
        Manner::English => english(lemma, irregular),
        Manner::German => german(lemma, irregular),
        Manner::French => french(lemma, irregular),
    }
}

/// All forms of an English verb. `irregular` is third, past, participle and -ing, `=` where regular, or `2` where the last
/// consonant doubles.
fn english(lemma: &str, irregular: &str) -> Vec<(Tense, String)> {
    let doubled = if irregular == "2" { &lemma[lemma.len() - 1..] } else { "" };
    let given: Vec<&str> = irregular.split_whitespace().filter(|_| irregular != "2").collect();
    let regular = [
        (Tense::Third, third(lemma)),
        (Tense::Past, past(lemma, doubled)),
        (Tense::Participle, past(lemma, doubled)),
        (Tense::Ing, ing(lemma, doubled)),
    ];
    let chosen = regular.into_iter().enumerate().map(|(i, (tense, form))| match given.get(i) {
        Some(&irregular) if irregular != "=" => (tense, irregular.to_owned()),
        _ => (tense, form),
    });
    // The past comes before the base, so that "put" and "read" are taken for what news mostly means.
    let mut all: Vec<_> = chosen.collect();
    all.push((Tense::Base, lemma.to_owned()));
    all
}

fn third(lemma: &str) -> String {
    match stem_in_y(lemma) {
        Some(stem) => format!("{stem}ies"),
        None if ["s", "sh", "ch", "x", "z", "o"].iter().any(|e| lemma.ends_with(e)) => format!("{lemma}es"),
        None => format!("{lemma}s"),
    }
}

fn past(lemma: &str, doubled: &str) -> String {
    match stem_in_y(lemma) {
        Some(stem) => format!("{stem}ied"),
        None if lemma.ends_with('e') => format!("{lemma}d"),
        None => format!("{lemma}{doubled}ed"),
    }
}

fn ing(lemma: &str, doubled: &str) -> String {
    match lemma.strip_suffix('e') {
        Some(stem) if !lemma.ends_with("ee") => format!("{stem}ing"),
        _ => format!("{lemma}{doubled}ing"),
    }
}

/// "deny" → "den"; not "say".
fn stem_in_y(lemma: &str) -> Option<&str> {
    lemma.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']))
}

/// Prefixes that stay on the verb, so that its participle has no "ge".
const FIXED: &[&str] = &["be", "er", "ver", "zer", "ent", "emp", "ge", "miss", "wider", "unter"];

/// All forms of a German verb that report. `irregular` is third person, past and participle, `=` where regular. The
/// subjunctive ("er sage") reports as well.
fn german(lemma: &str, irregular: &str) -> Vec<(Tense, String)> {
    let given: Vec<&str> = irregular.split_whitespace().collect();
    let irregular = |i: usize| given.get(i).copied().filter(|f| *f != "=").map(str::to_owned);
    let stem = lemma.strip_suffix("en").or_else(|| lemma.strip_suffix('n')).unwrap_or(lemma);
    let joint = if stem.ends_with(['t', 'd']) { "e" } else { "" };
    let fixed = FIXED.iter().any(|p| stem.len() > p.len() + 2 && stem.starts_with(p)) || stem.ends_with("ier");
    let past = irregular(1).unwrap_or_else(|| format!("{stem}{joint}te"));
    let plural = if past.ends_with('e') { format!("{past}n") } else { format!("{past}en") };
    let third = irregular(0).unwrap_or_else(|| format!("{stem}{joint}t"));
    let participle = irregular(2).unwrap_or_else(|| format!("{}{stem}{joint}t", if fixed { "" } else { "ge" }));
    vec![
        (Tense::Past, past),
        (Tense::Past, plural),
        (Tense::Third, third),
        (Tense::Third, format!("{stem}e")),
        (Tense::Participle, participle),
        (Tense::Third, lemma.to_owned()),
    ]
}

/// All forms of a French verb that report. `irregular` is third person, participle and the stem of the imperfect, `=` where
/// regular. The participle is the past: "a déclaré".
fn french(lemma: &str, irregular: &str) -> Vec<(Tense, String)> {
    let given: Vec<&str> = irregular.split_whitespace().collect();
    let irregular = |i: usize| given.get(i).copied().filter(|f| *f != "=").map(str::to_owned);
    let er = lemma.strip_suffix("er");
    let stem = er.or_else(|| lemma.strip_suffix("ir")).or_else(|| lemma.strip_suffix("re")).unwrap_or(lemma);
    let third = irregular(0).unwrap_or_else(|| if er.is_some() { format!("{stem}e") } else { stem.to_owned() });
    let participle = irregular(1).unwrap_or_else(|| format!("{stem}{}", if er.is_some() { "é" } else { "u" }));
    // "annoncer" → "annonçait", "interroger" → "interrogeait"
    let soft = match stem.chars().last() {
        Some('c') => format!("{}ç", &stem[..stem.len() - 1]),
        Some('g') => format!("{stem}e"),
        _ => stem.to_owned(),
    };
    let soft = irregular(2).unwrap_or(soft);
    let mut all = vec![
        (Tense::Past, participle),
        (Tense::Third, third),
        (Tense::Past, format!("{soft}ait")),
        (Tense::Past, format!("{soft}aient")),
        (Tense::Third, format!("{}ent", irregular(2).unwrap_or_else(|| stem.to_owned()))),
        (Tense::Ing, format!("{soft}ant")),
        (Tense::Base, lemma.to_owned()),
    ];
    if er.is_some() {
        all.extend([(Tense::Past, format!("{soft}a")), (Tense::Past, format!("{stem}èrent"))]);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Lexicon;
    use super::*;

    #[test]
    fn forms_are_generated() {
        let check = |language: &str, word: &str, tense: Tense| {
            assert_eq!(Lexicon::of(Some(language)).look(word).verb.map(|f| f.tense), Some(tense), "{word}");
        };
        check("de", "sagte", Tense::Past);
        check("de", "betonte", Tense::Past);
        check("de", "antworteten", Tense::Past);
        check("de", "sprach", Tense::Past);
        check("de", "erklärt", Tense::Third);
        check("de", "gesagt", Tense::Participle);
        check("fr", "déclaré", Tense::Past);
        check("fr", "annonçait", Tense::Past);
        check("fr", "dit", Tense::Past);
        check("fr", "explique", Tense::Third);
        check("fr", "ajoutant", Tense::Ing);
    }
}
