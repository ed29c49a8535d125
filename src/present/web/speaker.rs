//! Speakers: all of them, and one with quotations over time, roles, and the forms that merge and split.

use super::asked::{Asked, Link};
use super::decided::{Made, made};
use super::frame::{Frame, Trouble, page};
use super::menu::Exports;
use super::named::Named;
use super::rows::{DocumentRow, QuotationRow};
use super::stamp::{self, Stamp};
use super::timeline;
use crate::model::{Quotation, Spoken};
use crate::pipeline::{Desk, Quoted, Tally};
use crate::present::server::session::FormToken;
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Speakers in the list.
const MOST: usize = 200;
/// Quotations on a page.
const ON_A_PAGE: usize = 50;
/// Others who may be the same.
const LIKE: usize = 6;

#[derive(Template)]
#[template(path = "speakers.html")]
struct SpeakersPage {
    frame: Frame,
    words: String,
    total: usize,
    speakers: Vec<SpeakerRow>,
    /// All of them as JSON.
    json: String,
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
    let tally = desk.tally().await?;
    let all = tally.named(&words);
    let (total, speakers) = (all.len(), all.into_iter().take(MOST).map(row).collect());
    let json = Link::to("/api/v1/speakers").with("name", &words).with("limit", "1000").done();
    Ok(page(&SpeakersPage { frame: Frame::of("/speakers"), words, total, speakers, json }))
}

fn row((id, kind, name, quoted): &(String, String, String, i64)) -> SpeakerRow {
    SpeakerRow { id: id.clone(), kind: kind.clone(), name: name.clone(), quoted: *quoted }
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
    let Some(Quoted { kind, name, total, quotations }) = desk.quoted(&id, ON_A_PAGE).await? else {
        return Err(Trouble::missing(format!("There is no speaker by the id {id}.")));
    };
    let spoken = desk.spoken(&id).await?;
    let question = format!("speaker:\"{}\"", name.replace('"', " "));
    Ok(page(&SpeakerPage {
        frame: Frame::of("/speakers"),
        token: token.0,
        here: format!("/speakers/{id}"),
        kind,
        timeline: timeline::of(&question),
        exports: Exports::of(&id, &question),
        all: Link::to("/quotations").with("q", &question).done(),
        roles: roles(&spoken),
        months: months(&spoken),
        total,
        read: spoken.len(),
        like: like(&*desk.tally().await?, &id, &name),
        places: places(&spoken, &quotations),
        decisions: made(&desk.decisions().await?, |subject, into| subject == id || into == Some(id.as_str())),
        quotations: quotations.iter().map(QuotationRow::of).collect(),
        name,
        id,
    }))
}

/// Roles in the order in which they are first given.
fn roles(spoken: &[Spoken]) -> Vec<(String, Stamp, Stamp)> {
    let mut roles: Vec<(String, Stamp, Stamp)> = Vec::new();
    for (role, said) in spoken.iter().filter_map(|s| Some((s.role.as_ref()?, s.said.as_ref()))) {
        let said = Stamp::maybe(said);
        match roles.iter_mut().find(|(known, ..)| known == role) {
            Some((_, _, last)) => *last = said,
            None => roles.push((role.clone(), said.clone(), said)),
        }
    }
    roles
}

fn months(spoken: &[Spoken]) -> Vec<(String, usize, usize)> {
    let mut counts: BTreeMap<(NaiveDate, String), usize> = BTreeMap::new();
    for said in spoken.iter().filter_map(|s| s.said.as_ref()) {
        let first = said.local_day();
        *counts.entry((first.with_day(1).unwrap_or(first), stamp::month(said))).or_default() += 1;
    }
    let most = counts.values().max().copied().unwrap_or(1);
    counts.into_iter().map(|((_, month), count)| (month, count, count * 100 / most)).collect()
}

/// Others who share a word of the name, those first that share most.
fn like(tally: &Tally, id: &str, name: &str) -> Vec<SpeakerRow> {
    let name = name.to_lowercase();
    let own: Vec<&str> = name.split_whitespace().filter(|word| word.chars().count() > 2).collect();
    let shared = |small: &str| {
        // Most share none, which is seen without taking their names apart.
        let may_share = own.iter().any(|word| small.contains(word));
        if may_share { small.split_whitespace().filter(|word| own.contains(word)).count() } else { 0 }
    };
    let all = tally.speakers.iter().zip(&tally.small).filter(|((other, ..), _)| other != id);
    let mut like: Vec<_> = all.map(|(other, small)| (shared(small), other)).filter(|(shared, _)| *shared > 0).collect();
    like.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
    like.into_iter().take(LIKE).map(|(_, other)| row(other)).collect()
}

/// The sources in which somebody speaks, and the documents that are shown.
fn places(spoken: &[Spoken], quotations: &[Quotation]) -> Vec<(String, String)> {
    let mut places: Vec<(String, String)> = Vec::new();
    let sources = spoken.iter().filter_map(|s| s.source.as_ref()).map(|s| (format!("source:{s}"), format!("everything from {s}")));
    let documents = quotations.iter().map(|q| (format!("document:{}", q.document.id), DocumentRow::of(&q.document).title));
    for place in sources.chain(documents) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}
