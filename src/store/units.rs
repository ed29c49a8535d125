//! What the index is given: every document as its publication, its revisions, sayings and dated sentences.

use super::{Store, StoreError, from_json, json};
use crate::model::{Basis, EventKind, Happening, Precision, Quote, Unit, When, Zone};
use chrono::DateTime;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query, query_as, query_scalar};
use std::collections::HashMap;

/// Names of a document with their aliases.
type Names = HashMap<String, Vec<String>>;

impl Store {
    /// Documents changed after a position in the log, each once, with the position of the last of the changes read.
    pub async fn changed_after(&self, position: i64, limit: u32) -> Result<(Vec<i64>, i64), StoreError> {
        let rows: Vec<(i64, i64)> = query_as("select n, document from change where n > ? order by n limit ?")
            .bind(position)
            .bind(limit)
            .fetch_all(&self.readers)
            .await
            .map_err(self.failed())?;
        let last = rows.last().map_or(position, |(n, _)| *n);
        let mut documents: Vec<i64> = rows.into_iter().map(|(_, d)| d).collect();
        documents.sort_unstable();
        documents.dedup();
        Ok((documents, last))
    }

    /// The last position of the log.
    pub async fn last_change(&self) -> Result<i64, StoreError> {
        query_scalar("select coalesce(max(n), 0) from change").fetch_one(&self.readers).await.map_err(self.failed())
    }

    /// Rows of all documents.
    pub async fn all_documents(&self) -> Result<Vec<i64>, StoreError> {
        query_scalar("select n from document order by n").fetch_all(&self.readers).await.map_err(self.failed())
    }

    /// Everything that can be found of documents, in their order; those that are not there are left out.
    pub async fn units(&self, documents: &[i64]) -> Result<Vec<(i64, Vec<Unit>)>, StoreError> {
        let sql =
            "select d.n, d.id, d.kind, d.role, d.source, d.url, d.tags, r.title, r.authors, r.publisher, r.language, r.published, r.body, c.fetched
            from document d join revision r on r.n = d.revision join capture c on c.n = r.capture where d.n in (select value from json_each(?)) order by d.n";
        let rows = query(sql).bind(json(&documents)).fetch_all(&self.readers).await.map_err(self.failed())?;
        let names = self.names(documents).await?;
        let none = Names::new();
        let mut parts = self.parts(documents).await?;
        let units = |row: &SqliteRow| {
            let document = row.get("n");
            let (base, names) = (base(document, row)?, names.get(&document).unwrap_or(&none));
            let parts = parts.remove(&document).unwrap_or_default();
            let mut units: Vec<Unit> = parts.into_iter().map(|part| part.unit(&base, names)).collect::<Result<_, _>>()?;
            units.push(publication(&base, row, names, &units)?);
            Ok((document, units))
        };
        rows.iter().map(units).collect()
    }

    /// The names in documents.
    async fn names(&self, documents: &[i64]) -> Result<HashMap<i64, Names>, StoreError> {
        let sql = "select document, name, aliases from name where document in (select value from json_each(?)) order by document, ordinal";
        let rows: Vec<(i64, String, String)> =
            query_as(sql).bind(json(&documents)).fetch_all(&self.readers).await.map_err(self.failed())?;
        let mut names: HashMap<i64, Names> = HashMap::new();
        for (document, name, aliases) in rows {
            names.entry(document).or_default().insert(name, from_json(&aliases)?);
        }
        Ok(names)
    }

    /// Revisions, quotations and dated sentences of documents: in this order, and each in its own.
    async fn parts(&self, documents: &[i64]) -> Result<HashMap<i64, Vec<Part>>, StoreError> {
        let mut parts: HashMap<i64, Vec<Part>> = HashMap::new();
        for (kind, sql) in PARTS {
            let rows: Vec<(i64, i64, String, String)> =
                query_as(*sql).bind(json(&documents)).fetch_all(&self.readers).await.map_err(self.failed())?;
            for (document, row, noun, context) in rows {
                parts.entry(document).or_default().push(Part { kind: *kind, row, noun, context });
            }
        }
        Ok(parts)
    }
}

