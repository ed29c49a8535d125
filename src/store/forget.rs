//! Documents that go: their texts, quotations, captures and bytes. Of one that was taken down the decision stays, with the URLs
//! that are not to be asked for again.

use super::{Store, StoreError, json};
use crate::model::{Decision, Id};
use sqlx::{Connection, SqliteConnection, query, query_as, query_scalar};
use std::collections::HashSet;
use std::fs;

/// What went with a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TakenDown {
    /// Captures.
    pub captures: usize,
    /// Captures that hold a copy of it, and stay, since other documents rest on them.
    pub shared: usize,
}

/// URLs that are not to be asked for.
const FORGOTTEN: &str = "select u.value from decision d, json_each(d.value, '$.urls') u where d.kind = 'forget' and d.undone is null";

/// Captures of these URLs (`?2`), or that the documents (`?1`) were read from.
const OWN: &str = "select c.n, c.sha256, exists (select 1 from revision r where r.capture = c.n and r.document not in (select value from json_each(?1)))
    from capture c
    where c.n in (select capture from revision where document in (select value from json_each(?1))) or c.asked in (select value from json_each(?2))
    or exists (select 1 from json_each(c.chain) h where h.value in (select value from json_each(?2)))";

/// Listings of their sources, and of others that list them too: their bodies may tell of them.
const LISTINGS: &str = "select c.n, c.sha256, exists (select 1 from revision r where r.capture = c.n and r.document not in (select value from json_each(?1)))
    from capture c where c.entry is null and c.source in (select source from document where n in (select value from json_each(?1))
        union select source from entry where document in (select value from json_each(?1)) or entry ->> 'url' in (select value from json_each(?2)))";

/// What else the documents (`?1`) with these URLs (`?2`) have left, in this order; what they were linked to is linked anew.
const TRACES: &[&str] = &[
    "create temp table if not exists gone (n integer primary key)",
    "create temp table if not exists said (utterance text primary key)",
    "delete from gone",
    "delete from said",
    "insert into gone (n) select value from json_each(?1)",
    "insert into said select distinct utterance from quotation where document in (select n from gone)",
    "insert into change (document) select n from gone union select b from likeness where a in (select n from gone)
     union select document from quotation where primary_document in (select n from gone)
     union select document from quotation where utterance in (select utterance from said)",
    // The same words in other documents find each other again without them.
    "delete from same where a in (select n from wording where utterance in (select utterance from said))
     or b in (select n from wording where utterance in (select utterance from said))",
    "update quotation set utterance = w.id from wording w where w.n = quotation.wording and w.utterance in (select utterance from said)
     and quotation.document not in (select n from gone)",
    "update wording set utterance = id where utterance in (select utterance from said)",
    "update quotation set primary_document = null, fidelity = null, difference = null where primary_document in (select n from gone)",
    "delete from outbox where exists (select 1 from document d join gone on gone.n = d.n where instr(outbox.body, d.id) > 0)",
    "delete from decision where kind <> 'forget' and subject in (select id from document where n in (select n from gone)
     union select id from quotation where document in (select n from gone))",
    "delete from gram where of = 'p' and n in (select n from gone)",
    "delete from quotation where document in (select n from gone)",
    "delete from gram where of = 'q' and n in (select n from wording where n not in (select wording from quotation where wording is not null))",
    "delete from wording where n not in (select wording from quotation where wording is not null)",
    "delete from name where document in (select n from gone)",
    "delete from happening where document in (select n from gone)",
    "delete from speaker where n not in (select speaker from quotation where speaker is not null)",
    "delete from entry where document in (select n from gone) or entry ->> 'url' in (select value from json_each(?2))",
    "delete from validator where url in (select value from json_each(?2))",
    "delete from alias where document in (select n from gone)",
    "delete from band where document in (select n from gone)",
    "update document set revision = null where n in (select n from gone)",
    "delete from revision where document in (select n from gone)",
    "delete from document where n in (select n from gone)",
];

/// Captures go; their rows may be those of others one day.
pub(super) const NO_CAPTURE: &[&str] = &[
    "update entry set capture = null where capture in (select value from json_each(?1))",
    "delete from capture where n in (select value from json_each(?1)) and n not in (select capture from revision)",
];

