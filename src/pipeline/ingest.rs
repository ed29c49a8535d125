//! One pass over what is due.

use super::PipelineError;
use super::page::MOST_ATTEMPTS;
use super::report::{Report, SourceReport};
use super::visit::Due;
use crate::fetch::Client;
use crate::model::{Settings, Source, SourceState};
use crate::source::schedule::{all_due, noted};
use crate::store::{States, Store};
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, TryStreamExt, stream};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

/// One pass: what it works with, and the time it is held at.
pub struct Ingest {
    /// Where to store.
    pub store: Arc<Store>,
    /// What to watch.
    pub settings: Arc<Settings>,
    /// The one way out.
    pub client: Client,
    /// Folder that relative paths of sources are meant from.
    pub base: PathBuf,
    /// The time of the pass.
    pub now: DateTime<Utc>,
    /// Ask every source and page, due or not, whether it changed.
    pub all: bool,
    /// Have it sent again, changed or not.
    pub force: bool,
    /// Told of every step.
    pub watch: Box<dyn Fn(Step) + Send + Sync>,
}

/// A step of a pass, for a progress display.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// So many sources will be asked.
    Begin(usize),
    /// A page of this source is done.
    Page(&'a str),
    /// A source is done.
    Source(&'a SourceReport),
}

impl Ingest {
    /// Asks the named sources (none = all) that are due. One source's failure costs that source.
    pub async fn run(&self, names: &[String]) -> Result<Report, PipelineError> {
        self.store.keep_time(self.now).await?;
        self.client.remember(self.store.host_notes(self.now).await?);
        let states = self.store.source_states().await?;
        let chosen: Vec<_> = self.settings.sources.iter().filter(|s| names.is_empty() || names.contains(&s.name)).collect();
        let due = all_due(chosen.iter().map(|source| (*source, states.of(source))), self.now, self.all);
        let unfinished = self.unfinished(&chosen, &due, &states).await?;
        (self.watch)(Step::Begin(unfinished.len() + due.len()));
        let waiting = chosen.len() - due.len() - unfinished.len();
        let most = self.settings.fetch.hosts.max(1);
        let again: Vec<SourceReport> =
            stream::iter(unfinished).map(|(source, state)| self.finished(source, state)).buffer_unordered(most).try_collect().await?;
        let visits = stream::iter(self.looked_up(due).await?).map(|due| self.visited(due)).buffer_unordered(most);
        let mut sources: Vec<SourceReport> = visits.try_collect().await?;
        sources.extend(again);
        let place: HashMap<&str, usize> = chosen.iter().enumerate().map(|(n, s)| (s.name.as_str(), n)).collect();
        sources.sort_by_key(|report| place.get(report.name.as_str()).copied());
        Ok(Report { sources, waiting })
    }

    /// Sources that are not due, but were asked by a run that was cut short before it had asked for their pages.
    async fn unfinished<'s>(
        &self,
        chosen: &[&'s Source],
        due: &[(&Source, SourceState)],
        states: &States,
    ) -> Result<Vec<(&'s Source, SourceState)>, PipelineError> {
        let names = self.store.unfinished().await?;
        let is_due = |source: &Source| due.iter().any(|(due, _)| due.name == source.name);
        let left = chosen.iter().filter(|source| names.contains(&source.name) && !is_due(source));
        Ok(left.map(|source| (*source, states.of(source))).collect())
    }

    async fn finished(&self, source: &Source, state: SourceState) -> Result<SourceReport, PipelineError> {
        let mut report = SourceReport::new(&source.name);
        let at = Source { url: state.address(source).to_owned(), ..source.clone() };
        self.pages(&at, (source, &state), &HashSet::new(), &mut report).await?;
        self.store.end_visit(&source.name).await?;
        (self.watch)(Step::Source(&report));
        Ok(report)
    }

    /// What is needed to ask sources, all at once.
    async fn looked_up<'s>(&self, due: Vec<(&'s Source, SourceState)>) -> Result<Vec<Due<'s>>, PipelineError> {
        let urls: Vec<&str> = due.iter().map(|(source, state)| state.address(source)).collect();
        let names: Vec<&str> = due.iter().map(|(source, _)| source.name.as_str()).collect();
        let known = self.store.validators_of(&urls).await?;
        let work = self.store.with_work(&names, MOST_ATTEMPTS, self.now).await?;
        let looked_up = |(source, before): (&'s Source, SourceState)| {
            let known = known.get(before.address(source)).cloned().unwrap_or_default();
            let work = work.contains(&source.name) || self.all && source.full_text;
            Due { source, before, known, work }
        };
        Ok(due.into_iter().map(looked_up).collect())
    }

    async fn visited(&self, due: Due<'_>) -> Result<SourceReport, PipelineError> {
        let mut report = SourceReport::new(&due.source.name);
        let (heard, confirmed) = self.visit(&due, &mut report).await?;
        self.store.note((&due.source.name, &due.source.url), &noted(&due.before, heard, self.now), confirmed).await?;
        self.learn().await?;
        (self.watch)(Step::Source(&report));
        Ok(report)
    }

    /// Keeps what was learnt of hosts: at once, since it holds for the next run too, however this one ends.
    pub(super) async fn learn(&self) -> Result<(), PipelineError> {
        Ok(self.store.save_host_notes(&self.client.learned(), self.now).await?)
    }

    pub(super) fn step(&self, source: &str) {
        (self.watch)(Step::Page(source));
    }
}
