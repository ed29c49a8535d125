//! The words of French dates, and the verbs beside them.

use super::direction::Look;
use super::resolve::Lean;
use super::token::{Cursor, Kind};
use super::words::DayPart::{Afternoon, Evening, Morning, Night};
use super::words::Portion::{End, Middle, Start};
use super::words::Shift::{Last, Next, This};
use super::words::{Role, Sense, Unit, look_up};
use crate::model::WordTable;
use std::sync::LazyLock;

use Sense as S;

#[rustfmt::skip]
const WORDS: &[(&str, &[Sense])] = &[
    // Months and their abbreviations.
    ("janvier", &[S::Month(1)]), ("janv", &[S::Month(1)]), ("février", &[S::Month(2)]), ("févr", &[S::Month(2)]), ("mars", &[S::Month(3)]),
    ("avril", &[S::Month(4)]), ("avr", &[S::Month(4)]), ("mai", &[S::Month(5)]), ("juin", &[S::Month(6)]), ("juillet", &[S::Month(7)]),
    ("juil", &[S::Month(7)]), ("août", &[S::Month(8)]), ("septembre", &[S::Month(9)]), ("sept", &[S::Month(9), S::Cardinal(7)]),
    ("octobre", &[S::Month(10)]), ("oct", &[S::Month(10)]), ("novembre", &[S::Month(11)]), ("nov", &[S::Month(11)]),
    ("décembre", &[S::Month(12)]), ("déc", &[S::Month(12)]),
    // Weekdays.
    ("lundi", &[S::Weekday(0)]), ("mardi", &[S::Weekday(1)]), ("mercredi", &[S::Weekday(2)]), ("jeudi", &[S::Weekday(3)]),
    ("vendredi", &[S::Weekday(4)]), ("samedi", &[S::Weekday(5)]), ("dimanche", &[S::Weekday(6)]),
    // Units, one and more.
    ("minute", &[S::Unit(Unit::Minute)]), ("minutes", &[S::Units(Unit::Minute)]),
    ("heure", &[S::Unit(Unit::Hour), S::Role(Role::Clock)]), ("heures", &[S::Units(Unit::Hour), S::Role(Role::Clock)]),
    ("h", &[S::Role(Role::Clock)]), ("jour", &[S::Unit(Unit::Day)]), ("jours", &[S::Units(Unit::Day)]),
    ("semaine", &[S::Unit(Unit::Week)]), ("semaines", &[S::Units(Unit::Week)]),
    // One word for one and more: told by what stands with it.
    ("mois", &[S::Unit(Unit::Month)]), ("trimestre", &[S::Unit(Unit::Quarter)]), ("semestre", &[S::Unit(Unit::Half)]),
    ("an", &[S::Unit(Unit::Year)]), ("année", &[S::Unit(Unit::Year)]), ("ans", &[S::Units(Unit::Year)]), ("années", &[S::Units(Unit::Year)]),
    ("décennie", &[S::Unit(Unit::Decade)]), ("décennies", &[S::Units(Unit::Decade)]),
    // Numbers.
    ("un", &[S::Cardinal(1), S::Role(Role::Every)]), ("une", &[S::Cardinal(1), S::Role(Role::Every)]), ("deux", &[S::Cardinal(2)]),
    ("trois", &[S::Cardinal(3)]), ("quatre", &[S::Cardinal(4)]), ("cinq", &[S::Cardinal(5)]), ("six", &[S::Cardinal(6)]),
    ("huit", &[S::Cardinal(8)]), ("neuf", &[S::Cardinal(9)]), ("dix", &[S::Cardinal(10)]), ("onze", &[S::Cardinal(11)]),
    ("douze", &[S::Cardinal(12)]), ("quinze", &[S::Cardinal(15)]), ("vingt", &[S::Cardinal(20)]), ("trente", &[S::Cardinal(30)]),
    ("premier", &[S::Ordinal(1)]), ("deuxième", &[S::Ordinal(2)]), ("second", &[S::Ordinal(2)]), ("troisième", &[S::Ordinal(3)]),
    ("quatrième", &[S::Ordinal(4)]),
    // Days seen from today.
    ("hier", &[S::Day(-1)]), ("demain", &[S::Day(1)]),
    // Direction.
    ("ce", &[S::Shift(This)]), ("cet", &[S::Shift(This)]), ("cette", &[S::Shift(This)]),
    ("dernier", &[S::Shift(Last)]), ("dernière", &[S::Shift(Last)]), ("derniers", &[S::Shift(Last)]), ("dernières", &[S::Shift(Last)]),
    ("passé", &[S::Shift(Last)]), ("passée", &[S::Shift(Last)]), ("prochain", &[S::Shift(Next)]), ("prochaine", &[S::Shift(Next)]),
    ("prochains", &[S::Shift(Next)]), ("prochaines", &[S::Shift(Next)]),
    // Parts of the day, and of periods.
    ("matin", &[S::DayPart(Morning)]), ("soir", &[S::DayPart(Evening)]), ("nuit", &[S::DayPart(Night)]), ("midi", &[S::DayPart(Afternoon)]),
    ("début", &[S::Portion(Start)]), ("mi", &[S::Portion(Middle)]), ("fin", &[S::Portion(End)]),
    // Seasons.
    ("printemps", &[S::Season(21)]), ("été", &[S::Season(22)]), ("automne", &[S::Season(23)]), ("hiver", &[S::Season(24)]),
    // Small words.
    ("le", &[S::Role(Role::Article)]), ("la", &[S::Role(Role::Article)]), ("les", &[S::Role(Role::Article)]),
    ("chaque", &[S::Role(Role::Every)]), ("en", &[S::Role(Role::In)]), ("de", &[S::Role(Role::Of)]), ("d", &[S::Role(Role::Of)]),
    ("des", &[S::Role(Role::Of)]), ("du", &[S::Role(Role::From), S::Role(Role::Of)]), ("dans", &[S::Role(Role::Ahead)]),
    ("depuis", &[S::Role(Role::Since)]), ("entre", &[S::Role(Role::Between)]), ("et", &[S::Role(Role::And)]), ("au", &[S::Role(Role::To)]),
    ("à", &[S::Role(Role::To), S::Role(Role::Around)]), ("jusqu", &[S::Role(Role::To)]), ("vers", &[S::Role(Role::Around)]),
    ("il", &[S::Role(Role::Small)]), ("elle", &[S::Role(Role::Small)]), ("on", &[S::Role(Role::Small)]), ("par", &[S::Role(Role::Small)]),
    ("pour", &[S::Role(Role::Small)]), ("avec", &[S::Role(Role::Small)]), ("sur", &[S::Role(Role::Small)]), ("ou", &[S::Role(Role::Small)]),
    ("que", &[S::Role(Role::Small)]), ("a", &[S::Role(Role::Small)]), ("aujourd", &[S::Role(Role::Small)]),
    ("auparavant", &[S::Role(Role::Before)]),
];

