//! One source: asked, its listing stored, its entries followed.

use super::PipelineError;
use super::ingest::Ingest;
use super::page::status_words;
use super::report::{Outcome, SourceReport};
use crate::extract;
use crate::fetch::retry_after;
use crate::model::{Entry, Fetched, Parsed, Source, SourceKind, SourceState};
use crate::parse;
use chrono::{DateTime, Utc};

impl Ingest {
    /// One source from its address to its documents, and how it fared.
    pub(super) async fn visit(&self, source: &Source) -> Result<SourceReport, PipelineError> {
        let mut report = SourceReport::new(&source.name);
        let mut state = self.store.source_state(&source.name).await?;
        state.asked = Some(self.now);
        match self.listing(source, &mut state, &mut report).await? {
            Ok(outcome) => {
                report.outcome = outcome;
                self.follow(source, &mut report).await?;
                state = SourceState { good: Some(self.now), failures: 0, reason: None, not_before: None, gone: false, ..state };
            }
            Err(why) => {
                state.failures += 1;
                state.reason = Some(why.clone());
                report.outcome = Outcome::Failed(why);
            }
        }
        self.store.save_source_state(&source.name, &state).await?;
        Ok(report)
    }

    /// Brings the store's listing of the source up to date. The inner error is in words.
    async fn listing(
        &self,
        source: &Source,
        state: &mut SourceState,
        report: &mut SourceReport,
    ) -> Result<Result<Outcome, String>, PipelineError> {
        if source.kind == SourceKind::Folder {
            return self.folder(source, report).await;
        }
        let fetched = match self.ask(&source.url, source).await? {
            Err(why) => return Ok(Err(why)),
            Ok(fetched) if fetched.not_modified() => {
                self.confirm(&source.url, &fetched).await?;
                return Ok(Ok(Outcome::NotModified));
            }
            Ok(fetched) => fetched,
        };
        self.store.keep(&fetched.capture.sha256, &fetched.body)?;
        self.store.save_capture(&fetched.capture).await?;
        if let Some(why) = refusal(&fetched, state, self.now) {
            return Ok(Err(why));
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
    ) -> Result<Result<Outcome, String>, PipelineError> {
        let entries = match source.kind {
            SourceKind::List => list(source, fetched),
            _ => feed(source, fetched, &mut report.warnings),
        };
        let entries = match entries {
            Ok(entries) => entries,
            Err(why) => return Ok(Err(format!("{}: {why}", source.url))),
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
    ) -> Result<Result<Outcome, String>, PipelineError> {
        let Fetched { capture, body } = fetched;
        if self.document(source, None, capture.clone(), body, report).await?.is_none() {
            return Ok(Err(format!("{}: it holds no text that can be read as an article", source.url)));
        }
        self.remember(&source.url, &capture).await?;
        Ok(Ok(Outcome::Read))
    }

    /// Entries that are not stored yet; with `--all` the others are asked whether they changed.
    async fn follow(&self, source: &Source, report: &mut SourceReport) -> Result<(), PipelineError> {
        for listed in self.store.listing(&source.name).await? {
            if !listed.stored || self.all {
                self.entry(source, &listed, report).await?;
                self.step(&source.name);
            }
        }
        Ok(())
    }
}

/// Why an answer with this status is no listing; what it asks for is noted.
fn refusal(fetched: &Fetched, state: &mut SourceState, now: DateTime<Utc>) -> Option<String> {
    let status = fetched.capture.status;
    if status == 200 {
        return None;
    }
    let said = format!("{} answered {}", fetched.capture.asked, status_words(status));
    state.gone = status == 410;
    state.not_before = retry_after(&fetched.capture.response, now).filter(|_| matches!(status, 429 | 503));
    Some(match (state.gone, state.not_before) {
        (true, _) => format!("{said}: it is gone for good and will not be asked again; take it out of sources.toml"),
        (_, Some(until)) => format!("{said}: it will not be asked before {}", crate::model::when::utc_text(until)),
        _ => said,
    })
}

fn feed(source: &Source, fetched: &Fetched, warnings: &mut Vec<String>) -> Result<Vec<Entry>, String> {
    let capture = &fetched.capture;
    let content_type = capture.header("content-type");
    match parse::read(&fetched.body, content_type, Some(capture.url()), source.zone) {
        Parsed::Feed(feed, repairs) => {
            warnings.extend(repairs.iter().map(|r| format!("{}: {r}", source.url)));
            Ok(feed.entries)
        }
        Parsed::Html => {
            Err("this is a web page, not a feed; set kind = \"list\" for a page of links or \"page\" for an article".to_owned())
        }
        Parsed::Sitemap(_) => Err("this is a sitemap, not a feed".to_owned()),
        Parsed::Opml(_) => Err("this is an OPML file, not a feed; it lists feeds".to_owned()),
        Parsed::Unknown(why) => Err(why),
    }
}

fn list(source: &Source, fetched: &Fetched) -> Result<Vec<Entry>, String> {
    let html = parse::decode(&fetched.body, fetched.capture.header("content-type"));
    let context = extract::Context { url: Some(fetched.capture.url()), zone: source.zone, ..extract::Context::default() };
    let entries = extract::page::links(&html, &source.select, &context)?;
    if entries.is_empty() {
        Err("no links to articles were found; name them with select = { item = …, link = … }".to_owned())
    } else {
        Ok(entries)
    }
}
