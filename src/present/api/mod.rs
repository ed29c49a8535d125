//! `/api/v1`: the answers of the command line, for programs.
//!
//! - `table`: all endpoints; `endpoint`: what one is; `shapes`: what answers look like; `openapi`: the document made of them;
//!   `about`: where it is shown
//! - `params`: what is asked for; `problem`: what is wrong with it; `remembered`: what was answered just now
//! - `answers`: of questions; `one`: single things; `counts`, `verify`, `inspect`, `export`
//! - `decisions`, `saved`, `ingest`: what changes something

mod about;
mod answers;
mod counts;
mod decisions;
mod endpoint;
mod export;
mod ingest;
mod inspect;
mod one;
mod openapi;
mod params;
mod problem;
mod remembered;
mod saved;
mod shapes;
mod table;
mod verify;

use super::server::Site;
use crate::pipeline::Desk;
use axum::Router;
use axum::extract::Extension;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get};
use endpoint::Answer;
use remembered::{Memory, remembered};
use std::sync::Arc;

pub(super) use answers::USUAL_LIMIT;
pub(super) use one::FOREIGN;
pub(super) use problem::{problem, problem_json};

/// All of the API.
pub(super) fn routes(desk: Arc<Desk>) -> Router<Site> {
    let memory = Arc::new(Memory::new(desk));
    let route = |router: Router<Site>, endpoint: &'static endpoint::Endpoint| {
        let methods = (endpoint.handler)();
        let answers = matches!(endpoint.answer, Answer::Json(..)) && endpoint.method == Method::GET && endpoint.chapter == "Ask";
        let methods = if answers { methods.route_layer(from_fn_with_state(memory.clone(), remembered)) } else { methods };
        router.route(endpoint.path, methods.route_layer(Extension(endpoint)))
    };
    let all = table::endpoints().iter().fold(Router::new(), route).method_not_allowed_fallback(about::wrong_method);
    let all = all.route("/{*rest}", any(about::nowhere));
    Router::new().nest("/api/v1", all).route("/api", get(about::viewer))
}
