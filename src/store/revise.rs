//! What drafts say: revisions with their quotations, names and dated sentences. All of a kind are written by one statement,
//! since each statement is a journey to the database's thread and back.

use super::json;
use super::save::urls;
use crate::model::quote::speaker_id;
use crate::model::{Basis, Draft, Id, Precision, Quote, Saved, When, Zone, words};
use serde::Serialize;
use sqlx::{SqliteConnection, query, query_as, query_scalar};
use std::collections::HashMap;

/// Quotations of a document at most; a page of nothing but marks has more.
pub(super) const QUOTES_A_DOCUMENT: usize = 5_000;

/// A draft with the document that it is of.
pub(super) struct Draw<'d> {
    /// Row and id.
    pub(super) document: (i64, Id),
    /// The last revision, if there is one.
    pub(super) before: Option<Before>,
    /// Row of the capture that it was read from.
    pub(super) capture: i64,
    pub(super) draft: &'d Draft,
}

/// What of the last revision tells whether a draft is a new one.
pub(super) struct Before {
    ordinal: i64,
    title: Option<String>,
    modified: Option<String>,
    body: String,
}

/// Document, ordinal, title, modified and body.
type BeforeRow = (i64, i64, Option<String>, Option<String>, String);

impl Before {
    fn same(&self, draft: &Draft) -> bool {
        self.title == draft.article.title && self.body == draft.article.text
    }
}

/// A draft that is a new revision.
struct Fresh<'d> {
    of: &'d Draw<'d>,
    /// Row of the revision.
    revision: i64,
}

/// What drafts, of different documents, make of these and of the revisions before.
pub(super) async fn revise(db: &mut SqliteConnection, draws: &[Draw<'_>]) -> Result<Vec<Saved>, sqlx::Error> {
    write_aliases(db, draws).await?;
    let saved = |draw: &Draw| match &draw.before {
        None => Saved::New,
        Some(before) if before.same(draw.draft) => Saved::Same,
        Some(_) => Saved::Revised,
    };
    let saved: Vec<Saved> = draws.iter().map(saved).collect();
    let new = draws.iter().zip(&saved).filter(|(_, saved)| **saved != Saved::Same).map(|(draw, _)| draw);
    let fresh = write_revisions(db, new.collect()).await?;
    clear(db, &fresh).await?;
    write_speakers(db, &fresh).await?;
    write_quotations(db, &fresh).await?;
    write_names(db, &fresh).await?;
    write_happenings(db, &fresh).await?;
    Ok(saved)
}

/// The last revisions of documents, by their rows.
pub(super) async fn last_revisions(db: &mut SqliteConnection, documents: &[i64]) -> Result<HashMap<i64, Before>, sqlx::Error> {
    if documents.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = "select d.n, r.ordinal, r.title, r.modified, r.body from document d join revision r on r.n = d.revision
        where d.n in (select value from json_each(?))";
    let rows: Vec<BeforeRow> = query_as(sql).bind(json(&documents)).fetch_all(db).await?;
    Ok(rows.into_iter().map(|(n, ordinal, title, modified, body)| (n, Before { ordinal, title, modified, body })).collect())
}

async fn write_aliases(db: &mut SqliteConnection, draws: &[Draw<'_>]) -> Result<(), sqlx::Error> {
    let rows: Vec<_> = draws.iter().flat_map(|draw| urls(draw.draft).into_iter().map(|url| (url, draw.document.0))).collect();
    let sql =
        "insert into alias (url, document) select value ->> 0, value ->> 1 from jsonb_each(?) where true on conflict (url) do nothing";
    insert(db, sql, &rows).await
}

async fn write_revisions<'d>(db: &mut SqliteConnection, draws: Vec<&'d Draw<'d>>) -> Result<Vec<Fresh<'d>>, sqlx::Error> {
    if draws.is_empty() {
        return Ok(Vec::new());
    }
    let first: i64 = query_scalar("select coalesce(max(n), 0) + 1 from revision").fetch_one(&mut *db).await?;
    let fresh: Vec<Fresh> = (first..).zip(draws).map(|(revision, of)| Fresh { of, revision }).collect();
    let rows: Vec<Revision> = fresh.iter().map(revision).collect();
    query(REVISIONS).bind(json(&rows)).execute(db).await?;
    Ok(fresh)
}

/// A row; nested nouns are text in it.
#[derive(Serialize)]
struct Revision<'d>(
    i64,
    Id,
    i64,
    i64,
    i64,
    Option<String>,
    &'d Option<String>,
    &'d Option<String>,
    String,
    &'d Option<String>,
    &'d Option<String>,
    Option<String>,
    Option<String>,
    String,
    usize,
    &'d str,
    String,
);

const REVISIONS: &str = "insert into revision
        (n, id, document, ordinal, capture, changed, title, canonical, authors, publisher, language, published, modified, about, words, body, parts)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8,
        value ->> 9, value ->> 10, value ->> 11, value ->> 12, value ->> 13, value ->> 14, value ->> 15, value ->> 16
    from jsonb_each(?)";

fn revision<'d>(fresh: &Fresh<'d>) -> Revision<'d> {
    let Draw { document: (document, id), before, capture, draft } = fresh.of;
    let a = &draft.article;
    let ordinal = before.as_ref().map_or(1, |b| b.ordinal + 1);
    let own = Id::of('r', &[id.as_str(), &ordinal.to_string(), a.title.as_deref().unwrap_or_default(), &a.text]);
    Revision(
        fresh.revision,
        own,
        *document,
        ordinal,
        *capture,
        before.as_ref().map(|b| json(&changed(draft, b))),
        &a.title,
        &a.canonical,
        json(&a.authors),
        &a.publisher,
        &a.language,
        a.published.as_ref().map(json),
        a.modified.as_ref().map(json),
        json(&a.about),
        words(&a.text).len(),
        &a.text,
        json(&a.parts),
    )
}

