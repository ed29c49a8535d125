//! What words become in the index, remembered: few words make most of a text, and to fold one and to find its stem takes longer than
//! all else that is done to it.

use super::analyser::{MARKED, stems};
use super::fold;
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::rc::Rc;

/// Words of a language that are remembered.
const REMEMBERED: usize = 50_000;

thread_local! {
    /// By language: one for all fields and segments that a thread writes.
    static KNOWN: RefCell<Vec<Rc<RefCell<Known>>>> = RefCell::default();
}

/// What words of a language stand in the index as, by the word as written.
pub(super) struct Known {
    language: String,
    forms: HashMap<Key, Forms, BuildHasherDefault<Quick>>,
}

impl Known {
    /// Those that this thread has met.
    pub(super) fn of(language: &str) -> Rc<RefCell<Known>> {
        KNOWN.with_borrow_mut(|all| {
            let there = all.iter().find(|known| known.borrow().language == language).cloned();
            there.unwrap_or_else(|| {
                let new = Rc::new(RefCell::new(Known { language: language.to_owned(), forms: HashMap::default() }));
                all.push(new.clone());
                new
            })
        })
    }

    pub(super) fn with<T>(&mut self, written: &str, then: impl FnOnce(&Forms) -> T) -> T {
        let Some(key) = Key::of(written.as_bytes()) else { return then(&Forms::of(&self.language, written)) };
        if let Some(forms) = self.forms.get(&key) {
            return then(forms);
        }
        if self.forms.len() >= REMEMBERED {
            self.forms.clear();
        }
        then(self.forms.entry(key).or_insert_with(|| Forms::of(&self.language, written)))
    }
}

/// The word, and its stem where that is another; one after the other.
pub(super) struct Forms {
    both: Box<str>,
    word: usize,
}

impl Forms {
    fn of(language: &str, written: &str) -> Forms {
        let (folded, [own, other]) = (fold::fold(written), stems(language, written));
        if own[MARKED..] == folded {
            return Forms { word: own.len(), both: own.into() };
        }
        Forms { word: folded.len(), both: (folded + &other).into() }
    }

    pub(super) fn word(&self) -> &str {
        &self.both[..self.word]
    }

    pub(super) fn stem(&self) -> Option<&str> {
        Some(&self.both[self.word..]).filter(|stem| !stem.is_empty())
    }

    /// The stem alone.
    pub(super) fn plain(&self) -> &str {
        &self.stem().unwrap_or(self.word())[MARKED..]
    }
}

/// The bytes of a word of 24 at most, and how many they are: read in pieces that may overlap, so that a word is known without a
/// look at where another is kept. Longer ones are rare, and seldom come again.
#[derive(PartialEq, Eq)]
struct Key([u64; 3], usize);

impl Key {
    fn of(word: &[u8]) -> Option<Key> {
        let length = word.len();
        let eight = |at: usize| word[at..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let four = |at: usize| word[at..].first_chunk().map_or(0, |bytes| u64::from(u32::from_le_bytes(*bytes)));
        let bits = match length {
            0..4 => [word.iter().fold(0, |bits, byte| bits << 8 | u64::from(*byte)), 0, 0],
            4..8 => [four(0), four(length - 4), 0],
            8..=16 => [eight(0), eight(length - 8), 0],
            17..=24 => [eight(0), eight(8), eight(length - 8)],
            _ => return None,
        };
        Some(Key(bits, length))
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let Key([first, second, third], length) = self;
        hasher.write_u64(first ^ second.rotate_left(21) ^ third.rotate_left(42) ^ *length as u64);
    }
}

/// One multiplication: nobody gains by making words collide in a table that is emptied when it is full.
#[derive(Default)]
struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, bits: u64) {
        self.0 = (self.0 ^ bits).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    /// The table takes its places from the last bits and tells words apart by the first.
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn words_have_keys_of_their_own() {
        let mut words: HashSet<String> = HashSet::new();
        for length in 0..=24 {
            let plain: String = ('a'..='x').take(length).collect();
            // As it is, and with any one letter changed.
            words.extend((0..length).map(|at| format!("{}z{}", &plain[..at], &plain[at + 1..])).chain([plain.clone(), "a".repeat(length)]));
        }
        let keys: HashSet<([u64; 3], usize)> =
            words.iter().map(|word| Key::of(word.as_bytes()).unwrap()).map(|key| (key.0, key.1)).collect();
        assert_eq!(keys.len(), words.len());
        assert!(Key::of("responsibilities, and on and on".as_bytes()).is_none());
    }

    #[test]
    fn a_word_is_the_same_when_it_is_met_again() {
        let known = Known::of("en");
        let told = |word: &str| known.borrow_mut().with(word, |forms| [forms.word(), forms.plain()].map(str::to_owned));
        for word in ["Strikes", "to", "telecommunications", "counterrevolutionaries", "antidisestablishmentarianism"] {
            let first = told(word);
            assert_eq!(told(word), first, "{word}");
        }
        assert_eq!(told("Strikes"), ["strikes", "strike"]);
    }
}
