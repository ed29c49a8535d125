//! Commands that show one thing.

use super::args::{Args, Format};
use super::{Exit, terminal};
use crate::pipeline::{Desk, Shown, settings};
use crate::present::watched::{row, watched};
use crate::present::{opml, view};
use anyhow::Result;
use serde_json::json;
use std::io::Write;

/// `show ID`.
pub(super) async fn show(args: &Args, id: &str) -> Result<Exit> {
    let desk = Desk::open(args.place.data()).await?;
    let Some(shown) = desk.show(id).await? else {
        tell!("nothing is known by the id {id}");
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
        Shown::Document(document, quotations, coverage) => {
            let mut value = view::document(document);
            value["about"] = json!(document.article.about);
            value["text"] = json!(document.article.text);
            value["parts"] = json!(document.article.parts);
            value["statements"] = view::statements(quotations);
            value["coverage"] = json!(coverage.as_deref().map(view::coverage));
            value["quotations"] = quotations.iter().map(view::quotation).collect();
            value
        }
        Shown::Quotation(quotation) => view::quotation(quotation),
        Shown::Capture(capture) => serde_json::to_value(capture)?,
        Shown::Speaker(s) => {
            let quotations: Vec<_> = s.quotations.iter().map(view::quotation).collect();
            json!({ "kind": s.kind, "name": s.name, "total": s.total, "quotations": quotations })
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
    let desk = Desk::open_if_there(args.place.data()).await?;
    let rows = watched(desk.as_ref(), &args.place.sources).await?;
    let mut out = std::io::stdout().lock();
    if matches!(args.place.format, None | Some(Format::Table)) {
        terminal::sources(&mut out, &rows)?;
    } else {
        writeln!(out, "{}", serde_json::to_string_pretty(&rows.iter().map(row).collect::<Vec<_>>())?)?;
    }
    Ok(Exit::Done)
}
