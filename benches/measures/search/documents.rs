//! Documents made from the sentences of real releases, shuffled: their words, quotations and dates are as they were written, and
//! no two documents are alike. Without the releases (`MEASURES_RELEASES`) the sentences are invented.

use crate::words::Author;
use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use dateline::extract::happenings;
use dateline::model::id::sha256;
use dateline::model::{Article, Basis, Capture, DocumentKind, Draft, Findings, Id, Precision, Role, Told, When, Zone};
use dateline::pipeline::reading;
use dateline::store::{Became, Store};
use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection, query, query_scalar};
use std::path::Path;

/// Documents stored at once.
const CHUNK: usize = 500;
/// Samples for questions, whatever the count of documents.
const SAMPLES: usize = 330;
const PARAGRAPHS: usize = 3;
const SENTENCES: usize = 3;

/// What questions are made of: words that stand in one document.
pub(super) struct Sample {
    pub(super) words: [String; 2],
    pub(super) phrase: String,
    pub(super) speaker: String,
    pub(super) quoted: String,
    pub(super) day: DateTime<Utc>,
}

/// A store with documents.
pub(super) struct Filled {
    pub(super) samples: Vec<Sample>,
    /// Of text.
    pub(super) bytes: usize,
}

/// Writes documents; the same ones from the same seed.
pub(super) struct Texts {
    author: Author,
    sentences: Vec<String>,
}

impl Texts {
    pub(super) fn open(seed: u64) -> Result<Texts> {
        let mut sentences = Vec::new();
        match std::env::var_os("MEASURES_RELEASES") {
            Some(path) => {
                for line in std::fs::read_to_string(Path::new(&path))?.lines() {
                    let release: Value = serde_json::from_str(line)?;
                    sentences.extend(apart(release["text"].as_str().unwrap_or_default()));
                }
            }
            None => eprintln!("no releases: sentences are invented"),
        }
        Ok(Texts { author: Author::new(seed), sentences })
    }

    fn sentence(&mut self) -> String {
        if self.sentences.is_empty() {
            return self.author.paragraphs(1).remove(0);
        }
        let bound = u64::try_from(self.sentences.len()).expect("some millions");
        self.sentences[usize::try_from(self.author.below(bound)).expect("below the length")].clone()
    }

    fn paragraphs(&mut self) -> String {
        let paragraph = |texts: &mut Texts| (0..SENTENCES).map(|_| texts.sentence()).collect::<Vec<_>>().join(" ");
        (0..PARAGRAPHS).map(|_| paragraph(self)).collect::<Vec<_>>().join("\n\n")
    }
}

/// Sentences of a usual length.
fn apart(text: &str) -> impl Iterator<Item = String> {
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '\n' | '\r');
    text.split_inclusive(ends).map(str::trim).filter(|s| (40..400).contains(&s.len()) && s.is_ascii()).map(str::to_owned)
}

/// Stores documents on the way that ingest takes, or finds them there. Links are measured apart.
pub(super) async fn fill(data: &Path, count: usize) -> Result<Filled> {
    let store = Store::open(data).await?;
    let mut texts = Texts::open(4)?;
    let there = store.counts().await?[0];
    let (mut samples, mut bytes) = (Vec::new(), 0);
    for chunk in 0..count / CHUNK {
        // Where the store is filled already only the samples are made anew.
        let first = chunk * CHUNK;
        if there > 0 && samples.len() >= SAMPLES {
            break;
        }
        let drafts: Vec<Draft> = (first..first + CHUNK).map(|n| draft(&mut texts, n, "")).collect();
        bytes += drafts.iter().map(|d| d.article.text.len()).sum::<usize>();
        let most = if there > 0 { SAMPLES } else { 1 + SAMPLES * CHUNK / count };
        samples.extend(drafts.iter().filter_map(|draft| sample(draft, &mut texts.author)).take(most));
        if there == 0 {
            let drafts: Vec<_> = drafts.into_iter().map(|d| (d.key.clone(), Became::Document(Box::new(d)))).collect();
            store.save_listed("measured", capture(chunk), drafts).await?;
        }
    }
    store.close().await?;
    let mut db = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(data.join("dateline.sqlite"))).await?;
    query("insert or replace into position (name, n) select 'linked', max(n) from change").execute(&mut db).await?;
    if there > 0 {
        let stored: i64 = query_scalar("select sum(octet_length(body)) from revision").fetch_one(&mut db).await?;
        bytes = usize::try_from(stored)?;
    }
    db.close().await?;
    Ok(Filled { samples, bytes })
}

/// A document a few minutes after the one before, with a word of its own.
pub(super) fn draft(texts: &mut Texts, nth: usize, word: &str) -> Draft {
    let published = start() + TimeDelta::minutes(20 * i64::try_from(nth).expect("some millions"));
    let when = When::instant(published, Precision::Minute, Zone::Unknown, Basis::Explicit, "");
    let url = format!("https://measured.example/{nth}");
    let title = texts.sentence().split_whitespace().take(9).collect::<Vec<_>>().join(" ");
    let text = format!("{} {word}", texts.paragraphs()).trim().to_owned();
    let context =
        reading::Context { url: Some(&url), title: Some(&title), published: Some(&when), language: Some("en"), ..Default::default() };
    let reading = reading::text(&text, &context);
    let article = reading.article.expect("a text is an article");
    let happened = happenings(&article, &reading.findings);
    Draft { findings: reading.findings, happened, ..plain(url.clone(), article, capture(nth / CHUNK)) }
}

/// An article of the press in which nothing was found.
pub(crate) fn plain(url: String, article: Article, capture: Capture) -> Draft {
    Draft {
        key: url.clone(),
        aliases: Vec::new(),
        kind: DocumentKind::Article,
        role: Role::Press,
        source: Some("measured".to_owned()),
        tags: Vec::new(),
        told: Told::default(),
        url: Some(url),
        article,
        findings: Findings::default(),
        warnings: Vec::new(),
        happened: Vec::new(),
        capture,
    }
}

/// 1985, so that a million documents end in 2023.
fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(475_000_000, 0).expect("in January 1985")
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
        fetched: Utc::now(),
        length: 0,
    }
}

/// Of a document with a named speaker: some words in a row, two that stand apart, one of those quoted.
fn sample(draft: &Draft, author: &mut Author) -> Option<Sample> {
    let quote = draft.findings.quotes.iter().find(|q| q.speaker_name.is_some())?;
    let longer = |words: Vec<String>| words.into_iter().filter(|w| w.len() > 3).max_by_key(String::len);
    let quoted = longer(dateline::model::words(&quote.text()))?;
    let words = dateline::model::words(&draft.article.text);
    let at = usize::try_from(author.below(u64::try_from(words.len()).ok()?.checked_sub(12)?)).ok()?;
    let day = draft.article.published.as_ref()?.start.date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
    Some(Sample {
        words: [words[at].clone(), words[at + 4].clone()],
        phrase: words[at..at + 2].join(" "),
        speaker: quote.speaker_name.clone()?,
        quoted,
        day,
    })
}

/// Headline, text and publication of every document, for the peers.
pub(super) async fn rows(data: &Path) -> Result<Vec<(i64, String, String, i64)>> {
    let mut db = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(data.join("dateline.sqlite"))).await?;
    let sql = "select d.n, r.title, r.body, unixepoch(json_extract(r.published, '$.start'))
        from document d join revision r on r.n = d.revision";
    let rows = sqlx::query_as(sql).fetch_all(&mut db).await.context("the rows of the store")?;
    db.close().await?;
    Ok(rows)
}
