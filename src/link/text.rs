//! A text as words that can be compared, with the places where sentences begin and end, and where words were left out.

use super::boilerplate::own;
use super::fold::{fold, is_common};
use crate::model::fnv;
use std::cmp::Ordering;
use std::fmt::Write;
use std::ops::Range;
use std::sync::OnceLock;

/// Words in a row that are too common to say where they come from.
pub(super) const FEWEST_WORDS: usize = 3;

/// A text with its words.
#[derive(Debug, Clone)]
#[expect(clippy::struct_field_names, reason = "the text of a text is what it is of")]
pub struct Text<'t> {
    pub(super) text: &'t str,
    pub(super) words: Vec<Word>,
    /// The hashes of the words, sorted, each once; made when it is first asked for.
    known: OnceLock<Vec<u64>>,
}

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four marks that come in any combination")]
pub(super) struct Word {
    /// The folded word, hashed.
    pub(super) hash: u64,
    /// Where it stands, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    /// A sentence begins with it.
    pub(super) begins: bool,
    /// A sentence ends with it.
    pub(super) ends: bool,
    /// Something was left out before it: an ellipsis, a bracket, the end of a piece.
    pub(super) gap: bool,
    /// It stands in every other sentence.
    pub(super) common: bool,
}

impl<'t> Text<'t> {
    /// Of quoted or pasted words; pieces are joined by an ellipsis.
    #[must_use]
    pub fn new(text: &'t str) -> Text<'t> {
        Text::of(text, Reader::new(text).read(0..text.len()))
    }

    /// Of a statement, without what its publisher puts below each of them.
    #[must_use]
    pub fn of_statement(text: &'t str) -> Text<'t> {
        let mut reader = Reader::new(text);
        Text::of(text, own(text).into_iter().flat_map(|part| reader.read(part)).collect())
    }

    pub(super) fn of(text: &'t str, words: Vec<Word>) -> Text<'t> {
        Text { text, words, known: OnceLock::new() }
    }

    /// Whether a word stands in it.
    pub(super) fn has(&self, word: &Word) -> bool {
        let known = self.known.get_or_init(|| {
            let mut known: Vec<u64> = self.words.iter().map(|w| w.hash).collect();
            known.sort_unstable();
            known.dedup();
            known
        });
        known.binary_search(&word.hash).is_ok()
    }

    /// Every three words in a row as a hash, and every two telling ones, each once, sorted; not three that are all common,
    /// and none across a gap.
    #[must_use]
    pub fn grams(&self) -> Vec<i64> {
        let whole = |w: &&[Word]| !w[1..].iter().any(|w| w.gap);
        let threes = self.words.windows(FEWEST_WORDS).filter(whole).filter(|w| !w.iter().all(|w| w.common));
        let twos = self.words.windows(2).filter(whole).filter(|w| !w.iter().any(|w| w.common));
        let mut grams: Vec<i64> = threes.chain(twos).map(gram).collect();
        grams.sort_unstable();
        grams.dedup();
        grams
    }

    /// How many words.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// What its words tell about where they are from, each word once: one for a telling word, a fifth for a common one.
    #[must_use]
    pub fn weight(&self) -> f64 {
        let mut words: Vec<(u64, bool)> = self.words.iter().map(|w| (w.hash, w.common)).collect();
        words.sort_unstable();
        words.dedup();
        words.into_iter().map(|(_, common)| weight(common)).sum()
    }

    /// The words as they are compared, for an id: the hashes, and where something was left out.
    #[must_use]
    pub fn key(&self) -> String {
        self.words.iter().fold(String::new(), |mut key, word| {
            word.write_key(&mut key);
            key
        })
    }

    /// Fewer words first, then in the order of their keys.
    #[must_use]
    pub fn order(&self, other: &Text) -> Ordering {
        let key = |word: &Word| {
            let mut key = String::new();
            word.write_key(&mut key);
            key
        };
        // What comes after a key that another one begins with is less than what the other goes on with.
        let differ = self.words.iter().zip(&other.words).find(|(a, b)| (a.gap, a.hash) != (b.gap, b.hash));
        self.len().cmp(&other.len()).then_with(|| differ.map_or(Ordering::Equal, |(a, b)| key(a).cmp(&key(b))))
    }

    /// The text from one word to another, marks between them included.
    pub(super) fn slice(&self, words: Range<usize>) -> &'t str {
        match (self.words.get(words.start), words.end.checked_sub(1).and_then(|last| self.words.get(last))) {
            (Some(first), Some(last)) if words.start < words.end => &self.text[first.start..last.end],
            _ => "",
        }
    }
}

impl Word {
    fn write_key(&self, key: &mut String) {
        write!(key, "{}{:x}", if self.gap { " … " } else { " " }, self.hash).expect("writing to a string cannot fail");
    }
}

/// What a word tells.
pub(super) fn weight(common: bool) -> f64 {
    if common { 0.2 } else { 1.0 }
}

fn gram(words: &[Word]) -> i64 {
    fnv(words.iter().flat_map(|w| w.hash.to_le_bytes())).cast_signed()
}

/// Reads words one after the other.
struct Reader<'t> {
    text: &'t str,
    words: Vec<Word>,
    /// A sentence has ended.
    ended: bool,
    /// Something was left out.
    gap: bool,
}

/// Words after whose full stop a sentence goes on, sorted; single letters too.
const ABBREVIATIONS: &[&str] = &[
    "adm", "apr", "aug", "brig", "capt", "co", "col", "corp", "dec", "dept", "dr", "feb", "ft", "gen", "gov", "hon", "inc", "jan", "jr",
    "lt", "ltd", "maj", "mr", "mrs", "ms", "mt", "no", "nov", "oct", "prof", "rep", "reps", "rev", "sen", "sens", "sep", "sept", "sgt",
    "sr", "st", "vs",
];

/// The longest bracket that is taken for an editor's, in bytes.
const BRACKET: usize = 120;

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Reader<'t> {
        Reader { text, words: Vec::new(), ended: true, gap: false }
    }

    /// The words of a part of the text.
    fn read(&mut self, part: Range<usize>) -> Vec<Word> {
        (self.ended, self.gap) = (true, false);
        let mut at = part.start;
        while let Some(c) = self.text[at..part.end].chars().next() {
            at = if c.is_alphanumeric() {
                self.word(at, part.end)
            } else if c == '[' {
                self.bracket(at, part.end)
            } else {
                self.mark(c, at, part.end)
            };
        }
        if let Some(last) = self.words.last_mut() {
            last.ends = true;
        }
        std::mem::take(&mut self.words)
    }

    /// A word: letters, digits, and apostrophes inside; `[W]e` is one word. Where it ends.
    fn word(&mut self, start: usize, limit: usize) -> usize {
        let rest = &self.text[start..limit];
        let mut end = 0;
        for (at, c) in rest.char_indices() {
            let next = |test: fn(&char) -> bool| rest[at + c.len_utf8()..].chars().next().is_some_and(|n| test(&n));
            // “1,300” is “1300”.
            let inside = matches!(c, '\'' | '’') && next(|n| n.is_alphanumeric())
                || c == ',' && rest[..at].ends_with(|p: char| p.is_ascii_digit()) && next(char::is_ascii_digit);
            if !c.is_alphanumeric() && !inside {
                break;
            }
            end = at + c.len_utf8();
        }
        self.push(&rest[..end], start, start + end);
        start + end
    }

    fn push(&mut self, word: &str, start: usize, end: usize) {
        let folded = fold(word);
        // “per cent” is “percent”.
        if folded == "cent" && self.words.last().is_some_and(|w| &self.text[w.start..w.end] == "per") {
            let last = self.words.last_mut().expect("there is one");
            (last.hash, last.end, last.common) = (fnv("%".bytes()), end, false);
            return;
        }
        let opened = word.starts_with(char::is_uppercase) && self.text[..start].ends_with(['“', '"', '«', '„']);
        let begins = self.ended || opened;
        if self.ended
            && let Some(last) = self.words.last_mut()
        {
            last.ends = true;
        }
        let (hash, common) = (fnv(folded.bytes()), is_common(&folded));
        self.words.push(Word { hash, start, end, begins, ends: false, gap: self.gap, common });
        (self.ended, self.gap) = (false, false);
    }

    /// An editor's bracket: `[W]e` is a word, `[sic]` nothing, and any other stands for words that were left out.
    fn bracket(&mut self, at: usize, limit: usize) -> usize {
        let rest = &self.text[at + 1..limit];
        let Some(length) = rest.find(']').filter(|n| *n <= BRACKET) else { return at + 1 };
        let (inside, after) = (&rest[..length], &rest[length + 1..]);
        let end = at + 1 + length + 1;
        if inside.chars().count() == 1 && inside.starts_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric) {
            let tail = after.find(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').unwrap_or(after.len());
            self.push(&format!("{inside}{}", &after[..tail]), at + 1, end + tail);
            return end + tail;
        }
        self.gap |= inside != "sic";
        end
    }

    /// Anything else: the end of a sentence, an ellipsis, a percent sign, or of no matter.
    fn mark(&mut self, c: char, at: usize, limit: usize) -> usize {
        let end = at + c.len_utf8();
        let after = &self.text[end..limit];
        match c {
            '…' => self.gap = true,
            '.' if after.starts_with("..") || after.starts_with(" . .") => {
                self.gap = true;
                return end + after.find(|c| c != '.' && c != ' ').unwrap_or(after.len());
            }
            '\n' => self.ended = true,
            '%' => self.push("percent", at, end),
            '.' | '!' | '?' => self.ended |= self.stops(c, after),
            ',' if after.starts_with(['”', '"', '»']) => self.ends_here(),
            _ => {}
        }
        end
    }

    /// A comma before a closing mark ends a sentence that was said, though not the one it is told in.
    fn ends_here(&mut self) {
        if let Some(last) = self.words.last_mut() {
            last.ends = true;
        }
    }

    fn stops(&self, c: char, after: &str) -> bool {
        let rest = after.trim_start_matches(['.', '!', '?', '”', '’', '"', '\'', ')', '»']);
        let Some(last) = self.words.last() else { return false };
        let word = &self.text[last.start..last.end];
        if c == '.' && (word.chars().count() == 1 && word.starts_with(char::is_alphabetic) || is_abbreviation(word)) {
            return false;
        }
        // Some pages lose the space between two sentences.
        rest.is_empty() || rest.starts_with(char::is_whitespace) || word.len() > 2 && rest.starts_with(char::is_uppercase)
    }
}

