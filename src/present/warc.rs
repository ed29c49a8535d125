//! `export --format warc`: the evidence of what was found, as WARC 1.1 (ISO 28500:2017) that other archives read.
//!
//! Each capture becomes its requests and responses, redirects first, and a metadata record with what WARC has no field
//! for. Bodies are stored decoded, so headers about their coding are kept under `X-Archive-Orig-`, as is the custom. A body
//! that is in the file already is a `revisit`. Ids of records follow from what they hold, like all ids.

use crate::model::when::utc_text;
use crate::model::{Capture, Headers, Hop, Tls};
use anyhow::Result;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;
use url::{Position, Url};

/// Headers about how a body travelled, which is not how it is stored.
const TRAVEL: [&str; 3] = ["content-encoding", "content-length", "transfer-encoding"];

/// Writes records, each as a gzip member of its own where wanted.
pub(super) struct Archive<'o> {
    out: &'o mut dyn Write,
    packed: bool,
    /// Where a body was written: by its hash, the record, the address and the time.
    written: HashMap<String, [String; 3]>,
}

/// One record: its kind, its fields besides the usual ones, the type of its block, and the block.
struct Record<'r> {
    kind: &'static str,
    id: String,
    time: DateTime<Utc>,
    fields: Vec<(&'static str, String)>,
    content_type: &'static str,
    block: &'r [u8],
}

