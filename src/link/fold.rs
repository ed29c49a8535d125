//! Words as they are compared across outlets: case, accents and British or American spelling aside.

use crate::model::{WordSet, WordTable};
use std::sync::LazyLock;

/// Endings of British spellings and their American ones, longest first; a stem of three letters must stand before them.
const ENDINGS: &[(&str, &str)] = &[
    ("isations", "izations"),
    ("ourable", "orable"),
    ("isation", "ization"),
    ("ourites", "orites"),
    ("ourhood", "orhood"),
    ("ourite", "orite"),
    ("elling", "eling"),
    ("ouring", "oring"),
    ("oured", "ored"),
    ("elled", "eled"),
    ("ising", "izing"),
    ("ises", "izes"),
    ("ised", "ized"),
    ("ours", "ors"),
    ("ise", "ize"),
    ("our", "or"),
];

/// Spellings that follow no ending.
const SPELLINGS: &[(&str, &str)] = &[
    ("aeroplane", "airplane"),
    ("cancelled", "canceled"),
    ("cancelling", "canceling"),
    ("centre", "center"),
    ("centres", "centers"),
    ("cheque", "check"),
    ("cheques", "checks"),
    ("defence", "defense"),
    ("defences", "defenses"),
    ("fibre", "fiber"),
    ("fulfil", "fulfill"),
    ("grey", "gray"),
    ("judgement", "judgment"),
    ("kilometre", "kilometer"),
    ("kilometres", "kilometers"),
    ("licence", "license"),
    ("licences", "licenses"),
    ("litre", "liter"),
    ("litres", "liters"),
    ("metre", "meter"),
    ("metres", "meters"),
    ("mould", "mold"),
    ("offence", "offense"),
    ("offences", "offenses"),
    ("percent", "%"),
    ("plough", "plow"),
    ("pretence", "pretense"),
    ("programme", "program"),
    ("programmes", "programs"),
    ("sceptical", "skeptical"),
    ("theatre", "theater"),
    ("theatres", "theaters"),
    ("tonne", "ton"),
    ("tonnes", "tons"),
    ("tyre", "tire"),
    ("tyres", "tires"),
];

/// Letters with a mark, and without it.
const MARKED: &[(&str, char)] = &[
    ("àáâãäåā", 'a'),
    ("çćč", 'c'),
    ("èéêëēěę", 'e'),
    ("ìíîïī", 'i'),
    ("ñńň", 'n'),
    ("òóôõöøō", 'o'),
    ("śšş", 's'),
    ("ùúûüūů", 'u'),
    ("ýÿ", 'y'),
    ("žźż", 'z'),
];

static SPELLED: LazyLock<WordTable<&str, &str>> = LazyLock::new(|| SPELLINGS.iter().copied().collect());

/// A word as it is compared.
pub(super) fn fold(word: &str) -> String {
    let mut lower = String::with_capacity(word.len());
    for c in word.chars().filter(|c| *c != ',') {
        if c.is_ascii() {
            lower.push(c.to_ascii_lowercase());
        } else {
            lower.extend(c.to_lowercase().map(plain));
        }
    }
    if let Some(american) = SPELLED.get(lower.as_str()) {
        return (*american).to_owned();
    }
    let last = lower.bytes().next_back();
    let ends = |british: &str| british.bytes().next_back() == last && lower.len() >= british.len() + 3 && lower.ends_with(british);
    let ending = ENDINGS.iter().find(|(british, _)| ends(british));
    if let Some((british, american)) = ending {
        lower.truncate(lower.len() - british.len());
        lower.push_str(american);
    }
    lower
}

fn plain(c: char) -> char {
    match c {
        '’' => '\'',
        c if c.is_ascii() => c,
        c => MARKED.iter().find(|(marked, _)| marked.contains(c)).map_or(c, |(_, plain)| *plain),
    }
}

/// Words that stand in every other sentence: they say little about where a sentence is from. Folded and sorted.
const COMMON: &[&str] = &[
    "a",
    "about",
    "after",
    "again",
    "all",
    "also",
    "always",
    "am",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "back",
    "be",
    "because",
    "been",
    "before",
    "being",
    "best",
    "better",
    "but",
    "by",
    "came",
    "can",
    "can't",
    "come",
    "could",
    "day",
    "did",
    "do",
    "does",
    "don't",
    "done",
    "down",
    "even",
    "ever",
    "every",
    "everyone",
    "everything",
    "first",
    "for",
    "from",
    "get",
    "give",
    "go",
    "going",
    "good",
    "got",
    "great",
    "had",
    "happy",
    "has",
    "have",
    "he",
    "her",
    "here",
    "him",
    "his",
    "how",
    "i",
    "i'm",
    "if",
    "in",
    "into",
    "is",
    "it",
    "it's",
    "its",
    "just",
    "know",
    "last",
    "let",
    "like",
    "little",
    "long",
    "look",
    "lot",
    "made",
    "make",
    "many",
    "may",
    "me",
    "more",
    "most",
    "much",
    "must",
    "my",
    "need",
    "never",
    "new",
    "no",
    "not",
    "nothing",
    "now",
    "of",
    "off",
    "on",
    "one",
    "only",
    "or",
    "other",
    "our",
    "out",
    "over",
    "people",
    "put",
    "really",
    "right",
    "said",
    "say",
    "see",
    "she",
    "should",
    "so",
    "some",
    "something",
    "still",
    "such",
    "take",
    "than",
    "thank",
    "thanks",
    "that",
    "that's",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "thing",
    "things",
    "think",
    "this",
    "those",
    "time",
    "to",
    "today",
    "too",
    "two",
    "up",
    "us",
    "very",
    "want",
    "was",
    "way",
    "we",
    "we'll",
    "we're",
    "we've",
    "well",
    "went",
    "were",
    "what",
    "when",
    "where",
    "which",
    "who",
    "why",
    "will",
    "with",
    "work",
    "would",
    "year",
    "years",
    "yes",
    "you",
    "your",
];

static COMMON_WORDS: LazyLock<WordSet<&str>> = LazyLock::new(|| COMMON.iter().copied().collect());

/// Whether a folded word says little about where it is from.
pub(super) fn is_common(folded: &str) -> bool {
    COMMON_WORDS.contains(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_one() {
        let check = |a: &str, b: &str| assert_eq!(fold(a), fold(b), "{a} {b}");
        check("Labour", "labor");
        check("neighbours", "NEIGHBORS");
        check("favourite", "favorite");
        check("organisation", "organization");
        check("organised", "organized");
        check("Defence", "defense");
        check("centre", "center");
        check("travelled", "traveled");
        check("programme", "program");
        check("café", "cafe");
        check("we’ll", "we'll");
    }

    #[test]
    fn other_words_stay_apart() {
        let check = |a: &str, b: &str| assert_ne!(fold(a), fold(b), "{a} {b}");
        check("four", "for");
        check("hours", "hors");
        check("your", "yor");
        check("mourning", "morning");
    }

    #[test]
    fn the_tables_are_sorted() {
        assert_eq!(SPELLED.len(), SPELLINGS.len(), "each once");
        assert!(COMMON.is_sorted());
        assert!(COMMON.iter().all(|word| fold(word) == *word));
    }
}
