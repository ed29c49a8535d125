//! What came of sources that were asked: noted together by those that come to it at the same time, in one transaction. A source
//! that has nothing new costs a share of a commit.

use super::states::{row, write_rows};
use super::{Store, StoreError};
use crate::model::SourceState;
use chrono::{DateTime, Utc};
use rusqlite::Connection;

/// A URL whose stored answer was confirmed, and when.
pub type Confirmed = (String, DateTime<Utc>);

/// A note on its way into the store.
#[derive(Debug, Clone)]
pub(super) struct Note {
    /// The source's row as JSON.
    source: String,
    confirmed: Option<Confirmed>,
}

impl Store {
    /// Notes how a source (name, URL) fares that was asked, and what its answer confirmed.
    pub async fn note(&self, source: (&str, &str), state: &SourceState, confirmed: Option<Confirmed>) -> Result<(), StoreError> {
        let write = async |notes: &[Note]| self.writing.write(|db| write(db, notes));
        self.write_together(&self.notes, Note { source: row(source, state), confirmed }, write).await
    }
}

fn write(db: &Connection, notes: &[Note]) -> rusqlite::Result<Vec<()>> {
    write_rows(db, notes.iter().map(|note| note.source.as_str()))?;
    let mut confirm = db.prepare_cached("update validator set checked = ?2 where url = ?1")?;
    for (url, at) in notes.iter().filter_map(|note| note.confirmed.as_ref()) {
        confirm.execute((url, at.timestamp()))?;
    }
    Ok(vec![(); notes.len()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Validators;
    use futures_util::future::join_all;

    #[tokio::test]
    async fn notes_that_come_together_are_stored_whole() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let (before, now) = ("2026-03-02T08:00:00Z".parse().unwrap(), "2026-03-02T09:00:00Z".parse::<DateTime<Utc>>().unwrap());
        let sources: Vec<(String, String)> = (0..40).map(|n| (format!("s{n}"), format!("https://s{n}.example/feed"))).collect();
        for (_, url) in &sources {
            store.save_validators(url, &Validators::default(), before).await.unwrap();
        }
        let state = SourceState { asked: Some(now), good: Some(now), ..SourceState::default() };
        let noted = join_all(sources.iter().map(|(name, url)| store.note((name, url), &state, Some((url.clone(), now))))).await;
        assert!(noted.iter().all(Result::is_ok));
        let states = store.source_states().await.unwrap().by_name();
        assert_eq!((states.len(), states.iter().all(|(_, noted)| *noted == state)), (40, true));
        let checked: Vec<i64> =
            sqlx::query_scalar("select distinct checked from validator").fetch_all(&mut *store.reader().await.unwrap()).await.unwrap();
        assert_eq!(checked, [now.timestamp()]);
    }

    #[tokio::test]
    async fn each_is_told_that_its_note_was_not_stored() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        sqlx::query("drop table source").execute(&mut *store.writer.lock().await).await.unwrap();
        let state = SourceState::default();
        let noted = join_all((0..4).map(|_| store.note(("courier", "https://courier.example/feed"), &state, None))).await;
        assert!(noted.iter().all(Result::is_err));
    }
}
