//! `ingest` of many feeds, cold and unchanged, beside `newsboat -x reload` on the same server in the same minute; and of
//! articles in full and of a thousand quiet sources, for which there is no peer.

use crate::process::{Run, best, dateline, is_there, run};
use crate::site::{Site, Size};
use crate::table;
use anyhow::Result;
use std::fs;
use std::process::Command;
use tempfile::TempDir;

const FEEDS: Size = Size { feeds: 200, entries: 100, pages: false, hosts: 1 };
const ARTICLES: Size = Size { feeds: 20, entries: 50, pages: true, hosts: 1 };
/// Sources of which none has news.
const QUIET: Size = Size { feeds: 1000, entries: 10, pages: false, hosts: 50 };
const ROUNDS: usize = 3;

/// Prints the tables.
pub(crate) fn measure() -> Result<()> {
    let site = Site::start(FEEDS)?;
    table::head(&title("feeds", FEEDS), &["pass", "program", "time", "CPU time", "peak memory", "ratio of times"]);
    if is_there("newsboat") {
        let (cold, cold_peer) = best(ROUNDS, || Ours::new(&site)?.ingest(), || Newsboat::new(&site)?.reload())?;
        rows("cold", cold, Some(cold_peer));
        let (ours, theirs) = (Ours::new(&site)?, Newsboat::new(&site)?);
        ours.ingest()?;
        theirs.reload()?;
        let (unchanged, unchanged_peer) = best(ROUNDS, || ours.ingest(), || theirs.reload())?;
        rows("unchanged", unchanged, Some(unchanged_peer));
    } else {
        both(&site)?;
    }
    table::head(&title("articles in full", ARTICLES), &["pass", "program", "time", "CPU time", "peak memory", "ratio of times"]);
    both(&Site::start(ARTICLES)?)?;
    quiet(&Site::start(QUIET)?)
}

/// A pass over sources of which none has news, from the start of the program to its end.
fn quiet(site: &Site) -> Result<()> {
    table::head(
        &format!("{} sources without news, on {} hosts", QUIET.feeds, QUIET.hosts),
        &["time", "CPU time", "peak memory", "sources a second"],
    );
    let ours = Ours::new(site)?;
    ours.ingest()?;
    for _ in 0..ROUNDS {
        let run = ours.ingest()?;
        let rate = QUIET.feeds as f64 / run.wall.as_secs_f64();
        table::row(&[&table::time(run.wall), &table::time(run.cpu), &run.memory(), &format!("{rate:.0}")]);
    }
    Ok(())
}

/// Serves the feeds until it is killed, or with `quiet` the sources without news; prints a sources.toml for them.
pub(crate) fn serve(quiet: bool) -> Result<()> {
    println!("{}", Site::start(if quiet { QUIET } else { FEEDS })?.sources_toml());
    loop {
        std::thread::park();
    }
}

fn title(what: &str, size: Size) -> String {
    format!("Ingest of {what}: {} feeds of {} entries", size.feeds, size.entries)
}

/// A cold and an unchanged pass without a peer.
fn both(site: &Site) -> Result<()> {
    let ours = Ours::new(site)?;
    rows("cold", ours.ingest()?, None);
    rows("unchanged", ours.ingest()?, None);
    Ok(())
}

fn rows(pass: &str, ours: Run, theirs: Option<Run>) {
    let ratio = theirs.map_or_else(String::new, |t| table::ratio(ours.wall, t.wall));
    table::row(&[pass, "dateline", &table::time(ours.wall), &table::time(ours.cpu), &ours.memory(), &ratio]);
    if let Some(t) = theirs {
        table::row(&[pass, "newsboat", &table::time(t.wall), &table::time(t.cpu), &t.memory(), ""]);
    }
}

/// A data folder and a configuration of our own.
struct Ours(TempDir);

impl Ours {
    fn new(site: &Site) -> Result<Ours> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("sources.toml"), site.sources_toml())?;
        Ok(Ours(folder))
    }

    fn ingest(&self) -> Result<Run> {
        let path = |name: &str| self.0.path().join(name);
        run(dateline().arg("--quiet").arg("--data").arg(path("data")).arg("--sources").arg(path("sources.toml")).args(["ingest", "--all"]))
    }
}

/// A cache and a configuration of newsboat's own, kept from those of whoever runs this.
struct Newsboat(TempDir);

impl Newsboat {
    fn new(site: &Site) -> Result<Newsboat> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("urls"), site.feeds().fold(String::new(), |all, url| all + &url + "\n"))?;
        // Fetching on as many threads as it likes best here; it keeps every entry, as dateline does.
        fs::write(folder.path().join("config"), "reload-threads 2\nmax-items 0\n")?;
        Ok(Newsboat(folder))
    }

    fn reload(&self) -> Result<Run> {
        let path = |name: &str| self.0.path().join(name);
        let mut command = Command::new("newsboat");
        command.arg("-q").arg("-u").arg(path("urls")).arg("-c").arg(path("cache.db")).arg("-C").arg(path("config"));
        run(command.args(["-x", "reload"]).env("HOME", self.0.path()))
    }
}
