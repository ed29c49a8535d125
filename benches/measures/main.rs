//! Measures for docs/measures.md: how long the main jobs take, beside programs that do the nearest thing.
//!
//! ```text
//! benches/run                             all of them, with the peers
//! cargo bench --bench measures -- ingest  one of them, with the peers that happen to be there
//! cargo bench --bench measures -- serve   the site alone, for a profiler; with `quiet`, a thousand sources without news
//! ```
//!
//! - `ingest`: feeds and pages from a server on loopback; peer newsboat
//! - `reading`: `inspect` on one core; peer trafilatura
//! - `feeds`: megabytes of feeds a second on one core; peer feed-rs
//! - `hostile`: inputs that bring other readers to their knees; no peer
//! - `links`: copies among real releases, planted quotations, one quotation among a million
//! - `search`: answers at 100,000 documents; peer `SQLite` FTS5
//! - `words`: invented text from a seed; `site`: the server; `process`: a program's time and memory; `table`: what is printed

mod feeds;
mod hostile;
mod ingest;
mod links;
#[path = "../../tests/it/planted.rs"]
mod planted;
mod process;
mod reading;
mod search;
mod site;
mod table;
mod words;

use anyhow::Result;

fn main() -> Result<()> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --all-targets` runs this too, without the flag; there is nothing to test here.
    if !asked.iter().any(|a| a == "--bench") {
        return Ok(());
    }
    let wanted = |name: &str| asked.iter().all(|a| a.starts_with('-')) || asked.iter().any(|a| a == name);
    if asked.iter().any(|a| a == "serve") {
        return ingest::serve(asked.iter().any(|a| a == "quiet"));
    }
    if wanted("ingest") {
        ingest::measure()?;
    }
    if wanted("reading") {
        reading::measure()?;
    }
    if wanted("feeds") {
        feeds::measure()?;
    }
    if wanted("hostile") {
        hostile::measure()?;
    }
    if wanted("links") {
        links::measure()?;
    }
    if wanted("search") {
        search::measure()?;
    }
    Ok(())
}
