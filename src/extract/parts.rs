//! Parts of a text that its words alone tell: the dateline before the first sentence, and what stands under every release.

use crate::model::{Part, PartKind};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A paragraph with its place in code points.
#[derive(Debug, Clone, Copy)]
struct Paragraph<'t> {
    start: usize,
    text: &'t str,
}

impl Paragraph<'_> {
    fn end(&self) -> usize {
        self.start + self.text.chars().count()
    }
}

/// The dateline and the boilerplate of a text, in its order.
pub(super) fn of_text(text: &str) -> Vec<Part> {
    let paragraphs = paragraphs(text);
    let mut parts: Vec<Part> = dateline(&paragraphs).into_iter().collect();
    parts.extend(boilerplate(&paragraphs));
    parts
}

/// The place that the dateline names, in bytes.
pub(super) fn dateline_place(parts: &[Part], text: &str) -> Option<Range<usize>> {
    let place = parts.iter().find(|p| p.kind == PartKind::Dateline)?.label.as_ref()?;
    let start = dateline_bytes(parts, text)?.start;
    Some(start..start + place.len()).filter(|place| place.end <= text.len())
}

/// The dateline as a whole, in bytes.
pub(super) fn dateline_bytes(parts: &[Part], text: &str) -> Option<Range<usize>> {
    let part = parts.iter().find(|p| p.kind == PartKind::Dateline)?;
    let byte = |at: usize| text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
    Some(byte(part.start)..byte(part.end))
}

/// Lines that hold something.
fn paragraphs(text: &str) -> Vec<Paragraph<'_>> {
    let mut at = 0;
    let mut paragraphs = Vec::new();
    for line in text.split('\n') {
        let text = line.trim();
        if !text.is_empty() {
            let indent = line.chars().take_while(|c| c.is_whitespace()).count();
            paragraphs.push(Paragraph { start: at + indent, text });
        }
        at += line.chars().count() + 1;
    }
    paragraphs
}

/// How many paragraphs may stand before the one with the dateline: headline, lead, "FOR IMMEDIATE RELEASE", contacts.
const BEFORE_DATELINE: usize = 6;

/// In code points.
const LONGEST_DATELINE: usize = 120;

/// Place in capitals, or with an agency or a day; then the dash.
static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
    let place = r"(?P<place>\p{Lu}[\p{L}.'’-]*(?:[ ,]+\p{Lu}[\p{L}.'’-]*){0,4})";
    let agency = r"(?:\s*[(/]\s*(?:[\p{Lu}][\p{L} .-]{1,40})\s*[)/])";
    let day = r"(?:[,.;]?\s*(?:\p{Lu}\p{L}{2,9}\.? [0-9]{1,2}(?:,? (?:19|20)[0-9]{2})?|[0-9]{1,2}\.? \p{Lu}\p{L}{2,9}\.?(?: (?:19|20)[0-9]{2})?))";
    Regex::new(&format!(r"^{place}(?P<more>{agency}?{day}{agency}?|{agency}{day}?)?\s*(?:-{{1,3}}|[–—―])\s*")).expect("a valid pattern")
});

fn dateline(paragraphs: &[Paragraph]) -> Option<Part> {
    paragraphs.iter().take(BEFORE_DATELINE).find_map(|p| {
        // The pattern is a large one, and most texts have no dash so early.
        let head: String = p.text.chars().take(LONGEST_DATELINE).collect();
        head.contains(['-', '–', '—', '―']).then_some(())?;
        let found = DATELINE.captures(p.text)?;
        let whole = found.get(0)?;
        let place = found.name("place")?.as_str().trim_end_matches(',');
        let says_more = found.name("more").is_some();
        let goes_on = p.text[whole.end()..].chars().count() > 40;
        (goes_on && whole.as_str().ends_with(' ') && (says_more || in_capitals(place))).then(|| Part {
            start: p.start,
            end: p.start + whole.as_str().trim_end().chars().count(),
            kind: PartKind::Dateline,
            label: Some(place.to_owned()),
            when: None,
        })
    })
}

/// "NEW YORK", "WASHINGTON, D.C.", "ST. PAUL, Minn.": the name before the first comma has no small letter.
fn in_capitals(place: &str) -> bool {
    let name = place.split(',').next().unwrap_or_default();
    name.chars().filter(|c| c.is_uppercase()).count() > 2 && !name.chars().any(char::is_lowercase)
}

/// Lines that open boilerplate whoever writes, in lower case; a colon may follow.
const OPENINGS: &[&str] = &[
    "cautionary note regarding forward-looking statements",
    "cautionary statement",
    "contact",
    "contact information",
    "contact presse",
    "contacto de prensa",
    "contacts",
    "contacts presse",
    "contatti stampa",
    "disclaimer",
    "editor's note",
    "editors' notes",
    "for further information",
    "for media inquiries",
    "for more information",
    "forward looking statements",
    "forward-looking statements",
    "further information",
    "hinweis an die redaktion",
    "hinweise an die redaktion",
    "investor contact",
    "investor relations",
    "kontakt",
    "legal notice",
    "media contact",
    "media contacts",
    "media enquiries",
    "media inquiries",
    "note to editors",
    "notes for editors",
    "notes to editors",
    "press contact",
    "press contacts",
    "pressekontakt",
    "safe harbor statement",
    "safe harbour statement",
];

/// Words before a name that open the description of who writes, with the languages they are of.
const ABOUT: &[&str] =
    &["about ", "über ", "à propos de ", "à propos d'", "a propos de ", "acerca de ", "sobre ", "informazioni su ", "over "];

