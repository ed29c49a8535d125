//! Invented documents and questions: the same from the same seed.

use chrono::{DateTime, TimeDelta, Utc};
use dateline::model::{Basis, EventKind, Precision, Unit, When, Zone};

/// A document as the index is given it; its publication comes last.
pub(super) struct Invented {
    pub(super) units: Vec<Unit>,
}

const ENGLISH: &[&str] = &[
    "harbour",
    "harbours",
    "strike",
    "strikes",
    "striking",
    "pilot",
    "pilots",
    "vote",
    "voted",
    "votes",
    "tax",
    "taxes",
    "cut",
    "cuts",
    "cutting",
    "ferry",
    "ferries",
    "crew",
    "crews",
    "night",
    "relay",
    "relays",
    "board",
    "boards",
    "minister",
    "ministers",
    "ministry",
    "election",
    "elections",
    "elected",
    "café",
    "cafe",
    "woman",
    "women",
    "strong",
    "strength",
    "2026",
    "or",
    "and",
    "the",
    "of",
    "in",
];
const GERMAN: &[&str] = &[
    "Hafen", "Häfen", "Wahl", "Wahlen", "Streik", "Streiks", "Steuer", "Steuern", "Haus", "Häuser", "Straße", "die", "der", "und", "night",
    "relay", "strikes",
];
const JAPANESE: &[&str] = &["港", "港湾", "労働者", "選挙", "税金", "夜", "船", "カフェ"];
const PERSONS: &[&str] = &["Jane Doe", "José Ruiz", "Ana de Vries", "Doe Minister", "Ilsa Harbour"];
const ORGANIZATIONS: &[&str] = &["Harbour Board", "Ministry of Ferries", "Ruiz Lines"];
const CUES: &[&str] = &["said", "warned", "wrote", "according to"];

/// `SplitMix64` (Steele, Lea, Flood 2014).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }

    fn of<'a>(&mut self, table: &[&'a str]) -> &'a str {
        table[self.roll(table.len())]
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }
}

pub(super) fn documents(count: usize) -> Vec<Invented> {
    let mut dice = Dice(8);
    (0..count).map(|row| document(&mut dice, i64::try_from(row).unwrap())).collect()
}

fn day(dice: &mut Dice) -> When {
    let start: DateTime<Utc> =
        DateTime::from_timestamp(1_767_225_600, 0).unwrap() + TimeDelta::hours(i64::try_from(dice.roll(24 * 90)).unwrap());
    When::instant(start, Precision::Hour, Zone::Unknown, Basis::Explicit, "")
}

fn document(dice: &mut Dice, row: i64) -> Invented {
    let language = ["en", "en", "en", "en", "en", "en", "de", "de", "ja", ""][dice.roll(10)];
    let title = sentence(dice, language, 5);
    let paragraphs: Vec<String> = (0..=dice.roll(3)).map(|_| paragraph(dice, language)).collect();
    let persons: Vec<String> = (0..dice.roll(3)).map(|_| dice.of(PERSONS).to_owned()).collect();
    let organizations: Vec<String> = (0..dice.roll(2)).map(|_| dice.of(ORGANIZATIONS).to_owned()).collect();
    let authors: Vec<String> = (0..dice.roll(2)).map(|_| dice.of(PERSONS).to_owned()).collect();
    let publisher = dice.of(&["Courier", "Evening Relay"]).to_owned();
    let base = Unit {
        document: row,
        document_id: format!("d{row}"),
        published: dice.chance(90).then(|| day(dice)),
        captured: dice.chance(90).then(|| day(dice).start),
        title,
        publisher,
        source: dice.of(&["courier", "evening-relay"]).to_owned(),
        host: dice.of(&["news.courier.example", "relay.example"]).to_owned(),
        document_kind: dice.of(&["article", "article", "statement"]).to_owned(),
        role: dice.of(&["press", "press", "primary"]).to_owned(),
        language: language.to_owned(),
        tags: if dice.chance(30) { vec!["shipping".to_owned()] } else { Vec::new() },
        ..Unit::default()
    };
    let mut units = Vec::new();
    for _ in 0..dice.roll(4) {
        let paragraph = dice.roll(paragraphs.len());
        let start = paragraphs[..paragraph].iter().map(|p| p.len() + 2).sum();
        let paragraph = &paragraphs[paragraph];
        let mut unit = if dice.chance(60) { saying(dice, &base, paragraph) } else { happening(dice, &base) };
        if dice.chance(90) {
            unit.context = start..start + paragraph.len();
        } else {
            // As where the text was changed since.
            unit.text.insert(0, paragraph.clone());
        }
        units.push(unit);
    }
    let quotes = units.iter().any(|u| u.kind == Some(EventKind::Said));
    let marks = dice.chance(20).then_some("is:revised").into_iter().chain(quotes.then_some("has:quotes")).map(str::to_owned).collect();
    let text = std::iter::once(paragraphs.join("\n\n")).chain(authors.clone()).chain(persons.clone()).chain(organizations.clone());
    let (context, kind, when) = (0..paragraphs[0].len(), Some(EventKind::Published), base.published.clone());
    units.push(Unit { row, kind, when, text: text.collect(), context, persons, organizations, authors, marks, ..base });
    for (nth, unit) in units.iter_mut().enumerate() {
        unit.row = row * 10 + i64::try_from(nth).unwrap();
        unit.start = nth;
    }
    Invented { units }
}