/// What of a document is found by itself: document, row, the noun as JSON, and the text around it.
const PARTS: &[(EventKind, &str)] = &[
    (
        EventKind::Revised,
        "select document, n, changed, '' from revision
         where document in (select value from json_each(?)) and changed is not null and noise = 0 order by document, ordinal",
    ),
    (
        EventKind::Said,
        "select document, n, coalesce(decided, quote), context from quotation
         where document in (select value from json_each(?)) and gone is null and hidden = 0 order by document, start, id",
    ),
    (
        EventKind::Happened,
        "select document, n, sentence, '' from happening
         where document in (select value from json_each(?)) order by document, start, id",
    ),
];

struct Part {
    kind: EventKind,
    row: i64,
    noun: String,
    context: String,
}

impl Part {
    fn unit(self, base: &Unit, names: &Names) -> Result<Unit, StoreError> {
        let own = Unit { row: self.row, kind: Some(self.kind), ..base.clone() };
        Ok(match self.kind {
            EventKind::Said => said(own, &from_json(&self.noun)?, self.context, names),
            EventKind::Happened => happened(own, from_json(&self.noun)?),
            _ => Unit { when: Some(from_json(&self.noun)?), ..own },
        })
    }
}

fn said(own: Unit, quote: &Quote, context: String, names: &Names) -> Unit {
    let mut speaker: Vec<String> = quote.speaker_name.iter().cloned().collect();
    speaker.extend(quote.speaker_name.as_ref().and_then(|n| names.get(n)).into_iter().flatten().cloned());
    let text = own.text.iter().cloned().chain([context]).chain(speaker.iter().cloned()).collect();
    let start = quote.content.first().map_or(0, |p| p.start);
    Unit { start, when: quote.said.clone(), quote: vec![quote.text()], speaker, text, ..own }
}

fn happened(own: Unit, happening: Happening) -> Unit {
    let text = own.text.iter().cloned().chain([happening.text]).collect();
    Unit { start: happening.start, when: Some(happening.when), text, ..own }
}

/// What all units of a document share: its headline and publisher are found with each of them.
fn base(document: i64, row: &SqliteRow) -> Result<Unit, StoreError> {
    let url: Option<String> = row.get("url");
    let published: Option<String> = row.get("published");
    Ok(Unit {
        document,
        document_id: row.get("id"),
        published: published.map(|p| from_json(&p)).transpose()?.map(|p| not_ahead(p, row.get("fetched"))),
        title: row.get::<Option<String>, _>("title").unwrap_or_default(),
        text: row.get::<Option<String>, _>("publisher").into_iter().collect(),
        source: row.get::<Option<String>, _>("source").unwrap_or_default(),
        host: url.and_then(|u| url::Url::parse(&u).ok()?.host_str().map(str::to_owned)).unwrap_or_default(),
        document_kind: row.get("kind"),
        role: row.get("role"),
        language: row.get::<Option<String>, _>("language").unwrap_or_default(),
        tags: from_json(row.get("tags"))?,
        ..Unit::default()
    })
}

/// A page that was captured before the date it states for itself is sorted by its capture: it must not lead the news until that day.
fn not_ahead(published: When, fetched: i64) -> When {
    match DateTime::from_timestamp(fetched, 0) {
        Some(fetched) if published.start > fetched => {
            When::instant(fetched, Precision::Second, Zone::Unknown, Basis::Assumed, &published.raw)
        }
        _ => published,
    }
}

/// A document is found by everything in it, its quotations and their speakers too.
fn publication(base: &Unit, row: &SqliteRow, names: &Names, parts: &[Unit]) -> Result<Unit, StoreError> {
    let authors: Vec<String> = from_json(row.get("authors"))?;
    let mut all: Vec<String> = names.iter().flat_map(|(name, aliases)| std::iter::once(name).chain(aliases)).cloned().collect();
    all.sort();
    let mut text = base.text.clone();
    text.push(row.get("body"));
    text.extend(authors.into_iter().chain(all));
    let mut speaker: Vec<String> = parts.iter().flat_map(|u| u.speaker.clone()).collect();
    speaker.sort();
    speaker.dedup();
    let quote = parts.iter().flat_map(|u| u.quote.clone()).collect();
    let when = base.published.clone();
    Ok(Unit { row: base.document, kind: Some(EventKind::Published), when, text, speaker, quote, ..base.clone() })
}
