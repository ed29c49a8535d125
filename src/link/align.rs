//! Words against words.

/// Where `needle` stands in `text`, at `from` or later.
pub(super) fn find(text: &[String], needle: &[String], from: usize) -> Option<usize> {
    text.get(from..)?.windows(needle.len().max(1)).position(|w| w == needle).map(|at| at + from)
}

/// The most words of `quoted` that stand in order in some stretch of `text` not twice as long.
///
/// Longest common subsequence, over windows that step by half a quotation, so that words scattered over a long text do
/// not add up.
pub(super) fn common(quoted: &[String], text: &[String]) -> usize {
    let (span, step) = (quoted.len() * 2, quoted.len().div_ceil(2));
    (0..text.len()).step_by(step.max(1)).map(|at| subsequence(quoted, &text[at..text.len().min(at + span)])).max().unwrap_or(0)
}

fn subsequence(a: &[String], b: &[String]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let best = if x == y { diagonal + 1 } else { row[j].max(row[j + 1]) };
            diagonal = std::mem::replace(&mut row[j + 1], best);
        }
    }
    row[b.len()]
}
