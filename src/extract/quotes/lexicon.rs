//! The words a language reports with: classes of words, reporting verbs with their forms, given names.
//!
//! All of it is read from the tables beside this file, once. A word in the text is looked up once, when it is cut out, and
//! every later question ("is it a preposition?", "is it a cue?") is asked of the [`Word`] that came back.

use super::verbs;
use crate::model::{WordSet, WordTable};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word can be. The names are those of the rows in `words.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Determiner,
    Possessive,
    He,
    She,
    It,
    They,
    First,
    Subject,
    Relative,
    Preposition,
    Link,
    Conjunction,
    Subordinator,
    Auxiliary,
    Be,
    Modal,
    Not,
    Adverb,
    Time,
    Calendar,
    Honorific,
    HeTitle,
    SheTitle,
    Title,
    Role,
    Unnamed,
    Document,
    Statement,
    Occasion,
    Company,
    OrgWord,
    NotName,
    Abbreviation,
    Nationality,
    FragmentHead,
    Generic,
    GivenHe,
    GivenShe,
    Place,
    HeWord,
    SheWord,
    Mouthpiece,
    Group,
    AnyRole,
    Message,
    Past,
    Audience,
    Platform,
    Media,
    Have,
    Headline,
    Only,
    Saying,
    Refusal,
    Possible,
    Nobody,
    Condition,
    OtherPost,
    Legal,
    Press,
    Reporting,
}

const CLASSES: &[(&str, Class)] = &[
    ("abbreviation", Class::Abbreviation),
    ("adverb", Class::Adverb),
    ("any-role", Class::AnyRole),
    ("audience", Class::Audience),
    ("auxiliary", Class::Auxiliary),
    ("be", Class::Be),
    ("calendar", Class::Calendar),
    ("company", Class::Company),
    ("condition", Class::Condition),
    ("conjunction", Class::Conjunction),
    ("determiner", Class::Determiner),
    ("document", Class::Document),
    ("first", Class::First),
    ("fragmenthead", Class::FragmentHead),
    ("generic", Class::Generic),
    ("group", Class::Group),
    ("have", Class::Have),
    ("he", Class::He),
    ("he-title", Class::HeTitle),
    ("he-word", Class::HeWord),
    ("headline", Class::Headline),
    ("honorific", Class::Honorific),
    ("it", Class::It),
    ("legal", Class::Legal),
    ("link", Class::Link),
    ("media", Class::Media),
    ("message", Class::Message),
    ("modal", Class::Modal),
    ("mouthpiece", Class::Mouthpiece),
    ("nationality", Class::Nationality),
    ("nobody", Class::Nobody),
    ("not", Class::Not),
    ("notname", Class::NotName),
    ("occasion", Class::Occasion),
    ("only", Class::Only),
    ("orgword", Class::OrgWord),
    ("other-post", Class::OtherPost),
    ("past", Class::Past),
    ("place", Class::Place),
    ("platform", Class::Platform),
    ("possessive", Class::Possessive),
    ("possible", Class::Possible),
    ("preposition", Class::Preposition),
    ("press", Class::Press),
    ("refusal", Class::Refusal),
    ("relative", Class::Relative),
    ("reporting", Class::Reporting),
    ("role", Class::Role),
    ("saying", Class::Saying),
    ("she", Class::She),
    ("she-title", Class::SheTitle),
    ("she-word", Class::SheWord),
    ("statement", Class::Statement),
    ("subject", Class::Subject),
    ("subordinator", Class::Subordinator),
    ("they", Class::They),
    ("time", Class::Time),
    ("title", Class::Title),
    ("unnamed", Class::Unnamed),
];

/// What is known of a word: its classes, and the reporting verb it may be a form of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Word {
    classes: u64,
    /// The verb it is a form of.
    pub(super) verb: Option<Form>,
}

impl Word {
    pub(super) fn is(self, class: Class) -> bool {
        self.classes & (1 << class as u32) != 0
    }

    pub(super) fn any(self, classes: &[Class]) -> bool {
        self.classes & classes.iter().fold(0, |all, class| all | 1 << *class as u32) != 0
    }

    /// Only what it is as a given name.
    pub(super) fn only_given(self) -> Word {
        Word { classes: self.classes & (1 << Class::GivenHe as u32 | 1 << Class::GivenShe as u32), verb: None }
    }

    /// Only what it is as the legal form of a company.
    pub(super) fn only_legal(self) -> Word {
        Word { classes: self.classes & (1 << Class::Legal as u32 | 1 << Class::OrgWord as u32), verb: None }
    }

    /// Itself, where it is a pronoun that can be a subject.
    pub(super) fn pronoun(self) -> Word {
        if self.is(Class::Subject) { self } else { Word::default() }
    }

    /// An adverb and nothing else.
    pub(super) fn only_adverb(self) -> bool {
        self.classes == 1 << Class::Adverb as u32 && self.verb.is_none()
    }

    /// It stands in some table.
    pub(super) fn known(self) -> bool {
        self.classes != 0 || self.verb.is_some()
    }

    fn add(&mut self, class: Class) {
        self.classes |= 1 << class as u32;
    }
}

/// A form of the verbs that share a first word ("call", "call on").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    head: u16,
    pub(super) tense: Tense,
}

/// The form of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tense {
    Base,
    Third,
    Past,
    Participle,
    Ing,
}

/// What a reporting verb takes: the letters of `verbs.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Takes(u16);

