//! `inspect`: what is read from pages, texts and feeds, without storing it. The reader is that of `ingest`.

use super::cli::{Args, Exit, Format, Inspect};
use super::marked;
use crate::model::{Article, Entity, Feed, KnownEntity, Mention, OpmlFeed, Quote, SitemapEntry, Zone};
use crate::pipeline::reading::{self, Context, Reading};
use crate::pipeline::{fetch_once, settings_if_there};
use anyhow::Result;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, Read, Write};
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// A line of `--jsonl`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Request {
    id: String,
    path: Option<String>,
    html: Option<String>,
    text: Option<String>,
    feed: Option<String>,
    url: Option<String>,
    title: Option<String>,
    published: Option<String>,
    zone: Option<Zone>,
    fetched_at: Option<DateTime<Utc>>,
}

/// An answer (shared/DESIGN.md §7).
#[derive(Debug, Serialize)]
struct Answer<'r> {
    id: &'r str,
    kind: &'static str,
    error: Option<&'r str>,
    warnings: &'r [String],
    article: Option<&'r Article>,
    quotes: &'r [Quote],
    mentions: &'r [Mention],
    entities: &'r [Entity],
    feed: Option<&'r Feed>,
    sitemap: Option<Entries<'r>>,
    opml: Option<Feeds<'r>>,
}

#[derive(Debug, Serialize)]
struct Entries<'r> {
    entries: &'r [SitemapEntry],
}

#[derive(Debug, Serialize)]
struct Feeds<'r> {
    feeds: &'r [OpmlFeed],
}

/// `inspect PATH…|URL|--jsonl`.
pub(super) async fn run(args: &Args, inspect: &Inspect) -> Result<Exit> {
    let settings = settings_if_there(&args.place.sources)?;
    if inspect.jsonl {
        lines(&settings.entities)?;
        return Ok(Exit::Done);
    }
    let mut failed = false;
    for what in &inspect.what {
        let reading = match what.as_str() {
            "-" => of_stdin(&settings.entities)?,
            url if url.starts_with("http://") || url.starts_with("https://") => {
                let fetched = fetch_once(&settings.fetch, url).await?;
                let context = Context { url: Some(fetched.capture.url()), known: &settings.entities, ..Context::default() };
                reading::read(&fetched.body, fetched.capture.header("content-type"), &context)
            }
            path => of_path(path, &Context { known: &settings.entities, ..Context::default() }),
        };
        failed |= reading.error.is_some();
        print(args, what, &reading)?;
    }
    Ok(if failed { Exit::SomeFailed } else { Exit::Done })
}

fn of_stdin(known: &[KnownEntity]) -> Result<Reading> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    let context = Context { known, ..Context::default() };
    let page = reading::read(&bytes, None, &context);
    Ok(if page.error.is_some() { reading::text_file(&bytes, &context) } else { page })
}

fn of_path(path: &str, context: &Context) -> Reading {
    match std::fs::read(path) {
        Ok(bytes) if Path::new(path).extension().is_some_and(|e| e.eq_ignore_ascii_case("txt")) => reading::text_file(&bytes, context),
        Ok(bytes) => reading::read(&bytes, None, context),
        Err(e) => Reading { error: Some(format!("{path}: {e}")), ..Reading::default() },
    }
}

fn print(args: &Args, what: &str, reading: &Reading) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match args.place.format {
        None | Some(Format::Table) => readable(&mut out, what, reading, args.place.colours()),
        Some(Format::Json) => Ok(writeln!(out, "{}", serde_json::to_string_pretty(&answer(what, reading))?)?),
        Some(_) => Ok(writeln!(out, "{}", serde_json::to_string(&answer(what, reading))?)?),
    }
}

fn answer<'r>(id: &'r str, reading: &'r Reading) -> Answer<'r> {
    Answer {
        id,
        kind: reading.kind.name(),
        error: reading.error.as_deref(),
        warnings: &reading.warnings,
        article: reading.article.as_ref(),
        quotes: &reading.findings.quotes,
        mentions: &reading.findings.mentions,
        entities: &reading.findings.entities,
        feed: reading.feed.as_ref(),
        sitemap: reading.sitemap.as_deref().map(|entries| Entries { entries }),
        opml: reading.opml.as_deref().map(|feeds| Feeds { feeds }),
    }
}

/// For people: headline, dates, the paragraphs that quote; of a feed its entries.
fn readable(out: &mut dyn Write, what: &str, reading: &Reading, color: bool) -> Result<()> {
    writeln!(out, "{what}: {}", reading.error.as_deref().unwrap_or(reading.kind.name()))?;
    for warning in &reading.warnings {
        writeln!(out, "  warning: {warning}")?;
    }
    if let Some(article) = &reading.article {
        let published = article.published.as_ref().map_or("undated", |w| &w.edtf);
        writeln!(out, "  {} · {published} · {}", article.title.as_deref().unwrap_or("(no headline)"), article.authors.join(", "))?;
    }
    if let Some(article) = &reading.article {
        marked::quotations(out, &article.text, &reading.findings.quotes, color)?;
    }
    for entry in reading.feed.iter().flat_map(|f| &f.entries) {
        writeln!(out, "  {}  {}", entry.published.as_ref().map_or("undated", |w| &w.edtf), entry.title.as_deref().unwrap_or_default())?;
    }
    Ok(())
}

