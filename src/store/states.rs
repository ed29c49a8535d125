//! How sources and their hosts fare: what one run leaves to the next.

use super::{Store, StoreError, from_json, json};
use crate::model::{HostNotes, Pace, Pushed, RobotsText, Source, SourceState};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query, query_as, query_scalar};
use std::collections::{HashMap, HashSet};

/// Copies of robots.txt that are older are of no use to anyone.
const OLDEST_ROBOTS: TimeDelta = TimeDelta::days(30);

/// Sources, and what their hubs are for them.
const SOURCES: &str = "select s.*, h.hub, h.ends, h.told, h.reason as refused from source s
    left join subscription h on h.source = s.name and h.wish is not 'unsubscribe'";

/// Before the name of a source whose visit is under way, among the positions.
const UNFINISHED: &str = "unfinished visit: ";

/// What moves when the clock turns out to have been ahead: sources, hosts, hubs, pages.
const SET_BACK: [&str; 4] = [
    "update source set not_before = ?1 + max(not_before - asked, 0), asked = ?1 where asked > ?1",
    "update busy set until = ?1 + until - noted, noted = ?1 where noted > ?1",
    "update subscription set told = ?1 where told > ?1",
    "update validator set due = ?1 + max(due - checked, 0), first = min(first, ?1), checked = ?1 where checked > ?1",
];

/// How all sources fare, by name and address.
#[derive(Debug, Clone, Default)]
pub struct States(HashMap<(String, String), SourceState>);

impl States {
    /// How a source fares at its address; the usual state for one never asked there.
    #[must_use]
    pub fn of(&self, source: &Source) -> SourceState {
        self.0.get(&(source.name.clone(), source.url.clone())).cloned().unwrap_or_default()
    }

    /// All of them, in the order of their names.
    #[must_use]
    pub fn by_name(self) -> Vec<(String, SourceState)> {
        let mut all: Vec<_> = self.0.into_iter().map(|((name, _), state)| (name, state)).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }
}

impl Store {
    /// Where the clock has been set back since: as if everything had been asked just now, so that nothing is asked too
    /// soon, and nothing is silent until the old time comes again. A wait that a server asked for keeps its length.
    pub async fn keep_time(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(|db| {
            let mut behind = 0;
            for sql in &SET_BACK[..3] {
                behind += db.execute(sql, [now.timestamp()])?;
            }
            // Looking through all pages takes time, so it is done only when there is a reason.
            if behind > 0 { db.execute(SET_BACK[3], [now.timestamp()]).map(drop) } else { Ok(()) }
        })
        .await
    }

    /// How all sources fare.
    pub async fn source_states(&self) -> Result<States, StoreError> {
        let rows = query(SOURCES).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        let state = |row: &SqliteRow| Ok(((row.get("name"), row.get("url")), state(row)?));
        Ok(States(rows.iter().map(state).collect::<Result<_, StoreError>>()?))
    }

    /// How a source fares, as it was noted.
    pub async fn source_state(&self, source: &Source) -> Result<SourceState, StoreError> {
        let sql = format!("{SOURCES} where s.name = ? and s.url = ?");
        let row = query(sqlx::AssertSqlSafe(sql))
            .bind(&source.name)
            .bind(&source.url)
            .fetch_optional(&mut *self.reader().await?)
            .await
            .map_err(self.failed())?;
        row.as_ref().map_or(Ok(SourceState::default()), state)
    }

    /// Notes how sources fare, all of them or none.
    pub async fn save_source_states(&self, states: &[(&Source, &SourceState)]) -> Result<(), StoreError> {
        let rows: Vec<String> = states.iter().map(|(source, state)| row((&source.name, &source.url), state)).collect();
        self.write(|db| write_rows(db, rows.iter().map(String::as_str))).await
    }

    /// Notes how a source fares that has answered, before its pages are asked for. Should that be cut short, they are asked
    /// for by the next run, and the source is not.
    pub async fn begin_visit(&self, source: &Source, state: &SourceState) -> Result<(), StoreError> {
        let sql = "insert into position (name, n) values (?, 1) on conflict (name) do nothing";
        let row = row((&source.name, &source.url), state);
        self.write(|db| {
            write_rows(db, std::iter::once(row.as_str()))?;
            db.prepare_cached(sql)?.execute([format!("{UNFINISHED}{}", source.name)]).map(drop)
        })
        .await
    }

    /// Notes that its pages have been asked for.
    pub async fn end_visit(&self, source: &str) -> Result<(), StoreError> {
        let sql = "delete from position where name = ?";
        self.write(|db| db.prepare_cached(sql)?.execute([format!("{UNFINISHED}{source}")]).map(drop)).await
    }

