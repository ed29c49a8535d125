//! Whole runs as commands ask for them: lock, open, work, catch up, close.

use super::catch_up::{OFTEN, Stored, catch_up_along};
use super::opening::close;
use super::{Imported, Ingest, Lock, PipelineError, Progress, Report, Reread, SourceReport, Step, catch_up, import, opening};
use crate::fetch::{Client, Conditions};
use crate::model::source::FetchSettings;
use crate::model::{Fetched, Settings};
use crate::source::schedule::next;
use crate::store::{Evidence, Fault, Store, restore};
use chrono::{DateTime, Utc};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::watch;

/// One pass over what is due.
pub struct Pass<'a> {
    /// The data folder.
    pub data: &'a Path,
    /// What to watch.
    pub settings: Settings,
    /// Folder that relative paths of sources are meant from.
    pub base: PathBuf,
    /// The time of the pass.
    pub now: DateTime<Utc>,
    /// Ask every source and page, due or not, whether it changed.
    pub all: bool,
    /// Have it sent again, changed or not.
    pub force: bool,
    /// Names of the sources meant; none = all.
    pub names: &'a [String],
    /// Told of every step.
    pub watch: Box<dyn Fn(Step) + Send + Sync>,
}

/// Ingests what is due. The lock is held throughout.
pub async fn pass(p: Pass<'_>) -> Result<Report, PipelineError> {
    let lock = Arc::new(Lock::take(p.data)?);
    let store = Arc::new(opening::open(p.data, &lock).await?);
    let client = Client::new(&p.settings.fetch)?;
    let report = followed(&store, &lock, async |stored| {
        let told = p.watch;
        let ingest = Ingest {
            store: store.clone(),
            settings: Arc::new(p.settings),
            client,
            base: p.base,
            now: p.now,
            all: p.all,
            force: p.force,
            watch: Box::new(move |step| {
                told(step);
                stored();
            }),
        };
        ingest.run(p.names).await
    })
    .await?;
    close(store).await?;
    Ok(report)
}

/// Something that stores, and tells of it; links and index follow. Where it is given up they have the lock until they have ended.
async fn followed<R>(
    store: &Arc<Store>,
    lock: &Arc<Lock>,
    work: impl AsyncFnOnce(Box<dyn Fn() + Send + Sync>) -> Result<R, PipelineError>,
) -> Result<R, PipelineError> {
    let (stored, news) = watch::channel(Stored::Some);
    let (following, held) = (catch_up_along(store.clone(), news, OFTEN), lock.clone());
    let following = tokio::spawn(async move {
        let followed = following.await;
        drop(held);
        followed
    });
    let some = stored.clone();
    let done = work(Box::new(move || {
        some.send_replace(Stored::Some);
    }))
    .await;
    if done.is_ok() {
        stored.send_replace(Stored::All);
    }
    drop(stored);
    let followed = following.await.expect("linking and indexing do not panic");
    let done = done?;
    followed?;
    Ok(done)
}

/// Makes the data folder, or brings it up to date, so that it can be asked at.
pub async fn prepare(data: &Path) -> Result<(), PipelineError> {
    Ok(opening::open_unlocked(data).await?.close().await?)
}

/// When the next source is due: perhaps long ago.
pub async fn next_due(data: &Path, settings: &Settings) -> Result<DateTime<Utc>, PipelineError> {
    let store = opening::open_existing(data).await?;
    let states = store.source_states().await?;
    let next = settings.sources.iter().filter_map(|source| next(source, &states.of(source))).min();
    store.close().await?;
    Ok(next.unwrap_or(DateTime::<Utc>::MAX_UTC))
}

/// Imports files and folders, and catches up.
pub async fn import_pass(
    data: &Path,
    paths: &[PathBuf],
    as_what: &Imported<'_>,
    now: DateTime<Utc>,
    watch: &(dyn Fn(Progress) + Send + Sync),
) -> Result<SourceReport, PipelineError> {
    let lock = Arc::new(Lock::take(data)?);
    let store = Arc::new(opening::open(data, &lock).await?);
    let report = followed(&store, &lock, async |stored| {
        let watch = |progress| {
            watch(progress);
            stored();
        };
        import(&store, paths, as_what, now, &watch).await
    })
    .await?;
    close(store).await?;
    Ok(report)
}

/// Builds the index anew. How many documents it holds.
pub async fn reindex_pass(data: &Path) -> Result<usize, PipelineError> {
    let store = Arc::new(opening::open_existing(data).await?);
    let _lock = Lock::take(data)?;
    let count = super::reindex(&store).await?;
    close(store).await?;
    Ok(count)
}

/// Reads documents again, by their ids, or all of them. None where one of the ids is not known: it is told.
pub async fn re_extract_pass(data: &Path, settings: &Settings, ids: &[String]) -> Result<Result<Reread, String>, PipelineError> {
    let store = Arc::new(opening::open_existing(data).await?);
    let _lock = Lock::take(data)?;
    let mut documents = if ids.is_empty() { store.all_documents().await? } else { Vec::new() };
    for id in ids {
        match store.document_of(id).await? {
            Some(row) => documents.push(row),
            None => return Ok(Err(id.clone())),
        }
    }
    let report = super::re_extract(&store, settings, &documents).await?;
    catch_up(&store).await?;
    close(store).await?;
    Ok(Ok(report))
}

/// Whether everything holds together. In the midst of a pass it need not, so the lock is held.
pub async fn check_pass(data: &Path) -> Result<Vec<Fault>, PipelineError> {
    let store = opening::open_existing(data).await?;
    let _lock = Lock::take(data)?;
    super::check(&store).await
}

/// Whether every capture is what it was.
pub async fn evidence_pass(data: &Path) -> Result<(Evidence, Vec<Fault>), PipelineError> {
    let store = opening::open_existing(data).await?;
    let _lock = Lock::take(data)?;
    Ok(store.check_evidence().await?)
}

/// Copies everything that cannot be made again into a folder, also while an ingest is at work. How many bodies were new.
pub async fn back_up(data: &Path, to: &Path) -> Result<usize, PipelineError> {
    let store = opening::open_existing(data).await?;
    let copied = store.back_up(to).await?;
    store.close().await?;
    Ok(copied)
}

/// Brings a backup back into an empty data folder, and builds the index. How many documents it holds.
pub async fn restore_pass(data: &Path, from: &Path) -> Result<usize, PipelineError> {
    let lock = Lock::take(data)?;
    restore(from, data)?;
    let store = Arc::new(opening::open(data, &lock).await?);
    // A backup that was renewed may hold bodies of what was taken down in between.
    store.sweep().await?;
    let count = super::reindex(&store).await?;
    close(store).await?;
    Ok(count)
}

/// One URL, politely and guarded, without storing it.
pub async fn fetch_once(settings: &FetchSettings, url: &str) -> Result<Fetched, PipelineError> {
    Ok(Client::new(settings)?.get(url, &Conditions::default(), None).await?)
}
