//! A draft becomes a document, a revision, quotations and dated sentences, in one transaction.

use super::{Store, StoreError, json};
use crate::model::{Basis, Capture, Draft, Happening, Id, Precision, Quote, Saved, SpeakerType, When, Zone, words};
use sqlx::{Connection, SqliteConnection, query, query_as, query_scalar};
use std::collections::HashMap;

/// Raised when the readers change so that old captures are worth another reading.
pub(super) const QUOTES_A_DOCUMENT: usize = 5_000;

impl Store {
    /// Stores a draft with its capture. The body must have been kept before.
    ///
    /// Idempotent: the same text under the same key adds nothing but the capture.
    pub async fn save(&self, draft: &Draft) -> Result<Saved, StoreError> {
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        let saved = write(&mut tx, draft).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        Ok(saved)
    }

    /// Stores a capture that made no document (a feed, an error page).
    pub async fn save_capture(&self, capture: &Capture) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        write_capture(&mut writer, capture).await.map(drop).map_err(self.failed())
    }
}

async fn write(db: &mut SqliteConnection, draft: &Draft) -> Result<Saved, sqlx::Error> {
    let capture = write_capture(db, &draft.capture).await?;
    let (document, id) = write_document(db, draft).await?;
    write_aliases(db, document, draft).await?;
    let before = last_revision(db, document).await?;
    if before.as_ref().is_some_and(|b| b.same(draft)) {
        return Ok(Saved::Same);
    }
    let revision = write_revision(db, document, &id, capture, draft, before.as_ref()).await?;
    write_quotations(db, document, &id, revision, draft).await?;
    write_names(db, document, draft).await?;
    write_happenings(db, document, &id, &draft.happened).await?;
    query("insert into change (document) values (?)").bind(document).execute(db).await?;
    Ok(if before.is_some() { Saved::Revised } else { Saved::New })
}

async fn write_capture(db: &mut SqliteConnection, c: &Capture) -> Result<i64, sqlx::Error> {
    query(
        "insert into capture (id, source, asked, chain, status, request, response, address, fetched, sha256, length)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing",
    )
    .bind(c.id.as_str())
    .bind(&c.source)
    .bind(&c.asked)
    .bind(json(&c.chain))
    .bind(c.status)
    .bind(json(&c.request))
    .bind(json(&c.response))
    .bind(&c.address)
    .bind(c.fetched.timestamp())
    .bind(&c.sha256)
    .bind(i64::try_from(c.length).unwrap_or(i64::MAX))
    .execute(&mut *db)
    .await?;
    query_scalar("select n from capture where id = ?").bind(c.id.as_str()).fetch_one(db).await
}

/// The document that the key or one of the aliases leads to, else a new one.
async fn write_document(db: &mut SqliteConnection, draft: &Draft) -> Result<(i64, Id), sqlx::Error> {
    for url in std::iter::once(&draft.key).chain(&draft.aliases) {
        let known: Option<(i64, String)> = query_as("select d.n, d.id from alias a join document d on d.n = a.document where a.url = ?")
            .bind(url)
            .fetch_optional(&mut *db)
            .await?;
        if let Some((n, id)) = known {
            return Ok((n, Id::known(id)));
        }
    }
    let id = Id::of('d', &[&draft.key]);
    let n = query_scalar("insert into document (id, kind, role, source, tags, url) values (?, ?, ?, ?, ?, ?) returning n")
        .bind(id.as_str())
        .bind(draft.kind.name())
        .bind(draft.role.name())
        .bind(&draft.source)
        .bind(json(&draft.tags))
        .bind(&draft.url)
        .fetch_one(db)
        .await?;
    Ok((n, id))
}

