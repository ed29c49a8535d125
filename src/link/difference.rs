//! How quoted words differ from the text they are taken from, in the manner of wdiff: `[-left out-] {+added+}`.

use super::align::align;
use super::compare::Relation;
use super::text::Text;

/// More words against words are not written out.
const MOST: usize = 1_000_000;

/// The sentences of the text that the words are taken from, with what the quotation leaves out and adds; none where it
/// leaves out and adds nothing, or where both are very long.
#[must_use]
pub fn difference(quoted: &Text, text: &Text, relation: &Relation) -> Option<String> {
    let region = relation.region.clone();
    if quoted.len() * region.len() > MOST {
        return None;
    }
    let turned = relation.turned(quoted, text);
    let quoted = turned.as_ref().unwrap_or(quoted);
    let pairs = align(&quoted.words, &text.words[region.clone()]);
    let mut out: Vec<String> = Vec::new();
    let (mut q, mut t) = (0, region.start);
    for run in pairs.chunk_by(|a, b| b.0 == a.0 + 1 && b.1 == a.1 + 1) {
        let (first, last) = (run[0], run[run.len() - 1]);
        let (from, to) = (region.start + first.1, region.start + last.1 + 1);
        out.extend(left_out(text, t, from));
        out.extend(added(quoted, q, first.0));
        out.push(text.slice(from..to).to_owned());
        (q, t) = (last.0 + 1, to);
    }
    out.extend(left_out(text, t, region.end));
    out.extend(added(quoted, q, quoted.len()));
    (pairs.len() < quoted.len() || pairs.len() < region.len()).then(|| out.join(" "))
}

fn left_out(text: &Text, from: usize, to: usize) -> Option<String> {
    (from < to).then(|| format!("[-{}-]", text.slice(from..to)))
}

fn added(quoted: &Text, from: usize, to: usize) -> Option<String> {
    (from < to).then(|| format!("{{+{}+}}", quoted.slice(from..to)))
}

#[cfg(test)]
mod tests {
    use super::super::compare::relate;
    use super::*;

    #[test]
    fn what_was_left_out_and_added_is_told() {
        let text = Text::new("We stay. We will keep the harbour open through the winter. We go.");
        let check = |quoted: &str, expected: Option<&str>| {
            let quoted = Text::new(quoted);
            let relation = relate(&quoted, &text).expect("they are related");
            assert_eq!(difference(&quoted, &text, &relation).as_deref(), expected);
        };
        check("we will keep the harbor open through the winter", None);
        check("keep the harbour open", Some("[-We will-] keep the harbour open [-through the winter-]"));
        check(
            "We will keep the port open through the whole winter",
            Some("We will keep the [-harbour-] {+port+} open through the {+whole+} winter"),
        );
        check(
            "open through the winter. We go … We stay. We will keep the",
            Some("We stay. We will keep the [-harbour-] open through the winter. We go"),
        );
        check("We will … open through the winter", Some("We will [-keep the harbour-] open through the winter"));
    }
}
