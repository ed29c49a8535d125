//! `token`: who may ask over the network.

use super::Exit;
use super::args::{Args, Format, UsageError};
use crate::model::when::utc_text;
use crate::model::{Grant, Token as Known};
use crate::pipeline::{Desk, prepare};
use crate::present::server::secret;
use anyhow::Result;
use chrono::Utc;
use clap::Subcommand;
use serde_json::json;

#[derive(Debug, clap::Args)]
pub(crate) struct Token {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Makes a token and shows it once
    Add {
        /// Of whoever gets it
        name: String,
        /// read: ask; write: also decide, save and ingest
        #[arg(long, default_value = "read", value_parser = grant)]
        role: Grant,
    },
    /// All tokens by name
    List,
    /// From now on it opens nothing
    Remove {
        /// Its name
        name: String,
    },
}

fn grant(text: &str) -> Result<Grant, String> {
    Grant::named(text).ok_or_else(|| "read or write is expected".to_owned())
}

/// `token`.
pub(super) async fn token(args: &Args, token: &Token) -> Result<Exit> {
    prepare(args.place.data()).await?;
    let desk = Desk::open(args.place.data()).await?;
    match &token.what {
        What::Add { name, role } => add(&desk, name, *role).await,
        What::List => list(&desk, args).await,
        What::Remove { name } if desk.remove_token(name).await? => Ok(Exit::Done),
        What::Remove { name } => {
            tell!("there is no token of {name}");
            Ok(Exit::Nothing)
        }
    }
}

async fn add(desk: &Desk, name: &str, grant: Grant) -> Result<Exit> {
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err(UsageError("a token has a name of one line at least".to_owned()).into());
    }
    let secret = secret::draw();
    if !desk.add_token(name, grant, &secret, Utc::now()).await? {
        return Err(UsageError(format!("there is a token of {name} already; `dateline token remove {name}` removes it")).into());
    }
    tell!("This is the only time it is shown; only its hash is kept:");
    say!("{secret}");
    Ok(Exit::Done)
}

async fn list(desk: &Desk, args: &Args) -> Result<Exit> {
    let tokens = desk.tokens().await?;
    if matches!(args.place.format, None | Some(Format::Table)) {
        for Known { name, grant, made } in &tokens {
            say!("{}  {:<5}  {name}", utc_text(*made), grant.name());
        }
    } else {
        let row = |t: &Known| json!({ "name": t.name, "role": t.grant.name(), "made": utc_text(t.made) });
        say!("{}", serde_json::to_string_pretty(&tokens.iter().map(row).collect::<Vec<_>>())?);
    }
    Ok(if tokens.is_empty() { Exit::Nothing } else { Exit::Done })
}
