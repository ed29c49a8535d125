//! One source: asked, its listing stored, its entries followed.

use super::PipelineError;
use super::ingest::Ingest;
use super::listed::{is_kept, page_of};
use super::page::{MOST_ATTEMPTS, NO_ARTICLE};
use super::prune::kept_since;
use super::refusal::{Again, Refusal};
use super::report::{Outcome, SourceReport};
use super::websub;
use crate::extract;
use crate::fetch::fresh_until;
use crate::model::{Capture, Entry, Fetched, Pace, Parsed, Skip, Source, SourceKind, SourceState, Upkeep, Validators};
use crate::parse;
use crate::source::schedule::{Heard, noted, pace};
use crate::store::{Confirmed, Listed};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashSet;

/// Pages that are read at one visit; the rest of a long listing is read at the next.
const MOST_PAGES: usize = 1000;

/// A source whose time has come, with what was looked up for all of them at once.
pub(super) struct Due<'s> {
    pub(super) source: &'s Source,
    /// How it fares until now.
    pub(super) before: SourceState,
    /// What to ask "changed since?" with.
    pub(super) known: Validators,
    /// There is something to do even where nothing has changed.
    pub(super) work: bool,
}

/// What a source's address answered.
pub(super) struct Answer {
    pub(super) outcome: Outcome,
    pub(super) pace: Pace,
    pub(super) moved: Option<String>,
    /// When it was confirmed that nothing has changed, where that is not noted yet.
    pub(super) confirmed: Option<DateTime<Utc>>,
    /// Ids of entries that have been read with the listing.
    pub(super) seen: HashSet<String>,
}

impl Answer {
    /// A listing, or the page itself.
    pub(super) fn read(mut pace: Pace, capture: &Capture) -> Answer {
        let moved = capture.moved().map(str::to_owned);
        pace.fresh = fresh_until(&capture.response, capture.fetched).max(pace.fresh);
        Answer { outcome: Outcome::Read, pace, moved, confirmed: None, seen: HashSet::new() }
    }

    /// Nothing has changed since, but perhaps for how long it will not.
    fn not_modified(before: &SourceState, capture: &Capture) -> Answer {
        let pace = Pace { fresh: None, ..before.pace.clone() };
        Answer { outcome: Outcome::NotModified, confirmed: Some(capture.fetched), ..Answer::read(pace, capture) }
    }
}

impl Ingest {
    /// One source from its address to its documents: what was heard, and what that confirmed.
    pub(super) async fn visit(&self, due: &Due<'_>, report: &mut SourceReport) -> Result<(Heard, Option<Confirmed>), PipelineError> {
        let Due { source, before, .. } = due;
        let at = Source { url: before.address(source).to_owned(), ..(*source).clone() };
        match self.listing(&at, due, report).await? {
            Ok(answer) => {
                report.outcome = answer.outcome;
                let heard = Heard::Answer { pace: answer.pace, moved: answer.moved };
                if due.work || report.outcome != Outcome::NotModified {
                    self.pages(&at, (source, &noted(before, heard.clone(), self.now)), &answer.seen, report).await?;
                }
                Ok((heard, answer.confirmed.map(|when| (at.url, when))))
            }
            Err(refusal) => {
                let (outcome, heard) = refused(&refusal);
                report.outcome = outcome;
                Ok((heard, None))
            }
        }
    }

    /// The pages of a source that has answered at its address, which leaves it in this state; without entries that have been read.
    pub(super) async fn pages(
        &self,
        at: &Source,
        (source, state): (&Source, &SourceState),
        seen: &HashSet<String>,
        report: &mut SourceReport,
    ) -> Result<(), PipelineError> {
        let mut listed = self.store.listing(&source.name, MOST_ATTEMPTS, self.all && source.full_text).await?;
        let since = kept_since(source, self.now);
        listed.retain(|l| is_kept(&l.entry, since) && !seen.contains(&l.entry.id));
        let wanted = listed.iter().any(|l| (self.all || !l.stored) && page_of(source, &l.entry).is_some());
        if wanted {
            self.store.begin_visit(source, state).await?;
        }
        self.follow(at, listed, report).await?;
        self.look_again(at, report).await?;
        if wanted { Ok(self.store.end_visit(&source.name).await?) } else { Ok(()) }
    }

    /// Brings the store's listing of the source up to date.
    async fn listing(&self, source: &Source, due: &Due<'_>, report: &mut SourceReport) -> Result<Result<Answer, Refusal>, PipelineError> {
        if source.kind == SourceKind::Folder {
            let read = self.folder(source, report).await?;
            return Ok(read.map(|outcome| Answer { outcome, pace: Pace::default(), moved: None, confirmed: None, seen: HashSet::new() }));
        }
        if source.kind == SourceKind::Page && self.store.is_forgotten(&[&source.url]).await? {
            return Ok(Err(Refusal::taken_down(&source.url)));
        }
        if source.kind == SourceKind::Sitemap {
            return self.sitemap(source, &due.before, report).await;
        }
        let fetched = match self.ask_since(&source.url, source, due.known.clone()).await? {
            Err(refusal) => return Ok(Err(refusal)),
            Ok(fetched) if fetched.not_modified() => return Ok(Ok(Answer::not_modified(&due.before, &fetched.capture))),
            Ok(fetched) => fetched,
        };
        self.store.keep(&fetched.capture.sha256, &fetched.body)?;
        let refusal = Refusal::of_status(&fetched, self.now);
        if refusal.is_none() && source.kind != SourceKind::Page {
            return self.entries(source, &fetched, report).await;
        }
        self.store.save_capture(&fetched.capture).await?;
        match refusal {
            Some(refusal) => Ok(Err(refusal)),
            None => self.whole_page(source, fetched, report).await,
        }
    }

