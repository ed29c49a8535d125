//! How quoted words relate to a text: the same whole sentences, the true words cut, or altered.

use super::align::{Pairs, align, align_back};
use super::text::{FEWEST_WORDS, Text, Word, weight};
use crate::model::Fidelity;
use std::ops::Range;

/// Fewer words are too few to call a likeness an alteration.
const FEWEST_ALTERED: usize = 6;
/// The share of a quotation's words that an altered text must keep, in order: of all, and by what they tell.
const KEPT: f64 = 0.6;
/// The share that it must keep in any order, where words were moved.
const MOVED: f64 = 0.9;
const KEPT_MOVED: f64 = 0.4;
/// What the words kept must tell at least, as [`Text::weight`] counts.
const TELLING: f64 = 3.0;
/// A fragment of a word or two is looked for so many words from the one before, and no further.
const NEAR: usize = 60;

/// How quoted words stand in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// The verdict.
    pub fidelity: Fidelity,
    /// The words of the text that they are taken from, whole sentences.
    pub(super) region: Range<usize>,
    /// What the words in common tell, as [`Text::weight`] counts.
    pub telling: f64,
}

impl Relation {
    /// Of several texts the one with the highest rank is meant: the truest, and of those that are altered the nearest.
    #[must_use]
    pub fn rank(&self) -> (u8, u64) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sum of weights of words")]
        let telling = (self.telling * 10.0).round() as u64;
        match self.fidelity {
            Fidelity::Verbatim => (2, 0),
            Fidelity::Cut => (1, 0),
            Fidelity::Altered => (0, telling),
        }
    }

    /// The quoted words with their fragments in the order of the text, to be laid beside it; none where nothing is turned.
    pub(super) fn turned<'q>(&self, quoted: &Text<'q>, text: &Text) -> Option<Text<'q>> {
        if self.fidelity == Fidelity::Cut { arranged(quoted, text) } else { None }
    }

    /// The sentences of the text that the words are taken from.
    #[must_use]
    pub fn passage<'t>(&self, text: &Text<'t>) -> &'t str {
        text.slice(self.region.clone())
    }
}

/// The passage of a text that holds most of the words, and the share of what they tell that it holds, 0 to 1.
#[must_use]
pub fn nearest<'t>(quoted: &Text, text: &Text<'t>) -> Option<(f64, &'t str)> {
    let all: f64 = quoted.words.iter().map(|w| weight(w.common)).sum();
    let window = windows(quoted, text).max_by_key(|w| held(quoted, text, w))?;
    let kept = Kept::of(quoted, text, window);
    let passage = relation(Fidelity::Altered, text, kept.place(quoted, text)?, kept.telling).passage(text);
    Some((kept.telling / all, passage))
}

/// How the quoted words relate to a text; none where it does not hold them.
///
/// `Verbatim` are whole sentences in a row. `Cut` are the true words in order, but part of a sentence or with words left
/// out, marked or not; fragments of a clause and more may be turned. `Altered` keeps at least six words in ten in order, or nine in ten in another order.
#[must_use]
pub fn relate(quoted: &Text, text: &Text) -> Option<Relation> {
    // Most texts that share a rare word or two with it hold too few of the others to be looked at any closer.
    let known = quoted.words.iter().filter(|word| text.has(word)).count() as f64;
    if quoted.len() < FEWEST_WORDS || known < quoted.len() as f64 * KEPT.min(MOVED) {
        return None;
    }
    let turned = || in_order(&arranged(quoted, text)?, text);
    in_a_row(quoted, text).or_else(|| in_order(quoted, text)).or_else(turned).or_else(|| nearly(quoted, text))
}

fn relation(fidelity: Fidelity, text: &Text, found: Range<usize>, telling: f64) -> Relation {
    let start = text.words[..=found.start].iter().rposition(|w| w.begins).unwrap_or(0);
    let end = text.words[found.end - 1..].iter().position(|w| w.ends).map_or(text.len(), |n| found.end + n);
    Relation { fidelity, region: start..end, telling }
}

