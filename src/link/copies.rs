//! Copies: texts that are the same but for little.
//!
//! A text is the set of every five words in a row (its shingles). The smallest of their hashes under many hash functions
//! are its [`Sketch`]; texts that agree in a band of three of these are likely alike, and their exact Jaccard share
//! decides (Broder, "On the resemblance and containment of documents", 1997; bands: Leskovec, Rajaraman & Ullman,
//! "Mining of Massive Datasets", §3.4).

use crate::model::fnv;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The share of all their shingles that copies have in common.
pub const COPY: f64 = 0.5;
/// The share of the shorter text that stands in the longer one, where both credit the same agency.
pub const CREDITED: f64 = 0.8;
/// Words of a shingle.
const WIDTH: usize = 5;
/// Shorter texts say too little to be anybody's copy.
const FEWEST_SHINGLES: usize = 12;
/// Twenty bands of three: of pairs at the threshold of one half 93 in 100 agree in a band, at .6 all but one in 100.
const BANDS: usize = 20;
const ROWS: usize = 3;
/// What two sketches must agree in for the texts to be compared at all: three standard deviations below the threshold.
const LIKELY: usize = BANDS * ROWS * 3 / 10;
/// The most texts that one is compared with.
const COMPARED: usize = 200;

/// The shingles of a text as hashes, sorted, each once. Letters and digits in any case; all else parts words.
#[must_use]
pub fn shingles(text: &str) -> Vec<u64> {
    let words: Vec<u64> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(word).collect();
    let mut shingles: Vec<u64> = words.windows(WIDTH).map(|w| w.iter().fold(0, |h, word| mix(h ^ *word))).collect();
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

fn word(word: &str) -> u64 {
    if word.is_ascii() {
        return fnv(word.bytes().map(|b| b.to_ascii_lowercase()));
    }
    fnv(word.chars().flat_map(char::to_lowercase))
}

/// Scatters bits (`SplitMix64`).
fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The share of two texts' shingles that both have: Jaccard's index, 0 to 1.
#[must_use]
pub fn likeness(a: &[u64], b: &[u64]) -> f64 {
    let both = common(a, b);
    both as f64 / (a.len() + b.len() - both).max(1) as f64
}

/// The share of the shorter text's shingles that stand in the longer one.
#[must_use]
pub fn containment(a: &[u64], b: &[u64]) -> f64 {
    common(a, b) as f64 / a.len().min(b.len()).max(1) as f64
}

fn common(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        both += usize::from(a[i] == b[j]);
        (i, j) = (i + usize::from(a[i] <= b[j]), j + usize::from(b[j] <= a[i]));
    }
    both
}

/// Functions that are computed together: none of them waits for what another one has found.
const TOGETHER: usize = 6;
const _: () = assert!((BANDS * ROWS).is_multiple_of(TOGETHER));

/// The smallest hash under each of some functions.
fn smallest(shingles: &[u64], seeds: [u64; TOGETHER]) -> [u64; TOGETHER] {
    let mut least = [u64::MAX; TOGETHER];
    for shingle in shingles {
        for (least, seed) in least.iter_mut().zip(seeds) {
            *least = (*least).min((shingle ^ seed).wrapping_mul(seed | 1));
        }
    }
    least
}

/// Sixteen bits of the smallest hash under each of sixty functions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch(Vec<u16>);

impl Sketch {
    /// The sketch of a text by its shingles; none where the text is too short.
    #[must_use]
    pub fn of(shingles: &[u64]) -> Option<Sketch> {
        if shingles.len() < FEWEST_SHINGLES {
            return None;
        }
        let seeds: Vec<u64> = (1..=BANDS * ROWS).map(|n| mix(n as u64)).collect();
        let (all, _) = seeds.as_chunks::<TOGETHER>();
        Some(Sketch(all.iter().flat_map(|seeds| smallest(shingles, *seeds)).map(|least| (mix(least) >> 48) as u16).collect()))
    }

    /// As it is stored.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|m| m.to_le_bytes()).collect()
    }

    /// From where it was stored.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Sketch {
        Sketch(bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect())
    }

    /// What likely copies have one of in common.
    #[must_use]
    pub fn bands(&self) -> Vec<i64> {
        let key = |(n, rows): (usize, &[u16])| rows.iter().fold(n as u64, |h, m| mix(h ^ u64::from(*m))).cast_signed();
        self.0.chunks_exact(ROWS).enumerate().map(key).collect()
    }

    /// Whether the texts may be copies; to be asked before they are compared word by word.
    #[must_use]
    pub fn likely(&self, other: &Sketch) -> bool {
        self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count() >= LIKELY
    }
}

/// Which texts each of these (`own`, by their numbers) is to be compared with: those that share most bands with it, a pair for each.
/// `bands` are all bands of them and of others that have one of these, each with its text, sorted.
#[must_use]
pub fn sharing(own: &[i64], bands: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut shared: HashMap<i64, Vec<&[(i64, i64)]>> = own.iter().map(|text| (*text, Vec::new())).collect();
    for band in bands.chunk_by(|a, b| a.0 == b.0).filter(|band| band.len() > 1) {
        for (_, text) in band {
            if let Some(of_text) = shared.get_mut(text) {
                of_text.push(band);
            }
        }
    }
    own.iter().flat_map(|one| most_shared(*one, &shared[one]).into_iter().map(|other| (*one, other))).collect()
}

