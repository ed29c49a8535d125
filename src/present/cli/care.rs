//! What keeps a data folder well over years: checks, copies of it, and what is taken out of it.

use super::Exit;
use super::args::Args;
use crate::model::{Decision, Id, Ruling};
use crate::pipeline::{Forgotten, TakenDown, back_up, check_pass, evidence_pass, forget_pass, prune_pass, restore_pass, settings};
use anyhow::Result;
use chrono::{DateTime, Utc};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Folder {
    /// Where the copy lies
    pub(crate) folder: PathBuf,
}

/// `backup`: a copy of everything that cannot be made again.
pub(super) async fn backup(args: &Args, to: &Folder) -> Result<Exit> {
    let copied = back_up(args.place.data(), &to.folder).await?;
    if !args.place.quiet {
        say!("{copied} bodies were copied, and the database as it is now");
    }
    Ok(Exit::Done)
}

/// `restore`: a backup comes back.
pub(super) async fn restore(args: &Args, from: &Folder) -> Result<Exit> {
    let count = restore_pass(args.place.data(), &from.folder).await?;
    if !args.place.quiet {
        say!("{count} documents are back");
    }
    Ok(Exit::Done)
}

#[derive(Debug, clap::Args)]
pub(crate) struct Forget {
    /// Id of the document
    id: String,
    /// Why, for the record
    #[arg(long, value_name = "WORDS")]
    why: Option<String>,
    /// Who decides
    #[arg(long, env = "USER", value_name = "NAME")]
    by: Option<String>,
}

/// `forget`: a document is taken down.
pub(super) async fn forget(args: &Args, what: &Forget) -> Result<Exit> {
    let id = Id::known(what.id.clone());
    match forget_pass(args.place.data(), &id, what.why.clone(), Utc::now(), what.by.clone()).await? {
        Forgotten::Unknown => {
            tell!("no document is known by the id {id}");
            return Ok(Exit::Nothing);
        }
        Forgotten::Before(decision) if !args.place.quiet => say!("{id} was taken down before ({})", decision.id),
        Forgotten::Now(decision, taken) if !args.place.quiet => told(&decision, taken)?,
        _ => {}
    }
    Ok(Exit::Done)
}

fn told(decision: &Decision, taken: TakenDown) -> Result<()> {
    let Ruling::Forget { urls, .. } = &decision.ruling else { return Ok(()) };
    let all = counted(taken.captures, "capture");
    say!("{} was taken down with {all}; not to be asked for again ({}):", decision.subject, decision.id);
    for url in urls {
        say!("  {url}");
    }
    if taken.shared > 0 {
        let (holds, it) = if taken.shared == 1 { ("holds a copy of it and stays", "it") } else { ("hold a copy of it and stay", "them") };
        say!("{} {holds}, since other documents rest on {it}", counted(taken.shared, "capture"));
    }
    Ok(())
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[derive(Debug, clap::Args)]
pub(crate) struct Prune {
    /// Remove it; without this it is only said what would go
    #[arg(long)]
    yes: bool,
}

/// `prune`: what is kept beyond what sources.toml says.
pub(super) async fn prune(args: &Args, prune: &Prune) -> Result<Exit> {
    let settings = settings(&args.place.sources)?;
    let all = prune_pass(args.place.data(), &settings.sources, Utc::now(), prune.yes).await?;
    if args.place.quiet {
        return Ok(Exit::Done);
    }
    for going in &all {
        let day = |t: DateTime<Utc>| t.format("%Y-%m-%d");
        let dated = going.dated.map(|(first, last)| format!(" of {} to {}", day(first), day(last))).unwrap_or_default();
        let (documents, captures) = (counted(going.documents.len(), "document"), counted(going.captures.len(), "other capture"));
        say!("{}: {documents}{dated}, {captures}, {} kB", going.source, going.bytes.div_ceil(1000));
    }
    say!(
        "{}",
        match (all.is_empty(), prune.yes) {
            (true, _) => "nothing is kept beyond what sources.toml says (keep, keep_size)",
            (false, true) => "this was removed",
            (false, false) => "this would be removed; --yes removes it",
        }
    );
    Ok(Exit::Done)
}

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// Look at the evidence alone: every capture against its hash, length and id
    #[arg(long)]
    evidence: bool,
}

/// `check`: whether everything stored holds together.
pub(super) async fn check(args: &Args, check: &Check) -> Result<Exit> {
    let (faults, well) = if check.evidence {
        let (seen, faults) = evidence_pass(args.place.data()).await?;
        let (captures, bodies, megabytes) = (seen.captures, seen.bodies, seen.bytes as f64 / 1e6);
        (faults, format!("{captures} captures rest on {bodies} bodies of {megabytes:.1} MB; each is what it was"))
    } else {
        (check_pass(args.place.data()).await?, "everything holds together".to_owned())
    };
    for fault in &faults {
        say!("{}", fault.0);
    }
    if faults.is_empty() && !args.place.quiet {
        say!("{well}");
    }
    Ok(if faults.is_empty() { Exit::Done } else { Exit::CannotGoOn })
}
