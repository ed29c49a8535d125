//! Questions put together from others. Where their parts stand is what the parser says, so that brackets, quotation marks and the
//! spellings of an operator mislead nobody. A question that cannot be understood stays as it is: its answer says what is wrong, and where.

use super::fields::{self, ORDERS};
use super::parser::{Tree, tree};
use super::shelf::Shelf;
use crate::model::{Order, Zone};
use chrono::{DateTime, Utc};

/// A part of a row that AND joins, with its place in code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clause {
    pub(super) place: (usize, usize),
    pub(super) says: Says,
}

/// What a clause says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// `sort:`, in parentheses or not.
    Order,
    /// `when.date:` and its kin, by which a timeline is narrowed.
    Days,
    Else,
}

/// Two questions that must both hold, in the order of the first.
#[must_use]
pub fn both(q: &str, more: &str) -> String {
    let Some(tree) = read(q) else { return q.to_owned() };
    let bare = without(q, &tree.rows, Says::Order);
    let bare = if tree.is_open_or { format!("({bare})") } else { bare };
    joined([bare, more.to_owned(), tree.order.map(sort).unwrap_or_default()])
}

/// A question in another order than it asks for.
#[must_use]
pub fn in_order(q: &str, order: Order) -> String {
    let Some(tree) = read(q) else { return q.to_owned() };
    joined([without(q, &tree.rows, Says::Order), sort(order)])
}

/// The order that a question asks for, by its name.
#[must_use]
pub fn order_of(q: &str) -> Option<&'static str> {
    read(q)?.order.map(fields::name_of_order)
}

/// An order by its name.
#[must_use]
pub fn order_named(name: &str) -> Option<Order> {
    ORDERS.iter().find(|(known, _)| *known == name).map(|(_, order)| *order)
}

/// A question for other days than it asks for; for all of them where none are given.
#[must_use]
pub fn of_days(q: &str, days: Option<&str>) -> String {
    let Some(tree) = read(q) else { return q.to_owned() };
    let all = if is_of_days_by(&tree) {
        without(q, tree.rows.last().map(std::slice::from_ref).unwrap_or_default(), Says::Days)
    } else {
        q.trim().to_owned()
    };
    days.map_or_else(|| all.clone(), |days| both(&all, &format!("when.date:{days}")))
}

/// Whether a question is for some days only: all of it, not a part inside OR or NOT.
#[must_use]
pub fn is_of_days(q: &str) -> bool {
    read(q).is_some_and(|tree| is_of_days_by(&tree))
}

/// The outermost row is read last.
fn is_of_days_by(tree: &Tree) -> bool {
    !tree.is_open_or && tree.rows.last().is_some_and(|row| row.iter().any(|clause| clause.says == Says::Days))
}

/// No date of it is looked at.
fn read(q: &str) -> Option<Tree> {
    tree(q, Zone::Unknown, DateTime::<Utc>::UNIX_EPOCH, &Shelf::shut()).ok()
}

