//! Saved pages and texts, each a file of its own.

use super::super::draft::{Key, Origin, draft};
use super::super::reading::{self, Reading};
use super::{Taken, capture};
use crate::model::{Capture, Draft, Source};
use chrono::{DateTime, Utc};
use std::path::{Path, PathBuf};

/// A file that was read from the disk.
pub(super) struct File {
    path: PathBuf,
    /// Where it lies in the drop folder.
    place: Option<PathBuf>,
}

/// A page or text with its bytes. It was captured when it was saved: importing it again is no second capture.
pub(super) fn taken(path: &Path, folder: Option<(&Source, &Path)>, now: DateTime<Utc>) -> Result<Taken, String> {
    let failed = |e| format!("{}: {e}", path.display());
    let body = std::fs::read(path).map_err(failed)?;
    let saved = path.metadata().and_then(|m| m.modified()).map_err(failed)?;
    let asked = format!("file:{}", path.display());
    let capture = capture(asked, DateTime::<Utc>::from(saved).min(now), &body, folder.map(|(s, _)| s));
    let place = folder.map(|(_, base)| path.strip_prefix(base).unwrap_or(path).to_owned());
    Ok(Taken { name: path.display().to_string(), capture, body, what: super::What::File(File { path: path.to_owned(), place }) })
}

/// The document that a file is, or why it is none.
pub(super) fn read_taken(file: &File, body: &[u8], capture: &Capture, origin: &Origin) -> Result<Draft, String> {
    let reading = read(&file.path, body, capture, origin);
    let key = key(&reading, capture, file.place.as_deref().and_then(|place| Some((origin.source?, place))));
    let why = reading.error.clone();
    draft(reading, capture.clone(), &key, origin).ok_or_else(|| why.unwrap_or_else(|| super::NO_ARTICLE.to_owned()))
}

/// What is read from a file, by its ending.
pub(in super::super) fn read(file: &Path, body: &[u8], capture: &Capture, origin: &Origin) -> Reading {
    let context = origin.context(None, capture, None);
    if super::ends(file, "txt") { reading::text_file(body, &context) } else { reading::read(body, None, &context) }
}

/// The canonical URL a saved page declares; else its place in the drop folder; else its bytes.
pub(in super::super) fn key(reading: &Reading, capture: &Capture, place: Option<(&Source, &Path)>) -> Key {
    let declared = reading.article.as_ref().and_then(|a| a.canonical.clone()).filter(|c| c.starts_with("http"));
    let key = declared.clone().unwrap_or_else(|| match place {
        Some((source, path)) => format!("urn:dateline:{}:{}", source.name, path.display()),
        None => format!("urn:sha256:{}", capture.sha256),
    });
    Key { name: key, aliases: Vec::new(), url: declared }
}
