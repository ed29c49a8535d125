//! All tantivy. The index is derived from the store and can be rebuilt from it at any time.
//!
//! What crosses into it is [`Unit`]s and the tree of a question; what comes back is rows, scores, counts and places.
//! How far it came in the store's change log stands in its own commit, so that after a crash at any instant the two
//! agree once the log is replayed.
//!
//! - [`Index`]: open, read, find; [`Writer`]: replace a document's units, commit
//! - [`words`]: how a text is taken apart; `schema`: fields; `block`: the units of one document stand together;
//!   `context`: where in its text each of them stands
//! - `plan`: tree → tantivy's queries, with `terms`: words, `near`: words near each other, by their `positions`, `expand`: wildcards, `within`: dates, by `zones` of them, `steady`: what is excluded; `word`: a word in any of its forms, and all of some words; `stepped`: any of some queries, for few documents; `filtered`: what passes a check
//! - `columns`: what answers are ordered and counted by; `page`: the collector of one page of answers; `counts`, `values`: how many there are, by `day` and by facet; `remembered`: what was found of the last questions

mod block;
mod columns;
mod context;
mod counts;
mod day;
mod expand;
mod filtered;
mod near;
mod page;
mod plan;
mod positions;
mod remembered;
mod schema;
mod steady;
mod stepped;
mod terms;
mod values;
mod within;
mod word;
pub mod words;
mod zones;

pub use expand::{fits_pattern, is_like};

use crate::model::{Counting, Found, Question, Unit};
use columns::AllColumns;
use counts::ByDay;
use page::Page;
use plan::Plan;
use remembered::Remembered;
use schema::{FORMAT, Fields, InBlock};
use std::collections::HashSet;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tantivy::collector::Collector;
use tantivy::indexer::UserOperation;
use tantivy::query::{AllQuery, EnableScoring, Query};
use tantivy::{Executor, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyError, Term};
use values::{ByValue, Values};

/// What can go wrong with the index.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The folder cannot be made or emptied.
    #[error("{path}: {cause}", path = .0.display(), cause = .1)]
    Folder(PathBuf, #[source] std::io::Error),
    /// Tantivy refuses.
    #[error("{path}: {cause}; `dateline reindex` builds the index anew", path = .0.display(), cause = .1)]
    Tantivy(PathBuf, #[source] TantivyError),
}

/// The full-text index.
pub struct Index {
    folder: PathBuf,
    tantivy: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    /// It is in memory, until there is one that can be read.
    stands_in: bool,
    shown: Mutex<Option<Arc<Shown>>>,
    /// How far a commit reaches, by its stamp.
    position: Mutex<Option<(Stamp, i64)>>,
}

/// A commit, opened to be asked.
struct Shown {
    stamp: Option<Stamp>,
    searcher: Searcher,
    columns: AllColumns,
    /// In which there are texts.
    languages: Vec<&'static str>,
    /// Read when they are first counted.
    values: OnceLock<Values>,
    remembered: Remembered,
}

/// So many units are asked by all cores at once: what is found in fewer is found sooner than the work is shared out.
const MANY: u64 = 1_000_000;

/// All cores.
static CORES: LazyLock<Executor> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Executor::multi_thread(cores, "search").unwrap_or_else(|_| Executor::single_thread())
});

impl Shown {
    fn values(&self) -> Result<&Values, TantivyError> {
        if self.values.get().is_none() {
            // Whoever was sooner has read the same.
            let _ = self.values.set(Values::of(&self.searcher)?);
        }
        Ok(self.values.get().expect("it was set"))
    }

    fn search<C: Collector>(&self, query: &dyn Query, collector: &C) -> Result<C::Fruit, TantivyError> {
        let executor = if self.searcher.num_docs() < MANY { &Executor::SingleThread } else { &*CORES };
        self.search_on(executor, query, collector)
    }

    fn search_on<C: Collector>(&self, executor: &Executor, query: &dyn Query, collector: &C) -> Result<C::Fruit, TantivyError> {
        let scoring = if collector.requires_scoring() {
            EnableScoring::enabled_from_searcher(&self.searcher)
        } else {
            EnableScoring::disabled_from_searcher(&self.searcher)
        };
        self.searcher.search_with_executor(query, collector, executor, scoring)
    }
}

/// What tells one commit from another without reading it: the file of the last one, and when it was put there.
pub type Stamp = (u64, i64, i64);

/// Tantivy's file that says what the last commit is.
const META: &str = "meta.json";

/// Memory of each of the writer's threads before it writes a segment, in bytes; taken as it is needed. Where there is much to
/// write, larger segments save merging them.
const WRITER_MEMORY: usize = 48 << 20;
const MUCH_MEMORY: usize = 160 << 20;
/// So many documents are much.
const MUCH: usize = 50_000;
/// Threads that take texts apart.
const WRITER_THREADS: usize = 2;
/// What tantivy takes at least.
const LEAST_MEMORY: usize = 15 << 20;

