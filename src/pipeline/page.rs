//! One entry's page: fetched, read, stored. A dead page costs a warning, never the entry.

use super::PipelineError;
use super::draft::{Origin, page_draft};
use super::ingest::Ingest;
use super::refusal::{Again, Refusal};
use super::report::SourceReport;
use crate::fetch::Conditions;
use crate::model::sent::authority;
use crate::model::{Capture, Draft, Entry, Fetched, Saved, Sent, Source, Validators};
use crate::source::cookies;
use crate::store::{Aged, Listed};
use tokio::task::JoinError;

/// After this many failed passes the entry is stored with what the listing says of it.
pub(super) const MOST_ATTEMPTS: u32 = 3;

/// So many stored pages are looked at again at one visit.
const MOST_LOOKS: u32 = 50;

/// Of a page without words, such as a login form or a film.
pub(super) const NO_ARTICLE: &str = "it holds no text that can be read as an article";

impl Ingest {
    /// Stores what the page of an entry is.
    pub(super) async fn entry(&self, source: &Source, listed: &Listed, url: &str, report: &mut SourceReport) -> Result<(), PipelineError> {
        let entry = &listed.entry;
        if !listed.stored && self.store.knows(url).await? {
            self.store.look_sooner(url, &source.name, &entry.id).await?;
            return Ok(self.store.save_entry_outcome(&source.name, &entry.id, Some(url)).await?);
        }
        let given_up = match self.ask(url, source).await? {
            Ok(fetched) if fetched.not_modified() => {
                self.store.confirm_validators(url, fetched.capture.fetched).await?;
                self.store.save_look(url, &source.name, &entry.id, self.now).await?;
                report.count(Saved::Same);
                return Ok(());
            }
            Ok(fetched) => match self.page(source, entry, fetched, report).await? {
                None => return Ok(()),
                Some(refusal) => refusal,
            },
            Err(refusal) => refusal,
        };
        self.dead_page(source, listed, url, given_up, report).await
    }

    /// Asks for a page or listing, "changed since?" where it answered before.
    pub(super) async fn ask(&self, url: &str, source: &Source) -> Result<Result<Fetched, Refusal>, PipelineError> {
        let known = self.store.validators(url).await?;
        self.ask_since(url, source, known).await
    }

