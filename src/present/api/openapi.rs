//! The `OpenAPI` 3.1 document, made from the table of endpoints and shapes.

use super::endpoint::{Answer, Endpoint, Kind, Param};
use super::export::FILES;
use super::shapes::{SHAPES, of_type, schema};
use super::table::endpoints;
use serde_json::{Map, Value, json};

/// All of it.
pub(super) fn document() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for endpoint in endpoints() {
        let path = paths.entry(endpoint.path.to_owned()).or_insert_with(|| json!({}));
        path[endpoint.method.as_str().to_ascii_lowercase()] = operation(endpoint);
    }
    let schemas: Map<String, Value> = SHAPES.iter().map(|shape| (shape.name.to_owned(), schema(shape))).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "dateline", "version": env!("CARGO_PKG_VERSION"), "description": DESCRIPTION,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/api/v1" }],
        "security": [{}, { "token": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "description": TOKEN } },
            "responses": { "Problem": { "description": "What is wrong", "content": { "application/problem+json": { "schema": of_type("Problem") } } } },
        },
    })
}

const DESCRIPTION: &str = "Who said what, and when, with the evidence. Questions are in the language of docs/query.md; answers have the fields of \
docs/columns.md. Nothing is passed over in silence: an unknown parameter is an error. Answers carry an ETag, and If-None-Match spares \
one that has not changed; they are packed as gzip or br where that is accepted. Paging is by cursor: next of one page is cursor of the \
following.";

const TOKEN: &str = "Made by dateline token add. On loopback reading needs none; what changes something needs one with the role write, \
or the session and word of a page.";

fn operation(e: &Endpoint) -> Value {
    let mut operation = json!({
        "operationId": operation_id(e), "summary": e.does, "tags": [e.chapter], "parameters": e.params.iter().map(parameter).collect::<Vec<_>>(),
        "responses": responses(e),
    });
    if let Some(body) = e.body {
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": of_type(body) } } });
    }
    operation
}

fn operation_id(e: &Endpoint) -> String {
    let words: Vec<&str> = e.path.split(['/', '{', '}', '.']).filter(|w| !w.is_empty()).collect();
    format!("{}_{}", e.method.as_str().to_ascii_lowercase(), words.join("_"))
}

fn parameter(p: &Param) -> Value {
    let place = if p.kind.is_place() { "path" } else { "query" };
    json!({ "name": p.name, "in": place, "required": p.kind.is_required(), "description": p.does, "schema": value(p.kind) })
}

fn value(kind: Kind) -> Value {
    match kind {
        Kind::Text(most) => json!({ "type": "string", "maxLength": most }),
        Kind::Words(most) => json!({ "type": "string", "minLength": 1, "maxLength": most }),
        Kind::Number(least, most, usual) => json!({ "type": "integer", "minimum": least, "maximum": most, "default": usual }),
        Kind::OneOf(all) => json!({ "type": "string", "enum": all, "default": all[0] }),
        Kind::Zone => json!({ "type": "string", "examples": ["Europe/London", "+01:00"] }),
        Kind::Id(letters) => json!({ "type": "string", "pattern": format!("^[{letters}][0-9a-z]+$") }),
        Kind::Name => json!({ "type": "string", "minLength": 1 }),
    }
}

fn responses(e: &Endpoint) -> Value {
    let problem = || json!({ "$ref": "#/components/responses/Problem" });
    let mut all = Map::new();
    let (status, content) = match e.answer {
        Answer::Json(status, kind) => (status, Some(json!({ "application/json": { "schema": of_type(kind) } }))),
        Answer::Stream(kind) => (
            200,
            Some(json!({ "text/event-stream": { "schema": { "type": "string", "contentMediaType": "text/event-stream",
            "description": format!("Server-sent events; the data of each is a {kind}") } } })),
        ),
        Answer::File => {
            let kinds = FILES.iter().map(|f| (f.media.to_owned(), json!({})));
            (200, Some(Value::Object(kinds.collect())))
        }
        Answer::Bytes => (200, Some(json!({ "*/*": {} }))),
        Answer::Nothing => (204, None),
    };
    let mut good = json!({ "description": "As asked" });
    if let Some(content) = content {
        good["content"] = content;
    }
    all.insert(status.to_string(), good);
    if matches!(e.answer, Answer::Json(200, _)) && e.method == axum::http::Method::GET {
        all.insert("304".to_owned(), json!({ "description": "As it was when it had the ETag of If-None-Match" }));
    }
    for status in e.fails {
        all.insert(status.to_string(), problem());
    }
    all.insert("default".to_owned(), problem());
    Value::Object(all)
}
