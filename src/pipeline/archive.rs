//! The older entries of a feed that keeps them in archives or pages (RFC 5005, JSON Feed's `next_url`), back to a day.

use super::PipelineError;
use super::ingest::Ingest;
use super::refusal::Again;
use super::report::SourceReport;
use super::visit::feed;
use crate::model::{Source, Upkeep};
use crate::source::span::Span;

/// Archives that are read at one visit.
const MOST: usize = 200;

impl Ingest {
    /// Reads back to the source's `since`, once: archives do not change any more.
    pub(super) async fn archives(&self, source: &Source, upkeep: &Upkeep, report: &mut SourceReport) -> Result<(), PipelineError> {
        let Some(since) = source.since else { return Ok(()) };
        let done = format!("read back to {since}: {} {}", source.name, source.url);
        if self.store.is_done(&done).await? {
            return Ok(());
        }
        let (span, mut seen, mut next) = (Span::of(source, self.now), vec![source.url.clone()], older(upkeep));
        while let Some(url) = next.filter(|url| !seen.contains(url) && seen.len() <= MOST) {
            let part = match self.part(&url, source).await? {
                Ok(part) => part,
                Err(refusal) if matches!(refusal.again, Again::Unasked(_)) => return Ok(()),
                Err(refusal) => {
                    report.warn(refusal.why);
                    return Ok(());
                }
            };
            let (entries, upkeep) = match feed(source, &part.capture, &part.body, &mut report.warnings) {
                Ok(read) => read,
                Err(refusal) => {
                    report.warn(refusal.why);
                    return Ok(());
                }
            };
            let date = |e: &crate::model::Entry| e.published.clone().or_else(|| e.updated.clone());
            let is_old = entries.iter().filter_map(date).any(|when| when.start < span.from);
            let within: Vec<_> = entries.into_iter().filter(|e| span.holds(date(e).as_ref())).collect();
            self.store.add_to_listing(&source.name, Some(&part.capture), within).await?;
            self.remember_parts(&[part]).await?;
            seen.push(url);
            next = older(&upkeep).filter(|_| !is_old);
        }
        Ok(self.store.done(&done).await?)
    }
}

fn older(upkeep: &Upkeep) -> Option<String> {
    upkeep.previous_archive.clone().or_else(|| upkeep.next.clone())
}
