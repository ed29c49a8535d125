//! Answers at 100,000 documents: whole pages of 50 as a user gets them, beside `SQLite` FTS5 with the same rows in the same run.

use crate::table::{self, quantile};
use crate::words::Author;
use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use dateline::extract::happenings;
use dateline::model::id::sha256;
use dateline::model::{Basis, Capture, DocumentKind, Draft, Id, Precision, Role, Told, When, Zone};
use dateline::pipeline::{Desk, catch_up, reading, reindex_pass};
use dateline::query::{Request, View};
use dateline::store::{Became, Store};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection, query, raw_sql};
use std::path::Path;
use std::time::{Duration, Instant};

const DOCUMENTS: usize = 100_000;
/// Documents stored at once.
const CHUNK: usize = 500;
/// Different questions of each kind; every one is asked once of either program.
const QUESTIONS: usize = 300;

/// Prints the tables.
pub(crate) fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    tokio::runtime::Runtime::new()?.block_on(compare(folder.path()))
}

async fn compare(folder: &Path) -> Result<()> {
    let data = folder.join("data");
    let (samples, bytes) = fill(&data).await?;
    let begun = Instant::now();
    reindex_pass(&data).await?;
    let ours = begun.elapsed();
    let mut peer = Peer::copy(&data, &folder.join("peer.sqlite")).await?;
    let theirs = peer.build().await?;
    let rate = |took: Duration| format!("{:.1} MB/s", bytes as f64 / 1e6 / took.as_secs_f64());
    table::head(
        &format!("Index of {DOCUMENTS} documents, {} MB of text", bytes / 1_000_000),
        &["program", "time", "rate", "ratio of times"],
    );
    table::row(&["dateline", &table::time(ours), &rate(ours), &table::ratio(ours, theirs)]);
    table::row(&["SQLite FTS5", &table::time(theirs), &rate(theirs), ""]);

    table::head("Answers: a page of 50", &["question", "dateline median", "p99", "FTS5 median", "p99", "ratio of medians", "of p99"]);
    let desk = Desk::open(&data).await?;
    for kind in KINDS {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for sample in samples.iter().take(QUESTIONS) {
            ours.push(asked(&desk, kind.view, &(kind.ours)(sample)).await?);
            theirs.push(peer.asked(kind.sql, &(kind.theirs)(sample)).await?);
        }
        row(kind.name, ours, theirs);
    }
    Ok(())
}

fn row(name: &str, mut ours: Vec<Duration>, mut theirs: Vec<Duration>) {
    ours.sort_unstable();
    theirs.sort_unstable();
    let at = |share| (quantile(&ours, share), quantile(&theirs, share));
    let ((our_median, their_median), (our_worst, their_worst)) = (at(0.5), at(0.99));
    let time = table::time;
    let ratios = (table::ratio(our_median, their_median), table::ratio(our_worst, their_worst));
    table::row(&[name, &time(our_median), &time(our_worst), &time(their_median), &time(their_worst), &ratios.0, &ratios.1]);
}

/// What questions are made of: words that stand in one document.
struct Sample {
    words: [String; 2],
    phrase: String,
    speaker: String,
    day: DateTime<Utc>,
}

/// A kind of question, for either program. Parameters of the SQL: the match, from, to (seconds since 1970).
struct Kind {
    name: &'static str,
    view: View,
    ours: fn(&Sample) -> String,
    theirs: fn(&Sample) -> (String, i64, i64),
    sql: &'static str,
}

const BEST: &str = "select d.n, d.title, d.text from (select rowid, rank from doc_words where doc_words match ?1 order by rank limit 50) w
    join doc d on d.n = w.rowid where ?2 <= ?3 order by w.rank";
const NEWEST: &str = "select d.n, d.title, d.text from doc d where d.n in (
        select w.rowid from doc_words w join doc x on x.n = w.rowid
        where doc_words match ?1 and x.published >= ?2 and x.published < ?3 order by x.published desc limit 50)
    order by d.published desc";
