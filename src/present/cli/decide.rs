//! `decide` and `speakers`: what a person sets right by hand.

use super::Exit;
use super::args::{Args, Format, UsageError};
use crate::model::{Decision, Id, Ruling};
use crate::pipeline::{Desk, decide_pass, undo_pass};
use crate::present::deciding::{self, Undecided};
use anyhow::{Context, Result};
use chrono::Utc;
use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Decide {
    #[command(subcommand)]
    what: What,
    /// Who decides
    #[arg(long, global = true, env = "USER", value_name = "NAME")]
    by: Option<String>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Another speaker of a quotation; - is nobody who is known
    Speaker {
        /// Id of the quotation
        quotation: String,
        /// The full name
        name: String,
        /// An organisation, not a person
        #[arg(long)]
        organization: bool,
    },
    /// Another date on which a quotation was said
    Said {
        /// Id of the quotation
        quotation: String,
        /// Such as 2026-02-26
        date: String,
    },
    /// A quotation is none
    Hide {
        /// Id of the quotation
        quotation: String,
    },
    /// A quotation was missed
    Add {
        /// Id of the document
        document: String,
        /// First code point of the words in the text
        start: usize,
        /// First code point after them
        end: usize,
        /// Who said them
        #[arg(long)]
        speaker: Option<String>,
    },
    /// A quotation is as it should be
    Check {
        /// Id of the quotation
        quotation: String,
    },
    /// What is to be known of a quotation, document or speaker
    Note {
        /// Its id
        id: String,
        /// The note
        #[arg(required = true)]
        text: Vec<String>,
    },
    /// A quotation is a promise that was kept or broken
    Promise {
        /// Id of the quotation
        quotation: String,
        /// What became of it
        outcome: Outcome,
        /// Id of the quotation or document that shows it
        shown: String,
    },
    /// A statement holds a quotation's words, whatever was found
    Link {
        /// Id of the quotation
        quotation: String,
        /// Id of the statement
        statement: String,
    },
    /// A statement does not hold them
    Unlink {
        /// Id of the quotation
        quotation: String,
        /// Id of the statement
        statement: String,
    },
    /// A decision no longer holds
    Undo {
        /// Id of the decision
        decision: String,
    },
    /// All decisions, or those about one thing, with those that were undone
    List {
        /// Id of the thing
        id: Option<String>,
    },
    /// Takes over decisions that `decide list --format jsonl` wrote
    Import {
        /// The file
        file: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Outcome {
    Kept,
    Broken,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Speakers {
    #[command(subcommand)]
    what: Option<Who>,
    /// Who decides
    #[arg(long, global = true, env = "USER", value_name = "NAME")]
    by: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Who {
    /// Who is quoted, most quoted first
    List {
        /// Words of the name
        words: Vec<String>,
    },
    /// Two are one
    Merge {
        /// Id of the one that goes
        speaker: String,
        /// Id of the one that stays
        into: String,
    },
    /// In a source or a document, it is someone else of that name
    Split {
        /// Id of the speaker
        speaker: String,
        /// How the other one is called
        name: String,
        /// Name of the source
        #[arg(long, required_unless_present = "document")]
        source: Option<String>,
        /// Id of the document
        #[arg(long)]
        document: Option<String>,
    },
    /// Another name
    Rename {
        /// Id of the speaker
        speaker: String,
        /// The name
        name: String,
    },
    /// A decision no longer holds
    Undo {
        /// Id of the decision
        decision: String,
    },
}

/// `decide`.
pub(super) async fn decide(args: &Args, decide: &Decide) -> Result<Exit> {
    let (subject, ruling) = match &decide.what {
        What::Undo { decision } => return undo(args, decision, decide.by.as_deref()).await,
        What::List { id } => return list(args, id.as_deref()).await,
        What::Import { file } => return import(args, file).await,
        What::Add { document, start, end, speaker } => {
            let desk = Desk::open(args.place.data()).await?;
            (document, deciding::missed(&desk, document, (*start, *end), speaker.clone()).await.map_err(usage)?)
        }
        What::Speaker { quotation, name, organization } => (quotation, deciding::speaker(name, *organization)),
        What::Said { quotation, date } => (quotation, deciding::said(date).map_err(usage)?),
        What::Hide { quotation } => (quotation, Ruling::Hide),
        What::Check { quotation } => (quotation, Ruling::Check),
        What::Note { id, text } => (id, Ruling::Note { text: text.join(" ") }),
        What::Promise { quotation, outcome, shown } => {
            (quotation, Ruling::Promise { kept: *outcome == Outcome::Kept, shown: known(args, shown, &['q', 'd']).await? })
        }
        What::Link { quotation, statement } => (quotation, Ruling::Link { document: known(args, statement, &['d']).await?, holds: true }),
        What::Unlink { quotation, statement } => {
            (quotation, Ruling::Link { document: known(args, statement, &['d']).await?, holds: false })
        }
    };
    note(args, subject, ruling, decide.by.clone()).await
}

/// `speakers`.
pub(super) async fn speakers(args: &Args, speakers: &Speakers) -> Result<Exit> {
    let (subject, ruling) = match &speakers.what {
        None => return who(args, &[]).await,
        Some(Who::List { words }) => return who(args, words).await,
        Some(Who::Undo { decision }) => return undo(args, decision, speakers.by.as_deref()).await,
        Some(Who::Merge { speaker, into }) => {
            (speaker, deciding::merge(&Desk::open(args.place.data()).await?, speaker, into).await.map_err(usage)?)
        }
        Some(Who::Split { speaker, name, source, document }) => {
            let document = match document {
                Some(document) => Some(known(args, document, &['d']).await?),
                None => None,
            };
            (speaker, Ruling::Split { source: source.clone(), document, name: name.clone() })
        }
        Some(Who::Rename { speaker, name }) => (speaker, Ruling::Rename { name: name.clone() }),
    };
    note(args, subject, ruling, speakers.by.clone()).await
}

/// What is wrong is wrong with the command.
fn usage(why: Undecided) -> anyhow::Error {
    match why {
        Undecided::Failed(e) => e.into(),
        why => UsageError(why.to_string()).into(),
    }
}

async fn known(args: &Args, id: &str, letters: &[char]) -> Result<Id> {
    deciding::known(&Desk::open(args.place.data()).await?, id, letters).await.map_err(usage)
}

async fn note(args: &Args, subject: &str, ruling: Ruling, by: Option<String>) -> Result<Exit> {
    let subject = known(args, subject, ruling.subjects()).await?;
    let decision = Decision::new(subject, ruling, Utc::now(), by);
    decide_pass(args.place.data(), std::slice::from_ref(&decision)).await?;
    show(args, &[decision])
}

async fn undo(args: &Args, id: &str, by: Option<&str>) -> Result<Exit> {
    if undo_pass(args.place.data(), id, Utc::now(), by).await?.is_some() {
        return list(args, Some(id)).await;
    }
    tell!("no decision that holds is known by the id {id}");
    Ok(Exit::Nothing)
}

async fn list(args: &Args, id: Option<&str>) -> Result<Exit> {
    let mut decisions = Desk::open(args.place.data()).await?.decisions().await?;
    decisions.retain(|d| id.is_none_or(|id| d.subject.as_str() == id || d.id.as_str() == id));
    show(args, &decisions)
}

async fn import(args: &Args, file: &PathBuf) -> Result<Exit> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let read = |(n, line): (usize, &str)| {
        serde_json::from_str::<Decision>(line).map_err(|e| UsageError(format!("{}:{}: this is no decision: {e}", file.display(), n + 1)))
    };
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let decisions: Vec<Decision> = lines.map(read).collect::<Result<_, UsageError>>()?;
    let new = decide_pass(args.place.data(), &decisions).await?;
    if !args.place.quiet {
        say!("{new} new decisions of {}", decisions.len());
    }
    Ok(Exit::Done)
}

fn show(args: &Args, decisions: &[Decision]) -> Result<Exit> {
    let print: fn(&Decision) -> Result<String> = match args.place.format {
        None | Some(Format::Table) => line,
        Some(Format::Jsonl) => |decision| Ok(serde_json::to_string(decision)?),
        Some(Format::Json) => |decision| Ok(serde_json::to_string_pretty(decision)?),
        Some(_) => return Err(UsageError("decisions are shown as table, json or jsonl".to_owned()).into()),
    };
    if decisions.is_empty() {
        return Ok(Exit::Nothing);
    }
    let lines: Vec<String> = decisions.iter().map(print).collect::<Result<_>>()?;
    match args.place.format {
        Some(Format::Json) => say!("[{}]", lines.join(",\n")),
        _ => say!("{}", lines.join("\n")),
    }
    Ok(Exit::Done)
}

/// A decision for people: when, what, of what, by whom, and whether it still holds.
fn line(decision: &Decision) -> Result<String> {
    let by = decision.by.as_deref().map(|by| format!(" · {by}")).unwrap_or_default();
    let undone = decision.undone.map(|t| format!(" · undone {}", crate::model::when::utc_text(t))).unwrap_or_default();
    let mut value = serde_json::to_value(&decision.ruling)?;
    let fields = value.as_object_mut().context("a ruling is an object")?;
    fields.remove("kind");
    let details: Vec<String> = fields.iter().map(|(key, v)| format!(" {key}: {}", shown(v))).collect();
    let details = details.concat();
    let made = crate::model::when::utc_text(decision.made);
    Ok(format!("{made}  {}  {} {}{details}{by}{undone}", decision.id, decision.ruling.name(), decision.subject))
}

fn shown(value: &Value) -> String {
    let date = value.get("edtf").and_then(Value::as_str);
    date.or(value.as_str()).map_or_else(|| value.to_string(), str::to_owned)
}

async fn who(args: &Args, words: &[String]) -> Result<Exit> {
    let mut speakers = Desk::open(args.place.data()).await?.speakers().await?;
    let wanted: Vec<String> = words.iter().map(|w| w.to_lowercase()).collect();
    speakers.retain(|(_, _, name, _)| wanted.iter().all(|w| name.to_lowercase().contains(w)));
    if matches!(args.place.format, None | Some(Format::Table)) {
        for (id, kind, name, quoted) in &speakers {
            say!("{quoted:>6}  {name} · {kind} · {id}");
        }
    } else {
        let row =
            |(id, kind, name, quoted): &(String, String, String, i64)| json!({ "id": id, "kind": kind, "name": name, "quoted": quoted });
        say!("{}", serde_json::to_string_pretty(&speakers.iter().map(row).collect::<Vec<_>>())?);
    }
    Ok(if speakers.is_empty() { Exit::Nothing } else { Exit::Done })
}
