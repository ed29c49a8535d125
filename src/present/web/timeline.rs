//! The timeline: events in their order, grouped by periods with their counts and the gaps between them; the density of one
//! question or two above.

use super::answers::Heard;
use super::asked::{Asked, Link, narrowed};
use super::density::{Density, Group, grouped};
use super::frame::{Frame, Trouble, html};
use super::menu::{Menu, Order, Zones};
use crate::model::{Counting, Event, EventKind};
use crate::pipeline::Desk;
use crate::query::{Answer, Results, Spread, View, is_of_days};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
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
    let now = Utc::now();
    let mut found = vec![Found::of(&desk, &asked, now).await?];
    if !asked.beside.is_empty() {
        let other = Asked { q: asked.beside.clone(), cursor: String::new(), ..asked.clone() };
        let mut beside = Found::of(&desk, &other, now).await?;
        // It is read on by itself.
        beside.next = beside.next.map(|_| Asked { beside: String::new(), ..other }.at("/timeline"));
        found.push(beside);
    }
    let density = density(&asked, &found, now);
    let sides: Vec<Side> = found.into_iter().enumerate().map(|(nth, found)| found.side(&asked, density.as_ref(), nth)).collect();
    let page = TimelinePage {
        frame: Frame::asked("/timeline", &asked),
        kinds: EventKind::ALL.into_iter().map(|kind| Kind { name: kind.name(), means: means(kind), on: asked.shows(kind) }).collect(),
        orders: Order::all(&asked, "/timeline", "oldest"),
        zones: Zones::of(&asked, "/timeline"),
        menu: Menu::of(&asked, View::Events),
        density,
        all_days: is_of_days(&asked.q).then(|| asked.but("/timeline", |a| a.q = narrowed(&a.q, "", ""))),
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

/// What was found of a question.
struct Found {
    question: String,
    heard: Heard,
    answer: Option<(Answer, Spread)>,
    next: Option<String>,
    first: Option<String>,
}

impl Found {
    async fn of(desk: &Desk, asked: &Asked, now: DateTime<Utc>) -> Result<Found, Trouble> {
        let text = asked.whole(&asked.q);
        let counting = Counting { days: Some(asked.zone()), values: None };
        let (heard, answer) = match desk.ask_and_count(&asked.request(&text, View::Events, now, ON_A_PAGE), counting).await {
            Ok(answer) => (Heard::of(&answer.0), Some(answer)),
            Err(error) => (Heard::problem(&asked.q, error)?, None),
        };
        let next = answer.as_ref().and_then(|(answer, _)| answer.next.clone());
        let next = next.map(|next| asked.but("/timeline", |a| a.cursor = next));
        let first = (!asked.cursor.is_empty()).then(|| asked.but("/timeline", |_| ()));
        Ok(Found { question: asked.q.clone(), heard, answer, next, first })
    }

    fn side(self, asked: &Asked, density: Option<&Density>, nth: usize) -> Side {
        let events = self.answer.map(|(answer, _)| events(answer.results)).unwrap_or_default();
        let counts = density.and_then(|d| Some((d.histograms.get(nth)?, d.period)));
        let groups = grouped(&events, counts, asked.zone());
        Side { question: self.question, heard: self.heard, groups, next: self.next, first: self.first }
    }
}

/// None where a question cannot be understood, where nothing is found of the only one, and of the timeline of one document.
fn density(asked: &Asked, found: &[Found], now: DateTime<Utc>) -> Option<Density> {
    let sides: Vec<_> = found.iter().map(|f| f.answer.as_ref().map(|(answer, counts)| (answer, counts))).collect::<Option<_>>()?;
    let is_counted = sides.iter().any(|(_, counts)| counts.density.total > 0);
    (is_counted && (sides.len() > 1 || found[0].heard.total > 0)).then(|| Density::of(asked, &sides, now))
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
