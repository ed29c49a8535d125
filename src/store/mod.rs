//! All SQL. `SQLite` is the truth; the bodies of captures lie beside it by their SHA-256.
//!
//! One writes at a time, a few read (WAL). Every change of a document is noted in a log in the same transaction, by
//! which linking and the index catch up after a crash at any instant.
//!
//! - [`Store`]: open, and what is counted
//! - `save`: drafts become documents; `together`: in as few transactions as may be; `writing`: by prepared statements; `revise`: revisions with their quotations, names, dated sentences
//! - `read`: rows → nouns, `rows`: many at once, in the thread that asks, `readers`: by which connections else; `units`: what the index is given; `links`: which words stand where; `wordings`: the same words
//!   wherever quoted; `copies`: who is a copy of whom; `decisions`: what a person set right; `forget`: what was taken down; `prune`: what was kept long enough; `revisions`: what changed; `story`: what documents have in common
//! - `namesakes`: who is named where, and beside whom
//! - `reread`: what documents were read from, and what came of reading it again
//! - `saved`: questions that are asked again and again, and their news; `tokens`: who may ask over the network;
//!   `watch`: whether anything was written
//! - `sources`: what sources listed, what to ask "changed since?" with; `states`: how they and their hosts fare; `noting`: what came of asking them;
//!   `pages`: which pages are looked at again; `subscriptions`: who tells of news
//! - `blobs`: bodies; `backup`: a copy of everything; `schema`: versions; `room`: the disk; `check`: whether all of it holds together

mod backup;
mod blobs;
mod check;
mod copies;
mod decisions;
mod forget;
mod leap;
mod links;
mod namesakes;
mod noting;
mod pages;
mod prune;
mod read;
mod readers;
mod reread;
mod revise;
mod revisions;
mod room;
mod rows;
mod save;
mod saved;
mod schema;
mod sources;
mod states;
mod story;
mod subscriptions;
mod together;
mod tokens;
mod units;
mod watch;
mod wordings;
mod writing;

pub use backup::restore;
pub use check::{Evidence, Fault};
pub use copies::{Alike, Body, Family, Sketched};
pub use decisions::{AddedQuote, DecidedQuote, Extracted};
pub use forget::TakenDown;
pub use links::{Candidate, LinkJob, Verdict};
pub use namesakes::Named;
pub use noting::Confirmed;
pub use pages::Aged;
pub use prune::Aging;
pub use read::Much;
pub use reread::{Rereadable, Seen};
pub use room::{free, needed};
pub use save::Became;
pub use sources::Listed;
pub use states::States;
pub use story::Neighbour;
pub use wordings::{GramsOf, Saying, Worded, Wording};

use crate::model::Saved;
use readers::Readers;
use rows::Rows;
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use together::Together;
use tokio::sync::{Mutex, OnceCell};
use writing::Writing;

/// What can go wrong with the data folder.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder cannot be made, read or written.
    #[error("{path}: {cause}", path = .0.display(), cause = .1)]
    Folder(PathBuf, #[source] std::io::Error),
    /// The schema is newer than this program.
    #[error(
        "{path} was written by a newer dateline (schema {found}, this program knows {known}); use that version, or another --data folder",
        path = .path.display()
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema known here.
        known: i64,
    },
    /// The schema is older, and has to be upgraded first.
    #[error(
        "{path} was written by an older dateline (schema {found}, this program has {known}); `dateline ingest` brings it up to date, and keeps a copy",
        path = .path.display()
    )]
    Older {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema known here.
        known: i64,
    },
    /// There is nothing in the folder yet.
    #[error("{path}: there is no data yet; run `dateline ingest` or `dateline import` first, or name the folder with --data", path = .0.display())]
    Empty(PathBuf),
    /// A backup is brought back into an empty folder only.
    #[error("{path}: this folder holds data already; name an empty one with --data", path = .0.display())]
    Occupied(PathBuf),
    /// There is no copy of a database.
    #[error("{path}: there is no backup in this folder", path = .0.display())]
    NoBackup(PathBuf),
    /// `SQLite` refuses.
    #[error("{path}: {cause}", path = .0.display(), cause = .1)]
    Sqlite(PathBuf, #[source] sqlx::Error),
    /// `SQLite` refuses to read rows.
    #[error("{path}: {cause}", path = .0.display(), cause = .1)]
    Rows(PathBuf, #[source] rusqlite::Error),
    /// A stored value does not read back.
    #[error("the database holds what cannot be read back ({0}); `dateline check` tells more")]
    Corrupt(String),
}

/// The truth: a database and a folder of bodies.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    writer: Mutex<SqliteConnection>,
    writing: Arc<Writing>,
    readers: Readers,
    rows: Rows,
    notes: Together<noting::Note, ()>,
    listings: Together<save::Listing, Vec<Saved>>,
    watcher: watch::Watcher,
    /// URLs of what was taken down, once they were asked for.
    forgotten: OnceCell<HashSet<String>>,
}

