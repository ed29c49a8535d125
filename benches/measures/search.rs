//! Answers at 100,000 documents, or at as many as `MEASURES_DOCUMENTS` says: whole pages of 50 as a user gets them, through the
//! library and over HTTP, beside `SQLite` FTS5 and raw tantivy with the same rows in the same run.
//!
//! - `documents`: made from the sentences of real releases, shuffled; `kinds`: the questions; `fts`, `raw`: the peers;
//!   `http`: a client of our own server
//!
//! `MEASURES_KEEP` names a folder in which the filled store is kept for the next run. At a million documents the peers are left
//! out: what counts there is that no class of questions is slow.

mod documents;
mod fts;
mod http;
mod kinds;
mod raw;

use crate::process;
use crate::table::{self, quantile};
use anyhow::{Context, Result};
use chrono::Utc;
use dateline::model::{Period, Zone};
use dateline::pipeline::{Desk, catch_up, reindex_pass};
use dateline::query::{By, Request};
use dateline::store::{Became, Store};
use documents::{Filled, Sample, fill};
pub(crate) use documents::{capture, plain};
use kinds::{Asked, KINDS};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const USUAL: usize = 100_000;
/// The peers are asked up to so many documents.
const COMPARED: usize = 100_000;
/// Different questions of each kind; every one is asked once of either program.
const QUESTIONS: usize = 300;
/// Documents that come one after the other, each to be found at once.
const LATE: usize = 20;

/// Prints the tables.
pub(crate) fn measure() -> Result<()> {
    let count = std::env::var("MEASURES_DOCUMENTS").ok().map(|n| n.parse()).transpose()?.unwrap_or(USUAL);
    let temporary = tempfile::tempdir()?;
    let kept = std::env::var_os("MEASURES_KEEP").map(|folder| Path::new(&folder).join(count.to_string()));
    let folder = kept.as_deref().unwrap_or(temporary.path());
    tokio::runtime::Runtime::new()?.block_on(compare(folder, count))
}

async fn compare(folder: &Path, count: usize) -> Result<()> {
    let data = folder.join("data");
    let Filled { samples, bytes } = fill(&data, count).await?;
    let rate = |took: Duration| format!("{:.1} MB/s", bytes as f64 / 1e6 / took.as_secs_f64());
    let columns = ["program", "time", "rate", "computing time", "rate with two cores of its own"];
    table::head(&format!("Index of {count} documents, {} MB of text", bytes / 1_000_000), &columns);
    let row = |name: &str, (took, computed): (Duration, Duration)| {
        table::row(&[name, &table::time(took), &rate(took), &table::time(computed), &rate(computed / 2)]);
    };
    let watch = process::Watch::start();
    reindex_pass(&data).await?;
    row("dateline", watch.took());
    let peers = if count <= COMPARED {
        let (fts, built) = fts::Fts::build(&data, &folder.join("peer.sqlite")).await?;
        row("SQLite FTS5", built);
        let (raw, built) = raw::Raw::build(&data, &folder.join("raw")).await?;
        row("tantivy, words as they stand", built);
        Some((fts, raw))
    } else {
        None
    };
    answers(&data, &samples, peers).await?;
    exported(&data, count, folder)?;
    late(&data, count).await
}

/// All documents as one csv, and all events, of which there are more than three times as many.
fn exported(data: &Path, count: usize, folder: &Path) -> Result<()> {
    table::head(&format!("A csv of {count} documents"), &["rows are", "rows", "size", "time", "computing time", "peak memory"]);
    let out = folder.join("all.csv");
    for shape in ["documents", "events"] {
        let mut command = process::dateline();
        command.arg("--data").arg(data).args(["export", "--as", shape, "--format", "csv", "--out"]).arg(&out);
        let run = process::run(&mut command)?;
        // Cells may have several lines.
        let rows = csv::Reader::from_path(&out)?.byte_records().count();
        let size = format!("{} MB", std::fs::metadata(&out)?.len() >> 20);
        table::row(&[shape.to_owned(), rows.to_string(), size, table::time(run.wall), table::time(run.cpu), run.memory()]);
    }
    Ok(std::fs::remove_file(&out)?)
}

