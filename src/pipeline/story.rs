//! The story that a document is part of: the documents about the same affair, and its timeline.

use super::Desk;
use super::own::Paged;
use crate::link::story::Ties;
use crate::model::{Cursor, Event, Hit, Order, When};
use crate::query::{Answer, OfOne, QueryError, Request, Results};
use crate::store::StoreError;
use std::collections::BTreeSet;

/// Documents of a story at most.
const MOST: usize = 200;

impl Desk {
    /// The events of all documents that are about the same affair as one, those of the kinds and days that are asked for; none where
    /// it is not known.
    pub(super) async fn story(&self, one: &OfOne, request: &Request<'_>) -> Result<Option<Answer>, QueryError> {
        let id = one.id.as_str();
        let Some(row) = self.store().row(id).await?.filter(|_| id.starts_with('d')) else { return Ok(None) };
        let documents = self.one_affair(row).await?;
        let mut events = self.events_of(&documents).await?;
        events.retain(|event| one.fits(event));
        let order = if one.order == Some(Order::Newest) { Order::Newest } else { Order::Oldest };
        if order == Order::Newest {
            events.reverse();
        }
        let Paged { here, next } = Paged::of(&events, request)?;
        let (warnings, sentence) = (doubts(one, documents.len()), sentence(one, order, documents.len()));
        let (interpreted, results) = (interpreted(one, documents.len()), Results::Events(here.to_vec()));
        Ok(Some(Answer { interpreted, sentence, warnings, total: events.len(), next, results }))
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

/// That it is a story, and which part of it is asked for.
fn interpreted(one: &OfOne, documents: usize) -> String {
    let told = if documents == 1 { "1 document".to_owned() } else { format!("{documents} documents") };
    let whole = format!("the story of {}, told by {told}", one.id);
    if one.interpreted == one.id { whole } else { format!("{whole}: {}", one.interpreted) }
}

fn sentence(one: &OfOne, order: Order, documents: usize) -> String {
    let asked = one.sentence(order);
    let asked = asked.trim_end_matches('.');
    match documents {
        1 => format!("{asked}, of the document {}: no other tells of the same affair.", one.id),
        _ => format!("{asked}, of {documents} documents that tell of the same affair, {} among them.", one.id),
    }
}

fn doubts(one: &OfOne, documents: usize) -> Vec<String> {
    let is_best_first = one.order.is_some_and(Order::is_by_score);
    let no_best = is_best_first.then(|| "a story is told by date: there are no words that its events could fit best".to_owned());
    let cut = (documents >= MOST).then(|| format!("the story has more than {MOST} documents"));
    one.warnings.iter().cloned().chain(no_best).chain(cut).collect()
}

fn start(when: &When) -> i64 {
    when.start.timestamp()
}
