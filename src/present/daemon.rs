//! `run`: ingests what is due, serves the search page and the API, and tells systemd and Prometheus how it fares.
//!
//! A pass holds the lock only as long as it lasts, so that `ingest`, `import` and care can be called meanwhile. Stopping
//! drops the pass where it is: what was stored is stored, the rest is due again.

use super::cli::{Args, Exit, Listening, Log, Run, sentence};
use super::metrics::Health;
use super::server::ingesting::Ingesting;
use super::server::websub::Callbacks;
use super::server::{Place, Server, secret};
use crate::model::Settings;
use crate::model::when::utc_text;
use crate::pipeline::{Desk, LockError, Outcome, PipelineError, Report, SourceReport, little_room, next_due, settings};
use anyhow::Result;
use axum::Router;
use chrono::{DateTime, Utc};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// Between two passes at least: sources that are due within it are asked together.
const SHORTEST: Duration = Duration::from_secs(5);
/// Between two passes at least, whatever hubs tell.
const BREATH: Duration = Duration::from_secs(1);
/// And at most: so soon a changed sources.toml, a file in a drop folder or a clock that was set is noticed.
const LONGEST: Duration = Duration::from_mins(5);

/// `run`: until Ctrl-C or SIGTERM.
pub(super) async fn run(args: &Args, run: &Run) -> Result<Exit> {
    settings(&args.place.sources)?;
    let place = Place { data: args.place.data().to_owned(), sources: args.place.sources.clone() };
    let server = Server::open(place, &listening(run)).await?;
    let hubs = Hubs::open(run, server.desk()).await?;
    let health = Arc::new(Health::default());
    say!("http://{}/", server.address());
    notify::say("READY=1");
    let more = health.routes(server.desk());
    let (ingesting, place) = server.ingesting();
    let served = server.until_stopped(more, hubs.routes(Duration::from_secs(run.listening.patience.max(1))));
    tokio::select! {
        served = served => served?,
        ended = ingest(&ingesting, &place, run.log, &health, &hubs) => ended?,
        () = notify::watchdog() => {}
    }
    notify::say("STOPPING=1");
    Ok(Exit::Done)
}

/// Whoever is known to the web by a name is asked by that name.
fn listening(run: &Run) -> Listening {
    let name = run.public.as_ref().and_then(|url| url.host_str()).map(str::to_owned);
    Listening { hosts: run.listening.hosts.iter().cloned().chain(name).collect(), ..run.listening.clone() }
}

/// Hubs that tell of news, where they can reach us.
struct Hubs {
    desk: Arc<Desk>,
    /// Without a `/` at its end.
    public: Option<String>,
    news: Arc<Notify>,
}

impl Hubs {
    async fn open(run: &Run, desk: Arc<Desk>) -> Result<Hubs> {
        let public = run.public.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned());
        if public.is_none() {
            desk.leave_hubs().await?;
        }
        Ok(Hubs { desk, public, news: Arc::default() })
    }

    fn routes(&self, patience: Duration) -> Router {
        let callbacks = || Callbacks::new(self.desk.clone(), self.news.clone(), patience).routes();
        self.public.as_ref().map_or_else(Router::new, |_| callbacks())
    }

    /// Asks for what is wanted of them. What went wrong is told; the feeds are asked all the same.
    async fn keep_up(&self, settings: &Settings, log: Log, now: DateTime<Utc>) -> Result<()> {
        let Some(public) = &self.public else { return Ok(()) };
        for trouble in self.desk.keep_subscribed(settings, public, secret::draw, now).await? {
            log.trouble(&trouble, now);
        }
        Ok(())
    }
}