async fn answers(data: &Path, samples: &[Sample], mut peers: Option<(fts::Fts, raw::Raw)>) -> Result<()> {
    let columns = [
        "question",
        "library",
        "p99",
        "over HTTP",
        "p99",
        "FTS5",
        "p99",
        "FTS5 ÷ library",
        "tantivy",
        "library ÷ tantivy",
        "tantivy with snippets",
        "library ÷ that",
    ];
    table::head("Answers: medians of pages of 50", &columns);
    let desk = Desk::open(data).await?;
    let mut http = http::Http::start(data)?;
    for kind in KINDS {
        let mut times: [Vec<Duration>; 5] = Default::default();
        for sample in samples.iter().take(QUESTIONS) {
            let question = (kind.ours)(sample);
            times[0].push(asked(&desk, kind.asked, &question).await?);
            times[1].push(http.asked(kind.asked, &question)?);
            if let Some((fts, raw)) = &mut peers {
                times[2].push(fts.asked(kind.sql, &(kind.theirs)(sample)).await?);
                if let Some(raw_question) = kind.raw {
                    let raw_question = raw_question(sample);
                    // Both have the texts in memory, as whoever asks a second time: who is first takes turns.
                    let order = if times[3].len().is_multiple_of(2) { [3, 4] } else { [4, 3] };
                    for nth in order {
                        times[nth].push(raw.asked(&raw_question, nth == 4)?);
                    }
                }
            }
        }
        row(kind.name, &mut times);
    }
    Ok(())
}

fn row(name: &str, times: &mut [Vec<Duration>; 5]) {
    for times in &mut *times {
        times.sort_unstable();
    }
    let at = |nth: usize, share: f64| (!times[nth].is_empty()).then(|| quantile(&times[nth], share));
    let time = |t: Option<Duration>| t.map_or_else(|| "–".to_owned(), table::time);
    let ratio = |a: Option<Duration>, b: Option<Duration>| a.zip(b).map_or_else(|| "–".to_owned(), |(a, b)| table::ratio(a, b));
    let (ours, fts, raw, marked) = (at(0, 0.5), at(2, 0.5), at(3, 0.5), at(4, 0.5));
    let cells = [time(ours), time(at(0, 0.99)), time(at(1, 0.5)), time(at(1, 0.99)), time(fts), time(at(2, 0.99))];
    let ratios = [ratio(fts, ours), time(raw), ratio(ours, raw), time(marked), ratio(ours, marked)];
    table::row(&[vec![name.to_owned()], cells.to_vec(), ratios.to_vec()].concat());
}

async fn asked(desk: &Desk, asked: Asked, question: &str) -> Result<Duration> {
    let begun = Instant::now();
    let request = |view| Request { text: question, view, zone: Zone::Unknown, now: Utc::now(), limit: Some(50), cursor: None };
    match asked {
        Asked::Page(view) => drop(desk.ask(&request(view)).await?),
        Asked::Months(view) => drop(desk.histogram(&request(view), By::Period(Period::Month)).await?),
    }
    Ok(begun.elapsed())
}

/// From the moment a document is stored to the one in which it is found.
async fn late(data: &Path, count: usize) -> Result<()> {
    let store = Arc::new(Store::open(data).await?);
    let desk = Desk::open(data).await?;
    let mut times = Vec::new();
    let mut texts = documents::Texts::open(7)?;
    let run = store.last_change().await?;
    for nth in 0..LATE {
        let word = format!("zyx{run}w{nth}");
        let draft = documents::draft(&mut texts, count + usize::try_from(run)? + nth, &word);
        store.save_listed("measured", capture(count + nth), vec![(draft.key.clone(), Became::Document(Box::new(draft)))]).await?;
        let begun = Instant::now();
        catch_up(&store).await?;
        let request = Request {
            text: &word,
            view: dateline::query::View::Documents,
            zone: Zone::Unknown,
            now: Utc::now(),
            limit: Some(50),
            cursor: None,
        };
        let total = desk.ask(&request).await?.total;
        times.push(begun.elapsed());
        (total == 1).then_some(()).with_context(|| format!("{word} is found {total} times"))?;
    }
    times.sort_unstable();
    table::head(&format!("A document that comes to {count} others is found"), &["median", "longest"]);
    table::row(&[table::time(quantile(&times, 0.5)), table::time(quantile(&times, 1.0))]);
    Ok(Arc::into_inner(store).expect("nobody else has it").close().await?)
}
