//! Passes of the server, asked for or due, and what they are at.

use super::Place;
use crate::model::Settings;
use crate::pipeline::{LockError, Pass, PipelineError, Report, Step, known_names, pass, settings};
use crate::present::passed::{source, summary};
use anyhow::Result;
use chrono::{DateTime, Utc};
use futures_util::stream::{self, Stream, StreamExt};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::Handle;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, oneshot};

/// Steps that somebody who listens may be behind.
const BEHIND: usize = 1_024;

/// What the last pass is at, or came to.
#[derive(Debug)]
pub(in crate::present) struct Ingesting {
    told: Mutex<Told>,
    live: broadcast::Sender<Value>,
}

#[derive(Debug, Default)]
struct Told {
    running: bool,
    /// All steps but pages.
    steps: Vec<Value>,
}

/// Why no pass was begun.
#[derive(Debug)]
pub(in crate::present) enum NotBegun {
    /// Another one is at work.
    Busy,
    /// What was asked for, or sources.toml, is not as it should be.
    Wrong(String),
    /// It cannot be done.
    Failed(String),
}

/// Why a pass is made.
#[derive(Debug, Clone)]
enum Why {
    /// Somebody asked for it, and waits to hear how it began.
    Asked(Begun),
    /// It is time to look what is due: told only where something is.
    Due,
}

/// Sources of a pass.
struct Chosen<'a> {
    /// None = all.
    names: &'a [String],
    /// Due or not.
    all: bool,
}

impl Default for Ingesting {
    fn default() -> Ingesting {
        Ingesting { told: Mutex::default(), live: broadcast::channel(BEHIND).0 }
    }
}

impl Ingesting {
    /// Begins a pass over the named sources (none = all), due or not where `all`. It goes on whatever becomes of who asked.
    pub(in crate::present) async fn begin(self: &Arc<Self>, place: &Arc<Place>, names: Vec<String>, all: bool) -> Result<(), NotBegun> {
        let wrong = |e: crate::pipeline::SettingsError| NotBegun::Wrong(e.to_string());
        let settings = settings(&place.sources).map_err(wrong)?;
        known_names(&settings, &names).map_err(wrong)?;
        let (begun, begins) = oneshot::channel::<Result<(), NotBegun>>();
        let begun = Arc::new(Mutex::new(Some(begun)));
        let (this, place) = (self.clone(), place.clone());
        // On a thread of its own, so that those who answer are not held up.
        let here = Handle::current();
        tokio::task::spawn_blocking(move || {
            let chosen = Chosen { names: &names, all };
            let passed = here.block_on(this.pass(&place, settings, chosen, Utc::now(), Why::Asked(begun.clone())));
            if let Err(e) = passed {
                let held = matches!(e, PipelineError::Lock(LockError::Held(_)));
                tell(&begun, Err(if held { NotBegun::Busy } else { NotBegun::Failed(e.to_string()) }));
            }
        });
        begins.await.unwrap_or_else(|_| Err(NotBegun::Failed("the pass ended before it began".to_owned())))
    }

    /// A pass over what is due now.
    pub(in crate::present) async fn due(
        self: &Arc<Self>,
        place: &Place,
        settings: Settings,
        now: DateTime<Utc>,
    ) -> Result<Report, PipelineError> {
        self.pass(place, settings, Chosen { names: &[], all: false }, now, Why::Due).await
    }

    /// A pass, told of as it goes.
    async fn pass(
        self: &Arc<Self>,
        place: &Place,
        settings: Settings,
        Chosen { names, all }: Chosen<'_>,
        now: DateTime<Utc>,
        why: Why,
    ) -> Result<Report, PipelineError> {
        let watcher = self.clone();
        let watch = Box::new(move |step: Step| match &why {
            Why::Due if matches!(step, Step::Begin(0)) => {}
            Why::Due => watcher.step(step),
            Why::Asked(begun) => {
                watcher.step(step);
                tell(begun, Ok(()));
            }
        });
        let base = place.sources.parent().unwrap_or(Path::new("")).to_owned();
        let passed = pass(Pass { data: &place.data, settings, base, now, all, force: false, names, watch }).await;
        match &passed {
            Ok(report) => self.end(json!({ "step": "done", "summary": summary(report) })),
            // What is told is the pass that holds the lock.
            Err(PipelineError::Lock(LockError::Held(_))) => {}
            Err(e) => self.end(json!({ "step": "failed", "reason": e.to_string() })),
        }
        passed
    }

    /// Whether one is at work.
    pub(in crate::present) fn is_running(&self) -> bool {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).running
    }

    /// What was told of the last pass, and what is told from now on, until it ends.
    pub(in crate::present) fn listen(&self) -> (Vec<Value>, impl Stream<Item = Value> + use<>) {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        (told.steps.clone(), stream::unfold(told.running.then(|| self.live.subscribe()), next).fuse())
    }

    /// A step of a pass.
    fn step(&self, step: Step) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let value = match step {
            Step::Begin(sources) => {
                *told = Told { running: true, steps: Vec::new() };
                json!({ "step": "begin", "sources": sources })
            }
            Step::Page(name) => json!({ "step": "page", "source": name }),
            Step::Source(report) => json!({ "step": "source", "report": source(report) }),
        };
        if !matches!(step, Step::Page(_)) {
            told.steps.push(value.clone());
        }
        // Nobody may be listening.
        let _ = self.live.send(value);
    }

    /// The last step, of a pass that was told.
    fn end(&self, value: Value) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if !std::mem::take(&mut told.running) {
            return;
        }
        told.steps.push(value.clone());
        let _ = self.live.send(value);
    }
}

/// The next step; none after the last.
async fn next(live: Option<broadcast::Receiver<Value>>) -> Option<(Value, Option<broadcast::Receiver<Value>>)> {
    let mut live = live?;
    loop {
        match live.recv().await {
            Ok(step) => {
                let is_last = matches!(step["step"].as_str(), Some("done" | "failed"));
                return Some((step, Some(live).filter(|_| !is_last)));
            }
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return None,
        }
    }
}

type Begun = Arc<Mutex<Option<oneshot::Sender<Result<(), NotBegun>>>>>;

/// Once: how it began.
fn tell(begun: &Begun, how: Result<(), NotBegun>) {
    if let Some(waiting) = begun.lock().unwrap_or_else(PoisonError::into_inner).take() {
        let _ = waiting.send(how);
    }
}
