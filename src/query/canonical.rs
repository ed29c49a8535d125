//! The tree of a question → its canonical form, which is read as the same tree.

use super::fields::name_of;
use super::{operators, times};
use crate::model::{Expr, Field, Words};

/// The canonical form; empty where everything is asked for.
pub(super) fn canonical(expr: &Expr) -> String {
    match expr {
        Expr::All => String::new(),
        Expr::Words(field, words) => of_field(*field, words),
        Expr::Is(label, value) => format!("{}:{}", label.name(), quoted(value)),
        Expr::Time(field, from, to) => times::canonical(*field, *from, *to),
        Expr::Quotation(inside) => canonical(inside),
        Expr::And(parts) => parts.iter().map(in_and).collect::<Vec<_>>().join(" "),
        Expr::Or(parts) => parts.iter().map(in_or).collect::<Vec<_>>().join(" OR "),
        Expr::Not(part) => format!("-{}", part_of(part)),
    }
}

/// Lists inside lists of their kind need no parentheses.
fn in_and(expr: &Expr) -> String {
    if matches!(within(expr), Expr::And(_)) { canonical(expr) } else { part_of(expr) }
}

fn in_or(expr: &Expr) -> String {
    if matches!(within(expr), Expr::Or(_)) { canonical(expr) } else { part_of(expr) }
}

fn within(expr: &Expr) -> &Expr {
    if let Expr::Quotation(inside) = expr { inside } else { expr }
}

fn part_of(expr: &Expr) -> String {
    match within(expr) {
        Expr::And(_) | Expr::Or(_) | Expr::Words(Field::Any, Words::Near(_)) => format!("({})", canonical(expr)),
        _ => canonical(expr),
    }
}

fn of_field(field: Field, words: &Words) -> String {
    match (field, words) {
        (Field::Any, _) => text(words),
        (_, Words::Near(_) | Words::Any(_)) => format!("{}:({})", name_of(field), text(words)),
        _ => format!("{}:{}", name_of(field), text(words)),
    }
}

fn text(words: &Words) -> String {
    match words {
        Words::Word(word) | Words::Pattern(word) => word.clone(),
        Words::Exact(phrase) => format!("\"{phrase}\""),
        Words::Like(word, most) => format!("{word}~{most}"),
        Words::Any(parts) => parts.iter().map(side).collect::<Vec<_>>().join(" OR "),
        // Read from the left, so that only the right side needs parentheses.
        Words::Near(near) => {
            let left = if matches!(near.left, Words::Near(_)) { text(&near.left) } else { side(&near.left) };
            format!("{left} {} {}", operators::near(near.reach, near.ordered), side(&near.right))
        }
    }
}

fn side(words: &Words) -> String {
    if matches!(words, Words::Any(_) | Words::Near(_)) { format!("({})", text(words)) } else { text(words) }
}

fn quoted(value: &str) -> String {
    let plain = value.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/'));
    if plain { value.to_owned() } else { format!("\"{value}\"") }
}
