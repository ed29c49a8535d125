//! What is wrong with a request, as RFC 9457 has it.

use crate::pipeline::{LockError, PipelineError};
use crate::query::QueryError;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A problem in words.
#[derive(Debug)]
pub(in crate::present) struct Problem {
    pub(in crate::present) status: StatusCode,
    pub(in crate::present) detail: String,
    /// The question with a caret under the place, two lines.
    pub(in crate::present) caret: Option<String>,
}

impl Problem {
    pub(in crate::present) fn new(status: StatusCode, detail: impl Into<String>) -> Problem {
        Problem { status, detail: detail.into(), caret: None }
    }

    /// The request is not as it should be.
    pub(in crate::present) fn wrong(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, detail)
    }

    /// There is nothing by this name.
    pub(in crate::present) fn unknown(id: &str) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, format!("nothing is known by the id {id}"))
    }

    /// Of a question.
    pub(in crate::present) fn of(question: &str, error: &QueryError) -> Problem {
        let status = match error {
            QueryError::Problem(_) | QueryError::Cursor(_) => StatusCode::BAD_REQUEST,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let caret = if let QueryError::Problem(p) = error { Some(p.caret(question)) } else { None };
        Problem { caret, ..Problem::new(status, error.to_string()) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({ "type": "about:blank", "title": self.status.canonical_reason(), "status": self.status.as_u16(),
            "detail": self.detail, "caret": self.caret });
        (self.status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
    }
}

impl From<PipelineError> for Problem {
    fn from(error: PipelineError) -> Problem {
        let status = match error {
            PipelineError::Lock(LockError::Held(_)) => StatusCode::CONFLICT,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        // Where the data lies is nobody's concern outside.
        let detail = if status == StatusCode::CONFLICT {
            "another ingest is at work; it will do, or try again when it is done".to_owned()
        } else {
            error.to_string()
        };
        Problem::new(status, detail)
    }
}

impl From<anyhow::Error> for Problem {
    fn from(error: anyhow::Error) -> Problem {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
    }
}

/// Of a question.
pub(in crate::present) fn problem(question: &str, error: &QueryError) -> Response {
    Problem::of(question, error).into_response()
}

/// A problem in words.
pub(in crate::present) fn problem_json(status: StatusCode, detail: &str, caret: Option<&str>) -> Response {
    Problem { caret: caret.map(str::to_owned), ..Problem::new(status, detail) }.into_response()
}
