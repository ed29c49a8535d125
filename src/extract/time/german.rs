//! The words of German dates, and the verbs beside them.

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
    ("januar", &[S::Month(1)]), ("jänner", &[S::Month(1)]), ("jan", &[S::Month(1)]),
    ("februar", &[S::Month(2)]), ("feber", &[S::Month(2)]), ("feb", &[S::Month(2)]),
    ("märz", &[S::Month(3)]), ("mrz", &[S::Month(3)]), ("april", &[S::Month(4)]), ("apr", &[S::Month(4)]), ("mai", &[S::Month(5)]),
    ("juni", &[S::Month(6)]), ("jun", &[S::Month(6)]), ("juli", &[S::Month(7)]), ("jul", &[S::Month(7)]),
    ("august", &[S::Month(8)]), ("aug", &[S::Month(8)]), ("september", &[S::Month(9)]), ("sept", &[S::Month(9)]), ("sep", &[S::Month(9)]),
    ("oktober", &[S::Month(10)]), ("okt", &[S::Month(10)]), ("november", &[S::Month(11)]), ("nov", &[S::Month(11)]),
    ("dezember", &[S::Month(12)]), ("dez", &[S::Month(12)]),
    // Weekdays.
    ("montag", &[S::Weekday(0)]), ("dienstag", &[S::Weekday(1)]), ("mittwoch", &[S::Weekday(2)]), ("donnerstag", &[S::Weekday(3)]),
    ("freitag", &[S::Weekday(4)]), ("samstag", &[S::Weekday(5)]), ("sonnabend", &[S::Weekday(5)]), ("sonntag", &[S::Weekday(6)]),
    // Units, one and more.
    ("minute", &[S::Unit(Unit::Minute)]), ("minuten", &[S::Units(Unit::Minute)]),
    ("stunde", &[S::Unit(Unit::Hour)]), ("stunden", &[S::Units(Unit::Hour)]),
    ("tag", &[S::Unit(Unit::Day)]), ("tages", &[S::Unit(Unit::Day)]), ("tage", &[S::Units(Unit::Day)]), ("tagen", &[S::Units(Unit::Day)]),
    ("woche", &[S::Unit(Unit::Week)]), ("wochen", &[S::Units(Unit::Week)]),
    ("wochenende", &[S::Unit(Unit::Weekend)]), ("wochenendes", &[S::Unit(Unit::Weekend)]),
    ("monat", &[S::Unit(Unit::Month)]), ("monats", &[S::Unit(Unit::Month)]),
    ("monate", &[S::Units(Unit::Month)]), ("monaten", &[S::Units(Unit::Month)]),
    ("quartal", &[S::Unit(Unit::Quarter)]), ("quartals", &[S::Unit(Unit::Quarter)]),
    ("halbjahr", &[S::Unit(Unit::Half)]), ("halbjahres", &[S::Unit(Unit::Half)]),
    ("jahr", &[S::Unit(Unit::Year)]), ("jahres", &[S::Unit(Unit::Year)]), ("jahre", &[S::Units(Unit::Year)]), ("jahren", &[S::Units(Unit::Year)]),
    ("jahrzehnt", &[S::Unit(Unit::Decade)]), ("jahrzehnts", &[S::Unit(Unit::Decade)]),
    ("jahrzehnte", &[S::Units(Unit::Decade)]), ("jahrzehnten", &[S::Units(Unit::Decade)]),
    ("jahrhundert", &[S::Unit(Unit::Century)]), ("jahrhunderts", &[S::Unit(Unit::Century)]),
    // Numbers.
    ("ein", &[S::Cardinal(1), S::Role(Role::Every)]), ("eine", &[S::Cardinal(1), S::Role(Role::Every)]),
    ("einem", &[S::Cardinal(1), S::Role(Role::Every)]), ("einen", &[S::Cardinal(1), S::Role(Role::Every)]),
    ("einer", &[S::Cardinal(1), S::Role(Role::Every)]), ("eines", &[S::Role(Role::Every)]),
    ("zwei", &[S::Cardinal(2)]), ("drei", &[S::Cardinal(3)]), ("vier", &[S::Cardinal(4)]), ("fünf", &[S::Cardinal(5)]),
    ("sechs", &[S::Cardinal(6)]), ("sieben", &[S::Cardinal(7)]), ("acht", &[S::Cardinal(8)]), ("neun", &[S::Cardinal(9)]),
    ("zehn", &[S::Cardinal(10)]), ("elf", &[S::Cardinal(11)]), ("zwölf", &[S::Cardinal(12)]), ("zwanzig", &[S::Cardinal(20)]),
    ("dreißig", &[S::Cardinal(30)]), ("vierzig", &[S::Cardinal(40)]), ("fünfzig", &[S::Cardinal(50)]),
    ("erste", &[S::Ordinal(1)]), ("ersten", &[S::Ordinal(1)]), ("erstes", &[S::Ordinal(1)]),
    ("zweite", &[S::Ordinal(2)]), ("zweiten", &[S::Ordinal(2)]), ("zweites", &[S::Ordinal(2)]),
    ("dritte", &[S::Ordinal(3)]), ("dritten", &[S::Ordinal(3)]), ("drittes", &[S::Ordinal(3)]),
    ("vierte", &[S::Ordinal(4)]), ("vierten", &[S::Ordinal(4)]), ("viertes", &[S::Ordinal(4)]),
    // Days seen from today.
    ("heute", &[S::Day(0)]), ("gestern", &[S::Day(-1)]), ("vorgestern", &[S::Day(-2)]), ("übermorgen", &[S::Day(2)]),
    ("Übermorgen", &[S::Day(2)]), ("morgen", &[S::Day(1), S::DayPart(Morning)]),
    // Direction.
    ("diese", &[S::Shift(This)]), ("dieser", &[S::Shift(This)]), ("dieses", &[S::Shift(This)]), ("diesem", &[S::Shift(This)]),
    ("diesen", &[S::Shift(This)]), ("laufenden", &[S::Shift(This)]), ("laufendes", &[S::Shift(This)]),
    ("letzte", &[S::Shift(Last)]), ("letzten", &[S::Shift(Last)]), ("letzter", &[S::Shift(Last)]), ("letztes", &[S::Shift(Last)]),
    ("letztem", &[S::Shift(Last)]), ("vergangene", &[S::Shift(Last)]), ("vergangenen", &[S::Shift(Last)]),
    ("vergangener", &[S::Shift(Last)]), ("vergangenes", &[S::Shift(Last)]), ("vorige", &[S::Shift(Last)]), ("vorigen", &[S::Shift(Last)]),
    ("voriger", &[S::Shift(Last)]), ("voriges", &[S::Shift(Last)]),
    ("nächste", &[S::Shift(Next)]), ("nächsten", &[S::Shift(Next)]), ("nächster", &[S::Shift(Next)]), ("nächstes", &[S::Shift(Next)]),
    ("kommende", &[S::Shift(Next)]), ("kommenden", &[S::Shift(Next)]), ("kommender", &[S::Shift(Next)]), ("kommendes", &[S::Shift(Next)]),
    // Parts of the day, and of periods.
    ("früh", &[S::DayPart(Morning)]), ("vormittag", &[S::DayPart(Morning)]), ("nachmittag", &[S::DayPart(Afternoon)]),
    ("abend", &[S::DayPart(Evening)]), ("nacht", &[S::DayPart(Night)]),
    ("anfang", &[S::Portion(Start)]), ("mitte", &[S::Portion(Middle)]), ("ende", &[S::Portion(End)]),
    // Seasons.
    ("frühjahr", &[S::Season(21)]), ("frühling", &[S::Season(21)]), ("sommer", &[S::Season(22)]), ("herbst", &[S::Season(23)]),
    ("winter", &[S::Season(24)]),
    // Small words.
    ("am", &[S::Role(Role::On)]), ("zum", &[S::Role(Role::On)]), ("auf", &[S::Role(Role::On)]), ("im", &[S::Role(Role::In)]),
    ("in", &[S::Role(Role::Ahead)]), ("vor", &[S::Role(Role::Ago)]), ("seit", &[S::Role(Role::Since)]),
    ("vom", &[S::Role(Role::From)]), ("von", &[S::Role(Role::From)]), ("ab", &[S::Role(Role::From)]), ("bis", &[S::Role(Role::To)]),
    ("zwischen", &[S::Role(Role::Between)]), ("und", &[S::Role(Role::And)]), ("um", &[S::Role(Role::Around)]),
    ("gegen", &[S::Role(Role::Around)]), ("uhr", &[S::Role(Role::Clock)]), ("später", &[S::Role(Role::Later)]),
    ("zuvor", &[S::Role(Role::Before)]), ("der", &[S::Role(Role::Article)]), ("den", &[S::Role(Role::Article)]),
    ("dem", &[S::Role(Role::Article)]), ("des", &[S::Role(Role::Of)]), ("jeden", &[S::Role(Role::Every)]),
    ("jeder", &[S::Role(Role::Every)]), ("jedem", &[S::Role(Role::Every)]),
    ("an", &[S::Role(Role::Small)]), ("als", &[S::Role(Role::Small)]), ("aus", &[S::Role(Role::Small)]), ("bei", &[S::Role(Role::Small)]),
    ("das", &[S::Role(Role::Small)]), ("die", &[S::Role(Role::Small)]), ("er", &[S::Role(Role::Small)]), ("es", &[S::Role(Role::Small)]),
    ("für", &[S::Role(Role::Small)]), ("gab", &[S::Role(Role::Small)]), ("hat", &[S::Role(Role::Small)]), ("hatte", &[S::Role(Role::Small)]),
    ("ist", &[S::Role(Role::Small)]), ("mit", &[S::Role(Role::Small)]), ("nach", &[S::Role(Role::Small)]), ("noch", &[S::Role(Role::Small)]),
    ("oder", &[S::Role(Role::Small)]), ("sich", &[S::Role(Role::Small)]), ("sie", &[S::Role(Role::Small)]), ("war", &[S::Role(Role::Small)]),
    ("waren", &[S::Role(Role::Small)]), ("wieder", &[S::Role(Role::Small)]), ("wurde", &[S::Role(Role::Small)]),
    ("wurden", &[S::Role(Role::Small)]), ("zu", &[S::Role(Role::Small)]), ("zur", &[S::Role(Role::Small)]),
];

