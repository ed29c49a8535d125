//! Files that pages load: our own and the vendored ones, from the binary, with a validator of their content.

use super::named::Named;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A file: address, type, content.
type File = (&'static str, &'static str, &'static str);

const JS: &str = "text/javascript; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";

const FILES: [File; 7] = [
    ("style.css", CSS, include_str!("../../../web/style.css")),
    ("dateline.js", JS, include_str!("../../../web/dateline.js")),
    ("chart.js", JS, include_str!("../../../web/chart.js")),
    ("icon.svg", "image/svg+xml", include_str!("../../../web/icon.svg")),
    ("vendor/uplot/uPlot.iife.min.js", JS, include_str!("../../../web/vendor/uplot/uPlot.iife.min.js")),
    ("vendor/uplot/uPlot.min.css", CSS, include_str!("../../../web/vendor/uplot/uPlot.min.css")),
    ("vendor/uplot/LICENSE", "text/plain; charset=utf-8", include_str!("../../../web/vendor/uplot/LICENSE")),
];

/// `/style.css` and its like.
pub(super) async fn own(asked: axum::http::Uri, headers: HeaderMap) -> Response {
    file(asked.path().trim_start_matches('/'), &headers)
}

/// `/vendor/…`.
pub(super) async fn vendored(Named(path): Named<String>, headers: HeaderMap) -> Response {
    file(&format!("vendor/{path}"), &headers)
}

fn file(path: &str, headers: &HeaderMap) -> Response {
    let Some((_, kind, content)) = FILES.iter().find(|(name, ..)| *name == path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", &crate::model::id::sha256(content.as_bytes())[..16]);
    let about = [(header::CONTENT_TYPE, (*kind).to_owned()), (header::ETAG, tag.clone()), (header::CACHE_CONTROL, "no-cache".to_owned())];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (about, *content).into_response()
}
