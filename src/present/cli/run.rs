//! Commands that change something.

use super::Exit;
use super::args::{Args, Format, Import, Ingest};
use super::progress::{watch, watch_import};
use crate::model::Zone;
use crate::pipeline::{
    Imported, Outcome, Pass, Report, SourceReport, import_pass, known_names, little_room, pass, re_extract_pass, reindex_pass, settings,
    settings_if_there,
};
use crate::present::passed::summary;
use anyhow::Result;
use chrono::Utc;
use serde_json::json;

/// `ingest`: one pass over what is due.
pub(super) async fn ingest(args: &Args, ingest: &Ingest) -> Result<Exit> {
    let settings = settings(&args.place.sources)?;
    known_names(&settings, &ingest.names)?;
    let report = pass(Pass {
        data: args.place.data(),
        settings,
        base: args.place.base(),
        now: Utc::now(),
        all: ingest.all || ingest.force,
        force: ingest.force,
        names: &ingest.names,
        watch: watch(args.place.quiet),
    })
    .await?;
    complain(&report.sources);
    if let Some(warning) = little_room(args.place.data()) {
        tell!("warning: {warning}");
    }
    if args.place.format == Some(Format::Json) {
        say!("{}", summary(&report));
    } else if !args.place.quiet {
        say!("{}", sentence(&report));
    }
    Ok(if report.failed() > 0 { Exit::SomeFailed } else { Exit::Done })
}

fn complain(sources: &[SourceReport]) {
    for source in sources {
        for warning in &source.warnings {
            tell!("warning: {}: {warning}", source.name);
        }
        if let Outcome::Failed(why) = &source.outcome {
            tell!("error: {}: {why}", source.name);
        }
    }
}

/// The pass in a line.
pub(in crate::present) fn sentence(report: &Report) -> String {
    let (new, revised) = report.gained();
    let failed = match report.failed() {
        0 => String::new(),
        n => format!(", {n} failed"),
    };
    format!(
        "{} of {} sources were due{failed}: {new} new documents, {revised} revised",
        report.sources.len(),
        report.sources.len() + report.waiting
    )
}

/// `import`: saved pages and texts.
pub(super) async fn import(args: &Args, import: &Import) -> Result<Exit> {
    let settings = settings_if_there(&args.place.sources)?;
    let as_what = Imported {
        role: import.role,
        publisher: import.publisher.as_deref(),
        speaks_for: import.speaks_for.as_deref(),
        zone: import.zone.unwrap_or(Zone::Unknown),
        known: &settings.entities,
    };
    let report = import_pass(args.place.data(), &import.paths, &as_what, Utc::now(), &watch_import(args.place.quiet)).await?;
    complain(std::slice::from_ref(&report));
    if !args.place.quiet {
        say!("{} new documents, {} revised, {} unchanged", report.new, report.revised, report.unchanged);
    }
    Ok(if report.warnings.is_empty() { Exit::Done } else { Exit::SomeFailed })
}

/// `reindex`: the index anew.
pub(super) async fn reindex(args: &Args) -> Result<Exit> {
    let count = reindex_pass(args.place.data()).await?;
    if !args.place.quiet {
        say!("{count} documents are indexed");
    }
    Ok(Exit::Done)
}

/// `re-extract`: documents by their ids, or all, read again.
pub(super) async fn re_extract(args: &Args, ids: &[String]) -> Result<Exit> {
    let settings = settings_if_there(&args.place.sources)?;
    let report = match re_extract_pass(args.place.data(), &settings, ids).await? {
        Ok(report) => report,
        Err(id) => {
            tell!("no document is known by the id {id}");
            return Ok(Exit::Nothing);
        }
    };
    for why in &report.kept {
        tell!("warning: {why}");
    }
    let (read, changed, kept) = (report.read, report.changed, report.kept.len());
    if args.place.format == Some(Format::Json) {
        say!("{}", json!({ "read": read, "changed": changed, "kept": kept }));
    } else if !args.place.quiet {
        say!("{read} documents were read again: {changed} changed, {kept} stay as they were since they cannot be read any more");
    }
    Ok(if report.kept.is_empty() { Exit::Done } else { Exit::SomeFailed })
}
