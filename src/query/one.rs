//! A question that is an id: what is asked for by it, and which part of that, in which order.

use super::sentence::sentence;
use super::{Request, View, parse};
use crate::model::{Event, EventKind, Expr, Field, Label, Order, TimeField, Words};

/// One thing that is asked for by its id. Beside it may stand an order, and of a timeline kinds and days.
#[derive(Debug, Clone, PartialEq)]
pub struct OfOne {
    /// What may be an id: nobody may have it.
    pub id: String,
    /// `sort:`, where given.
    pub order: Option<Order>,
    /// The canonical question.
    pub interpreted: String,
    /// Doubts about what was meant.
    pub warnings: Vec<String>,
    part: Expr,
}

/// Reads a question that is one word, and conditions that can be held against an event by itself; none of any other.
#[must_use]
pub fn of_one(request: &Request<'_>) -> Option<OfOne> {
    let understood = parse(request.text, request.zone, request.now).ok()?;
    let (words, part): (Vec<Expr>, Vec<Expr>) = parts(understood.expr).into_iter().partition(|part| matches!(part, Expr::Words(..)));
    let [Expr::Words(Field::Any, Words::Word(id))] = words.as_slice() else { return None };
    let part = if part.is_empty() { Expr::All } else { Expr::And(part) };
    let can_be_told = can_be_told(&part) && (part == Expr::All || request.view == View::Events);
    let (order, interpreted, warnings) = (understood.order, understood.interpreted, understood.warnings);
    can_be_told.then(|| OfOne { id: id.clone(), order, interpreted, warnings, part })
}

impl OfOne {
    /// Whether an event is of the kinds and days that are asked for.
    #[must_use]
    pub fn fits(&self, event: &Event) -> bool {
        holds(&self.part, event)
    }

    /// Which part of its events is asked for, in plain words.
    #[must_use]
    pub fn sentence(&self, order: Order) -> String {
        sentence(&self.part, View::Events, order)
    }
}

fn parts(expr: Expr) -> Vec<Expr> {
    if let Expr::And(parts) = expr { parts } else { vec![expr] }
}

/// Whether an event says it, without the index.
fn can_be_told(expr: &Expr) -> bool {
    match expr {
        Expr::All | Expr::Is(Label::Kind, _) | Expr::Time(TimeField::Own, ..) => true,
        Expr::And(parts) | Expr::Or(parts) => parts.iter().all(can_be_told),
        Expr::Not(part) => can_be_told(part),
        _ => false,
    }
}

fn holds(expr: &Expr, event: &Event) -> bool {
    match expr {
        Expr::Is(Label::Kind, kind) if EventKind::ALL.iter().any(|known| known.name() == kind) => event.kind.name() == kind,
        Expr::Is(_, kind) => event.document.kind.name() == kind,
        // As the index has it: by the first instant.
        Expr::Time(_, from, to) => from.is_none_or(|from| event.when.start >= from) && to.is_none_or(|to| event.when.start < to),
        Expr::And(parts) => parts.iter().all(|part| holds(part, event)),
        Expr::Or(parts) => parts.iter().any(|part| holds(part, event)),
        Expr::Not(part) => !holds(part, event),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Zone;
    use chrono::DateTime;

    #[test]
    fn an_id_may_have_what_narrows_a_timeline_beside_it() {
        let read = |text: &str, view: View| {
            let now = DateTime::from_timestamp(1_772_200_000, 0).unwrap();
            of_one(&Request { text, view, zone: Zone::Unknown, now, limit: None, cursor: None })
        };
        for text in ["d1", " d1 ", "(d1)", "d1 sort:newest", "d1 kind:(said OR published)", "-kind:said d1 when.date:2026-03 sort:oldest"] {
            assert_eq!(read(text, View::Events).map(|one| one.id), Some("d1".to_owned()), "{text}");
        }
        for text in ["", "d1 d2", "d1 OR d2", "-d1", "\"d1\"", "title:d1", "d1 lang:de", "d1 since:2026", "d1*", "(d1", "sort:newest"] {
            assert_eq!(read(text, View::Events), None, "{text}");
        }
        // Of quotations no part is told so.
        assert_eq!((read("d1 kind:said", View::Quotations), read("d1 sort:newest", View::Documents).is_some()), (None, true));
        let of_days = read("d1 kind:said when.date:2026-03-04", View::Events).unwrap();
        assert!(of_days.sentence(Order::Newest).ends_with("newest first."), "{}", of_days.sentence(Order::Newest));
    }
}
