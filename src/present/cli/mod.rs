//! The command line: arguments, commands, exit codes.
//!
//! - `args`: what can be written; `run`: commands that change something; `care`: what keeps a data folder well; `ask`:
//!   commands that ask; `show`: commands that show one thing; `verify`, `decide`, `diff`; `histogram`; `alerts`: saved
//!   questions and their news, `mailing`; `batch`: many questions in one file
//! - `terminal`: answers for people; `progress`: what goes on meanwhile

mod add;
mod alerts;
mod args;
mod ask;
mod batch;
mod care;
mod decide;
mod diff;
mod evidence;
mod histogram;
mod mailing;
mod progress;
mod run;
mod show;
mod terminal;
mod token;
mod verify;

use crate::pipeline::{LockError, PipelineError, SettingsError};
use crate::query::QueryError;
use anyhow::Result;
use args::Command;
use clap::Parser;
use std::process::ExitCode;

pub(super) use args::{Args, Demo, Format, Inspect, Listening, Log, Run, UsageError};
pub(super) use run::sentence;
pub(super) use show::value;
pub(super) use terminal::answer;

/// How a command ended (shared/DESIGN.md §5; docs/deploy.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Exit {
    Done = 0,
    Nothing = 1,
    Usage = 2,
    SomeFailed = 3,
    CannotGoOn = 4,
    Locked = 5,
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let args = Args::parse();
    let exit = match run(&args) {
        Ok(exit) => exit,
        Err(e) if is_broken_pipe(&e) => Exit::Done,
        Err(e) => {
            tell!("dateline: {}", words(&e));
            exit_of(&e)
        }
    };
    ExitCode::from(exit as u8)
}

fn run(args: &Args) -> Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let exit = runtime.block_on(command(args));
    // A page that is still being read is nobody's loss any more.
    runtime.shutdown_background();
    exit
}

async fn command(args: &Args) -> Result<Exit> {
    match &args.command {
        Command::Demo(demo) => super::demo::run(args, demo).await,
        Command::Ingest(ingest) => run::ingest(args, ingest).await,
        Command::Import(import) => run::import(args, import).await,
        Command::Inspect(inspect) => super::inspect::run(args, inspect).await,
        Command::Search(ask) | Command::Quotes(ask) => ask::ask(args, ask, args.command.view(), None).await,
        Command::Timeline(timeline) => ask::ask(args, &timeline.ask, args.command.view(), timeline.by).await,
        Command::Export(export) => ask::export(args, export).await,
        Command::Histogram(asked) => histogram::histogram(args, asked).await,
        Command::Save(save) => alerts::save(args, save).await,
        Command::Alerts(asked) => alerts::alerts(args, asked).await,
        Command::Show(show) => show::show(args, &show.id).await,
        Command::Verify(verify) => verify::verify(args, verify).await,
        Command::Diff(show) => diff::diff(args, &show.id).await,
        Command::Decide(decide) => decide::decide(args, decide).await,
        Command::Speakers(speakers) => decide::speakers(args, speakers).await,
        Command::Sources(sources) => show::sources(args, sources.opml).await,
        Command::Add(what) => add::add(args, what).await,
        Command::Run(run) => super::daemon::run(args, run).await,
        Command::Token(asked) => token::token(args, asked).await,
        Command::Serve(serve) => super::server::serve(args, serve).await,
        Command::Check(check) => care::check(args, check).await,
        Command::Reindex => run::reindex(args).await,
        Command::ReExtract(what) => run::re_extract(args, &what.ids).await,
        Command::Forget(what) => care::forget(args, what).await,
        Command::Prune(prune) => care::prune(args, prune).await,
        Command::Backup(to) => care::backup(args, to).await,
        Command::Restore(from) => care::restore(args, from).await,
    }
}

/// The reader of our output went away (`| head`): that is its right.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|e| e.downcast_ref::<std::io::Error>()).any(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}

const FULL: &str = "make room and run it again; what was stored is safe, and the rest will be brought again";
const NOT_OURS: &str = "the user that runs dateline must own the folder; name another one with --data";

/// What the system says of a data folder, and what to do about it.
const WAYS_OUT: &[(&str, &str)] = &[
    ("database or disk is full", FULL),
    // SQLite's words where its shared memory finds no room, and where the disk itself fails.
    ("disk I/O error", FULL),
    ("No space left on device", FULL),
    ("Disk quota exceeded", FULL),
    ("Permission denied", NOT_OURS),
    ("Read-only file system", NOT_OURS),
    ("attempt to write a readonly database", NOT_OURS),
    ("unable to open database file", NOT_OURS),
    ("file is not a database", "move it away, or name another folder with --data"),
    ("database disk image is malformed", "move it away and bring back a copy, or name another folder with --data"),
];

/// An error, its causes and the way out; what one says already the next need not say again.
fn words(error: &anyhow::Error) -> String {
    let said = error.chain().map(ToString::to_string).fold(String::new(), |said, cause| match said.as_str() {
        "" => cause,
        before if before.contains(&cause) => said,
        before => format!("{before}: {cause}"),
    });
    let way_out = WAYS_OUT.iter().find(|(sign, _)| said.contains(sign));
    way_out.map_or(said.clone(), |(_, advice)| format!("{said}; {advice}"))
}

/// Errors become exit codes here and nowhere else.
fn exit_of(error: &anyhow::Error) -> Exit {
    let wrong_usage = error.is::<SettingsError>() || error.is::<args::UsageError>() || error.is::<ask::NotUnderstood>();
    match (error.downcast_ref::<PipelineError>(), error.downcast_ref::<QueryError>()) {
        _ if wrong_usage => Exit::Usage,
        (Some(PipelineError::Lock(LockError::Held(_))), _) => Exit::Locked,
        (Some(PipelineError::File(..)), _) | (_, Some(QueryError::Cursor(_))) => Exit::Usage,
        _ => Exit::CannotGoOn,
    }
}
