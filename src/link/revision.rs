//! What changed between two captures of a text: by paragraph and word, and whether it matters.

use super::align::{Pairs, pairs};
use super::compare::relate;
use super::fold::fold;
use super::text::Text;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// A paragraph that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Added, removed, changed or moved.
    pub kind: ChangeKind,
    /// Its words, in the manner of wdiff where it was changed.
    pub text: String,
    /// Whether it says something else now; timestamps, counters, links to other pages, marks and spacing do not matter.
    pub matters: bool,
}

/// What became of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum ChangeKind {
    Added,
    Removed,
    Changed,
    Moved,
}

impl ChangeKind {
    /// The name as it stands in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ChangeKind::Added => "added",
            ChangeKind::Removed => "removed",
            ChangeKind::Changed => "changed",
            ChangeKind::Moved => "moved",
        }
    }
}

/// More paragraphs against paragraphs, or words against words, are not aligned: all of it is new.
const MOST: usize = 4_000_000;
/// The share of words that a paragraph keeps when it is changed and not replaced.
const KEPT: f64 = 0.4;

/// Paragraphs that say nothing of their own: when the page was made, how often it was seen, where else to go.
static NOISE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) ^ (?:
            (?: last \s+ | first \s+ )? (?: updated | modified | published | posted | stand | aktualisiert ) \b [\s:]* [^.!?“”]{0,60}
          | \d+ \s* (?: second | minute | min | hour | hr | day | week ) s? \s+ ago
          | [\d.,]+ \s* [km]? \s* (?: comments? | shares? | views? | likes? | reads? | replies | reactions? | min (?: ute )? s? \s+ read ) \b .{0,20}
          | (?: comments? | shares? | views? | likes? ) [\s:(]* [\d.,]+ \s* [km]? \)?
          | (?: read \s+ (?: more | also | next ) | related | see \s+ also | more \s+ on \s+ this | most \s+ (?: read | popular ) | trending | recommended
              | also \s+ read | don['’]t \s+ miss | up \s+ next ) \b [^.]{0,160}
          | (?: share | tweet | print | e-?mail | copy \s+ link | save | subscribe | sign \s+ up | log \s+ in | advertisement | sponsored | follow \s+ us ) \b (?: \s+ [^\s.!?“”]+ ){0,4}
          | [\d:.,/\s\-–apmAPMuUtTcCgGzZ]+
        ) $",
    )
    .expect("a valid pattern")
});

/// What a text says otherwise than before.
#[must_use]
pub fn changes(before: &str, after: &str) -> Vec<Change> {
    let (old, new): (Vec<&str>, Vec<&str>) = (paragraphs(before), paragraphs(after));
    let kept = if old.len() * new.len() > MOST { Pairs::new() } else { pairs(old.len(), new.len(), |i, j| old[i] == new[j]) };
    let mut changes = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (a, b) in kept.into_iter().chain([(old.len(), new.len())]) {
        stretch(&old[i..a], &new[j..b], &mut changes);
        (i, j) = (a + 1, b + 1);
    }
    moved(changes)
}

/// What was taken out in one place and put in as it was in another was moved, which says nothing else.
fn moved(mut changes: Vec<Change>) -> Vec<Change> {
    let mut at = 0;
    while at < changes.len() {
        let (kind, text) = (changes[at].kind, changes[at].text.clone());
        let other = match kind {
            ChangeKind::Removed => ChangeKind::Added,
            ChangeKind::Added => ChangeKind::Removed,
            ChangeKind::Changed | ChangeKind::Moved => {
                at += 1;
                continue;
            }
        };
        if let Some(twin) = changes[at..].iter().position(|c| c.kind == other && c.text == text) {
            changes.remove(at + twin);
            changes[at] = Change { kind: ChangeKind::Moved, text, matters: false };
        }
        at += 1;
    }
    changes
}

fn paragraphs(text: &str) -> Vec<&str> {
    text.split('\n').map(str::trim).filter(|p| !p.is_empty()).collect()
}

/// Paragraphs between two that stayed: each old one is the new one that keeps enough of its words, or is gone.
fn stretch(old: &[&str], new: &[&str], changes: &mut Vec<Change>) {
    let mut rest = new;
    for paragraph in old {
        let Some(at) = rest.iter().position(|other| similar(paragraph, other)) else {
            changes.push(change(ChangeKind::Removed, paragraph));
            continue;
        };
        changes.extend(rest[..at].iter().map(|p| change(ChangeKind::Added, p)));
        changes.push(changed(paragraph, rest[at]));
        rest = &rest[at + 1..];
    }
    changes.extend(rest.iter().map(|p| change(ChangeKind::Added, p)));
}

fn change(kind: ChangeKind, text: &str) -> Change {
    Change { kind, text: text.to_owned(), matters: !NOISE.is_match(text) }
}

fn similar(a: &str, b: &str) -> bool {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split_whitespace().collect(), b.split_whitespace().collect());
    let common = aligned(&a, &b).len();
    common as f64 >= KEPT * a.len().max(b.len()) as f64
}

