//! Speakers: all of them, and one with quotations over time, roles, and the forms that merge and split.

use super::asked::{Asked, Link};
use super::decided::{Made, made};
use super::frame::{Frame, Trouble, page};
use super::menu::Exports;
use super::named::Named;
use super::rows::{DocumentRow, QuotationRow};
use super::stamp::Stamp;
use super::timeline;
use crate::model::Quotation;
use crate::pipeline::{Desk, Quoted, Shown};
use crate::present::server::session::FormToken;
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Speakers in the list, and quotations on a page.
const MOST: usize = 200;
/// Others who may be the same.
const LIKE: usize = 6;

#[derive(Template)]
#[template(path = "speakers.html")]
struct SpeakersPage {
    frame: Frame,
    words: String,
    total: usize,
    speakers: Vec<SpeakerRow>,
}

struct SpeakerRow {
    id: String,
    kind: String,
    name: String,
    quoted: i64,
}

/// `/speakers`.
pub(super) async fn speakers(State(desk): State<Arc<Desk>>, RawQuery(query): RawQuery) -> Result<Response, Trouble> {
    let words = Asked::read(query.as_deref()).q;
    let wanted: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let fits = |name: &str| wanted.iter().all(|word| name.to_lowercase().contains(word));
    let all: Vec<SpeakerRow> = rows(&desk).await?.into_iter().filter(|s| fits(&s.name)).collect();
    let total = all.len();
    Ok(page(&SpeakersPage { frame: Frame::of("/speakers"), words, total, speakers: all.into_iter().take(MOST).collect() }))
}

async fn rows(desk: &Desk) -> Result<Vec<SpeakerRow>, Trouble> {
    Ok(desk.speakers().await?.into_iter().map(|(id, kind, name, quoted)| SpeakerRow { id, kind, name, quoted }).collect())
}

#[derive(Template)]
#[template(path = "speaker.html")]
struct SpeakerPage {
    frame: Frame,
    token: String,
    here: String,
    id: String,
    kind: String,
    name: String,
    timeline: String,
    all: String,
    exports: Exports,
    /// A role with the first and the last date it is given at.
    roles: Vec<(String, Stamp, Stamp)>,
    /// Months with the quotations said in them, and their share of the fullest.
    months: Vec<(String, usize, usize)>,
    total: usize,
    /// So many of them, the first, are counted by roles and months.
    read: usize,
    quotations: Vec<QuotationRow>,
    like: Vec<SpeakerRow>,
    /// Where a namesake may speak: what the form sends, and how it is called.
    places: Vec<(String, String)>,
    decisions: Vec<Made>,
}

/// `/speakers/{id}`.
pub(super) async fn speaker(State(desk): State<Arc<Desk>>, token: FormToken, Named(id): Named<String>) -> Result<Response, Trouble> {
    let shown = if id.starts_with('s') { desk.show(&id).await? } else { None };
    let Some(Shown::Speaker(quoted)) = shown else {
        return Err(Trouble::missing(format!("There is no speaker by the id {id}.")));
    };
    let Quoted { kind, name, total, quotations } = *quoted;
    let others = rows(&desk).await?;
    let question = format!("speaker:\"{}\"", name.replace('"', " "));
    Ok(page(&SpeakerPage {
        frame: Frame::of("/speakers"),
        token: token.0,
        here: format!("/speakers/{id}"),
        kind,
        timeline: timeline::of(&question),
        exports: Exports::of(&id, &question),
        all: Link::to("/quotations").with("q", &question).done(),
        roles: roles(&quotations),
        months: months(&quotations),
        total,
        read: quotations.len(),
        like: like(others, &id, &name),
        places: places(&quotations),
        decisions: made(&desk.decisions().await?, |subject, into| subject == id || into == Some(id.as_str())),
        quotations: quotations.iter().take(MOST).map(QuotationRow::of).collect(),
        name,
        id,
    }))
}

/// Roles in the order in which they are first given.
fn roles(quotations: &[Quotation]) -> Vec<(String, Stamp, Stamp)> {
    let mut roles: Vec<(String, Stamp, Stamp)> = Vec::new();
    for (role, said) in quotations.iter().filter_map(|q| Some((q.quote.role.clone()?, q.quote.said.as_ref()))) {
        let said = Stamp::maybe(said);
        match roles.iter_mut().find(|(known, ..)| *known == role) {
            Some((_, _, last)) => *last = said,
            None => roles.push((role, said.clone(), said)),
        }
    }
    roles
}

fn months(quotations: &[Quotation]) -> Vec<(String, usize, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for said in quotations.iter().filter_map(|q| q.quote.said.as_ref()) {
        *counts.entry(said.edtf.chars().take(7).collect()).or_default() += 1;
    }
    let most = counts.values().max().copied().unwrap_or(1);
    counts.into_iter().map(|(month, count)| (month, count, count * 100 / most)).collect()
}

/// Others who share a word of the name, those first that share most.
fn like(others: Vec<SpeakerRow>, id: &str, name: &str) -> Vec<SpeakerRow> {
    let words = |name: &str| name.split_whitespace().map(str::to_lowercase).filter(|w| w.chars().count() > 2).collect::<Vec<_>>();
    let own = words(name);
    let shared = |other: &SpeakerRow| words(&other.name).iter().filter(|word| own.contains(word)).count();
    let mut like: Vec<(usize, SpeakerRow)> =
        others.into_iter().filter(|o| o.id != id).map(|o| (shared(&o), o)).filter(|(n, _)| *n > 0).collect();
    like.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    like.into_iter().take(LIKE).map(|(_, other)| other).collect()
}

/// The sources and the documents in which somebody speaks.
fn places(quotations: &[Quotation]) -> Vec<(String, String)> {
    let mut places: Vec<(String, String)> = Vec::new();
    let sources =
        quotations.iter().filter_map(|q| q.document.source.as_ref()).map(|s| (format!("source:{s}"), format!("everything from {s}")));
    let documents = quotations.iter().map(|q| (format!("document:{}", q.document.id), DocumentRow::of(&q.document).title));
    for place in sources.chain(documents) {
        if !places.contains(&place) && places.len() < MOST {
            places.push(place);
        }
    }
    places.sort_by_key(|(value, _)| !value.starts_with("source:"));
    places
}
