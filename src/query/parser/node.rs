//! Parts of a question's tree with their places, and what is put together from them.

use crate::model::{Expr, Field, TimeField, Words};
use crate::query::layout::{Clause, Says};
use crate::query::problem::Problem;

/// A tree with its place in the question.
pub(super) struct Node {
    pub(super) expr: Expr,
    pub(super) place: (usize, usize),
    /// It was written in parentheses.
    pub(super) grouped: bool,
}

impl Node {
    /// What it says as a part of a row.
    pub(super) fn clause(&self) -> Clause {
        let says = match self.expr {
            Expr::All => Says::Order,
            Expr::Time(TimeField::Own, ..) if !self.grouped => Says::Days,
            _ => Says::Else,
        };
        Clause { place: self.place, says }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    And,
    Or,
}

/// A list; a list of its own kind inside it is laid open.
pub(super) fn joined(mut parts: Vec<Node>, list: List) -> Node {
    if parts.len() == 1 {
        return parts.remove(0);
    }
    let place = (parts.first().map_or(0, |p| p.place.0), parts.last().map_or(0, |p| p.place.1));
    let open = |expr: Expr| match (list, expr) {
        (List::And, Expr::And(inside)) | (List::Or, Expr::Or(inside)) => inside,
        (_, expr) => vec![expr],
    };
    let all: Vec<Expr> = parts.into_iter().flat_map(|p| open(p.expr)).collect();
    let expr = if list == List::And { Expr::And(all) } else { Expr::Or(all) };
    Node { expr, place, grouped: false }
}

/// A side of NEAR: a field and what is looked for in it.
pub(super) fn side(node: Node) -> Result<(Field, Words), Problem> {
    let place = node.place;
    let wrong = || {
        let hint = "a word, a phrase, a group of them with OR, or another NEAR in parentheses is expected";
        Problem::new(place, "this cannot be near something", hint)
    };
    match node.expr {
        Expr::Words(field, words) => Ok((field, words)),
        Expr::Or(parts) => {
            let sides = parts.into_iter().map(|expr| side(Node { expr, place, grouped: true })).collect::<Result<Vec<_>, _>>()?;
            let field = sides[0].0;
            if sides.iter().any(|(f, _)| *f != field) {
                return Err(wrong());
            }
            Ok((field, Words::Any(sides.into_iter().map(|(_, words)| words).collect())))
        }
        _ => Err(wrong()),
    }
}
