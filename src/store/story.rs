//! What documents have in common with others: copies, quotations, statements, names.

use super::{Store, StoreError};
use sqlx::query_as;

/// A name that more documents than this name tells nothing.
const COMMON_NAME: i64 = 64;

/// A document that has something in common with another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbour {
    /// Its row.
    pub document: i64,
    /// Words: a copy, a quotation of it or by it, or the same words quoted.
    pub words: bool,
    /// Names that not everybody names.
    pub names: u32,
    /// Seconds between the publications, where both are known.
    pub apart: Option<i64>,
}

const NEIGHBOURS: &str = "with mine as (select * from quotation where document = ?1 and gone is null and hidden = 0),
    words as (
        select b as n from likeness where a = ?1
        union select primary_document from mine where primary_document is not null
        union select document from quotation where primary_document = ?1 and gone is null and hidden = 0
        union select q.document from mine m join quotation q on q.utterance = m.utterance where q.gone is null and q.hidden = 0
        union select q.document from mine m join quotation q on q.primary_document = m.primary_document where q.gone is null and q.hidden = 0),
    rare as (
        select name from name m where document = ?1
            and (select count(*) from (select 1 from name x where x.name = m.name limit ?2 + 1)) <= ?2),
    named as (select x.document as n, count(distinct x.name) as names from rare r join name x on x.name = r.name group by 1),
    found as (select n from words union select n from named where names > 1)
    select f.n, f.n in (select n from words), coalesce(k.names, 0),
        abs(unixepoch(json_extract(r.published, '$.start')) - unixepoch(json_extract(own.published, '$.start')))
    from found f left join named k on k.n = f.n join document d on d.n = f.n join revision r on r.n = d.revision
        join document me on me.n = ?1 join revision own on own.n = me.revision
    where f.n <> ?1 order by f.n";

impl Store {
    /// Documents that have something in common with one.
    pub async fn neighbours(&self, document: i64) -> Result<Vec<Neighbour>, StoreError> {
        let rows: Vec<(i64, bool, u32, Option<i64>)> =
            query_as(NEIGHBOURS).bind(document).bind(COMMON_NAME).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        Ok(rows.into_iter().map(|(document, words, names, apart)| Neighbour { document, words, names, apart }).collect())
    }
}
