//! WARC files: each page in them is a capture, as if it had been fetched when it was.

use super::PipelineError;
use super::draft::{Origin, page_draft};
use super::report::SourceReport;
use crate::fetch::decoded;
use crate::model::id::sha256;
use crate::model::{Capture, Id};
use crate::parse::{Archived, responses};
use crate::store::Store;
use chrono::{DateTime, SecondsFormat, Utc};
use flate2::bufread::MultiGzDecoder;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Whether a file is one, by its name.
pub(super) fn is_warc(path: &Path) -> bool {
    let ends = |path: &Path, ending: &str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
    ends(path, "warc") || ends(path, "gz") && path.file_stem().is_some_and(|stem| ends(Path::new(stem), "warc"))
}

/// All pages of a WARC file. One that is stored already is passed over, so that an import that was cut short goes on.
pub(super) async fn warc_in(store: &Store, path: &Path, origin: &Origin<'_>, report: &mut SourceReport) -> Result<(), PipelineError> {
    let failed = |e| PipelineError::File(path.to_owned(), e);
    let mut file = BufReader::new(std::fs::File::open(path).map_err(failed)?);
    let packed = file.fill_buf().map_err(failed)?.starts_with(&[0x1f, 0x8b]);
    let from: Box<dyn BufRead + Send> = if packed { Box::new(BufReader::new(MultiGzDecoder::new(file))) } else { Box::new(file) };
    for archived in responses(from) {
        match archived {
            Ok(archived) => page_in(store, archived, origin, report).await?,
            // What comes after cannot be told apart any more.
            Err(e) => {
                report.warn(format!("{}: {e}; what stands before was read", path.display()));
                break;
            }
        }
    }
    Ok(())
}

async fn page_in(store: &Store, archived: Archived, origin: &Origin<'_>, report: &mut SourceReport) -> Result<(), PipelineError> {
    let Some((capture, body)) = capture(archived) else { return Ok(()) };
    if store.capture(capture.id.as_str()).await?.is_some() {
        report.unchanged += 1;
        return Ok(());
    }
    let Some(draft) = page_draft(&body, &capture, None, origin) else { return Ok(()) };
    draft.warnings.iter().for_each(|w| report.warn(format!("{}: {w}", draft.capture.url())));
    store.keep(&draft.capture.sha256, &body)?;
    report.count(store.save(&draft).await?);
    Ok(())
}

/// Of a web page that answered well. Its id is the one it had where this program wrote the file.
fn capture(archived: Archived) -> Option<(Capture, Vec<u8>)> {
    let Archived { url, date, address, status, headers, body } = archived;
    let of = |name: &str| headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str()).unwrap_or_default();
    if status != 200 || !url.starts_with("http") || !of("content-type").contains("html") {
        return None;
    }
    let fetched = DateTime::parse_from_rfc3339(&date).ok()?.to_utc();
    let body = decoded(body, of("content-encoding")).ok()?;
    let hash = sha256(&body);
    let id = Id::of('c', &[&url, &fetched.to_rfc3339_opts(SecondsFormat::Secs, true), &hash]);
    let capture = Capture {
        id,
        source: None,
        entry: None,
        asked: url.clone(),
        chain: vec![url],
        hops: Vec::new(),
        status,
        request: Vec::new(),
        response: original(&headers),
        address,
        tls: None,
        fetched: fetched.with_timezone(&Utc),
        sha256: hash,
        length: body.len() as u64,
    };
    Some((capture, body))
}

/// Headers under their own names, where an archive has changed them.
fn original(headers: &[(String, String)]) -> Vec<(String, String)> {
    const CHANGED: &str = "X-Archive-Orig-";
    let own = |name: &str| name.get(..CHANGED.len()).filter(|n| n.eq_ignore_ascii_case(CHANGED)).map(|_| name[CHANGED.len()..].to_owned());
    let changed: Vec<String> = headers.iter().filter_map(|(name, _)| own(name)).collect();
    let replaced = |name: &str| name.eq_ignore_ascii_case("content-length") && !changed.is_empty();
    headers
        .iter()
        .filter(|(name, _)| !replaced(name))
        .map(|(name, value)| (own(name).unwrap_or_else(|| name.clone()), value.clone()))
        .collect()
}