/// When a revision was made: the date the page states for it, where that is a new one, else the capture that saw it first.
fn changed(draft: &Draft, before: &Before) -> When {
    let stated = draft.article.modified.as_ref().filter(|m| before.modified.as_ref() != Some(&json(m)));
    stated.cloned().unwrap_or_else(|| {
        When::instant(draft.capture.fetched, Precision::Second, Zone::Unknown, Basis::Assumed, "first seen by this capture")
    })
}

/// What the last revisions had is told anew by the next. Quotations stay, as gone, until it turns out that they are not.
async fn clear(db: &mut SqliteConnection, fresh: &[Fresh<'_>]) -> Result<(), sqlx::Error> {
    let revised = fresh.iter().filter(|f| f.of.before.is_some());
    let rows: Vec<(i64, i64)> = revised.map(|f| (f.of.document.0, f.revision)).collect();
    for sql in [
        "update quotation set gone = j.value ->> 1 from jsonb_each(?) j where document = j.value ->> 0 and gone is null",
        "delete from name where document in (select value ->> 0 from jsonb_each(?))",
        "delete from happening where document in (select value ->> 0 from jsonb_each(?))",
    ] {
        insert(db, sql, &rows).await?;
    }
    Ok(())
}

fn quotes(draft: &Draft) -> &[Quote] {
    &draft.findings.quotes[..draft.findings.quotes.len().min(QUOTES_A_DOCUMENT)]
}

async fn write_speakers(db: &mut SqliteConnection, fresh: &[Fresh<'_>]) -> Result<(), sqlx::Error> {
    let rows: Vec<_> = fresh.iter().flat_map(|f| quotes(f.of.draft)).filter_map(speaker).collect();
    let sql = "insert into speaker (id, kind, name) select value ->> 0, value ->> 1, value ->> 2 from jsonb_each(?) where true
        on conflict (id) do nothing";
    insert(db, sql, &rows).await
}

fn speaker(quote: &Quote) -> Option<(Id, &'static str, &str)> {
    quote.speaker().map(|(of, name)| (speaker_id(of, name), of.name(), name))
}

const QUOTATIONS: &str =
    "insert into quotation (id, document, revision, start, kind, quote, speaker, context, utterance, said, appeared, seen)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, (select n from speaker where id = value ->> 6),
        value ->> 7, value ->> 8, value ->> 9, value ->> 2,
        (select c.fetched from revision r join capture c on c.n = r.capture where r.n = value ->> 2)
    from jsonb_each(?) where true
    on conflict (id) do update set revision = excluded.revision, gone = null, start = excluded.start, kind = excluded.kind,
        quote = excluded.quote, speaker = excluded.speaker, context = excluded.context, said = excluded.said, added = 0";

/// Quotations keep their ids through revisions: the document, the words, and which of equal ones it is.
async fn write_quotations(db: &mut SqliteConnection, fresh: &[Fresh<'_>]) -> Result<(), sqlx::Error> {
    let of_one = |f: &Fresh| {
        let (document, id) = &f.of.document;
        let mut seen: HashMap<String, u32> = HashMap::new();
        let row = |quote: &Quote| {
            let said = words(&quote.text()).join(" ");
            let nth = seen.entry(said.clone()).and_modify(|n| *n += 1).or_insert(1);
            let (own, utterance) = (Id::of('q', &[id.as_str(), &said, &nth.to_string()]), Id::of('u', &[&said]));
            let start = quote.content.first().map_or(0, |p| p.start);
            let at = quote.said.as_ref().map(|w| w.start.timestamp());
            let speaker = speaker(quote).map(|(id, ..)| id);
            let context = context(&f.of.draft.article.text, quote);
            (own, *document, f.revision, start, quote.kind.name(), json(quote), speaker, context, utterance, at)
        };
        quotes(f.of.draft).iter().map(row).collect::<Vec<_>>()
    };
    insert(db, QUOTATIONS, &fresh.iter().flat_map(of_one).collect::<Vec<_>>()).await
}

async fn write_names(db: &mut SqliteConnection, fresh: &[Fresh<'_>]) -> Result<(), sqlx::Error> {
    let of_one = |f: &Fresh| {
        let document = f.of.document.0;
        let entities = f.of.draft.findings.entities.iter().enumerate();
        let row = entities.map(move |(at, e)| {
            (document, at, json(&e.kind), e.name.clone(), json(&e.aliases), e.role.clone(), e.organization.clone(), json(&e.mentions))
        });
        row.collect::<Vec<_>>()
    };
    let sql = "insert into name (document, ordinal, kind, name, aliases, role, organization, mentions)
        select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7 from jsonb_each(?)";
    insert(db, sql, &fresh.iter().flat_map(of_one).collect::<Vec<_>>()).await
}

async fn write_happenings(db: &mut SqliteConnection, fresh: &[Fresh<'_>]) -> Result<(), sqlx::Error> {
    let of_one = |f: &Fresh| {
        let (document, id) = &f.of.document;
        let own = |edtf: &str, text: &str| Id::of('e', &["happened", id.as_str(), edtf, text]);
        f.of.draft.happened.iter().map(|h| (own(&h.when.edtf, &h.text), *document, h.start, json(h))).collect::<Vec<_>>()
    };
    let sql = "insert into happening (id, document, start, sentence) select value ->> 0, value ->> 1, value ->> 2, value ->> 3
        from jsonb_each(?) where true on conflict (id) do nothing";
    insert(db, sql, &fresh.iter().flat_map(of_one).collect::<Vec<_>>()).await
}

/// Rows, of which there may be none, as JSON.
async fn insert<R: Serialize>(db: &mut SqliteConnection, sql: &'static str, rows: &[R]) -> Result<(), sqlx::Error> {
    if rows.is_empty() {
        return Ok(());
    }
    query(sql).bind(json(&rows)).execute(db).await.map(drop)
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
