//! What the index is given: every document as its publication, its revisions, sayings and dated sentences.

use super::rows::Inner;
use super::{Store, StoreError, from_json};
use crate::model::{Basis, EntityType, EventKind, Happening, Marks, Precision, Quote, Revised, Unit, When, Zone};
use chrono::DateTime;
use serde::Deserialize;
use std::collections::HashMap;
use std::ops::Range;

/// A name, its kind and its aliases.
type Named = (String, EntityType, Vec<String>);

/// Names of a document with their kinds and aliases.
type Names = HashMap<String, (EntityType, Vec<String>)>;

/// Paragraphs that are the lead of a text.
const LEAD: usize = 2;

impl Store {
    /// Documents changed after a position in the log and not after another, each once.
    pub async fn changed_between(&self, position: i64, end: i64) -> Result<Vec<i64>, StoreError> {
        self.read_ones("select distinct document from change where n > ? and n <= ? order by document", (position, end)).await
    }

    /// The last position of the log.
    pub async fn last_change(&self) -> Result<i64, StoreError> {
        Ok(self.read_ones("select coalesce(max(n), 0) from change", ()).await?.first().copied().unwrap_or(0))
    }

    /// Rows of all documents.
    pub async fn all_documents(&self) -> Result<Vec<i64>, StoreError> {
        self.read_ones("select n from document order by n", ()).await
    }

    /// Everything that can be found of documents; those that are not there are left out.
    pub async fn units(&self, documents: &[i64]) -> Result<Vec<(i64, Vec<Unit>)>, StoreError> {
        let rows: Vec<Head> = self.all(HEADS, documents, None).await?;
        let names = self.names(documents).await?;
        let none = Names::new();
        let mut parts = self.parts(documents).await?;
        let units = |head: Head| {
            let document = head.document;
            let parts = parts.remove(&document).unwrap_or_default();
            let (base, names) = (base(&head), names.get(&document).unwrap_or(&none));
            let marks = marks(head.revisions, head.copy, &parts);
            let mut units: Vec<Unit> = parts.into_iter().map(|part| part.unit(&base, names, &head.body)).collect::<Result<_, _>>()?;
            units.push(publication(base, head, names, marks));
            Ok((document, units))
        };
        rows.into_iter().map(units).collect()
    }

    /// The names in documents.
    async fn names(&self, documents: &[i64]) -> Result<HashMap<i64, Names>, StoreError> {
        // Names are many, and a row costs more than what is in it.
        let sql = "select document, json_group_array(json_array(name, json(kind), json(aliases)) order by ordinal) from name
            where document in (select value from json_each(?1)) group by document";
        let rows: Vec<(i64, Inner<Vec<Named>>)> = self.all(sql, documents, None).await?;
        let by_name = |names: Vec<Named>| names.into_iter().map(|(name, kind, aliases)| (name, (kind, aliases))).collect();
        Ok(rows.into_iter().map(|(document, Inner(names))| (document, by_name(names))).collect())
    }

    /// Revisions, quotations and dated sentences of documents: in this order, and each in its own.
    async fn parts(&self, documents: &[i64]) -> Result<HashMap<i64, Vec<Part>>, StoreError> {
        let mut parts: HashMap<i64, Vec<Part>> = HashMap::new();
        for (kind, sql) in PARTS {
            let rows: Vec<PartRow> = self.all(sql, documents, None).await?;
            for (document, row, noun, context, fidelity, marks, known_as) in rows {
                let marks = marks.map(|Inner(marks)| marks).unwrap_or_default();
                parts.entry(document).or_default().push(Part { kind: *kind, row, noun, context, fidelity, marks, known_as });
            }
        }
        Ok(parts)
    }
}

/// What is told of documents by themselves, with their last revisions.
const HEADS: &str = "select d.n, d.id, d.kind, d.role, d.source, d.url, d.tags, r.ordinal, r.title, r.authors, r.publisher, r.language,
        r.published, r.body, c.fetched, d.copy_of is not null
    from document d join revision r on r.n = d.revision join capture c on c.n = r.capture
    where d.n in (select value from json_each(?1)) order by d.n";

