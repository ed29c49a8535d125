//! JSON lines: each line is a page or text with what is told of it, in the words of `inspect --jsonl`. The line itself is the
//! evidence, and is read again where it has to be.

use super::super::draft::{Key, Origin, draft};
use super::super::reading;
use super::{Taken, What, capture};
use crate::model::{Capture, Draft, Source, Zone};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use std::io::{BufRead, Read};
use std::path::Path;

/// The longest line, in bytes: as long as the longest body that is fetched, with its escapes.
const LONGEST: u64 = 32 << 20;

/// What a line may tell; the rest of it is passed over.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Line {
    html: Option<String>,
    text: Option<String>,
    url: Option<String>,
    title: Option<String>,
    authors: Vec<String>,
    published: Option<String>,
    publisher: Option<String>,
    language: Option<String>,
    zone: Option<Zone>,
    fetched_at: Option<DateTime<Utc>>,
}

/// The lines of a file, each with what names it in a message.
pub(super) fn taken<'f, R: BufRead + 'f>(
    mut from: R,
    path: &'f Path,
    source: Option<&'f Source>,
    now: DateTime<Utc>,
) -> impl Iterator<Item = Result<Taken, String>> + 'f {
    let mut number = 0;
    std::iter::from_fn(move || {
        loop {
            number += 1;
            let name = format!("{} line {number}", path.display());
            match line(&mut from) {
                Ok(None) => return None,
                Ok(Some(line)) if line.trim_ascii().is_empty() => {}
                Ok(Some(line)) => return Some(take(&line, name, path, source, now)),
                Err(why) => return Some(Err(format!("{name}: {why}"))),
            }
        }
    })
}

/// A line with its end; none at the end of the file. What is too long is passed over.
fn line(from: &mut impl BufRead) -> Result<Option<Vec<u8>>, String> {
    let mut line = Vec::new();
    let read = from.take(LONGEST).read_until(b'\n', &mut line).map_err(|e| e.to_string())?;
    if read as u64 == LONGEST && line.last() != Some(&b'\n') {
        from.skip_until(b'\n').map_err(|e| e.to_string())?;
        return Err(format!("it is longer than {} MiB, and is passed over", LONGEST >> 20));
    }
    Ok((read > 0).then_some(line))
}

fn take(line: &[u8], name: String, path: &Path, source: Option<&Source>, now: DateTime<Utc>) -> Result<Taken, String> {
    let told = parsed(line).map_err(|why| format!("{name}: {why}"))?;
    let asked = format!("file:{}", path.display());
    // Without a time of its own it was captured when the file was written: the same one whenever it is imported.
    let written = || path.metadata().and_then(|m| m.modified()).map_or(now, DateTime::<Utc>::from).min(now);
    let capture = capture(asked, told.fetched_at.unwrap_or_else(written), line.trim_ascii(), source);
    Ok(Taken { name, capture, body: line.trim_ascii().to_owned(), what: What::Line })
}

fn parsed(line: &[u8]) -> Result<Line, String> {
    let told: Line = serde_json::from_slice(line).map_err(|e| format!("this is no JSON that can be imported: {e}"))?;
    if told.html.is_none() && told.text.is_none() {
        return Err("there is neither html nor text in it".to_owned());
    }
    Ok(told)
}

/// The document that a line is, or why it is none.
pub(in super::super) fn read(line: &[u8], capture: &Capture, origin: &Origin) -> Result<Draft, String> {
    let told = parsed(line)?;
    let origin = Origin { publisher: told.publisher.as_deref().or(origin.publisher), zone: told.zone.unwrap_or(origin.zone), ..*origin };
    let published = told.published.as_deref().map(|raw| (raw, reading::given_date(raw, origin.zone)));
    let unread = published.iter().filter(|(_, when)| when.is_none()).map(|(raw, _)| format!("its date {raw:?} cannot be read"));
    let unread: Vec<String> = unread.collect();
    let published = published.and_then(|(_, when)| when);
    let url = told.url.as_deref().filter(|url| url.starts_with("http"));
    let context = reading::Context {
        title: told.title.as_deref(),
        published: published.as_ref(),
        language: told.language.as_deref(),
        ..origin.context(url, capture, None)
    };
    let mut reading = match (&told.html, &told.text) {
        (Some(html), _) => reading::page(html, &context),
        (None, text) => reading::text(text.as_deref().unwrap_or_default(), &context),
    };
    reading.warnings.extend(unread);
    if let Some(article) = reading.article.as_mut().filter(|a| a.authors.is_empty()) {
        article.authors = told.authors;
    }
    let why = reading.error.clone();
    let key = match url {
        Some(url) => of_url(url, &reading),
        None => super::key(&reading, capture, None),
    };
    draft(reading, capture.clone(), &key, &origin).ok_or_else(|| why.unwrap_or_else(|| super::NO_ARTICLE.to_owned()))
}

/// As if the page had been fetched there.
fn of_url(url: &str, reading: &reading::Reading) -> Key {
    let article = reading.article.as_ref();
    super::super::draft::key(url, article.and_then(|a| a.url.as_deref()), article.and_then(|a| a.canonical.as_deref()), &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_line_costs_itself() {
        let file = b"{\"text\":\"The pier is shut.\"}\n\n{\"url\":\"https://a.example/\"}\nno json\n{\"html\":\"<p>It opened.\"}";
        let now = "2026-03-02T08:00:00Z".parse().unwrap();
        let told = |taken: Result<Taken, String>| taken.map_or_else(|why| why, |t| t.name);
        let lines: Vec<String> = taken(&file[..], Path::new("dump.jsonl"), None, now).map(told).collect();
        assert_eq!(lines.len(), 4);
        assert_eq!((lines[0].as_str(), lines[3].as_str()), ("dump.jsonl line 1", "dump.jsonl line 5"));
        assert_eq!(lines[1], "dump.jsonl line 3: there is neither html nor text in it");
        assert!(lines[2].starts_with("dump.jsonl line 4: this is no JSON that can be imported: "), "{}", lines[2]);
    }
}
