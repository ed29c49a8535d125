//! The story that a document is part of: the documents about the same affair, and its timeline.

use super::Desk;
use crate::link::story::Ties;
use crate::model::{Cursor, Event, Hit, When};
use crate::query::{Answer, Results};
use crate::store::StoreError;
use std::collections::BTreeSet;

/// Documents of a story at most.
const MOST: usize = 200;

impl Desk {
    /// The events of all documents that are about the same affair as this one, oldest first; none where it is not known.
    pub async fn story(&self, id: &str) -> Result<Option<Answer>, StoreError> {
        let Some(row) = self.store().row(id).await?.filter(|_| id.starts_with('d')) else { return Ok(None) };
        let documents = self.one_affair(row).await?;
        let events = self.events_of(&documents).await?;
        let warnings = if documents.len() < MOST { Vec::new() } else { vec![format!("the story has more than {MOST} documents")] };
        let interpreted = format!("the story of {id}, told by {} documents", documents.len());
        let sentence = format!("Events of documents that tell of the same affair as {id}, oldest first.");
        Ok(Some(Answer { interpreted, sentence, warnings, total: events.len(), next: None, results: Results::Events(events) }))
    }

    /// The events of one document, oldest first; none where it is not known.
    pub async fn events_in(&self, id: &str) -> Result<Vec<Event>, StoreError> {
        let Some(row) = self.store().row(id).await?.filter(|_| id.starts_with('d')) else { return Ok(Vec::new()) };
        self.events_of(&[row]).await
    }

    /// From the document to those about its affair, and through those that share words with it to theirs.
    async fn one_affair(&self, first: i64) -> Result<Vec<i64>, StoreError> {
        let mut story = BTreeSet::from([first]);
        let mut through = vec![first];
        for n in 0.. {
            let Some(document) = through.get(n).copied().filter(|_| story.len() < MOST) else { break };
            for other in self.store().neighbours(document).await? {
                let ties = Ties { words: other.words, names: other.names, apart: other.apart.map(i64::unsigned_abs) };
                // Names lead to others from the document itself alone: what they lead to is no bridge.
                let belongs = ties.one_story() && (other.words || document == first);
                if belongs && story.insert(other.document) && other.words {
                    through.push(other.document);
                }
            }
        }
        Ok(story.into_iter().take(MOST).collect())
    }

    async fn events_of(&self, documents: &[i64]) -> Result<Vec<Event>, StoreError> {
        let units = self.store().units(documents).await?;
        let place = Cursor { key: 0, tie: 0 };
        let hits: Vec<Hit> = units
            .into_iter()
            .flat_map(|(_, units)| units)
            .filter_map(|unit| Some(Hit { kind: unit.kind?, row: unit.row, score: 0.0, place }))
            .collect();
        let mut events = self.store().events(&hits).await?;
        let order = |e: &Event| (start(&e.when), e.kind, e.document.id.clone(), e.start, e.id.clone());
        events.sort_by_key(order);
        Ok(events)
    }
}

fn start(when: &When) -> i64 {
    when.start.timestamp()
}
