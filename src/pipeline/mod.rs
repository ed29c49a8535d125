//! The flow in one place.
//!
//! ```text
//! sources.toml → fetch → parse → extract → store → link → index
//! ```
//!
//! - [`pass`]: whole runs; [`Ingest`]: one pass over what is due; `visit`: one source; `page`: one entry's page
//! - [`reading`]: bytes → what is read from them, the same for `ingest`, `import` and `inspect`
//! - `refusal`: why an address gave nothing, and the way out
//! - `listed`: entries as far as the listing tells them
//! - `draft`: a reading → a document to be stored
//! - [`import`]: saved pages and texts, JSON lines, WARC files
//! - [`catch_up`]: linking and the index follow the store's log; [`link()`]: `decisions`, `namesakes`, `utterances`, `verdicts`, `copies`,
//!   `revisions`
//! - [`Lock`]: one writer at a time; `opening`: an older data folder is brought up to date under it
//! - [`Desk`]: asking; [`Coverage`]: who quotes a statement; [`Verified`]: who said pasted words; `tally`: who is quoted how often; `story`: what else is about
//!   the same affair; `own`: what has an id; [`settings`]: sources.toml from disk
//! - [`re_extract`]: stored captures, read again with the rules of today
//! - [`forget_pass`]: a document is taken down; [`prune_pass`]: what was kept long enough goes; [`little_room`]:
//!   before the disk is full
//! - `alerts`: what is new of saved questions, and posting or [`mail()`]ing it; `tokens`: who may ask over the network
//! - `websub`: hubs that tell of news
//! - [`check`]: whether store and index agree

mod alerts;
mod archive;
mod catch_up;
mod check;
mod copies;
mod coverage;
mod decisions;
mod desk;
mod discover;
mod draft;
mod forget;
mod import;
mod ingest;
mod linking;
mod listed;
mod lock;
mod namesakes;
mod opening;
mod own;
mod page;
mod paged;
mod part;
mod pass;
mod prune;
pub mod reading;
mod refusal;
mod report;
mod reread;
mod revisions;
mod room;
mod settings;
mod sitemap;
mod story;
mod tally;
mod tokens;
mod utterances;
mod verdicts;
mod verify;
mod visit;
mod websub;

pub use crate::source::edit::Addition;
pub use crate::source::schedule::next;
pub use crate::store::{Fault, TakenDown};
pub use alerts::mail;
pub use catch_up::{catch_up, reindex};
pub use check::check;
pub use coverage::{Coverage, Covering};
pub use decisions::{decide, decide_pass, undo, undo_pass};
pub use desk::{Counts, Desk, Quoted, Shown, State};
pub use discover::{Found, discover};
pub use forget::{Forgotten, forget_pass};
pub use import::{Imported, Progress, import};
pub use ingest::{Ingest, Step};
pub use linking::link;
pub use lock::{Lock, LockError};
pub use pass::{
    Pass, back_up, check_pass, evidence_pass, fetch_once, import_pass, next_due, pass, prepare, re_extract_pass, reindex_pass, restore_pass,
};
pub use prune::{Going, prune_pass};
pub use report::{Outcome, Report, SourceReport};
pub use reread::{Reread, re_extract};
pub use revisions::Difference;
pub use room::{free_room, little_room};
pub use settings::{SettingsError, added, known_names, settings, settings_if_there};
pub use tally::Tally;
pub use verify::{Heard, Verified};
pub use websub::Intent;

use crate::fetch::FetchError;
use crate::index::IndexError;
use crate::store::StoreError;
use std::path::{Path, PathBuf};

/// What ends a run: nothing more can be done or stored.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The data folder.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The HTTP client cannot be made.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// Another process works on the data folder.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// What a saved question holds is not known.
    #[error("the saved question “{0}” cannot be answered, so that it is not known what it holds: {1}")]
    Saved(String, String),
    /// A file cannot be read.
    #[error("{path}: {cause}", path = .0.display(), cause = .1)]
    File(PathBuf, #[source] std::io::Error),
}

/// Where the index lies in a data folder.
#[must_use]
pub fn index_folder(data: &Path) -> PathBuf {
    data.join("index")
}
