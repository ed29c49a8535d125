//! `add`: looks at an address or an OPML file, shows what is there, and writes what is chosen into sources.toml.

use super::Exit;
use super::args::{Add, Args, UsageError};
use crate::model::OpmlFeed;
use crate::model::SourceKind;
use crate::pipeline::reading::{self, Context};
use crate::pipeline::{Addition, Found, added, discover, settings_if_there};
use anyhow::Result;
use std::path::Path;

/// `add URL` or `add FILE.opml`.
pub(super) async fn add(args: &Args, add: &Add) -> Result<Exit> {
    if Path::new(&add.what).is_file() {
        let feeds = reading::read(&std::fs::read(&add.what)?, None, &Context::default()).opml;
        let feeds = feeds.ok_or_else(|| UsageError(format!("{}: this is no OPML file; `add` takes one, or an address", add.what)))?;
        return write(args, &feeds.iter().map(outline).collect::<Vec<_>>());
    }
    let settings = settings_if_there(&args.place.sources)?;
    let found = match discover(&settings.fetch, &add.what).await? {
        Ok(found) => found,
        Err(why) => {
            tell!("{why}");
            return Ok(Exit::Nothing);
        }
    };
    for (n, found) in (1..).zip(&found) {
        show(n, found)?;
    }
    let taken: Vec<Addition> = match (&add.take[..], &found[..]) {
        ([], [only]) => vec![addition(only)],
        ([], _) => {
            say!("nothing is written; choose with --take 1, or --take 1,2");
            return Ok(Exit::Done);
        }
        (chosen, _) => chosen.iter().map(|n| of_number(*n, &found)).collect::<Result<_>>()?,
    };
    write(args, &taken)
}

fn of_number(n: usize, found: &[Found]) -> Result<Addition> {
    let chosen = n.checked_sub(1).and_then(|n| found.get(n));
    Ok(addition(chosen.ok_or_else(|| UsageError(format!("--take {n}: there are {} to choose from", found.len())))?))
}

fn show(n: usize, found: &Found) -> Result<()> {
    let newest = found.newest.as_ref().map(|when| format!(", the newest of {}", when.edtf)).unwrap_or_default();
    let title = found.title.as_ref().map(|title| format!(" · {title}")).unwrap_or_default();
    say!("{n}  {}  {}{title}\n   {} entries{newest}", found.kind.name(), found.url, found.entries);
    for headline in &found.headlines {
        say!("   · {headline}");
    }
    Ok(())
}

fn addition(found: &Found) -> Addition {
    let host = url_host(&found.url);
    let kind = if found.kind == SourceKind::Feed { String::new() } else { format!(" {}", found.kind.name()) };
    Addition { name: format!("{host}{kind}"), kind: found.kind, url: found.url.clone(), publisher: found.title.clone(), tags: Vec::new() }
}

fn url_host(url: &str) -> String {
    let host = url::Url::parse(url).ok().and_then(|u| u.host_str().map(str::to_owned)).unwrap_or_default();
    host.trim_start_matches("www.").to_owned()
}

fn outline(feed: &OpmlFeed) -> Addition {
    let tags = feed.folder.iter().flat_map(|folder| folder.split('/')).map(str::to_owned).collect();
    let name = feed.title.clone().unwrap_or_else(|| url_host(&feed.url));
    Addition { name, kind: SourceKind::Feed, url: feed.url.clone(), publisher: None, tags }
}

fn write(args: &Args, additions: &[Addition]) -> Result<Exit> {
    let names = added(&args.place.sources, additions)?;
    if names.is_empty() {
        say!("nothing is written: all of it is watched already");
    } else if !args.place.quiet {
        say!("added to {}: {}", args.place.sources.display(), names.join(", "));
    }
    Ok(Exit::Done)
}