    /// A feed's or list's entries, stored with its capture.
    async fn entries(
        &self,
        source: &Source,
        fetched: &Fetched,
        report: &mut SourceReport,
    ) -> Result<Result<Answer, Refusal>, PipelineError> {
        let listing = match source.kind {
            SourceKind::List => list(source, &fetched.capture, &fetched.body).map(|entries| (entries, Upkeep::default())),
            _ => feed(source, &fetched.capture, &fetched.body, &mut report.warnings),
        };
        let (mut entries, upkeep) = match listing {
            Ok(listing) => listing,
            Err(refusal) => {
                self.store.save_capture(&fetched.capture).await?;
                return Ok(Err(refusal));
            }
        };
        if source.kind == SourceKind::List {
            // Its further pages may take minutes.
            self.store.save_capture(&fetched.capture).await?;
            self.further_pages(source, (&fetched.capture, fetched.body.as_slice()), &mut entries, report).await?;
        }
        let dates = entries.iter().filter_map(|e| e.published.as_ref().or(e.updated.as_ref())).map(|when| when.start);
        let pace = pace(dates, self.now);
        let seen = self.store_listing(source, &fetched.capture, entries, report).await?;
        self.archives(source, &upkeep, report).await?;
        self.remember(&source.url, &fetched.capture).await?;
        let ttl = upkeep.ttl.map(|minutes| self.now + TimeDelta::minutes(minutes.into()));
        let offer = websub::offer(&fetched.capture, &upkeep);
        let pace = Pace { fresh: ttl, skip: skip(&upkeep), offer, ..pace };
        Ok(Ok(Answer { seen, ..Answer::read(pace, &fetched.capture) }))
    }

    /// A source that is itself the page.
    async fn whole_page(
        &self,
        source: &Source,
        fetched: Fetched,
        report: &mut SourceReport,
    ) -> Result<Result<Answer, Refusal>, PipelineError> {
        let Fetched { capture, body } = fetched;
        if self.document(source, None, capture.clone(), body, report).await?.is_none() {
            return Ok(Err(Refusal::of_content(&source.url, NO_ARTICLE)));
        }
        self.remember(&source.url, &capture).await?;
        Ok(Ok(Answer::read(Pace::default(), &capture)))
    }

    /// Entries that are not stored yet; with `--all` the pages of the others are asked whether they changed.
    async fn follow(&self, source: &Source, listed: Vec<Listed>, report: &mut SourceReport) -> Result<(), PipelineError> {
        let (mut pages, mut alone) = (0, Vec::new());
        for listed in listed {
            match page_of(source, &listed.entry) {
                Some(_) if pages >= MOST_PAGES && !self.all => {}
                Some(url) if !listed.stored || self.all => {
                    pages += 1;
                    self.entry(source, &listed, url, report).await?;
                    self.step(&source.name);
                }
                None if !listed.stored => alone.push(listed),
                _ => {}
            }
        }
        self.store_listed(source, alone, report).await
    }
}

/// What a refusal tells of a source.
fn refused(refusal: &Refusal) -> (Outcome, Heard) {
    let why = refusal.advised();
    let heard = match refusal.again {
        Again::Unasked(until) => return (Outcome::Waits(why.clone()), Heard::Waits(why, until)),
        Again::After(until) => Heard::Failed(why.clone(), Some(until)),
        Again::Never => Heard::Gone(why.clone()),
        Again::WhenDue | Again::Hardly => Heard::Failed(why.clone(), None),
    };
    (Outcome::Failed(why), heard)
}

/// When a feed wants not to be asked.
fn skip(upkeep: &Upkeep) -> Skip {
    let hours = upkeep.skip_hours.iter().filter(|h| **h < 24).fold(0, |bits, h| bits | 1 << h);
    let days = upkeep.skip_days.iter().fold(0, |bits, d| bits | 1 << d.num_days_from_monday());
    Skip { hours, days }
}

pub(super) fn feed(source: &Source, capture: &Capture, body: &[u8], warnings: &mut Vec<String>) -> Result<(Vec<Entry>, Upkeep), Refusal> {
    let content_type = capture.header("content-type");
    let no_feed = |why: &str, advice: &str| Err(Refusal::of_content(&source.url, why).advising(advice));
    match parse::read(body, content_type, Some(capture.url()), source.zone) {
        Parsed::Feed(feed, repairs) => {
            warnings.extend(repairs.iter().map(|r| format!("{}: {r}", source.url)));
            Ok((feed.entries, feed.upkeep))
        }
        Parsed::Html => no_feed("this is a web page, not a feed", "set kind = \"list\" for a page of links or \"page\" for an article"),
        Parsed::Sitemap(..) => no_feed("this is a sitemap, not a feed", "set kind = \"sitemap\""),
        Parsed::Opml(_) => no_feed("this is an OPML file, not a feed", "it lists feeds: put their urls into sources.toml"),
        Parsed::Unknown(why) => Err(Refusal::of_content(&source.url, &why)),
    }
}

pub(super) fn list(source: &Source, capture: &Capture, body: &[u8]) -> Result<Vec<Entry>, Refusal> {
    let html = parse::decode(body, capture.header("content-type"));
    let context = extract::Context { url: Some(capture.url()), zone: source.zone, ..extract::Context::default() };
    let advice = "name them with select = { item = …, link = … }";
    let refusal = |why: &str| Refusal::of_content(&source.url, why).advising(advice);
    let entries = extract::page::links(&html, &source.select, &context).map_err(|why| refusal(&why))?;
    if entries.is_empty() { Err(refusal("no links to articles were found")) } else { Ok(entries) }
}
