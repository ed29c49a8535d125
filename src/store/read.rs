//! Rows → nouns, in the order asked for.

use super::{Store, StoreError, from_json, json};
use crate::model::{
    Article, Capture, CaptureRef, Copies, Document, DocumentKind, Event, EventKind, Fidelity, Happening, Hit, Id, Quotation, Revised, Role,
    Utterance, When,
};
use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query, query_scalar};
use std::collections::HashMap;

const DOCUMENTS: &str = "select d.n, d.id, d.kind, d.role, d.source, d.url, r.id as revision, r.title, r.canonical, r.authors,
        r.publisher, r.language, r.published, r.modified, r.words, case when ?2 > 0 then r.body else '' end as body,
        case when ?2 > 1 then r.about else '{}' end as about, case when ?2 > 1 then r.parts else '[]' end as parts,
        (select count(*) from revision x where x.document = d.n) as revisions,
        (select count(*) from quotation q where q.document = d.n and q.gone is null and q.hidden = 0) as quotes,
        c.id as capture, c.sha256, c.fetched, d.credit, (select x.id from document x where x.n = d.copy_of) as copy_of,
        (select count(*) from document x where x.copy_of = coalesce(d.copy_of, d.n)) as others
    from document d join revision r on r.n = d.revision join capture c on c.n = r.capture
    where d.n in (select value from json_each(?1))";

