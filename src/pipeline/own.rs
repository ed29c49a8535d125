//! What is asked for by an id in the place of a question: a document itself, its quotations, one quotation, those of a speaker; and the
//! story of a document. The index is not asked, so that nothing else can be among them.

use super::Desk;
use crate::model::Order;
use crate::query::{Answer, Finding, OfOne, QueryError, Request, Results, View, of_one, rows};
use crate::store::{Much, StoreError};

/// Rows, and what they are in words.
struct Own {
    rows: Vec<i64>,
    sentence: String,
}

/// A page of them: the cursor is the place of the next.
pub(super) struct Paged<'r, T> {
    pub(super) here: &'r [T],
    pub(super) next: Option<String>,
}

impl<'r, T> Paged<'r, T> {
    pub(super) fn of(all: &'r [T], request: &Request<'_>) -> Result<Paged<'r, T>, QueryError> {
        let unknown = |cursor: &str| QueryError::Cursor(cursor.to_owned());
        let from = request.cursor.map_or(Ok(0), |cursor| cursor.parse().map_err(|_| unknown(cursor)))?;
        let rest = all.get(from..).ok_or_else(|| unknown(request.cursor.unwrap_or_default()))?;
        let here = &rest[..rest.len().min(request.limit.unwrap_or(usize::MAX))];
        Ok(Paged { here, next: (here.len() < rest.len()).then(|| (from + here.len()).to_string()) })
    }
}

impl Desk {
    /// Answers a question that is an id with what is that one's own, or with its story; none where it is no id, or nobody's.
    pub(super) async fn of_an_id(&self, request: &Request<'_>) -> Result<Option<Answer>, QueryError> {
        let Some(one) = of_one(request) else { return Ok(None) };
        if request.view == View::Events {
            return self.story(&one, request).await;
        }
        let Some(mut own) = self.own(&one.id, request.view).await? else { return Ok(None) };
        // A document's quotations are in the order of its text, whatever is asked for.
        if one.order == Some(Order::Newest) && one.id.starts_with('s') {
            own.rows.reverse();
        }
        self.page_of(&one, &own, request).await.map(Some)
    }

    /// How many utterances the quotations are of that fit a question, on every page.
    pub async fn count_utterances(&self, request: &Request<'_>) -> Result<usize, QueryError> {
        let own = match of_one(request) {
            Some(one) => self.own(&one.id, View::Quotations).await?,
            None => None,
        };
        let quotations = match own {
            Some(own) => own.rows,
            None => rows(self.store(), &*self.index()?, request).await?,
        };
        Ok(self.store().count_utterances(&quotations).await?)
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

    async fn page_of(&self, one: &OfOne, own: &Own, request: &Request<'_>) -> Result<Answer, QueryError> {
        let Paged { here, next } = Paged::of(&own.rows, request)?;
        // Nothing was looked for in it.
        let whole = |document| Finding { document, snippet: String::new(), score: 0.0 };
        let results = match request.view {
            View::Documents => Results::Documents(self.store().documents(here, Much::Head).await?.into_iter().map(whole).collect()),
            _ => Results::Quotations(self.store().quotations(here).await?),
        };
        let (interpreted, sentence, warnings) = (one.id.clone(), own.sentence.clone(), one.warnings.clone());
        Ok(Answer { interpreted, sentence, warnings, total: own.rows.len(), next, results })
    }
}
