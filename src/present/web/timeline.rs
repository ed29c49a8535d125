//! The timeline: events in their order, grouped by periods with their counts and the gaps between them; the density of one
//! question or two above.

use super::answers::Heard;
use super::asked::{Asked, Link, is_narrowed, narrowed};
use super::density::{Density, Group, grouped};
use super::frame::{Frame, Trouble, html};
use super::menu::{Menu, Order, Zones};
use crate::model::{Event, EventKind};
use crate::pipeline::Desk;
use crate::query::{Histogram, Results, View};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Utc;
use std::sync::Arc;

/// Events on a page.
const ON_A_PAGE: usize = 100;

#[derive(Template)]
#[template(path = "timeline.html")]
struct TimelinePage {
    frame: Frame,
    asked: Asked,
    kinds: Vec<Kind>,
    orders: Vec<Order>,
    zones: Zones,
    menu: Menu,
    density: Option<Density>,
    /// What leads back to all days, where the question is for some of them.
    all_days: Option<String>,
    sides: Vec<Side>,
}

/// A kind of events with its switch.
struct Kind {
    name: &'static str,
    means: &'static str,
    on: bool,
}

/// One of the questions with its events.
struct Side {
    question: String,
    heard: Heard,
    groups: Vec<Group>,
    next: Option<String>,
    first: Option<String>,
}

/// `/timeline`.
pub(super) async fn timeline(State(desk): State<Arc<Desk>>, RawQuery(query): RawQuery) -> Result<Response, Trouble> {
    let asked = Asked::read(query.as_deref());
    if !asked.from.is_empty() || !asked.to.is_empty() {
        return Ok(Redirect::to(&at_days(&asked)).into_response());
    }
    let mut density = Density::of(&desk, &asked).await?;
    let mut sides = vec![side(&desk, &asked, density.as_ref().map(|d| (&d.histograms[0], d.period))).await?];
    if !asked.beside.is_empty() {
        let other = Asked { q: asked.beside.clone(), cursor: String::new(), ..asked.clone() };
        let counts = density.as_ref().and_then(|d| Some((d.histograms.get(1)?, d.period)));
        let mut beside = side(&desk, &other, counts).await?;
        // It is read on by itself.
        beside.next = beside.next.map(|_| Asked { beside: String::new(), ..other.clone() }.at("/timeline"));
        sides.push(beside);
    }
    if sides[0].heard.total == 0 {
        density = density.filter(|d| d.histograms.len() > 1);
    }
    let page = TimelinePage {
        frame: Frame::asked("/timeline", &asked),
        kinds: EventKind::ALL.into_iter().map(|kind| Kind { name: kind.name(), means: means(kind), on: asked.shows(kind) }).collect(),
        orders: Order::all(&asked, "/timeline", "oldest"),
        zones: Zones::of(&asked, "/timeline"),
        menu: Menu::of(&asked, View::Events),
        density,
        all_days: is_narrowed(&asked.q).then(|| asked.but("/timeline", |a| a.q = narrowed(&a.q, "", ""))),
        asked,
        sides,
    };
    Ok(html(page.sides[0].heard.status(), &page))
}

/// The address of the same timeline for some days only.
fn at_days(asked: &Asked) -> String {
    let days = |q: &str| narrowed(q, &asked.from, &asked.to);
    asked.but("/timeline", |a| {
        a.q = days(&a.q);
        if !a.beside.is_empty() {
            a.beside = days(&a.beside);
        }
    })
}

async fn side(desk: &Desk, asked: &Asked, counts: Option<(&Histogram, crate::model::Period)>) -> Result<Side, Trouble> {
    let text = asked.whole(&asked.q);
    let (heard, events, next) = match desk.ask(&asked.request(&text, View::Events, Utc::now(), ON_A_PAGE)).await {
        Ok(answer) => {
            let heard = Heard::of(&answer);
            let next = answer.next.as_deref().map(|next| asked.but("/timeline", |a| next.clone_into(&mut a.cursor)));
            (heard, events(answer.results), next)
        }
        Err(error) => (Heard::problem(&asked.q, error)?, Vec::new(), None),
    };
    let first = (!asked.cursor.is_empty()).then(|| asked.but("/timeline", |_| ()));
    Ok(Side { question: asked.q.clone(), heard, groups: grouped(&events, counts, asked.zone()), next, first })
}

fn events(results: Results) -> Vec<Event> {
    if let Results::Events(events) = results { events } else { Vec::new() }
}

fn means(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Published => "an article or statement appeared",
        EventKind::Revised => "it was changed afterwards",
        EventKind::Said => "somebody said something",
        EventKind::Happened => "a sentence gives a date to something",
    }
}

/// Where a timeline of one thing is.
pub(super) fn of(question: &str) -> String {
    Link::to("/timeline").with("q", question).done()
}
