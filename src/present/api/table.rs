//! All endpoints: the one list from which the routes and the `OpenAPI` document are made.

use super::endpoint::{Answer, Endpoint, Kind, Param};
use super::{about, answers, counts, decisions, export, ingest, inspect, one, saved, verify};
use axum::http::Method;
use axum::routing::{delete, get, post, put};

const Q: Param = Param { name: "q", kind: Kind::Text(MOST_WORDS), does: "The question (docs/query.md); everything where it is left away" };
const ZONE: Param = Param { name: "zone", kind: Kind::Zone, does: "The zone in which its dates are read; UTC where it is left away" };
const LIMIT: Param = Param { name: "limit", kind: Kind::Number(1, 1000, 50), does: "How many answers" };
const CURSOR: Param = Param { name: "cursor", kind: Kind::Text(100), does: "next of the page before" };
const ROWS: Param = Param { name: "as", kind: Kind::OneOf(&["events", "quotations", "documents"]), does: "What the rows are" };
const PAGE: &[Param] = &[Q, ZONE, LIMIT, CURSOR];
const CAPTURE: &[Param] = &[id("c", "Id of the capture")];
const SAVED: &[Param] = &[Param { name: "name", kind: Kind::Name, does: "By which it is called" }];

/// Code points of a question at most, and of a passage to verify.
pub(super) const MOST_WORDS: usize = crate::query::LONGEST;
const MOST_PASSAGE: usize = 10_000;

const fn id(letters: &'static str, does: &'static str) -> Param {
    Param { name: "id", kind: Kind::Id(letters), does }
}

/// What most endpoints are like.
const ASKED: Endpoint = Endpoint {
    method: Method::GET,
    path: "",
    does: "",
    chapter: "Ask",
    params: &[],
    body: None,
    answer: Answer::Nothing,
    fails: &[400],
    handler: || get(about::none),
};

/// What stands at a path of its own.
const ONE: Endpoint = Endpoint { fails: &[404], ..ASKED };

/// What changes something.
const CHANGE: Endpoint = Endpoint { method: Method::POST, chapter: "Change", fails: &[400, 401, 403, 409], ..ASKED };