async fn write_aliases(db: &mut SqliteConnection, document: i64, draft: &Draft) -> Result<(), sqlx::Error> {
    for url in std::iter::once(&draft.key).chain(&draft.aliases) {
        query("insert into alias (url, document) values (?, ?) on conflict (url) do nothing")
            .bind(url)
            .bind(document)
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}

/// What of the last revision tells whether a draft is a new one.
struct Before {
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

async fn last_revision(db: &mut SqliteConnection, document: i64) -> Result<Option<Before>, sqlx::Error> {
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
    let n: i64 = query_scalar(
        "insert into revision (id, document, ordinal, capture, changed, title, canonical, authors, publisher, language, published, modified, words, body)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning n",
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
    .bind(i64::try_from(words(&a.text).len()).unwrap_or(i64::MAX))
    .bind(&a.text)
    .fetch_one(&mut *db)
    .await?;
    query("update document set revision = ? where n = ?").bind(n).bind(document).execute(db).await?;
    Ok(n)
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
    query("update quotation set gone = ? where document = ? and gone is null").bind(revision).bind(document).execute(&mut *db).await?;
    let mut seen: HashMap<String, u32> = HashMap::new();
    for quote in draft.findings.quotes.iter().take(QUOTES_A_DOCUMENT) {
        let said = words(&quote.text()).join(" ");
        let nth = seen.entry(said.clone()).and_modify(|n| *n += 1).or_insert(1);
        let own = Id::of('q', &[id.as_str(), &said, &nth.to_string()]);
        let speaker = write_speaker(db, quote).await?;
        write_quotation(db, document, revision, &own, quote, speaker, &said, &context(&draft.article.text, quote)).await?;
    }
    Ok(())
}

#[allow(clippy::too_many_arguments, reason = "the columns of one insert")]
async fn write_quotation(
    db: &mut SqliteConnection,
    document: i64,
    revision: i64,
    id: &Id,
    quote: &Quote,
    speaker: Option<i64>,
    said: &str,
    context: &str,
) -> Result<(), sqlx::Error> {
    query(
        "insert into quotation (id, document, revision, start, kind, quote, speaker, context, utterance, said)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (id) do update set revision = excluded.revision, gone = null, start = excluded.start, kind = excluded.kind,
             quote = excluded.quote, speaker = excluded.speaker, context = excluded.context, said = excluded.said",
    )
    .bind(id.as_str())
    .bind(document)
    .bind(revision)
    .bind(i64::try_from(quote.content.first().map_or(0, |p| p.start)).unwrap_or(i64::MAX))
    .bind(quote.kind.name())
    .bind(json(quote))
    .bind(speaker)
    .bind(context)
    .bind(Id::of('u', &[said]).as_str())
    .bind(quote.said.as_ref().map(|w| w.start.timestamp()))
    .execute(db)
    .await
    .map(drop)
}

/// Named persons and organisations are speakers across documents; an unnamed source is nobody's namesake.
async fn write_speaker(db: &mut SqliteConnection, quote: &Quote) -> Result<Option<i64>, sqlx::Error> {
    let (Some(name), Some(kind @ (SpeakerType::Person | SpeakerType::Organization))) = (&quote.speaker_name, quote.speaker_type) else {
        return Ok(None);
    };
    let id = Id::of('s', &[kind.name(), &words(name).join(" ")]);
    query("insert into speaker (id, kind, name) values (?, ?, ?) on conflict (id) do nothing")
        .bind(id.as_str())
        .bind(kind.name())
        .bind(name)
        .execute(&mut *db)
        .await?;
    query_scalar("select n from speaker where id = ?").bind(id.as_str()).fetch_one(db).await.map(Some)
}

async fn write_names(db: &mut SqliteConnection, document: i64, draft: &Draft) -> Result<(), sqlx::Error> {
    query("delete from name where document = ?").bind(document).execute(&mut *db).await?;
    for (ordinal, e) in (0_i64..).zip(&draft.findings.entities) {
        query("insert into name (document, ordinal, kind, name, aliases, role, organization, mentions) values (?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(document)
            .bind(ordinal)
            .bind(json(&e.kind))
            .bind(&e.name)
            .bind(json(&e.aliases))
            .bind(&e.role)
            .bind(&e.organization)
            .bind(json(&e.mentions))
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}

async fn write_happenings(db: &mut SqliteConnection, document: i64, id: &Id, happened: &[Happening]) -> Result<(), sqlx::Error> {
    query("delete from happening where document = ?").bind(document).execute(&mut *db).await?;
    for h in happened {
        let own = Id::of('e', &["happened", id.as_str(), &h.when.edtf, &h.text]);
        query("insert into happening (id, document, start, sentence) values (?, ?, ?, ?) on conflict (id) do nothing")
            .bind(own.as_str())
            .bind(document)
            .bind(i64::try_from(h.start).unwrap_or(i64::MAX))
            .bind(json(h))
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}

/// The paragraphs that a quotation stands in.
fn context(text: &str, quote: &Quote) -> String {
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
