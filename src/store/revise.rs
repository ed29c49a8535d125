//! What drafts say: revisions with their quotations, names and dated sentences.

use super::json;
use super::save::urls;
use crate::model::quote::speaker_id;
use crate::model::words::count;
use crate::model::{Basis, Draft, Id, Precision, Quote, Saved, When, Zone, words};
use rusqlite::{Connection, OptionalExtension, params};
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

impl Before {
    fn same(&self, draft: &Draft) -> bool {
        self.title == draft.article.title && self.body == draft.article.text
    }
}

/// What a draft makes of its document and of the revision before.
pub(super) fn revise(db: &Connection, draw: &Draw<'_>) -> rusqlite::Result<Saved> {
    let (document, draft) = (draw.document.0, draw.draft);
    let mut alias = db.prepare_cached("insert into alias (url, document) values (?, ?) on conflict (url) do nothing")?;
    for url in urls(draft) {
        alias.execute((url, document))?;
    }
    if draw.before.as_ref().is_some_and(|before| before.same(draft)) {
        return Ok(Saved::Same);
    }
    let revision = write_revision(db, draw)?;
    if draw.before.is_some() {
        clear(db, document, revision)?;
    }
    write_quotations(db, draw, revision)?;
    write_names(db, document, draft)?;
    write_happenings(db, draw)?;
    Ok(if draw.before.is_some() { Saved::Revised } else { Saved::New })
}

/// The last revision of a document, if it has one.
pub(super) fn last_revision(db: &Connection, document: i64) -> rusqlite::Result<Option<Before>> {
    let sql = "select r.ordinal, r.title, r.modified, r.body from document d join revision r on r.n = d.revision where d.n = ?";
    let before = |row: &rusqlite::Row| Ok(Before { ordinal: row.get(0)?, title: row.get(1)?, modified: row.get(2)?, body: row.get(3)? });
    db.prepare_cached(sql)?.query_row([document], before).optional()
}

/// The row of a new revision.
fn write_revision(db: &Connection, draw: &Draw<'_>) -> rusqlite::Result<i64> {
    let Draw { document: (document, id), before, capture, draft } = draw;
    let a = &draft.article;
    let ordinal = before.as_ref().map_or(1, |b| b.ordinal + 1);
    let own = Id::of('r', &[id.as_str(), &ordinal.to_string(), a.title.as_deref().unwrap_or_default(), &a.text]);
    let sql = "insert into revision
            (id, document, ordinal, capture, changed, title, canonical, authors, publisher, language, published, modified, about, words, body, parts)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    db.prepare_cached(sql)?.insert(params![
        own.as_str(),
        document,
        ordinal,
        capture,
        before.as_ref().map(|b| json(&changed(draft, b))),
        a.title,
        a.canonical,
        json(&a.authors),
        a.publisher,
        a.language,
        a.published.as_ref().map(json),
        a.modified.as_ref().map(json),
        json(&a.about),
        count(&a.text),
        a.text,
        json(&a.parts),
    ])
}

/// When a revision was made: the date the page states for it, where that is a new one, else the capture that saw it first.
fn changed(draft: &Draft, before: &Before) -> When {
    let stated = draft.article.modified.as_ref().filter(|m| before.modified.as_ref() != Some(&json(m)));
    stated.cloned().unwrap_or_else(|| {
        When::instant(draft.capture.fetched, Precision::Second, Zone::Unknown, Basis::Assumed, "first seen by this capture")
    })
}

/// What the last revision had is told anew by this one. Quotations stay, as gone, until it turns out that they are not.
fn clear(db: &Connection, document: i64, revision: i64) -> rusqlite::Result<()> {
    db.prepare_cached("update quotation set gone = ?2 where document = ?1 and gone is null")?.execute((document, revision))?;
    db.prepare_cached("delete from name where document = ?")?.execute([document])?;
    db.prepare_cached("delete from happening where document = ?")?.execute([document]).map(drop)
}

fn quotes(draft: &Draft) -> &[Quote] {
    &draft.findings.quotes[..draft.findings.quotes.len().min(QUOTES_A_DOCUMENT)]
}

/// The row of a quotation's speaker, where it has one.
fn write_speaker(db: &Connection, quote: &Quote) -> rusqlite::Result<Option<i64>> {
    let Some((kind, name)) = quote.speaker() else { return Ok(None) };
    let id = speaker_id(kind, name);
    let there = db.prepare_cached("select n from speaker where id = ?")?.query_row([id.as_str()], |row| row.get(0)).optional()?;
    let make = || db.prepare_cached("insert into speaker (id, kind, name) values (?, ?, ?)")?.insert((id.as_str(), kind.name(), name));
    there.map_or_else(make, Ok).map(Some)
}

/// When the words were first seen here is when the revision was fetched in which they first stand.
const QUOTATION: &str = "insert into quotation
        (id, document, revision, start, kind, quote, speaker, context, utterance, said, appeared, seen)
    values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?3, (select fetched from capture where n = ?11))
    on conflict (id) do update set revision = excluded.revision, gone = null, start = excluded.start, kind = excluded.kind,
        quote = excluded.quote, speaker = excluded.speaker, context = excluded.context, said = excluded.said, added = 0";

/// Quotations keep their ids through revisions: the document, the words, and which of equal ones it is.
fn write_quotations(db: &Connection, draw: &Draw<'_>, revision: i64) -> rusqlite::Result<()> {
    let Draw { document: (document, id), capture, draft, .. } = draw;
    let mut seen: HashMap<String, u32> = HashMap::new();
    for quote in quotes(draft) {
        let said = words(&quote.text()).join(" ");
        let nth = seen.entry(said.clone()).and_modify(|n| *n += 1).or_insert(1);
        let (own, utterance) = (Id::of('q', &[id.as_str(), &said, &nth.to_string()]), Id::of('u', &[&said]));
        db.prepare_cached(QUOTATION)?.execute(params![
            own.as_str(),
            document,
            revision,
            quote.content.first().map_or(0, |p| p.start),
            quote.kind.name(),
            json(quote),
            write_speaker(db, quote)?,
            context(&draft.article.text, quote),
            utterance.as_str(),
            quote.said.as_ref().map(|w| w.start.timestamp()),
            capture,
        ])?;
    }
    Ok(())
}

fn write_names(db: &Connection, document: i64, draft: &Draft) -> rusqlite::Result<()> {
    let sql = "insert into name (document, ordinal, kind, name, aliases, role, organization, mentions) values (?, ?, ?, ?, ?, ?, ?, ?)";
    let mut insert = db.prepare_cached(sql)?;
    for (at, e) in draft.findings.entities.iter().enumerate() {
        insert.execute(params![document, at, json(&e.kind), e.name, json(&e.aliases), e.role, e.organization, json(&e.mentions)])?;
    }
    Ok(())
}

fn write_happenings(db: &Connection, draw: &Draw<'_>) -> rusqlite::Result<()> {
    let (document, id) = &draw.document;
    let mut insert =
        db.prepare_cached("insert into happening (id, document, start, sentence) values (?, ?, ?, ?) on conflict (id) do nothing")?;
    for h in &draw.draft.happened {
        let own = Id::of('e', &["happened", id.as_str(), &h.when.edtf, &h.text]);
        insert.execute(params![own.as_str(), document, h.start, json(h)])?;
    }
    Ok(())
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
