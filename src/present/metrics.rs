//! `/metrics`: how `run` fares, in the text format of Prometheus (exposition format 0.0.4).

use crate::pipeline::{Desk, Report};
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::TimeDelta;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What the passes of this process came to.
#[derive(Debug, Default)]
pub(super) struct Health {
    passes: AtomicU64,
    milliseconds: AtomicU64,
    visits: AtomicU64,
    failed: AtomicU64,
    new: AtomicU64,
    revised: AtomicU64,
}

impl Health {
    /// Counts a pass that took so long.
    pub(super) fn passed(&self, report: &Report, took: TimeDelta) {
        let (new, revised) = report.gained();
        let add = |counter: &AtomicU64, n: usize| counter.fetch_add(n as u64, Ordering::Relaxed);
        add(&self.passes, 1);
        add(&self.visits, report.sources.len());
        add(&self.failed, report.failed());
        add(&self.new, new);
        add(&self.revised, revised);
        self.milliseconds.fetch_add(took.num_milliseconds().unsigned_abs(), Ordering::Relaxed);
    }

    /// The route that tells it, together with what is stored.
    pub(super) fn routes(self: &Arc<Self>, desk: Arc<Desk>) -> Router {
        Router::new().route("/metrics", get(metrics)).with_state((self.clone(), desk))
    }

    /// Name, kind, help and value of each.
    fn rows(&self) -> [(&'static str, &'static str, &'static str, f64); 6] {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed) as f64;
        [
            ("dateline_passes_total", "counter", "Passes made", of(&self.passes)),
            ("dateline_pass_seconds_total", "counter", "Time that passes took", of(&self.milliseconds) / 1000.0),
            ("dateline_visits_total", "counter", "Sources asked", of(&self.visits)),
            ("dateline_visits_failed_total", "counter", "Sources that did not answer as they should", of(&self.failed)),
            ("dateline_documents_new_total", "counter", "Documents that were new", of(&self.new)),
            ("dateline_documents_revised_total", "counter", "Documents that had changed", of(&self.revised)),
        ]
    }
}

async fn metrics(State((health, desk)): State<(Arc<Health>, Arc<Desk>)>) -> Response {
    let (counts, states) = match (desk.counts().await, desk.source_states().await) {
        (Ok(counts), Ok(states)) => (counts, states),
        (Err(e), _) | (_, Err(e)) => return (StatusCode::INTERNAL_SERVER_ERROR, e.to_string()).into_response(),
    };
    let stored = [
        ("dateline_documents", "gauge", "Documents stored", counts.documents as f64),
        ("dateline_quotations", "gauge", "Quotations stored", counts.quotations as f64),
        ("dateline_captures", "gauge", "Captures stored", counts.captures as f64),
    ];
    let pushed = states.iter().filter_map(|(_, state)| state.pushed.as_ref());
    let held = pushed.clone().filter(|pushed| pushed.until.is_some()).count();
    let hubs = [
        ("dateline_subscriptions", "gauge", "Sources whose hub tells of their news", held as f64),
        (
            "dateline_subscriptions_waiting",
            "gauge",
            "Sources whose hub was asked to, and has not confirmed",
            (pushed.count() - held) as f64,
        ),
    ];
    let room = desk.free_room().map(|free| ("dateline_disk_free_bytes", "gauge", "Bytes free on the disk of the data folder", free as f64));
    let mut text =
        health.rows().iter().chain(&stored).chain(&hubs).chain(&room).fold(String::new(), |mut text, (name, kind, help, value)| {
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
            text
        });
    let _ = writeln!(text, "# HELP dateline_source_failures Failures since the last good answer\n# TYPE dateline_source_failures gauge");
    for (name, state) in &states {
        let _ = writeln!(text, "dateline_source_failures{{source=\"{}\"}} {}", label(name), state.failures);
    }
    let _ = writeln!(text, "# HELP dateline_source_good_seconds Time of the last good answer\n# TYPE dateline_source_good_seconds gauge");
    for (name, good) in states.iter().filter_map(|(name, state)| Some((name, state.good?))) {
        let _ = writeln!(text, "dateline_source_good_seconds{{source=\"{}\"}} {}", label(name), good.timestamp());
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// A label's value, with what would end it escaped.
fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
