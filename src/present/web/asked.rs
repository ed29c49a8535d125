//! A question as it stands in the address of a page, and addresses of other pages with the same question.

use crate::model::{EventKind, Zone};
use crate::query::{self, Request, View};
use chrono::{DateTime, Utc};

/// Orders that a page can be asked for in, as a question has them and as a page says them.
pub(super) const ORDERS: [(&str, &str); 4] =
    [("relevance", "relevance"), ("fresh", "relevance and date"), ("oldest", "oldest"), ("newest", "newest")];

/// What may be in the address of a page of answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Asked {
    pub(super) q: String,
    /// As it was given.
    pub(super) zone: String,
    /// One of `ORDERS`; empty for the usual one.
    pub(super) order: String,
    /// Kinds of events that are shown; none = all.
    pub(super) kinds: Vec<EventKind>,
    /// The length of a timeline's periods; empty for what fits.
    pub(super) by: String,
    /// A second question to stand beside the first.
    pub(super) beside: String,
    pub(super) cursor: String,
    /// The first and the last day that a timeline is to be narrowed to.
    pub(super) from: String,
    pub(super) to: String,
    /// Of the old addresses of all views.
    pub(super) view: String,
    /// What answers are wanted as: `documents`, `quotations`, `events`.
    pub(super) shape: String,
}

impl Asked {
    pub(super) fn read(query: Option<&str>) -> Asked {
        let mut asked = Asked::default();
        for (key, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let value = value.trim();
            let field = match &*key {
                "q" => &mut asked.q,
                "zone" => &mut asked.zone,
                "order" => &mut asked.order,
                "by" => &mut asked.by,
                "beside" => &mut asked.beside,
                "cursor" => &mut asked.cursor,
                "from" => &mut asked.from,
                "to" => &mut asked.to,
                "view" => &mut asked.view,
                "as" => &mut asked.shape,
                "kind" => {
                    asked.kinds.extend(EventKind::ALL.into_iter().find(|kind| kind.name() == value));
                    continue;
                }
                _ => continue,
            };
            value.clone_into(field);
        }
        if EventKind::ALL.iter().all(|kind| asked.kinds.contains(kind)) {
            asked.kinds.clear();
        }
        asked
    }

    /// The zone in which dates are read.
    pub(super) fn zone(&self) -> Zone {
        self.zone.parse().unwrap_or_default()
    }

    /// Whether events of this kind are shown.
    pub(super) fn shows(&self, kind: EventKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// A question with the kinds and the order that were chosen beside it.
    pub(super) fn whole(&self, q: &str) -> String {
        let mut text = q.to_owned();
        if !self.kinds.is_empty() {
            let names: Vec<&str> = self.kinds.iter().map(|kind| kind.name()).collect();
            text = query::both(&text, &format!("kind:({})", names.join(" OR ")));
        }
        if ORDERS.iter().any(|(order, _)| *order == self.order) {
            text = sorted(&text, &self.order);
        }
        text
    }

    /// The order that was chosen, beside the question or in it; none for the usual one.
    pub(super) fn order(&self) -> Option<&str> {
        Some(self.order.as_str()).filter(|order| !order.is_empty()).or_else(|| query::order_of(&self.q))
    }

    pub(super) fn request<'a>(&'a self, text: &'a str, view: View, now: DateTime<Utc>, limit: usize) -> Request<'a> {
        let cursor = Some(self.cursor.as_str()).filter(|c| !c.is_empty());
        Request { text, view, zone: self.zone(), now, limit: Some(limit), cursor }
    }

    /// The address of a page with this question, in all that it was asked with.
    pub(super) fn at(&self, path: &str) -> String {
        let mut link = Link::to(path).with("q", &self.q).with("zone", &self.zone).with("order", &self.order);
        for kind in &self.kinds {
            link = link.with("kind", kind.name());
        }
        link.with("by", &self.by).with("beside", &self.beside).with("cursor", &self.cursor).done()
    }

    /// The same with something changed.
    pub(super) fn but(&self, path: &str, change: impl FnOnce(&mut Asked)) -> String {
        let mut other = Asked { cursor: String::new(), ..self.clone() };
        change(&mut other);
        other.at(path)
    }
}

/// A question in another order than it asks for; in its own where the name is none of an order.
fn sorted(q: &str, order: &str) -> String {
    query::order_named(order).map_or_else(|| q.to_owned(), |order| query::in_order(q, order))
}

/// A question of which the newest answers come first.
pub(super) fn newest_first(q: &str) -> String {
    sorted(q, "newest")
}

/// The question for a span of days only; for all days where there is none.
pub(super) fn narrowed(q: &str, from: &str, to: &str) -> String {
    match (from, to) {
        ("", "") => query::of_days(q, None),
        (from, to) if from == to => query::of_days(q, Some(from)),
        (from, to) => query::of_days(q, Some(&format!("{from}..{to}"))),
    }
}

/// An address, a parameter at a time; those without a value are left out.
pub(super) struct Link {
    path: String,
    query: url::form_urlencoded::Serializer<'static, String>,
}

impl Link {
    pub(super) fn to(path: &str) -> Link {
        Link { path: path.to_owned(), query: url::form_urlencoded::Serializer::new(String::new()) }
    }

    pub(super) fn with(mut self, key: &str, value: &str) -> Link {
        if !value.is_empty() {
            self.query.append_pair(key, value);
        }
        self
    }

    pub(super) fn done(mut self) -> String {
        let query = self.query.finish();
        if query.is_empty() { self.path } else { format!("{}?{query}", self.path) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written() {
        let asked = Asked::read(Some("q=tax+cut&kind=said&kind=nothing&zone=Europe%2FLondon&order=newest&other=1"));
        assert_eq!((asked.q.as_str(), asked.kinds.as_slice()), ("tax cut", &[EventKind::Said][..]));
        assert_eq!(asked.whole(&asked.q), "tax cut kind:(said) sort:newest");
        assert_eq!(asked.at("/timeline"), "/timeline?q=tax+cut&zone=Europe%2FLondon&order=newest&kind=said");
        assert_eq!(
            (asked.order(), Asked::read(Some("q=tax+sort:fresh")).order(), Asked::default().order()),
            (Some("newest"), Some("fresh"), None)
        );
        // All kinds are no choice.
        assert!(Asked::read(Some("kind=said&kind=published&kind=revised&kind=happened")).kinds.is_empty());
    }

    #[test]
    fn a_question_is_narrowed_and_widened_again() {
        let check = |q: &str, from: &str, to: &str, expected: &str| assert_eq!(narrowed(q, from, to), expected);
        check("", "2026-03", "2026-03", "when.date:2026-03");
        check("ferry", "2026-03-01", "2026-03-04", "ferry when.date:2026-03-01..2026-03-04");
        check("ferry when.date:2026", "2026-03", "2026-03", "ferry when.date:2026-03");
        check("a OR b sort:newest", "2026", "2026", "(a OR b) when.date:2026 sort:newest");
        check("(a OR b) when.date:2026", "2025", "2025", "(a OR b) when.date:2025");
        check("(a OR b) OR (c OR d)", "2025", "2025", "((a OR b) OR (c OR d)) when.date:2025");
        check("ferry when.date:2026", "", "", "ferry");
    }
}