const SAYINGS: &str = "select q.n, q.words, q.speaker, d.title from quote_words w join quote q on q.n = w.rowid join doc d on d.n = q.doc
    where quote_words match ?1 and ?2 <= ?3 order by q.said limit 50";

const ALWAYS: (i64, i64) = (0, i64::MAX);

const KINDS: &[Kind] = &[
    Kind {
        name: "a word, newest first",
        view: View::Documents,
        ours: |s| format!("{} sort:date", s.words[0]),
        theirs: |s| (s.words[0].clone(), ALWAYS.0, ALWAYS.1),
        sql: NEWEST,
    },
    Kind {
        name: "a word, best first",
        view: View::Documents,
        ours: |s| s.words[0].clone(),
        theirs: |s| (s.words[0].clone(), ALWAYS.0, ALWAYS.1),
        sql: BEST,
    },
    Kind {
        name: "a phrase of two words",
        view: View::Documents,
        ours: |s| format!("\"{}\"", s.phrase),
        theirs: |s| (format!("\"{}\"", s.phrase), ALWAYS.0, ALWAYS.1),
        sql: BEST,
    },
    Kind {
        name: "two words with AND",
        view: View::Documents,
        ours: |s| s.words.join(" "),
        theirs: |s| (s.words.join(" AND "), ALWAYS.0, ALWAYS.1),
        sql: BEST,
    },
    Kind {
        name: "a word within 30 days, newest first",
        view: View::Documents,
        ours: |s| format!("{} date:{}..{} sort:date", s.words[0], s.day.format("%F"), (s.day + TimeDelta::days(29)).format("%F")),
        theirs: |s| (s.words[0].clone(), s.day.timestamp(), (s.day + TimeDelta::days(30)).timestamp()),
        sql: NEWEST,
    },
    Kind {
        name: "quotations of a speaker",
        view: View::Quotations,
        ours: |s| format!("speaker:\"{}\"", s.speaker),
        theirs: |s| (format!("speaker:\"{}\"", s.speaker), ALWAYS.0, ALWAYS.1),
        sql: SAYINGS,
    },
];

async fn asked(desk: &Desk, view: View, question: &str) -> Result<Duration> {
    let begun = Instant::now();
    let request = Request { text: question, view, zone: Zone::Unknown, now: Utc::now(), limit: Some(50), cursor: None };
    desk.ask(&request).await?;
    Ok(begun.elapsed())
}

/// Stores invented documents on the way that ingest takes; the samples, and the bytes of text.
async fn fill(data: &Path) -> Result<(Vec<Sample>, usize)> {
    let store = Store::open(data).await?;
    let mut author = Author::new(4);
    let (mut samples, mut bytes) = (Vec::new(), 0);
    for chunk in 0..DOCUMENTS / CHUNK {
        let drafts: Vec<Draft> = (0..CHUNK).map(|n| draft(&mut author, chunk * CHUNK + n)).collect();
        bytes += drafts.iter().map(|d| d.article.text.len()).sum::<usize>();
        let fresh = drafts.iter().filter_map(|draft| sample(draft, &mut author));
        samples.extend(fresh.take(1 + QUESTIONS * CHUNK / DOCUMENTS));
        let drafts: Vec<_> = drafts.into_iter().map(|d| (d.key.clone(), Became::Document(Box::new(d)))).collect();
        store.save_listed("measured", &capture(chunk), &drafts).await?;
    }
    catch_up(&store).await?;
    store.close().await?;
    Ok((samples, bytes))
}

