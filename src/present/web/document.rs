//! The page of a document: its text with what was found marked in place, what it quotes and who quotes it side by side, its
//! revisions, its captures, and how it is cited.

use super::cite::{Citation, citations};
use super::decided::{Made, made};
use super::differ::Runs;
use super::frame::{Frame, Trouble, page};
use super::marks::{Paragraph, paragraphs};
use super::menu::Exports;
use super::named::Named;
use super::rows::{DocumentRow, QuotationRow, web_address};
use super::stamp::{Stamp, basis};
use crate::model::{Capture, Document, Quotation, Revision, When};
use crate::pipeline::{Coverage, Desk, Shown};
use crate::present::server::session::FormToken;
use crate::present::view;
use crate::query::View;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::Utc;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage {
    frame: Frame,
    token: String,
    here: String,
    d: DocumentRow,
    modified: Option<Stamp>,
    published_basis: String,
    captured: Stamp,
    sha256: String,
    url: Option<String>,
    citations: Vec<Citation>,
    exports: Exports,
    paragraphs: Vec<Paragraph>,
    quotations: Vec<QuotationRow>,
    /// Statements, and how many of the quotations are from each.
    statements: Vec<(DocumentRow, usize)>,
    coverage: Option<CoverageRows>,
    revisions: Vec<RevisionRow>,
    captures: Vec<CaptureRow>,
    decisions: Vec<Made>,
}

/// Who quotes a statement; shares in percent.
struct CoverageRows {
    share: String,
    texts: usize,
    by: Vec<(String, DocumentRow, Vec<QuotationRow>)>,
    sentences: Vec<(String, usize)>,
}

struct RevisionRow {
    id: String,
    ordinal: u32,
    title: String,
    captured: Stamp,
    changed: Option<Stamp>,
}

struct CaptureRow {
    id: String,
    fetched: Stamp,
    status: u16,
    sha256: String,
}

/// `/documents/{id}`.
pub(super) async fn document(State(desk): State<Arc<Desk>>, token: FormToken, Named(id): Named<String>) -> Result<Response, Trouble> {
    let shown = if id.starts_with('d') { desk.show(&id).await? } else { None };
    let Some(Shown::Document(document, quotations, coverage)) = shown else {
        return Err(Trouble::missing(format!("There is no document by the id {id}.")));
    };
    let events = desk.events_in(&id).await.map_err(crate::pipeline::PipelineError::from)?;
    let mut captures = desk.captures(std::slice::from_ref(&id)).await?;
    captures.reverse();
    let article = &document.article;
    Ok(page(&DocumentPage {
        frame: Frame::of("/documents"),
        token: token.0,
        here: format!("/documents/{id}"),
        modified: article.modified.as_ref().map(Stamp::of),
        published_basis: article.published.as_ref().map(basis).unwrap_or_default(),
        captured: Stamp::at(document.capture.fetched),
        sha256: document.capture.sha256.clone(),
        url: web_address(document.url.as_deref()),
        citations: citations(&document, &view::document(&document), View::Documents, None, Utc::now()),
        exports: Exports::of(&id, &id),
        paragraphs: paragraphs(article, &quotations, &events),
        statements: statements(&quotations),
        coverage: coverage.as_deref().map(coverage_rows),
        revisions: desk.revisions(&id).await?.iter().rev().map(revision).collect(),
        captures: captures.iter().map(capture).collect(),
        decisions: made(&desk.decisions().await?, |subject, _| subject == id),
        quotations: quotations.iter().map(QuotationRow::of).collect(),
        d: DocumentRow::of(&document),
    }))
}

fn statements(quotations: &[Quotation]) -> Vec<(DocumentRow, usize)> {
    view::behind(quotations).into_iter().map(|(d, quoted): (&Document, usize)| (DocumentRow::of(d), quoted)).collect()
}

fn coverage_rows(c: &Coverage) -> CoverageRows {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let mut sentences: Vec<(String, usize)> = c.sentences.iter().filter(|(_, quoted)| *quoted > 0).cloned().collect();
    sentences.sort_by_key(|(_, quoted)| std::cmp::Reverse(*quoted));
    let by = |by: &crate::pipeline::Covering| {
        (percent(by.share), DocumentRow::of(&by.document), by.quotations.iter().map(QuotationRow::of).collect())
    };
    CoverageRows { share: percent(c.share), texts: c.texts, by: c.by.iter().map(by).collect(), sentences }
}

fn revision(r: &Revision) -> RevisionRow {
    RevisionRow {
        id: r.id.to_string(),
        ordinal: r.ordinal,
        title: r.title.clone().unwrap_or_default(),
        captured: Stamp::at(r.fetched),
        changed: r.changed.as_ref().map(|w: &When| Stamp::of(w)),
    }
}

fn capture(c: &Capture) -> CaptureRow {
    CaptureRow { id: c.id.to_string(), fetched: Stamp::at(c.fetched), status: c.status, sha256: c.sha256.clone() }
}

#[derive(Template)]
#[template(path = "changes.html")]
struct ChangesPage {
    frame: Frame,
    d: DocumentRow,
    before: RevisionRow,
    after: RevisionRow,
    titled: bool,
    line: String,
    changes: Vec<ChangeRow>,
}

struct ChangeRow {
    kind: &'static str,
    matters: bool,
    before: Runs,
    after: Runs,
}

/// `/documents/{id}/changes/{revision}`: a revision against the one before.
pub(super) async fn changes(State(desk): State<Arc<Desk>>, Named((id, revision_id)): Named<(String, String)>) -> Result<Response, Trouble> {
    let found = if revision_id.starts_with('r') { desk.diff(&revision_id).await? } else { None };
    let Some(found) = found.filter(|f| f.document.id.as_str() == id) else {
        return Err(Trouble::missing(format!("There is no revision {revision_id} of {id} with another one before it.")));
    };
    let (before, after) = &*found.revisions;
    Ok(page(&ChangesPage {
        frame: Frame::of("/documents"),
        d: DocumentRow::of(&found.document),
        titled: before.title != after.title,
        before: revision(before),
        after: revision(after),
        line: found.revised.line(),
        changes: found.changes.iter().map(|c| change(c.kind.name(), &c.text, c.matters)).collect(),
    }))
}

fn change(kind: &'static str, text: &str, matters: bool) -> ChangeRow {
    let runs = match kind {
        "added" => Runs::added(text),
        "removed" => Runs::left_out(text),
        _ => Runs::read(text),
    };
    ChangeRow { kind, matters, before: runs.before(), after: runs.after() }
}
