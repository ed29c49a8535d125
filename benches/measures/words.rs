//! Invented text: the same from the same seed on every machine.
//!
//! The words are made of syllables and drawn by Zipf's law, so that an index meets frequent and rare ones as in real text;
//! little words, names, quotations and dates stand between them, so that the reader of quotations has something to do.

const SYLLABLES: &[&str] = &[
    "ba", "bel", "cor", "da", "dren", "fal", "fen", "gar", "gli", "hol", "ist", "ja", "kel", "lor", "mar", "men", "nor", "or", "pel",
    "quin", "ras", "rin", "sol", "ster", "tam", "tor", "ul", "ven", "wex", "yar", "zen",
];
const LITTLE: &[&str] = &["the", "of", "and", "to", "in", "a", "for", "with", "by", "from", "the", "that", "at", "on", "its", "was", "has"];
const FIRST: &[&str] =
    &["Ada", "Bruno", "Clara", "Dora", "Emil", "Frida", "Gustav", "Hanna", "Ivo", "Jonas", "Karin", "Lena", "Marta", "Nils"];
const DAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];
const MONTHS: &[&str] = &["January", "March", "April", "June", "September", "November"];

/// Different words; about what a year of one paper has.
const VOCABULARY: u64 = 30_000;
const SURNAMES: u64 = 400;

/// Writes text; what it writes depends on the seed alone.
pub(crate) struct Author(u64);

impl Author {
    pub(crate) fn new(seed: u64) -> Author {
        Author(seed)
    }

    /// `SplitMix64` (Steele, Lea, Flood 2014).
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below a bound.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        let bound = u64::try_from(words.len()).expect("a table");
        words[usize::try_from(self.below(bound)).expect("below the table's length")]
    }

    /// By Zipf's law: the n-th word comes about once in n.
    pub(crate) fn word(&mut self) -> String {
        let share = self.below(1 << 20) as f64 / f64::from(1 << 20);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and the vocabulary's size")]
        let rank = (VOCABULARY as f64).powf(share) as u64;
        word(rank)
    }

    /// A first name and a surname.
    pub(crate) fn person(&mut self) -> String {
        let surname = word(VOCABULARY + self.below(SURNAMES));
        format!("{} {}{}", self.one_of(FIRST), surname[..1].to_uppercase(), &surname[1..])
    }

    /// So many words, the first with a capital.
    pub(crate) fn clause(&mut self, words: usize) -> String {
        let words: Vec<String> = (0..words).map(|_| if self.below(5) < 2 { self.one_of(LITTLE).to_owned() } else { self.word() }).collect();
        let clause = words.join(" ");
        format!("{}{}", clause[..1].to_uppercase(), &clause[1..])
    }

    /// A dated sentence, a quotation with its speaker, or just a sentence.
    fn sentence(&mut self) -> String {
        let clause = self.clause(14);
        match self.below(12) {
            0 => format!("“{clause},” said {} on {}.", self.person(), self.one_of(DAYS)),
            1 => format!("On {} {} {}, {}.", 1 + self.below(28), self.one_of(MONTHS), 2020 + self.below(6), clause),
            _ => format!("{clause}."),
        }
    }

    /// Paragraphs of four sentences.
    pub(crate) fn paragraphs(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| (0..4).map(|_| self.sentence()).collect::<Vec<_>>().join(" ")).collect()
    }
}

/// The word of a rank: its number written in syllables.
fn word(rank: u64) -> String {
    let base = u64::try_from(SYLLABLES.len()).expect("a table");
    let digits = std::iter::successors(Some(rank + base), |n| Some(n / base).filter(|n| *n > 0));
    digits.map(|n| SYLLABLES[usize::try_from(n % base).expect("below the table's length")]).collect()
}