/// The words, and weekdays with parts of the day in one word: "Donnerstagabend".
static LEXICON: LazyLock<WordTable<&'static [u8], &'static [Sense]>> = LazyLock::new(|| {
    let one = |(word, senses): &(&'static str, &'static [Sense])| match senses {
        [sense @ (S::Weekday(_) | S::DayPart(_)), ..] | [_, sense @ S::DayPart(_)] => Some((*word, *sense)),
        _ => None,
    };
    let all = || WORDS.iter().filter_map(one);
    let days = all().filter(|(_, s)| matches!(s, S::Weekday(_)));
    let parts = || all().filter(|(_, s)| matches!(s, S::DayPart(_)));
    // They are made once and kept.
    let row = |day: (&str, Sense), part: (&str, Sense)| -> (&'static [u8], &'static [Sense]) {
        (format!("{}{}", day.0, part.0).leak().as_bytes(), vec![day.1, part.1].leak())
    };
    let both = days.flat_map(|day| parts().map(move |part| row(day, part)));
    WORDS.iter().map(|(word, senses)| (word.as_bytes(), *senses)).chain(both).collect()
});

/// The senses of a word in any case; none for most words.
pub(super) fn senses(word: &str) -> &'static [Sense] {
    look_up(&LEXICON, word).unwrap_or_default()
}

