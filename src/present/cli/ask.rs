//! Commands that answer.

use super::args::{Args, Ask, Export, Format, Page, Rows, UsageError};
use super::{Exit, terminal};
use crate::pipeline::{Desk, Shown, next, settings};
use crate::present::export::{self, Colophon, Shape};
use crate::present::opml;
use crate::present::view::{self, Envelope};
use crate::query::{Problem, QueryError, Request, View};
use anyhow::{Context, Result};
use chrono::Utc;
use serde_json::json;
use std::io::{Read, Write};

/// A question that cannot be understood, with a caret under the place.
#[derive(Debug, thiserror::Error)]
#[error("this question cannot be understood: {problem}\n{caret}")]
pub(super) struct NotUnderstood {
    problem: Problem,
    caret: String,
}

/// Answers on a page, where nothing else is asked for.
const USUAL_LIMIT: usize = 50;

/// `search`, `quotes`, `timeline`.
pub(super) async fn ask(args: &Args, ask: &Ask, view: View) -> Result<Exit> {
    let question = question(ask)?;
    let answer = answer(args, &question, &ask.page, view, Some(USUAL_LIMIT)).await?;
    write(args, &ask.page, &question, view, &answer, args.place.format.unwrap_or(Format::Table))
}

/// `export`: the same answers, all of them, as a file.
pub(super) async fn export(args: &Args, export: &Export) -> Result<Exit> {
    let format = args.place.format.unwrap_or(Format::Csv);
    if format == Format::Warc {
        return super::evidence::warc(args, export).await;
    }
    if format == Format::Table {
        return Err(UsageError("a table is for people; export as csv, json, jsonl or md".to_owned()).into());
    }
    let view = match export.shape {
        Rows::Events => View::Events,
        Rows::Quotations => View::Quotations,
        Rows::Documents => View::Documents,
    };
    let question = question(&export.ask)?;
    let answer = answer(args, &question, &export.ask.page, view, None).await?;
    write(args, &export.ask.page, &question, view, &answer, format)
}

pub(super) fn question(ask: &Ask) -> Result<String> {
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

pub(super) async fn answer(args: &Args, question: &str, page: &Page, view: View, usual: Option<usize>) -> Result<Envelope> {
    let desk = Desk::open(args.place.data()).await?;
    let limit = page.limit.map_or(usual, |n| Some(n).filter(|n| *n > 0));
    let request = Request { text: question, view, zone: page.zone, now: Utc::now(), limit, cursor: page.cursor.as_deref() };
    let answer = desk.ask(&request).await.map_err(|e| match e {
        QueryError::Problem(problem) => NotUnderstood { caret: problem.caret(question), problem }.into(),
        e => anyhow::Error::new(e),
    })?;
    Ok(answer.into())
}

fn write(args: &Args, page: &Page, question: &str, view: View, answer: &Envelope, format: Format) -> Result<Exit> {
    for warning in &answer.warnings {
        eprintln!("warning: {warning}");
    }
    let shape = match view {
        View::Documents => Shape::Documents,
        View::Quotations => Shape::Quotations,
        View::Events => Shape::Events,
    };
    let colophon = Colophon { question, zone: page.zone.to_string(), time: Utc::now() };
    let print = |out: &mut dyn Write| match format.file() {
        Some(format) => export::write(out, format, shape, answer, &colophon),
        None => terminal::answer(out, shape, answer, args.place.colours() && page.out.is_none()),
    };
    match &page.out {
        Some(path) => export::whole_file(path, print)?,
        None => print(&mut std::io::stdout().lock())?,
    }
    Ok(if answer.results.is_empty() { Exit::Nothing } else { Exit::Done })
}

/// `show ID`.
pub(super) async fn show(args: &Args, id: &str) -> Result<Exit> {
    let desk = Desk::open(args.place.data()).await?;
    let Some(shown) = desk.show(id).await? else {
        eprintln!("nothing is known by the id {id}");
        return Ok(Exit::Nothing);
    };
    let mut out = std::io::stdout().lock();
    if matches!(args.place.format, None | Some(Format::Table)) {
        terminal::shown(&mut out, &shown, args.place.colours())?;
    } else {
        writeln!(out, "{}", serde_json::to_string_pretty(&value(&shown)?)?)?;
    }
    Ok(Exit::Done)
}

/// What is shown, as an answer of the API.
pub(in crate::present) fn value(shown: &Shown) -> Result<serde_json::Value> {
    Ok(match shown {
        Shown::Document(document, quotations) => {
            let mut value = view::document(document);
            value["about"] = json!(document.article.about);
            value["text"] = json!(document.article.text);
            value["parts"] = json!(document.article.parts);
            value["quotations"] = quotations.iter().map(view::quotation).collect();
            value
        }
        Shown::Quotation(quotation) => view::quotation(quotation),
        Shown::Capture(capture) => serde_json::to_value(capture)?,
        Shown::Speaker(kind, name, quotations) => {
            json!({ "kind": kind, "name": name, "quotations": quotations.iter().map(view::quotation).collect::<Vec<_>>() })
        }
    })
}

/// `sources`: what is watched and how it fares.
pub(super) async fn sources(args: &Args, as_opml: bool) -> Result<Exit> {
    let settings = settings(&args.place.sources)?;
    if as_opml {
        opml::write(&mut std::io::stdout().lock(), &settings.sources)?;
        return Ok(Exit::Done);
    }
    // Before the first ingest there is nothing to know of them yet.
    let desk = Desk::open_if_there(args.place.data()).await?;
    let mut rows = Vec::new();
    for source in &settings.sources {
        let state = match &desk {
            Some(desk) => desk.source_state(source).await?,
            None => crate::model::SourceState::default(),
        };
        rows.push((source, state));
    }
    let mut out = std::io::stdout().lock();
    if matches!(args.place.format, None | Some(Format::Table)) {
        terminal::sources(&mut out, &rows)?;
    } else {
        let value = |(s, state): &(&crate::model::Source, crate::model::SourceState)| {
            let time = |t: Option<chrono::DateTime<Utc>>| t.map(crate::model::when::utc_text);
            json!({ "name": s.name, "kind": s.kind.name(), "role": s.role.name(), "url": s.url, "asked": time(state.asked), "good": time(state.good),
                "failures": state.failures, "reason": state.reason, "not_before": time(state.not_before), "gone": state.gone,
                "next": time(next(s, state).filter(|_| state.asked.is_some())), "moved": state.new_address() })
        };
        writeln!(out, "{}", serde_json::to_string_pretty(&rows.iter().map(value).collect::<Vec<_>>())?)?;
    }
    Ok(Exit::Done)
}
