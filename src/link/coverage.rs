//! How much of a statement is quoted, by whom, and which of its sentences most.

use super::align::align;
use super::compare::relate;
use super::text::{FEWEST_WORDS, Text};
use std::ops::Range;

/// What documents quote of a statement. Shares are of the statement's words, from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage<'t> {
    /// What all of them quote together.
    pub share: f64,
    /// What each quotes, in the order given.
    pub shares: Vec<f64>,
    /// The sentences of the statement, and how many documents quote each.
    pub sentences: Vec<(&'t str, usize)>,
}

/// What documents quote of a statement, by the quotations of each.
#[must_use]
pub fn coverage<'t>(statement: &Text<'t>, documents: &[Vec<Text>]) -> Coverage<'t> {
    let marked: Vec<Vec<bool>> = documents.iter().map(|quoted| marked(statement, quoted)).collect();
    let share = |words: &mut dyn Iterator<Item = bool>| words.filter(|m| *m).count() as f64 / statement.len().max(1) as f64;
    let anywhere = |word: usize| marked.iter().any(|m| m[word]);
    let quotes = |m: &&Vec<bool>, range: &Range<usize>| {
        let count = m[range.clone()].iter().filter(|m| **m).count();
        count >= FEWEST_WORDS.min(range.len())
    };
    Coverage {
        share: share(&mut (0..statement.len()).map(anywhere)),
        shares: marked.iter().map(|m| share(&mut m.iter().copied())).collect(),
        sentences: sentences(statement)
            .into_iter()
            .map(|range| (statement.slice(range.clone()), marked.iter().filter(|m| quotes(m, &range)).count()))
            .collect(),
    }
}

/// The words of the statement that stand in these quotations.
fn marked(statement: &Text, quoted: &[Text]) -> Vec<bool> {
    let mut marked = vec![false; statement.len()];
    for text in quoted {
        let Some(relation) = relate(text, statement) else { continue };
        let turned = relation.turned(text, statement);
        let region = relation.region;
        for (_, at) in align(&turned.as_ref().unwrap_or(text).words, &statement.words[region.clone()]) {
            marked[region.start + at] = true;
        }
    }
    marked
}

fn sentences(text: &Text) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut sentences = Vec::new();
    for (at, word) in text.words.iter().enumerate() {
        if word.ends {
            sentences.push(start..at + 1);
            start = at + 1;
        }
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_once_and_sentences_by_documents() {
        let statement = Text::of_statement(
            "We will keep the old harbour of Quill open. No crew will be sent home before spring.\n\nThe pier is closed.",
        );
        let quoted = |list: &[&'static str]| list.iter().map(|words| Text::new(words)).collect::<Vec<_>>();
        let found = coverage(
            &statement,
            &[
                quoted(&["keep the old harbour of Quill open", "We will keep the old harbour of Quill open."]),
                quoted(&["We will keep the old port of Quill open", "No crew will be sent home before spring"]),
                quoted(&["nothing of the kind was ever said"]),
            ],
        );
        assert_eq!(
            found.sentences,
            [("We will keep the old harbour of Quill open", 2), ("No crew will be sent home before spring", 1), ("The pier is closed", 0)]
        );
        let words = |share: f64| (share * 21.0).round();
        assert_eq!((words(found.share), found.shares.iter().map(|s| words(*s)).collect::<Vec<_>>()), (17.0, vec![9.0, 16.0, 0.0]));
        // Two pieces in the other order are both counted.
        let turned =
            coverage(&statement, &[quoted(&["No crew will be sent home before spring … We will keep the old harbour of Quill open"])]);
        assert_eq!(turned.shares.iter().map(|s| words(*s)).collect::<Vec<_>>(), [17.0]);
        assert_eq!(coverage(&Text::new(""), &[]), Coverage { share: 0.0, shares: Vec::new(), sentences: Vec::new() });
    }
}