impl Store {
    /// Every URL that leads to documents.
    pub async fn urls_of(&self, documents: &[i64]) -> Result<Vec<String>, StoreError> {
        let sql = "select url from alias where document in (select value from json_each(?)) order by url";
        query_scalar(sql).bind(json(&documents)).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())
    }

    /// Documents that one of these URLs leads to.
    pub async fn documents_at(&self, urls: &[String]) -> Result<Vec<i64>, StoreError> {
        let sql = "select distinct document from alias where url in (select value from json_each(?)) order by document";
        query_scalar(sql).bind(json(&urls)).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())
    }

    /// Takes a document down, and notes the decision to. What is left of bodies is to be [swept](Store::sweep) out, and the
    /// file [folded](Store::fold).
    pub async fn forget(&self, document: i64, urls: &[String], decision: &Decision) -> Result<TakenDown, StoreError> {
        let documents = [document];
        let listings = self.captures(LISTINGS, &documents, urls).await?;
        let mut captures = self.captures(OWN, &documents, urls).await?;
        captures.extend(listings.into_iter().filter(|(_, hash, _)| self.body(hash).is_ok_and(|body| tells(&body, urls))));
        let (shared, gone): (HashSet<_>, HashSet<_>) = captures.into_iter().partition(|(.., shared)| *shared);
        let gone: Vec<i64> = gone.into_iter().map(|(n, ..)| n).collect();
        self.take(&documents, urls, &gone, Some(decision)).await?;
        Ok(TakenDown { captures: gone.len(), shared: shared.len() })
    }

    /// Removes documents with the captures that no others rest on. Bodies are to be swept out.
    pub async fn remove(&self, documents: &[i64]) -> Result<(), StoreError> {
        let urls = self.urls_of(documents).await?;
        let own = self.captures(OWN, documents, &urls).await?;
        let gone: Vec<i64> = own.into_iter().filter(|(.., shared)| !shared).map(|(n, ..)| n).collect();
        self.take(documents, &urls, &gone, None).await
    }

    /// Besides those that a decision to forget names, these URLs of the same document are not asked for either.
    pub async fn forget_urls(&self, urls: &[&str]) -> Result<(), StoreError> {
        extend(&mut *self.writer.lock().await, urls).await.map_err(self.failed())
    }

    async fn take(&self, documents: &[i64], urls: &[String], captures: &[i64], decision: Option<&Decision>) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        for sql in TRACES {
            query(*sql).bind(json(&documents)).bind(json(&urls)).execute(&mut *tx).await.map_err(failed)?;
        }
        for sql in NO_CAPTURE {
            query(*sql).bind(json(&captures)).execute(&mut *tx).await.map_err(failed)?;
        }
        super::decisions::write(&mut tx, decision).await.map_err(failed)?;
        tx.commit().await.map_err(failed)
    }

    /// Removes the copies that were kept before upgrades: what was taken down since is in them still.
    pub fn drop_copies(&self) -> Result<(), StoreError> {
        let kept = |file: &std::path::Path| {
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.starts_with("dateline.schema-") && name.ends_with(".sqlite")
        };
        for file in folders(&self.folder)?.into_iter().filter(|file| kept(file)) {
            super::schema::remove(&file).map_err(|e| StoreError::Folder(file.clone(), e))?;
        }
        Ok(())
    }

    /// Writes the database anew: what was deleted, now or before, lies about in the file and its log until then.
    pub async fn fold(&self) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        for sql in ["vacuum", "pragma wal_checkpoint(truncate)"] {
            query(sql).execute(&mut *writer).await.map_err(self.failed())?;
        }
        Ok(())
    }

    /// Row, hash, and whether another document rests on it.
    async fn captures(&self, sql: &'static str, documents: &[i64], urls: &[String]) -> Result<Vec<(i64, String, bool)>, StoreError> {
        query_as(sql).bind(json(&documents)).bind(json(&urls)).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())
    }

    /// Whether one of these URLs is of a document that was taken down.
    pub async fn is_forgotten(&self, urls: &[&str]) -> Result<bool, StoreError> {
        let forgotten = self.forgotten().await?;
        Ok(urls.iter().any(|url| forgotten.contains(*url)))
    }

    /// URLs that are not to be asked for.
    pub(super) async fn forgotten(&self) -> Result<&HashSet<String>, StoreError> {
        self.forgotten.get_or_try_init(|| self.read_forgotten()).await
    }

    async fn read_forgotten(&self) -> Result<HashSet<String>, StoreError> {
        let urls: Vec<String> = query_scalar(FORGOTTEN).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        Ok(urls.into_iter().collect())
    }

    /// A document that was taken down came under another URL: that is not asked for again either, nor waited for, and its body goes.
    pub(super) async fn forget_again(&self, urls: &[&str], hash: &str) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        extend(&mut writer, urls).await.map_err(self.failed())?;
        let sql = "delete from entry where entry ->> 'url' in (select value from json_each(?))";
        query(sql).bind(json(&urls)).execute(&mut *writer).await.map_err(self.failed())?;
        let sql = "select exists (select 1 from capture where sha256 = ?)";
        let used: bool = query_scalar(sql).bind(hash).fetch_one(&mut *writer).await.map_err(self.failed())?;
        if used { Ok(()) } else { super::schema::remove(&self.blob(hash)).map_err(|e| StoreError::Folder(self.blob(hash), e)) }
    }

    /// Removes bodies that no capture names. For the one who holds the lock. How many bytes became free.
    pub async fn sweep(&self) -> Result<u64, StoreError> {
        let named: Vec<String> =
            query_scalar("select distinct sha256 from capture").fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        let named: HashSet<_> = named.iter().map(|hash| self.blob(hash)).collect();
        let root = self.folder.join("blobs");
        let mut freed = 0;
        for file in folders(&root)?.iter().map(|folder| folders(folder)).collect::<Result<Vec<_>, _>>()?.into_iter().flatten() {
            if !named.contains(&file) {
                let failed = |e| StoreError::Folder(file.clone(), e);
                freed += file.metadata().map_err(failed)?.len();
                fs::remove_file(&file).map_err(failed)?;
            }
        }
        Ok(freed)
    }

    /// The decision by which a document was taken down, if it was.
    pub async fn taken_down(&self, id: &Id) -> Result<Option<Decision>, StoreError> {
        let decisions = self.decisions().await?;
        Ok(decisions.into_iter().rfind(|d| d.subject == *id && d.ruling.name() == "forget" && d.undone.is_none()))
    }
}

