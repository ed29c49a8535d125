//! Saved pages and texts: from the command line, or from a source of kind `folder`.

use super::PipelineError;
use super::draft::{Key, Origin, draft};
use super::import_warc::{is_warc, warc_in};
use super::ingest::Ingest;
use super::page::NO_ARTICLE;
use super::reading::{self, Reading};
use super::refusal::Refusal;
use super::report::{Outcome, SourceReport};
use crate::model::id::sha256;
use crate::model::{Capture, Id, KnownEntity, Role, Saved, Source, Zone};
use crate::store::Store;
use chrono::{DateTime, Utc};
use std::path::{Path, PathBuf};

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

/// Imports files and folders. A file that cannot be read costs a warning.
pub async fn import(store: &Store, paths: &[PathBuf], as_what: &Imported<'_>, now: DateTime<Utc>) -> Result<SourceReport, PipelineError> {
    let mut report = SourceReport::new("import");
    let Imported { role, publisher, speaks_for, zone, known } = *as_what;
    let origin = Origin { source: None, role, publisher, speaks_for, zone, known };
    for path in paths {
        for file in files(path)? {
            if is_warc(&file) {
                warc_in(store, &file, &origin, &mut report).await?;
            } else {
                file_in(store, &file, &origin, None, now, &mut report).await?;
            }
        }
    }
    Ok(report)
}

impl Ingest {
    /// A drop folder.
    pub(super) async fn folder(&self, source: &Source, report: &mut SourceReport) -> Result<Result<Outcome, Refusal>, PipelineError> {
        let folder = self.base.join(source.path.as_deref().unwrap_or(Path::new("")));
        let found = match files(&folder) {
            Ok(found) => found,
            Err(PipelineError::File(path, e)) => {
                let refusal = Refusal::of_content(&path.display().to_string(), &e.to_string());
                return Ok(Err(refusal.advising("correct its path in sources.toml")));
            }
            Err(e) => return Err(e),
        };
        let origin = Origin::of(source, &self.settings.entities);
        for file in found {
            file_in(&self.store, &file, &origin, Some((source, &folder)), self.now, report).await?;
            self.step(&source.name);
        }
        Ok(Ok(Outcome::Read))
    }
}

/// All .html, .htm, .txt and WARC files under a path, sorted; a file named is taken whatever its ending.
fn files(path: &Path) -> Result<Vec<PathBuf>, PipelineError> {
    let failed = |e| PipelineError::File(path.to_owned(), e);
    if !path.metadata().map_err(failed)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut inside: Vec<PathBuf> =
        path.read_dir().map_err(failed)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>().map_err(failed)?;
    inside.sort();
    let wanted = |p: &Path| p.is_dir() || is_warc(p) || ["html", "htm", "txt"].iter().any(|e| extension(p).as_deref() == Some(e));
    let mut found = Vec::new();
    for p in inside.iter().filter(|p| wanted(p)) {
        found.extend(files(p)?);
    }
    Ok(found)
}

fn extension(path: &Path) -> Option<String> {
    path.extension().map(|e| e.to_string_lossy().to_lowercase())
}

async fn file_in(
    store: &Store,
    file: &Path,
    origin: &Origin<'_>,
    folder: Option<(&Source, &Path)>,
    now: DateTime<Utc>,
    report: &mut SourceReport,
) -> Result<(), PipelineError> {
    let (body, saved_at) = match std::fs::read(file).and_then(|body| Ok((body, file.metadata()?.modified()?))) {
        Ok(read) => read,
        Err(e) => {
            report.warnings.push(format!("{}: {e}", file.display()));
            return Ok(());
        }
    };
    // A saved page was captured when it was saved; importing it again is no second capture.
    let capture = capture(file, &body, DateTime::<Utc>::from(saved_at).min(now), folder.map(|(s, _)| s));
    let reading = read(file, &body, &capture, origin);
    let key = key(&reading, &capture, folder.map(|(s, base)| (s, file.strip_prefix(base).unwrap_or(file))));
    let why = reading.error.clone();
    let Some(draft) = draft(reading, capture, &key, origin) else {
        let why = why.unwrap_or_else(|| NO_ARTICLE.to_owned());
        report.warnings.push(format!("{}: {why}", file.display()));
        return Ok(());
    };
    report.warnings.extend(draft.warnings.iter().map(|w| format!("{}: {w}", file.display())));
    store.keep(&draft.capture.sha256, &body)?;
    let saved: Saved = store.save(&draft).await?;
    report.count(saved);
    Ok(())
}

/// What is read from a file, by its ending.
pub(super) fn read(file: &Path, body: &[u8], capture: &Capture, origin: &Origin) -> Reading {
    let context = origin.context(None, capture, None);
    if extension(file).as_deref() == Some("txt") { reading::text_file(body, &context) } else { reading::read(body, None, &context) }
}

fn capture(file: &Path, body: &[u8], fetched: DateTime<Utc>, source: Option<&Source>) -> Capture {
    let asked = format!("file:{}", file.display());
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

/// The canonical URL a saved page declares; else its place in the drop folder; else its bytes.
pub(super) fn key(reading: &Reading, capture: &Capture, place: Option<(&Source, &Path)>) -> Key {
    let declared = reading.article.as_ref().and_then(|a| a.canonical.clone()).filter(|c| c.starts_with("http"));
    let key = declared.clone().unwrap_or_else(|| match place {
        Some((source, path)) => format!("urn:dateline:{}:{}", source.name, path.display()),
        None => format!("urn:sha256:{}", capture.sha256),
    });
    Key { name: key, aliases: Vec::new(), url: declared }
}
