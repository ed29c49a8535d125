//! What is asked for by an id in the place of a question: a document itself, its quotations, one quotation, those of a speaker. The
//! index is not asked, so that nothing else can be among them.

use super::Desk;
use crate::query::{Answer, Finding, QueryError, Request, Results, View};
use crate::store::{Much, StoreError};

/// Rows, and what they are in words.
struct Own {
    rows: Vec<i64>,
    sentence: String,
}

impl Desk {
    /// Answers a question; one that is an id with what is that one's own, or with its story.
    pub async fn answer(&self, request: &Request<'_>) -> Result<Answer, QueryError> {
        let mut words = request.text.split_whitespace();
        let (id, order) = (words.next().unwrap_or_default(), words.next());
        let is_alone = words.next().is_none() && matches!(order, None | Some("sort:newest" | "sort:oldest"));
        match if is_alone { self.own(id, request.view).await? } else { None } {
            Some(mut own) => {
                // A document's quotations are in the order of its text, whatever is asked for.
                if order == Some("sort:newest") && id.starts_with('s') {
                    own.rows.reverse();
                }
                self.page_of(id, &own, request).await
            }
            None => self.ask(request).await,
        }
    }

    async fn own(&self, id: &str, view: View) -> Result<Option<Own>, StoreError> {
        let store = self.store();
        match (id.chars().next(), view) {
            (Some('d'), View::Documents | View::Quotations) => {
                let Some(row) = store.row(id).await? else { return Ok(None) };
                Ok(Some(match view {
                    View::Documents => Own { rows: vec![row], sentence: format!("The document {id}.") },
                    _ => Own { rows: store.quotations_of(row).await?, sentence: format!("Quotations in the document {id}, in its order.") },
                }))
            }
            (Some('q'), View::Quotations) => {
                let rows: Vec<i64> = store.row(id).await?.into_iter().collect();
                Ok((!rows.is_empty()).then(|| Own { rows, sentence: format!("The quotation {id}.") }))
            }
            (Some('s'), View::Quotations) => {
                let Some((_, name)) = store.speaker(id).await? else { return Ok(None) };
                Ok(Some(Own {
                    rows: store.quotations_by(id, usize::MAX).await?,
                    sentence: format!("Quotations of {name} ({id}), by date."),
                }))
            }
            _ => Ok(None),
        }
    }

    /// One page of them. The cursor is the place of the next.
    async fn page_of(&self, id: &str, own: &Own, request: &Request<'_>) -> Result<Answer, QueryError> {
        let unknown = |cursor: &str| QueryError::Cursor(cursor.to_owned());
        let from = request.cursor.map_or(Ok(0), |cursor| cursor.parse().map_err(|_| unknown(cursor)))?;
        let rest = own.rows.get(from..).ok_or_else(|| unknown(request.cursor.unwrap_or_default()))?;
        let rows = &rest[..rest.len().min(request.limit.unwrap_or(usize::MAX))];
        // Nothing was looked for in it.
        let whole = |document| Finding { document, snippet: String::new(), score: 0.0 };
        let results = match request.view {
            View::Documents => Results::Documents(self.store().documents(rows, Much::Head).await?.into_iter().map(whole).collect()),
            _ => Results::Quotations(self.store().quotations(rows).await?),
        };
        let next = (rows.len() < rest.len()).then(|| (from + rows.len()).to_string());
        let (total, sentence) = (own.rows.len(), own.sentence.clone());
        Ok(Answer { interpreted: id.to_owned(), sentence, warnings: Vec::new(), total, next, results })
    }
}
