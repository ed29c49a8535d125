//! Why a question cannot be understood, where, and what would be right.

/// Why a question cannot be understood, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}{}", .hint.as_ref().map(|h| format!("; {h}")).unwrap_or_default())]
pub struct Problem {
    /// First code point of the place.
    pub start: usize,
    /// First code point after it.
    pub end: usize,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub hint: Option<String>,
}

impl Problem {
    pub(super) fn new(place: (usize, usize), message: impl Into<String>, hint: impl Into<String>) -> Problem {
        let hint = Some(hint.into()).filter(|h| !h.is_empty());
        Problem { start: place.0, end: place.1.max(place.0 + 1), message: message.into(), hint }
    }

    /// The question with a caret under the place, two lines.
    #[must_use]
    pub fn caret(&self, question: &str) -> String {
        let line: String = question.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let length = self.end.min(line.chars().count().max(self.start + 1)) - self.start;
        format!("{line}\n{}{}", " ".repeat(self.start), "^".repeat(length))
    }
}

/// What was probably meant, and all that could be.
pub(super) fn expected<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.collect();
    let nearest = known.iter().filter(|k| crate::index::is_like(written, k, 2)).min_by_key(|k| {
        let shared = k.chars().zip(written.chars()).take_while(|(a, b)| a == b).count();
        (!crate::index::is_like(written, k, 1), std::cmp::Reverse(shared))
    });
    let all = format!("expected: {}", known.join(", "));
    nearest.map_or(all.clone(), |meant| format!("did you mean {meant}? {all}"))
}
