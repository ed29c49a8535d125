//! A draft becomes a document, a revision, quotations and dated sentences, in one transaction.

use super::{Store, StoreError, json};
use crate::model::quote::speaker_id;
use crate::model::{Basis, Capture, Draft, Entity, Happening, Id, Precision, Quote, Saved, When, Zone, words};
use sqlx::{Connection, SqliteConnection, query, query_as, query_scalar};
use std::collections::HashMap;

/// Raised when the readers change so that old captures are worth another reading.
pub(super) const QUOTES_A_DOCUMENT: usize = 5_000;

/// What an entry of a listing became.
#[derive(Debug, Clone, PartialEq)]
pub enum Became {
    /// A document to be stored.
    Document(Box<Draft>),
    /// The document that is stored already under this URL.
    Known(String),
    /// None: there is neither headline nor text.
    Nothing,
}

impl Became {
    fn key(&self) -> Option<&str> {
        match self {
            Became::Document(draft) => Some(&draft.key),
            Became::Known(url) => Some(url),
            Became::Nothing => None,
        }
    }
}

impl Store {
    /// Stores a draft with its capture. The body must have been kept before.
    ///
    /// Idempotent: the same text under the same key adds nothing but the capture.
    /// One that was taken down is not stored.
    pub async fn save(&self, draft: &Draft) -> Result<Saved, StoreError> {
        let urls: Vec<&str> = urls(draft).into_iter().map(String::as_str).collect();
        if self.is_forgotten(&urls).await? {
            self.forget_again(&urls, &draft.capture.sha256).await?;
            return Ok(Saved::Same);
        }
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        let capture = write_capture(&mut tx, &draft.capture).await.map_err(failed)?;
        let saved = write(&mut tx, capture, draft).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        Ok(saved)
    }

    /// Stores what the entries of a source's listing became, by their ids, all together. The evidence of all of them is
    /// the capture of the listing.
    pub async fn save_listed(&self, source: &str, capture: &Capture, entries: &[(String, Became)]) -> Result<Vec<Saved>, StoreError> {
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        let capture = write_capture(&mut tx, capture).await.map_err(failed)?;
        let mut saved = Vec::with_capacity(entries.len());
        for (_, became) in entries {
            if let Became::Document(draft) = became {
                saved.push(write(&mut tx, capture, draft).await.map_err(failed)?);
            }
        }
        write_outcomes(&mut tx, source, entries).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        Ok(saved)
    }

    /// Stores a capture that made no document (a feed, an error page).
    pub async fn save_capture(&self, capture: &Capture) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        write_capture(&mut writer, capture).await.map(drop).map_err(self.failed())
    }
}

async fn write(db: &mut SqliteConnection, capture: i64, draft: &Draft) -> Result<Saved, sqlx::Error> {
    let (document, before) = match known(db, draft).await? {
        Some(known) => {
            let before = last_revision(db, known.0).await?;
            (known, before)
        }
        None => (write_document(db, draft).await?, None),
    };
    revise(db, &document, before.as_ref(), capture, draft).await
}

/// What a draft makes of a document and the revision before.
pub(super) async fn revise(
    db: &mut SqliteConnection,
    (document, id): &(i64, Id),
    before: Option<&Before>,
    capture: i64,
    draft: &Draft,
) -> Result<Saved, sqlx::Error> {
    let document = *document;
    write_aliases(db, document, draft).await?;
    if before.is_some_and(|b| b.same(draft)) {
        return Ok(Saved::Same);
    }
    let revision = write_revision(db, document, id, capture, draft, before).await?;
    if before.is_some() {
        clear(db, document, revision).await?;
    }
    write_quotations(db, document, id, revision, draft).await?;
    write_names(db, document, draft).await?;
    write_happenings(db, document, id, &draft.happened).await?;
    Ok(if before.is_some() { Saved::Revised } else { Saved::New })
}

/// Entries remember the documents that they became, or count that they became none.
async fn write_outcomes(db: &mut SqliteConnection, source: &str, entries: &[(String, Became)]) -> Result<(), sqlx::Error> {
    let rows: Vec<_> = entries.iter().map(|(entry, became)| (entry, became.key())).collect();
    let sql = "update entry set attempts = attempts + (j.value ->> 1 is null),
            document = (select document from alias where url = j.value ->> 1)
        from json_each(?2) j where entry.source = ?1 and entry.id = j.value ->> 0";
    query(sql).bind(source).bind(json(&rows)).execute(db).await.map(drop)
}

/// What the last revision had is told anew by the next. Quotations stay, as gone, until it turns out that they are not.
async fn clear(db: &mut SqliteConnection, document: i64, revision: i64) -> Result<(), sqlx::Error> {
    query("update quotation set gone = ? where document = ? and gone is null").bind(revision).bind(document).execute(&mut *db).await?;
    query("delete from name where document = ?").bind(document).execute(&mut *db).await?;
    query("delete from happening where document = ?").bind(document).execute(db).await.map(drop)
}