/// All words, one after the other; where whole sentences are, that place is taken.
fn in_a_row(quoted: &Text, text: &Text) -> Option<Relation> {
    let size = quoted.len();
    let whole = |at: &usize| text.words[*at].begins && text.words[at + size - 1].ends;
    let places = || (0..(text.len() + 1).saturating_sub(size)).filter(|at| same(&quoted.words, &text.words[*at..at + size]));
    let (at, fidelity) =
        places().find(whole).map(|at| (at, Fidelity::Verbatim)).or_else(|| places().next().map(|at| (at, Fidelity::Cut)))?;
    Some(relation(fidelity, text, at..at + size, quoted.weight()))
}

fn same(a: &[Word], b: &[Word]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.hash == b.hash)
}

/// Parted where something was left out, every fragment stands in the text, one after the other. A lone word may stand
/// anywhere, so it proves nothing.
fn in_order(quoted: &Text, text: &Text) -> Option<Relation> {
    let fragments: Vec<&[Word]> = fragments(&quoted.words).collect();
    if fragments.len() < 2 || !fragments.iter().any(|f| f.len() >= FEWEST_WORDS) {
        return None;
    }
    // The first fragment may stand in several places, and the rest after one of them only.
    let starts = (0..text.len()).filter(|at| text.words[*at].hash == fragments[0][0].hash);
    let found = starts.filter_map(|from| follow(&fragments, text, from)).min_by_key(|found| found.end - found.start)?;
    Some(relation(Fidelity::Cut, text, found, quoted.weight()))
}

/// The same words with their fragments in the order of the text: two sentences that are quoted around a cue are often
/// turned. None where a fragment has no place there, or is too short to prove one.
fn arranged<'q>(quoted: &Text<'q>, text: &Text) -> Option<Text<'q>> {
    let places = |f: &[Word]| (0..(text.len() + 1).saturating_sub(f.len())).find(|at| same(f, &text.words[*at..at + f.len()]));
    let placed = |f| places(f).filter(|_| f.len() >= FEWEST_ALTERED).map(|at| (at, f));
    let mut fragments = fragments(&quoted.words).map(placed).collect::<Option<Vec<_>>>()?;
    fragments.sort_by_key(|(at, _)| *at);
    let words = fragments.iter().flat_map(|(_, f)| f.iter().enumerate().map(|(n, word)| Word { gap: n == 0, ..*word }));
    Some(Text::of(quoted.text, words.collect()))
}

fn fragments(words: &[Word]) -> impl Iterator<Item = &[Word]> {
    words.chunk_by(|_, next| !next.gap)
}

fn follow(fragments: &[&[Word]], text: &Text, from: usize) -> Option<Range<usize>> {
    let mut at = from;
    for (n, fragment) in fragments.iter().enumerate() {
        let reach = match n {
            0 => 1,
            _ if fragment.len() < FEWEST_WORDS => NEAR,
            _ => text.len(),
        };
        let last = text.len().checked_sub(fragment.len())?;
        at = (at..=last).take(reach).find(|at| same(fragment, &text.words[*at..at + fragment.len()]))? + fragment.len();
    }
    Some(from..at)
}

/// The stretch of the text that keeps most of the words, if that is enough of them.
fn nearly(quoted: &Text, text: &Text) -> Option<Relation> {
    if quoted.len() < FEWEST_ALTERED {
        return None;
    }
    let words = quoted.len() as f64;
    let all: f64 = quoted.words.iter().map(|w| weight(w.common)).sum();
    let enough = words * KEPT.min(MOVED);
    let best = windows(quoted, text)
        .filter(|w| held(quoted, text, w) as f64 >= enough)
        .map(|window| Kept::of(quoted, text, window))
        .max_by(|a, b| a.telling.total_cmp(&b.telling))?;
    let share = (best.pairs.len() as f64 / words).min(best.telling / all);
    let found = best.place(quoted, text)?;
    let telling = best.telling;
    if best.pairs.len() == quoted.len() && best.runs() * 2 >= quoted.len() && telling >= TELLING {
        return Some(relation(Fidelity::Cut, text, found, telling));
    }
    let moved = best.held as f64 / words >= MOVED && share >= KEPT_MOVED;
    ((share >= KEPT || moved) && telling >= TELLING).then(|| relation(Fidelity::Altered, text, found, telling))
}

