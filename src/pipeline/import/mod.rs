//! Saved pages, texts, JSON lines and WARC files: from the command line, or from a source of kind `folder`.
//!
//! - `files`: each a page or text; `lines`: JSON, a page or text a line; `warc`: pages with their addresses and headers
//!
//! All of them are taken a batch at a time: read on all cores, stored in one transaction. What is stored already is passed over
//! before it is read, so an import that was cut short is simply called again.

mod files;
mod lines;
mod warc;

pub(super) use files::{key, read};
pub(super) use lines::read as read_line;

use super::PipelineError;
use super::draft::{Origin, page_draft};
use super::ingest::Ingest;
use super::page::NO_ARTICLE;
use super::refusal::Refusal;
use super::report::{Outcome, SourceReport};
use crate::model::id::sha256;
use crate::model::{Capture, Draft, Id, KnownEntity, Role, Source, Zone};
use crate::store::Store;
use chrono::{DateTime, Utc};
use flate2::bufread::MultiGzDecoder;
use std::io::{BufRead, BufReader, Read};
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What is read and stored at once: so many, or so many bytes.
const AT_ONCE: usize = 64;
const BYTES_AT_ONCE: usize = 16 << 20;

/// What imported files are, as far as it is told by the caller and not by the page.
#[derive(Debug, Clone)]
pub struct Imported<'a> {
    /// Someone's own statements, or coverage.
    pub role: Role,
    /// The outlet.
    pub publisher: Option<&'a str>,
    /// Whose words they are.
    pub speaks_for: Option<&'a str>,
    /// The zone in which their dates are read.
    pub zone: Zone,
    /// Known people and organisations.
    pub known: &'a [KnownEntity],
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the files that were read.
    pub bytes: u64,
    /// Bytes of all of them.
    pub of: u64,
    /// Pages and texts that were taken or passed over.
    pub taken: usize,
}

/// A page or text with its evidence, not read yet.
struct Taken {
    /// What names it in a message.
    name: String,
    capture: Capture,
    body: Vec<u8>,
    what: What,
}

enum What {
    File(files::File),
    /// As it was fetched.
    Page,
    /// The same, with the body of one that was taken before.
    PageAgain,
    Line,
}

/// Imports files and folders. What cannot be read costs a warning.
pub async fn import(
    store: &Store,
    paths: &[PathBuf],
    as_what: &Imported<'_>,
    now: DateTime<Utc>,
    watch: &(dyn Fn(Progress) + Send + Sync),
) -> Result<SourceReport, PipelineError> {
    let mut report = SourceReport::new("import");
    let Imported { role, publisher, speaks_for, zone, known } = *as_what;
    let origin = Origin { source: None, role, publisher, speaks_for, zone, known };
    let mut files = Vec::new();
    for path in paths {
        files.extend(files_under(path)?);
    }
    let inputs = Inputs { files, folder: None, now, read: Arc::default() };
    take_in(store, &inputs, &origin, &mut report, watch).await?;
    Ok(report)
}

impl Ingest {
    /// A drop folder.
    pub(super) async fn folder(&self, source: &Source, report: &mut SourceReport) -> Result<Result<Outcome, Refusal>, PipelineError> {
        let folder = self.base.join(source.path.as_deref().unwrap_or(Path::new("")));
        let files = match files_under(&folder) {
            Ok(files) => files,
            Err(PipelineError::File(path, e)) => {
                let refusal = Refusal::of_content(&path.display().to_string(), &e.to_string());
                return Ok(Err(refusal.advising("correct its path in sources.toml")));
            }
            Err(e) => return Err(e),
        };
        let origin = Origin::of(source, &self.settings.entities);
        let inputs = Inputs { files, folder: Some((source, &folder)), now: self.now, read: Arc::default() };
        take_in(&self.store, &inputs, &origin, report, &|_| self.step(&source.name)).await?;
        Ok(Ok(Outcome::Read))
    }
}

