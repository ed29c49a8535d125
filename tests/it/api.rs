//! The API as programs use it: every answer has the shape that its `OpenAPI` document tells, and nothing is passed over in silence.

use crate::desk::{Desk, feed, toml};
use crate::newsstand::{put_feed, stories};
use crate::served::{Reply, Served};
use crate::server::Server;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

const JSON: &str = "Content-Type: application/json";

/// A desk that has read something, with a token that may write.
struct Bench {
    desk: Desk,
    outlet: Server,
    served: Served,
    bearer: String,
}

impl Bench {
    fn new() -> Bench {
        let (desk, outlet) = (Desk::new(), Server::start());
        put_feed(&outlet, "/feed.xml", &stories("courier", 3));
        desk.sources(&toml([feed("courier", &outlet.url("/feed.xml"))]));
        assert_eq!(desk.run(&["ingest"]).code, 0);
        let secret = desk.run(&["token", "add", "script", "--role", "write"]).stdout;
        let served = Served::of(&desk);
        Bench { desk, outlet, served, bearer: format!("Authorization: Bearer {}", secret.trim()) }
    }

    fn get(&self, path: &str) -> Reply {
        self.served.get(&format!("/api/v1{path}"))
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Reply {
        self.served.ask(method, &format!("/api/v1{path}"), &[JSON, &self.bearer], &body.to_string())
    }

    fn first(&self, path: &str) -> Value {
        self.get(path).json()["results"][0].clone()
    }
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer}: {value}")).to_owned()
}

/// Where a value is not as its schema has it; the part of JSON Schema that the document uses.
fn breach(document: &Value, schema: &Value, value: &Value) -> Option<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        return breach(document, document.pointer(reference.trim_start_matches('#')).unwrap(), value)
            .map(|why| format!("{reference}: {why}"));
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let breaches: Vec<String> = any.iter().map_while(|one| breach(document, one, value)).collect();
        return (breaches.len() == any.len()).then(|| breaches[0].clone());
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        return Some(format!("{value} is none of {words:?}"));
    }
    match schema["type"].as_str() {
        Some("object") => object(document, schema, value),
        Some("array") => {
            let Some(items) = value.as_array() else { return Some(format!("{value} is no list")) };
            items.iter().find_map(|item| breach(document, &schema["items"], item))
        }
        Some(kind) => (!is(kind, value)).then(|| format!("{value} is no {kind}")),
        None => None,
    }
}

fn object(document: &Value, schema: &Value, value: &Value) -> Option<String> {
    let Some(fields) = value.as_object() else { return Some(format!("{value} is no object")) };
    let missing = schema["required"].as_array().into_iter().flatten().find(|name| !fields.contains_key(name.as_str().unwrap()));
    if let Some(name) = missing {
        return Some(format!("{name} is missing"));
    }
    fields.iter().find_map(|(name, value)| match schema["properties"].get(name) {
        Some(schema) => breach(document, schema, value).map(|why| format!("{name}: {why}")),
        None => Some(format!("{name} is not described")),
    })
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        _ => false,
    }
}

/// An answer is as the document says of this path and method.
fn fits(document: &Value, method: &str, path: &str, reply: &Reply) {
    let content = &document["paths"][path][method]["responses"][reply.status.to_string()]["content"]["application/json"]["schema"];
    assert!(content.is_object(), "{method} {path} does not tell of {}: {reply:?}", reply.status);
    assert_eq!(breach(document, content, &reply.json()), None, "{method} {path}: {}", reply.body);
}