/// Stretches not twice as long as the quotation; they step by half of it.
fn windows(quoted: &Text, text: &Text) -> impl Iterator<Item = Range<usize>> + use<> {
    let (span, step, size) = (quoted.len() * 2, quoted.len().div_ceil(2).max(1), text.len());
    (0..size).step_by(step).map(move |at| at..size.min(at + span))
}

/// How many of the quoted words stand in a stretch, in any order.
fn held(quoted: &Text, text: &Text, window: &Range<usize>) -> usize {
    let mut words: Vec<u64> = text.words[window.clone()].iter().map(|w| w.hash).collect();
    words.sort_unstable();
    quoted.words.iter().filter(|w| words.binary_search(&w.hash).is_ok()).count()
}

/// What a stretch keeps of the quoted words, in order.
struct Kept {
    pairs: Pairs,
    telling: f64,
    held: usize,
}

impl Kept {
    fn of(quoted: &Text, text: &Text, window: Range<usize>) -> Kept {
        let pairs: Pairs = align(&quoted.words, &text.words[window.clone()]).into_iter().map(|(q, t)| (q, t + window.start)).collect();
        let telling = pairs.iter().map(|(q, _)| weight(quoted.words[*q].common)).sum();
        Kept { pairs, telling, held: held(quoted, text, &window) }
    }

    /// The shortest stretch that holds them: up to where the last is found first, from where the first is found last.
    fn place(&self, quoted: &Text, text: &Text) -> Option<Range<usize>> {
        let (start, end) = (self.pairs.first()?.1, self.pairs.last()?.1 + 1);
        let first = align_back(&quoted.words, &text.words[start..end]).first()?.1;
        Some(start + first..end)
    }

    /// Words that stand in runs of three and more.
    fn runs(&self) -> usize {
        self.pairs.chunk_by(|a, b| b.1 == a.1 + 1 && b.0 == a.0 + 1).map(<[_]>::len).filter(|n| *n >= FEWEST_WORDS).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATEMENT: &str = "We will keep the harbour open through the winter. No crew will be sent home before the spring.\n\n\
        Our pilots asked for three things: rest, pay and a say in the roster. “The night boat is safe,” Ines Halloran said.\n\n\
        About Larkwharf Ferries\n\nLarkwharf runs nine boats between four towns.";

    fn check(quoted: &str, expected: Option<Fidelity>) {
        let found = relate(&Text::new(quoted), &Text::of_statement(STATEMENT)).map(|r| r.fidelity);
        assert_eq!(found, expected, "{quoted}");
    }

    #[test]
    fn whole_sentences_are_verbatim() {
        check("We will keep the harbour open through the winter.", Some(Fidelity::Verbatim));
        check("we will keep the harbor open through the winter", Some(Fidelity::Verbatim));
        check("[W]e will keep the harbour open … through the winter.", Some(Fidelity::Verbatim));
        check("We will keep the harbour open through the winter. No crew will be sent home before the spring.", Some(Fidelity::Verbatim));
        check("The night boat is safe", Some(Fidelity::Verbatim));
    }

    #[test]
    fn parts_and_gaps_are_cut() {
        check("keep the harbour open", Some(Fidelity::Cut));
        check("We will keep the harbour open … before the spring.", Some(Fidelity::Cut));
        check("Our pilots asked for … a say in the roster", Some(Fidelity::Cut));
        check("We will keep [it] open through the winter.", Some(Fidelity::Cut));
        check("We will keep the harbour open the winter.", Some(Fidelity::Cut));
        check("No crew will be sent home before the spring … We will keep the harbour open through the winter.", Some(Fidelity::Cut));
    }

    #[test]
    fn changed_and_moved_words_are_altered() {
        check("We will keep the port open through the whole winter.", Some(Fidelity::Altered));
        check("No crew will ever be sent home before the summer.", Some(Fidelity::Altered));
        check("Through the winter we will keep the harbour open.", Some(Fidelity::Altered));
    }

    #[test]
    fn other_words_are_not_linked() {
        check("the harbour", None);
        check("The harbour will close when the ice comes, whatever the crews say.", None);
        check("Larkwharf runs nine boats between four towns.", None);
        check("", None);
    }
}
