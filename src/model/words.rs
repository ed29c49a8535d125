//! Words as they are compared: marks, case and spelling of quotes and dashes aside.

/// The words of a text in lower case, without marks: `“We’ll see,” he said` → `we'll`, `see`, `he`, `said`.
///
/// An apostrophe inside a word belongs to it, curly or straight; a hyphen parts words.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let inside = matches!(c, '\'' | '’') && !word.is_empty() && rest.peek().is_some_and(|n| n.is_alphanumeric());
        if c.is_alphanumeric() {
            push_lower(&mut word, c);
        } else if inside {
            word.push('\'');
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    words.extend(Some(word).filter(|w| !w.is_empty()));
    words
}

/// Adds a character in lower case.
pub fn push_lower(to: &mut String, c: char) {
    if c.is_ascii() { to.push(c.to_ascii_lowercase()) } else { to.extend(c.to_lowercase()) }
}

/// How many words a text has.
#[must_use]
pub fn count(text: &str) -> usize {
    let (mut count, mut inside) = (0, false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let within = c.is_alphanumeric() || inside && matches!(c, '\'' | '’') && rest.peek().is_some_and(|n| n.is_alphanumeric());
        count += usize::from(within && !inside);
        inside = within;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_case_are_aside() {
        let check = |text: &str, expected: &str| {
            assert_eq!(words(text).join(" "), expected);
            assert_eq!(count(text), words(text).len(), "{text}");
        };
        check("“We’ll see,” he said.", "we'll see he said");
        check("'single' marks, the workers' own", "single marks the workers own");
        check("state-of-the-art—2026", "state of the art 2026");
        check("", "");
    }
}
