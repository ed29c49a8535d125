//! What is new of a saved question: answers that nobody was told of.

use super::sentence::sentence;
use super::{Answer, QueryError, Request, View, question, results, understand};
use crate::index::Index;
use crate::model::{Counting, Hit, SavedQuestion};
use crate::store::Store;
use chrono::{DateTime, Utc};

/// New answers, and what each of them is known by.
#[derive(Debug, Clone, PartialEq)]
pub struct News {
    /// The new answers alone.
    pub answer: Answer,
    /// What they are known by.
    pub keys: Vec<String>,
}

/// Answers whose keys are asked for at once.
const AT_ONCE: usize = 1_000;

/// All that fits and was not told of.
pub async fn news(store: &Store, index: &Index, saved: &SavedQuestion, now: DateTime<Utc>) -> Result<News, QueryError> {
    let view = View::named(&saved.shape).unwrap_or(View::Documents);
    let request = Request { text: &saved.question, view, zone: saved.zone, now, limit: None, cursor: None };
    let understood = understand(store, &request).await?;
    let asked = question(&understood, &request, None, Counting::default());
    let found = index.find(&asked)?;
    let (mut hits, mut keys): (Vec<Hit>, Vec<String>) = (Vec::new(), Vec::new());
    for some in found.hits.chunks(AT_ONCE) {
        let known_by = store.keys(some).await?;
        for place in store.untold(&saved.name, &known_by).await? {
            hits.push(some[place].clone());
            keys.push(known_by[place].clone());
        }
    }
    let results = results(store, view, &understood, &hits).await?;
    let warnings = understood.warnings.into_iter().chain(found.notes).collect();
    let sentence = sentence(&asked.expr, view, asked.order);
    let answer = Answer { interpreted: understood.interpreted, sentence, warnings, total: hits.len(), next: None, results };
    Ok(News { answer, keys })
}
