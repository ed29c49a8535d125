//! What is watched and how it fares: the same for the command line, the API and the pages.

use crate::model::when::utc_text;
use crate::model::{Source, SourceState};
use crate::pipeline::{Desk, next, settings_if_there};
use anyhow::Result;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::path::Path;

/// All sources in the order of their file, with their states; before the first ingest there is nothing to know of them yet.
pub(super) async fn watched(desk: Option<&Desk>, file: &Path) -> Result<Vec<(Source, SourceState)>> {
    let mut rows = Vec::new();
    for source in settings_if_there(file)?.sources {
        let state = match desk {
            Some(desk) => desk.source_state(&source).await?,
            None => SourceState::default(),
        };
        rows.push((source, state));
    }
    Ok(rows)
}

/// A source as a row of an answer.
pub(super) fn row((s, state): &(Source, SourceState)) -> Value {
    let time = |t: Option<DateTime<Utc>>| t.map(utc_text);
    json!({ "name": s.name, "kind": s.kind.name(), "role": s.role.name(), "url": s.url, "asked": time(state.asked), "good": time(state.good),
        "failures": state.failures, "reason": state.reason, "not_before": time(state.not_before), "gone": state.gone,
        "next": time(next(s, state).filter(|_| state.asked.is_some())), "moved": state.new_address(),
        "hub": state.pushed.as_ref().map(|h| json!({ "url": h.hub, "until": time(h.until), "told": time(h.told), "reason": h.reason })) })
}
