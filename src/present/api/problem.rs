//! What is wrong with a request, as RFC 9457 has it.

use crate::query::QueryError;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A problem as RFC 9457 has it, with the caret text where a question is not understood.
pub(in crate::present) fn problem(question: &str, error: &QueryError) -> Response {
    let status = match error {
        QueryError::Problem(_) | QueryError::Cursor(_) => StatusCode::BAD_REQUEST,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let caret = if let QueryError::Problem(p) = error { Some(p.caret(question)) } else { None };
    problem_json(status, &error.to_string(), caret.as_deref())
}

/// A problem in words.
pub(in crate::present) fn problem_json(status: StatusCode, detail: &str, caret: Option<&str>) -> Response {
    let body =
        json!({ "type": "about:blank", "title": status.canonical_reason(), "status": status.as_u16(), "detail": detail, "caret": caret });
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}
