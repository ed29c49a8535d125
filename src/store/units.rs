//! What the index is given: every document as its publication, its revisions, sayings and dated sentences.

use super::{Store, StoreError, from_json};
use crate::model::{EventKind, Happening, Quote, Unit};
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

    /// Everything that can be found of a document.
    pub async fn units(&self, document: i64) -> Result<Vec<Unit>, StoreError> {
        let sql = "select d.id, d.kind, d.role, d.source, d.url, d.tags, r.title, r.authors, r.publisher, r.language, r.published, r.body
            from document d join revision r on r.n = d.revision where d.n = ?";
        let Some(row) = query(sql).bind(document).fetch_optional(&self.readers).await.map_err(self.failed())? else {
            return Ok(Vec::new());
        };
        let names = self.names(document).await?;
        let base = base(document, &row)?;
        let said = self.said_units(document, &base, &names).await?;
        let mut units = vec![publication(&base, &row, &names, &said)?];
        units.extend(said);
        units.extend(self.revised_units(document, &base).await?);
        units.extend(self.happened_units(document, &base).await?);
        Ok(units)
    }

    async fn names(&self, document: i64) -> Result<Names, StoreError> {
        let rows: Vec<(String, String)> = query_as("select name, aliases from name where document = ? order by ordinal")
            .bind(document)
            .fetch_all(&self.readers)
            .await
            .map_err(self.failed())?;
        rows.into_iter().map(|(name, aliases)| Ok((name, from_json(&aliases)?))).collect()
    }

    async fn revised_units(&self, document: i64, base: &Unit) -> Result<Vec<Unit>, StoreError> {
        let sql = "select n, changed from revision where document = ? and changed is not null order by ordinal";
        let rows: Vec<(i64, String)> = query_as(sql).bind(document).fetch_all(&self.readers).await.map_err(self.failed())?;
        let unit = |(row, changed): (i64, String)| {
            Ok(Unit { row, kind: Some(EventKind::Revised), when: Some(from_json(&changed)?), ..base.clone() })
        };
        rows.into_iter().map(unit).collect()
    }

    async fn said_units(&self, document: i64, base: &Unit, names: &Names) -> Result<Vec<Unit>, StoreError> {
        let sql = "select n, quote, context from quotation where document = ? and gone is null order by start, id";
        let rows: Vec<(i64, String, String)> = query_as(sql).bind(document).fetch_all(&self.readers).await.map_err(self.failed())?;
        let unit = |(row, quote, context): (i64, String, String)| {
            let quote: Quote = from_json(&quote)?;
            let mut speaker: Vec<String> = quote.speaker_name.iter().cloned().collect();
            speaker.extend(quote.speaker_name.as_ref().and_then(|n| names.get(n)).into_iter().flatten().cloned());
            let text = base.text.iter().cloned().chain([context]).chain(speaker.iter().cloned()).collect();
            let start = quote.content.first().map_or(0, |p| p.start);
            let words = vec![quote.text()];
            Ok(Unit { row, kind: Some(EventKind::Said), start, when: quote.said, quote: words, speaker, text, ..base.clone() })
        };
        rows.into_iter().map(unit).collect()
    }

    async fn happened_units(&self, document: i64, base: &Unit) -> Result<Vec<Unit>, StoreError> {
        let sql = "select n, sentence from happening where document = ? order by start, id";
        let rows: Vec<(i64, String)> = query_as(sql).bind(document).fetch_all(&self.readers).await.map_err(self.failed())?;
        let unit = |(row, sentence): (i64, String)| {
            let h: Happening = from_json(&sentence)?;
            let text = base.text.iter().cloned().chain([h.text]).collect();
            Ok(Unit { row, kind: Some(EventKind::Happened), start: h.start, when: Some(h.when), text, ..base.clone() })
        };
        rows.into_iter().map(unit).collect()
    }
}

/// What all units of a document share: its headline and publisher are found with each of them.
fn base(document: i64, row: &SqliteRow) -> Result<Unit, StoreError> {
    let url: Option<String> = row.get("url");
    let published: Option<String> = row.get("published");
    Ok(Unit {
        document,
        document_id: row.get("id"),
        published: published.map(|p| from_json(&p)).transpose()?,
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

/// A document is found by everything in it, its quotations and their speakers too.
fn publication(base: &Unit, row: &SqliteRow, names: &Names, said: &[Unit]) -> Result<Unit, StoreError> {
    let authors: Vec<String> = from_json(row.get("authors"))?;
    let mut all: Vec<String> = names.iter().flat_map(|(name, aliases)| std::iter::once(name).chain(aliases)).cloned().collect();
    all.sort();
    let mut text = base.text.clone();
    text.push(row.get("body"));
    text.extend(authors.into_iter().chain(all));
    let mut speaker: Vec<String> = said.iter().flat_map(|u| u.speaker.clone()).collect();
    speaker.sort();
    speaker.dedup();
    let quote = said.iter().flat_map(|u| u.quote.clone()).collect();
    let when = base.published.clone();
    Ok(Unit { row: base.document, kind: Some(EventKind::Published), when, text, speaker, quote, ..base.clone() })
}