/// Pass after pass, each when something is due, or a hub tells of news.
async fn ingest(ingesting: &Arc<Ingesting>, place: &Place, log: Log, health: &Health, hubs: &Hubs) -> Result<()> {
    loop {
        let begun = Utc::now();
        let wait = match once(ingesting, place, begun).await {
            Ok((report, next, settings)) => {
                hubs.keep_up(&settings, log, Utc::now()).await?;
                report.sources.iter().for_each(|source| log.source(source, begun));
                health.passed(&report, Utc::now() - begun);
                if let Some(warning) = little_room(&place.data) {
                    log.trouble(&warning, begun);
                }
                notify::say(&format!("STATUS={}", sentence(&report)));
                (next - Utc::now()).to_std().unwrap_or_default()
            }
            // A mistake in sources.toml, or another ingest at work: both pass.
            Err(e) if e.is::<crate::pipeline::SettingsError>() || is_held(&e) => {
                log.trouble(&e.to_string(), begun);
                LONGEST
            }
            Err(e) => return Err(e),
        };
        tokio::time::sleep(BREATH).await;
        tokio::select! {
            () = tokio::time::sleep(wait.clamp(SHORTEST, LONGEST).saturating_sub(BREATH)) => {}
            () = hubs.news.notified() => {}
        }
    }
}

fn is_held(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(PipelineError::Lock(LockError::Held(_))))
}

/// One pass by sources.toml as it is now, and when the next is due.
async fn once(ingesting: &Arc<Ingesting>, place: &Place, now: DateTime<Utc>) -> Result<(Report, DateTime<Utc>, Settings)> {
    let settings = settings(&place.sources)?;
    let report = ingesting.due(place, settings.clone(), now).await?;
    Ok((report, next_due(&place.data, &settings).await?, settings))
}

impl Log {
    /// A line for a source and a pass.
    fn source(self, s: &SourceReport, at: DateTime<Utc>) {
        let (outcome, reason) = match &s.outcome {
            Outcome::Read => ("read", None),
            Outcome::NotModified => ("not modified", None),
            Outcome::Waits(why) => ("waits", Some(why)),
            Outcome::Failed(why) => ("failed", Some(why)),
        };
        match self {
            Log::Json => tell!(
                "{}",
                json!({ "time": utc_text(at), "source": s.name, "outcome": outcome, "reason": reason, "new": s.new,
                    "revised": s.revised, "unchanged": s.unchanged, "warnings": s.warnings })
            ),
            Log::Text => {
                let reason = reason.map(|why| format!(": {why}")).unwrap_or_default();
                let warnings = s.warnings.iter().fold(String::new(), |told, w| told + "; warning: " + w);
                tell!(
                    "{} {}: {outcome}{reason}, {} new, {} revised, {} unchanged{warnings}",
                    utc_text(at),
                    s.name,
                    s.new,
                    s.revised,
                    s.unchanged
                );
            }
        }
    }

    /// A line for what keeps a pass from being made.
    fn trouble(self, what: &str, at: DateTime<Utc>) {
        match self {
            Log::Json => tell!("{}", json!({ "time": utc_text(at), "trouble": what })),
            Log::Text => tell!("{} {what}", utc_text(at)),
        }
    }
}

/// systemd's side of a service: `sd_notify`(3) and its watchdog. Without systemd nothing is said.
mod notify {
    use std::ffi::OsString;
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::net::{SocketAddr, UnixDatagram};
    use std::time::Duration;

    /// One message; whether it was heard is systemd's concern.
    pub(super) fn say(what: &str) {
        let Some(name) = std::env::var_os("NOTIFY_SOCKET") else { return };
        let _ = address(&name).and_then(|to| UnixDatagram::unbound()?.send_to_addr(what.as_bytes(), &to));
    }

    /// A path, or after `@` a name in the abstract namespace.
    fn address(name: &OsString) -> std::io::Result<SocketAddr> {
        match name.as_bytes() {
            [b'@', rest @ ..] => SocketAddr::from_abstract_name(rest),
            _ => SocketAddr::from_pathname(name),
        }
    }

    /// A sign of life twice in the time that systemd allows, for ever.
    pub(super) async fn watchdog() {
        let allowed = std::env::var("WATCHDOG_USEC").ok().and_then(|text| text.parse().ok()).map(Duration::from_micros);
        let Some(allowed) = allowed.filter(|d| !d.is_zero()) else { return std::future::pending().await };
        loop {
            say("WATCHDOG=1");
            tokio::time::sleep(allowed / 2).await;
        }
    }
}
