//! Words against words: the longest common subsequence.

use super::text::Word;

/// Places of the same word in two texts, in order.
pub(super) type Pairs = Vec<(usize, usize)>;

/// The most words that stand in both, in order. What both begin or end with is taken as it is.
pub(super) fn align(a: &[Word], b: &[Word]) -> Pairs {
    pairs(a.len(), b.len(), |i, j| a[i].hash == b[j].hash)
}

/// The same, begun from the end: of several places the last is taken.
pub(super) fn align_back(a: &[Word], b: &[Word]) -> Pairs {
    let back = subsequence(a.len(), b.len(), |i, j| a[a.len() - 1 - i].hash == b[b.len() - 1 - j].hash);
    back.into_iter().rev().map(|(i, j)| (a.len() - 1 - i, b.len() - 1 - j)).collect()
}

/// The most items that two lists of these lengths have in common, in order.
pub(super) fn pairs(a: usize, b: usize, same: impl Fn(usize, usize) -> bool) -> Pairs {
    let head = (0..a.min(b)).take_while(|n| same(*n, *n)).count();
    let tail = (1..=a.min(b) - head).take_while(|n| same(a - n, b - n)).count();
    let middle = subsequence(a - head - tail, b - head - tail, |i, j| same(i + head, j + head));
    let ends = (1..=tail).rev().map(|n| (a - n, b - n));
    (0..head).map(|n| (n, n)).chain(middle.into_iter().map(|(i, j)| (i + head, j + head))).chain(ends).collect()
}

/// By the table of lengths, filled from the end, so that the walk through it goes forward.
fn subsequence(a: usize, b: usize, same: impl Fn(usize, usize) -> bool) -> Pairs {
    let width = b + 1;
    let mut length = vec![0_u32; (a + 1) * width];
    for i in (0..a).rev() {
        for j in (0..b).rev() {
            let (down, right) = (length[(i + 1) * width + j], length[i * width + j + 1]);
            length[i * width + j] = if same(i, j) { length[(i + 1) * width + j + 1] + 1 } else { down.max(right) };
        }
    }
    let (mut i, mut j, mut found) = (0, 0, Pairs::new());
    while i < a && j < b {
        if same(i, j) {
            found.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if length[(i + 1) * width + j] >= length[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_items_are_found_in_order() {
        let check = |a: &str, b: &str, expected: &str| {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let found = pairs(a.len(), b.len(), |i, j| a[i] == b[j]);
            assert!(found.is_sorted_by(|x, y| x.0 < y.0 && x.1 < y.1) && found.iter().all(|(i, j)| a[*i] == b[*j]));
            assert_eq!(found.iter().map(|(i, _)| a[*i]).collect::<String>(), expected);
        };
        check("abcd", "abcd", "abcd");
        check("abxcd", "abcd", "abcd");
        check("xabc", "abcy", "abc");
        check("abcbdab", "bdcaba", "bdab");
        check("aa", "aaa", "aa");
        check("", "abc", "");
        check("abc", "xyz", "");
    }
}
