//! Who is named where, at which organisation and beside whom. Who is one and the same is decided by `link`.

use super::{Store, StoreError, json};
use std::collections::{BTreeSet, HashMap};

/// Documents of one name that are looked at.
const SIGHTINGS: i64 = 64;

/// A document that names a speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// Row and id of the document.
    pub document: (i64, String),
    /// Its publication, seconds since 1970.
    pub published: Option<i64>,
    /// The person's role as given, and the organisation it is at.
    pub role: Option<String>,
    /// That organisation, where it stands apart.
    pub organization: Option<String>,
    /// Id of the speaker that its quotations have now.
    pub speaker: Option<String>,
    /// Whoever else and whatever organisation is named there.
    pub beside: BTreeSet<String>,
}

/// Name, document, its id and publication, role, organisation, speaker.
type Row = (String, i64, String, Option<i64>, Option<String>, Option<String>, Option<String>);

/// Speakers of documents by full names that have more than one role or organisation, wherever they are named.
const NAMED: &str = "with own as (
        select distinct coalesce(q.quote ->> 'speaker_name', '') as name from quotation q
        where q.document in (select value from json_each(?1)) and q.gone is null and q.quote ->> 'speaker_type' = 'person'),
    many as (select name from own where instr(name, ' ') > 0 and
        (select count(distinct post) from (select coalesce(organization, role) as post from name x where x.name = own.name limit ?2)) > 1),
    found as (select x.name, x.document, x.role, x.organization, row_number() over (partition by x.name order by x.document) as place
        from many m cross join name x on x.name = m.name where x.kind = '\"person\"')
    select f.name, f.document, d.id, unixepoch(r.published ->> 'start'), f.role, f.organization,
        (select s.id from quotation q join speaker s on s.n = q.speaker
            where q.document = f.document and q.gone is null and q.quote ->> 'speaker_name' = f.name limit 1)
    from found f join document d on d.n = f.document join revision r on r.n = d.revision where f.place <= ?2 order by f.name, f.document";

impl Store {
    /// Where speakers of these documents are named, of those names that several organisations have.
    pub async fn named(&self, documents: &[i64]) -> Result<Vec<Named>, StoreError> {
        if documents.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<Row> = self.read(NAMED, (json(&documents), SIGHTINGS)).await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let names = self.all_names(&rows.iter().map(|row| row.1).collect::<BTreeSet<_>>()).await?;
        let named = |(name, document, id, published, role, organization, speaker): Row| {
            let mut beside = names.get(&document).cloned().unwrap_or_default();
            beside.remove(&name);
            Named { name, document: (document, id), published, role, organization, speaker, beside }
        };
        Ok(rows.into_iter().map(named).collect())
    }

    async fn all_names(&self, documents: &BTreeSet<i64>) -> Result<HashMap<i64, BTreeSet<String>>, StoreError> {
        let sql = "select document, name from name where document in (select value from json_each(?))";
        let rows: Vec<(i64, String)> = self.read(sql, [json(&documents)]).await?;
        let mut names: HashMap<i64, BTreeSet<String>> = HashMap::new();
        for (document, name) in rows {
            names.entry(document).or_default().insert(name);
        }
        Ok(names)
    }
}
