//! A word without its ending, by language.

use frostem::{Algorithm, Stemmer};
use std::borrow::Cow;

/// Languages with a stemmer, by their ISO 639-1 codes; and none, for all others.
pub(in crate::index) const LANGUAGES: &[(&str, Option<Algorithm>)] = &[
    ("", None),
    ("ar", Some(Algorithm::Arabic)),
    ("da", Some(Algorithm::Danish)),
    ("de", Some(Algorithm::German)),
    ("el", Some(Algorithm::Greek)),
    ("en", Some(Algorithm::English)),
    ("es", Some(Algorithm::Spanish)),
    ("fi", Some(Algorithm::Finnish)),
    ("fr", Some(Algorithm::French)),
    ("hu", Some(Algorithm::Hungarian)),
    ("it", Some(Algorithm::Italian)),
    ("nb", Some(Algorithm::Norwegian)),
    ("nl", Some(Algorithm::Dutch)),
    ("nn", Some(Algorithm::Norwegian)),
    ("no", Some(Algorithm::Norwegian)),
    ("pt", Some(Algorithm::Portuguese)),
    ("ro", Some(Algorithm::Romanian)),
    ("ru", Some(Algorithm::Russian)),
    ("sv", Some(Algorithm::Swedish)),
    ("ta", Some(Algorithm::Tamil)),
    ("tr", Some(Algorithm::Turkish)),
];

/// The code of the stemmer's language that a text's language comes under.
pub(super) fn code(language: &str) -> &'static str {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    LANGUAGES.iter().find(|(code, _)| code.eq_ignore_ascii_case(primary)).map_or("", |(code, _)| code)
}

/// The stem of a word as written, folded. Accents are part of a language's endings, and are folded after.
#[must_use]
pub fn stem(language: &str, word: &str) -> String {
    let code = code(language);
    let algorithm = LANGUAGES.iter().find(|(c, _)| *c == code).and_then(|(_, a)| *a);
    let lower = word.to_lowercase();
    let stemmed = algorithm.map_or(Cow::Borrowed(lower.as_str()), |a| Stemmer::new(a).stem(&lower));
    super::fold(&stemmed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_go_by_language() {
        let check = |language: &str, a: &str, b: &str| assert_eq!(stem(language, a), stem(language, b), "{language}: {a}, {b}");
        check("en", "Strikes", "striking");
        check("en-GB", "ministries", "ministry");
        check("de", "Häuser", "Häusern");
        check("fr", "élections", "ELECTION");
        check("ru", "выборы", "выборов");
        assert_ne!(stem("", "strikes"), stem("", "strike"));
        assert_eq!(stem("xx", "Café"), "cafe");
        assert!(LANGUAGES.is_sorted_by_key(|(code, _)| *code));
    }
}