#[allow(missing_docs, reason = "each is a letter of the table's legend")]
impl Takes {
    pub(super) const QUOTE: Takes = Takes(1);
    pub(super) const THAT: Takes = Takes(2);
    pub(super) const BARE: Takes = Takes(4);
    pub(super) const OBJECT: Takes = Takes(8);
    pub(super) const INFINITIVE: Takes = Takes(16);
    pub(super) const NAMING: Takes = Takes(32);
    pub(super) const ATTITUDE: Takes = Takes(64);
    pub(super) const WEAK: Takes = Takes(128);
    pub(super) const ACT: Takes = Takes(256);
    pub(super) const CAREFUL: Takes = Takes(512);
    /// Any of those that report a clause without marks.
    pub(super) const CLAUSE: Takes = Takes(2 + 4 + 16 + 256);

    pub(super) fn has(self, other: Takes) -> bool {
        self.0 & other.0 != 0
    }

    fn read(letters: &str) -> Takes {
        let bit = |c| match c {
            'q' => Takes::QUOTE.0,
            't' => Takes::THAT.0,
            'b' => Takes::BARE.0,
            'o' => Takes::OBJECT.0,
            'i' => Takes::INFINITIVE.0,
            'n' => Takes::NAMING.0,
            'a' => Takes::ATTITUDE.0,
            'd' => Takes::WEAK.0,
            'g' => Takes::ACT.0,
            'c' => Takes::BARE.0 + Takes::CAREFUL.0,
            _ => 0,
        };
        Takes(letters.chars().map(bit).sum())
    }
}

/// A reporting verb, with its particle where it has one ("point out").
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verb {
    pub(super) particle: Option<String>,
    pub(super) takes: Takes,
}

/// A phrase that opens a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opener {
    pub(super) words: Vec<&'static str>,
    pub(super) side: Side,
}

/// Where such a phrase may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Anywhere.
    Free,
    /// Only right behind a quotation: "„…“, so Hill".
    Behind,
}

impl Side {
    fn of(key: &str) -> Option<Side> {
        match key {
            "opener" => Some(Side::Free),
            "opener-behind" => Some(Side::Behind),
            _ => None,
        }
    }
}

/// The tables of one language.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    pub(super) manner: Manner,
    /// Phrases with the source behind them: "according to".
    pub(super) openers: Vec<Opener>,
    /// Its most frequent small words, which tell it from the other languages.
    tongue: WordSet<&'static str>,
    words: WordTable<String, Word>,
    /// Verbs that share a first word, those with a particle first.
    heads: Vec<Vec<Verb>>,
}

/// What sets a language apart in how it is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::extract) enum Manner {
    /// Capitals are for names.
    #[default]
    English,
    /// Every noun has a capital.
    German,
    /// Words lose a vowel before another: "l’", "qu’"; pronouns hang on verbs: "dit-il".
    French,
}

static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| {
    let tables = [include_str!("tables/en/words.txt"), include_str!("tables/en/names.txt"), include_str!("tables/en/verbs.txt")];
    Lexicon::read(Manner::English, tables)
});

static GERMAN: LazyLock<Lexicon> = LazyLock::new(|| {
    let tables = [include_str!("tables/de/words.txt"), include_str!("tables/de/names.txt"), include_str!("tables/de/verbs.txt")];
    Lexicon::read(Manner::German, tables)
});

static FRENCH: LazyLock<Lexicon> = LazyLock::new(|| {
    let tables = [include_str!("tables/fr/words.txt"), include_str!("tables/fr/names.txt"), include_str!("tables/fr/verbs.txt")];
    Lexicon::read(Manner::French, tables)
});

/// No small word of a tongue has more bytes.
const SMALL: usize = 5;

