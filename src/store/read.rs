//! Rows → nouns, in the order asked for.

use super::rows::Inner;
use super::{Store, StoreError, from_json, json};
use crate::model::{
    About, Article, Capture, CaptureRef, Copies, Document, DocumentKind, Event, EventKind, Fidelity, Happening, Hit, Id, Marks, Part,
    Quotation, Quote, Revised, Role, Spoken, Utterance, When,
};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query, query_scalar};
use std::collections::{BTreeSet, HashMap};

/// Revisions are counted from one, and none is ever missing among them.
const DOCUMENTS: &str = "select d.n, d.id, d.kind, d.role, d.source, d.url, r.id, r.title, r.canonical,
        r.authors, r.publisher, r.language, r.published, r.modified, r.words, case when ?2 > 0 then r.body else '' end,
        case when ?2 > 1 then r.about else '{}' end, case when ?2 > 1 then r.parts else '[]' end, r.ordinal, d.quoted,
        c.id, c.sha256, c.fetched, d.credit, (select x.id from document x where x.n = d.copy_of),
        (select count(*) from document x where x.copy_of = coalesce(d.copy_of, d.n))
    from document d join revision r on r.n = d.revision join capture c on c.n = r.capture
    where d.n in (select value from json_each(?1))";

/// A row of [`DOCUMENTS`], in the order of its columns.
#[derive(Deserialize)]
struct DocumentRow {
    n: i64,
    id: Id,
    kind: DocumentKind,
    role: Role,
    source: Option<String>,
    url: Option<String>,
    revision: Id,
    title: Option<String>,
    canonical: Option<String>,
    authors: Inner<Vec<String>>,
    publisher: Option<String>,
    language: Option<String>,
    published: Option<Inner<When>>,
    modified: Option<Inner<When>>,
    words: u32,
    body: String,
    about: Inner<About>,
    parts: Inner<Vec<Part>>,
    revisions: u32,
    quotes: u32,
    capture: Id,
    sha256: String,
    fetched: i64,
    credit: Option<String>,
    copy_of: Option<Id>,
    others: u32,
}

/// What is counted of an utterance is counted once for all its quotations: those of one speaker are often of one. `cross` keeps the
/// order of the tables: from the quotations that are asked for.
const QUOTATIONS: &str = "with same as materialized (
        select d.utterance,
            (select count(*) from quotation x where x.utterance = d.utterance and x.gone is null and x.hidden = 0) as quoted,
            (select coalesce(x.decided, x.quote) ->> '$.said' from quotation x where x.n =
                (select y.n from quotation y where y.utterance = d.utterance and y.gone is null and y.hidden = 0
                    order by y.said nulls last, y.id limit 1)) as first,
            (select min(x.seen) from quotation x where x.utterance = d.utterance) as seen
        from (select distinct utterance from quotation where n in (select value from json_each(?1))) d)
    select q.n, q.id, q.document, coalesce(q.decided, q.quote), q.marks, q.context, q.utterance, q.fidelity,
        q.difference, q.primary_document, s.id, u.quoted, u.first, u.seen, g.id
    from quotation q cross join same u on u.utterance = q.utterance left join speaker s on s.n = q.speaker
        left join revision g on g.n = q.gone
    where q.n in (select value from json_each(?1))";

/// The last revisions that had quotations which are gone, and what those were read from.
const LAST_IN: &str = "select q.n, r.id, c.id, c.sha256, c.fetched from quotation q join revision g on g.n = q.gone
    join revision r on r.document = g.document and r.ordinal = g.ordinal - 1 join capture c on c.n = r.capture
    where q.n in (select value from json_each(?1))";

/// A row of [`QUOTATIONS`], in the order of its columns.
#[derive(Deserialize)]
struct QuotationRow {
    n: i64,
    id: Id,
    document: i64,
    quote: Inner<Quote>,
    marks: Option<Inner<Marks>>,
    context: String,
    utterance: Id,
    fidelity: Option<Fidelity>,
    difference: Option<String>,
    primary: Option<i64>,
    speaker: Option<Id>,
    quoted: u32,
    first: Option<Inner<When>>,
    seen: Option<i64>,
    gone: Option<Id>,
}