/// Verbs that look ahead.
#[rustfmt::skip]
const AHEAD: &[&str] = &[
    "beginnt", "beginnen", "bevorsteht", "endet", "eröffnet", "findet", "finden", "geplant", "könnte", "könnten", "plant", "planen", "soll",
    "sollen", "startet", "starten", "tritt", "will", "wird", "wollen", "werden", "öffnet",
];

/// Past forms that do not end in "te" or "ten".
#[rustfmt::skip]
const PAST: &[&str] = &[
    "begann", "bekam", "beschloss", "blieb", "brach", "entschied", "erhielt", "erschien", "fand", "fiel", "flog", "fuhr", "gab", "gewann", "ging",
    "griff", "hat", "haben", "hielt", "hieß", "kam", "kamen", "lag", "lief", "ließ", "nahm", "rief", "sank", "sah", "schloss", "schrieb", "sprach",
    "stand", "starb", "stieg", "traf", "trat", "verlor", "verließ", "war", "waren", "warf", "wies", "wurde", "wurden", "zog",
];

/// Small words that end in "te" or "ten" and are no verbs of the past.
#[rustfmt::skip]
const NOT_PAST: &[&str] = &[
    "bitte", "dritte", "dritten", "dürfte", "dürften", "erste", "ersten", "gute", "guten", "heute", "hinten", "letzte", "letzten", "möchte",
    "möchten", "müsste", "müssten", "nächste", "nächsten", "rechte", "rechten", "sollte", "sollten", "unten", "zweite", "zweiten", "vierte",
    "vierten", "weite", "weiten",
];

/// What a German word tells of its sentence.
pub(super) fn look(c: Cursor) -> Look {
    let tense = c.token().filter(|t| t.kind == Kind::Word).and_then(|t| tense(c.words(t)));
    Look { tense, leads_up: c.is_role(&[Role::To]), ..Look::of_marks(c) }
}

/// Nouns have capitals; what stands at the head of a sentence is seldom its verb.
fn tense(word: &str) -> Option<Lean> {
    if AHEAD.contains(&word) {
        return Some(Lean::Future);
    }
    let ending = word.len() > 4 && (word.ends_with("te") || word.ends_with("ten")) && word.starts_with(char::is_lowercase);
    (PAST.contains(&word) || ending && !NOT_PAST.contains(&word)).then_some(Lean::Past)
}