/// A row of [`HEADS`], in the order of its columns.
#[derive(Deserialize)]
struct Head {
    document: i64,
    id: String,
    kind: String,
    role: String,
    source: Option<String>,
    url: Option<String>,
    tags: Inner<Vec<String>>,
    revisions: i64,
    title: Option<String>,
    authors: Inner<Vec<String>>,
    publisher: Option<String>,
    language: Option<String>,
    published: Option<Inner<When>>,
    body: String,
    fetched: i64,
    copy: bool,
}

/// What of a document is found by itself: document, row, the noun as JSON, the text around it, how true it is to the primary
/// text, what was decided of it, and by which name its speaker is listed.
const PARTS: &[(EventKind, &str)] = &[
    (
        EventKind::Revised,
        "select document, n, changed, coalesce(revised, ''), null, null, null from revision
         where document in (select value from json_each(?1)) and changed is not null and noise = 0 order by document, ordinal",
    ),
    (
        EventKind::Said,
        "select q.document, q.n, coalesce(q.decided, q.quote), q.context, q.fidelity, q.marks, s.name
         from quotation q left join speaker s on s.n = q.speaker
         where q.document in (select value from json_each(?1)) and q.gone is null and q.hidden = 0 order by q.document, q.start, q.id",
    ),
    (
        EventKind::Happened,
        "select document, n, sentence, '', null, null, null from happening
         where document in (select value from json_each(?1)) order by document, start, id",
    ),
];

type PartRow = (i64, i64, String, String, Option<String>, Option<Inner<Marks>>, Option<String>);

struct Part {
    kind: EventKind,
    row: i64,
    noun: String,
    context: String,
    fidelity: Option<String>,
    marks: Marks,
    known_as: Option<String>,
}

impl Part {
    fn unit(self, base: &Unit, names: &Names, body: &str) -> Result<Unit, StoreError> {
        let own = Unit { row: self.row, kind: Some(self.kind), ..base.clone() };
        Ok(match self.kind {
            EventKind::Said => said(own, &from_json(&self.noun)?, self, names, body),
            EventKind::Happened => happened(own, from_json(&self.noun)?, body),
            _ => Unit { when: Some(from_json(&self.noun)?), text: quoted_in(&self.context)?, ..own },
        })
    }
}

fn said(own: Unit, quote: &Quote, part: Part, names: &Names, body: &str) -> Unit {
    let mut speaker: Vec<String> = quote.speaker_name.iter().cloned().collect();
    speaker.extend(quote.speaker_name.as_ref().and_then(|n| names.get(n)).into_iter().flat_map(|(_, aliases)| aliases).cloned());
    // Of two of one name the second is listed as "John Smith (Quill School)".
    speaker.extend(part.known_as.filter(|name| quote.speaker_name.as_ref().is_some_and(|own| own != name)));
    let start = quote.content.first().map_or(0, |p| p.start);
    let paragraph = byte(body, start).map(|at| body[..at].rfind("\n\n").map_or(0, |end| end + 2));
    let (context, text) = standing(body, paragraph, part.context);
    let text = text.into_iter().chain(speaker.iter().cloned()).collect();
    let cue = quote.cue.as_ref().map(|c| c.text.clone());
    let marks = quotation_marks(part.fidelity, &part.marks);
    Unit { start, when: quote.said.clone(), quote: vec![quote.text()], speaker, cue, marks, text, context, ..own }
}

/// Words of the quotations that a revision took out, brought, or worded otherwise: those that are gone are found here alone.
fn quoted_in(revised: &str) -> Result<Vec<String>, StoreError> {
    if revised.is_empty() {
        return Ok(Vec::new());
    }
    let Revised { removed, added, altered, .. } = from_json(revised)?;
    Ok(removed.into_iter().chain(added).chain(altered.into_iter().flat_map(|(before, after)| [before, after])).collect())
}

fn happened(own: Unit, happening: Happening, body: &str) -> Unit {
    let (context, text) = standing(body, byte(body, happening.start), happening.text);
    Unit { start: happening.start, when: Some(happening.when), text: text.into_iter().collect(), context, ..own }
}