/// How much of a document is read: texts are long, and few ask for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Much {
    /// What an answer shows.
    Head,
    /// And the text.
    Text,
    /// And its parts, and what the page says about itself.
    All,
}

impl Store {
    /// Documents by their rows, in that order.
    pub async fn documents(&self, rows: &[i64], much: Much) -> Result<Vec<Document>, StoreError> {
        let mut by_row = self.documents_by_row(rows, much).await?;
        Ok(rows.iter().filter_map(|n| by_row.remove(n)).collect())
    }

    async fn documents_by_row(&self, rows: &[i64], much: Much) -> Result<HashMap<i64, Document>, StoreError> {
        let found: Vec<DocumentRow> = self.all(DOCUMENTS, rows, Some(much as i64)).await?;
        Ok(found.into_iter().map(|row| (row.n, document(row))).collect())
    }

    /// Quotations by their rows, in that order.
    pub async fn quotations(&self, rows: &[i64]) -> Result<Vec<Quotation>, StoreError> {
        let mut by_row = self.quotations_by_row(rows).await?;
        Ok(rows.iter().filter_map(|n| by_row.remove(n)).collect())
    }

    async fn quotations_by_row(&self, rows: &[i64]) -> Result<HashMap<i64, Quotation>, StoreError> {
        let found: Vec<QuotationRow> = self.all(QUOTATIONS, rows, None).await?;
        let owners: BTreeSet<i64> = found.iter().flat_map(|row| [Some(row.document), row.primary]).flatten().collect();
        let documents = self.documents_by_row(&Vec::from_iter(owners), Much::Head).await?;
        let gone: Vec<i64> = found.iter().filter(|row| row.gone.is_some()).map(|row| row.n).collect();
        let mut by_row: HashMap<i64, Quotation> =
            found.into_iter().map(|row| Ok((row.n, quotation(row, &documents)?))).collect::<Result<_, StoreError>>()?;
        if !gone.is_empty() {
            for (row, revision, capture, sha256, fetched) in self.all::<(i64, Id, Id, String, i64)>(LAST_IN, &gone, None).await? {
                if let Some(quotation) = by_row.get_mut(&row) {
                    quotation.document.revision = revision;
                    quotation.document.capture = CaptureRef { id: capture, sha256, fetched: instant(fetched) };
                }
            }
        }
        Ok(by_row)
    }

    /// Events by what was found, in that order.
    pub async fn events(&self, hits: &[Hit]) -> Result<Vec<Event>, StoreError> {
        let rows = |kind: EventKind| hits.iter().filter(|h| h.kind == kind).map(|h| h.row).collect::<Vec<_>>();
        let mut found: HashMap<(EventKind, i64), Event> = HashMap::new();
        let published = rows(EventKind::Published);
        for (n, document) in self.documents_by_row(&published, Much::Head).await? {
            found.extend(publication(document).map(|e| ((EventKind::Published, n), e)));
        }
        for (n, quotation) in self.quotations_by_row(&rows(EventKind::Said)).await? {
            found.extend(saying(quotation).map(|e| ((EventKind::Said, n), e)));
        }
        found.extend(self.revised(&rows(EventKind::Revised)).await?);
        found.extend(self.happened(&rows(EventKind::Happened)).await?);
        Ok(hits.iter().filter_map(|h| found.remove(&(h.kind, h.row))).collect())
    }

