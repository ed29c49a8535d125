//! From a statement to its coverage: who quotes it, how much of it, which sentences most, and who altered what.

use super::Desk;
use crate::link::{Text, coverage};
use crate::model::{Document, Quotation};
use crate::store::StoreError;
use std::collections::BTreeSet;

/// Who quotes a statement. Shares are of the statement's words, from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// What all documents together quote of it.
    pub share: f64,
    /// How many different texts they are: copies of one count once.
    pub texts: usize,
    /// The documents, the first published one first.
    pub by: Vec<Covering>,
    /// The sentences of the statement, and how many documents quote each.
    pub sentences: Vec<(String, usize)>,
}

/// A document that quotes a statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Covering {
    /// What it quotes of it.
    pub share: f64,
    /// The document.
    pub document: Document,
    /// Its quotations of the statement, in text order.
    pub quotations: Vec<Quotation>,
}

impl Desk {
    /// Who quotes a document's words; none where nobody is known to.
    pub(super) async fn coverage(&self, row: i64, statement: &Document) -> Result<Option<Coverage>, StoreError> {
        let quotations = self.store().quotations(&self.store().quotations_from(row).await?).await?;
        if quotations.is_empty() {
            return Ok(None);
        }
        let mut by = by_document(quotations);
        let words: Vec<Vec<String>> = by.iter().map(|c| c.quotations.iter().map(|q| q.quote.text()).collect()).collect();
        let texts: Vec<Vec<Text>> = words.iter().map(|list| list.iter().map(|words| Text::new(words)).collect()).collect();
        let found = coverage(&Text::of_statement(&statement.article.text), &texts);
        for (covering, share) in by.iter_mut().zip(found.shares) {
            covering.share = share;
        }
        let firsts: BTreeSet<_> = by.iter().map(|c| c.document.copies.of.as_ref().unwrap_or(&c.document.id)).collect();
        let sentences = found.sentences.into_iter().map(|(sentence, quoted)| (sentence.to_owned(), quoted)).collect();
        Ok(Some(Coverage { share: found.share, texts: firsts.len(), sentences, by }))
    }
}

/// Quotations by the documents they stand in, which come one after the other.
fn by_document(quotations: Vec<Quotation>) -> Vec<Covering> {
    let mut by: Vec<Covering> = Vec::new();
    for quotation in quotations {
        match by.last_mut().filter(|last| last.document.id == quotation.document.id) {
            Some(last) => last.quotations.push(quotation),
            None => by.push(Covering { share: 0.0, document: quotation.document.clone(), quotations: vec![quotation] }),
        }
    }
    let published = |c: &Covering| c.document.article.published.as_ref().map_or(i64::MAX, |w| w.start.timestamp());
    by.sort_by_key(|c| (published(c), c.document.id.clone()));
    by
}
