//! The page of a quotation: its words in context, beside the statement they are from, wherever else they are quoted, and the
//! forms that set it right.

use super::cite::{Citation, citations};
use super::decided::{Made, made};
use super::frame::{Frame, Trouble, page};
use super::menu::Exports;
use super::named::Named;
use super::rows::QuotationRow;
use super::stamp::typed;
use crate::pipeline::{Desk, Shown};
use crate::present::server::session::FormToken;
use crate::present::view;
use crate::query::View;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::Utc;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "quotation.html")]
struct QuotationPage {
    frame: Frame,
    token: String,
    here: String,
    q: QuotationRow,
    /// The day it was said on, for a form.
    day: String,
    occasion: String,
    addressee: String,
    outlet: String,
    /// The revision that no longer has it, and the capture that has.
    gone: Option<(String, String)>,
    /// The paragraph it stands in: before, within and after it.
    context: [String; 3],
    citations: Vec<Citation>,
    exports: Exports,
    decisions: Vec<Made>,
}

/// `/quotations/{id}`.
pub(super) async fn quotation(State(desk): State<Arc<Desk>>, token: FormToken, Named(id): Named<String>) -> Result<Response, Trouble> {
    let shown = if id.starts_with('q') { desk.show(&id).await? } else { None };
    let Some(Shown::Quotation(found)) = shown else {
        return Err(Trouble::missing(format!("There is no quotation by the id {id}.")));
    };
    let quote = &found.quote;
    let text = |span: &Option<crate::model::Span>| span.as_ref().map(|s| s.text.clone()).unwrap_or_default();
    let row = QuotationRow::of(&found);
    let cited = format!("{}: {}", row.speaker, row.words);
    Ok(page(&QuotationPage {
        frame: Frame::of("/quotations"),
        token: token.0,
        here: format!("/quotations/{id}"),
        day: quote.said.as_ref().map(typed).unwrap_or_default(),
        occasion: text(&quote.occasion),
        addressee: text(&quote.addressee),
        outlet: quote.outlet.clone().unwrap_or_default(),
        gone: found.gone.as_ref().map(|by| (by.to_string(), found.document.capture.id.to_string())),
        context: context(&found.context, quote.content.first().map_or("", |p| &p.text), quote.content.last().map_or("", |p| &p.text)),
        citations: citations(&found.document, &view::quotation(&found), View::Quotations, Some(&cited), Utc::now()),
        exports: Exports::of(&id, found.document.id.as_str()),
        decisions: made(&desk.decisions().await?, |subject, _| subject == id),
        q: row,
    }))
}

/// A context around the words from the first piece to the last.
fn context(text: &str, first: &str, last: &str) -> [String; 3] {
    let start = text.find(first).unwrap_or(0);
    let end = text[start..].rfind(last).map_or(start, |at| start + at + last.len());
    [&text[..start], &text[start..end], &text[end..]].map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_stand_within_their_context() {
        let check = |text: &str, first: &str, last: &str, expected: [&str; 3]| assert_eq!(context(text, first, last), expected);
        check("He said “we wait” today.", "we wait", "we wait", ["He said “", "we wait", "” today."]);
        check("“We wait,” he said, “and sing.”", "We wait,", "and sing.", ["“", "We wait,” he said, “and sing.", "”"]);
        check("Other words.", "we wait", "and sing", ["", "", "Other words."]);
    }
}