    async fn revised(&self, rows: &[i64]) -> Result<Vec<((EventKind, i64), Event)>, StoreError> {
        let sql = "select n, id, document, ordinal, changed, title, revised from revision where n in (select value from json_each(?))";
        let found = query(sql).bind(json(&rows)).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        let documents = self.documents_by_row(&column(&found, "document"), Much::Head).await?;
        let event = |row: &SqliteRow| -> Result<_, StoreError> {
            let when: Option<String> = row.get("changed");
            let (Some(when), Some(document)) = (when, documents.get(&row.get("document"))) else { return Ok(None) };
            let revised: Option<Revised> = nested(row, "revised")?;
            let line = revised.map(|r| r.line()).filter(|line| !line.is_empty()).map(|line| format!(": {line}")).unwrap_or_default();
            let text = format!("revision {}{line}", row.get::<i64, _>("ordinal"));
            let id = Id::of('e', &["revised", row.get("id")]);
            let title = row.get::<Option<String>, _>("title").unwrap_or_else(|| heading(document));
            let event = Event {
                id,
                kind: EventKind::Revised,
                when: from_json(&when)?,
                title,
                text,
                start: None,
                end: None,
                speaker: None,
                quotation: None,
                document: document.clone(),
            };
            Ok(Some(((EventKind::Revised, row.get("n")), event)))
        };
        found.iter().filter_map(|row| event(row).transpose()).collect()
    }

    async fn happened(&self, rows: &[i64]) -> Result<Vec<((EventKind, i64), Event)>, StoreError> {
        let sql = "select n, id, document, sentence from happening where n in (select value from json_each(?))";
        let found = query(sql).bind(json(&rows)).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        let documents = self.documents_by_row(&column(&found, "document"), Much::Head).await?;
        let event = |row: &SqliteRow| -> Result<_, StoreError> {
            let Some(document) = documents.get(&row.get("document")) else { return Ok(None) };
            let h: Happening = from_json(row.get("sentence"))?;
            let (start, end) = (Some(h.start), Some(h.end));
            let id = Id::known(row.get::<String, _>("id"));
            let event = Event {
                id,
                kind: EventKind::Happened,
                when: h.when,
                title: heading(document),
                text: h.text,
                start,
                end,
                speaker: None,
                quotation: None,
                document: document.clone(),
            };
            Ok(Some(((EventKind::Happened, row.get("n")), event)))
        };
        found.iter().filter_map(|row| event(row).transpose()).collect()
    }

    /// The row behind a document's or quotation's id.
    pub async fn row(&self, id: &str) -> Result<Option<i64>, StoreError> {
        let sql = match id.chars().next() {
            Some('d') => "select n from document where id = ?",
            Some('q') => "select n from quotation where id = ?",
            _ => return Ok(None),
        };
        query_scalar(sql).bind(id).fetch_optional(&mut *self.reader().await?).await.map_err(self.failed())
    }

    /// The row of the document behind a document's or revision's id.
    pub async fn document_of(&self, id: &str) -> Result<Option<i64>, StoreError> {
        let sql = "select n from document where id = ?1 union all select document from revision where id = ?1";
        query_scalar(sql).bind(id).fetch_optional(&mut *self.reader().await?).await.map_err(self.failed())
    }

