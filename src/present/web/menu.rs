//! What can be done with what a page shows: other orders and zones, exports, its feed.

use super::asked::{Asked, Link, ORDERS};
use crate::query::View;

/// Formats that an answer can be taken away in: name, and what for. docs/formats.md says more.
const FORMATS: [(&str, &str); 17] = [
    ("csv", "CSV, for spreadsheets"),
    ("xlsx", "Excel workbook"),
    ("json", "JSON"),
    ("jsonl", "JSON lines"),
    ("md", "Markdown"),
    ("html", "HTML, to print"),
    ("ics", "Calendar"),
    ("atom", "Atom feed"),
    ("json-feed", "JSON Feed"),
    ("timelinejs", "TimelineJS"),
    ("timesketch", "Timesketch, CSV"),
    ("timesketch-jsonl", "Timesketch, JSON lines"),
    ("csl-json", "CSL-JSON, for Zotero"),
    ("bibtex", "BibTeX"),
    ("ris", "RIS"),
    ("annotation", "Web Annotations"),
    ("schema-org", "schema.org"),
];

/// What is shown, as files and as a feed.
pub(super) struct Exports {
    /// Address and name of each.
    pub(super) files: Vec<(String, &'static str)>,
    pub(super) warc: String,
    pub(super) feed: String,
}

impl Exports {
    /// Of the quotations that the page of a document, a speaker or a quotation shows, and of the captures of `documents`, a question.
    pub(super) fn of(id: &str, documents: &str) -> Exports {
        Exports::of_answers(id, View::Quotations, "", documents)
    }

    fn of_answers(question: &str, view: View, zone: &str, documents: &str) -> Exports {
        let export = |q: &str, format: &str, shape: &str| {
            Link::to("/api/v1/export").with("q", q).with("as", shape).with("format", format).with("zone", zone).done()
        };
        Exports {
            files: FORMATS.iter().map(|(format, name)| (export(question, format, view.name()), *name)).collect(),
            warc: export(documents, "warc", ""),
            feed: Link::to("/feed").with("q", question).with("as", view.name()).with("zone", zone).done(),
        }
    }
}

/// The menu of an answer.
pub(super) struct Menu {
    pub(super) exports: Exports,
    /// What saves the question.
    pub(super) save: String,
}

impl Menu {
    pub(super) fn of(asked: &Asked, view: View) -> Menu {
        let text = asked.whole(&asked.q);
        Menu {
            exports: Exports::of_answers(&text, view, &asked.zone, &text),
            save: Link::to("/saved").with("q", &text).with("as", view.name()).with("zone", &asked.zone).done(),
        }
    }
}

/// An order that answers can be shown in.
pub(super) struct Order {
    pub(super) name: &'static str,
    pub(super) href: String,
    pub(super) here: bool,
}

impl Order {
    /// The orders of a page whose usual one is named.
    pub(super) fn all(asked: &Asked, path: &str, usual: &'static str) -> Vec<Order> {
        let now = asked.order().unwrap_or(usual);
        let order = |(order, name): (&str, &'static str)| {
            let href = asked.but(path, |a| order.clone_into(&mut a.order));
            Order { name, href, here: order == now }
        };
        // Relevance is of documents.
        let may_be = |(order, _): &(&str, &str)| usual == "relevance" || matches!(*order, "oldest" | "newest");
        ORDERS.into_iter().filter(may_be).map(order).collect()
    }
}

/// The zone that a question's dates are read in, with the rest of what was asked, for a form.
pub(super) struct Zones {
    pub(super) path: &'static str,
    pub(super) zone: String,
    pub(super) known: bool,
    pub(super) q: String,
    pub(super) order: String,
    pub(super) kinds: Vec<&'static str>,
    pub(super) by: String,
    pub(super) beside: String,
}

impl Zones {
    pub(super) fn of(asked: &Asked, path: &'static str) -> Zones {
        let known = asked.zone.is_empty() || asked.zone.parse::<crate::model::Zone>().is_ok();
        let kinds = asked.kinds.iter().map(|k| k.name()).collect();
        let Asked { zone, q, order, by, beside, .. } = asked.clone();
        Zones { path, zone, known, q, order, kinds, by, beside }
    }
}
