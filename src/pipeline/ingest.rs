//! One pass over what is due.

use super::PipelineError;
use super::report::{Report, SourceReport};
use crate::fetch::Client;
use crate::model::{Settings, Source};
use crate::source::due;
use crate::store::Store;
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, TryStreamExt, stream};
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
        let chosen: Vec<&Source> = self.settings.sources.iter().filter(|s| names.is_empty() || names.contains(&s.name)).collect();
        self.client.leave_alone(self.store.busy_hosts(self.now).await?);
        let mut asked = Vec::new();
        for source in &chosen {
            if self.is_due(source).await? {
                asked.push(*source);
            }
        }
        (self.watch)(Step::Begin(asked.len()));
        let waiting = chosen.len() - asked.len();
        let visits = stream::iter(asked).map(|source| self.visited(source)).buffered(self.settings.fetch.hosts.max(1));
        Ok(Report { sources: visits.try_collect().await?, waiting })
    }

    async fn visited(&self, source: &Source) -> Result<SourceReport, PipelineError> {
        let report = self.visit(source).await?;
        self.store.save_busy_hosts(&self.client.busy()).await?;
        (self.watch)(Step::Source(&report));
        Ok(report)
    }

    /// `--all` ignores the schedule, but neither a Retry-After nor a 410.
    async fn is_due(&self, source: &Source) -> Result<bool, PipelineError> {
        let state = self.store.source_state(source).await?;
        let last = state.asked.filter(|_| !self.all);
        Ok(!state.gone && due(&source.every, last, state.not_before, self.now))
    }

    pub(super) fn step(&self, source: &str) {
        (self.watch)(Step::Page(source));
    }
}
