//! Links: copies among real releases, planted quotations, and one quotation looked up among a million.
//!
//! The releases lie beside the project (`benches/run` unpacks them); without them the first two tables are left out.

use crate::planted::{Library, plant};
use crate::search::{capture, plain};
use crate::table::{self, quantile};
use crate::words::Author;
use anyhow::{Context, Result};
use chrono::DateTime;
use dateline::link::copies::{COPY, Sketch, likeness, shingles};
use dateline::link::{Text, relate};
use dateline::model::{Article, Basis, Draft, Precision, When, Zone};
use dateline::pipeline::link;
use dateline::store::{Became, GramsOf, Store, Worded};
use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection, query};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Planted quotations of each way.
const PLANTED: usize = 2_000;
/// Releases added one after the other to all the others.
const ADDED: usize = 200;
/// Documents stored at once.
const CHUNK: usize = 500;
const WORDINGS: usize = 1_000_000;
const LOOKED_UP: usize = 500;

/// Prints the tables.
pub(crate) fn measure() -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    match (std::env::var_os("MEASURES_RELEASES"), std::env::var_os("MEASURES_PAIRS")) {
        (Some(releases), Some(pairs)) => {
            let releases = read(Path::new(&releases))?;
            let part = std::env::var("MEASURES_PART").unwrap_or_default();
            if part.is_empty() {
                copies(&releases, &expected(Path::new(&pairs))?);
            }
            let folder = tempfile::tempdir()?;
            runtime.block_on(stored(folder.path(), &releases))?;
            if part == "stored" {
                return Ok(());
            }
            planted();
        }
        _ => eprintln!("no releases: copies and planted quotations are not measured"),
    }
    let folder = tempfile::tempdir()?;
    runtime.block_on(among_a_million(folder.path()))
}

/// When something began, by the clock and by what this process had computed: the clock alone counts what else the machine has
/// to do.
struct Begun(Instant, Duration);

impl Begun {
    fn now() -> Result<Begun> {
        Ok(Begun(Instant::now(), computed()?))
    }

    fn took(self, times: &mut Vec<Duration>, computing: &mut Vec<Duration>) -> Result<()> {
        times.push(self.0.elapsed());
        computing.push(computed()?.saturating_sub(self.1));
        Ok(())
    }
}

/// What all threads of this process have computed (proc(5): schedstat).
fn computed() -> Result<Duration> {
    let mut all = 0;
    for task in Path::new("/proc/self/task").read_dir()? {
        let told = std::fs::read_to_string(task?.path().join("schedstat")).unwrap_or_default();
        all += told.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<u64>().ok()).unwrap_or(0);
    }
    Ok(Duration::from_nanos(all))
}

/// Id and text.
type Release = (String, String);

fn read(path: &Path) -> Result<Vec<Release>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let release = |line: &str| {
        let value: Value = serde_json::from_str(line)?;
        Ok((value["id"].as_str().unwrap_or_default().to_owned(), value["text"].as_str().unwrap_or_default().to_owned()))
    };
    text.lines().map(release).collect()
}

/// Pairs with the share of shingles in common, as it was computed without us.
fn expected(path: &Path) -> Result<HashMap<(String, String), f64>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let pair = |line: &str| {
        let mut cells = line.split('\t');
        let mut next = || cells.next().context("a cell is missing");
        let (a, b) = (next()?.to_owned(), next()?.to_owned());
        Ok((if a < b { (a, b) } else { (b, a) }, next()?.parse()?))
    };
    text.lines().skip(1).map(pair).collect()
}

