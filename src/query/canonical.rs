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

/// Groups inside each other in the canonical form, each minus one of them: it may have some that the question did not write.
pub(super) fn depth(expr: &Expr) -> usize {
    let deepest = |parts: &[Expr], is_same: fn(&Expr) -> bool| {
        parts.iter().map(|part| if is_same(within(part)) { depth(part) } else { depth_of_part(part) }).max().unwrap_or(0)
    };
    match within(expr) {
        Expr::Words(Field::Any, words) => depth_of_row(words),
        Expr::Words(_, words) => depth_of_side(words),
        Expr::And(parts) => deepest(parts, |part| matches!(part, Expr::And(_))),
        Expr::Or(parts) => deepest(parts, |part| matches!(part, Expr::Or(_))),
        Expr::Not(part) => 1 + depth_of_part(part),
        Expr::Quotation(inside) => depth(inside),
        Expr::All | Expr::Is(..) | Expr::Time(..) => 0,
    }
}

fn depth_of_part(expr: &Expr) -> usize {
    usize::from(is_grouped(expr)) + depth(expr)
}

fn depth_of_row(words: &Words) -> usize {
    match words {
        Words::Any(parts) => parts.iter().map(depth_of_side).max().unwrap_or(0),
        Words::Near(near) => {
            let left = if matches!(near.left, Words::Near(_)) { depth_of_row(&near.left) } else { depth_of_side(&near.left) };
            left.max(depth_of_side(&near.right))
        }
        _ => 0,
    }
}

fn depth_of_side(words: &Words) -> usize {
    usize::from(matches!(words, Words::Any(_) | Words::Near(_))) + depth_of_row(words)
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
    if is_grouped(expr) { format!("({})", canonical(expr)) } else { canonical(expr) }
}

fn is_grouped(expr: &Expr) -> bool {
    matches!(within(expr), Expr::And(_) | Expr::Or(_) | Expr::Words(Field::Any, Words::Near(_)))
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
