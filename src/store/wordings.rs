//! The same words wherever quoted: wordings, by what they are found, and which of them are one utterance. What is the same
//! is decided by `link`.

use super::leap::Place;
use super::links::insert_grams;
use super::rows::Inner;
use super::{Store, StoreError, json};
use crate::model::{Quote, QuoteKind};
use rusqlite::Connection;
use std::cmp::Reverse;
use std::collections::HashMap;

/// A quotation as far as it is linked.
#[derive(Debug, Clone, PartialEq)]
pub struct Saying {
    /// Its row.
    pub quotation: i64,
    /// `q…`
    pub id: String,
    /// Row and id of its document.
    pub document: (i64, String),
    /// Row of its wording, where it has one yet.
    pub wording: Option<i64>,
    /// Row of the primary document that it is linked to.
    pub primary: Option<i64>,
    /// Somebody decided that it is no quotation; it stays what it was compared as, but nothing is held against it.
    pub hidden: bool,
    /// As extracted: what was decided of it makes no other words of it.
    pub quote: Quote,
}

impl Saying {
    /// Whether the words are claimed to be those that were said.
    #[must_use]
    pub fn is_quoted(&self) -> bool {
        self.quote.kind != QuoteKind::Indirect
    }

    /// Seconds since 1970.
    #[must_use]
    pub fn said(&self) -> Option<i64> {
        self.quote.said.as_ref().map(|w| w.start.timestamp())
    }
}

/// A wording on its way into the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worded {
    /// Row of the quotation.
    pub quotation: i64,
    /// Id of the wording.
    pub id: String,
    /// The words, pieces joined by an ellipsis.
    pub text: String,
    /// What it is found by.
    pub grams: Vec<i64>,
}

/// A stored wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Its row.
    pub n: i64,
    /// Id of the utterance that it is of.
    pub utterance: String,
    /// The words.
    pub text: String,
}

/// The same gram stands in so many places that more are not looked at.
const PLACES: usize = 64;
/// So many of the rarest grams are looked for.
const RAREST: usize = 24;

/// Whose grams are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GramsOf {
    /// Primary documents.
    Primaries,
    /// Wordings.
    Wordings,
}

impl GramsOf {
    pub(super) fn name(self) -> &'static str {
        match self {
            GramsOf::Primaries => "p",
            GramsOf::Wordings => "q",
        }
    }
}

/// Quotation, its id, document, its id, wording, primary document, hidden, and the quotation as JSON.
type SayingRow = (i64, String, i64, String, Option<i64>, Option<i64>, bool, Inner<Quote>);

/// Where grams stand in some kind of texts.
const PLACES_OF: &str = "select hash, case when of = ?2 then n end from gram where (hash, of) >= (?1, ?2) order by hash, of, n";

impl Store {
    /// Rows of the wordings or primary documents that share words with each of these (a key, its grams): those that
    /// share most of the rarest, at most `most` for each. Pairs of key and row.
    pub async fn sharing(&self, of: GramsOf, asked: &[(i64, Vec<i64>)], most: usize) -> Result<Vec<(i64, i64)>, StoreError> {
        let mut grams: Vec<i64> = asked.iter().flat_map(|(_, grams)| grams).copied().collect();
        grams.sort_unstable();
        grams.dedup();
        // One more than are looked at, as what is asked for by a wording stands in it, too.
        let places = self.places(PLACES_OF, &grams, |hash| (hash, of.name()), PLACES + 1).await?;
        let places: HashMap<i64, &[Place]> = places.chunk_by(|a, b| a.0 == b.0).map(|places| (places[0].0, places)).collect();
        let elsewhere = |one: i64, places: &[Place]| of == GramsOf::Primaries || places.iter().any(|(_, n)| *n != one);
        let best_of = |(one, grams): &(i64, Vec<i64>)| {
            let found = grams.iter().filter_map(|hash| places.get(hash).copied()).filter(|places| elsewhere(*one, places)).collect();
            best(found, most).into_iter().map(|n| (*one, n)).collect::<Vec<_>>()
        };
        Ok(asked.iter().flat_map(best_of).collect())
    }

    /// Rows of all wordings that share words with a primary text by its grams.
    pub async fn wordings_in(&self, grams: &[i64]) -> Result<Vec<i64>, StoreError> {
        let sql = "select distinct g.n from json_each(?) j cross join gram g on g.hash = j.value and g.of = 'q' order by 1";
        self.read_ones(sql, [json(&grams)]).await
    }

    /// Notes what quotations say. Rows of their wordings.
    pub async fn write_wordings(&self, worded: &[Worded]) -> Result<HashMap<i64, i64>, StoreError> {
        self.write(|db| write(db, worded)).await
    }

    /// Wordings by their rows.
    pub async fn wordings(&self, rows: &[i64]) -> Result<Vec<Wording>, StoreError> {
        let sql = "select n, utterance, pieces from wording where n in (select value from json_each(?)) order by n";
        let found: Vec<(i64, String, String)> = self.read(sql, [json(&rows)]).await?;
        Ok(found.into_iter().map(|(n, utterance, text)| Wording { n, utterance, text }).collect())
    }

    /// Wordings of utterances.
    pub async fn wordings_of(&self, utterances: &[&str]) -> Result<Vec<Wording>, StoreError> {
        let sql = "select n, utterance, pieces from wording where utterance in (select value from json_each(?)) order by n";
        let found: Vec<(i64, String, String)> = self.read(sql, [json(&utterances)]).await?;
        Ok(found.into_iter().map(|(n, utterance, text)| Wording { n, utterance, text }).collect())
    }

