//! What keeps a data folder well over years: copies of it, and what is taken out of it.

use super::Exit;
use super::args::Args;
use crate::model::{Decision, Id, Ruling};
use crate::pipeline::{Forgotten, TakenDown, back_up, forget_pass, restore_pass};
use anyhow::Result;
use chrono::Utc;
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
        println!("{copied} bodies were copied, and the database as it is now");
    }
    Ok(Exit::Done)
}

/// `restore`: a backup comes back.
pub(super) async fn restore(args: &Args, from: &Folder) -> Result<Exit> {
    let count = restore_pass(args.place.data(), &from.folder).await?;
    if !args.place.quiet {
        println!("{count} documents are back");
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
            eprintln!("no document is known by the id {id}");
            return Ok(Exit::Nothing);
        }
        Forgotten::Before(decision) if !args.place.quiet => println!("{id} was taken down before ({})", decision.id),
        Forgotten::Now(decision, taken) if !args.place.quiet => told(&decision, taken),
        _ => {}
    }
    Ok(Exit::Done)
}

fn told(decision: &Decision, taken: TakenDown) {
    let Ruling::Forget { urls, .. } = &decision.ruling else { return };
    println!("{} was taken down with {} captures; not to be asked for again ({}):", decision.subject, taken.captures, decision.id);
    for url in urls {
        println!("  {url}");
    }
    if taken.shared > 0 {
        println!("{} captures hold a copy of it and stay, since other documents rest on them", taken.shared);
    }
}