/// Files that are taken in, and how far they were read.
struct Inputs<'f> {
    files: Vec<PathBuf>,
    folder: Option<(&'f Source, &'f Path)>,
    now: DateTime<Utc>,
    read: Arc<AtomicU64>,
}

impl<'f> Inputs<'f> {
    /// All that is in them, or why it is not to be had.
    fn taken(&'f self) -> impl Iterator<Item = Result<Taken, String>> + 'f {
        self.files.iter().flat_map(|file| self.taken_from(file))
    }

    fn taken_from(&'f self, file: &'f Path) -> Box<dyn Iterator<Item = Result<Taken, String>> + 'f> {
        let source = self.folder.map(|(source, _)| source);
        let opened = |file| self.opened(file).map_err(|e| format!("{}: {e}", file.display()));
        match (is(file, "warc"), is(file, "jsonl")) {
            (true, _) => opened(file).map_or_else(|e| once(Err(e)), |from| Box::new(warc::taken(from, file, source))),
            (_, true) => opened(file).map_or_else(|e| once(Err(e)), |from| Box::new(lines::taken(from, file, source, self.now))),
            _ => {
                let taken = files::taken(file, self.folder, self.now);
                self.read.fetch_add(taken.as_ref().map_or(0, |t| t.body.len() as u64), Ordering::Relaxed);
                once(taken)
            }
        }
    }

    /// A file of many, unpacked where it is packed.
    fn opened(&self, file: &Path) -> std::io::Result<Box<dyn BufRead>> {
        let mut from = BufReader::new(Counted { from: std::fs::File::open(file)?, read: self.read.clone() });
        let packed = from.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        Ok(if packed { Box::new(BufReader::new(MultiGzDecoder::new(from))) } else { Box::new(from) })
    }
}

fn once<'f>(taken: Result<Taken, String>) -> Box<dyn Iterator<Item = Result<Taken, String>> + 'f> {
    Box::new(std::iter::once(taken))
}

/// A file, and how much of it was read.
struct Counted {
    from: std::fs::File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

async fn take_in(
    store: &Store,
    inputs: &Inputs<'_>,
    origin: &Origin<'_>,
    report: &mut SourceReport,
    watch: &(dyn Fn(Progress) + Send + Sync),
) -> Result<(), PipelineError> {
    let of = inputs.files.iter().filter_map(|file| Some(file.metadata().ok()?.len())).sum();
    let (mut all, mut taken) = (inputs.taken(), 0);
    loop {
        let batch = batch(&mut all, report);
        if batch.is_empty() {
            return Ok(());
        }
        taken += batch.len();
        store_batch(store, batch, origin, report).await?;
        watch(Progress { bytes: inputs.read.load(Ordering::Relaxed), of, taken });
    }
}

/// The next ones; what cannot be had is told.
fn batch(all: &mut impl Iterator<Item = Result<Taken, String>>, report: &mut SourceReport) -> Vec<Taken> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while batch.len() < AT_ONCE && bytes < BYTES_AT_ONCE {
        match all.next() {
            Some(Ok(taken)) => {
                bytes += taken.body.len();
                batch.push(taken);
            }
            Some(Err(why)) => report.warn(why),
            None => break,
        }
    }
    batch
}

async fn store_batch(store: &Store, mut batch: Vec<Taken>, origin: &Origin<'_>, report: &mut SourceReport) -> Result<(), PipelineError> {
    let ids: Vec<&str> = batch.iter().map(|taken| taken.capture.id.as_str()).collect();
    let known = store.captured(&ids).await?;
    let all = batch.len();
    batch.retain(|taken| !known.contains(taken.capture.id.as_str()));
    report.unchanged += all - batch.len();
    with_bodies(store, &mut batch, report);
    let mut drafts = Vec::with_capacity(batch.len());
    for (taken, read) in batch.iter().zip(read_all(&batch, origin)) {
        match read {
            Ok(draft) => {
                draft.warnings.iter().for_each(|w| report.warn(format!("{}: {w}", taken.name)));
                store.keep(&draft.capture.sha256, &taken.body)?;
                drafts.push(draft);
            }
            Err(why) => report.warn(format!("{}: {why}", taken.name)),
        }
    }
    for saved in store.save_all(&drafts).await? {
        report.count(saved);
    }
    Ok(())
}

