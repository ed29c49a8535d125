//! The pages of single things: a document with its quotations marked in place, a speaker, a capture.

use super::marks::{Paragraph, paragraphs};
use crate::model::when::utc_text;
use crate::model::{Basis, Capture, Document, Quotation, When};
use crate::pipeline::{Coverage, Desk, Shown};
use crate::present::view;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage {
    heading: String,
    language: Option<String>,
    kind: &'static str,
    publisher: String,
    authors: String,
    published: String,
    modified: String,
    captured: String,
    capture: String,
    sha256: String,
    revisions: u32,
    url: Option<String>,
    citation: String,
    paragraphs: Vec<Paragraph>,
    quotations: Vec<Line>,
    /// Id and headline of statements, and how many of the quotations are from each.
    statements: Vec<(String, String, usize)>,
    coverage: Option<CoverageLines>,
}

/// Who quotes a statement; shares in percent.
struct CoverageLines {
    share: String,
    texts: usize,
    by: Vec<(String, Vec<Line>)>,
    sentences: Vec<(String, usize)>,
}

#[derive(Template)]
#[template(path = "speaker.html")]
struct SpeakerPage {
    name: String,
    kind: String,
    roles: String,
    quotations: Vec<Line>,
}

#[derive(Template)]
#[template(path = "capture.html")]
struct CapturePage {
    capture: Capture,
    fetched: String,
}

#[derive(Template)]
#[template(path = "missing.html")]
struct MissingPage {
    what: String,
}

/// A quotation in a list.
struct Line {
    id: String,
    said: String,
    basis: String,
    speaker: String,
    speaker_id: Option<String>,
    role: String,
    words: String,
    kind: &'static str,
    rule: String,
    confidence: String,
    fidelity: &'static str,
    quoted: u32,
    difference: String,
    /// Id and headline of the statement.
    primary: Option<(String, String)>,
    document: String,
    title: String,
    publisher: String,
}

/// `/documents/{id}`, `/speakers/{id}`, `/captures/{id}`; `/quotations/{id}` leads to its place in its document.
pub(super) async fn thing(State(desk): State<Arc<Desk>>, Path((kind, id)): Path<(String, String)>) -> Response {
    let fits = matches!(
        (kind.as_str(), id.chars().next()),
        ("documents", Some('d')) | ("quotations", Some('q')) | ("speakers", Some('s')) | ("captures", Some('c'))
    );
    let shown = if fits { desk.show(&id).await } else { Ok(None) };
    match shown {
        Ok(Some(Shown::Quotation(q))) => Redirect::to(&format!("/documents/{}#{}", q.document.id, q.id)).into_response(),
        Ok(Some(Shown::Document(document, quotations, coverage))) => {
            html(StatusCode::OK, &document_page(&document, &quotations, coverage.as_deref()))
        }
        Ok(Some(Shown::Speaker(kind, name, quotations))) => html(StatusCode::OK, &speaker_page(kind, name, &quotations)),
        Ok(Some(Shown::Capture(capture))) => html(StatusCode::OK, &CapturePage { fetched: utc_text(capture.fetched), capture: *capture }),
        Ok(None) => html(StatusCode::NOT_FOUND, &MissingPage { what: format!("There is nothing by the id {id} among {kind}.") }),
        Err(e) => html(StatusCode::INTERNAL_SERVER_ERROR, &MissingPage { what: e.to_string() }),
    }
}

/// A page of ours; the server adds its policy.
pub(super) fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(e) => (StatusCode::INTERNAL_SERVER_ERROR, e.to_string()).into_response(),
    }
}

fn document_page(d: &Document, quotations: &[Quotation], coverage: Option<&Coverage>) -> DocumentPage {
    let article = &d.article;
    DocumentPage {
        heading: heading(d),
        language: article.language.clone(),
        kind: d.kind.name(),
        publisher: article.publisher.clone().unwrap_or_default(),
        authors: article.authors.join(", "),
        published: article.published.as_ref().map_or_else(|| "not dated".to_owned(), told),
        modified: article.modified.as_ref().map(told).unwrap_or_default(),
        captured: utc_text(d.capture.fetched),
        capture: d.capture.id.to_string(),
        sha256: d.capture.sha256.clone(),
        revisions: d.revisions,
        url: web_address(d),
        citation: citation(d),
        paragraphs: paragraphs(article, quotations),
        quotations: quotations.iter().map(line).collect(),
        statements: view::behind(quotations).into_iter().map(|(d, quoted)| (d.id.to_string(), heading(d), quoted)).collect(),
        coverage: coverage.map(coverage_lines),
    }
}