/// In memory, on one core.
fn copies(releases: &[Release], expected: &HashMap<(String, String), f64>) {
    let begun = Instant::now();
    let texts: Vec<Vec<u64>> = releases.iter().map(|(_, text)| shingles(text)).collect();
    let sketches: Vec<Option<Sketch>> = texts.iter().map(|s| Sketch::of(s)).collect();
    let mut bands: HashMap<i64, Vec<usize>> = HashMap::new();
    let mut found: HashSet<(usize, usize)> = HashSet::new();
    let mut compared = HashSet::new();
    for (n, sketch) in sketches.iter().enumerate() {
        for band in sketch.iter().flat_map(Sketch::bands) {
            let others = bands.entry(band).or_default();
            for other in others.iter().filter(|other| compared.insert((**other, n))) {
                let likely = sketch.as_ref().zip(sketches[*other].as_ref()).is_some_and(|(a, b)| a.likely(b));
                if likely && likeness(&texts[n], &texts[*other]) >= COPY {
                    found.insert((*other, n));
                }
            }
            others.push(n);
        }
    }
    let took = begun.elapsed();
    let found: HashSet<(&str, &str)> = found
        .into_iter()
        .map(|(a, b)| (releases[a].0.as_str(), releases[b].0.as_str()))
        .map(|(a, b)| if a < b { (a, b) } else { (b, a) })
        .collect();
    let recall = |least: f64| {
        let wanted: Vec<_> = expected.iter().filter(|(_, share)| **share >= least).map(|((a, b), _)| (a.as_str(), b.as_str())).collect();
        wanted.iter().filter(|pair| found.contains(*pair)).count() as f64 / wanted.len() as f64
    };
    // The list has not all pairs that there are, so what was found is held against the words themselves.
    let texts: HashMap<&str, HashSet<String>> = releases.iter().map(|(id, text)| (id.as_str(), fives(text))).collect();
    let right = |(a, b): &&(&str, &str)| {
        let both = texts[a].intersection(&texts[b]).count();
        both as f64 / (texts[a].len() + texts[b].len() - both) as f64 >= COPY
    };
    let precision = found.iter().filter(right).count() as f64 / found.len() as f64;
    table::head(&format!("Copies among {} releases, in memory on one core", releases.len()), &["figure", "value"]);
    table::row(&["recall of pairs ≥ .8".to_owned(), format!("{:.4}", recall(0.8))]);
    table::row(&["recall of pairs ≥ .5".to_owned(), format!("{:.4}", recall(0.5))]);
    table::row(&["pairs found".to_owned(), found.len().to_string()]);
    table::row(&["precision of pairs found".to_owned(), format!("{precision:.4}")]);
    table::row(&["time".to_owned(), table::time(took)]);
}

/// Every five words in a row, as the list of pairs was made: runs of ASCII letters and digits in lower case.
fn fives(text: &str) -> HashSet<String> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.windows(5).map(|w| w.join(" ")).collect()
}

/// On the way that documents take, all at once and then one after the other.
async fn stored(folder: &Path, releases: &[Release]) -> Result<()> {
    let store = Arc::new(Store::open(folder).await?);
    let (all, last) = releases.split_at(releases.len() - ADDED);
    for (n, chunk) in all.chunks(CHUNK).enumerate() {
        save(&store, chunk, n).await?;
    }
    let begun = Instant::now();
    link(&store, |_| ()).await?;
    let whole = begun.elapsed();
    let (mut times, mut computing) = (Vec::new(), Vec::new());
    for (n, release) in last.iter().enumerate() {
        save(&store, std::slice::from_ref(release), all.len() + n).await?;
        let begun = Begun::now()?;
        link(&store, |_| ()).await?;
        begun.took(&mut times, &mut computing)?;
    }
    times.sort_unstable();
    computing.sort_unstable();
    table::head(&format!("Linking of {} releases in the store (copies; they quote nothing)", all.len()), &["what", "time"]);
    table::row(&["all of them".to_owned(), table::time(whole)]);
    table::row(&["one more, median".to_owned(), table::time(quantile(&times, 0.5))]);
    table::row(&["one more, p99".to_owned(), table::time(quantile(&times, 0.99))]);
    table::row(&["one more, computing time, median".to_owned(), table::time(quantile(&computing, 0.5))]);
    table::row(&["one more, computing time, p99".to_owned(), table::time(quantile(&computing, 0.99))]);
    Ok(Arc::into_inner(store).expect("nobody else has it").close().await?)
}

async fn save(store: &Store, releases: &[Release], nth: usize) -> Result<()> {
    let drafts: Vec<_> = releases.iter().map(|release| (release.0.clone(), Became::Document(Box::new(draft(release))))).collect();
    store.save_listed("measured", capture(nth), drafts).await?;
    Ok(())
}

fn draft((id, text): &Release) -> Draft {
    let url = format!("https://measured.example/{id}");
    let published = When::instant(DateTime::default(), Precision::Minute, Zone::Unknown, Basis::Explicit, "");
    plain(url, Article { text: text.clone(), published: Some(published), ..Article::default() }, capture(0))
}