pub(super) async fn write_capture(db: &mut SqliteConnection, c: &Capture) -> Result<i64, sqlx::Error> {
    // The update changes nothing; it makes the row that is there come back as a new one would.
    query_scalar(
        "insert into capture (id, source, entry, asked, chain, hops, status, request, response, address, tls, fetched, sha256, length)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set id = excluded.id returning n",
    )
    .bind(c.id.as_str())
    .bind(&c.source)
    .bind(&c.entry)
    .bind(&c.asked)
    .bind(json(&c.chain))
    .bind(json(&c.hops))
    .bind(c.status)
    .bind(json(&c.request))
    .bind(json(&c.response))
    .bind(&c.address)
    .bind(c.tls.as_ref().map(json))
    .bind(c.fetched.timestamp())
    .bind(&c.sha256)
    .bind(i64::try_from(c.length).unwrap_or(i64::MAX))
    .fetch_one(db)
    .await
}

/// The document that the key or one of the aliases leads to.
pub(super) async fn known(db: &mut SqliteConnection, draft: &Draft) -> Result<Option<(i64, Id)>, sqlx::Error> {
    let sql =
        "select d.n, d.id from json_each(?) j join alias a on a.url = j.value join document d on d.n = a.document order by j.key limit 1";
    let row: Option<(i64, String)> = query_as(sql).bind(json(&urls(draft))).fetch_optional(db).await?;
    Ok(row.map(|(n, id)| (n, Id::known(id))))
}

async fn write_document(db: &mut SqliteConnection, draft: &Draft) -> Result<(i64, Id), sqlx::Error> {
    let id = Id::of('d', &[&draft.key]);
    let n = query_scalar("insert into document (id, kind, role, source, tags, url, told) values (?, ?, ?, ?, ?, ?, ?) returning n")
        .bind(id.as_str())
        .bind(draft.kind.name())
        .bind(draft.role.name())
        .bind(&draft.source)
        .bind(json(&draft.tags))
        .bind(&draft.url)
        .bind(json(&draft.told))
        .fetch_one(db)
        .await?;
    Ok((n, id))
}

/// All that it is known by, the key first.
fn urls(draft: &Draft) -> Vec<&String> {
    std::iter::once(&draft.key).chain(&draft.aliases).collect()
}

async fn write_aliases(db: &mut SqliteConnection, document: i64, draft: &Draft) -> Result<(), sqlx::Error> {
    query("insert into alias (url, document) select value, ? from json_each(?) where true on conflict (url) do nothing")
        .bind(document)
        .bind(json(&urls(draft)))
        .execute(db)
        .await
        .map(drop)
}

/// What of the last revision tells whether a draft is a new one.
pub(super) struct Before {
    ordinal: i64,
    title: Option<String>,
    modified: Option<String>,
    body: String,
}

impl Before {
    fn same(&self, draft: &Draft) -> bool {
        self.title == draft.article.title && self.body == draft.article.text
    }
}

pub(super) async fn last_revision(db: &mut SqliteConnection, document: i64) -> Result<Option<Before>, sqlx::Error> {
    let row: Option<(i64, Option<String>, Option<String>, String)> =
        query_as("select ordinal, title, modified, body from revision where document = ? order by ordinal desc limit 1")
            .bind(document)
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(ordinal, title, modified, body)| Before { ordinal, title, modified, body }))
}

async fn write_revision(
    db: &mut SqliteConnection,
    document: i64,
    id: &Id,
    capture: i64,
    draft: &Draft,
    before: Option<&Before>,
) -> Result<i64, sqlx::Error> {
    let a = &draft.article;
    let ordinal = before.map_or(1, |b| b.ordinal + 1);
    let own = Id::of('r', &[id.as_str(), &ordinal.to_string(), a.title.as_deref().unwrap_or_default(), &a.text]);
    query_scalar(
        "insert into revision (id, document, ordinal, capture, changed, title, canonical, authors, publisher, language, published, modified, about, words, body, parts)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning n",
    )
    .bind(own.as_str())
    .bind(document)
    .bind(ordinal)
    .bind(capture)
    .bind(before.map(|b| json(&changed(draft, b))))
    .bind(&a.title)
    .bind(&a.canonical)
    .bind(json(&a.authors))
    .bind(&a.publisher)
    .bind(&a.language)
    .bind(a.published.as_ref().map(json))
    .bind(a.modified.as_ref().map(json))
    .bind(json(&a.about))
    .bind(i64::try_from(words(&a.text).len()).unwrap_or(i64::MAX))
    .bind(&a.text)
    .bind(json(&a.parts))
    .fetch_one(db)
    .await
}

