//! `SQLite` FTS5: the same rows in tables of their own. Words are stemmed and accents folded as ours are; but once, where ours
//! are there stemmed and as they stand.

use crate::process::Watch;
use anyhow::Result;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection, query, raw_sql};
use std::path::Path;
use std::time::{Duration, Instant};

pub(super) struct Fts(SqliteConnection);

impl Fts {
    pub(super) async fn build(data: &Path, file: &Path) -> Result<(Fts, (Duration, Duration))> {
        if file.exists() {
            std::fs::remove_file(file)?;
        }
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true).pragma("cache_size", "-65536");
        let mut db = SqliteConnection::connect_with(&options).await?;
        let store = data.join("dateline.sqlite");
        raw_sql(AssertSqlSafe(format!("attach '{}' as store", store.display()))).execute(&mut db).await?;
        raw_sql(COPY).execute(&mut db).await?;
        let watch = Watch::start();
        for table in ["doc_words", "quote_words"] {
            raw_sql(AssertSqlSafe(format!("insert into {table} ({table}) values ('rebuild')"))).execute(&mut db).await?;
        }
        Ok((Fts(db), watch.took()))
    }

    pub(super) async fn asked(&mut self, sql: &'static str, (words, from, to): &(String, i64, i64)) -> Result<Duration> {
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
