//! WARC files: each page in them is a capture, as if it had been fetched when it was.

use super::{Taken, What};
use crate::fetch::decoded;
use crate::model::id::sha256;
use crate::model::{Capture, Id, Source};
use crate::parse::{Archived, responses};
use chrono::{DateTime, SecondsFormat, Utc};
use std::collections::HashMap;
use std::io::BufRead;
use std::path::Path;

/// Hash and length of the bodies that came, by the digests that the file has for them.
type Bodies = HashMap<String, (String, u64)>;

/// The pages of a WARC file.
pub(super) fn taken<'f, R: BufRead + 'f>(
    from: R,
    path: &'f Path,
    source: Option<&'f Source>,
) -> impl Iterator<Item = Result<Taken, String>> + 'f {
    let mut records = responses(from);
    let (mut broken, mut bodies) = (false, Bodies::new());
    std::iter::from_fn(move || {
        while !broken {
            match records.next()? {
                Ok(archived) => {
                    if let Some(page) = page(archived, source, &mut bodies) {
                        return Some(Ok(page));
                    }
                }
                // What comes after cannot be told apart any more.
                Err(e) => {
                    broken = true;
                    return Some(Err(format!("{}: {e}; what stands before was read", path.display())));
                }
            }
        }
        None
    })
}

/// Of a web page that answered well. Its id is the one it had where this program wrote the file.
fn page(archived: Archived, source: Option<&Source>, bodies: &mut Bodies) -> Option<Taken> {
    let Archived { url, date, address, status, headers, body, digest, revisit } = archived;
    let of = |name: &str| headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str()).unwrap_or_default();
    if status != 200 || !url.starts_with("http") || !of("content-type").contains("html") {
        return None;
    }
    let fetched = DateTime::parse_from_rfc3339(&date).ok()?.to_utc();
    let (body, hash, length, what) = if revisit {
        let (hash, length) = bodies.get(&digest?)?.clone();
        (Vec::new(), hash, length, What::PageAgain)
    } else {
        let body = decoded(body, of("content-encoding")).ok()?;
        let (hash, length) = (sha256(&body), body.len() as u64);
        bodies.extend(digest.map(|digest| (digest, (hash.clone(), length))));
        (body, hash, length, What::Page)
    };
    let id = Id::of('c', &[&url, &fetched.to_rfc3339_opts(SecondsFormat::Secs, true), &hash]);
    let capture = Capture {
        id,
        source: source.map(|s| s.name.clone()),
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
        length,
    };
    Some(Taken { name: capture.url().to_owned(), capture, body, what })
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