/// When a revision was made: the date the page states for it, where that is a new one, else the capture that saw it first.
fn changed(draft: &Draft, before: &Before) -> When {
    let stated = draft.article.modified.as_ref().filter(|m| before.modified.as_ref() != Some(&json(m)));
    stated.cloned().unwrap_or_else(|| {
        When::instant(draft.capture.fetched, Precision::Second, Zone::Unknown, Basis::Assumed, "first seen by this capture")
    })
}

/// Quotations keep their ids through revisions: the document, the words, and which of equal ones it is.
async fn write_quotations(db: &mut SqliteConnection, document: i64, id: &Id, revision: i64, draft: &Draft) -> Result<(), sqlx::Error> {
    let quotes = &draft.findings.quotes[..draft.findings.quotes.len().min(QUOTES_A_DOCUMENT)];
    write_speakers(db, quotes).await?;
    let mut seen: HashMap<String, u32> = HashMap::new();
    let row = |quote: &Quote| {
        let said = words(&quote.text()).join(" ");
        let nth = seen.entry(said.clone()).and_modify(|n| *n += 1).or_insert(1);
        let (own, utterance) = (Id::of('q', &[id.as_str(), &said, &nth.to_string()]), Id::of('u', &[&said]));
        let start = quote.content.first().map_or(0, |p| p.start);
        let at = quote.said.as_ref().map(|w| w.start.timestamp());
        let speaker = speaker(quote).map(|(id, ..)| id);
        (own, start, quote.kind.name(), json(quote), speaker, context(&draft.article.text, quote), utterance, at)
    };
    let rows: Vec<_> = quotes.iter().map(row).collect();
    insert(db, QUOTATIONS, &[document, revision], &rows).await
}

const QUOTATIONS: &str = "insert into quotation (id, document, revision, start, kind, quote, speaker, context, utterance, said, appeared)
    select value ->> 0, ?2, ?3, value ->> 1, value ->> 2, value ->> 3, (select n from speaker where id = value ->> 4), value ->> 5,
        value ->> 6, value ->> 7, ?3
    from json_each(?1) where true
    on conflict (id) do update set revision = excluded.revision, gone = null, start = excluded.start, kind = excluded.kind,
        quote = excluded.quote, speaker = excluded.speaker, context = excluded.context, said = excluded.said, added = 0";

fn speaker(quote: &Quote) -> Option<(Id, &'static str, &str)> {
    quote.speaker().map(|(of, name)| (speaker_id(of, name), of.name(), name))
}

async fn write_speakers(db: &mut SqliteConnection, quotes: &[Quote]) -> Result<(), sqlx::Error> {
    let rows: Vec<_> = quotes.iter().filter_map(speaker).collect();
    let sql = "insert into speaker (id, kind, name) select value ->> 0, value ->> 1, value ->> 2 from json_each(?) where true
        on conflict (id) do nothing";
    insert(db, sql, &[], &rows).await
}

async fn write_names(db: &mut SqliteConnection, document: i64, draft: &Draft) -> Result<(), sqlx::Error> {
    let row = |e: &Entity| (json(&e.kind), e.name.clone(), json(&e.aliases), e.role.clone(), e.organization.clone(), json(&e.mentions));
    let rows: Vec<_> = draft.findings.entities.iter().map(row).collect();
    let sql = "insert into name (document, ordinal, kind, name, aliases, role, organization, mentions)
        select ?2, key, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 from json_each(?1)";
    insert(db, sql, &[document], &rows).await
}

async fn write_happenings(db: &mut SqliteConnection, document: i64, id: &Id, happened: &[Happening]) -> Result<(), sqlx::Error> {
    let own = |h: &Happening| Id::of('e', &["happened", id.as_str(), &h.when.edtf, &h.text]);
    let rows: Vec<_> = happened.iter().map(|h| (own(h), h.start, json(h))).collect();
    let sql = "insert into happening (id, document, start, sentence) select value ->> 0, ?2, value ->> 1, value ->> 2
        from json_each(?1) where true on conflict (id) do nothing";
    insert(db, sql, &[document], &rows).await
}

/// Many rows in one statement: each statement is a journey to the database's thread and back. `?1` is the rows as JSON.
async fn insert<R: serde::Serialize>(db: &mut SqliteConnection, sql: &'static str, shared: &[i64], rows: &[R]) -> Result<(), sqlx::Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let statement = query(sql).bind(json(&rows));
    shared.iter().fold(statement, |statement, n| statement.bind(*n)).execute(db).await.map(drop)
}

/// The paragraphs that a quotation stands in.
pub(super) fn context(text: &str, quote: &Quote) -> String {
    let (Some(first), Some(last)) = (quote.content.first(), quote.content.last()) else { return String::new() };
    let mut at = 0;
    let mut kept = Vec::new();
    for paragraph in text.split("\n\n") {
        let end = at + paragraph.chars().count();
        if end > first.start && at < last.end {
            kept.push(paragraph);
        }
        at = end + 2;
    }
    kept.join("\n\n")
}
