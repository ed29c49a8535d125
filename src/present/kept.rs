//! What people ask to be kept: saved questions, checked the same way by the command line, the API and the pages.

use crate::model::{SavedQuestion, Zone};
use crate::query::View;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// A question to be saved; the error says what is wrong with its name.
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
    Ok(SavedQuestion { name: name.to_owned(), question, shape: view.name().to_owned(), zone, hook, made })
}

/// A saved question as an answer.
pub(super) fn described(saved: &SavedQuestion) -> Value {
    json!({ "name": saved.name, "question": saved.question, "as": saved.shape, "zone": saved.zone.to_string(), "hook": saved.hook })
}
