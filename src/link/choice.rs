//! Which of several texts quoted words are from.

use super::compare::Relation;
use super::text::Text;
use crate::model::Fidelity;

/// A text that quoted words relate to.
#[derive(Debug, Clone)]
pub struct Fit<'t, 'w, K> {
    /// How they relate to it.
    pub relation: Relation,
    /// The text.
    pub text: &'t Text<'w>,
    /// Something besides the words speaks for it: it names the speaker.
    pub vouched: bool,
    /// Of equals the smallest is taken.
    pub order: K,
}

/// The text that is truest to the words. None where altered words are as near to another passage and nothing else speaks for
/// one of them: sentences that a hundred statements have but for a name do not tell whose they were.
#[must_use]
pub fn truest<'f, 't, 'w, K: Ord>(fits: &'f [Fit<'t, 'w, K>]) -> Option<&'f Fit<'t, 'w, K>> {
    let rank = |fit: &Fit<K>| (fit.relation.rank(), fit.vouched);
    let best = fits.iter().max_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| b.order.cmp(&a.order)))?;
    let rival = |fit: &Fit<K>| rank(fit) == rank(best) && words(fit) != words(best);
    (best.relation.fidelity != Fidelity::Altered || !fits.iter().any(rival)).then_some(best)
}

/// The words of the passage.
fn words<K>(fit: &Fit<K>) -> Vec<u64> {
    fit.text.words[fit.relation.region.clone()].iter().map(|w| w.hash).collect()
}

#[cfg(test)]
mod tests {
    use super::super::compare::relate;
    use super::*;

    fn check(quoted: &str, texts: &[(&str, bool)], expected: Option<usize>) {
        let (quoted, read): (_, Vec<Text>) = (Text::new(quoted), texts.iter().map(|(text, _)| Text::of_statement(text)).collect());
        let related = read.iter().enumerate().filter_map(|(n, text)| Some((n, text, relate(&quoted, text)?)));
        let fits: Vec<Fit<usize>> = related.map(|(n, text, relation)| Fit { relation, text, vouched: texts[n].1, order: n }).collect();
        assert_eq!(truest(&fits).map(|fit| fit.order), expected, "{texts:?}");
    }

    #[test]
    fn whose_altered_words_are_must_be_plain() {
        let (quill, renn) =
            ("The board of Quill will pay every pilot before Easter.", "The board of Renn will pay every pilot before Easter.");
        check("The board of Quill will pay every pilot before Easter", &[(renn, false), (quill, false)], Some(1));
        check("The board of Farrow will pay every pilot before Easter", &[(quill, false), (renn, false)], None);
        check("The board of Farrow will pay every pilot before Easter", &[(quill, false), (renn, true)], Some(1));
        // Two places have the same words: the first of them.
        check("The board of Farrow will pay every pilot before Easter", &[(quill, false), (quill, false)], Some(0));
        check("The board of Farrow pays nobody", &[(quill, false)], None);
    }
}