fn is_abbreviation(word: &str) -> bool {
    ABBREVIATIONS.binary_search(&word.to_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words with `^` before the beginning and `$` after the end of a sentence, and `…` where something was left out.
    fn check(text: &str, expected: &str) {
        let read = Text::new(text);
        let shown = |w: &Word| {
            let (gap, begins, ends) = (if w.gap { "…" } else { "" }, if w.begins { "^" } else { "" }, if w.ends { "$" } else { "" });
            format!("{gap}{begins}{}{ends}", &text[w.start..w.end])
        };
        assert_eq!(read.words.iter().map(shown).collect::<Vec<_>>().join(" "), expected, "{text}");
    }

    #[test]
    fn sentences_begin_and_end() {
        check("We sail. Nobody stays!", "^We sail$ ^Nobody stays$");
        check("Mr. Renn of the U.S. fleet sails.\nWe do not", "^Mr Renn of the U S fleet sails$ ^We do not$");
        check("We sail.Nobody stays.", "^We sail$ ^Nobody stays$");
        check("He said: “We sail,” and left.", "^He said ^We sail$ and left$");
        check("It costs 5.5 crowns.", "^It costs 5 5 crowns$");
    }

    #[test]
    fn what_was_left_out_is_marked() {
        check("We … sail", "^We …sail$");
        check("We ... sail. . . home", "^We …sail …home$");
        check("We [the crew] sail [sic] home", "^We …sail home$");
        check("[W]e sail", "^W]e sail$");
        check("We [sail", "^We sail$");
    }

    #[test]
    fn per_cent_is_percent() {
        let hashes = |text| Text::new(text).words.iter().map(|w| w.hash).collect::<Vec<_>>();
        assert_eq!(hashes("5 per cent more"), hashes("5% more"));
        assert_eq!(hashes("5 percent more"), hashes("5% more"));
        assert_eq!(hashes("[W]e sail"), hashes("We sail"));
        assert_eq!(hashes("1,300 boats, 2, 3"), hashes("1300 boats 2 3"));
    }

    #[test]
    fn grams_are_shared_by_shared_words_and_none_is_common() {
        let (a, b) = (Text::new("keep the harbour open").grams(), Text::new("They KEEP “the harbor” closed").grams());
        assert!(a.iter().any(|g| b.contains(g)));
        assert!(Text::new("two of").grams().is_empty());
        assert!(Text::new("thank you very much").grams().is_empty());
        assert_eq!(Text::new("harbour … master speaks").grams(), Text::new("master speaks").grams());
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(ABBREVIATIONS.is_sorted());
    }

    #[test]
    fn texts_are_ordered_by_their_words_and_then_by_their_keys() {
        let words = ["toll", "ferry", "bridge", "the", "lantern", "pilot", "winter", "nine"];
        let text = |n: usize, gap: &str| format!("{} {gap}{} {}", words[n % 8], words[n / 8 % 8], words[n / 64]);
        let texts: Vec<String> = (0..512).step_by(7).flat_map(|n| [text(n, ""), text(n, "… ")]).collect();
        let read: Vec<Text> = texts.iter().map(|text| Text::new(text)).chain([Text::new("toll ferry")]).collect();
        for (a, b) in read.iter().flat_map(|a| read.iter().map(move |b| (a, b))) {
            assert_eq!(a.order(b), a.len().cmp(&b.len()).then_with(|| a.key().cmp(&b.key())), "{} {}", a.text, b.text);
        }
    }
}
