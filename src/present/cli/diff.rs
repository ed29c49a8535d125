//! `diff ID`: what changed between two revisions.

use super::Exit;
use super::args::{Args, Format, UsageError};
use crate::model::when::utc_text;
use crate::pipeline::{Desk, Difference};
use crate::present::view;
use anyhow::Result;
use std::io::Write;

/// Of a document: its last revision against the one before; of a revision: it against the one before.
pub(super) async fn diff(args: &Args, id: &str) -> Result<Exit> {
    let Some(difference) = Desk::open(args.place.data()).await?.diff(id).await? else {
        tell!("nothing was changed that is known by the id {id}: it is unknown, or has one revision");
        return Ok(Exit::Nothing);
    };
    let mut out = std::io::stdout().lock();
    match args.place.format {
        None | Some(Format::Table) => table(&mut out, &difference)?,
        Some(Format::Json) => writeln!(out, "{}", serde_json::to_string_pretty(&view::difference(&difference))?)?,
        Some(Format::Jsonl) => writeln!(out, "{}", view::difference(&difference))?,
        Some(_) => return Err(UsageError("differences are shown as table, json or jsonl".to_owned()).into()),
    }
    Ok(Exit::Done)
}

fn table(out: &mut dyn Write, difference: &Difference) -> Result<()> {
    let (before, after) = &*difference.revisions;
    let title = after.title.as_deref().unwrap_or(difference.document.id.as_str());
    writeln!(out, "{title}")?;
    for (revision, mark) in [(before, "-"), (after, "+")] {
        writeln!(out, "{mark} revision {} · {} · captured {}", revision.ordinal, revision.id, utc_text(revision.fetched))?;
    }
    if before.title != after.title {
        writeln!(out, "\nheadline  [-{}-] {{+{}+}}", before.title.as_deref().unwrap_or_default(), title)?;
    }
    for change in &difference.changes {
        let noise = if change.matters { "" } else { " (noise)" };
        writeln!(out, "\n{}{noise}  {}", change.kind.name(), change.text)?;
    }
    let line = difference.revised.line();
    writeln!(out, "\n{}", if line.is_empty() { "nothing that matters" } else { &line })?;
    Ok(())
}