impl Lexicon {
    /// The tables for a language by its primary subtag; English where there are none.
    pub(super) fn of(language: Option<&str>) -> &'static Lexicon {
        match language {
            Some("de") => &GERMAN,
            Some("fr") => &FRENCH,
            _ => &ENGLISH,
        }
    }

    /// The tables for a text: those of its page's language, else those that its words tell.
    pub(super) fn of_text(text: &str, language: Option<&str>) -> &'static Lexicon {
        language.map_or_else(|| Lexicon::for_text(text), |l| Lexicon::of(Some(l)))
    }

    /// The tables for a text of which no language is known: those whose small words stand in it most often.
    pub(super) fn for_text(text: &str) -> &'static Lexicon {
        const SAMPLE: usize = 300;
        let tongues: [&'static Lexicon; 3] = [&ENGLISH, &GERMAN, &FRENCH];
        let mut counts = [0; 3];
        let sample = text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).take(SAMPLE);
        for word in sample.filter(|w| w.len() <= SMALL).map(str::to_lowercase) {
            for (count, lexicon) in counts.iter_mut().zip(tongues) {
                *count += usize::from(lexicon.tongue.contains(word.as_str()));
            }
        }
        let other = if counts[1] > counts[2] { 1 } else { 2 };
        tongues[if counts[other] > counts[0] { other } else { 0 }]
    }

    fn read(manner: Manner, [words, names, verbs]: [&'static str; 3]) -> Lexicon {
        let mut lexicon = Lexicon { manner, ..Lexicon::default() };
        for (key, row) in rows(words, ':') {
            if let Some(side) = Side::of(key) {
                let openers = row.split_whitespace().map(|o| Opener { words: o.split('_').collect(), side });
                lexicon.openers.extend(openers);
                continue;
            }
            if key == "tongue" {
                lexicon.tongue = row.split_whitespace().collect();
                continue;
            }
            let class = CLASSES.binary_search_by_key(&key, |(name, _)| name).map(|i| CLASSES[i].1).expect("a class of the table");
            lexicon.mark(row, class);
        }
        for (key, row) in rows(names, ':') {
            lexicon.mark(row, if key == "he" { Class::GivenHe } else { Class::GivenShe });
        }
        let mut heads = HashMap::new();
        for (lemma, row) in rows(verbs, '|') {
            lexicon.verb(lemma, row, &mut heads);
        }
        for verbs in &mut lexicon.heads {
            verbs.sort_by_key(|v| v.particle.is_none());
        }
        lexicon
    }

    fn mark(&mut self, row: &str, class: Class) {
        for word in row.split_whitespace() {
            self.words.entry(word.to_owned()).or_default().add(class);
        }
    }

    fn verb(&mut self, lemma: &str, row: &str, heads: &mut HashMap<String, u16>) {
        let (takes, irregular) = row.split_once('|').unwrap_or((row, ""));
        let (head, particle) = lemma.split_once(' ').map_or((lemma, None), |(h, p)| (h, Some(p.to_owned())));
        let number = *heads.entry(head.to_owned()).or_insert_with(|| {
            self.heads.push(Vec::new());
            u16::try_from(self.heads.len() - 1).expect("a few hundred verbs")
        });
        let verb = Verb { particle, takes: Takes::read(takes) };
        let verbs = &mut self.heads[usize::from(number)];
        if !verbs.contains(&verb) {
            verbs.push(verb);
        }
        for (tense, form) in verbs::forms(self.manner, head, irregular.trim()) {
            self.words.entry(form).or_default().verb.get_or_insert(Form { head: number, tense });
        }
    }

    /// What is known of a word in lower case.
    pub(super) fn look(&self, word: &str) -> Word {
        if let Some(known) = self.words.get(word) {
            return *known;
        }
        if self.manner == Manner::German {
            return self.compound(word);
        }
        let mut unknown = Word::default();
        if self.manner == Manner::English && word.len() > 4 && word.ends_with("ly") {
            unknown.add(Class::Adverb);
        }
        unknown
    }

    /// "innenministerin" is a title for its last part.
    fn compound(&self, word: &str) -> Word {
        const SHORTEST: usize = 4;
        let parts = word.char_indices().skip(2).map(|(i, _)| &word[i..]).take_while(|p| p.len() >= SHORTEST);
        let known = parts.filter_map(|p| self.words.get(p)).find(|w| w.any(&[Class::Title, Class::Role, Class::Company, Class::Document]));
        known.map_or(Word::default(), |w| Word { verb: None, ..*w })
    }

    /// The verbs that a form may belong to, those with a particle first.
    pub(super) fn verbs(&self, form: Form) -> &[Verb] {
        &self.heads[usize::from(form.head)]
    }
}

/// Lines `key <separator> rest` without comments.
fn rows(table: &'static str, separator: char) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|l| !l.starts_with('#')).filter_map(move |l| l.split_once(separator)).map(|(k, v)| (k.trim(), v.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_in_order() {
        assert!(CLASSES.is_sorted_by_key(|(name, _)| *name));
    }

    #[test]
    fn small_words_are_small() {
        for lexicon in [&*ENGLISH, &*GERMAN, &*FRENCH] {
            assert!(lexicon.tongue.len() > 10 && lexicon.tongue.iter().all(|word| word.len() <= SMALL), "{:?}", lexicon.tongue);
        }
    }

    #[test]
    fn forms_are_generated() {
        let check = |word: &str, tense: Tense| {
            assert_eq!(Lexicon::of(None).look(word).verb.map(|f| f.tense), Some(tense), "{word}");
        };
        check("denies", Tense::Third);
        check("quipped", Tense::Past);
        check("accusing", Tense::Ing);
        check("wrote", Tense::Past);
        check("written", Tense::Participle);
        // In news the bare form is mostly the past.
        check("put", Tense::Past);
        assert!(Lexicon::of(None).look("banana").verb.is_none());
    }

    #[test]
    fn particles_come_first() {
        let lexicon = Lexicon::of(None);
        let verbs = lexicon.verbs(lexicon.look("pointed").verb.unwrap());
        assert!(verbs.iter().any(|v| v.particle.as_deref() == Some("out") && v.takes.has(Takes::THAT)));
        assert!(verbs[0].particle.is_some());
    }
}
