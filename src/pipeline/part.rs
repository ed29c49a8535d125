//! What stands at an address besides a source's own: a sitemap of an index, an archive of a feed.

use super::PipelineError;
use super::ingest::Ingest;
use super::refusal::Refusal;
use crate::model::{Capture, Source, Validators};
use crate::store::StoreError;

/// A body: as it came, or as it is stored where the server says that nothing changed.
pub(super) struct Part {
    pub(super) capture: Capture,
    pub(super) body: Vec<u8>,
    /// It came just now.
    pub(super) new: bool,
}

impl Ingest {
    /// Asks for an address on behalf of a source, and keeps what comes.
    pub(super) async fn part(&self, url: &str, source: &Source) -> Result<Result<Part, Refusal>, PipelineError> {
        let mut fetched = match self.ask(url, source).await? {
            Err(refusal) => return Ok(Err(refusal)),
            Ok(fetched) => fetched,
        };
        if fetched.not_modified() {
            if let Some(part) = self.stored(url, &fetched.capture).await? {
                return Ok(Ok(part));
            }
            // What did not change is no longer here: it was pruned, or a document in it was taken down.
            fetched = match self.ask_since(url, source, Validators::default()).await? {
                Err(refusal) => return Ok(Err(refusal)),
                Ok(fetched) => fetched,
            };
        }
        self.store.keep(&fetched.capture.sha256, &fetched.body)?;
        self.store.save_capture(&fetched.capture).await?;
        if let Some(refusal) = Refusal::of_status(&fetched, self.now) {
            return Ok(Err(refusal));
        }
        Ok(Ok(Part { capture: fetched.capture, body: fetched.body, new: true }))
    }

    /// What a 304 is about, where it is still here.
    async fn stored(&self, url: &str, confirmed: &Capture) -> Result<Option<Part>, PipelineError> {
        let Some(capture) = self.store.last_capture(url).await? else { return Ok(None) };
        match self.store.body(&capture.sha256) {
            Ok(body) => {
                self.store.confirm_validators(url, confirmed.fetched).await?;
                Ok(Some(Part { capture, body, new: false }))
            }
            Err(StoreError::Folder(_, e)) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e.into()),
        }
    }
}