impl Store {
    /// Opens the data folder for reading and writing; makes it where it is not there. An older one has to be
    /// [upgraded](Store::upgrade) first.
    pub async fn open(folder: &Path) -> Result<Store, StoreError> {
        std::fs::create_dir_all(folder).map_err(|e| StoreError::Folder(folder.to_owned(), e))?;
        schema::make(&database(folder)).await?;
        Self::open_existing(folder).await
    }

    /// Opens a data folder that must be there already.
    pub async fn open_existing(folder: &Path) -> Result<Store, StoreError> {
        let path = database(folder);
        if !path.exists() {
            return Err(StoreError::Empty(folder.to_owned()));
        }
        let writer = options(&path, WRITER_CACHE).connect().await.map_err(|e| StoreError::Sqlite(path.clone(), e))?;
        let writer = Mutex::new(schema::known(writer, &path).await?);
        let readers = Readers::new(MOST_READERS, options(&path, READER_CACHE));
        let (writing, rows) = (Arc::new(Writing::new(path.clone())), Rows::new(path, vec![(CACHE, READER_CACHE)]));
        Ok(Store {
            folder: folder.to_owned(),
            writer,
            writing,
            readers,
            rows,
            notes: Together::default(),
            listings: Together::default(),
            watcher: watch::Watcher::default(),
            forgotten: OnceCell::new(),
        })
    }

    /// Reads through the operating system's own memory: several times as fast for rows here and there, while what was read
    /// counts as memory in use, though it is given back when somebody needs it.
    #[must_use]
    pub fn mapped(self) -> Store {
        let path = database(&self.folder);
        let readers = Readers::new(MOST_READERS, options(&path, READER_CACHE).pragma(MAP, MAPPED));
        Store { readers, rows: Rows::new(path, vec![(CACHE, READER_CACHE), (MAP, MAPPED)]), ..self }
    }

    /// Reads by fewer connections: each keeps pages in memory of its own, and who asks one thing after the other needs no more.
    #[must_use]
    pub fn sparing(self) -> Store {
        let path = database(&self.folder);
        let readers = Readers::new(FEW_READERS, options(&path, SPARING_CACHE));
        Store { readers, rows: Rows::new(path, vec![(CACHE, SPARING_CACHE)]), ..self }
    }

    /// Brings an older data folder up to date, and keeps a copy of the database as it was. For the one who holds the lock.
    pub async fn upgrade(folder: &Path) -> Result<(), StoreError> {
        schema::upgrade(&database(folder)).await
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Closes all connections and folds the write-ahead log back into the database.
    pub async fn close(self) -> Result<(), StoreError> {
        self.readers.close().await;
        drop((self.rows, self.watcher, self.writing));
        let path = database(&self.folder);
        self.writer.into_inner().close().await.map_err(|e| StoreError::Sqlite(path, e))
    }

    fn failed(&self) -> impl Fn(sqlx::Error) -> StoreError + Copy + '_ {
        |e| match e {
            sqlx::Error::Decode(e) => StoreError::Corrupt(e.to_string()),
            e => StoreError::Sqlite(database(&self.folder), e),
        }
    }
}

fn database(folder: &Path) -> PathBuf {
    folder.join("dateline.sqlite")
}

/// How long a connection waits for another.
const PATIENCE: Duration = Duration::from_secs(10);

/// Pragmas: pages that a connection keeps, bytes that it maps, and after how many pages the log is folded back.
const CACHE: &str = "cache_size";
const MAP: &str = "mmap_size";
const LOG: &str = "wal_autocheckpoint";

/// 64 MiB: indexes of random keys change the same pages again and again, and a page is written back once.
const LOG_PAGES: &str = "16000";
/// 32 MiB: indexes of random keys are slow to write from where they do not fit.
const WRITER_CACHE: &str = "-32768";
/// 16 MiB: a reader is asked for rows here and there, and there are several.
const READER_CACHE: &str = "-16384";
/// 4 MiB: who reads one row after the other needs few pages again.
const SPARING_CACHE: &str = "-4096";

/// Connections that read at once.
const MOST_READERS: usize = 4;
/// A question is answered while the end of the log is looked up.
const FEW_READERS: usize = 2;

/// As much as `SQLite` maps.
const MAPPED: &str = "2147418112";

/// That there is a write-ahead log stands in the file: who makes or upgrades it says so, alone. Two that say it at once of a
/// file without one would be in each other's way.
fn options(path: &Path, cache: &'static str) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        // WAL survives the death of the process at this level, and never tears; only a power cut may lose the last commits,
        // which the next ingest brings again.
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(PATIENCE)
        .foreign_keys(true)
        // KiB where negative; each connection has one of its own.
        .pragma(CACHE, cache)
        .pragma(LOG, LOG_PAGES)
}

/// JSON for a column of a nested noun.
fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("nouns have string keys and no failing serialisers")
}

/// A nested noun from its column.
fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::Corrupt(e.to_string()))
}
