//! One source: asked, its listing stored, its entries followed.

use super::PipelineError;
use super::ingest::Ingest;
use super::listed::page_of;
use super::page::{MOST_ATTEMPTS, NO_ARTICLE};
use super::refusal::{Again, Refusal};
use super::report::{Outcome, SourceReport};
use crate::extract;
use crate::model::{Entry, Fetched, Parsed, Source, SourceKind, SourceState};
use crate::parse;

impl Ingest {
    /// One source from its address to its documents, and how it fared.
    pub(super) async fn visit(&self, source: &Source) -> Result<SourceReport, PipelineError> {
        let mut report = SourceReport::new(&source.name);
        let before = self.store.source_state(source).await?;
        let state = match self.listing(source, &mut report).await? {
            Ok(outcome) => {
                report.outcome = outcome;
                self.follow(source, &mut report).await?;
                SourceState { asked: Some(self.now), good: Some(self.now), ..SourceState::default() }
            }
            Err(refusal) => {
                report.outcome = Outcome::Failed(refusal.advised());
                SourceState { asked: Some(self.now), good: before.good, failures: before.failures + 1, ..refused(&refusal) }
            }
        };
        self.store.save_source_state(source, &state).await?;
        Ok(report)
    }

    /// Brings the store's listing of the source up to date.
    async fn listing(&self, source: &Source, report: &mut SourceReport) -> Result<Result<Outcome, Refusal>, PipelineError> {
        if source.kind == SourceKind::Folder {
            return self.folder(source, report).await;
        }
        let fetched = match self.ask(&source.url, source).await? {
            Err(refusal) => return Ok(Err(refusal)),
            Ok(fetched) if fetched.not_modified() => {
                self.confirm(&source.url, &fetched).await?;
                return Ok(Ok(Outcome::NotModified));
            }
            Ok(fetched) => fetched,
        };
        self.store.keep(&fetched.capture.sha256, &fetched.body)?;
        self.store.save_capture(&fetched.capture).await?;
        if let Some(refusal) = Refusal::of_status(&fetched, self.now) {
            return Ok(Err(refusal));
        }
        match source.kind {
            SourceKind::Page => self.whole_page(source, fetched, report).await,
            _ => self.entries(source, &fetched, report).await,
        }
    }

    /// A feed's or list's entries.
    async fn entries(
        &self,
        source: &Source,
        fetched: &Fetched,
        report: &mut SourceReport,
    ) -> Result<Result<Outcome, Refusal>, PipelineError> {
        let entries = match source.kind {
            SourceKind::List => list(source, fetched),
            _ => feed(source, fetched, &mut report.warnings),
        };
        let entries = match entries {
            Ok(entries) => entries,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.store.save_listing(&source.name, &entries).await?;
        self.remember(&source.url, &fetched.capture).await?;
        Ok(Ok(Outcome::Read))
    }

    /// A source that is itself the page.
    async fn whole_page(
        &self,
        source: &Source,
        fetched: Fetched,
        report: &mut SourceReport,
    ) -> Result<Result<Outcome, Refusal>, PipelineError> {
        let Fetched { capture, body } = fetched;
        if self.document(source, None, capture.clone(), body, report).await?.is_none() {
            return Ok(Err(Refusal::of_content(&source.url, NO_ARTICLE)));
        }
        self.remember(&source.url, &capture).await?;
        Ok(Ok(Outcome::Read))
    }

    /// Entries that are not stored yet; with `--all` the pages of the others are asked whether they changed.
    async fn follow(&self, source: &Source, report: &mut SourceReport) -> Result<(), PipelineError> {
        let mut alone = Vec::new();
        for listed in self.store.listing(&source.name, MOST_ATTEMPTS).await? {
            match page_of(source, &listed.entry) {
                Some(url) if !listed.stored || self.all => {
                    self.entry(source, &listed, url, report).await?;
                    self.step(&source.name);
                }
                None if !listed.stored => alone.push(listed.entry),
                _ => {}
            }
        }
        self.store_listed(source, alone, report).await
    }
}

/// What a refusal tells of a source.
fn refused(refusal: &Refusal) -> SourceState {
    let not_before = if let Again::After(until) = refusal.again { Some(until) } else { None };
    SourceState { reason: Some(refusal.advised()), not_before, gone: refusal.again == Again::Never, ..SourceState::default() }
}

fn feed(source: &Source, fetched: &Fetched, warnings: &mut Vec<String>) -> Result<Vec<Entry>, Refusal> {
    let capture = &fetched.capture;
    let content_type = capture.header("content-type");
    let no_feed = |why: &str, advice: &str| Err(Refusal::of_content(&source.url, why).advising(advice));
    match parse::read(&fetched.body, content_type, Some(capture.url()), source.zone) {
        Parsed::Feed(feed, repairs) => {
            warnings.extend(repairs.iter().map(|r| format!("{}: {r}", source.url)));
            Ok(feed.entries)
        }
        Parsed::Html => no_feed("this is a web page, not a feed", "set kind = \"list\" for a page of links or \"page\" for an article"),
        Parsed::Sitemap(..) => no_feed("this is a sitemap, not a feed", "find the url of a feed for sources.toml"),
        Parsed::Opml(_) => no_feed("this is an OPML file, not a feed", "it lists feeds: put their urls into sources.toml"),
        Parsed::Unknown(why) => Err(Refusal::of_content(&source.url, &why)),
    }
}

fn list(source: &Source, fetched: &Fetched) -> Result<Vec<Entry>, Refusal> {
    let html = parse::decode(&fetched.body, fetched.capture.header("content-type"));
    let context = extract::Context { url: Some(fetched.capture.url()), zone: source.zone, ..extract::Context::default() };
    let advice = "name them with select = { item = …, link = … }";
    let refusal = |why: &str| Refusal::of_content(&source.url, why).advising(advice);
    let entries = extract::page::links(&html, &source.select, &context).map_err(|why| refusal(&why))?;
    if entries.is_empty() { Err(refusal("no links to articles were found")) } else { Ok(entries) }
}
