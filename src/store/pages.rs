//! Stored pages that are looked at again as they age: soon, then ever rarer.

use super::{Store, StoreError, from_json};
use crate::model::Entry;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use sqlx::query_as;

/// A page that is to be looked at again.
#[derive(Debug, Clone, PartialEq)]
pub struct Aged {
    /// Its address.
    pub url: String,
    /// The entry that led to it.
    pub entry: Entry,
}

/// Not sooner than that after the last look.
const SOONEST: TimeDelta = TimeDelta::hours(1);

/// When a page that became a document at `first` and was looked at just now is looked at again: when it is twice as old.
fn look_again(first: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_add_signed((now - first).max(SOONEST)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

impl Store {
    /// Pages of a source that are due at `now`, those that wait longest first.
    pub async fn aged_pages(&self, source: &str, now: DateTime<Utc>, limit: u32) -> Result<Vec<Aged>, StoreError> {
        let sql = "select v.url, e.entry from validator v join entry e on e.source = v.source and e.id = v.entry
            where v.source = ? and v.due <= ? order by v.due, v.url limit ?";
        let rows: Vec<(String, String)> = query_as(sql)
            .bind(source)
            .bind(now.timestamp())
            .bind(limit)
            .fetch_all(&mut *self.reader().await?)
            .await
            .map_err(self.failed())?;
        rows.into_iter().map(|(url, entry)| Ok(Aged { url, entry: from_json(&entry)? })).collect()
    }

    /// Notes that a page, which an entry of a source led to, was looked at and is a document.
    pub async fn save_look(&self, url: &str, source: &str, entry: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let first: Option<(Option<i64>,)> = query_as("select first from validator where url = ?")
            .bind(url)
            .fetch_optional(&mut *self.reader().await?)
            .await
            .map_err(self.failed())?;
        // Whole seconds, as they are stored: half of one more would put the next look a pass later.
        let now = now.trunc_subsecs(0);
        let first = first.and_then(|(first,)| DateTime::from_timestamp(first?, 0)).unwrap_or(now).min(now);
        let sql = "update validator set source = ?, entry = ?, first = ?, due = ? where url = ?";
        let values = (source, entry, first.timestamp(), look_again(first, now).timestamp(), url);
        self.write(|db| db.prepare_cached(sql)?.execute(values).map(drop)).await
    }

    /// Notes that the entry which led to a page was edited: it is looked at as soon as it may be after the last time, which lies halfway
    /// between the first and the next (`look_again`), or right before the soonest.
    pub async fn look_sooner(&self, url: &str, source: &str, entry: &str) -> Result<(), StoreError> {
        let sql = "update validator set due = min(due, min((due + first) / 2, due - ?4) + ?4)
            where url = ?1 and source = ?2 and entry = ?3 and due is not null and first is not null";
        self.write(|db| db.prepare_cached(sql)?.execute((url, source, entry, SOONEST.num_seconds())).map(drop)).await
    }

    /// Notes that a page is not looked at any more: it is gone, and what was stored of it stays.
    pub async fn forget_look(&self, url: &str) -> Result<(), StoreError> {
        let sql = "update validator set due = null where url = ?";
        self.write(|db| db.prepare_cached(sql)?.execute([url]).map(drop)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_come_soon_and_then_ever_rarer() {
        let first: DateTime<Utc> = "2026-03-02T08:00:00Z".parse().unwrap();
        let mut looks = vec![first];
        while looks.len() < 12 {
            looks.push(look_again(first, looks[looks.len() - 1]));
        }
        let hours: Vec<i64> = looks.iter().map(|t| (*t - first).num_hours()).collect();
        assert_eq!(hours, [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]);
    }
}