/// Gives each page that came again the body of before, from this batch or the store.
fn with_bodies(store: &Store, batch: &mut Vec<Taken>, report: &mut SourceReport) {
    for n in 0..batch.len() {
        if let What::PageAgain = batch[n].what {
            let hash = &batch[n].capture.sha256;
            let here = batch[..n].iter().find(|before| before.capture.sha256 == *hash).map(|before| before.body.clone());
            batch[n].body = here.or_else(|| store.body(hash).ok()).unwrap_or_default();
        }
    }
    batch.retain(|taken| {
        let there = !matches!(taken.what, What::PageAgain) || taken.capture.length == taken.body.len() as u64;
        if !there {
            report.warn(format!("{}: it came again on {}, and its body is not stored", taken.name, taken.capture.fetched));
        }
        there
    });
}

/// Reads on all cores, in order.
fn read_all(batch: &[Taken], origin: &Origin) -> Vec<Result<Draft, String>> {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    std::thread::scope(|scope| {
        let readers: Vec<_> = batch
            .chunks(batch.len().div_ceil(cores).max(1))
            .map(|some| scope.spawn(|| some.iter().map(|taken| read_one(taken, origin)).collect::<Vec<_>>()))
            .collect();
        readers.into_iter().flat_map(|reader| reader.join().expect("a reader that fails costs its page alone")).collect()
    })
}

fn read_one(taken: &Taken, origin: &Origin) -> Result<Draft, String> {
    let Taken { capture, body, what, .. } = taken;
    let read = || match what {
        What::File(file) => files::read_taken(file, body, capture, origin),
        What::Page | What::PageAgain => page_draft(body, capture, None, origin).ok_or_else(|| NO_ARTICLE.to_owned()),
        What::Line => lines::read(body, capture, origin),
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("reading it failed, please report this".to_owned()))
}

/// All files under a path that can be taken in, sorted; a file named is taken whatever its ending.
fn files_under(path: &Path) -> Result<Vec<PathBuf>, PipelineError> {
    let failed = |e| PipelineError::File(path.to_owned(), e);
    if !path.metadata().map_err(failed)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut inside: Vec<PathBuf> =
        path.read_dir().map_err(failed)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>().map_err(failed)?;
    inside.sort();
    let wanted = |p: &Path| p.is_dir() || is(p, "warc") || is(p, "jsonl") || ["html", "htm", "txt"].iter().any(|e| ends(p, e));
    let mut found = Vec::new();
    for p in inside.iter().filter(|p| wanted(p)) {
        found.extend(files_under(p)?);
    }
    Ok(found)
}

fn ends(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending))
}

/// Whether a file is of a kind, by its name; it may be packed.
pub(super) fn is(path: &Path, ending: &str) -> bool {
    ends(path, ending) || ends(path, "gz") && path.file_stem().is_some_and(|stem| ends(Path::new(stem), ending))
}

/// Of bytes that were not fetched.
fn capture(asked: String, fetched: DateTime<Utc>, body: &[u8], source: Option<&Source>) -> Capture {
    let hash = sha256(body);
    Capture {
        id: Id::of('c', &[&asked, &fetched.timestamp().to_string(), &hash]),
        source: source.map(|s| s.name.clone()),
        entry: None,
        chain: vec![asked.clone()],
        hops: Vec::new(),
        asked,
        status: 0,
        request: Vec::new(),
        response: Vec::new(),
        address: None,
        tls: None,
        fetched,
        sha256: hash,
        length: body.len() as u64,
    }
}
