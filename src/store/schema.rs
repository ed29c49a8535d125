//! Versions of the schema. `SQLite`'s `user_version` holds the number of the last migration that ran.

use super::{StoreError, WRITER_CACHE, options};
use sqlx::{ConnectOptions, Connection, SqliteConnection, query, query_scalar, raw_sql};
use std::cmp::Ordering;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

/// In order; a released one never changes.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_start.sql"),
    include_str!("../../migrations/0002_fetch.sql"),
    include_str!("../../migrations/0003_links.sql"),
    include_str!("../../migrations/0004_told.sql"),
    include_str!("../../migrations/0005_ask.sql"),
    include_str!("../../migrations/0006_entry.sql"),
    include_str!("../../migrations/0007_web.sql"),
    include_str!("../../migrations/0008_hubs.sql"),
    include_str!("../../migrations/0009_speakers.sql"),
    include_str!("../../migrations/0010_seen.sql"),
    include_str!("../../migrations/0011_current.sql"),
    include_str!("../../migrations/0012_quoted.sql"),
    include_str!("../../migrations/0013_digest.sql"),
    include_str!("../../migrations/0014_keys.sql"),
    include_str!("../../migrations/0015_listed.sql"),
];

/// The newest version.
fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).expect("a handful")
}

/// A connection to a database of the newest version; an older one, or one without a write-ahead log (a backup has none), has
/// to be upgraded first, a newer one is refused.
pub(super) async fn known(mut db: SqliteConnection, path: &Path) -> Result<SqliteConnection, StoreError> {
    let (found, known) = (version(&mut db, path).await?, newest());
    match found.cmp(&known) {
        Ordering::Equal if has_log(&mut db, path).await? => Ok(db),
        Ordering::Equal | Ordering::Less => Err(StoreError::Older { path: path.to_owned(), found, known }),
        Ordering::Greater => Err(StoreError::Newer { path: path.to_owned(), found, known }),
    }
}

async fn has_log(db: &mut SqliteConnection, path: &Path) -> Result<bool, StoreError> {
    let mode: String = query_scalar("pragma journal_mode").fetch_one(db).await.map_err(|e| StoreError::Sqlite(path.to_owned(), e))?;
    Ok(mode == "wal")
}

/// For the one who has the database for itself, or is the only one to change it.
const WITH_LOG: &str = "pragma journal_mode = wal";

/// Makes a database where there is none. It appears whole, or not at all; of several processes that try at once one makes it,
/// and the others wait.
pub(super) async fn make(path: &Path) -> Result<(), StoreError> {
    if path.exists() {
        return Ok(());
    }
    let failed = |e| StoreError::Folder(path.to_owned(), e);
    let _turn = turn(&path.with_extension("making")).await.map_err(failed)?;
    if path.exists() {
        return Ok(());
    }
    // With what one that died at it has left.
    let draft = path.with_extension("new");
    for file in ["new", "new-journal", "new-wal", "new-shm"].map(|ending| path.with_extension(ending)) {
        remove(&file).map_err(failed)?;
    }
    fill(&draft).await.map_err(|e| StoreError::Sqlite(draft.clone(), e))?;
    place(&draft, path).map_err(failed)
}

/// Puts a database where there is none. What one that was there before has left beside it, such as the log of a program that was
/// killed, would be read into it.
pub(super) fn place(draft: &Path, path: &Path) -> std::io::Result<()> {
    for file in ["sqlite-journal", "sqlite-wal", "sqlite-shm"].map(|ending| path.with_extension(ending)) {
        remove(&file)?;
    }
    std::fs::rename(draft, path)
}

/// A new database, all of it in one file, and in one transaction: the disk is waited for a few times, not for every table. A log
/// beside it would be left behind where there is no room to fold it back, which nobody is told of: so there is none until all is
/// written.
async fn fill(draft: &Path) -> Result<(), sqlx::Error> {
    let mut db = options(draft, WRITER_CACHE).create_if_missing(true).connect().await?;
    let mut all = db.begin().await?;
    for migration in MIGRATIONS {
        raw_sql(*migration).execute(&mut *all).await?;
    }
    raw_sql(sqlx::AssertSqlSafe(format!("pragma user_version = {}", newest()))).execute(&mut *all).await?;
    all.commit().await?;
    raw_sql(WITH_LOG).execute(&mut db).await?;
    db.close().await
}

