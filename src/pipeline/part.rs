//! What stands at an address besides a source's own: a sitemap of an index, an archive of a feed.

use super::PipelineError;
use super::ingest::Ingest;
use super::refusal::Refusal;
use crate::model::{Capture, Source};

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
        let fetched = match self.ask(url, source).await? {
            Err(refusal) => return Ok(Err(refusal)),
            Ok(fetched) if fetched.not_modified() => return self.stored(url, fetched.capture).await.map(Ok),
            Ok(fetched) => fetched,
        };
        self.store.keep(&fetched.capture.sha256, &fetched.body)?;
        self.store.save_capture(&fetched.capture).await?;
        if let Some(refusal) = Refusal::of_status(&fetched, self.now) {
            return Ok(Err(refusal));
        }
        Ok(Ok(Part { capture: fetched.capture, body: fetched.body, new: true }))
    }

    /// What a 304 is about.
    async fn stored(&self, url: &str, confirmed: Capture) -> Result<Part, PipelineError> {
        self.store.confirm_validators(url, confirmed.fetched).await?;
        let capture = self.store.last_capture(url).await?.unwrap_or(confirmed);
        let body = self.store.body(&capture.sha256)?;
        Ok(Part { capture, body, new: false })
    }
}