fn aligned(a: &[&str], b: &[&str]) -> Pairs {
    if a.len() * b.len() > MOST { Pairs::new() } else { pairs(a.len(), b.len(), |i, j| a[i] == b[j]) }
}

fn changed(before: &str, after: &str) -> Change {
    let noise = NOISE.is_match(before) && NOISE.is_match(after) || bare(before) == bare(after);
    Change { kind: ChangeKind::Changed, text: words(before, after), matters: !noise }
}

/// Words alone, without marks.
fn bare(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(fold).collect()
}

/// In the manner of wdiff.
fn words(before: &str, after: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (before.split_whitespace().collect(), after.split_whitespace().collect());
    let mut out = Vec::new();
    let (mut i, mut j) = (0, 0);
    for run in aligned(&a, &b).chunk_by(|x, y| y.0 == x.0 + 1 && y.1 == x.1 + 1) {
        let (first, last) = (run[0], run[run.len() - 1]);
        out.extend(part("[-", &a[i..first.0], "-]"));
        out.extend(part("{+", &b[j..first.1], "+}"));
        out.push(a[first.0..=last.0].join(" "));
        (i, j) = (last.0 + 1, last.1 + 1);
    }
    out.extend(part("[-", &a[i..], "-]"));
    out.extend(part("{+", &b[j..], "+}"));
    out.join(" ")
}

fn part(open: &str, words: &[&str], close: &str) -> Option<String> {
    (!words.is_empty()).then(|| format!("{open}{}{close}", words.join(" ")))
}

/// Which removed quotations are which added ones in other words: places in the lists.
#[must_use]
pub fn altered(removed: &[String], added: &[String]) -> Vec<(usize, usize)> {
    let mut taken = vec![false; added.len()];
    let mut pairs = Vec::new();
    for (n, before) in removed.iter().enumerate() {
        let before = Text::new(before);
        let fits = |after: &String| {
            let after = Text::new(after);
            relate(&before, &after).is_some() || relate(&after, &before).is_some()
        };
        if let Some(at) = (0..added.len()).find(|at| !taken[*at] && fits(&added[*at])) {
            taken[at] = true;
            pairs.push((n, at));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "The bridge is closed.\n\nNine boats sail tonight, the master said.\n\nNobody was hurt in the storm on Monday.";

    /// Each change as its kind, `!` where it matters, and its words.
    fn check(before: &str, after: &str, expected: &[&str]) {
        let shown = |c: &Change| format!("{}{} {}", c.kind.name(), if c.matters { "!" } else { "" }, c.text);
        assert_eq!(changes(before, after).iter().map(shown).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn paragraphs_and_words_are_told() {
        check(BEFORE, BEFORE, &[]);
        check(BEFORE, &BEFORE.replace("Nine", "Ten"), &["changed! [-Nine-] {+Ten+} boats sail tonight, the master said."]);
        check(BEFORE, &format!("{BEFORE}\n\nThe mayor resigned."), &["added! The mayor resigned."]);
        check(
            BEFORE,
            "The bridge is closed.\n\nNobody was hurt in the storm on Monday.",
            &["removed! Nine boats sail tonight, the master said."],
        );
        check("One boat.\n\nTwo boats.", "Two boats.\n\nOne boat.", &["moved One boat."]);
        let replaced = BEFORE.replace("The bridge is closed.", "Every ferry waits for its captain.");
        check(BEFORE, &replaced, &["removed! The bridge is closed.", "added! Every ferry waits for its captain."]);
    }

    #[test]
    fn noise_does_not_matter() {
        let noise = |line: &str, other: &str| {
            let (before, after) = (format!("{line}\n\n{BEFORE}"), format!("{other}\n\n{BEFORE}"));
            assert!(changes(&before, &after).iter().all(|c| !c.matters), "{line} → {other}: {:?}", changes(&before, &after));
        };
        noise("Updated 5 minutes ago", "Updated 1 hour ago");
        noise("Last updated: 3 March 2026, 10:15", "Last updated: 3 March 2026, 11:40");
        noise("12 comments", "1,234 comments");
        noise("Share this article", "Share");
        noise("Read more: The bridge in pictures", "Read more: What the mayor knew");
        noise("5 min read", "6 min read");
        check(
            BEFORE,
            &BEFORE.replace("tonight, the", "tonight – the"),
            &["changed Nine boats sail [-tonight,-] {+tonight –+} the master said."],
        );
        let told = BEFORE.replace("Nine", "Nineteen");
        assert!(changes(BEFORE, &told).iter().all(|c| c.matters), "a number in a sentence matters");
    }

    #[test]
    fn altered_quotations_are_paired() {
        let all = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        let removed = all(&["We will keep the harbour open through the winter", "The mayor knew of the cracks"]);
        let added = all(&["Nobody told the engineers", "We will keep the harbour open through the autumn"]);
        assert_eq!(altered(&removed, &added), [(0, 1)]);
    }
}