/// A lock on a file, waited for, and let go with it.
async fn turn(path: &Path) -> std::io::Result<File> {
    let file = File::options().create(true).truncate(false).write(true).open(path)?;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(Duration::from_millis(10)).await,
            Err(TryLockError::Error(e)) => return Err(e),
        }
    }
}

/// Brings an older database up to date, each step whole or not at all; a copy of it as it was is kept beside it, for whoever
/// wants to go back to the version that wrote it.
pub(super) async fn upgrade(path: &Path) -> Result<(), StoreError> {
    let mut db = options(path, WRITER_CACHE).connect().await.map_err(|e| StoreError::Sqlite(path.to_owned(), e))?;
    let found = version(&mut db, path).await?;
    if found > 0 && found < newest() {
        keep_copy(&mut db, path, found).await?;
    }
    raw_sql(WITH_LOG).execute(&mut db).await.map_err(|e| StoreError::Sqlite(path.to_owned(), e))?;
    migrate(db, path).await
}

async fn version(db: &mut SqliteConnection, path: &Path) -> Result<i64, StoreError> {
    query_scalar("pragma user_version").fetch_one(db).await.map_err(|e| StoreError::Sqlite(path.to_owned(), e))
}

/// All steps that are left, and then the log is folded back.
async fn migrate(mut db: SqliteConnection, path: &Path) -> Result<(), StoreError> {
    let failed = |e| StoreError::Sqlite(path.to_owned(), e);
    let found = version(&mut db, path).await?;
    for (version, migration) in (1..).zip(MIGRATIONS).filter(|(version, _)| *version > found) {
        let mut step = db.begin_with("begin immediate").await.map_err(failed)?;
        raw_sql(*migration).execute(&mut *step).await.map_err(failed)?;
        raw_sql(sqlx::AssertSqlSafe(format!("pragma user_version = {version}"))).execute(&mut *step).await.map_err(failed)?;
        step.commit().await.map_err(failed)?;
    }
    db.close().await.map_err(failed)
}

/// One that is there already may be of long ago: somebody went back to it, and worked on.
async fn keep_copy(db: &mut SqliteConnection, path: &Path, found: i64) -> Result<(), StoreError> {
    let copy = path.with_extension(format!("schema-{found}.sqlite"));
    let failed = |e| StoreError::Folder(copy.clone(), e);
    let draft = copy.with_extension("new");
    remove(&draft).map_err(failed)?;
    copy_into(db, &draft).await.map_err(|e| StoreError::Sqlite(path.to_owned(), e))?;
    std::fs::rename(&draft, &copy).map_err(failed)
}

/// The database as it is at this instant, whole and without its log, in a file that must not be there yet.
pub(super) async fn copy_into(db: &mut SqliteConnection, to: &Path) -> Result<(), sqlx::Error> {
    query("vacuum into ?").bind(to.display().to_string()).execute(db).await.map(drop)
}