impl Index {
    /// Opens the index in a folder for writing, which is for one process at a time; makes an empty one where there is none,
    /// or where its format is another.
    pub fn open(folder: &Path) -> Result<Index, IndexError> {
        let io = |e| IndexError::Folder(folder.to_owned(), e);
        let failed = |e: TantivyError| IndexError::Tantivy(folder.to_owned(), e);
        std::fs::create_dir_all(folder).map_err(io)?;
        if let Some(index) = on_disk(folder) {
            return Ok(index);
        }
        Index::clear(folder)?;
        std::fs::create_dir_all(folder).map_err(io)?;
        let index = tantivy::Index::create_in_dir(folder, schema::schema()).map_err(failed)?;
        let mut writer = locked(&index, 1, LEAST_MEMORY).map_err(failed)?;
        commit(&mut writer, 0).map_err(failed)?;
        Index::of(folder, index)
    }

    /// Opens the index in a folder for reading. Where there is none that can be read, an empty one stands in for it: to make
    /// one is the writer's business.
    pub fn read(folder: &Path) -> Result<Index, IndexError> {
        match on_disk(folder) {
            Some(index) => Ok(index),
            None => Ok(Index { stands_in: true, ..Index::of(folder, tantivy::Index::create_in_ram(schema::schema()))? }),
        }
    }

    /// It stands in for one that cannot be read yet.
    #[must_use]
    pub fn is_stand_in(&self) -> bool {
        self.stands_in
    }

    fn of(folder: &Path, index: tantivy::Index) -> Result<Index, IndexError> {
        schema::register(&index);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let reader = reader.map_err(|e| IndexError::Tantivy(folder.to_owned(), e))?;
        let fields = Fields::of(&index.schema());
        let (shown, position) = (Mutex::default(), Mutex::default());
        Ok(Index { folder: folder.to_owned(), tantivy: index, reader, fields, stands_in: false, shown, position })
    }

    /// Empties the index, so that it is built anew from the log's beginning. What says that there is an index goes first: a
    /// process that dies in between leaves files that belong to none.
    pub fn clear(folder: &Path) -> Result<(), IndexError> {
        let gone = |done: std::io::Result<()>| match done {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(IndexError::Folder(folder.to_owned(), e)),
            _ => Ok(()),
        };
        gone(std::fs::remove_file(folder.join(META)))?;
        gone(std::fs::remove_dir_all(folder))
    }

    /// How far in the store's change log the last commit reaches.
    #[must_use]
    pub fn position(&self) -> i64 {
        let mut known = self.position.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.last_commit();
        match (*known, now) {
            (Some((stamp, position)), Some(now)) if stamp == now => position,
            _ => {
                let position = position(&self.tantivy).unwrap_or(0);
                *known = now.map(|now| (now, position));
                position
            }
        }
    }

    /// Another one after every commit; none where there is no index.
    #[must_use]
    pub fn last_commit(&self) -> Option<Stamp> {
        std::fs::metadata(self.folder.join(META)).ok().map(|meta| (meta.ino(), meta.mtime(), meta.mtime_nsec()))
    }

    /// A writer of so many documents; there is one at a time.
    pub fn writer_for(&self, documents: usize) -> Result<Writer<'_>, IndexError> {
        let new = (self.shown()?.searcher.num_docs() == 0).then(HashSet::new);
        let memory = if documents < MUCH { WRITER_MEMORY } else { MUCH_MEMORY };
        let tantivy = locked(&self.tantivy, WRITER_THREADS, memory * WRITER_THREADS).map_err(self.failed())?;
        Ok(Writer { index: self, tantivy, new })
    }

    /// The last commit. To open all segments anew takes longer than many a question.
    fn shown(&self) -> Result<Arc<Shown>, IndexError> {
        let now = self.last_commit();
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        match &*shown {
            Some(shown) if now.is_some() && shown.stamp == now => Ok(shown.clone()),
            before => {
                let opened = self.open_last(now, before.as_deref()).map_err(self.failed())?;
                Ok(shown.insert(Arc::new(opened)).clone())
            }
        }
    }

    fn open_last(&self, stamp: Option<Stamp>, before: Option<&Shown>) -> Result<Shown, TantivyError> {
        self.reader.reload()?;
        let searcher = self.reader.searcher();
        let languages = terms::languages(&searcher, self.fields.text)?;
        let columns = AllColumns::open(&searcher, before.map(|shown| &shown.columns))?;
        Ok(Shown { stamp, searcher, columns, languages, values: OnceLock::new(), remembered: Remembered::default() })
    }

    /// Answers a question as of the last commit, and counts all that fits.
    pub fn find(&self, question: &Question) -> Result<Found, IndexError> {
        let shown = self.shown()?;
        if let Some(found) = shown.remembered.get(question) {
            return Ok(found);
        }
        let found = find(question, &shown, &self.fields).map_err(self.failed())?;
        shown.remembered.keep(question, &found);
        Ok(found)
    }

    /// Every unit as its kind and row, sorted: what `check` compares with the store.
    pub fn rows(&self) -> Result<Vec<(u64, i64)>, IndexError> {
        let shown = self.shown()?;
        let mut rows = shown.search(&AllQuery, &page::Rows(&shown)).map_err(self.failed())?;
        rows.sort_unstable();
        Ok(rows)
    }

    fn failed(&self) -> impl Fn(TantivyError) -> IndexError + Copy + '_ {
        |e| IndexError::Tantivy(self.folder.clone(), e)
    }
}