fn most_shared(one: i64, bands: &[&[(i64, i64)]]) -> Vec<i64> {
    let mut counts: HashMap<i64, usize> = HashMap::new();
    for (_, other) in bands.iter().flat_map(|band| band.iter()).filter(|(_, other)| *other != one) {
        *counts.entry(*other).or_default() += 1;
    }
    let mut most: Vec<(i64, usize)> = counts.into_iter().collect();
    most.sort_unstable_by_key(|(other, count)| (Reverse(*count), *other));
    most.into_iter().take(COMPARED).map(|(other, _)| other).collect()
}

/// Who is a copy of whom: each of `ranked`, first ones first, is a copy of the first before it that is none itself and
/// that it is alike to. So the answer is the same in whatever order the texts came.
#[must_use]
pub fn copies(ranked: &[i64], alike: &[(i64, i64)]) -> BTreeMap<i64, i64> {
    let mut pairs: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for (a, b) in alike {
        pairs.entry(*a).or_default().insert(*b);
        pairs.entry(*b).or_default().insert(*a);
    }
    let mut copies = BTreeMap::new();
    for first in ranked {
        if !copies.contains_key(first) {
            for other in pairs.get(first).into_iter().flatten() {
                copies.entry(*other).or_insert(*first);
            }
        }
    }
    copies
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The ferry company will sail every evening until the swing bridge is mended, its director said on Monday. \
        Nobody who has paid for a crossing will be left standing on the pier, and the night boat keeps its crew of nine. \
        The council will hear the plan next week, when the engineers have counted the cracks in the eastern tower.";

    fn sketch(text: &str) -> Sketch {
        Sketch::of(&shingles(text)).unwrap()
    }

    #[test]
    fn marks_and_case_are_aside() {
        let loud = TEXT.to_uppercase().replace(',', " –");
        assert!((likeness(&shingles(TEXT), &shingles(&loud)) - 1.0).abs() < 1e-9);
        assert_eq!(sketch(TEXT), sketch(&loud));
    }

    #[test]
    fn shares_are_exact() {
        let (a, b) = ("a b c d e f", "b c d e f g");
        assert!((likeness(&shingles(a), &shingles(b)) - 1.0 / 3.0).abs() < 1e-9);
        assert!((containment(&shingles("b c d e f"), &shingles(a)) - 1.0).abs() < 1e-9);
        assert!(likeness(&shingles(""), &shingles("")).abs() < 1e-9);
    }

    #[test]
    fn a_copy_shares_a_band_and_a_stranger_none() {
        let copy = format!("PORT QUILL (Agency) — {TEXT} More tomorrow.");
        let shared = |a: &Sketch, b: &Sketch| a.bands().iter().filter(|k| b.bands().contains(k)).count();
        assert!(shared(&sketch(TEXT), &sketch(&copy)) > 0);
        assert!(sketch(TEXT).likely(&sketch(&copy)));
        let stranger = "Apples were cheap this year, and the growers of the valley ask who will pay for the frost that killed the plums. \
            A meeting was called for Sunday after church, where nobody came but the dog of the priest.";
        assert_eq!(shared(&sketch(TEXT), &sketch(stranger)), 0);
        assert!(!sketch(TEXT).likely(&sketch(stranger)));
    }

    #[test]
    fn a_text_is_compared_with_those_that_share_most_bands_with_it() {
        // 1, 2 and 9 share a band, 1 and 2 another one; nobody else has 4's, and 7 and 9 were there before.
        let bands = [(10, 1), (10, 2), (10, 9), (20, 1), (20, 2), (30, 4), (40, 2), (40, 7)];
        assert_eq!(sharing(&[1, 2, 4], &bands), [(1, 2), (1, 9), (2, 1), (2, 7), (2, 9)]);
        // Hundreds share one with it, the last of them two.
        let many: Vec<(i64, i64)> = (0..=300).map(|n| (10, n)).chain([(20, 0), (20, 300)]).collect();
        let compared = sharing(&[0], &many);
        assert_eq!((compared.len(), compared[0], compared[1], compared[COMPARED - 1]), (COMPARED, (0, 300), (0, 1), (0, 199)));
    }

    #[test]
    fn a_sketch_comes_back_as_it_was_stored() {
        assert_eq!(Sketch::read(&sketch(TEXT).bytes()), sketch(TEXT));
        assert_eq!(Sketch::of(&shingles("Too short to tell.")), None);
    }

    #[test]
    fn copies_follow_the_first() {
        let check = |ranked: &[i64], alike: &[(i64, i64)], expected: &[(i64, i64)]| {
            assert_eq!(copies(ranked, alike).into_iter().collect::<Vec<_>>(), expected, "{ranked:?} {alike:?}");
        };
        check(&[1, 2, 3], &[(1, 2), (2, 3)], &[(2, 1)]);
        check(&[1, 2, 3], &[(1, 2), (2, 3), (1, 3)], &[(2, 1), (3, 1)]);
        check(&[2, 1, 3], &[(1, 2), (2, 3)], &[(1, 2), (3, 2)]);
        check(&[3, 1, 2], &[(1, 2)], &[(2, 1)]);
        check(&[1, 2], &[], &[]);
    }
}