/// The byte at which a code point begins.
fn byte(text: &str, point: usize) -> Option<usize> {
    if text.is_ascii() { Some(point).filter(|at| *at <= text.len()) } else { text.char_indices().nth(point).map(|(at, _)| at) }
}

/// Whether words stand in a text as they are, not as a part of other words.
fn stands_in(text: &str, words: &str) -> bool {
    let is_apart = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    let mut places = text.match_indices(words);
    places.any(|(at, _)| is_apart(text[..at].chars().next_back()) && is_apart(text[at + words.len()..].chars().next()))
}

/// A part of a text as its bytes; or by itself, where it does not stand there.
fn standing(body: &str, at: Option<usize>, part: String) -> (Range<usize>, Option<String>) {
    match at.filter(|at| body[*at..].starts_with(&part)) {
        Some(at) => (at..at + part.len(), None),
        None => (0..0, Some(part)),
    }
}

/// What all units of a document share.
fn base(head: &Head) -> Unit {
    Unit {
        document: head.document,
        document_id: head.id.clone(),
        published: head.published.as_ref().map(|Inner(published)| not_ahead(published.clone(), head.fetched)),
        captured: DateTime::from_timestamp(head.fetched, 0),
        publisher: head.publisher.clone().unwrap_or_default(),
        source: head.source.clone().unwrap_or_default(),
        document_kind: head.kind.clone(),
        language: head.language.clone().unwrap_or_default(),
        ..Unit::default()
    }
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

/// What can be asked of a document with `is:` and `has:`. Nothing is stored without its evidence.
fn marks(revision: i64, copy: bool, parts: &[Part]) -> Vec<String> {
    let quotes = parts.iter().any(|p| p.kind == EventKind::Said);
    let marks = [("is:revised", revision > 1), ("is:duplicate", copy), ("has:quotes", quotes), ("has:evidence", true)];
    marks.into_iter().filter(|(_, holds)| *holds).map(|(mark, _)| mark.to_owned()).collect()
}

/// What can be asked of a quotation.
fn quotation_marks(fidelity: Option<String>, decided: &Marks) -> Vec<String> {
    let decided = [("is:checked", decided.checked), ("has:note", decided.note.is_some())];
    let decided = decided.into_iter().filter(|(_, holds)| *holds).map(|(mark, _)| mark.to_owned());
    fidelity.map(|f| format!("is:{f}")).into_iter().chain(decided).collect()
}

/// A document is found by everything in it, and by the names in it.
fn publication(base: Unit, head: Head, names: &Names, marks: Vec<String>) -> Unit {
    let Head { body, authors: Inner(authors), tags: Inner(tags), role, title, url, .. } = head;
    let named = |wanted: Option<EntityType>| {
        let fits = names.iter().filter(|(_, (kind, _))| wanted.is_none_or(|w| w == *kind));
        let mut all: Vec<String> = fits.flat_map(|(name, (_, aliases))| std::iter::once(name).chain(aliases)).cloned().collect();
        all.sort();
        all
    };
    let context = 0..body.match_indices("\n\n").nth(LEAD - 1).map_or(body.len(), |(end, _)| end);
    // Most names stand in the text as they are.
    let besides: Vec<String> = named(None).into_iter().filter(|name| !stands_in(&body, name)).collect();
    let mut text = vec![body];
    text.extend(authors.iter().cloned().chain(besides));
    let (persons, organizations) = (named(Some(EntityType::Person)), named(Some(EntityType::Organization)));
    Unit {
        row: base.document,
        kind: Some(EventKind::Published),
        when: base.published.clone(),
        title: title.unwrap_or_default(),
        host: url.and_then(|u| url::Url::parse(&u).ok()?.host_str().map(str::to_owned)).unwrap_or_default(),
        role,
        tags,
        marks,
        text,
        context,
        authors,
        persons,
        organizations,
        ..base
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_stand_in_a_text_as_words_of_their_own() {
        let stands_in = |name| super::stands_in("Annexes: Ann Roe’s and O’Dea's.", name);
        assert!(stands_in("Ann Roe") && stands_in("Ann") && stands_in("O’Dea"));
        assert!(!stands_in("Annex") && !stands_in("oe") && !stands_in("Jane Roe"));
    }
}