/// Removes a file that may be there.
pub(super) fn remove(file: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(file) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use sqlx::sqlite::SqliteConnectOptions;

    /// What a source that was asked and a page that became a document left in the first version.
    const ROWS: &str =
        "insert into source (name, url, asked, failures, gone) values ('courier', 'https://courier.example/feed', 1770000000, 2, 0);
        insert into document (n, id, kind, role, tags) values (1, 'd1', 'article', 'press', '[]');
        insert into entry (source, id, place, current, document, entry)
            values ('courier', 'a', 0, 1, 1, '{\"id\":\"a\",\"url\":\"https://courier.example/a\"}');
        insert into capture (n, id, asked, chain, status, request, response, address, fetched, sha256, length)
            values (1, 'c1', 'https://courier.example/a', '[]', 200, '[]', '[]', '', 1770000000, '', 0);
        insert into revision (n, id, document, ordinal, capture, authors, about, words, body, parts)
            values (1, 'r1', 1, 1, 1, '[]', '{}', 0, '', '[]');
        insert into quotation (id, document, revision, start, kind, quote, context, utterance)
            values ('q1', 1, 1, 0, 'direct', '{}', '', 'u1');
        insert into validator (url, checked) values ('https://courier.example/a', 1770000000);";

    async fn connect(path: &Path) -> SqliteConnection {
        SqliteConnectOptions::new().filename(path).create_if_missing(true).connect().await.unwrap()
    }

    /// A data folder as an earlier version left it.
    async fn left_by(version: usize, folder: &Path) {
        let mut db = connect(&folder.join("dateline.sqlite")).await;
        raw_sql(MIGRATIONS[0]).execute(&mut db).await.unwrap();
        raw_sql(ROWS).execute(&mut db).await.unwrap();
        for migration in &MIGRATIONS[1..version] {
            raw_sql(*migration).execute(&mut db).await.unwrap();
        }
        raw_sql(sqlx::AssertSqlSafe(format!("pragma user_version = {version}"))).execute(&mut db).await.unwrap();
        db.close().await.unwrap();
    }

    #[tokio::test]
    async fn a_new_database_is_made_in_a_few_transactions() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dateline.sqlite");
        make(&path).await.unwrap();
        // Each transaction waits for the disk, and counts itself (SQLite's file format, 1.3.8).
        let changes = u32::from_be_bytes(std::fs::read(&path).unwrap()[24..28].try_into().unwrap());
        assert!((1..5).contains(&changes), "{changes}");
        assert_eq!(version(&mut connect(&path).await, &path).await.unwrap(), newest());
    }

    #[tokio::test]
    async fn what_leads_to_a_row_is_found_without_looking_at_all_rows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dateline.sqlite");
        make(&path).await.unwrap();
        let mut db = connect(&path).await;
        // Of saved questions there are a few.
        let sql = r#"select m.name, k."from" from sqlite_master m, pragma_foreign_key_list(m.name) k
            where m.type = 'table' and k."table" <> 'saved'"#;
        let keys: Vec<(String, String)> = sqlx::query_as(sql).fetch_all(&mut db).await.unwrap();
        assert!(keys.len() > 15, "{keys:?}");
        for (table, column) in keys {
            let sql = format!("explain query plan select 1 from {table} where {column} = 1");
            let (.., plan): (i64, i64, i64, String) = sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_one(&mut db).await.unwrap();
            assert!(plan.starts_with("SEARCH"), "{table}.{column}: {plan}");
        }
    }

    #[tokio::test]
    async fn every_older_database_is_upgraded_and_a_copy_kept() {
        for version in 1..MIGRATIONS.len() {
            let folder = tempfile::tempdir().unwrap();
            left_by(version, folder.path()).await;
            std::fs::write(folder.path().join(format!("dateline.schema-{version}.sqlite")), "a copy of long ago").unwrap();
            let refused = Store::open(folder.path()).await.unwrap_err();
            assert!(matches!(refused, StoreError::Older { .. }), "{refused}");
            Store::upgrade(folder.path()).await.unwrap();
            let store = Store::open(folder.path()).await.unwrap();
            let states = store.source_states().await.unwrap().by_name();
            assert_eq!((states.len(), states[0].0.as_str(), states[0].1.failures), (1, "courier", 2));
            let sql = "select source || ' ' || entry || ' ' || (due = checked) from validator";
            let page: String = query_scalar(sql).fetch_one(&mut *store.reader().await.unwrap()).await.unwrap();
            assert_eq!(page, "courier a 1", "its page is looked at again");
            let seen: i64 = query_scalar("select seen from quotation").fetch_one(&mut *store.reader().await.unwrap()).await.unwrap();
            assert_eq!(seen, 1_770_000_000, "its quotation came in with its page");
            let quoted: i64 = query_scalar("select quoted from document").fetch_one(&mut *store.reader().await.unwrap()).await.unwrap();
            assert_eq!(quoted, 1, "and is counted");
            assert_eq!((states[0].1.pushed.clone(), store.subscriptions().await.unwrap().len()), (None, 0));
            store.close().await.unwrap();
            let mut copy = connect(&folder.path().join(format!("dateline.schema-{version}.sqlite"))).await;
            let kept: i64 = query_scalar("pragma user_version").fetch_one(&mut copy).await.unwrap();
            assert_eq!(kept, i64::try_from(version).unwrap());
            // It has a log, so that readers and the writer leave each other alone.
            let mut upgraded = connect(&folder.path().join("dateline.sqlite")).await;
            assert!(has_log(&mut upgraded, folder.path()).await.unwrap());
            upgraded.close().await.unwrap();
            // There is nothing left to do, and nothing more to keep.
            Store::upgrade(folder.path()).await.unwrap();
            let copies = |name: &str| name.contains("schema");
            let files = folder.path().read_dir().unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
            assert_eq!(files.filter(|name| copies(name)).count(), 1);
        }
    }
}
