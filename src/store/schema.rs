//! Versions of the schema. `SQLite`'s `user_version` holds the number of the last migration that ran.

use super::StoreError;
use sqlx::{Connection, SqliteConnection, query_scalar, raw_sql};
use std::path::Path;

/// In order; a released one never changes.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_start.sql"),
    include_str!("../../migrations/0002_fetch.sql"),
    include_str!("../../migrations/0003_links.sql"),
    include_str!("../../migrations/0004_told.sql"),
];

/// Brings an older database up to date, each step whole or not at all; refuses a newer one.
pub(super) async fn upgrade(db: &mut SqliteConnection, path: &Path) -> Result<(), StoreError> {
    let failed = |e| StoreError::Sqlite(path.to_owned(), e);
    let found: i64 = query_scalar("pragma user_version").fetch_one(&mut *db).await.map_err(failed)?;
    let known = i64::try_from(MIGRATIONS.len()).expect("a handful");
    if found > known {
        return Err(StoreError::Newer { path: path.to_owned(), found, known });
    }
    for (version, migration) in (1..).zip(MIGRATIONS).filter(|(version, _)| *version > found) {
        let mut step = db.begin_with("begin immediate").await.map_err(failed)?;
        // Another process may have done it while this one waited for the lock.
        let now: i64 = query_scalar("pragma user_version").fetch_one(&mut *step).await.map_err(failed)?;
        if now < version {
            raw_sql(*migration).execute(&mut *step).await.map_err(failed)?;
            raw_sql(sqlx::AssertSqlSafe(format!("pragma user_version = {version}"))).execute(&mut *step).await.map_err(failed)?;
        }
        step.commit().await.map_err(failed)?;
    }
    Ok(())
}
