//! What people ask to be kept: saved questions, checked the same way by the command line, the API and the pages.

use crate::model::mail::{is_address, recipients};
use crate::model::{SavedQuestion, Zone};
use crate::query::View;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// A question to be saved; the error says what is wrong with its name or hook.
pub(super) fn to_save(
    name: &str,
    question: String,
    view: View,
    (zone, hook): (Zone, Option<String>),
    made: DateTime<Utc>,
) -> Result<SavedQuestion, String> {
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.')) {
        return Err(format!("“{name}” is no name: letters, digits, - and _ are, so that saved:NAME is one word"));
    }
    hook.as_deref().map_or(Ok(()), fits)?;
    Ok(SavedQuestion { name: name.to_owned(), question, shape: view.name().to_owned(), zone, hook, made })
}

/// Whether news can go there at all.
fn fits(hook: &str) -> Result<(), String> {
    let is_web = ["http://", "https://"].iter().any(|scheme| hook.starts_with(scheme));
    match recipients(hook) {
        None if is_web => Ok(()),
        Some(all) if all.iter().all(|address| is_address(address)) => Ok(()),
        _ => Err(format!("“{hook}” is no hook: a web address is one, or mailto:desk@example.org, several joined by commas")),
    }
}

/// A saved question as an answer.
pub(super) fn described(saved: &SavedQuestion) -> Value {
    json!({ "name": saved.name, "question": saved.question, "as": saved.shape, "zone": saved.zone.to_string(), "hook": saved.hook })
}
