//! Wire credits: which agency a text says it is from. Evidence that texts are copies, and no proof.

/// What agencies are called where they are credited, with the name they are given here. Sorted.
const AGENCIES: &[(&str, &str)] = &[
    ("afp", "AFP"),
    ("agence france-presse", "AFP"),
    ("ansa", "ANSA"),
    ("ap", "AP"),
    ("apa", "APA"),
    ("associated press", "AP"),
    ("bloomberg", "Bloomberg"),
    ("canadian press", "Canadian Press"),
    ("dpa", "dpa"),
    ("dpa-afx", "dpa"),
    ("efe", "EFE"),
    ("kyodo", "Kyodo"),
    ("pa", "PA"),
    ("pa media", "PA"),
    ("press association", "PA"),
    ("pti", "PTI"),
    ("reuters", "Reuters"),
    ("tass", "TASS"),
    ("the associated press", "AP"),
    ("the canadian press", "Canadian Press"),
    ("upi", "UPI"),
    ("xinhua", "Xinhua"),
];

/// Code points at the beginning and at the end of a text in which a credit may stand.
const REACH: usize = 240;

/// The agency that a text credits: `BERLIN (Reuters) –` at its beginning, `(AP)` at its end, or an author of that name.
#[must_use]
pub fn credit(text: &str, authors: &[String]) -> Option<&'static str> {
    authors.iter().find_map(|a| agency(a)).or_else(|| bracketed(head(text))).or_else(|| bracketed(tail(text)))
}

fn agency(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase();
    AGENCIES.binary_search_by_key(&name.as_str(), |(credited, _)| credited).ok().map(|row| AGENCIES[row].1)
}

/// In brackets, a slash between two of them: `(dpa/Reuters)`.
fn bracketed(text: &str) -> Option<&'static str> {
    text.split(['(', '[']).skip(1).filter_map(|rest| rest.split([')', ']']).next()).flat_map(|inside| inside.split('/')).find_map(agency)
}

fn head(text: &str) -> &str {
    &text[..text.char_indices().nth(REACH).map_or(text.len(), |(at, _)| at)]
}

fn tail(text: &str) -> &str {
    &text[text.char_indices().rev().nth(REACH).map_or(0, |(at, _)| at)..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agencies_are_credited_at_either_end_or_as_authors() {
        let check = |text: &str, author: &str, expected: Option<&str>| assert_eq!(credit(text, &[author.to_owned()]), expected, "{text}");
        check("PORT QUILL (AP) _ The bridge is closed.", "", Some("AP"));
        check("Berlin (dpa/Reuters) – Die Brücke bleibt zu.", "", Some("dpa"));
        check("The bridge is closed.", "Associated Press", Some("AP"));
        check(&format!("{} (AFP)", "The bridge is closed. ".repeat(40)), "", Some("AFP"));
        check("The party (PAP) met an agency (it said).", "Ann Reuters", None);
        let inside = format!("{0} The desk (Reuters) wrote. {0}", "The bridge is closed. ".repeat(40));
        check(&inside, "", None);
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(AGENCIES.is_sorted_by_key(|(name, _)| *name));
    }
}