#[test]
fn answers_have_the_shapes_that_the_document_tells() {
    let bench = Bench::new();
    let document = bench.get("/openapi.json").json();
    assert_eq!(document["openapi"], "3.1.0");
    let quotation = bench.first("/quotations");
    let speaker = bench.first("/speakers");
    let ids = [
        ("/documents/{id}", text(&quotation, "/document/id")),
        ("/quotations/{id}", text(&quotation, "/id")),
        ("/utterances/{id}", text(&quotation, "/utterance/id")),
        ("/speakers/{id}", text(&speaker, "/id")),
        ("/captures/{id}", text(&quotation, "/document/capture/id")),
    ];
    for (path, id) in &ids {
        let reply = bench.get(&path.replace("{id}", id));
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
        fits(&document, "get", path, &reply);
        assert_eq!(bench.get(&path.replace("{id}", "x0")).status, 404, "{path}");
    }
    for path in [
        "/documents",
        "/quotations",
        "/utterances",
        "/events",
        "/histogram",
        "/speakers",
        "/sources",
        "/saved",
        "/decisions",
        "/openapi.json",
    ] {
        let reply = bench.get(path);
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
        fits(&document, "get", path, &reply);
    }
    for by in ["day", "speaker"] {
        fits(&document, "get", "/histogram", &bench.get(&format!("/histogram?by={by}&beside=harbour&as=quotations")));
    }
    let said = text(&quotation, "/text");
    let heard = bench.send("POST", "/verify", &json!({ "text": said }));
    fits(&document, "post", "/verify", &heard);
    assert_eq!(heard.json()["results"][0]["fidelity"], "verbatim", "{heard:?}");
    for body in [
        json!({ "text": "On Monday Bo Poe said: “We sail.”" }),
        json!({ "feed": "<rss><channel><item><title>A</title></item></channel></rss>" }),
    ] {
        fits(&document, "post", "/inspect", &bench.send("POST", "/inspect", &body));
    }
    let body = bench.get(&format!("/captures/{}/body", ids[4].1));
    assert_eq!(body.header("content-security-policy"), Some("default-src 'none'; sandbox; frame-ancestors 'self'"), "{body:?}");
}

#[test]
fn nothing_is_passed_over_in_silence() {
    let bench = Bench::new();
    for (path, told) in [
        ("/documents?query=a", "there is no parameter “query”"),
        ("/documents?limit=0", "whole number from 1 to 1000"),
        ("/documents?limit=many", "whole number"),
        ("/documents?q=a&q=b", "twice"),
        ("/documents?zone=Mars", "zone"),
        ("/documents?cursor=nonsense", "cursor"),
        ("/histogram?by=decade", "is one of month"),
        ("/export?format=doc", "is one of csv"),
        ("/export?format=warc&as=quotations", "WARC"),
        ("/verify", "missing"),
        ("/sources?all=1", "none is expected"),
    ] {
        let reply = bench.get(path);
        assert_eq!((reply.status, reply.header("content-type")), (400, Some("application/problem+json")), "{path}: {reply:?}");
        assert!(text(&reply.json(), "/detail").contains(told), "{path}: {reply:?}");
    }
    let reply = bench.get("/documents?q=harbour+AND+%28boat");
    let caret = text(&reply.json(), "/caret");
    assert!(caret.starts_with("harbour AND (boat\n") && caret.ends_with('^'), "{caret}");
    for (path, status) in [("/nowhere", 404), ("/documents/d0", 404), ("/documents/q0", 404), ("/documents/d0/diff", 404)] {
        let reply = bench.get(path);
        assert_eq!((reply.status, reply.header("content-type")), (status, Some("application/problem+json")), "{path}: {reply:?}");
    }
    assert_eq!(bench.send("DELETE", "/documents", &json!({})).status, 405);
    assert_eq!(bench.served.ask("POST", "/api/v1/verify", &[&bench.bearer], "{}").status, 415);
    for body in [json!({}), json!({ "text": "" }), json!({ "text": "a", "more": 1 }), json!([])] {
        assert_eq!(bench.send("POST", "/verify", &body).status, 400, "{body}");
    }
    // No file of the machine is read for anybody.
    assert_eq!(bench.send("POST", "/inspect", &json!({ "path": "sources.toml" })).status, 400);
}

