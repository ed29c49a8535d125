//! Differences as pages show them: from the manner of wdiff, `[-left out-] {+added+}`, to marked runs, in one text or in two
//! beside each other.

use askama::Template;

/// What became of a run of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Kept,
    LeftOut,
    Added,
}

/// Words with their fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) text: String,
    fate: Fate,
}

/// Words with what was left out of them and added to them, marked.
#[derive(Debug, Clone, Default, PartialEq, Template)]
#[template(path = "parts/runs.html")]
pub(super) struct Runs {
    runs: Vec<Run>,
}

impl askama::filters::HtmlSafe for Runs {}

impl Runs {
    /// Reads the manner of wdiff.
    pub(super) fn read(text: &str) -> Runs {
        let mut runs = Vec::new();
        let mut rest = text;
        while let Some((at, (_, close, fate))) = next_mark(rest) {
            let Some(length) = rest[at + 2..].find(close) else { break };
            push(&mut runs, &rest[..at], Fate::Kept);
            push(&mut runs, &rest[at + 2..at + 2 + length], fate);
            rest = &rest[at + 2 + length + 2..];
        }
        push(&mut runs, rest, Fate::Kept);
        Runs { runs }
    }

    /// Words of which nothing is marked.
    pub(super) fn plain(text: &str) -> Runs {
        Runs::all(text, Fate::Kept)
    }

    /// Words all of which were added.
    pub(super) fn added(text: &str) -> Runs {
        Runs::all(text, Fate::Added)
    }

    /// Words all of which were left out.
    pub(super) fn left_out(text: &str) -> Runs {
        Runs::all(text, Fate::LeftOut)
    }

    fn all(text: &str, fate: Fate) -> Runs {
        let mut runs = Vec::new();
        push(&mut runs, text, fate);
        Runs { runs }
    }

    /// The text that was changed: without what was added.
    pub(super) fn before(&self) -> Runs {
        self.without(Fate::Added)
    }

    /// What it became: without what was left out.
    pub(super) fn after(&self) -> Runs {
        self.without(Fate::LeftOut)
    }

    fn without(&self, fate: Fate) -> Runs {
        Runs { runs: self.runs.iter().filter(|run| run.fate != fate).cloned().collect() }
    }
}

type Mark = (&'static str, &'static str, Fate);

/// The marks, as they open and close.
const MARKS: [Mark; 2] = [("[-", "-]", Fate::LeftOut), ("{+", "+}", Fate::Added)];

fn next_mark(text: &str) -> Option<(usize, Mark)> {
    MARKS.into_iter().filter_map(|mark| Some((text.find(mark.0)?, mark))).min_by_key(|(at, _)| *at)
}

fn push(runs: &mut Vec<Run>, text: &str, fate: Fate) {
    if !text.is_empty() {
        runs.push(Run { text: text.to_owned(), fate });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_read_and_stands_side_by_side() {
        let runs = Runs::read("We will keep the [-harbour-] {+port+} open.");
        let text = |runs: &Runs| runs.runs.iter().map(|r| r.text.as_str()).collect::<String>();
        assert_eq!(runs.runs.len(), 5);
        assert_eq!(text(&runs.before()), "We will keep the harbour  open.");
        assert_eq!(text(&runs.after()), "We will keep the  port open.");
        assert_eq!(runs.render().unwrap(), "We will keep the <del>harbour</del> <ins>port</ins> open.");
        // What is no mark stays as it stands, escaped.
        assert_eq!(Runs::read("a [- b <i>").render().unwrap(), "a [- b &#60;i&#62;");
        assert_eq!(Runs::read("").runs, []);
    }
}