static ENDPOINTS: [Endpoint; 28] = [
    Endpoint {
        path: "/documents",
        does: "Articles and statements, best first",
        params: PAGE,
        answer: Answer::Json(200, "Documents"),
        handler: || get(answers::documents),
        ..ASKED
    },
    Endpoint {
        path: "/documents/{id}",
        does: "A document with its text, quotations, and who quotes it",
        params: &[id("d", "Id of the document")],
        answer: Answer::Json(200, "Document"),
        handler: || get(one::shown),
        ..ONE
    },
    Endpoint {
        path: "/documents/{id}/diff",
        does: "What its last revision changed",
        params: &[id("d", "Id of the document")],
        answer: Answer::Json(200, "Difference"),
        handler: || get(one::diff),
        ..ONE
    },
    Endpoint {
        path: "/revisions/{id}/diff",
        does: "What a revision changed",
        params: &[id("r", "Id of the revision")],
        answer: Answer::Json(200, "Difference"),
        handler: || get(one::diff),
        ..ONE
    },
    Endpoint {
        path: "/quotations",
        does: "Quotations, oldest first",
        params: PAGE,
        answer: Answer::Json(200, "Quotations"),
        handler: || get(answers::quotations),
        ..ASKED
    },
    Endpoint {
        path: "/quotations/{id}",
        does: "A quotation with its place and its words wherever quoted",
        params: &[id("q", "Id of the quotation")],
        answer: Answer::Json(200, "Quotation"),
        handler: || get(one::shown),
        ..ONE
    },
    Endpoint {
        path: "/utterances",
        does: "What was said, each once however often it is quoted",
        params: PAGE,
        answer: Answer::Json(200, "Utterances"),
        handler: || get(answers::utterances),
        ..ASKED
    },
    Endpoint {
        path: "/utterances/{id}",
        does: "Words, and every quotation of them",
        params: &[id("u", "Id of the utterance")],
        answer: Answer::Json(200, "UtterancePage"),
        handler: || get(one::utterance),
        ..ONE
    },
    Endpoint {
        path: "/events",
        does: "Events, oldest first",
        params: PAGE,
        answer: Answer::Json(200, "Events"),
        handler: || get(answers::events),
        ..ASKED
    },
    Endpoint {
        path: "/histogram",
        does: "How many answers there are, by period or value",
        params: &[
            Q,
            Param { name: "beside", kind: Kind::Text(MOST_WORDS), does: "A second question, to stand beside the first" },
            Param {
                name: "by",
                kind: Kind::OneOf(&["month", "day", "week", "year", "source", "publisher", "speaker", "language", "kind"]),
                does: "A period, or what is told apart",
            },
            ZONE,
            ROWS,
        ],
        answer: Answer::Json(200, "Histogram"),
        handler: || get(counts::histogram),
        ..ASKED
    },
    Endpoint {
        path: "/speakers",
        does: "Who is quoted, most quoted first",
        params: &[Param { name: "name", kind: Kind::Text(MOST_WORDS), does: "Words of the name" }, LIMIT],
        answer: Answer::Json(200, "Speakers"),
        handler: || get(one::speakers),
        ..ASKED
    },
    Endpoint {
        path: "/speakers/{id}",
        does: "A speaker with the first of the quotations",
        params: &[id("s", "Id of the speaker")],
        answer: Answer::Json(200, "SpeakerPage"),
        handler: || get(one::shown),
        ..ONE
    },
    Endpoint {
        path: "/captures/{id}",
        does: "A response as it came: addresses, headers, time, hash",
        params: CAPTURE,
        answer: Answer::Json(200, "Capture"),
        handler: || get(one::shown),
        ..ONE
    },
    Endpoint {
        path: "/captures/{id}/body",
        does: "Its bytes, to be kept as a file; text alone is shown in a browser",
        params: CAPTURE,
        answer: Answer::Bytes,
        handler: || get(one::body),
        ..ONE
    },
    Endpoint {
        path: "/sources",
        does: "What is watched and how it fares",
        chapter: "About",
        answer: Answer::Json(200, "[Source]"),
        handler: || get(one::sources),
        ..ASKED
    },
    Endpoint {
        path: "/verify",
        does: "Who said these words, when and where first, and how they were altered",
        params: &[Param { name: "q", kind: Kind::Words(MOST_PASSAGE), does: "A quotation or a sentence" }],
        answer: Answer::Json(200, "Verified"),
        handler: || get(verify::asked),
        ..ASKED
    },
    Endpoint {
        method: Method::POST,
        path: "/verify",
        does: "The same for words that do not fit into an address",
        body: Some("ToVerify"),
        answer: Answer::Json(200, "Verified"),
        handler: || post(verify::told),
        ..ASKED
    },
    Endpoint {
        method: Method::POST,
        path: "/inspect",
        does: "What is read from a page, text or feed, without storing it",
        body: Some("ToInspect"),
        answer: Answer::Json(200, "Read"),
        handler: || post(inspect::inspect),
        ..ASKED
    },
    Endpoint {
        path: "/export",
        does: "All answers as a file, in any of the formats of the command line",
        params: &[Q, ROWS, Param { name: "format", kind: Kind::OneOf(export::NAMES), does: "The format" }, ZONE],
        answer: Answer::File,
        handler: || get(export::export),
        ..ASKED
    },
    Endpoint {
        path: "/ingest",
        does: "What the last ingest that was asked for here is at, as server-sent events, to its end",
        chapter: "Change",
        answer: Answer::Stream("Step"),
        handler: || get(ingest::events),
        ..ASKED
    },
    Endpoint {
        path: "/ingest",
        does: "Begins an ingest",
        body: Some("ToIngest"),
        answer: Answer::Json(202, "Begun"),
        handler: || post(ingest::begin),
        ..CHANGE
    },
    Endpoint {
        path: "/saved",
        does: "Saved questions by name",
        answer: Answer::Json(200, "[Saved]"),
        handler: || get(saved::list),
        ..ASKED
    },
    Endpoint {
        method: Method::PUT,
        path: "/saved/{name}",
        does: "Saves a question, or another one under its name; what answers it now is no news",
        params: SAVED,
        body: Some("ToSave"),
        answer: Answer::Json(200, "Saved"),
        handler: || put(saved::put),
        ..CHANGE
    },
    Endpoint {
        method: Method::DELETE,
        path: "/saved/{name}",
        does: "Forgets it",
        params: SAVED,
        fails: &[401, 403, 404],
        handler: || delete(saved::forget),
        ..CHANGE
    },
    Endpoint {
        path: "/decisions",
        does: "What was set right by hand, with what was undone, in its order",
        params: &[Param { name: "subject", kind: Kind::Text(100), does: "Id of what it is about" }],
        answer: Answer::Json(200, "[Decision]"),
        handler: || get(decisions::list),
        ..ASKED
    },
    Endpoint {
        path: "/decisions",
        does: "Sets something right",
        body: Some("ToDecide"),
        answer: Answer::Json(201, "Decision"),
        fails: &[400, 401, 403, 404, 409],
        handler: || post(decisions::decide),
        ..CHANGE
    },
    Endpoint {
        method: Method::DELETE,
        path: "/decisions/{id}",
        does: "Undoes it; it stays in the list, as undone",
        params: &[id("k", "Id of the decision")],
        answer: Answer::Json(200, "Decision"),
        fails: &[401, 403, 404, 409],
        handler: || delete(decisions::undo),
        ..CHANGE
    },
    Endpoint {
        path: "/openapi.json",
        does: "This document",
        chapter: "About",
        answer: Answer::Json(200, "any"),
        handler: || get(about::openapi),
        ..ASKED
    },
];

/// All of them.
pub(super) fn endpoints() -> &'static [Endpoint] {
    &ENDPOINTS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{By, View};

    fn words(path: &str, name: &str) -> Vec<&'static str> {
        let endpoint = ENDPOINTS.iter().find(|e| e.path == path).unwrap();
        let param = endpoint.params.iter().find(|p| p.name == name).unwrap();
        let Kind::OneOf(words) = param.kind else { panic!("{name} is no choice") };
        let mut words = words.to_vec();
        words.sort_unstable();
        words
    }

    fn sorted<'a>(all: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
        let mut all: Vec<&str> = all.collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn choices_are_all_there_are() {
        assert_eq!(words("/histogram", "by"), sorted(By::all().map(By::name)));
        assert_eq!(words("/histogram", "as"), sorted(View::ALL.into_iter().map(View::name)));
    }

    #[test]
    fn what_stands_in_a_path_is_described() {
        for endpoint in &ENDPOINTS {
            let places = endpoint.path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap());
            let described = endpoint.params.iter().filter(|p| p.kind.is_place()).map(|p| p.name);
            assert_eq!(sorted(places), sorted(described), "{}", endpoint.path);
        }
    }
}