#[test]
fn an_answer_is_sent_once_packed_where_wanted_and_page_by_page() {
    let bench = Bench::new();
    let whole = bench.get("/quotations?limit=1000");
    let tag = whole.header("etag").unwrap().to_owned();
    let again = |tag: &str| bench.served.ask("GET", "/api/v1/quotations?limit=1000", &[&format!("If-None-Match: {tag}")], "");
    let same = again(&tag);
    assert_eq!((same.status, same.body.as_str(), same.header("etag")), (304, "", Some(tag.as_str())), "{same:?}");
    assert_eq!(again("W/\"0\"").status, 200);
    for coding in ["gzip", "br"] {
        let packed = bench.served.ask("GET", "/api/v1/quotations", &[&format!("Accept-Encoding: {coding}")], "");
        assert_eq!((packed.status, packed.header("content-encoding")), (200, Some(coding)));
    }
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = bench.get(&format!("/quotations?limit=2{cursor}")).json();
        found.extend(page["results"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(json!(found), whole.json()["results"]);
    // What is remembered is forgotten once something is written, whoever writes it.
    let id = text(&found[0], "/id");
    assert_eq!(bench.desk.run(&["decide", "hide", &id]).code, 0);
    let after = bench.get("/quotations?limit=1000").json();
    assert_eq!(after["total"], found.len() - 1);
    assert_eq!(again(&tag).status, 200);
}

#[test]
fn utterances_are_counted_and_not_their_quotations() {
    let bench = Bench::new();
    // The fifth story quotes the same words of the company as the first.
    put_feed(&bench.outlet, "/feed.xml", &stories("courier", 5));
    assert_eq!(bench.desk.run(&["ingest"]).code, 0);
    let quotations = bench.get("/quotations?limit=1000").json();
    let ids = |answer: &Value, pointer: &str| -> std::collections::BTreeSet<String> {
        answer["results"].as_array().unwrap().iter().map(|row| text(row, pointer)).collect()
    };
    let all = ids(&quotations, "/utterance/id");
    assert!(all.len() < quotations["results"].as_array().unwrap().len(), "{quotations}");
    let (mut found, mut cursor) = (std::collections::BTreeSet::new(), String::new());
    loop {
        let page = bench.get(&format!("/utterances?limit=2{cursor}")).json();
        assert_eq!(page["total"], all.len(), "{page}");
        found.extend(ids(&page, "/id"));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!((found, bench.get("/utterances?limit=1000").json()["total"].clone()), (all.clone(), json!(all.len())));
    // Of one speaker, by the id.
    let speaker = quotations["results"].as_array().unwrap().iter().find(|q| q["speaker"] == "Ines Halloran").unwrap();
    let speaker = text(speaker, "/speaker_id");
    let told = bench.get(&format!("/utterances?q={speaker}&limit=1")).json();
    assert_eq!(told["total"], ids(&bench.get(&format!("/quotations?q={speaker}")).json(), "/utterance/id").len(), "{told}");
}

#[test]
fn an_export_is_that_of_the_command_line() {
    let bench = Bench::new();
    // The time at which it is written stands in some of them.
    for format in ["jsonl", "ris", "bibtex", "csl-json", "timesketch-jsonl"] {
        let file = bench.get(&format!("/export?q=harbour+OR+list&as=quotations&format={format}"));
        assert!(file.header("content-disposition").unwrap().starts_with("attachment; filename=\"dateline."), "{file:?}");
        let run = bench.desk.run(&["export", "harbour OR list", "--as", "quotations", "--format", format]);
        assert_eq!((run.code, file.body.as_str()), (0, run.stdout.as_str()), "{format}");
    }
    for coding in ["gzip", "br"] {
        let packed = bench.served.ask("GET", "/api/v1/export?format=csv", &[&format!("Accept-Encoding: {coding}")], "");
        assert!(packed.header("content-encoding") == Some(coding) && packed.whole, "{packed:?}");
    }
    for format in
        ["json", "csv", "md", "html", "ics", "atom", "json-feed", "timelinejs", "timesketch", "annotation", "schema-org", "xlsx", "warc"]
    {
        let events = if format == "warc" { "" } else { "&as=events" };
        let file = bench.get(&format!("/export?format={format}{events}"));
        assert_eq!((file.status, file.body.len() > 100), (200, true), "{format}: {file:?}");
    }
    assert_eq!(bench.get("/export?q=%28").status, 400);
}

#[test]
fn what_is_set_right_is_listed_and_undone() {
    let bench = Bench::new();
    let document = bench.get("/openapi.json").json();
    let quotation = text(&bench.first("/quotations"), "/id");
    let decide = |body: Value| bench.send("POST", "/decisions", &body);
    let made = decide(json!({ "kind": "said", "subject": quotation, "said": "2026-02-26" }));
    assert_eq!(made.status, 201, "{made:?}");
    fits(&document, "post", "/decisions", &made);
    let made = made.json();
    assert_eq!((&made["by"], &made["said"]["edtf"]), (&json!("script"), &json!("2026-02-26")));
    let said = || bench.get(&format!("/quotations/{quotation}")).json()["said"]["edtf"].clone();
    assert_eq!(said(), "2026-02-26");
    let listed = bench.get(&format!("/decisions?subject={quotation}"));
    fits(&document, "get", "/decisions", &listed);
    assert_eq!(listed.json(), json!([made]));
    let undone = bench.send("DELETE", &format!("/decisions/{}", text(&made, "/id")), &json!({}));
    fits(&document, "delete", "/decisions/{id}", &undone);
    assert!(undone.json()["undone"].is_string() && said() != "2026-02-26", "{undone:?}");
    assert_eq!(bench.send("DELETE", "/decisions/k0", &json!({})).status, 404);
    for (body, status) in [
        (json!({ "kind": "hide", "subject": "q0" }), 404),
        (json!({ "kind": "hide", "subject": "d0" }), 404),
        (json!({ "kind": "forget", "subject": quotation }), 400),
        (json!({ "kind": "said", "subject": quotation }), 400),
        (json!({ "kind": "said", "subject": quotation, "said": "soon" }), 400),
        (json!({ "kind": "check", "subject": quotation, "odd": 1 }), 400),
    ] {
        assert_eq!(decide(body.clone()).status, status, "{body}");
    }
    // The command line takes the same path.
    assert_eq!(bench.desk.run(&["decide", "check", &quotation]).code, 0);
    assert!(bench.get(&format!("/quotations/{quotation}")).json()["checked"].as_bool().unwrap());
}

#[test]
fn a_question_is_saved_and_forgotten() {
    let bench = Bench::new();
    let document = bench.get("/openapi.json").json();
    let saved = bench.send("PUT", "/saved/boats", &json!({ "question": "harbour", "as": "quotations" }));
    assert_eq!(saved.status, 200, "{saved:?}");
    fits(&document, "put", "/saved/{name}", &saved);
    fits(&document, "get", "/saved", &bench.get("/saved"));
    assert_eq!(bench.get("/saved").json()[0]["name"], "boats");
    let wrong = bench.send("PUT", "/saved/boats", &json!({ "question": "(harbour" }));
    assert_eq!((wrong.status, wrong.json()["caret"].is_string()), (400, true), "{wrong:?}");
    assert_eq!(bench.send("PUT", "/saved/a%20b", &json!({ "question": "harbour" })).status, 400);
    assert_eq!(bench.send("DELETE", "/saved/boats", &json!({})).status, 204);
    assert_eq!(bench.send("DELETE", "/saved/boats", &json!({})).status, 404);
}

/// The data of server-sent events.
fn steps(reply: &Reply) -> Vec<Value> {
    reply.body.lines().filter_map(|line| line.strip_prefix("data: ")).map(|data| serde_json::from_str(data).unwrap()).collect()
}

#[test]
fn an_ingest_is_begun_and_told_of_to_its_end() {
    let bench = Bench::new();
    let document = bench.get("/openapi.json").json();
    assert_eq!(steps(&bench.get("/ingest")), [json!({ "step": "idle" })]);
    let begun = bench.send("POST", "/ingest", &json!({ "all": true }));
    assert_eq!(begun.status, 202, "{begun:?}");
    fits(&document, "post", "/ingest", &begun);
    // Whenever one listens, all of it is told; the stream ends with the pass.
    let told = bench.get("/ingest");
    assert_eq!(told.header("content-type"), Some("text/event-stream"));
    let told = steps(&told);
    for step in &told {
        assert_eq!(breach(&document, &document["components"]["schemas"]["Step"], step), None, "{step}");
    }
    assert_eq!((&told[0]["step"], &told[told.len() - 1]["step"]), (&json!("begin"), &json!("done")), "{told:?}");
    assert_eq!(told[told.len() - 1]["summary"]["sources"][0]["name"], "courier");
    assert_eq!(bench.send("POST", "/ingest", &json!({ "names": ["nobody"] })).status, 400);
    // Somebody else is at work.
    let lock = std::fs::File::options().write(true).open(bench.desk.data().join("ingest.lock")).unwrap();
    lock.lock().unwrap();
    let busy = bench.send("POST", "/ingest", &json!({}));
    assert_eq!((busy.status, busy.header("content-type")), (409, Some("application/problem+json")), "{busy:?}");
    assert_eq!(
        bench.send("POST", "/decisions", &json!({ "kind": "check", "subject": text(&bench.first("/quotations"), "/id") })).status,
        409
    );
}

#[test]
fn the_document_is_shown_without_scripts() {
    let bench = Bench::new();
    let page = bench.served.get("/api");
    assert_eq!(page.status, 200, "{page:?}");
    // All of it stands in the page as it is sent; the keys alone are a script, in a file of its own.
    let scripts: Vec<&str> = page.body.split("<script").skip(1).filter_map(|script| script.split_once('>').map(|(of, _)| of)).collect();
    assert!(scripts.iter().all(|of| of.starts_with(" src=\"/")), "{scripts:?}");
    let document = bench.get("/openapi.json").json();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            assert!(page.body.contains(&format!("{} /api/v1{path}", method.to_uppercase())), "{method} {path}");
            for parameter in operation["parameters"].as_array().unwrap() {
                assert!(page.body.contains(&format!("<code>{}</code>", text(parameter, "/name"))), "{method} {path}: {parameter}");
            }
        }
    }
}

#[test]
fn every_route_parameter_and_command_is_documented() {
    let bench = Bench::new();
    let document = bench.get("/openapi.json").json();
    let told = include_str!("../../docs/api.md");
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let row = format!("| `{} {path}` |", method.to_uppercase());
            let line = told.lines().find(|line| line.starts_with(&row)).unwrap_or_else(|| panic!("docs/api.md has no row {row}"));
            for parameter in operation["parameters"].as_array().unwrap().iter().filter(|p| p["in"] == "query") {
                assert!(line.contains(&format!("`{}`", text(parameter, "/name"))), "docs/api.md does not tell of {parameter}: {line}");
            }
        }
    }
    // Commands, by what the program itself lists.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages =
        root.join("docs").read_dir().unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "md"));
    let docs: String = pages.chain([root.join("README.md")]).map(|page| std::fs::read_to_string(page).unwrap()).collect();
    let told = |command: &String| ["`", "dateline "].iter().any(|before| docs.contains(&format!("{before}{command}")));
    let silent: Vec<String> = commands(&bench.desk, &[]).into_iter().filter(|command| !told(command)).collect();
    assert!(silent.is_empty(), "no page tells of these commands: {silent:?}");
}