/// Lines after which nothing of a release follows (the trade's marks for its end).
const ENDS: &[&str] = &["###", "# # #", "####", "-30-", "– 30 –", "-ends-", "– ends –", "- ends -", "*** ends ***", "[ends]", "ends"];

/// Longer lines are text.
const LONGEST_OPENING: usize = 80;

/// From each opening in the second half of the text to the next one, or to the end.
fn boilerplate(paragraphs: &[Paragraph]) -> Vec<Part> {
    let half = paragraphs.last().map_or(0, |p| p.end() / 2);
    let late = (0..paragraphs.len()).filter(|n| paragraphs[*n].start >= half);
    let openings: Vec<usize> = late.filter(|n| opens(&paragraphs[*n..])).collect();
    let end_of = |n: usize| paragraphs[n].end();
    openings
        .iter()
        .enumerate()
        .map(|(i, first)| {
            let last = openings.get(i + 1).map_or(paragraphs.len(), |next| *next) - 1;
            let label =
                paragraphs[*first].text.chars().any(char::is_alphabetic).then(|| paragraphs[*first].text.trim_end_matches(':').to_owned());
            Part {
                start: paragraphs[*first].start,
                end: end_of(last),
                kind: PartKind::Boilerplate,
                label: label.filter(|l| l.chars().count() <= LONGEST_OPENING),
                when: None,
            }
        })
        .collect()
}

/// The first of these paragraphs opens boilerplate.
fn opens(paragraphs: &[Paragraph]) -> bool {
    let Some(first) = paragraphs.first().map(|p| p.text) else { return false };
    let line = first.to_lowercase().replace('’', "'");
    let heading = first.chars().count() <= LONGEST_OPENING && !line.ends_with(['.', '?', '!']);
    ENDS.contains(&line.as_str())
        || heading && OPENINGS.contains(&line.trim_end_matches([':', ' ']))
        || heading && describes(first, &line, paragraphs.get(1).map_or("", |p| p.text))
}

/// "About Example Corp", and what follows begins with the name or its first word.
fn describes(heading: &str, lower: &str, next: &str) -> bool {
    let Some(opening) = ABOUT.iter().find(|o| lower.starts_with(**o)) else { return false };
    let name = heading.chars().skip(opening.chars().count()).collect::<String>();
    let word =
        name.split([' ', ',', ':']).find(|w| !matches!(w.to_lowercase().as_str(), "the" | "die" | "der" | "das" | "la" | "le" | "l'"));
    let begins: String = next.chars().take(120).collect();
    word.is_some_and(|w| w.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric()) && begins.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(PartKind, String, Option<String>)> {
        let chars: Vec<char> = text.chars().collect();
        of_text(text).into_iter().map(|p| (p.kind, chars[p.start..p.end].iter().collect(), p.label)).collect()
    }

    fn dateline_of(text: &str) -> Option<String> {
        of(&format!("{text}the town has decided to build the bridge anew, at last.")).into_iter().find(|p| p.0 == PartKind::Dateline)?.2
    }

    #[test]
    fn datelines() {
        let check = |text: &str, place: Option<&str>| assert_eq!(dateline_of(text).as_deref(), place, "{text}");
        check("WASHINGTON, Feb. 26 — ", Some("WASHINGTON"));
        check("GENEVA – ", Some("GENEVA"));
        check("ST. PAUL, Minn., March 3, 2026 -- ", Some("ST. PAUL, Minn."));
        check("Quillhaven (Agency) - ", Some("Quillhaven"));
        check("Quillhaven, 3. März 2026 – ", Some("Quillhaven"));
        check("LONDON (Agency), 26 February 2026 – ", Some("LONDON"));
        check("FOR IMMEDIATE RELEASE\n\nBridge rises\n\nOSLO, Norway — ", Some("OSLO, Norway"));
        // A name and a dash are no dateline.
        check("Ada Lane – ", None);
        check("The mayor - ", None);
        // A dash within a word is none.
        check("SARS-", None);
    }

    #[test]
    fn the_place_of_a_dateline_in_bytes() {
        let text = "Größe zählt\n\nQUILLHAVEN, Feb. 26 — The town has decided to build the bridge anew, at last.";
        let place = |text| dateline_place(&of_text(text), text);
        assert_eq!(place(text).map(|r| &text[r]), Some("QUILLHAVEN"));
        assert_eq!(place("The town has decided - at last - to build the bridge anew."), None);
    }

    #[test]
    fn the_end_of_a_release_is_the_same_every_time() {
        let body = "The bridge is open.\n\n".repeat(10);
        let text =
            format!("{body}About Quillhaven Ferries\n\nQuillhaven Ferries sails since 1901.\n\nMedia contact:\n\npress@quillhaven.example");
        let found = of(&text);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].1, "About Quillhaven Ferries\n\nQuillhaven Ferries sails since 1901.");
        assert_eq!(found[1].2.as_deref(), Some("Media contact"));
        assert_eq!(of(&format!("{body}###\n\nFive pages follow.")).len(), 1);
    }

    #[test]
    fn headings_of_an_article_are_none() {
        let body = "The bridge is open.\n\n".repeat(10);
        // Nothing that follows has the name, or it stands too early, or it is a sentence.
        assert_eq!(of(&format!("{body}About Time\n\nThe mayor came late.")), []);
        assert_eq!(of(&format!("About Quillhaven\n\nQuillhaven is a town.\n\n{body}")), []);
        assert_eq!(of(&format!("{body}About Quillhaven nobody knew.\n\nQuillhaven was small.")), []);
    }
}
