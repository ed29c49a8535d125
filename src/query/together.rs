//! What is said of quotations side by side is meant of one and the same quotation.
//!
//! `quote:tax said:"Jane Doe"` asks for one quotation that has the word and the speaker. A condition that is negated goes with
//! the others where there are any (`quote:tax -said:"Jane Doe"`: words of somebody else); alone it says that there is no such
//! quotation.

use crate::model::Expr;

/// Joins what is said of quotations.
pub(super) fn together(expr: Expr) -> Expr {
    match expr {
        Expr::Not(part) => Expr::Not(Box::new(together(*part))),
        Expr::And(parts) => and(parts),
        expr if expr.is_about_a_quotation() => Expr::Quotation(Box::new(expr)),
        Expr::Or(parts) => Expr::Or(parts.into_iter().map(together).collect()),
        expr => expr,
    }
}

fn and(parts: Vec<Expr>) -> Expr {
    let positive = |e: &Expr| e.is_about_a_quotation() && !matches!(e, Expr::Not(_));
    if !parts.iter().any(positive) {
        return Expr::And(parts.into_iter().map(together).collect());
    }
    let first = parts.iter().position(Expr::is_about_a_quotation).unwrap_or(0);
    let rest_before = parts[..first].len();
    let (of_quotations, rest): (Vec<Expr>, Vec<Expr>) = parts.into_iter().partition(Expr::is_about_a_quotation);
    let mut all: Vec<Expr> = rest.into_iter().map(together).collect();
    all.insert(rest_before, Expr::Quotation(Box::new(one_or(of_quotations, Expr::And))));
    one_or(all, Expr::And)
}

/// One alone needs no list around it.
pub(super) fn one_or(mut parts: Vec<Expr>, list: fn(Vec<Expr>) -> Expr) -> Expr {
    if parts.len() == 1 { parts.remove(0) } else { list(parts) }
}
