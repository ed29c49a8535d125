//! sources.toml from disk.

use crate::model::Settings;
use crate::source::edit::{Addition, with_added};
use crate::source::{self, Mistake};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file is not there or cannot be read.
    #[error("{path}: {cause}; name another file with --sources FILE", path = .0.display(), cause = .1)]
    File(PathBuf, #[source] std::io::Error),
    /// The file has mistakes: all of them, a line each.
    #[error("{0}")]
    Mistakes(String),
    /// No source has a name that was asked for.
    #[error("no source is called “{0}”; there are: {1}")]
    NoSource(String, String),
}

/// Reads sources.toml.
pub fn settings(path: &Path) -> Result<Settings, SettingsError> {
    let text = std::fs::read_to_string(path).map_err(|e| SettingsError::File(path.to_owned(), e))?;
    source::read(&text).map_err(|mistakes| told(path, &mistakes))
}

/// All mistakes, a line each.
fn told(path: &Path, mistakes: &[Mistake]) -> SettingsError {
    let lines = mistakes.iter().fold(String::new(), |mut out, m| {
        writeln!(out, "{}:{}: {}", path.display(), m.line, m.message).expect("writing to a string cannot fail");
        out
    });
    SettingsError::Mistakes(lines.trim_end().to_owned())
}

/// Settings where the file is there, else the usual ones: for commands that can do without.
pub fn settings_if_there(path: &Path) -> Result<Settings, SettingsError> {
    if path.exists() { settings(path) } else { Ok(Settings::default()) }
}

/// Writes more sources into the file, which is made where it is not there; their names.
pub fn added(path: &Path, additions: &[Addition]) -> Result<Vec<String>, SettingsError> {
    let failed = |e| SettingsError::File(path.to_owned(), e);
    let text = if path.exists() { std::fs::read_to_string(path).map_err(failed)? } else { String::new() };
    let (whole, names) = with_added(&text, additions).map_err(|mistakes| told(path, &mistakes))?;
    if names.is_empty() {
        return Ok(names);
    }
    // Whole or not at all: what is there was written by hand.
    let draft = path.with_extension(format!("{}.tmp", std::process::id()));
    std::fs::write(&draft, whole).and_then(|()| std::fs::rename(&draft, path)).map_err(failed)?;
    Ok(names)
}

/// Every name must be that of a source.
pub fn known_names(settings: &Settings, names: &[String]) -> Result<(), SettingsError> {
    let all: Vec<&str> = settings.sources.iter().map(|s| s.name.as_str()).collect();
    match names.iter().find(|n| !all.contains(&n.as_str())) {
        Some(unknown) => Err(SettingsError::NoSource(unknown.clone(), all.join(", "))),
        None => Ok(()),
    }
}