/// Lines read, answered on all cores and written before more are read.
const BATCH: usize = 512;
/// Bytes of lines after which no more are read before these are answered.
const BATCH_BYTES: usize = 1 << 20;

/// One request a line in, one answer a line out, in the same order.
fn lines(known: &[KnownEntity]) -> Result<()> {
    let (mut input, mut out) = (std::io::stdin().lock(), std::io::BufWriter::new(std::io::stdout().lock()));
    loop {
        let batch = batch(&mut input)?;
        if batch.is_empty() {
            return Ok(out.flush()?);
        }
        for answer in on_all_cores(&batch, |line| answered(line, known)) {
            writeln!(out, "{answer}")?;
        }
    }
}

fn batch(input: &mut dyn BufRead) -> Result<Vec<Vec<u8>>> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    let mut line = Vec::new();
    while batch.len() < BATCH && bytes < BATCH_BYTES && input.read_until(b'\n', &mut line)? > 0 {
        if !line.trim_ascii().is_empty() {
            bytes += line.len();
            batch.push(line.trim_ascii().to_owned());
        }
        line.clear();
    }
    Ok(batch)
}

/// Answers in the order of the questions.
fn on_all_cores<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(items.len())));
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some((n, item)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|n| Some((n, items.get(n)?))) {
                    let result = work(item);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((n, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(n, _)| *n);
    done.into_iter().map(|(_, result)| result).collect()
}

/// One line's answer; what goes wrong with it is an answer too.
fn answered(line: &[u8], known: &[KnownEntity]) -> String {
    let (id, reading) = match serde_json::from_slice::<Request>(line) {
        Ok(request) => {
            let read = catch_unwind(AssertUnwindSafe(|| of_request(&request, known)));
            (request.id, read.unwrap_or_else(|_| failed("reading it failed; please report this".to_owned())))
        }
        Err(e) => (id_of(line), failed(format!("this is no request: {e}"))),
    };
    serde_json::to_string(&answer(&id, &reading)).expect("answers have string keys and no failing serialisers")
}

impl Request {
    /// It brings what is to be read, and does not only say where it lies.
    pub(super) fn has_content(&self) -> bool {
        self.path.is_none() && (self.html.is_some() || self.text.is_some() || self.feed.is_some())
    }
}

/// One request's answer.
pub(super) fn read(request: &Request, known: &[KnownEntity]) -> serde_json::Value {
    serde_json::to_value(answer(&request.id, &of_request(request, known))).expect("answers have string keys and no failing serialisers")
}

fn failed(why: String) -> Reading {
    Reading { error: Some(why), ..Reading::default() }
}

/// The id of a line that is JSON, but no request.
fn id_of(line: &[u8]) -> String {
    let value: Option<serde_json::Value> = serde_json::from_slice(line).ok();
    value.and_then(|v| Some(v.get("id")?.as_str()?.to_owned())).unwrap_or_default()
}

fn of_request(request: &Request, known: &[KnownEntity]) -> Reading {
    let zone = request.zone.unwrap_or_default();
    let published = request.published.as_deref().and_then(|raw| reading::given_date(raw, zone));
    let context = Context {
        url: request.url.as_deref(),
        title: request.title.as_deref(),
        published: published.as_ref(),
        zone,
        captured: request.fetched_at,
        known,
        ..Context::default()
    };
    let mut reading = match (&request.path, &request.html, &request.text, &request.feed) {
        (Some(path), ..) => of_path(path, &context),
        (_, Some(html), ..) => reading::page(html, &context),
        (_, _, Some(text), _) => reading::text(text, &context),
        (.., Some(feed)) => reading::read(feed.as_bytes(), None, &context),
        _ => failed("a request has one of path, html, text or feed".to_owned()),
    };
    if request.published.is_some() && published.is_none() {
        reading.warnings.push("“published” is no ISO 8601 date and was passed over".to_owned());
    }
    reading
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(line: &str) -> serde_json::Value {
        serde_json::from_str(&answered(line.as_bytes(), &[])).unwrap()
    }

    #[test]
    fn a_bad_request_is_an_answer() {
        assert!(ask("{").get("error").unwrap().as_str().unwrap().starts_with("this is no request"));
        assert_eq!(ask(r#"{"id":"7","text":5}"#)["id"], "7");
        assert_eq!(ask(r#"{"id":"8"}"#)["error"], "a request has one of path, html, text or feed");
        assert!(ask(r#"{"id":"9","path":"nowhere/at-all.html"}"#)["error"].as_str().unwrap().starts_with("nowhere/at-all.html: "));
    }

    #[test]
    fn a_text_stays_as_it_is() {
        let answer =
            ask(r#"{"id":"1","text":" The boats stopped.\n\n\nOn Monday.","published":"2026-03-04T10:00:00Z","zone":"Europe/London"}"#);
        assert_eq!(answer["article"]["text"], " The boats stopped.\n\n\nOn Monday.");
        assert_eq!(answer["article"]["published"]["edtf"], "2026-03-04T10:00:00Z");
        assert_eq!(answer["kind"], "article");
    }

    #[test]
    fn answers_keep_the_order_of_the_questions() {
        let items: Vec<usize> = (0..1000).collect();
        assert_eq!(on_all_cores(&items, |n| n * 2), items.iter().map(|n| n * 2).collect::<Vec<_>>());
    }
}