fn planted() {
    let Some(library) = Library::open(12_000) else { return };
    let title = format!("Planted quotations, {PLANTED} of each way, among {} releases", library.texts.len());
    table::head(&title, &["way", "planted", "right kind", "called verbatim", "false links"]);
    for (name, outcome) in plant(&library, PLANTED) {
        let share = |n: usize| format!("{:.4}", n as f64 / outcome.planted as f64);
        let (right, verbatim) = (share(outcome.right), share(outcome.verbatim));
        table::row(&[name, &outcome.planted.to_string(), &right, &verbatim, &share(outcome.false_links)]);
        if std::env::var_os("MEASURES_MISSES").is_some() {
            outcome.wrong.iter().for_each(|wrong| eprintln!("{name}: {wrong}"));
        }
    }
}

/// Invented wordings, their grams inserted in the order of the table; then some are looked up, whole and in part.
async fn among_a_million(folder: &Path) -> Result<()> {
    let store = Arc::new(Store::open(folder).await?);
    let mut author = Author::new(11);
    let mut asked = Vec::new();
    let mut grams: Vec<(i64, i64)> = Vec::new();
    for chunk in 0..WORDINGS / CHUNK {
        let worded: Vec<Worded> = (0..CHUNK).map(|n| worded(&mut author, chunk * CHUNK + n)).collect();
        asked.extend(worded.iter().step_by(CHUNK * LOOKED_UP / WORDINGS.min(CHUNK * LOOKED_UP)).take(1).map(|w| w.text.clone()));
        for (n, w) in worded.iter().enumerate() {
            let row = i64::try_from(chunk * CHUNK + n + 1)?;
            grams.extend(Text::new(&w.text).grams().into_iter().map(|gram| (gram, row)));
        }
        store.write_wordings(&worded).await?;
    }
    grams.sort_unstable();
    insert(&folder.join("dateline.sqlite"), &grams).await?;
    let (mut times, mut computing) = (Vec::new(), Vec::new());
    for text in asked.iter().take(LOOKED_UP) {
        let begun = Begun::now()?;
        looked_up(&store, text).await?;
        begun.took(&mut times, &mut computing)?;
    }
    times.sort_unstable();
    computing.sort_unstable();
    table::head(&format!("One quotation among {WORDINGS}, {} grams", grams.len()), &["what", "time"]);
    table::row(&["found and compared, median".to_owned(), table::time(quantile(&times, 0.5))]);
    table::row(&["found and compared, p99".to_owned(), table::time(quantile(&times, 0.99))]);
    table::row(&["computing time, median".to_owned(), table::time(quantile(&computing, 0.5))]);
    table::row(&["computing time, p99".to_owned(), table::time(quantile(&computing, 0.99))]);
    Ok(Arc::into_inner(store).expect("nobody else has it").close().await?)
}

fn worded(author: &mut Author, nth: usize) -> Worded {
    let text = author.clause(14);
    // Rows of quotations that are not there: only the wordings count here.
    Worded { quotation: -1 - i64::try_from(nth).expect("a million"), id: format!("u{nth}"), grams: Vec::new(), text }
}

async fn insert(file: &Path, grams: &[(i64, i64)]) -> Result<()> {
    let mut db = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(file).pragma("cache_size", "-65536")).await?;
    for chunk in grams.chunks(200_000) {
        let rows = serde_json::to_string(chunk)?;
        let sql = "insert or ignore into gram (hash, of, n) select value ->> 0, 'q', value ->> 1 from json_each(?)";
        query(sql).bind(rows).execute(&mut db).await?;
    }
    Ok(db.close().await?)
}

async fn looked_up(store: &Store, text: &str) -> Result<()> {
    let quoted = Text::new(text);
    let found = store.sharing(GramsOf::Wordings, &[(0, quoted.grams())], 16).await?;
    let wordings = store.wordings(&found.into_iter().map(|(_, n)| n).collect::<Vec<_>>()).await?;
    let related = wordings.iter().filter(|w| relate(&quoted, &Text::new(&w.text)).is_some()).count();
    anyhow::ensure!(related > 0, "{text} is not found");
    Ok(())
}