fn saying(dice: &mut Dice, base: &Unit, context: &str) -> Unit {
    let words = context.split(['.', '。']).next().unwrap_or_default().trim().to_owned();
    let speaker = if dice.chance(80) { vec![dice.of(PERSONS).to_owned()] } else { Vec::new() };
    let fidelity = dice.chance(40).then(|| format!("is:{}", dice.of(&["verbatim", "cut", "altered"])));
    Unit {
        kind: Some(EventKind::Said),
        when: dice.chance(90).then(|| day(dice)),
        text: speaker.clone(),
        quote: vec![words],
        speaker,
        cue: dice.chance(70).then(|| dice.of(CUES).to_owned()),
        marks: fidelity.into_iter().collect(),
        ..base.clone()
    }
}

fn happening(dice: &mut Dice, base: &Unit) -> Unit {
    Unit { kind: Some(EventKind::Happened), when: Some(day(dice)), ..base.clone() }
}

fn paragraph(dice: &mut Dice, language: &str) -> String {
    let sentences: Vec<String> = (0..=dice.roll(3))
        .map(|_| {
            let length = 3 + dice.roll(7);
            sentence(dice, language, length)
        })
        .collect();
    if language == "ja" { sentences.join("。") + "。" } else { sentences.iter().map(|s| format!("{s}.")).collect::<Vec<_>>().join(" ") }
}

/// Its first letter is a capital.
fn sentence(dice: &mut Dice, language: &str, length: usize) -> String {
    let table = match language {
        "de" => GERMAN,
        "ja" => JAPANESE,
        _ => ENGLISH,
    };
    let words: Vec<&str> = (0..length).map(|_| dice.of(table)).collect();
    let between = if language == "ja" { "" } else { [" ", " ", " ", ", ", "-"][dice.roll(5)] };
    let text = words.join(between);
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    first + chars.as_str()
}