    /// Rows of a document's current quotations in text order.
    pub async fn quotations_of(&self, document: i64) -> Result<Vec<i64>, StoreError> {
        let sql = "select n from quotation where document = ? and gone is null and hidden = 0 order by start, id";
        query_scalar(sql).bind(document).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())
    }

    /// A speaker's kind and name.
    pub async fn speaker(&self, id: &str) -> Result<Option<(String, String)>, StoreError> {
        sqlx::query_as("select kind, name from speaker where id = ?")
            .bind(id)
            .fetch_optional(&mut *self.reader().await?)
            .await
            .map_err(self.failed())
    }

    /// Rows of a speaker's quotations, oldest first: so many at most.
    pub async fn quotations_by(&self, speaker: &str, most: usize) -> Result<Vec<i64>, StoreError> {
        let sql = "select q.n from quotation q join speaker s on s.n = q.speaker where s.id = ? and q.gone is null and q.hidden = 0
            order by q.said, q.id limit ?";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        query_scalar(sql).bind(speaker).bind(most).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())
    }

    /// How many quotations of a speaker there are.
    pub async fn count_by(&self, speaker: &str) -> Result<usize, StoreError> {
        let sql = "select count(*) from quotation q join speaker s on s.n = q.speaker where s.id = ? and q.gone is null and q.hidden = 0";
        let count: i64 = query_scalar(sql).bind(speaker).fetch_one(&mut *self.reader().await?).await.map_err(self.failed())?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// In which role, when and where the speaker of some quotations spoke, in their order.
    pub async fn spoken(&self, rows: &[i64]) -> Result<Vec<Spoken>, StoreError> {
        let sql = "select json_group_array(json_array(coalesce(q.decided, q.quote) ->> '$.role',
                json(coalesce(coalesce(q.decided, q.quote) -> '$.said', 'null')), d.source))
            from json_each(?) asked cross join quotation q on q.n = asked.value cross join document d on d.n = q.document";
        let found: String = query_scalar(sql).bind(json(&rows)).fetch_one(&mut *self.reader().await?).await.map_err(self.failed())?;
        from_json(&found)
    }

    /// Rows of an utterance's quotations, oldest first.
    pub async fn quotations_of_utterance(&self, id: &str) -> Result<Vec<i64>, StoreError> {
        let sql = "select n from quotation where utterance = ? and gone is null and hidden = 0 order by said is null, said, id";
        query_scalar(sql).bind(id).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())
    }

    /// How many utterances some quotations are of.
    pub async fn count_utterances(&self, quotations: &[i64]) -> Result<usize, StoreError> {
        let sql = "select count(distinct utterance) from quotation where n in (select value from json_each(?))";
        let count: i64 = query_scalar(sql).bind(json(&quotations)).fetch_one(&mut *self.reader().await?).await.map_err(self.failed())?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// A capture by its id.
    pub async fn capture(&self, id: &str) -> Result<Option<Capture>, StoreError> {
        let row =
            query("select * from capture where id = ?").bind(id).fetch_optional(&mut *self.reader().await?).await.map_err(self.failed())?;
        row.as_ref().map(capture).transpose()
    }

    /// The captures of documents by their ids: what their revisions were read from, and what else their addresses answered.
    /// Oldest first.
    pub async fn captures_of(&self, documents: &[String]) -> Result<Vec<Capture>, StoreError> {
        let sql = "select c.* from capture c where c.n in (
                select r.capture from revision r join document d on d.n = r.document where d.id in (select value from json_each(?1))
                union select o.n from capture o join alias a on a.url = o.asked join document d on d.n = a.document
                where d.id in (select value from json_each(?1)))
            order by c.fetched, c.id";
        let rows = query(sql).bind(json(&documents)).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        rows.iter().map(capture).collect()
    }

    /// The last good answer to a URL.
    pub async fn last_capture(&self, asked: &str) -> Result<Option<Capture>, StoreError> {
        let sql = "select * from capture where asked = ? and status = 200 order by fetched desc, n desc limit 1";
        let row = query(sql).bind(asked).fetch_optional(&mut *self.reader().await?).await.map_err(self.failed())?;
        row.as_ref().map(capture).transpose()
    }

    /// The capture of a row.
    pub async fn capture_of_row(&self, row: i64) -> Result<Option<Capture>, StoreError> {
        let row =
            query("select * from capture where n = ?").bind(row).fetch_optional(&mut *self.reader().await?).await.map_err(self.failed())?;
        row.as_ref().map(capture).transpose()
    }

    /// How many of everything: documents, revisions, quotations (current), dated sentences, captures.
    pub async fn counts(&self) -> Result<[i64; 5], StoreError> {
        let sql = "select (select count(*) from document), (select count(*) from revision),
            (select count(*) from quotation where gone is null and hidden = 0), (select count(*) from happening), (select count(*) from capture)";
        let row = query(sql).fetch_one(&mut *self.reader().await?).await.map_err(self.failed())?;
        Ok(std::array::from_fn(|n| row.get(n)))
    }
}