/// A document a few minutes after the one before.
fn draft(author: &mut Author, nth: usize) -> Draft {
    let published = start() + TimeDelta::minutes(20 * i64::try_from(nth).expect("some thousands"));
    let when = When::instant(published, Precision::Minute, Zone::Unknown, Basis::Explicit, "");
    let url = format!("https://measured.example/{nth}");
    let title = author.clause(8);
    let text = author.paragraphs(2).join("\n\n");
    let context =
        reading::Context { url: Some(&url), title: Some(&title), published: Some(&when), language: Some("en"), ..Default::default() };
    let reading = reading::text(&text, &context);
    let article = reading.article.expect("a text is an article");
    let happened = happenings(&article, &reading.findings);
    Draft {
        key: url.clone(),
        aliases: Vec::new(),
        kind: DocumentKind::Article,
        role: Role::Press,
        source: Some("measured".to_owned()),
        tags: Vec::new(),
        told: Told::default(),
        url: Some(url.clone()),
        article,
        findings: reading.findings,
        warnings: Vec::new(),
        happened,
        capture: capture(nth / CHUNK),
    }
}

/// 2021; the last document is of 2024.
fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_610_000_000, 0).expect("in January 2021")
}

/// Of the listing that a chunk of documents comes from.
pub(crate) fn capture(chunk: usize) -> Capture {
    let url = format!("https://measured.example/feed/{chunk}");
    Capture {
        id: Id::of('c', &[&url]),
        source: Some("measured".to_owned()),
        entry: None,
        hops: Vec::new(),
        tls: None,
        chain: vec![url.clone()],
        sha256: sha256(url.as_bytes()),
        asked: url,
        status: 200,
        request: Vec::new(),
        response: Vec::new(),
        address: None,
        fetched: start(),
        length: 0,
    }
}

/// Of a document with a named speaker: some words in a row, and two that stand apart.
fn sample(draft: &Draft, author: &mut Author) -> Option<Sample> {
    let speaker = draft.findings.quotes.iter().find_map(|q| q.speaker_name.clone())?;
    let words = dateline::model::words(&draft.article.text);
    let at = usize::try_from(author.below(u64::try_from(words.len()).ok()? - 12)).ok()?;
    let day = draft.article.published.as_ref()?.start.date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
    Some(Sample { words: [words[at].clone(), words[at + 9].clone()], phrase: words[at..at + 2].join(" "), speaker, day })
}

/// The same rows in tables of their own with FTS5 over them.
struct Peer(SqliteConnection);

impl Peer {
    async fn copy(data: &Path, file: &Path) -> Result<Peer> {
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true).pragma("cache_size", "-65536");
        let mut db = SqliteConnection::connect_with(&options).await?;
        let store = data.join("dateline.sqlite");
        raw_sql(AssertSqlSafe(format!("attach '{}' as store", store.display()))).execute(&mut db).await?;
        raw_sql(COPY).execute(&mut db).await?;
        Ok(Peer(db))
    }

    /// Builds its indexes: words stemmed, accents folded, as ours; but once, where ours has them stemmed and as they stand.
    async fn build(&mut self) -> Result<Duration> {
        let begun = Instant::now();
        for table in ["doc_words", "quote_words"] {
            raw_sql(AssertSqlSafe(format!("insert into {table} ({table}) values ('rebuild')"))).execute(&mut self.0).await?;
        }
        Ok(begun.elapsed())
    }

    async fn asked(&mut self, sql: &'static str, (words, from, to): &(String, i64, i64)) -> Result<Duration> {
        let begun = Instant::now();
        query(sql).bind(words).bind(from).bind(to).fetch_all(&mut self.0).await?;
        Ok(begun.elapsed())
    }
}

const COPY: &str = "
    create table doc (n integer primary key, title text, text text, published integer);
    insert into doc select d.n, r.title, r.body, unixepoch(json_extract(r.published, '$.start'))
        from store.document d join store.revision r on r.n = d.revision;
    create index doc_published on doc (published);
    create table quote (n integer primary key, doc integer, words text, speaker text, said integer);
    insert into quote select q.n, q.document, q.quote -> '$.content' -> 0 ->> 'text', s.name, q.said
        from store.quotation q left join store.speaker s on s.n = q.speaker;
    create virtual table doc_words using fts5 (title, text, content = 'doc', content_rowid = 'n', tokenize = 'porter unicode61');
    create virtual table quote_words using fts5 (words, speaker, content = 'quote', content_rowid = 'n', tokenize = 'porter unicode61');";