/// Whether a body names one of these URLs: as it stands, as it stands in XML and JSON, or as a link that is seen from its host.
fn tells(body: &[u8], urls: &[String]) -> bool {
    let body = String::from_utf8_lossy(body);
    let spellings = |url: &str| [url.to_owned(), url.replace('&', "&amp;"), url.replace('/', "\\/")];
    let stands = |url: &str| spellings(url).iter().any(|url| body.contains(url));
    let is_linked = |path: &str| spellings(path).iter().any(|path| links(&body, path));
    urls.iter().any(|url| stands(url) || path(url).is_some_and(is_linked))
}

/// What stands behind the host of a URL, without the stroke before it, which a link need not have.
fn path(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    rest.split_once('/').map(|(_, path)| path).filter(|path| !path.is_empty())
}

/// Whether a path stands in a body as the whole of a link. One that is no more than a word is none without a stroke before it.
fn links(body: &str, path: &str) -> bool {
    let is_word = !path.contains(['/', '.', '?', '-']);
    body.match_indices(path).any(|(at, _)| {
        let before = body[..at].trim_end_matches(['/', '\\', '.']);
        let opens = before.ends_with(['"', '\'', '>', '=']) && (before.len() < at || !is_word);
        opens && body[at + path.len()..].starts_with(['"', '\'', '<', '>', '#', ' ', '\n', '\\'])
    })
}

async fn extend(db: &mut SqliteConnection, urls: &[&str]) -> Result<(), sqlx::Error> {
    let sql = "update decision set value = json_set(value, '$.urls', (select json_group_array(u.value) from
            (select value from json_each(decision.value, '$.urls') union select value from json_each(?1)) u))
        where kind = 'forget' and undone is null
        and exists (select 1 from json_each(decision.value, '$.urls') k join json_each(?1) j on j.value = k.value)";
    query(sql).bind(json(&urls)).execute(db).await.map(drop)
}

/// What lies in a folder; nothing where there is none.
fn folders(path: &std::path::Path) -> Result<Vec<std::path::PathBuf>, StoreError> {
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let failed = |e| StoreError::Folder(path.to_owned(), e);
    path.read_dir().map_err(failed)?.map(|e| e.map(|e| e.path()).map_err(failed)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_tells_of_what_it_links() {
        let urls = ["https://courier.example/2026/pier?a=1&b=2".to_owned()];
        let check = |body: &str, expected: bool| assert_eq!(tells(body.as_bytes(), &urls), expected, "{body}");
        check("<link>https://courier.example/2026/pier?a=1&amp;b=2</link>", true);
        check(r#"{"url":"https:\/\/courier.example\/2026\/pier?a=1&b=2"}"#, true);
        check("<a href='/2026/pier?a=1&amp;b=2'>", true);
        check("<a href=\"2026/pier?a=1&b=2\">", true);
        check("<a href=\"../2026/pier?a=1&b=2#top\">", true);
        check("<a href='/2026/pier?a=1&amp;b=25'>", false);
        check("<a href='https://herald.example/x/2026/pier?a=1&amp;b=2'>", false);
        let word = ["https://courier.example/news".to_owned()];
        assert!(tells(b"<a href='/news'>", &word) && !tells(b"<b>news</b> of the news", &word));
    }
}