fn column(rows: &[SqliteRow], name: &str) -> Vec<i64> {
    rows.iter().map(|r| r.get(name)).collect()
}

fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

fn nested<T: serde::de::DeserializeOwned>(row: &SqliteRow, name: &str) -> Result<Option<T>, StoreError> {
    row.get::<Option<String>, _>(name).map(|text| from_json(&text)).transpose()
}

pub(super) fn capture(row: &SqliteRow) -> Result<Capture, StoreError> {
    Ok(Capture {
        id: Id::known(row.get::<String, _>("id")),
        source: row.get("source"),
        entry: row.get("entry"),
        asked: row.get("asked"),
        chain: from_json(row.get("chain"))?,
        hops: from_json(row.get("hops"))?,
        status: row.get("status"),
        request: from_json(row.get("request"))?,
        response: from_json(row.get("response"))?,
        address: row.get("address"),
        tls: nested(row, "tls")?,
        fetched: instant(row.get("fetched")),
        sha256: row.get("sha256"),
        length: u64::try_from(row.get::<i64, _>("length")).unwrap_or(0),
    })
}

fn document(row: DocumentRow) -> Document {
    let article = Article {
        url: row.url.clone(),
        canonical: row.canonical,
        title: row.title,
        authors: row.authors.0,
        publisher: row.publisher,
        language: row.language,
        published: row.published.map(|at| at.0),
        modified: row.modified.map(|at| at.0),
        about: row.about.0,
        text: row.body,
        parts: row.parts.0,
    };
    Document {
        id: row.id,
        kind: row.kind,
        role: row.role,
        source: row.source,
        url: row.url,
        revision: row.revision,
        revisions: row.revisions,
        article,
        words: row.words,
        quotes: row.quotes,
        capture: CaptureRef { id: row.capture, sha256: row.sha256, fetched: instant(row.fetched) },
        copies: Copies { of: row.copy_of, others: row.others, credit: row.credit },
    }
}

fn quotation(row: QuotationRow, documents: &HashMap<i64, Document>) -> Result<Quotation, StoreError> {
    let of = |n: i64| documents.get(&n).cloned().ok_or_else(|| StoreError::Corrupt(format!("document {n} of a quotation is not there")));
    let utterance = Utterance {
        id: row.utterance,
        quoted: row.quoted,
        first: row.first.map(|first| first.0),
        seen: instant(row.seen.unwrap_or_default()),
        primary: row.primary.map(of).transpose()?.map(Box::new),
        fidelity: row.fidelity,
        difference: row.difference,
    };
    Ok(Quotation {
        id: row.id,
        quote: row.quote.0,
        speaker_id: row.speaker,
        context: row.context,
        marks: row.marks.map(|marks| marks.0).unwrap_or_default(),
        utterance,
        document: of(row.document)?,
        gone: row.gone,
    })
}

fn publication(document: Document) -> Option<Event> {
    let when: When = document.article.published.clone()?;
    let id = Id::of('e', &["published", document.id.as_str()]);
    let title = heading(&document);
    let text = title.clone();
    Some(Event { id, kind: EventKind::Published, when, title, text, start: None, end: None, speaker: None, quotation: None, document })
}

fn saying(quotation: Quotation) -> Option<Event> {
    let quote = quotation.quote;
    let id = Id::of('e', &["said", quotation.id.as_str()]);
    let (start, end) = (quote.content.first().map(|p| p.start), quote.content.last().map(|p| p.end));
    let (text, title) = (quote.text(), heading(&quotation.document));
    Some(Event {
        id,
        kind: EventKind::Said,
        when: quote.said?,
        title,
        text,
        start,
        end,
        speaker: quote.speaker_name,
        quotation: Some((quotation.id, quote.kind)),
        document: quotation.document,
    })
}

/// A document without a headline is called by its URL.
fn heading(document: &Document) -> String {
    document.article.title.clone().or_else(|| document.url.clone()).unwrap_or_else(|| document.id.to_string())
}