const QUOTATIONS: &str = "select q.n, q.id, q.document, coalesce(q.decided, q.quote) as quote, q.marks, q.context, q.utterance, q.fidelity, q.difference, q.primary_document, s.id as speaker,
        (select count(*) from quotation x where x.utterance = q.utterance and x.gone is null and x.hidden = 0) as quoted,
        (select coalesce(x.decided, x.quote) -> '$.said' from quotation x where x.n =
            (select y.n from quotation y where y.utterance = q.utterance and y.gone is null and y.hidden = 0
                order by y.said nulls last, y.id limit 1)) as first,
        (select min(c.fetched) from quotation x join revision r on r.n = x.appeared join capture c on c.n = r.capture
            where x.utterance = q.utterance) as seen
    from quotation q left join speaker s on s.n = q.speaker
    where q.n in (select value from json_each(?1))";

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
        let found = query(DOCUMENTS).bind(json(&rows)).bind(much as i64).fetch_all(&self.readers).await.map_err(self.failed())?;
        found.iter().map(|row| Ok((row.get("n"), document(row)?))).collect()
    }

    /// Quotations by their rows, in that order.
    pub async fn quotations(&self, rows: &[i64]) -> Result<Vec<Quotation>, StoreError> {
        let found = query(QUOTATIONS).bind(json(&rows)).fetch_all(&self.readers).await.map_err(self.failed())?;
        let owners =
            found.iter().flat_map(|r| [Some(r.get::<i64, _>("document")), r.get("primary_document")]).flatten().collect::<Vec<_>>();
        let documents = self.documents_by_row(&owners, Much::Head).await?;
        let mut by_row: HashMap<i64, Quotation> =
            found.iter().map(|row| Ok((row.get("n"), quotation(row, &documents)?))).collect::<Result<_, StoreError>>()?;
        Ok(rows.iter().filter_map(|n| by_row.remove(n)).collect())
    }

    /// Events by what was found, in that order.
    pub async fn events(&self, hits: &[Hit]) -> Result<Vec<Event>, StoreError> {
        let rows = |kind: EventKind| hits.iter().filter(|h| h.kind == kind).map(|h| h.row).collect::<Vec<_>>();
        let mut found: HashMap<(EventKind, i64), Event> = HashMap::new();
        let published = rows(EventKind::Published);
        for (n, document) in self.documents_by_row(&published, Much::Head).await? {
            found.extend(publication(document).map(|e| ((EventKind::Published, n), e)));
        }
        let said = rows(EventKind::Said);
        for (n, quotation) in said.iter().copied().zip(self.quotations(&said).await?) {
            found.extend(saying(quotation).map(|e| ((EventKind::Said, n), e)));
        }
        found.extend(self.revised(&rows(EventKind::Revised)).await?);
        found.extend(self.happened(&rows(EventKind::Happened)).await?);
        Ok(hits.iter().filter_map(|h| found.remove(&(h.kind, h.row))).collect())
    }

    async fn revised(&self, rows: &[i64]) -> Result<Vec<((EventKind, i64), Event)>, StoreError> {
        let sql = "select n, id, document, ordinal, changed, title, revised from revision where n in (select value from json_each(?))";
        let found = query(sql).bind(json(&rows)).fetch_all(&self.readers).await.map_err(self.failed())?;
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
        let found = query(sql).bind(json(&rows)).fetch_all(&self.readers).await.map_err(self.failed())?;
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
        query_scalar(sql).bind(id).fetch_optional(&self.readers).await.map_err(self.failed())
    }

    /// The row of the document behind a document's or revision's id.
    pub async fn document_of(&self, id: &str) -> Result<Option<i64>, StoreError> {
        let sql = "select n from document where id = ?1 union all select document from revision where id = ?1";
        query_scalar(sql).bind(id).fetch_optional(&self.readers).await.map_err(self.failed())
    }

    /// Rows of a document's current quotations in text order.
    pub async fn quotations_of(&self, document: i64) -> Result<Vec<i64>, StoreError> {
        let sql = "select n from quotation where document = ? and gone is null and hidden = 0 order by start, id";
        query_scalar(sql).bind(document).fetch_all(&self.readers).await.map_err(self.failed())
    }

    /// A speaker's kind and name.
    pub async fn speaker(&self, id: &str) -> Result<Option<(String, String)>, StoreError> {
        sqlx::query_as("select kind, name from speaker where id = ?").bind(id).fetch_optional(&self.readers).await.map_err(self.failed())
    }

    /// Rows of a speaker's quotations, oldest first.
    pub async fn quotations_by(&self, speaker: &str) -> Result<Vec<i64>, StoreError> {
        let sql = "select q.n from quotation q join speaker s on s.n = q.speaker where s.id = ? and q.gone is null and q.hidden = 0 order by q.said, q.id";
        query_scalar(sql).bind(speaker).fetch_all(&self.readers).await.map_err(self.failed())
    }

    /// Rows of an utterance's quotations, oldest first.
    pub async fn quotations_of_utterance(&self, id: &str) -> Result<Vec<i64>, StoreError> {
        let sql = "select n from quotation where utterance = ? and gone is null and hidden = 0 order by said is null, said, id";
        query_scalar(sql).bind(id).fetch_all(&self.readers).await.map_err(self.failed())
    }

    /// A capture by its id.
    pub async fn capture(&self, id: &str) -> Result<Option<Capture>, StoreError> {
        let row = query("select * from capture where id = ?").bind(id).fetch_optional(&self.readers).await.map_err(self.failed())?;
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
        let rows = query(sql).bind(json(&documents)).fetch_all(&self.readers).await.map_err(self.failed())?;
        rows.iter().map(capture).collect()
    }

    /// The last good answer to a URL.
    pub async fn last_capture(&self, asked: &str) -> Result<Option<Capture>, StoreError> {
        let sql = "select * from capture where asked = ? and status = 200 order by fetched desc, n desc limit 1";
        let row = query(sql).bind(asked).fetch_optional(&self.readers).await.map_err(self.failed())?;
        row.as_ref().map(capture).transpose()
    }

    /// How many of everything: documents, revisions, quotations (current), dated sentences, captures.
    pub async fn counts(&self) -> Result<[i64; 5], StoreError> {
        let sql = "select (select count(*) from document), (select count(*) from revision),
            (select count(*) from quotation where gone is null and hidden = 0), (select count(*) from happening), (select count(*) from capture)";
        let row = query(sql).fetch_one(&self.readers).await.map_err(self.failed())?;
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

fn document(row: &SqliteRow) -> Result<Document, StoreError> {
    let article = Article {
        url: row.get("url"),
        canonical: row.get("canonical"),
        title: row.get("title"),
        authors: from_json(row.get("authors"))?,
        publisher: row.get("publisher"),
        language: row.get("language"),
        published: nested(row, "published")?,
        modified: nested(row, "modified")?,
        about: from_json(row.get("about"))?,
        text: row.get("body"),
        parts: from_json(row.get("parts"))?,
    };
    Ok(Document {
        id: Id::known(row.get::<String, _>("id")),
        kind: if row.get::<&str, _>("kind") == DocumentKind::Statement.name() { DocumentKind::Statement } else { DocumentKind::Article },
        role: if row.get::<&str, _>("role") == Role::Primary.name() { Role::Primary } else { Role::Press },
        source: row.get("source"),
        url: row.get("url"),
        revision: Id::known(row.get::<String, _>("revision")),
        revisions: row.get("revisions"),
        article,
        words: row.get("words"),
        quotes: row.get("quotes"),
        capture: CaptureRef {
            id: Id::known(row.get::<String, _>("capture")),
            sha256: row.get("sha256"),
            fetched: instant(row.get("fetched")),
        },
        copies: Copies { of: row.get::<Option<String>, _>("copy_of").map(Id::known), others: row.get("others"), credit: row.get("credit") },
    })
}

fn quotation(row: &SqliteRow, documents: &HashMap<i64, Document>) -> Result<Quotation, StoreError> {
    let of = |n: i64| documents.get(&n).cloned().ok_or_else(|| StoreError::Corrupt(format!("document {n} of a quotation is not there")));
    let first: Option<Option<When>> = nested(row, "first")?;
    let fidelity = row.get::<Option<&str>, _>("fidelity");
    let utterance = Utterance {
        id: Id::known(row.get::<String, _>("utterance")),
        quoted: row.get("quoted"),
        first: first.flatten(),
        seen: instant(row.get::<Option<i64>, _>("seen").unwrap_or_default()),
        primary: row.get::<Option<i64>, _>("primary_document").map(of).transpose()?.map(Box::new),
        fidelity: [Fidelity::Verbatim, Fidelity::Cut, Fidelity::Altered].into_iter().find(|f| Some(f.name()) == fidelity),
        difference: row.get("difference"),
    };
    Ok(Quotation {
        id: Id::known(row.get::<String, _>("id")),
        quote: from_json(row.get("quote"))?,
        speaker_id: row.get::<Option<String>, _>("speaker").map(Id::known),
        context: row.get("context"),
        marks: nested(row, "marks")?.unwrap_or_default(),
        utterance,
        document: of(row.get("document"))?,
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
