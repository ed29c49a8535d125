//! `/api/v1/export`: all answers as a file, written while it is sent, so that a long one needs no more memory than a short one.

use super::params::Params;
use super::problem::Problem;
use crate::model::Zone;
use crate::pipeline::Desk;
use crate::present::export::{About, Colophon, writer};
use crate::present::format::Format;
use crate::present::view::Envelope;
use crate::present::warc::Archive;
use crate::query::{Request, View};
use anyhow::{Context, Result};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use futures_util::stream;
use std::io::{BufWriter, Write};
use std::sync::{Arc, LazyLock};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};

/// A format as a file of the web.
pub(super) struct Kept {
    format: Format,
    name: &'static str,
    pub(super) media: &'static str,
    ending: &'static str,
}

const fn kept(format: Format, name: &'static str, media: &'static str, ending: &'static str) -> Kept {
    Kept { format, name, media, ending }
}

/// All formats of the command line but the table.
pub(super) const FILES: [Kept; 18] = [
    kept(Format::Csv, "csv", "text/csv; charset=utf-8", "csv"),
    kept(Format::Json, "json", "application/json", "json"),
    kept(Format::Jsonl, "jsonl", "application/jsonl", "jsonl"),
    kept(Format::Xlsx, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    kept(Format::Md, "md", "text/markdown; charset=utf-8", "md"),
    kept(Format::Html, "html", "text/html; charset=utf-8", "html"),
    kept(Format::Ics, "ics", "text/calendar; charset=utf-8", "ics"),
    kept(Format::Atom, "atom", "application/atom+xml; charset=utf-8", "atom"),
    kept(Format::JsonFeed, "json-feed", "application/feed+json", "json"),
    kept(Format::Timelinejs, "timelinejs", "application/json", "json"),
    kept(Format::Timesketch, "timesketch", "text/csv; charset=utf-8", "csv"),
    kept(Format::TimesketchJsonl, "timesketch-jsonl", "application/jsonl", "jsonl"),
    kept(Format::CslJson, "csl-json", "application/vnd.citationstyles.csl+json", "json"),
    kept(Format::Bibtex, "bibtex", "application/x-bibtex; charset=utf-8", "bib"),
    kept(Format::Ris, "ris", "application/x-research-info-systems; charset=utf-8", "ris"),
    kept(Format::Annotation, "annotation", "application/ld+json", "jsonld"),
    kept(Format::SchemaOrg, "schema-org", "application/ld+json", "jsonld"),
    kept(Format::Warc, "warc", "application/warc", "warc"),
];

/// Their names.
pub(super) const NAMES: &[&str] = &{
    let mut names = [""; FILES.len()];
    let mut n = 0;
    while n < names.len() {
        names[n] = FILES[n].name;
        n += 1;
    }
    names
};

/// Rows that are in memory at once.
const AT_ONCE: usize = 1_000;
/// Pieces of a file that were written, and not yet sent.
const AHEAD: usize = 4;
/// Bytes of one.
const PIECE: usize = 64 << 10;

/// Exports that are written at once; more wait.
static ROOM: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(4)));

/// A question whose answers are written.
struct Export {
    desk: Arc<Desk>,
    text: String,
    view: View,
    zone: Zone,
    now: DateTime<Utc>,
    format: Format,
}

pub(super) async fn export(State(desk): State<Arc<Desk>>, params: Params) -> Result<Response, Problem> {
    let file = FILES.iter().find(|file| file.name == params.text("format")).unwrap_or(&FILES[0]);
    let evidence = file.format == Format::Warc;
    if evidence && params.text("as") == "quotations" {
        return Err(Problem::wrong("a WARC file holds the captures of documents; leave out “as”"));
    }
    let view = if evidence { View::Documents } else { View::named(params.text("as")).unwrap_or(View::Events) };
    let export = Export { desk, text: params.text("q").to_owned(), view, zone: params.zone(), now: Utc::now(), format: file.format };
    let first = export.rows(None).await.map_err(|e| Problem::of(&export.text, &e))?;
    let room = ROOM.clone().acquire_owned().await.map_err(anyhow::Error::from)?;
    let (pipe, mut pieces) = mpsc::channel(AHEAD);
    let here = Handle::current();
    tokio::task::spawn_blocking(move || {
        let _room = room;
        let mut out = BufWriter::with_capacity(PIECE, Pipe(pipe.clone()));
        if let Err(e) = export.write(&here, first, &mut out) {
            // Cut short, so that nobody takes the part for the whole.
            let _ = pipe.blocking_send(Err(std::io::Error::other(e.to_string())));
        }
    });
    // Asked again after its end it says so again, as packing does.
    let body = Body::from_stream(stream::poll_fn(move |cx| pieces.poll_recv(cx)));
    let place = format!("attachment; filename=\"dateline.{}\"", file.ending);
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, file.media.to_owned()), (header::CONTENT_DISPOSITION, place)], body).into_response())
}

impl Export {
    async fn rows(&self, cursor: Option<&str>) -> Result<Envelope, crate::query::QueryError> {
        let request = Request { text: &self.text, view: self.view, zone: self.zone, now: self.now, limit: Some(AT_ONCE), cursor };
        Ok(self.desk.ask(&request).await?.into())
    }

    fn write(&self, here: &Handle, first: Envelope, out: &mut dyn Write) -> Result<()> {
        match writer(self.format) {
            Some(writer) => self.write_rows(here, first, out, writer)?,
            None => self.write_evidence(here, first, out)?,
        }
        Ok(out.flush()?)
    }

    fn write_rows(
        &self,
        here: &Handle,
        mut answer: Envelope,
        out: &mut dyn Write,
        mut writer: Box<dyn crate::present::export::Writer>,
    ) -> Result<()> {
        let colophon = Colophon { question: &self.text, zone: self.zone.to_string(), time: self.now };
        writer.head(out, &About::of(&answer, self.view, &colophon))?;
        loop {
            for row in &answer.results {
                writer.row(out, &About::of(&answer, self.view, &colophon), row)?;
            }
            let Some(next) = answer.next.clone() else { break };
            answer = here.block_on(self.rows(Some(&next)))?;
        }
        writer.tail(out, &About::of(&answer, self.view, &colophon))
    }

    fn write_evidence(&self, here: &Handle, mut answer: Envelope, out: &mut dyn Write) -> Result<()> {
        let mut archive = Archive::begin(out, false, &self.text, self.now)?;
        loop {
            let ids: Vec<String> = answer.results.iter().filter_map(|row| row["id"].as_str().map(str::to_owned)).collect();
            for capture in here.block_on(self.desk.captures(&ids))? {
                let body = self.desk.body(&capture.sha256).with_context(|| capture.id.to_string())?;
                archive.capture(&capture, &body)?;
            }
            let Some(next) = answer.next.clone() else { return Ok(()) };
            answer = here.block_on(self.rows(Some(&next)))?;
        }
    }
}

/// Leads to who asked; breaks where they left.
struct Pipe(mpsc::Sender<std::io::Result<Bytes>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes)));
        sent.map(|()| bytes.len()).map_err(|_| std::io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn formats_are_those_of_the_command_line() {
        let mut all: Vec<String> = Format::value_variants()
            .iter()
            .filter_map(|f| Some(f.to_possible_value()?.get_name().to_owned()))
            .filter(|n| n != "table")
            .collect();
        let mut here: Vec<&str> = NAMES.to_vec();
        all.sort_unstable();
        here.sort_unstable();
        assert_eq!(here, all);
    }
}
