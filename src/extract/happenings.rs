//! Dated sentences: mentions that are the date of something else than a saying, and the entries of a live blog.

use crate::model::{Article, Findings, Happening, Mention, Part, PartKind, Place};

/// The sentences around the mentions that no quotation took for its own date, and what opens each entry; in text order.
#[must_use]
pub fn happenings(article: &Article, findings: &Findings) -> Vec<Happening> {
    let chars: Vec<char> = article.text.chars().collect();
    let mentions = findings.mentions.iter().filter(|m| !is_said(m, findings));
    let mut happenings: Vec<Happening> = mentions.map(|m| happening(&chars, m)).collect();
    happenings.extend(article.parts.iter().filter(|p| p.kind == PartKind::Entry).filter_map(|p| entry(&chars, p)));
    happenings.sort_by_key(|h| h.start);
    happenings
}

/// An entry's headline or first sentence, at the entry's time.
fn entry(chars: &[char], part: &Part) -> Option<Happening> {
    let first = (part.start..part.end).find(|i| !chars[*i].is_whitespace())?;
    let Place { start, end } = sentence(chars, first, first + 1);
    Some(Happening { start, end, text: chars[start..end].iter().collect(), when: part.when.clone()? })
}

/// The mention dates a saying, or stands inside one: what is said to happen has not happened for that.
fn is_said(mention: &Mention, findings: &Findings) -> bool {
    findings.quotes.iter().any(|q| {
        let dates = q.said.as_ref().is_some_and(|w| w.start == mention.when.start && w.raw == mention.when.raw);
        dates || q.content.iter().any(|p| p.start <= mention.start && mention.end <= p.end)
    })
}

fn happening(chars: &[char], mention: &Mention) -> Happening {
    let Place { start, end } = sentence(chars, mention.start, mention.end);
    Happening { start, end, text: chars[start..end].iter().collect(), when: mention.when.clone() }
}

/// From the end of the sentence before to the end of this one; a line break ends every sentence.
fn sentence(chars: &[char], from: usize, to: usize) -> Place {
    let (from, to) = (from.min(chars.len()), to.min(chars.len()));
    let start = (0..from).rev().find(|i| ends(chars, *i)).map_or(0, |i| i + 1);
    let start = (start..from).find(|i| !chars[*i].is_whitespace()).unwrap_or(from);
    let end = (to..chars.len()).find(|i| ends(chars, *i)).map_or(chars.len(), |i| if chars[i] == '\n' { i } else { i + 1 });
    Place { start, end }
}

/// A full stop before white space, unless it stands after one or two letters: those are abbreviations.
fn ends(chars: &[char], at: usize) -> bool {
    let before_space = chars.get(at + 1).is_none_or(|c| c.is_whitespace());
    match chars[at] {
        '\n' => true,
        '!' | '?' => before_space,
        '.' => before_space && !matches!(chars[..at].iter().rev().take_while(|c| c.is_alphabetic()).count(), 1 | 2),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Basis, When, Zone};
    use chrono::NaiveDate;

    #[test]
    fn an_entry_happens_at_its_time() {
        let text = "Opening words.\n\nThe gate is shut. More follows.";
        let when = When::day(NaiveDate::from_ymd_opt(2026, 3, 4).unwrap(), Zone::Unknown, Basis::Explicit, "");
        let part = Part { start: 16, end: text.len(), kind: PartKind::Entry, label: None, when: Some(when.clone()) };
        let article = Article { text: text.to_owned(), parts: vec![part], ..Article::default() };
        let expected = Happening { start: 16, end: 33, text: "The gate is shut.".to_owned(), when };
        assert_eq!(happenings(&article, &Findings::default()), [expected]);
    }

    #[test]
    fn a_sentence_ends_where_it_ends() {
        let check = |text: &str, date: &str, expected: &str| {
            let chars: Vec<char> = text.chars().collect();
            let at = text.find(date).unwrap();
            let Place { start, end } = sentence(&chars, at, at + date.len());
            assert_eq!(&text[start..end], expected);
        };
        check(
            "The boats stopped. On 3 March Mr. Oake left the board. He is 61.\n\nMore.",
            "3 March",
            "On 3 March Mr. Oake left the board.",
        );
        check("They met on March 2. Nobody was hurt.", "March 2", "They met on March 2.");
    }
}
