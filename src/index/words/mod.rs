//! How a text is taken apart into words, for the index, for questions and for what is marked in an answer.
//!
//! A word is a run of letters and digits, folded: in lower case, without accents. In scripts that write without spaces each
//! letter is a word, so that a question finds any run of them. A word is looked for as it stands, or by its stem in the
//! language of the text.
//!
//! - [`split`]: text → places of words, with where sentences and paragraphs begin
//! - [`fold`]: case and accents; [`stem`]: by language; `analyser`: the same as the index wants it; `known`: words met before

pub(super) mod analyser;
mod fold;
mod known;
mod sentence;
mod stem;

pub use fold::fold;
pub(super) use stem::LANGUAGES;
pub use stem::stem;

/// The place of a word in its text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// First byte.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
    /// What begins with it.
    pub begins: Begins,
}

/// What begins with a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Begins {
    /// Nothing.
    Nothing,
    /// A sentence.
    Sentence,
    /// A paragraph, and a sentence with it.
    Paragraph,
}

/// The words of a text, in order.
#[must_use]
pub fn split(text: &str) -> Split<'_> {
    Split { text, at: 0, last: None }
}

/// Iterates over the words of a text.
#[derive(Debug)]
pub struct Split<'t> {
    text: &'t str,
    at: usize,
    last: Option<Place>,
}

impl Iterator for Split<'_> {
    type Item = Place;

    fn next(&mut self) -> Option<Place> {
        let (start, begins) = self.after_a_space().map_or_else(|| self.after_anything(), Some)?;
        let end = start + length(&self.text[start..]);
        self.at = end;
        self.last = Some(Place { start, end, begins });
        self.last
    }
}

impl Split<'_> {
    /// The start of the next word, where it comes after a single space, as most do.
    fn after_a_space(&self) -> Option<(usize, Begins)> {
        let rest = &self.text.as_bytes()[self.at..];
        (self.last.is_some() && rest.first() == Some(&b' ') && rest.get(1).is_some_and(u8::is_ascii_alphanumeric))
            .then_some((self.at + 1, Begins::Nothing))
    }

    fn after_anything(&self) -> Option<(usize, Begins)> {
        let start = self.at + first(&self.text[self.at..])?;
        Some((start, self.last.map_or(Begins::Paragraph, |last| sentence::begins(self.text, last, start))))
    }
}

/// Bytes before the first word of a text. Most are of one letter, and are looked at as such.
fn first(text: &str) -> Option<usize> {
    let plain = text.bytes().position(|b| !b.is_ascii() || b.is_ascii_alphanumeric())?;
    if text.as_bytes()[plain].is_ascii() {
        return Some(plain);
    }
    text[plain..].char_indices().find(|(_, c)| c.is_alphanumeric()).map(|(at, _)| plain + at)
}

/// Bytes of the word that a text opens with.
fn length(text: &str) -> usize {
    let plain = text.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(text.len());
    if text.as_bytes().get(plain).is_none_or(u8::is_ascii) {
        return plain;
    }
    if let Some(first) = text.chars().next().filter(|first| stands_alone(*first)) {
        return first.len_utf8();
    }
    let after = |(_, c): &(usize, char)| !(c.is_alphanumeric() || is_combining(*c)) || stands_alone(*c);
    text[plain..].char_indices().find(after).map_or(text.len(), |(at, _)| plain + at)
}

/// Whether every word stands in a text as it is folded, but for great letters: none has a letter or an accent beyond ASCII.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    text.is_ascii() || !text.chars().any(|c| !c.is_ascii() && (c.is_alphanumeric() || is_combining(c)))
}

/// Accents that follow their letter.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Letters of scripts that write without spaces between words, or (Hangul) with endings that grow onto them.
pub(super) fn stands_alone(c: char) -> bool {
    c >= '\u{e00}'
        && matches!(c,
            '\u{e00}'..='\u{eff}' // Thai, Lao
            | '\u{1000}'..='\u{109f}' // Burmese
            | '\u{1100}'..='\u{11ff}' // Hangul letters
            | '\u{1780}'..='\u{17ff}' // Khmer
            | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' // kana
            | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' // Han
            | '\u{ac00}'..='\u{d7af}') // Hangul syllables
}

/// Whether a word as written has a stem in a language; faster than to make its stem, as most words were seen before.
#[must_use]
pub fn has_stem(language: &str, word: &str, stem: &str) -> bool {
    analyser::has_stem(language, word, stem)
}

/// A text's words as they are looked for in quotation marks.
#[must_use]
pub fn folded(text: &str) -> Vec<String> {
    split(text).map(|p| fold(&text[p.start..p.end])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        let check = |text: &str, expected: &str| assert_eq!(folded(text).join(" "), expected, "{text}");
        check("“We’ll see,” he said.", "we ll see he said");
        check("state-of-the-art—2026", "state of the art 2026");
        check("Ünïcode façade, Łódź", "unicode facade lodz");
        // Letter and accent as two characters.
        check("re\u{301}sume\u{301}", "resume");
        check("東京都2026年", "東 京 都 2026 年");
        check("— … !", "");
    }

    #[test]
    fn sentences_and_paragraphs_begin() {
        let check = |text: &str, expected: &str| {
            let begins = split(text).filter(|p| p.begins != Begins::Nothing);
            let shown = begins.map(|p| format!("{}{}", if p.begins == Begins::Paragraph { "¶" } else { "" }, &text[p.start..p.end]));
            assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "{text}");
        };
        check("It rained. It stopped! Why? Nobody knew.", "¶It It Why Nobody");
        check("“It rained.” She left.\n\nThe end", "¶It She ¶The");
        // Abbreviations, initials, numbers and small letters go on.
        check("Mr. Roe of the U.S. Navy paid 3.50 to J. Doe, e.g. twice, etc. and left.", "¶Mr");
        check("東京。大阪", "¶東 大");
    }
}