/// One pass finds a page of answers and counts all of them. Where only counts are asked for there is no page.
fn find(question: &Question, shown: &Shown, fields: &Fields) -> Result<Found, TantivyError> {
    let Plan { query, leads, notes } = plan::plan(question, shown, fields)?;
    let Counting { days, values } = question.counting;
    let days = days.map(|zone| ByDay { zone, shown });
    let values = values.map(|most| ByValue::of(most, shown)).transpose()?;
    let counts_only = question.limit == Some(0) && (days.is_some() || values.is_some());
    let page = if counts_only { None } else { Some(Page::of(question, leads.as_deref(), shown)?) };
    let (page, density, values) = shown.search(&query, &(page, days, values))?;
    let total = density.as_ref().map(|density| density.total).or(values.as_ref().map(|(total, _)| *total));
    let found = page.unwrap_or_else(|| Found { total: total.unwrap_or(0), ..Found::default() });
    Ok(Found { notes, density, values: values.map(|(_, values)| values).unwrap_or_default(), ..found })
}

/// Replaces what the index holds of documents.
pub struct Writer<'i> {
    index: &'i Index,
    tantivy: IndexWriter,
    /// What was written since the index was empty: nothing else can be there to be taken out first.
    new: Option<HashSet<i64>>,
}

impl Writer<'_> {
    /// Replaces all units of a document: one batch, which stays together.
    pub fn replace(&mut self, document: i64, units: &[Unit]) -> Result<(), IndexError> {
        let fields = &self.index.fields;
        let contexts = context::positions(units);
        let place = |before: usize| InBlock { before, after: units.len() - 1 - before, context: contexts[before].clone() };
        let adds = units.iter().enumerate().map(|(nth, unit)| UserOperation::Add(fields.document(unit, &place(nth))));
        let known = self.new.as_mut().is_none_or(|new| {
            let known = new.contains(&document);
            new.extend(units.iter().map(|unit| unit.document));
            known
        });
        let delete = known.then(|| UserOperation::Delete(Term::from_field_i64(fields.document, document)));
        let batch: Vec<_> = delete.into_iter().chain(adds).collect();
        self.tantivy.run(batch).map(drop).map_err(self.index.failed())
    }

    /// Commits together with the position reached in the store's change log.
    pub fn commit(&mut self, position: i64) -> Result<(), IndexError> {
        commit(&mut self.tantivy, position).map_err(self.index.failed())
    }

    /// Waits until merging is done.
    pub fn close(self) -> Result<(), IndexError> {
        let failed = self.index.failed();
        self.tantivy.wait_merging_threads().map_err(failed)
    }
}

/// Times that the lock is asked for again, and the time in between.
const PATIENCE: usize = 100;
const PAUSE: Duration = Duration::from_millis(50);

/// A writer, which holds the lock. A program that is being started by this one has a copy of every open file for a moment, and
/// so of a lock that was given back already.
fn locked(index: &tantivy::Index, threads: usize, memory: usize) -> Result<IndexWriter, TantivyError> {
    for _ in 0..PATIENCE {
        match index.writer_with_num_threads(threads, memory) {
            Err(TantivyError::LockFailure(..)) => std::thread::sleep(PAUSE),
            opened => return opened,
        }
    }
    index.writer_with_num_threads(threads, memory)
}

fn commit(writer: &mut IndexWriter, position: i64) -> Result<(), TantivyError> {
    let mut commit = writer.prepare_commit()?;
    commit.set_payload(&format!("{FORMAT} {position}"));
    commit.commit().map(drop)
}

/// The index in a folder; none where another format wrote it, or where files of it are missing.
fn on_disk(folder: &Path) -> Option<Index> {
    let index = tantivy::Index::open_in_dir(folder).ok().filter(|index| position(index).is_some())?;
    Index::of(folder, index).ok()
}

/// The position in the commit; none where another format wrote it.
fn position(index: &tantivy::Index) -> Option<i64> {
    let payload = index.load_metas().ok()?.payload?;
    payload.strip_prefix(FORMAT)?.trim().parse().ok()
}

#[cfg(test)]
mod tests;
