//! Versions of the schema. `SQLite`'s `user_version` holds the number of the last migration that ran.

use super::StoreError;
use sqlx::{Connection, SqliteConnection, query_scalar, raw_sql};
use std::path::Path;

/// In order; a released one never changes.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_start.sql"),
    include_str!("../../migrations/0002_fetch.sql"),
    include_str!("../../migrations/0003_links.sql"),
];

/// Brings an older database up to date, each step whole or not at all; refuses a newer one.
pub(super) async fn upgrade(db: &mut SqliteConnection, path: &Path) -> Result<(), StoreError> {
    let failed = |e| StoreError::Sqlite(path.to_owned(), e);
    let found: i64 = query_scalar("pragma user_version").fetch_one(&mut *db).await.map_err(failed)?;
    let known = i64::try_from(MIGRATIONS.len()).expect("a handful");
    if found > known {
        return Err(StoreError::Newer { path: path.to_owned(), found, known });
    }
    if found > 0 && found < known {
        keep_copy(db, path, found).await?;
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

/// The database as it was before an upgrade, beside it, for whoever wants to go back to the version that wrote it. A copy
/// that is there already is of an upgrade that was cut short, and as good.
async fn keep_copy(db: &mut SqliteConnection, path: &Path, found: i64) -> Result<(), StoreError> {
    let copy = path.with_extension(format!("schema-{found}.sqlite"));
    if copy.exists() {
        return Ok(());
    }
    let draft = copy.with_extension("tmp");
    let failed = |e| StoreError::Folder(copy.clone(), e);
    if draft.exists() {
        std::fs::remove_file(&draft).map_err(failed)?;
    }
    let sql = format!("vacuum into '{}'", draft.display().to_string().replace('\'', "''"));
    raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut *db).await.map_err(|e| StoreError::Sqlite(path.to_owned(), e))?;
    std::fs::rename(&draft, &copy).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use sqlx::ConnectOptions;
    use sqlx::sqlite::SqliteConnectOptions;

    /// A data folder as the first version left it, with a source that was asked and a page that became a document.
    async fn first_version(folder: &Path) {
        let path = folder.join("dateline.sqlite");
        let mut db = SqliteConnectOptions::new().filename(&path).create_if_missing(true).connect().await.unwrap();
        raw_sql(MIGRATIONS[0]).execute(&mut db).await.unwrap();
        let rows = "pragma user_version = 1;
            insert into source (name, url, asked, failures, gone) values ('courier', 'https://courier.example/feed', 1770000000, 2, 0);
            insert into document (n, id, kind, role, tags) values (1, 'd1', 'article', 'press', '[]');
            insert into entry (source, id, place, current, document, entry)
                values ('courier', 'a', 0, 1, 1, '{\"id\":\"a\",\"url\":\"https://courier.example/a\"}');
            insert into validator (url, checked) values ('https://courier.example/a', 1770000000);";
        raw_sql(rows).execute(&mut db).await.unwrap();
        sqlx::Connection::close(db).await.unwrap();
    }

    #[tokio::test]
    async fn an_older_database_is_upgraded_and_a_copy_kept() {
        let folder = tempfile::tempdir().unwrap();
        first_version(folder.path()).await;
        let store = Store::open(folder.path()).await.unwrap();
        let states = store.source_states().await.unwrap().by_name();
        assert_eq!((states.len(), states[0].0.as_str(), states[0].1.failures), (1, "courier", 2));
        let sql = "select source || ' ' || entry || ' ' || (due = checked) from validator";
        let page: String = query_scalar(sql).fetch_one(&store.readers).await.unwrap();
        assert_eq!(page, "courier a 1", "its page is looked at again");
        store.close().await.unwrap();
        let copy = folder.path().join("dateline.schema-1.sqlite");
        let mut copy = SqliteConnectOptions::new().filename(copy).connect().await.unwrap();
        let version: i64 = query_scalar("pragma user_version").fetch_one(&mut copy).await.unwrap();
        assert_eq!(version, 1);
        // A new folder has nothing to keep.
        let new = tempfile::tempdir().unwrap();
        Store::open(new.path()).await.unwrap().close().await.unwrap();
        let kept = new.path().read_dir().unwrap().filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().contains("schema")).count();
        assert_eq!(kept, 0);
    }
}
