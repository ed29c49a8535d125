//! The pages: server-rendered from `web/`, usable without scripts.
//!
//! - `start`: the first page, and the help; `frame`: what stands around each page, and pages of trouble; `assets`: their files
//! - `answers`: documents and quotations; `timeline`, with its `density`; `asked`: the question in their addresses; `named`: what else
//!   is there; `menu`: what
//!   can be done with them
//! - `document`, with its text in `marks`; `quotation`, `speaker`, `capture`; `cite`: how they are cited
//! - `decided`: what persons set right, and how; `verify`; `questions`: saved ones, `saved`: their feeds; `sources`, `ingest`
//! - `rows`, `stamp`, `differ`: documents, dates and differences as all pages show them

mod answers;
mod asked;
mod assets;
mod capture;
mod cite;
mod decided;
mod density;
mod differ;
mod document;
mod frame;
mod ingest;
mod marks;
mod menu;
mod named;
mod questions;
mod quotation;
mod rows;
mod saved;
mod sources;
mod speaker;
mod stamp;
mod start;
mod timeline;
mod verify;

pub(super) use frame::Frame;

use super::server::Site;
use axum::Router;
use axum::routing::{get, post};

/// All pages.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/", get(start::start))
        .route("/help", get(start::help))
        .route("/search", get(answers::documents))
        .route("/quotations", get(answers::quotations))
        .route("/timeline", get(timeline::timeline))
        .route("/documents/{id}", get(document::document))
        .route("/documents/{id}/changes/{revision}", get(document::changes))
        .route("/quotations/{id}", get(quotation::quotation))
        .route("/speakers", get(speaker::speakers))
        .route("/speakers/{id}", get(speaker::speaker))
        .route("/captures/{id}", get(capture::capture))
        .route("/captures/{id}/page", get(capture::archived))
        .route("/verify", get(verify::verify))
        .route("/saved", get(questions::saved).post(questions::save))
        .route("/saved/{file}", get(saved::feed))
        .route("/feed", get(saved::of_question))
        .route("/sources", get(sources::sources))
        .route("/sources/look", post(sources::look))
        .route("/sources/add", post(sources::add))
        .route("/sources/ingest", get(ingest::told).post(ingest::begin))
        .route("/decide", post(decided::decide))
        .route("/style.css", get(assets::own))
        .route("/dateline.js", get(assets::own))
        .route("/chart.js", get(assets::own))
        .route("/icon.svg", get(assets::own))
        .route("/vendor/{*path}", get(assets::vendored))
        .fallback(frame::nowhere)
        .method_not_allowed_fallback(frame::wrong_way)
}
