//! What stands around every page: its head, the navigation, the box for a question; and pages that say what went wrong.

use super::asked::{Asked, Link};
use crate::pipeline::{LockError, PipelineError};
use crate::present::api::problem_json;
use crate::query::QueryError;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

/// The pages that the navigation leads to: address, name, and whether a question goes along.
const PLACES: [(&str, &str, bool); 8] = [
    ("/search", "Search", true),
    ("/timeline", "Timeline", true),
    ("/quotations", "Quotations", true),
    ("/speakers", "Speakers", false),
    ("/verify", "Verify", false),
    ("/saved", "Saved", false),
    ("/sources", "Sources", false),
    ("/help", "Help", false),
];

/// What stands around a page.
pub(in crate::present) struct Frame {
    pub(in crate::present) places: Vec<Place>,
    /// Where the question in the box is sent.
    pub(in crate::present) action: &'static str,
    pub(in crate::present) question: String,
    pub(in crate::present) zone: String,
    pub(in crate::present) order: String,
}

/// An entry of the navigation.
pub(in crate::present) struct Place {
    pub(in crate::present) href: String,
    pub(in crate::present) name: &'static str,
    pub(in crate::present) here: bool,
}

impl Frame {
    /// Of the page at an address.
    pub(in crate::present) fn of(here: &str) -> Frame {
        Frame::asked(here, &Asked::default())
    }

    /// Of a page of answers.
    pub(super) fn asked(here: &str, asked: &Asked) -> Frame {
        let place = |(path, name, carries): (&'static str, &'static str, bool)| {
            let link = Link::to(path);
            let href = if carries { link.with("q", &asked.q).with("zone", &asked.zone).done() } else { link.done() };
            Place { href, name, here: path == here }
        };
        let action = PLACES.iter().find(|(path, _, carries)| *path == here && *carries).map_or("/search", |(path, ..)| path);
        let (question, zone, order) = (asked.q.clone(), asked.zone.clone(), asked.order.clone());
        Frame { places: PLACES.into_iter().map(place).collect(), action, question, zone, order }
    }
}

/// A page of ours. Its forms say which site they come from, and its links to other sites do not.
pub(super) fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(e) => (StatusCode::INTERNAL_SERVER_ERROR, e.to_string()).into_response(),
    }
}

/// A page that is there.
pub(super) fn page(page: &impl Template) -> Response {
    html(StatusCode::OK, page)
}

/// Why there is no such page, or why something could not be done, and the way out.
#[derive(Debug)]
pub(super) struct Trouble {
    status: StatusCode,
    heading: &'static str,
    what: String,
}

#[derive(Template)]
#[template(path = "trouble.html")]
struct TroublePage<'a> {
    frame: Frame,
    heading: &'a str,
    what: &'a str,
    /// Whether a mistyped address is the likeliest reason.
    missing: bool,
}

impl Trouble {
    pub(super) fn missing(what: impl Into<String>) -> Trouble {
        Trouble { status: StatusCode::NOT_FOUND, heading: "Nothing is known here", what: what.into() }
    }

    pub(super) fn wrong(what: impl Into<String>) -> Trouble {
        Trouble { status: StatusCode::BAD_REQUEST, heading: "This cannot be done", what: what.into() }
    }

    pub(super) fn busy(what: impl Into<String>) -> Trouble {
        Trouble { status: StatusCode::CONFLICT, heading: "Not now", what: what.into() }
    }
}

/// An address that leads nowhere.
pub(super) async fn nowhere(asked: axum::http::Uri) -> Response {
    if asked.path().starts_with("/api/") {
        return problem_json(StatusCode::NOT_FOUND, "there is no such address; /api lists them", None);
    }
    Trouble::missing(format!("There is no page at {}.", asked.path())).into_response()
}

/// An address that only forms lead to.
pub(super) async fn wrong_way(asked: axum::http::Uri) -> Response {
    let what = format!("{} takes what a form of these pages sends; there is nothing to look at.", asked.path());
    Trouble { status: StatusCode::METHOD_NOT_ALLOWED, heading: "Nothing to look at", what }.into_response()
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let missing = self.status == StatusCode::NOT_FOUND;
        html(self.status, &TroublePage { frame: Frame::of(""), heading: self.heading, what: &self.what, missing })
    }
}

impl From<PipelineError> for Trouble {
    fn from(error: PipelineError) -> Trouble {
        match error {
            // Where the data lies is nobody's concern outside.
            PipelineError::Lock(LockError::Held(_)) => {
                Trouble::busy("An ingest is at work on what is stored here. Try again when it is done.")
            }
            error => broken(&error),
        }
    }
}

impl From<QueryError> for Trouble {
    fn from(error: QueryError) -> Trouble {
        match error {
            QueryError::Problem(_) | QueryError::Cursor(_) => Trouble::wrong(error.to_string()),
            error => broken(&error),
        }
    }
}

fn broken(error: &dyn std::error::Error) -> Trouble {
    let what = format!("{error}. `dateline check` on the machine that serves this page says whether everything holds together.");
    Trouble { status: StatusCode::INTERNAL_SERVER_ERROR, heading: "Something is broken", what }
}