/// Every command, with what comes below it.
fn commands(desk: &Desk, above: &[&str]) -> Vec<String> {
    let help = desk.run(&[above, &["--help"]].concat()).stdout;
    let listed = help.split_once("Commands:\n").map_or("", |(_, rest)| rest.split("\n\n").next().unwrap());
    let names =
        listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
    let mut all = Vec::new();
    for name in names.filter(|name| *name != "help") {
        let path = [above, &[name]].concat();
        all.push(path.join(" "));
        all.extend(commands(desk, &path));
    }
    all
}

#[test]
fn no_request_brings_an_error_of_ours_or_an_answer_out_of_its_shape() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schemathesis = root.join("target/readers/bin/schemathesis");
    if !schemathesis.exists() {
        eprintln!("THE API WAS NOT TRIED BY SCHEMATHESIS: {} is not there; .ci/test makes it", schemathesis.display());
        return;
    }
    let bench = Bench::new();
    let url = format!("http://{}/api/v1/openapi.json", bench.served.address);
    let checks =
        "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance";
    let run = Command::new(schemathesis)
        .current_dir(bench.desk.folder())
        .args([
            "run",
            &url,
            "--header",
            &bench.bearer,
            "--checks",
            checks,
            "--max-examples",
            "12",
            "--seed",
            "9",
            "--phases",
            "examples,coverage,fuzzing",
        ])
        // An ingest goes out; the test above tries it.
        .args(["--exclude-path", "/ingest", "--generation-deterministic", "--request-timeout", "60", "--no-color"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{told}\n{}", String::from_utf8_lossy(&run.stderr));
    assert!(told.contains("passed") || told.contains("No issues found"), "{told}");
}
