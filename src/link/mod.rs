//! Same words: how quoted words relate to a statement's text. Only computes.
//!
//! - [`grams`]: three words in a row as hashes, by which two texts find each other
//! - [`relate`]: [`Fidelity`] of quoted pieces to a text

mod align;
mod sentences;

use crate::model::{Fidelity, words};
use align::{common, find};
use sentences::Sentences;

/// Fewer words in a row are too common to say where they come from.
const FEWEST_WORDS: usize = 3;
/// Fewer words are too few to call a likeness an alteration.
const FEWEST_ALTERED: usize = 6;
/// The share of a quotation's words that an altered text must keep, in order.
const KEPT: f64 = 0.6;

/// Every three words in a row of a text as a hash (FNV-1a, 64 bits), each once, sorted.
#[must_use]
pub fn grams(text: &str) -> Vec<i64> {
    let words = words(text);
    let mut grams: Vec<i64> = words.windows(FEWEST_WORDS).map(hash).collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

fn hash(words: &[String]) -> i64 {
    let bytes = words.iter().flat_map(|w| w.bytes().chain([0]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    hash.cast_signed()
}

/// How the pieces of a quotation relate to a text; none where the text does not hold its words.
///
/// `Verbatim` are whole sentences in a row. `Cut` are the true words in order, but part of a sentence or with words left
/// out, an ellipsis inside a piece included. `Altered` keeps at least six words in ten, in order.
#[must_use]
pub fn relate(pieces: &[String], text: &str) -> Option<Fidelity> {
    let source = Sentences::new(text);
    let quoted: Vec<Vec<String>> = pieces.iter().flat_map(|p| fragments(p)).map(words).filter(|w| !w.is_empty()).collect();
    let all: Vec<String> = quoted.concat();
    if all.len() < FEWEST_WORDS {
        return None;
    }
    if let Some(at) = find(&source.words, &all, 0) {
        let whole = source.starts.contains(&at) && source.ends.contains(&(at + all.len()));
        return Some(if whole { Fidelity::Verbatim } else { Fidelity::Cut });
    }
    if in_order(&source.words, &quoted) {
        return Some(Fidelity::Cut);
    }
    let kept = common(&all, &source.words) as f64 / all.len() as f64;
    (all.len() >= FEWEST_ALTERED && kept >= KEPT).then_some(Fidelity::Altered)
}

/// A piece parted where words were left out: `…`, `...`, `[…]`.
fn fragments(piece: &str) -> impl Iterator<Item = &str> {
    piece.split('…').flat_map(|p| p.split("..."))
}

/// Every fragment stands in the text, one after the other. A lone word may stand anywhere, so it proves nothing.
fn in_order(text: &[String], fragments: &[Vec<String>]) -> bool {
    let mut from = 0;
    fragments.len() > 1
        && fragments.iter().any(|f| f.len() >= FEWEST_WORDS)
        && fragments.iter().all(|f| find(text, f, from).map(|at| from = at + f.len()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATEMENT: &str = "We will keep the harbour open through the winter. No crew will be sent home before the spring.\n\n\
        Our pilots asked for three things: rest, pay and a say in the roster.";

    fn check(pieces: &[&str], expected: Option<Fidelity>) {
        let pieces: Vec<String> = pieces.iter().map(|p| (*p).to_owned()).collect();
        assert_eq!(relate(&pieces, STATEMENT), expected, "{pieces:?}");
    }

    #[test]
    fn whole_sentences_are_verbatim() {
        check(&["We will keep the harbour open through the winter."], Some(Fidelity::Verbatim));
        check(&["we will keep the harbour open through the winter"], Some(Fidelity::Verbatim));
        check(&["We will keep the harbour open", "through the winter."], Some(Fidelity::Verbatim));
        check(
            &["We will keep the harbour open through the winter. No crew will be sent home before the spring."],
            Some(Fidelity::Verbatim),
        );
    }

    #[test]
    fn parts_and_gaps_are_cut() {
        check(&["keep the harbour open"], Some(Fidelity::Cut));
        check(&["We will keep the harbour open … before the spring."], Some(Fidelity::Cut));
        check(&["Our pilots asked for", "a say in the roster"], Some(Fidelity::Cut));
    }

    #[test]
    fn changed_words_are_altered() {
        check(&["We will keep the port open through the whole winter."], Some(Fidelity::Altered));
        check(&["No crew will ever be sent home before the summer."], Some(Fidelity::Altered));
    }

    #[test]
    fn other_words_are_not_linked() {
        check(&["the harbour"], None);
        check(&["The harbour will close when the ice comes, whatever the crews say."], None);
        check(&[""], None);
    }

    #[test]
    fn grams_are_shared_by_shared_words() {
        let (a, b) = (grams("keep the harbour open"), grams("They KEEP “the harbour” closed"));
        assert!(a.iter().any(|g| b.contains(g)));
        assert!(grams("two words").is_empty());
    }
}