static LEXICON: LazyLock<WordTable<&'static [u8], &'static [Sense]>> =
    LazyLock::new(|| WORDS.iter().map(|(word, senses)| (word.as_bytes(), *senses)).collect());

/// The senses of a word in any case; none for most words.
pub(super) fn senses(word: &str) -> &'static [Sense] {
    look_up(&LEXICON, word).unwrap_or_default()
}

/// Verbs that look ahead, besides those in the future tense.
const AHEAD: &[&str] = &["doit", "doivent", "prévu", "prévue", "prévues", "prévus", "va", "vont"];

/// Past forms that have no ending of their own.
const PAST: &[&str] = &["a", "ont", "avait", "avaient", "eut", "était", "étaient", "fut", "furent", "fait"];

/// Words with the ending of the future tense that are none.
const NOT_AHEAD: &[&str] = &["caméra", "contra", "extra", "opéra"];

/// What a French word tells of its sentence.
pub(super) fn look(c: Cursor) -> Look {
    let tense = c.token().filter(|t| t.kind == Kind::Word).and_then(|t| tense(c.words(t)));
    // "jusqu'à dimanche", but not "de samedi à dimanche".
    let until = c.is_role(&[Role::To, Role::In]) && c.at > 1 && c.to(c.at - 2).is_word(&["jusqu"]);
    Look { tense, leads_up: until, ..Look::of_marks(c) }
}