impl<'o> Archive<'o> {
    /// Begins a file with the record that says what wrote it, and why.
    pub(super) fn begin(out: &'o mut dyn Write, packed: bool, question: &str, now: DateTime<Utc>) -> Result<Archive<'o>> {
        let mut archive = Archive { out, packed, written: HashMap::new() };
        let question = question.replace(['\r', '\n'], " ");
        let version = env!("CARGO_PKG_VERSION");
        let block = format!("software: dateline/{version}\r\nformat: WARC File Format 1.1\r\ndescription: evidence of: {question}\r\n");
        let id = id("warcinfo", &[&question, &utc_text(now)]);
        let block = block.as_bytes();
        archive.record(&Record { kind: "warcinfo", id, time: now, fields: Vec::new(), content_type: "application/warc-fields", block })?;
        Ok(archive)
    }

    /// A capture with its body.
    pub(super) fn capture(&mut self, capture: &Capture, body: &[u8]) -> Result<()> {
        if capture.status == 0 {
            return self.file(capture, body);
        }
        for (url, hop) in capture.chain.iter().zip(&capture.hops) {
            self.redirect(url, hop)?;
        }
        let (url, name) = (capture.url().to_owned(), capture.id.as_str());
        let response = id("response", &[name]);
        self.request(&url, name, &capture.request, capture.fetched, &response)?;
        self.response(capture, body, &response)?;
        self.metadata(capture, &response)
    }

    /// An imported file.
    fn file(&mut self, capture: &Capture, body: &[u8]) -> Result<()> {
        let id = id("resource", &[capture.id.as_str()]);
        let fields = vec![("WARC-Target-URI", uri(&capture.asked)), ("WARC-Payload-Digest", format!("sha256:{}", capture.sha256))];
        let content_type =
            if Path::new(&capture.asked).extension().is_some_and(|e| e.eq_ignore_ascii_case("txt")) { "text/plain" } else { "text/html" };
        self.record(&Record { kind: "resource", id: id.clone(), time: capture.fetched, fields, content_type, block: body })?;
        self.metadata(capture, &id)
    }

    fn redirect(&mut self, url: &str, hop: &Hop) -> Result<()> {
        let name = format!("{url} {}", utc_text(hop.fetched));
        let response = id("response", &[&name]);
        self.request(url, &name, &hop.request, hop.fetched, &response)?;
        let block = head(hop.status, &hop.response, 0);
        let mut fields = vec![("WARC-Target-URI", url.to_owned())];
        fields.extend(hop.address.clone().map(|a| ("WARC-IP-Address", a)));
        fields.push(("WARC-Payload-Digest", format!("sha256:{}", crate::model::id::sha256(b""))));
        let content_type = "application/http;msgtype=response";
        self.record(&Record { kind: "response", id: response, time: hop.fetched, fields, content_type, block: block.as_bytes() })
    }

    fn request(&mut self, url: &str, name: &str, headers: &Headers, time: DateTime<Utc>, response: &str) -> Result<()> {
        let target = Url::parse(url).map_or_else(|_| "/".to_owned(), |u| u[Position::BeforePath..Position::AfterQuery].to_owned());
        let block = lines(&format!("GET {target} HTTP/1.1"), headers.iter().map(|(n, v)| (n.clone(), v.as_str())));
        let fields = vec![("WARC-Target-URI", url.to_owned()), ("WARC-Concurrent-To", response.to_owned())];
        let content_type = "application/http;msgtype=request";
        self.record(&Record { kind: "request", id: id("request", &[name]), time, fields, content_type, block: block.as_bytes() })
    }

    fn response(&mut self, capture: &Capture, body: &[u8], id: &str) -> Result<()> {
        let (url, time) = (capture.url().to_owned(), capture.fetched);
        let mut block = head(capture.status, &capture.response, body.len()).into_bytes();
        let mut fields = vec![("WARC-Target-URI", url.clone())];
        fields.extend(capture.address.clone().map(|a| ("WARC-IP-Address", a)));
        fields.push(("WARC-Payload-Digest", format!("sha256:{}", capture.sha256)));
        let before = self.written.get(&capture.sha256).cloned();
        let kind = if let Some([record, at, when]) = before {
            fields.push(("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest".to_owned()));
            fields.extend([("WARC-Refers-To", record), ("WARC-Refers-To-Target-URI", at), ("WARC-Refers-To-Date", when)]);
            "revisit"
        } else {
            self.written.insert(capture.sha256.clone(), [id.to_owned(), url, utc_text(time)]);
            block.extend_from_slice(body);
            "response"
        };
        let content_type = "application/http;msgtype=response";
        self.record(&Record { kind, id: id.to_owned(), time, fields, content_type, block: &block })
    }

    /// What WARC has no field for.
    fn metadata(&mut self, capture: &Capture, response: &str) -> Result<()> {
        let Tls { version, certificate } = capture.tls.clone().unwrap_or(Tls { version: None, certificate: None });
        let told = [
            ("dateline-capture", Some(capture.id.to_string())),
            ("dateline-source", capture.source.clone()),
            ("dateline-entry", capture.entry.clone()),
            ("tls-version", version),
            ("tls-certificate-sha256", certificate),
        ];
        let mut block = String::new();
        for (name, value) in told {
            if let Some(value) = value {
                let _ = write!(block, "{name}: {}\r\n", value.replace(['\r', '\n'], " "));
            }
        }
        let fields = vec![("WARC-Target-URI", uri(capture.url())), ("WARC-Concurrent-To", response.to_owned())];
        let (id, content_type) = (id("metadata", &[capture.id.as_str()]), "application/warc-fields");
        self.record(&Record { kind: "metadata", id, time: capture.fetched, fields, content_type, block: block.as_bytes() })
    }

    fn record(&mut self, record: &Record) -> Result<()> {
        let mut head =
            format!("WARC/1.1\r\nWARC-Type: {}\r\nWARC-Record-ID: {}\r\nWARC-Date: {}\r\n", record.kind, record.id, utc_text(record.time));
        for (name, value) in &record.fields {
            write!(head, "{name}: {value}\r\n")?;
        }
        let digest = crate::model::id::sha256(record.block);
        write!(
            head,
            "WARC-Block-Digest: sha256:{digest}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n",
            record.content_type,
            record.block.len()
        )?;
        let whole = |out: &mut dyn Write| {
            out.write_all(head.as_bytes())?;
            out.write_all(record.block)?;
            out.write_all(b"\r\n\r\n")
        };
        if self.packed {
            let mut member = GzEncoder::new(&mut *self.out, Compression::default());
            whole(&mut member)?;
            member.finish()?;
        } else {
            whole(self.out)?;
        }
        Ok(())
    }
}

/// The status line and headers of a response with a body of this length as it is stored.
fn head(status: u16, headers: &Headers, length: usize) -> String {
    let reason = StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason()).unwrap_or_default();
    let length = length.to_string();
    let travelled = |name: &String| TRAVEL.iter().any(|t| t.eq_ignore_ascii_case(name));
    let kept = headers.iter().map(|(n, v)| (if travelled(n) { format!("X-Archive-Orig-{n}") } else { n.clone() }, v.as_str()));
    lines(&format!("HTTP/1.1 {status} {reason}"), kept.chain([("Content-Length".to_owned(), length.as_str())]))
}

fn lines<'h>(first: &str, headers: impl Iterator<Item = (String, &'h str)>) -> String {
    headers.fold(format!("{first}\r\n"), |text, (name, value)| text + &name + ": " + &value.replace(['\r', '\n'], " ") + "\r\n") + "\r\n"
}

/// An address with what may not stand in one escaped, such as a space in a file's name.
fn uri(address: &str) -> String {
    Url::parse(address).map_or_else(|_| address.replace(char::is_whitespace, "%20"), Into::into)
}

/// A UUID of version 8 (RFC 9562) from what is told apart by it.
fn id(kind: &str, parts: &[&str]) -> String {
    let hash = Sha256::digest([&[kind], parts].concat().join("\n"));
    let mut bytes: [u8; 16] = hash[..16].try_into().expect("a SHA-256 has 32 bytes");
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = bytes.iter().fold(String::new(), |mut hex, b| {
        let _ = write!(hex, "{b:02x}");
        hex
    });
    format!("<urn:uuid:{}-{}-{}-{}-{}>", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