#[cfg(test)]
mod tests {
    use super::super::tests::check_in;

    fn check(text: &str, expected: &[&str]) {
        check_in("de", text, expected);
    }

    #[test]
    fn days() {
        check("Der Minister trat am Donnerstag zurück.", &["Donnerstag = 2026-02-26"]);
        check("Er wird am Donnerstag sprechen.", &["Donnerstag = 2026-03-05"]);
        check("Die Messe beginnt am Montag, 2. März.", &["Montag, 2. März = 2026-03-02"]);
        check("Am Donnerstag, den 26. Februar 2026, schloss die Brücke.", &["Donnerstag, den 26. Februar 2026 = 2026-02-26"]);
        check("Am 26. Februar teilte die Werft mit, sie klage.", &["26. Februar = 2026-02-26"]);
        check("Die Wahl findet am 15. März statt.", &["15. März = 2026-03-15"]);
        check("Das Urteil vom 3.12.2025 gilt, am 4.1. auch.", &["3.12.2025 = 2025-12-03", "4.1. = 2026-01-04"]);
        check(
            "Gestern schloss sie, vorgestern nicht, heute auch.",
            &["Gestern = 2026-02-26", "vorgestern = 2026-02-25", "heute = 2026-02-27"],
        );
        check("Sie kommt morgen.", &["morgen = 2026-02-28"]);
        check("Am Morgen war es kalt.", &[]);
        check("Jeden Montag fährt ein Schiff.", &[]);
        check("Version 3.5 kostet 2000 Euro.", &[]);
    }

    #[test]
    fn parts_of_days() {
        check("Am Montagabend brannte es.", &["Montagabend = 2026-02-23T16Z/2026-02-23T20Z"]);
        check("Gestern Abend brannte es.", &["Gestern Abend = 2026-02-26T16Z/2026-02-26T20Z"]);
        check("Heute Morgen brannte es.", &["Heute Morgen = 2026-02-27T08Z/2026-02-27T12Z"]);
        check("Die Sitzung beginnt am Montag um 10.30 Uhr.", &["Montag um 10.30 Uhr = 2026-03-02T10:30Z"]);
        check("Am 2. März um 18 Uhr spielt sie.", &["2. März um 18 Uhr = 2026-03-02T18Z"]);
    }

    #[test]
    fn months_and_years() {
        check("Im Februar 2024 sank sie, im März stieg sie.", &["Februar 2024 = 2024-02", "März = 2024-03"]);
        check("Seit 2019 gilt das Verbot.", &["Seit 2019 = 2019/.."]);
        check("2019 wurde er gewählt.", &["2019 = 2019"]);
        check("Im Jahr 2000 zog er um.", &["2000 = 2000"]);
        check("Ende 2025 waren es 200.", &["Ende 2025 = 2025-09/2025-12"]);
        check("Anfang des Jahres waren es mehr.", &["Anfang des Jahres = 2026-01/2026-04"]);
        check("Im ersten Quartal 2025 sank der Umsatz.", &["ersten Quartal 2025 = 2025-33"]);
        check("Im Sommer 2023 heirateten sie.", &["Sommer 2023 = 2023-06/2023-08"]);
        check("In den 1990er-Jahren lebte er dort.", &["1990er = 199X"]);
    }

    #[test]
    fn seen_from_today() {
        check("Im vergangenen Jahr sank der Umsatz.", &["vergangenen Jahr = 2025"]);
        check("Nächste Woche tagt der Rat.", &["Nächste Woche = 2026-03-02/2026-03-08"]);
        check("Am vergangenen Freitag tagte er.", &["vergangenen Freitag = 2026-02-20"]);
        check("Vor zwei Wochen war er da.", &["Vor zwei Wochen = 2026-02-13"]);
        check("Vor 30 Jahren war er da.", &["Vor 30 Jahren = 1996"]);
        check("In drei Tagen wird er da sein.", &["In drei Tagen = 2026-03-02"]);
        check("In den vergangenen drei Monaten war er da.", &["vergangenen drei Monaten = 2025-11/2026-02"]);
        check("Vor der Wahl war er in zwei Minuten da.", &[]);
    }

    #[test]
    fn ranges() {
        check("Das Fest lief vom 3. bis 5. Januar 2026.", &["vom 3. bis 5. Januar 2026 = 2026-01-03/2026-01-05"]);
        check("Zwischen 2010 und 2012 sank er.", &["Zwischen 2010 und 2012 = 2010/2012"]);
        check("Von Mai bis September 2025 war zu.", &["Von Mai bis September 2025 = 2025-05/2025-09"]);
        check("Das Fest läuft bis Sonntag.", &["Sonntag = 2026-03-01"]);
    }
}
