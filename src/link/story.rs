//! Stories: when two documents are about one affair.

const DAY: u64 = 86_400;

/// What two documents have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ties {
    /// Words: one is a copy of the other, quotes it, or quotes the same words.
    pub words: bool,
    /// Names that not everybody names.
    pub names: u32,
    /// Seconds between their publications, where both are known.
    pub apart: Option<u64>,
}

/// Rows of the table: so many names within so many days make one affair.
const NAMES: &[(u32, u64)] = &[(2, 2), (3, 5), (5, 10)];
/// The same words do within so many days.
const WORDS: u64 = 45;

impl Ties {
    /// Whether they are about one affair. Words tell it where no date is known; names alone do not.
    #[must_use]
    pub fn one_story(&self) -> bool {
        let within = |days: u64| self.apart.is_some_and(|apart| apart <= days * DAY);
        self.words && (self.apart.is_none() || within(WORDS)) || NAMES.iter().any(|(names, days)| self.names >= *names && within(*days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_count_for_less_the_further_apart() {
        let check = |words: bool, names: u32, days: Option<u64>, expected: bool| {
            let ties = Ties { words, names, apart: days.map(|d| d * DAY) };
            assert_eq!(ties.one_story(), expected, "{ties:?}");
        };
        check(true, 0, Some(30), true);
        check(true, 0, Some(300), false);
        check(true, 0, None, true);
        check(false, 2, Some(1), true);
        check(false, 2, Some(4), false);
        check(false, 3, Some(4), true);
        check(false, 5, Some(9), true);
        check(false, 9, Some(30), false);
        check(false, 9, None, false);
        check(false, 1, Some(0), false);
    }
}
