//! What documents were read from, so that it can be read again; and what came of that, in the place of what there was.

use super::read::capture;
use super::revise::{Draw, last_revision, revise};
use super::save::{known, write_capture};
use super::{Store, StoreError, from_json, json};
use crate::model::{Capture, Draft, Entry, Id, Role, Told};
use rusqlite::Connection;
use sqlx::{Row, query, query_as, query_scalar};

/// A document with everything that it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Rereadable {
    /// Its row and id.
    pub document: (i64, Id),
    /// Someone's own statements, or coverage.
    pub role: Role,
    /// Name of the source that led to it; none for an import.
    pub source: Option<String>,
    /// What else was told of the source.
    pub told: Told,
    /// All URLs that lead to it.
    pub urls: Vec<String>,
    /// In the order in which they were read.
    pub seen: Vec<Seen>,
}

/// A capture that a document may be read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The capture.
    pub capture: Capture,
    /// A revision was read from it; others said nothing new at the time.
    pub told_it: bool,
    /// The entry that led to it, or that the document was made of.
    pub entry: Option<Entry>,
}

/// Captures of revisions in their order, and between them those that said nothing new.
const SEEN: &str = "with seen (place, extra, n) as (
        select ordinal, 0, capture from revision where document = ?1
        union all
        select (select coalesce(max(ordinal), 0) from revision where document = ?1 and capture < c.n), c.n, c.n
        from (select distinct c.n from alias a join capture c on c.asked = a.url where a.document = ?1 and c.status = 200) c
        where c.n not in (select capture from revision where document = ?1))
    select c.*, s.extra = 0 as told_it, (select e.entry from entry e where e.source = c.source and e.id = c.entry) as led,
        case when c.entry is null then (select e.entry from entry e where e.document = ?1 and e.source = c.source order by e.id limit 1) end as made
    from seen s join capture c on c.n = s.n order by s.place, s.extra";

/// Everything that reading makes of a document, as one text: two readings are the same where it is.
const PICTURE: &str = "select json_array(
    (select json_array(kind, role, tags) from document where n = ?1),
    (select json_group_array(json_array(id, ordinal, capture, changed, title, canonical, authors, publisher, language, published,
            modified, about, body, parts)) from (select * from revision where document = ?1 order by ordinal)),
    (select json_group_array(json_array(id, (select id from revision where n = q.revision), (select id from revision where n = q.gone),
            (select id from revision where n = q.appeared), start, kind, quote, context))
        from (select * from quotation where document = ?1 and added = 0 order by id) q),
    (select json_group_array(json_array(kind, name, aliases, role, organization, mentions))
        from (select * from name where document = ?1 order by ordinal)),
    (select json_group_array(json_array(id, start, sentence)) from (select * from happening where document = ?1 order by id)))";

impl Store {
    /// What a document was read from.
    pub async fn rereadable(&self, document: i64) -> Result<Option<Rereadable>, StoreError> {
        type Told = (String, String, Option<String>, Option<String>);
        let sql = "select id, role, source, told from document where n = ?";
        let row: Option<Told> = query_as(sql).bind(document).fetch_optional(&mut *self.reader().await?).await.map_err(self.failed())?;
        let Some((id, role, source, told)) = row else { return Ok(None) };
        let urls = query_scalar("select url from alias where document = ? order by url")
            .bind(document)
            .fetch_all(&mut *self.reader().await?)
            .await
            .map_err(self.failed())?;
        Ok(Some(Rereadable {
            document: (document, Id::known(id)),
            role: if role == Role::Primary.name() { Role::Primary } else { Role::Press },
            source,
            told: told.as_deref().map(from_json).transpose()?.unwrap_or_default(),
            urls,
            seen: self.seen(document).await?,
        }))
    }

    async fn seen(&self, document: i64) -> Result<Vec<Seen>, StoreError> {
        let rows = query(SEEN).bind(document).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        rows.iter()
            .map(|row| {
                let entry: Option<String> = row.get::<Option<String>, _>("led").or_else(|| row.get("made"));
                Ok(Seen { capture: capture(row)?, told_it: row.get("told_it"), entry: entry.as_deref().map(from_json).transpose()? })
            })
            .collect()
    }

    /// Puts drafts, in their order, in the place of all that was read of a document; those that are not `told_it` only
    /// where they are this document. Whether anything is other than it was; where nothing is, nothing stays written.
    pub async fn reread(&self, document: &(i64, Id), drafts: &[(bool, Draft)]) -> Result<bool, StoreError> {
        let _turn = self.writer.lock().await;
        self.writing.write_if(|db| {
            let before = picture(db, document.0)?;
            let quoted = utterances(db, document.0)?;
            clear(db, document.0)?;
            write(db, document, drafts)?;
            if picture(db, document.0)? == before {
                return Ok(false);
            }
            bereft(db, document.0, &quoted)?;
            Ok(true)
        })
    }
}

fn picture(db: &Connection, document: i64) -> rusqlite::Result<String> {
    db.prepare_cached(PICTURE)?.query_row([document], |row| row.get(0))
}

/// Quotations of a document with their utterances.
fn utterances(db: &Connection, document: i64) -> rusqlite::Result<Vec<(String, String)>> {
    let mut all = db.prepare_cached("select id, utterance from quotation where document = ?")?;
    all.query_map([document], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Takes away all that was read of a document; the document, its URLs and its captures stay.
fn clear(db: &Connection, document: i64) -> rusqlite::Result<()> {
    for sql in [
        "delete from quotation where document = ?",
        "delete from name where document = ?",
        "delete from happening where document = ?",
        "update document set revision = null where n = ?",
        "delete from revision where document = ?",
    ] {
        db.prepare_cached(sql)?.execute([document])?;
    }
    Ok(())
}

fn write(db: &Connection, document: &(i64, Id), drafts: &[(bool, Draft)]) -> rusqlite::Result<()> {
    let mut first = true;
    for (told_it, draft) in drafts {
        if !told_it && known(db, draft)?.is_some_and(|(n, _)| n != document.0) {
            continue;
        }
        let capture = write_capture(db, &draft.capture)?;
        let before = last_revision(db, document.0)?;
        revise(db, &Draw { document: document.clone(), before, capture, draft })?;
        if std::mem::take(&mut first) {
            write_nature(db, document.0, draft)?;
        }
    }
    Ok(())
}

/// What the source that led to it says of a document.
fn write_nature(db: &Connection, document: i64, draft: &Draft) -> rusqlite::Result<()> {
    let sql = "update document set kind = ?2, role = ?3, told = ?4, tags = case when ?6 then ?5 else tags end where n = ?1";
    let values = (document, draft.kind.name(), draft.role.name(), json(&draft.told), json(&draft.tags), draft.source.is_some());
    db.prepare_cached(sql)?.execute(values)?;
    if draft.role != Role::Primary {
        db.prepare_cached("delete from gram where of = 'p' and n = ?")?.execute([document])?;
    }
    Ok(())
}

/// Documents that shared words with a quotation that is no more are news for linking.
fn bereft(db: &Connection, document: i64, quoted: &[(String, String)]) -> rusqlite::Result<()> {
    let sql =
        "insert into change (document) select distinct q.document from jsonb_each(?1) j join quotation q on q.utterance = j.value ->> 1
        where q.document <> ?2 and not exists (select 1 from quotation x where x.id = j.value ->> 0)";
    db.prepare_cached(sql)?.execute((json(&quoted), document)).map(drop)
}
