//! A list that goes on over several pages: they are read on as long as they name what is not known yet.

use super::PipelineError;
use super::ingest::Ingest;
use super::refusal::Again;
use super::report::SourceReport;
use super::visit::list;
use crate::extract;
use crate::model::{Capture, Entry, Source};
use crate::parse;

impl Ingest {
    /// The entries of the pages after the first, whose entries these are; as many pages as the source has `pages`.
    pub(super) async fn further_pages(
        &self,
        source: &Source,
        first: (&Capture, &[u8]),
        entries: &mut Vec<Entry>,
        report: &mut SourceReport,
    ) -> Result<(), PipelineError> {
        let (mut seen, mut next) = (vec![source.url.clone()], next_page(source, first.0, first.1));
        let mut known = self.store.lists_all(&source.name, entries).await?;
        while let Some(url) = next.filter(|url| !known && seen.len() < source.pages && !seen.contains(url)) {
            let part = match self.part(&url, source).await? {
                Ok(part) => part,
                // What could not be read now is read at a later visit, or stays unread: it is old.
                Err(refusal) => {
                    if !matches!(refusal.again, Again::Unasked(_)) {
                        report.warn(refusal.why);
                    }
                    return Ok(());
                }
            };
            let Ok(more) = list(source, &part.capture, &part.body) else { return Ok(()) };
            known = self.store.lists_all(&source.name, &more).await?;
            let new: Vec<Entry> = more.into_iter().filter(|e| entries.iter().all(|known| known.id != e.id)).collect();
            self.store.add_to_listing(&source.name, Some(&part.capture), new.clone()).await?;
            entries.extend(new);
            seen.push(url);
            next = next_page(source, &part.capture, &part.body);
        }
        Ok(())
    }
}

fn next_page(source: &Source, capture: &Capture, body: &[u8]) -> Option<String> {
    if source.pages < 2 {
        return None;
    }
    let html = parse::decode(body, capture.header("content-type"));
    let context = extract::Context { url: Some(capture.url()), ..extract::Context::default() };
    extract::page::next(&html, &source.select, &context).ok().flatten()
}