fn coverage_lines(c: &Coverage) -> CoverageLines {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let mut sentences: Vec<(String, usize)> = c.sentences.iter().filter(|(_, quoted)| *quoted > 0).cloned().collect();
    sentences.sort_by_key(|(_, quoted)| std::cmp::Reverse(*quoted));
    CoverageLines {
        share: percent(c.share),
        texts: c.texts,
        by: c.by.iter().map(|by| (percent(by.share), by.quotations.iter().map(line).collect())).collect(),
        sentences,
    }
}

fn speaker_page(kind: String, name: String, quotations: &[Quotation]) -> SpeakerPage {
    let mut roles: Vec<&str> = Vec::new();
    for role in quotations.iter().filter_map(|q| q.quote.role.as_deref()) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    SpeakerPage { name, kind, roles: roles.join(", "), quotations: quotations.iter().map(line).collect() }
}

fn line(q: &Quotation) -> Line {
    let quote = &q.quote;
    let indirect = quote.kind == crate::model::QuoteKind::Indirect;
    let text = quote.text();
    Line {
        id: q.id.to_string(),
        said: quote.said.as_ref().map_or_else(|| "undated".to_owned(), |w| w.edtf.clone()),
        basis: quote.said.as_ref().map_or_else(|| "nothing tells when".to_owned(), basis),
        speaker: quote.speaker_name.clone().unwrap_or_else(|| "unknown".to_owned()),
        speaker_id: q.speaker_id.as_ref().map(ToString::to_string),
        role: quote.role.clone().unwrap_or_default(),
        words: if indirect { text } else { format!("“{text}”") },
        kind: quote.kind.name(),
        rule: quote.rule.clone(),
        confidence: format!("{:.2}", quote.confidence),
        fidelity: q.utterance.fidelity.map_or("", crate::model::Fidelity::name),
        quoted: q.utterance.quoted,
        difference: q.utterance.difference.clone().unwrap_or_default(),
        primary: q.utterance.primary.as_deref().filter(|p| p.id != q.document.id).map(|p| (p.id.to_string(), heading(p))),
        document: q.document.id.to_string(),
        title: heading(&q.document),
        publisher: q.document.article.publisher.clone().unwrap_or_default(),
    }
}

fn heading(d: &Document) -> String {
    d.article.title.clone().or_else(|| d.url.clone()).unwrap_or_else(|| d.id.to_string())
}

/// Only web addresses become links: a page may not smuggle a script in here.
fn web_address(d: &Document) -> Option<String> {
    d.url.clone().filter(|u| u.starts_with("http://") || u.starts_with("https://"))
}

/// A date as it was stated, and where it comes from.
fn told(when: &When) -> String {
    format!("{} ({})", when.edtf, basis(when))
}

fn basis(when: &When) -> String {
    let raw = when.raw.as_str();
    match when.basis {
        Basis::Explicit => format!("stated: {raw}"),
        Basis::Partial => format!("stated in part: “{raw}”"),
        Basis::Relative => format!("“{raw}”"),
        Basis::Inherited => "taken over from the occasion or the publication".to_owned(),
        Basis::Assumed => format!("assumed: {raw}"),
    }
}

/// Authors, headline, outlet, day, address, and when it was read.
fn citation(d: &Document) -> String {
    let article = &d.article;
    let authors = Some(article.authors.join(", ")).filter(|a| !a.is_empty());
    let published = article.published.as_ref().map(|w| w.edtf.chars().take(10).collect());
    let read = Some(format!("read {}", d.capture.fetched.date_naive()));
    let parts = [authors, Some(format!("“{}”", heading(d))), article.publisher.clone(), published, web_address(d), read];
    parts.into_iter().flatten().collect::<Vec<String>>().join(", ") + "."
}
