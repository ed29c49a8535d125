//! `/verify`: paste words, and see who said them, where first, and how they were altered.

use super::asked::Asked;
use super::differ::Runs;
use super::frame::{Frame, Trouble, page};
use super::rows::{DocumentRow, told};
use super::stamp::Stamp;
use crate::pipeline::{Desk, Heard};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use std::sync::Arc;

/// More words than these are not looked for, in code points.
const LONGEST: usize = 4_000;

#[derive(Template)]
#[template(path = "verify.html")]
struct VerifyPage {
    frame: Frame,
    words: String,
    asked: bool,
    warnings: Vec<String>,
    heard: Vec<HeardRow>,
}

struct HeardRow {
    fidelity: &'static str,
    means: &'static str,
    speaker: String,
    said: Stamp,
    quotation: String,
    is_statement: bool,
    document: DocumentRow,
    there: Runs,
    pasted: Runs,
}

/// `/verify`.
pub(super) async fn verify(State(desk): State<Arc<Desk>>, RawQuery(query): RawQuery) -> Result<Response, Trouble> {
    let words = Asked::read(query.as_deref()).q;
    if words.chars().count() > LONGEST {
        return Err(Trouble::wrong(format!("These are more than {LONGEST} characters; paste a paragraph, or a sentence.")));
    }
    let mut view = VerifyPage { frame: Frame::of("/verify"), asked: !words.is_empty(), warnings: Vec::new(), heard: Vec::new(), words };
    if view.asked {
        let verified = desk.verify(&view.words).await?;
        view.warnings = verified.warnings;
        view.heard = verified.heard.iter().map(|heard| row(heard, &view.words)).collect();
    }
    Ok(page(&view))
}

fn row(h: &Heard, words: &str) -> HeardRow {
    let difference = h.difference.as_deref().map(Runs::read);
    let (fidelity, means) = told(h.fidelity);
    HeardRow {
        fidelity,
        means,
        speaker: h.speaker.clone().unwrap_or_else(|| "unknown speaker".to_owned()),
        said: Stamp::maybe(h.said.as_ref()),
        quotation: h.quotation.as_ref().map(ToString::to_string).unwrap_or_default(),
        is_statement: h.quotation.is_none(),
        document: DocumentRow::of(&h.document),
        there: difference.as_ref().map_or_else(|| Runs::plain(&h.text), Runs::before),
        pasted: difference.as_ref().map_or_else(|| Runs::plain(words), Runs::after),
    }
}