fn sort(order: Order) -> String {
    format!("sort:{}", fields::name_of_order(order))
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The question without the clauses of some rows that say this, and without what joined them to others.
fn without(q: &str, rows: &[Vec<Clause>], says: Says) -> String {
    let mut cuts: Vec<(usize, usize)> = rows.iter().flat_map(|row| cuts(row, says)).collect();
    cuts.sort_unstable();
    let (mut left, mut at) = (String::new(), 0);
    let chars: Vec<char> = q.chars().collect();
    for (start, end) in cuts {
        left.extend(chars.get(at..start).unwrap_or_default());
        at = at.max(end);
        let is_apart =
            left.ends_with(|c: char| c.is_whitespace() || c == '(') || chars.get(at).is_none_or(|c| c.is_whitespace() || *c == ')');
        if !is_apart {
            left.push(' ');
        }
    }
    left.extend(chars.get(at..).unwrap_or_default());
    left.trim().to_owned()
}

/// Where a clause is the first, what follows begins the row; any other goes with what joined it to the one before.
fn cuts(row: &[Clause], says: Says) -> Vec<(usize, usize)> {
    let Some(kept) = row.iter().position(|clause| clause.says != says) else {
        return row.first().zip(row.last()).map(|(first, last)| (first.place.0, last.place.1)).into_iter().collect();
    };
    let lead = (kept > 0).then(|| (row[0].place.0, row[kept].place.0));
    let rest = row.windows(2).skip(kept).filter(|two| two[1].says == says).map(|two| (two[0].place.1, two[1].place.1));
    lead.into_iter().chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_questions_hold_together() {
        let check = |q: &str, expected: &str| assert_eq!(both(q, "kind:said"), expected, "{q}");
        check("", "kind:said");
        check("ferry", "ferry kind:said");
        check("ferry sort:newest", "ferry kind:said sort:newest");
        // However OR is written.
        check("a OR b", "(a OR b) kind:said");
        check("a | b", "(a | b) kind:said");
        check("a || b", "(a || b) kind:said");
        check("(a)OR(b)", "((a)OR(b)) kind:said");
        check("a OR b sort:date", "(a OR b) kind:said sort:newest");
        // What only looks like it.
        check("\"a OR b\"", "\"a OR b\" kind:said");
        check("(a OR b)", "(a OR b) kind:said");
        check("lang:(de | fr)", "lang:(de | fr) kind:said");
        check("(a OR b) NEAR/5 c", "(a OR b) NEAR/5 c kind:said");
        check("(a | b) sort:newest", "(a | b) kind:said sort:newest");
        check("saved:pier", "saved:pier kind:said");
        // It is answered with what is wrong.
        check("(a OR", "(a OR");
    }

    #[test]
    fn an_order_is_taken_out_where_it_is_one() {
        let check = |q: &str, expected: &str| assert_eq!(in_order(q, Order::Oldest), expected, "{q}");
        check("", "sort:oldest");
        check("sort:newest", "sort:oldest");
        check("ferry order:date", "ferry sort:oldest");
        check("(ferry sort:newest)", "(ferry) sort:oldest");
        check("(sort:newest) ferry", "ferry sort:oldest");
        check("title:(sort:newest)", "sort:oldest");
        check("sort:newest AND ferry", "ferry sort:oldest");
        check("ferry AND sort:newest AND pier", "ferry AND pier sort:oldest");
        check("sort:newest AND sort:newest AND ferry", "ferry sort:oldest");
        check("ferry(sort:newest)pier", "ferry pier sort:oldest");
        check("a OR b sort:newest", "a OR b sort:oldest");
        check("(a (b sort:newest)) c", "(a (b)) c sort:oldest");
        check("sort:\"newest\" ferry", "ferry sort:oldest");
        check("\"order:66 ferry\"", "\"order:66 ferry\" sort:oldest");
        check("Überfähre sort:newest ö", "Überfähre ö sort:oldest");
        check("(ferry", "(ferry");
        assert_eq!((order_of("(ferry sort:date)"), order_of("\"sort:newest\""), order_of("ferry")), (Some("newest"), None, None));
    }

    #[test]
    fn days_are_put_in_and_taken_out() {
        let check = |q: &str, days: Option<&str>, expected: &str| assert_eq!(of_days(q, days), expected, "{q}");
        check("", Some("2026-03"), "when.date:2026-03");
        check("ferry", Some("2026-03"), "ferry when.date:2026-03");
        check("ferry when.date:2026", Some("2026-03"), "ferry when.date:2026-03");
        check("ferry when.date:2026 AND pier", None, "ferry AND pier");
        check("when.since:2026 ferry", None, "ferry");
        check("a | b sort:newest", Some("2026"), "(a | b) when.date:2026 sort:newest");
        check("(a OR b) OR (c OR d)", Some("2025"), "((a OR b) OR (c OR d)) when.date:2025");
        // A part of the question is not the span that it is narrowed to.
        check("ferry -when.date:2026-03-10", Some("2026"), "ferry -when.date:2026-03-10 when.date:2026");
        check("a OR when.date:2025", Some("2026"), "(a OR when.date:2025) when.date:2026");
        check("\"when.date:2026\"", None, "\"when.date:2026\"");
        let told = ["ferry when.date:2026", "when.date:2026", "ferry -when.date:2026", "a OR when.date:2026", "\"when.date:2026\""];
        assert_eq!(told.map(is_of_days), [true, true, false, false, false]);
    }
}