    /// Asks "changed since?" with what is known of an earlier answer.
    pub(super) async fn ask_since(&self, url: &str, source: &Source, known: Validators) -> Result<Result<Fetched, Refusal>, PipelineError> {
        let sent = match self.sent(source) {
            Ok(sent) => sent,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let known = if self.force { Validators::default() } else { known };
        let conditions = Conditions { etag: known.etag, last_modified: known.last_modified, url: known.answered, sent };
        let answer = self.client.get(url, &conditions, Some(&source.name)).await;
        self.learn().await?;
        Ok(answer.map_err(|e| Refusal::of_error(&e)))
    }

    /// What a source wants to be sent besides; for the host that sources.toml names, wherever it has moved to.
    fn sent(&self, source: &Source) -> Result<Sent, Refusal> {
        if source.headers.is_empty() && source.cookies.is_none() {
            return Ok(Sent::default());
        }
        let named = self.settings.sources.iter().find(|s| s.name == source.name).unwrap_or(source);
        let host = url::Url::parse(&named.url).ok().and_then(|url| authority(&url));
        let Some(file) = &source.cookies else { return Ok(Sent { host, headers: source.headers.clone(), cookies: Vec::new() }) };
        let path = self.base.join(file);
        let read = std::fs::read_to_string(&path).map_err(|e| e.to_string()).and_then(|text| cookies(&text));
        let refusal = |why: String| Refusal::of_content(&path.display().to_string(), &why).advising("correct its cookies in sources.toml");
        Ok(Sent { host, headers: source.headers.clone(), cookies: read.map_err(refusal)? })
    }

    /// Notes what to ask "changed since?" with, once what it stands for is stored.
    pub(super) async fn remember(&self, url: &str, capture: &Capture) -> Result<(), PipelineError> {
        let header = |name: &str| capture.header(name).map(str::to_owned);
        let validators =
            Validators { etag: header("etag"), last_modified: header("last-modified"), answered: Some(capture.url().to_owned()) };
        Ok(self.store.save_validators(url, &validators, capture.fetched).await?)
    }

    /// Stores a page that answered; or says why it is none.
    async fn page(
        &self,
        source: &Source,
        entry: &Entry,
        fetched: Fetched,
        report: &mut SourceReport,
    ) -> Result<Option<Refusal>, PipelineError> {
        self.store.keep(&fetched.capture.sha256, &fetched.body)?;
        if let Some(refusal) = Refusal::of_status(&fetched, self.now) {
            self.store.save_capture(&fetched.capture).await?;
            return Ok(Some(refusal));
        }
        let Fetched { mut capture, body } = fetched;
        capture.entry = Some(entry.id.clone());
        let asked = capture.asked.clone();
        let Some(key) = self.document(source, Some(entry), capture.clone(), body, report).await? else {
            self.store.save_capture(&capture).await?;
            return Ok(Some(Refusal::of_content(&asked, NO_ARTICLE)));
        };
        self.remember(&asked, &capture).await?;
        self.store.save_look(&asked, &source.name, &entry.id, self.now).await?;
        self.store.save_entry_outcome(&source.name, &entry.id, Some(&key)).await?;
        Ok(None)
    }

    /// Reads a page and stores the document it is; its key. None where it is no page.
    pub(super) async fn document(
        &self,
        source: &Source,
        entry: Option<&Entry>,
        capture: Capture,
        body: Vec<u8>,
        report: &mut SourceReport,
    ) -> Result<Option<String>, PipelineError> {
        let url = capture.url().to_owned();
        let read = self.read(source, entry, capture, body).await;
        read.as_ref().err().into_iter().for_each(|e| report.warn(format!("{url}: reading it failed, please report this: {e}")));
        let Ok(Some(draft)) = read else { return Ok(None) };
        draft.warnings.iter().for_each(|w| report.warn(format!("{url}: {w}")));
        report.count(self.store.save(&draft).await?);
        Ok(Some(draft.key))
    }

    /// Reading computes for milliseconds, so it leaves the threads that wait for the network. A reader that fails costs this
    /// page.
    async fn read(&self, source: &Source, entry: Option<&Entry>, capture: Capture, body: Vec<u8>) -> Result<Option<Draft>, JoinError> {
        let (settings, source, entry) = (self.settings.clone(), source.clone(), entry.cloned());
        let read = move || page_draft(&body, &capture, entry.as_ref(), &Origin::of(&source, &settings.entities));
        tokio::task::spawn_blocking(read).await
    }

    /// Pages that became documents a while ago, each as it is due: an edited one is a revision.
    pub(super) async fn look_again(&self, source: &Source, report: &mut SourceReport) -> Result<(), PipelineError> {
        if !source.recheck || !source.full_text {
            return Ok(());
        }
        for Aged { url, entry } in self.store.aged_pages(&source.name, self.now, MOST_LOOKS).await? {
            self.entry(source, &Listed { entry, stored: true, attempts: 0, capture: None }, &url, report).await?;
            self.step(&source.name);
        }
        Ok(())
    }

    /// A page that gave nothing to read.
    async fn dead_page(
        &self,
        source: &Source,
        listed: &Listed,
        url: &str,
        refusal: Refusal,
        report: &mut SourceReport,
    ) -> Result<(), PipelineError> {
        // A host that is busy is no failure of the page: it is asked when the host has had its rest.
        if let Again::Unasked(_) = refusal.again {
            return Ok(());
        }
        report.warn(refusal.why);
        match refusal.again {
            Again::After(_) | Again::Unasked(_) => Ok(()),
            // What was stored of it stays.
            Again::Never if listed.stored => Ok(self.store.forget_look(url).await?),
            _ if listed.stored => Ok(self.store.save_look(url, &source.name, &listed.entry.id, self.now).await?),
            Again::WhenDue if listed.attempts + 1 < MOST_ATTEMPTS => {
                Ok(self.store.save_entry_outcome(&source.name, &listed.entry.id, None).await?)
            }
            _ => self.store_listed(source, vec![listed.clone()], report).await,
        }
    }
}