    /// Names of the sources whose visit was cut short.
    pub async fn unfinished(&self) -> Result<HashSet<String>, StoreError> {
        let sql = "select substr(name, length(?1) + 1) from position where substr(name, 1, length(?1)) = ?1";
        let names: Vec<String> = query_scalar(sql).bind(UNFINISHED).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        Ok(names.into_iter().collect())
    }

    /// What earlier runs have learnt of hosts and still holds at `now`.
    pub async fn host_notes(&self, now: DateTime<Utc>) -> Result<HostNotes, StoreError> {
        let sql = "select host, until from busy where until > ?";
        let rows: Vec<(String, i64)> =
            query_as(sql).bind(now.timestamp()).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        let busy = rows.into_iter().filter_map(|(host, until)| Some((host, DateTime::from_timestamp(until, 0)?))).collect();
        Ok(HostNotes { busy, robots: self.robots(now - OLDEST_ROBOTS).await? })
    }

    async fn robots(&self, since: DateTime<Utc>) -> Result<Vec<RobotsText>, StoreError> {
        let sql = "select origin, body, fetched from robots where fetched > ?";
        let rows: Vec<(String, Vec<u8>, i64)> =
            query_as(sql).bind(since.timestamp()).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        let copy = |(origin, body, fetched)| Some(RobotsText { origin, body, fetched: DateTime::from_timestamp(fetched, 0)? });
        Ok(rows.into_iter().filter_map(copy).collect())
    }

    /// Notes what was learnt of hosts at `now`.
    pub async fn save_host_notes(&self, notes: &HostNotes, now: DateTime<Utc>) -> Result<(), StoreError> {
        if *notes == HostNotes::default() {
            return Ok(());
        }
        let busy = "insert into busy (host, until, noted) values (?, ?, ?)
            on conflict (host) do update set until = excluded.until, noted = excluded.noted";
        let robots = "insert into robots (origin, body, fetched) values (?, ?, ?)
            on conflict (origin) do update set body = excluded.body, fetched = excluded.fetched";
        self.write(|db| {
            for (host, until) in &notes.busy {
                db.prepare_cached(busy)?.execute((host, until.timestamp(), now.timestamp()))?;
            }
            for copy in &notes.robots {
                db.prepare_cached(robots)?.execute((&copy.origin, &copy.body, copy.fetched.timestamp()))?;
            }
            Ok(())
        })
        .await
    }
}

/// Writes rows of sources.
pub(super) fn write_rows<'r>(db: &Connection, rows: impl Iterator<Item = &'r str>) -> rusqlite::Result<()> {
    let mut write = db.prepare_cached(WRITE_ROW)?;
    for row in rows {
        write.execute([row])?;
    }
    Ok(())
}

/// The row of a source (name, URL) as JSON.
pub(super) fn row((name, url): (&str, &str), s: &SourceState) -> String {
    let seconds = |t: Option<DateTime<Utc>>| t.map(|t| t.timestamp());
    let times = (seconds(s.asked), seconds(s.good), seconds(s.not_before));
    json(&(name, url, times.0, times.1, s.failures, &s.reason, times.2, u8::from(s.gone), &s.pace, &s.moved))
}

/// Writes a row of a source, which is given as JSON.
const WRITE_ROW: &str = "insert into source (name, url, asked, good, failures, reason, not_before, gone, pace, moved)
    values (?1 ->> 0, ?1 ->> 1, ?1 ->> 2, ?1 ->> 3, ?1 ->> 4, ?1 ->> 5, ?1 ->> 6, ?1 ->> 7, ?1 -> 8, iif(?1 ->> 9 is null, null, ?1 -> 9))
    on conflict (name) do update set url = excluded.url, asked = excluded.asked, good = excluded.good, failures = excluded.failures,
        reason = excluded.reason, not_before = excluded.not_before, gone = excluded.gone, pace = excluded.pace, moved = excluded.moved";

fn state(row: &SqliteRow) -> Result<SourceState, StoreError> {
    let time = |name: &str| row.get::<Option<i64>, _>(name).and_then(|s| DateTime::from_timestamp(s, 0));
    let text = |name: &str| row.get::<Option<String>, _>(name);
    Ok(SourceState {
        asked: time("asked"),
        good: time("good"),
        failures: row.get("failures"),
        reason: text("reason"),
        not_before: time("not_before"),
        gone: row.get("gone"),
        pace: text("pace").as_deref().map_or(Ok(Pace::default()), from_json)?,
        moved: text("moved").as_deref().map(from_json).transpose()?,
        pushed: text("hub").map(|hub| Pushed { hub, until: time("ends"), told: time("told"), reason: text("refused") }),
    })
}
