//! Words as numbers: FNV-1a of 64 bits (Fowler, Noll & Vo), which is quick for what is as short as a word. Who chooses the words can
//! make two of them one number, so tables that strangers fill are not built on it.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// What bytes, or characters, are as a number.
pub fn fnv<T: Into<u64>>(parts: impl IntoIterator<Item = T>) -> u64 {
    parts.into_iter().fold(OFFSET, |hash, part| (hash ^ part.into()).wrapping_mul(PRIME))
}

/// A table of our own words.
pub type WordTable<K, V> = HashMap<K, V, BuildHasherDefault<Fnv>>;

/// A set of our own words.
pub type WordSet<K> = HashSet<K, BuildHasherDefault<Fnv>>;

/// How a [`WordTable`] finds its words.
#[derive(Debug, Clone)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(OFFSET)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_its_authors_give() {
        for (word, number) in [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)] {
            let mut hasher = Fnv::default();
            hasher.write(word.as_bytes());
            assert_eq!((fnv(word.bytes()), hasher.finish()), (number, number), "{word}");
        }
    }
}
