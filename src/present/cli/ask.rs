//! Commands that ask: `search`, `quotes`, `timeline`, `export`.

use super::args::{Args, Ask, Export, Format, Page, UsageError};
use super::{Exit, terminal};
use crate::model::Period;
use crate::pipeline::Desk;
use crate::present::export::{self, About, Colophon, Draft, Writer};
use crate::present::periods::Periods;
use crate::present::view::Envelope;
use crate::query::{By, Histogram, Problem, QueryError, Request, View};
use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use std::io::{BufWriter, Read, Stdout, Write};

/// A question that cannot be understood, with a caret under the place.
#[derive(Debug, thiserror::Error)]
#[error("this question cannot be understood: {problem}\n{caret}")]
pub(super) struct NotUnderstood {
    pub(super) problem: Problem,
    pub(super) caret: String,
}

/// Answers on a page, where nothing else is asked for.
const USUAL_LIMIT: usize = 50;
/// Rows of a file that are in memory at once.
const AT_ONCE: usize = 1_000;

/// A question as the command line has it.
pub(super) struct Asking<'a> {
    pub(super) desk: Desk,
    pub(super) text: String,
    view: View,
    page: &'a Page,
    /// Periods by which a table is grouped.
    by: Option<Period>,
    pub(super) now: DateTime<Utc>,
}

/// `search`, `quotes`, `timeline`.
pub(super) async fn ask(args: &Args, ask: &Ask, view: View, by: Option<Period>) -> Result<Exit> {
    let format = args.place.format.unwrap_or(Format::Table);
    if format == Format::Warc {
        return Err(UsageError("a WARC file holds the captures of documents; ask for it with export".to_owned()).into());
    }
    Asking { by, ..Asking::new(args, ask, view).await? }.answer(args, format, Some(USUAL_LIMIT)).await
}

/// `export`: the same answers, all of them, as a file.
pub(super) async fn export(args: &Args, export: &Export) -> Result<Exit> {
    if let Some(file) = &export.batch {
        return super::batch::batch(args, export, file).await;
    }
    let format = args.place.format.unwrap_or(Format::Csv);
    if format == Format::Warc {
        return super::evidence::warc(args, export).await;
    }
    if format == Format::Table {
        return Err(UsageError("a table is for people; export as csv, json, xlsx or another format".to_owned()).into());
    }
    Asking::new(args, &export.ask, export.shape.view()).await?.answer(args, format, None).await
}

impl<'a> Asking<'a> {
    pub(super) async fn new(args: &Args, ask: &'a Ask, view: View) -> Result<Asking<'a>> {
        let text = question(ask)?;
        Ok(Asking { desk: Desk::open_sparing(args.place.data()).await?, text, view, page: &ask.page, by: None, now: Utc::now() })
    }

    /// Writes what is asked for, whole or not at all.
    async fn answer(&self, args: &Args, format: Format, usual: Option<usize>) -> Result<Exit> {
        let limit = self.limit(usual);
        let mut out = Out::open(self.page)?;
        let count = match export::writer(format) {
            Some(mut writer) => tokio::select! {
                done = self.file(&mut out, writer.as_mut(), limit) => done?,
                _ = tokio::signal::ctrl_c() => bail!("stopped; nothing was written"),
            },
            None => self.table(&mut out, args, limit).await?,
        };
        out.finish()?;
        Ok(if count == 0 { Exit::Nothing } else { Exit::Done })
    }

    async fn table(&self, out: &mut Out, args: &Args, limit: Option<usize>) -> Result<usize> {
        let answer = self.rows(limit, self.page.cursor.as_deref()).await?;
        warn(&answer);
        let counts = self.counts().await?;
        let periods = self.by.map(|period| Periods::new(counts.as_ref(), period, self.page.zone));
        terminal::grouped(out, self.view, &answer, periods, args.place.colours() && self.page.out.is_none())?;
        Ok(answer.results.len())
    }

    /// How many events each period has, on this page or not. A timeline of one document is no question, and is not counted.
    async fn counts(&self) -> Result<Option<Histogram>> {
        let Some(period) = self.by else { return Ok(None) };
        let request = Request { text: &self.text, view: self.view, zone: self.page.zone, now: self.now, limit: None, cursor: None };
        let counts = self.desk.histogram(&request, By::Period(period)).await?;
        Ok(Some(counts).filter(|counts| counts.total > 0))
    }

    /// Some rows at a time, so that a long answer needs no more memory than a short one.
    pub(super) async fn file(&self, out: &mut Out, writer: &mut dyn Writer, limit: Option<usize>) -> Result<usize> {
        let colophon = Colophon { question: &self.text, zone: self.page.zone.to_string(), time: self.now };
        let mut left = limit.unwrap_or(usize::MAX);
        let mut answer = self.rows(Some(left.min(AT_ONCE)), self.page.cursor.as_deref()).await?;
        warn(&answer);
        writer.head(out, &About::of(&answer, self.view, &colophon))?;
        loop {
            let about = About::of(&answer, self.view, &colophon);
            for row in &answer.results {
                writer.row(out, &about, row)?;
            }
            left -= answer.results.len();
            match answer.next.clone().filter(|_| left > 0) {
                Some(next) => answer = self.rows(Some(left.min(AT_ONCE)), Some(&next)).await?,
                None => break,
            }
        }
        writer.tail(out, &About::of(&answer, self.view, &colophon))?;
        Ok(limit.unwrap_or(usize::MAX) - left)
    }

    /// How many rows are wanted; none where all are.
    pub(super) fn limit(&self, usual: Option<usize>) -> Option<usize> {
        self.page.limit.map_or(usual, |n| Some(n).filter(|n| *n > 0))
    }

    pub(super) async fn rows(&self, limit: Option<usize>, cursor: Option<&str>) -> Result<Envelope> {
        let request = Request { text: &self.text, view: self.view, zone: self.page.zone, now: self.now, limit, cursor };
        let answer = self.desk.ask(&request).await.map_err(|e| match e {
            QueryError::Problem(problem) => NotUnderstood { caret: problem.caret(&self.text), problem }.into(),
            e => anyhow::Error::new(e),
        })?;
        Ok(answer.into())
    }
}

fn warn(answer: &Envelope) {
    for warning in &answer.warnings {
        tell!("warning: {warning}");
    }
}

fn question(ask: &Ask) -> Result<String> {
    words_of(&ask.query, "the question on standard input")
}

/// Words of the command line, or of standard input where they are `-`.
pub(super) fn words_of(words: &[String], what: &'static str) -> Result<String> {
    if words != ["-"] {
        return Ok(words.join(" "));
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).context(what)?;
    Ok(text.trim().to_owned())
}

/// Where an answer goes.
pub(super) enum Out {
    File(Draft),
    Output(BufWriter<Stdout>),
}

impl Out {
    pub(super) fn open(page: &Page) -> Result<Out> {
        Ok(match &page.out {
            Some(path) => Out::File(Draft::begin(path)?),
            None => Out::Output(BufWriter::new(std::io::stdout())),
        })
    }

    pub(super) fn finish(self) -> Result<()> {
        match self {
            Out::File(draft) => draft.finish(),
            Out::Output(mut out) => Ok(out.flush()?),
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Out::File(draft) => draft.write(bytes),
            Out::Output(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Out::File(draft) => draft.flush(),
            Out::Output(out) => out.flush(),
        }
    }
}