fn tense(word: &str) -> Option<Lean> {
    let lower = word.starts_with(char::is_lowercase);
    let ends = |endings: &[&str]| lower && word.len() > 4 && endings.iter().any(|e| word.ends_with(e));
    let ahead = AHEAD.contains(&word)
        || matches!(word, "sera" | "aura" | "ira")
        || ends(&["ra", "rai", "rez", "rons", "ront"]) && !NOT_AHEAD.contains(&word);
    let past = || PAST.contains(&word) || word.len() > 6 && ends(&["ait", "aient"]);
    if ahead { Some(Lean::Future) } else { past().then_some(Lean::Past) }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check_in;

    fn check(text: &str, expected: &[&str]) {
        check_in("fr", text, expected);
    }

    #[test]
    fn days() {
        check("Le ministre a démissionné jeudi.", &["jeudi = 2026-02-26"]);
        check("Le ministre parlera jeudi.", &["jeudi = 2026-03-05"]);
        check("« Nous fermerons fin mars », a déclaré jeudi la mairesse.", &["fin mars = 2026-03-21/2026-03-31", "jeudi = 2026-02-26"]);
        check("Le procès s'ouvrira lundi 2 mars à 10 heures.", &["lundi 2 mars à 10 heures = 2026-03-02T10Z"]);
        check("Le 26 février, le chantier a annoncé un recours.", &["26 février = 2026-02-26"]);
        check("Le 1er mars 2025, elle a fermé.", &["1er mars 2025 = 2025-03-01"]);
        check("La loi du 03/12/2025 tient.", &["03/12/2025 = 2025-12-03"]);
        check("Hier, le pont a fermé ; demain, il rouvrira.", &["Hier = 2026-02-26", "demain = 2026-02-28"]);
        check("Le lundi, un bateau part.", &[]);
        check("Il a payé 2000 euros pour 2019 caisses.", &[]);
    }

    #[test]
    fn parts_of_days() {
        check("Hier soir, il a plu.", &["Hier soir = 2026-02-26T16Z/2026-02-26T20Z"]);
        check("Il a plu lundi matin.", &["lundi matin = 2026-02-23T08Z/2026-02-23T12Z"]);
        check(
            "Il a plu mardi après-midi, et aujourd'hui.",
            &["mardi après-midi = 2026-02-24T12Z/2026-02-24T16Z", "aujourd'hui = 2026-02-27"],
        );
        check("Ce matin, il a plu.", &["Ce matin = 2026-02-27T08Z/2026-02-27T12Z"]);
        check("Il a plu mardi vers 10h30.", &["mardi vers 10h30 = 2026-02-24T10:30Z"]);
    }

    #[test]
    fn months_and_years() {
        check("En février 2024, il a perdu ; en mars, il a gagné.", &["février 2024 = 2024-02", "mars = 2024-03"]);
        check("Depuis 2019, tout est interdit.", &["Depuis 2019 = 2019/.."]);
        check("Fin 2025, il en restait 200.", &["Fin 2025 = 2025-09/2025-12"]);
        check("Il a gagné au premier trimestre 2025.", &["premier trimestre 2025 = 2025-33"]);
        check("Ils se sont mariés à l'été 2023.", &["été 2023 = 2023-06/2023-08"]);
        check("Dans les années 1990, il vivait là.", &["années 1990 = 199X"]);
        check("Elle ouvrira mi-avril.", &["mi-avril = 2026-04-11/2026-04-20"]);
    }

    #[test]
    fn seen_from_today() {
        check("L'an dernier, il a perdu.", &["an dernier = 2025"]);
        check("La semaine prochaine, le conseil votera.", &["semaine prochaine = 2026-03-02/2026-03-08"]);
        check("Vendredi dernier, il a voté.", &["Vendredi dernier = 2026-02-20"]);
        check("Il y a deux semaines, il était là.", &["Il y a deux semaines = 2026-02-13"]);
        check("Dans trois jours, il sera là.", &["Dans trois jours = 2026-03-02"]);
        check("Ces trois derniers mois, il était là.", &["trois derniers mois = 2025-11/2026-02"]);
    }

    #[test]
    fn ranges() {
        check("La foire a duré du 3 au 5 janvier 2026.", &["du 3 au 5 janvier 2026 = 2026-01-03/2026-01-05"]);
        check("Entre 2010 et 2012, il a perdu.", &["Entre 2010 et 2012 = 2010/2012"]);
        check("La foire dure jusqu'à dimanche.", &["dimanche = 2026-03-01"]);
    }
}
