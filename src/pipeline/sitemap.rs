//! A source that is a sitemap, or an index of sitemaps (sitemaps.org, Google's news sitemaps): the pages of a span of days.

use super::PipelineError;
use super::ingest::Ingest;
use super::part::Part;
use super::refusal::{Again, Refusal};
use super::report::{Outcome, SourceReport};
use super::visit::Answer;
use crate::model::{Entry, Parsed, SitemapEntry, Source, SourceState, When};
use crate::parse;
use crate::source::schedule::pace;
use crate::source::span::Span;

/// Sitemaps of an index that are asked at one visit, those that changed last first.
const MOST_MAPS: usize = 50;

impl Ingest {
    /// Brings the store's listing up to date from a sitemap and, where it is an index, from those that it names.
    pub(super) async fn sitemap(
        &self,
        source: &Source,
        before: &SourceState,
        report: &mut SourceReport,
    ) -> Result<Result<Answer, Refusal>, PipelineError> {
        let span = Span::of(source, self.now);
        let top = match self.part(&source.url, source).await? {
            Ok(part) => part,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let (maps, mut pages) = match rows(source, &top, report) {
            Ok(rows) => rows.into_iter().partition::<Vec<_>, _>(|row| row.index),
            Err(refusal) => return Ok(Err(refusal)),
        };
        let mut parts = vec![top];
        for map in to_be_asked(maps, &span) {
            match self.part(&map.url, source).await? {
                Ok(part) => {
                    match rows(source, &part, report) {
                        // An index of indexes is not foreseen.
                        Ok(rows) => pages.extend(rows.into_iter().filter(|row| !row.index)),
                        Err(refusal) => report.warn(refusal.why),
                    }
                    parts.push(part);
                }
                Err(Refusal { again: Again::Unasked(_), .. }) => {}
                Err(refusal) => report.warn(refusal.why),
            }
        }
        let dates: Vec<_> = pages.iter().filter_map(date).map(|when| when.start).collect();
        let entries: Vec<Entry> = pages.into_iter().filter(|row| span.holds(date(row))).map(entry).collect();
        self.store.add_to_listing(&source.name, None, entries).await?;
        self.remember_parts(&parts).await?;
        let capture = &parts[0].capture;
        Ok(Ok(if parts.iter().any(|part| part.new) {
            Answer::read(pace(dates, self.now), capture)
        } else {
            Answer { outcome: Outcome::NotModified, ..Answer::read(before.pace.clone(), capture) }
        }))
    }

    /// What to ask "changed since?" with, once what the parts hold is stored.
    pub(super) async fn remember_parts(&self, parts: &[Part]) -> Result<(), PipelineError> {
        for part in parts.iter().filter(|part| part.new) {
            self.remember(&part.capture.asked, &part.capture).await?;
        }
        Ok(())
    }
}

fn rows(source: &Source, part: &Part, report: &mut SourceReport) -> Result<Vec<SitemapEntry>, Refusal> {
    let url = &part.capture.asked;
    match parse::read(&part.body, part.capture.header("content-type"), Some(part.capture.url()), source.zone) {
        Parsed::Sitemap(rows, warnings) => {
            for warning in warnings {
                report.warn(format!("{url}: {warning}"));
            }
            Ok(rows)
        }
        Parsed::Feed(..) => Err(Refusal::of_content(url, "this is a feed, not a sitemap").advising("set kind = \"feed\"")),
        Parsed::Html => {
            Err(Refusal::of_content(url, "this is a web page, not a sitemap").advising("set kind = \"list\" for a page of links"))
        }
        Parsed::Opml(_) => Err(Refusal::of_content(url, "this is an OPML file, not a sitemap")),
        Parsed::Unknown(why) => Err(Refusal::of_content(url, &why)),
    }
}

/// Those that may have changed within the span, the latest first; those that tell no date may have.
fn to_be_asked(mut maps: Vec<SitemapEntry>, span: &Span) -> Vec<SitemapEntry> {
    maps.retain(|map| map.modified.as_ref().is_none_or(|when| span.from <= when.end.unwrap_or(when.start)));
    maps.sort_by_key(|map| std::cmp::Reverse(map.modified.as_ref().map(|when| when.start)));
    maps.truncate(MOST_MAPS);
    maps
}

/// When a page was published, else when it was changed last.
fn date(row: &SitemapEntry) -> Option<&When> {
    row.published.as_ref().or(row.modified.as_ref())
}

/// The time of the last change is no part of it: many sites tell today's for every page, which would then be read anew.
fn entry(row: SitemapEntry) -> Entry {
    Entry { id: row.url.clone(), url: Some(row.url), title: row.title, published: row.published, ..Entry::default() }
}