    /// Current quotations of documents, in text order.
    pub async fn sayings_in(&self, documents: &[i64]) -> Result<Vec<Saying>, StoreError> {
        self.sayings("q.document", documents).await
    }

    /// Current quotations of wordings.
    pub async fn sayings_of(&self, wordings: &[i64]) -> Result<Vec<Saying>, StoreError> {
        self.sayings("q.wording", wordings).await
    }

    /// Current quotations that are linked to a primary document.
    pub async fn sayings_from(&self, documents: &[i64]) -> Result<Vec<Saying>, StoreError> {
        self.sayings("q.primary_document", documents).await
    }

    async fn sayings(&self, column: &'static str, rows: &[i64]) -> Result<Vec<Saying>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "select q.n, q.id, q.document, d.id, q.wording, q.primary_document, q.hidden, q.quote from quotation q join document d on d.n = q.document
             where {column} in (select value from json_each(?)) and q.gone is null order by q.n"
        );
        let found: Vec<SayingRow> = self.read(&sql, [json(&rows)]).await?;
        let saying = |(quotation, own, document, id, wording, primary, hidden, Inner(quote)): SayingRow| Saying {
            quotation,
            id: own,
            document: (document, id),
            wording,
            primary,
            hidden,
            quote,
        };
        Ok(found.into_iter().map(saying).collect())
    }

    /// Notes that wordings are the same words, and gives utterances that became one their common name.
    pub async fn unite(&self, pairs: &[(i64, i64)], renamed: &[(&str, &str)]) -> Result<(), StoreError> {
        if pairs.is_empty() {
            return Ok(());
        }
        self.write(|db| {
            let mut insert = db.prepare_cached("insert or ignore into same (a, b) values (?, ?)")?;
            for (a, b) in pairs {
                insert.execute((a, b))?;
                insert.execute((b, a))?;
            }
            rename(db, renamed)
        })
        .await
    }
}

/// The places that share most of the rarest grams (each as the places it stands in), those that share most first.
fn best(mut grams: Vec<&[Place]>, most: usize) -> Vec<i64> {
    grams.sort_unstable_by_key(|places| (places.len(), places[0].0));
    let rarest = grams.iter().take(RAREST).flat_map(|places| places.iter().take(PLACES));
    let mut shared: Vec<i64> = rarest.map(|(_, place)| *place).collect();
    shared.sort_unstable();
    let mut best: Vec<(usize, i64)> = shared.chunk_by(i64::eq).map(|same| (same.len(), same[0])).collect();
    best.sort_unstable_by_key(|(count, n)| (Reverse(*count), *n));
    best.into_iter().take(most).map(|(_, n)| n).collect()
}

fn write(db: &Connection, worded: &[Worded]) -> rusqlite::Result<HashMap<i64, i64>> {
    let mut make = db.prepare_cached("insert into wording (id, utterance, pieces) values (?1, ?1, ?2) on conflict (id) do nothing")?;
    let mut there = db.prepare_cached("select n, utterance from wording where id = ?")?;
    let mut note = db.prepare_cached("update quotation set wording = ?2, utterance = ?3 where n = ?1")?;
    let (mut rows, mut grams) = (HashMap::with_capacity(worded.len()), Vec::new());
    for w in worded {
        let (wording, utterance) = if make.execute((&w.id, &w.text))? == 0 {
            there.query_row([&w.id], |row| Ok((row.get(0)?, row.get(1)?)))?
        } else {
            let new = db.last_insert_rowid();
            grams.extend(w.grams.iter().map(|hash| (*hash, new)));
            (new, w.id.clone())
        };
        if note.execute((w.quotation, wording, utterance))? > 0 {
            rows.insert(w.quotation, wording);
        }
    }
    insert_grams(db, GramsOf::Wordings, grams)?;
    Ok(rows)
}

fn rename(db: &Connection, renamed: &[(&str, &str)]) -> rusqlite::Result<()> {
    let mut wording = db.prepare_cached("update wording set utterance = ?2 where utterance = ?1")?;
    let mut quotation = db.prepare_cached("update quotation set utterance = ?2 where utterance = ?1")?;
    for names in renamed {
        wording.execute(*names)?;
        quotation.execute(*names)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_ranked_by_the_rarest_words() {
        let places = |hash: i64, rows: &[i64]| rows.iter().map(|n| (hash, *n)).collect::<Vec<Place>>();
        let ranked = |grams: &[Vec<Place>], most: usize| best(grams.iter().map(Vec::as_slice).collect(), most);
        assert_eq!(ranked(&[places(1, &[5, 7]), places(2, &[7])], 8), [7, 5]);
        assert_eq!(ranked(&[places(1, &[5, 7]), places(2, &[5, 7, 9])], 2), [5, 7]);
        // What stands in more places than are looked at is followed to the first of them.
        let everywhere: Vec<i64> = (0..=i64::try_from(PLACES).unwrap()).collect();
        assert_eq!(ranked(&[places(1, &everywhere)], 1000).len(), PLACES);
        // More than the rarest are not asked.
        let many: Vec<Vec<Place>> = (0..100).map(|hash| places(hash, &[hash])).collect();
        assert_eq!(ranked(&many, 1000).len(), RAREST);
    }
}