/// A question of any kind.
pub(super) fn question(seed: u64) -> String {
    let mut dice = Dice(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let text = clause(&mut dice, 3);
    if dice.chance(10) { format!("{text} sort:{}", dice.of(&["newest", "oldest", "date", "relevance"])) } else { text }
}

fn clause(dice: &mut Dice, depth: usize) -> String {
    let parts: Vec<String> = (0..=dice.roll(3)).map(|_| part(dice, depth)).collect();
    parts.join([" ", " ", " AND ", " OR ", " OR "][dice.roll(5)])
}

fn part(dice: &mut Dice, depth: usize) -> String {
    let negated = ["", "", "", "", "-", "NOT "][dice.roll(6)];
    let inner = if depth > 0 && dice.chance(25) { format!("({})", clause(dice, depth - 1)) } else { condition(dice) };
    format!("{negated}{inner}")
}

fn condition(dice: &mut Dice) -> String {
    match dice.roll(20) {
        0..6 => words(dice, ""),
        6..9 => near(dice, ""),
        9..11 => {
            let field = dice.of(&["title:", "lead:", "hlead"]);
            if field == "hlead" { format!("hlead({})", words(dice, "")) } else { words(dice, field) }
        }
        11..13 => words(dice, "quote:"),
        13 => name(dice, &["speaker:", "said:", "person:", "by:"], PERSONS),
        14 => name(dice, &["org:"], ORGANIZATIONS),
        15 => format!("{}:({})", dice.of(&["title", "quote", "lead"]), near(dice, "")),
        16..18 => dice
            .of(&[
                "kind:article",
                "kind:statement",
                "kind:said",
                "kind:happened",
                "role:primary",
                "is:press",
                "is:revised",
                "is:verbatim",
                "is:altered",
                "has:quotes",
                "lang:de",
                "lang:en",
                "tag:shipping",
                "source:courier",
                "site:courier.example",
                "site:https://relay.example:80/x",
                "cue:said",
                "cue:warned",
                "cue:\"according to\"",
                "lang:(de OR ja)",
            ])
            .to_owned(),
        _ => time(dice),
    }
}

fn name(dice: &mut Dice, fields: &[&str], names: &[&str]) -> String {
    let name = dice.of(names);
    let part = name.split(' ').next().unwrap_or_default().to_owned();
    let field = dice.of(fields);
    if dice.chance(50) { format!("{field}\"{name}\"") } else { format!("{field}{part}") }
}

fn words(dice: &mut Dice, field: &str) -> String {
    format!("{field}{}", operand(dice, 1))
}

fn word(dice: &mut Dice) -> &'static str {
    let table = [ENGLISH, ENGLISH, ENGLISH, GERMAN, JAPANESE][dice.roll(5)];
    dice.of(table)
}

fn operand(dice: &mut Dice, depth: usize) -> String {
    let plain = word(dice).to_owned();
    match dice.roll(12) {
        0..6 => plain,
        6 | 7 => format!("\"{plain} {}\"", word(dice)),
        8 => ["elect*", "strik!", "wom?n", "*ries", "min*ter?", "häf*", "str*"][dice.roll(7)].to_owned(),
        9 => ["harbor~1", "ferries~2", "strikes~", "stronk~1"][dice.roll(4)].to_owned(),
        10 if depth > 0 => format!("({} OR {})", operand(dice, depth - 1), operand(dice, depth - 1)),
        10 => format!("{plain}-{}", word(dice)),
        _ => format!("“{plain}”"),
    }
}

fn near(dice: &mut Dice, field: &str) -> String {
    if dice.chance(10) {
        return format!("\"{} {} {}\"~{}", word(dice), word(dice), word(dice), 1 + dice.roll(9));
    }
    let operator = ["NEAR/3", "w/5", "/2", "NEAR/1", "PRE/2", "pre/4", "ADJ3", "w/s", "NEAR/p", "PRE/s", "AROUND(4)", "W/P"][dice.roll(12)];
    let right = if dice.chance(20) { format!("({})", near(dice, "")) } else { operand(dice, 1) };
    format!("{field}{} {operator} {right}", operand(dice, 1))
}

fn time(dice: &mut Dice) -> String {
    let field = ["", "", "said.", "happened.", "captured.", "published."][dice.roll(6)];
    let day = |dice: &mut Dice| format!("2026-0{}-{:02}", 1 + dice.roll(3), 1 + dice.roll(28));
    match dice.roll(6) {
        0 => format!("{field}since:{}", day(dice)),
        1 => format!("{field}until:2026-0{}", 1 + dice.roll(3)),
        2 => format!("{field}before:{}T10", day(dice)),
        3 => format!("{field}date:{}", day(dice)),
        4 => format!("{field}date:2026-01-1{}..2026-02", dice.roll(9)),
        _ => format!("{field}last:{}d", 1 + dice.roll(60)),
    }
}
