//! Words and punctuation with their byte offsets; what is known of a word is looked up here, once.

use super::lexicon::{Class, Lexicon, Manner, Word};
use crate::model::words::push_lower;
use std::ops::Range;

/// How a token is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A word in lower case.
    Lower,
    /// A word with a capital.
    Capital,
    /// Two letters or more, all capital.
    Upper,
    /// Begins with a digit or a currency sign.
    Number,
    /// One character of punctuation.
    Mark(char),
    /// A quotation with all its words, by its number.
    Quote(usize),
}

/// A word, a punctuation character, or a whole quotation that stands in the reporter's prose.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) shape: Shape,
    pub(super) word: Word,
    /// Ends in ’s or s’.
    pub(super) owner: bool,
}

impl Token {
    pub(super) fn is(&self, class: Class) -> bool {
        self.word.is(class)
    }

    pub(super) fn any(&self, classes: &[Class]) -> bool {
        self.word.any(classes)
    }

    pub(super) fn mark(&self, c: char) -> bool {
        self.shape == Shape::Mark(c)
    }

    pub(super) fn quote(&self) -> Option<usize> {
        if let Shape::Quote(q) = self.shape { Some(q) } else { None }
    }

    pub(super) fn is_word(&self) -> bool {
        matches!(self.shape, Shape::Lower | Shape::Capital | Shape::Upper | Shape::Number)
    }

    pub(super) fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Upper)
    }

    /// A dash between spaces, which encloses like a comma.
    pub(super) fn is_dash(&self) -> bool {
        matches!(self.shape, Shape::Mark('—' | '–' | '-'))
    }

    /// A noun, adjective or verb as far as the tables tell, which list the small words.
    pub(super) fn known_function(&self) -> bool {
        const SMALL: &[Class] = &[
            Class::Determiner,
            Class::Subject,
            Class::Relative,
            Class::Preposition,
            Class::Conjunction,
            Class::Subordinator,
            Class::Auxiliary,
            Class::Adverb,
            Class::Time,
        ];
        self.any(SMALL)
    }

    pub(super) fn known_word(&self) -> bool {
        self.word.known()
    }

    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// The tokens of a part of the text.
pub(super) fn tokens(text: &str, part: Range<usize>, lexicon: &Lexicon) -> Vec<Token> {
    let mut found = Vec::with_capacity(part.len() / 5);
    let mut lower = String::new();
    let mut at = part.start;
    while let Some(c) = text[at..part.end].chars().next() {
        let end =
            if c.is_alphanumeric() || "$€£#@".contains(c) { word_end(text, at, part.end, lexicon.manner) } else { at + c.len_utf8() };
        if c.is_alphanumeric() || end > at + c.len_utf8() {
            found.push(word(text, at..end, part.end, lexicon, &mut lower));
        } else if !c.is_whitespace() {
            found.push(Token { start: at, end, shape: Shape::Mark(c), word: Word::default(), owner: false });
        }
        at = found.last().map_or(end, |t: &Token| t.end.max(end));
        if lexicon.manner == Manner::French {
            at += hanging(&text[at..part.end]).unwrap_or(0);
        }
    }
    calm_capitals(&mut found);
    if lexicon.manner == Manner::German {
        calm_nouns(&mut found);
    }
    keep_given_names(&mut found);
    found
}

/// Letters and digits, and what joins them: AT&T, U.S, ex-minister, don’t, 42.6.
fn word_end(text: &str, start: usize, limit: usize, manner: Manner) -> usize {
    let mut chars = text[start..limit].char_indices().peekable();
    chars.next();
    while let Some((i, c)) = chars.next() {
        if manner == Manner::French && elides(&text[start..start + i], c) {
            return start + i + c.len_utf8();
        }
        if manner == Manner::French && hanging(&text[start + i..limit]).is_some() {
            return start + i;
        }
        let mut joins = || chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        let inside = match c {
            c if c.is_alphanumeric() => true,
            ',' | ':' | '/' => joins() && text[..start + i].ends_with(|c: char| c.is_ascii_digit()),
            '.' => joins() && !sentence_runs_on(text, start, start + i),
            '\'' | '’' | '-' | '&' | '@' => joins(),
            _ => false,
        };
        if !inside {
            return start + i;
        }
    }
    limit
}

/// "l’", "qu’": the apostrophe ends a word that lost its vowel.
fn elides(word: &str, mark: char) -> bool {
    const SHORT: &[&str] = &["l", "d", "qu", "j", "n", "s", "c", "m", "t", "jusqu", "lorsqu", "puisqu", "quelqu"];
    matches!(mark, '\'' | '’') && SHORT.contains(&word.to_lowercase().as_str())
}

/// The joint before a pronoun that hangs on its verb: "dit-il", "a-t-elle".
fn hanging(rest: &str) -> Option<usize> {
    const PRONOUNS: &[&str] = &["il", "elle", "ils", "elles", "on", "je", "nous"];
    let joint = ["-t-", "-"].into_iter().find(|j| rest.starts_with(j))?;
    let word: &str = rest[joint.len()..].split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    PRONOUNS.contains(&word).then_some(joint.len())
}

/// German nouns behind an article are no names: "der neue Minister", "die Bahn". A given name and what follows it stay.
fn calm_nouns(tokens: &mut [Token]) {
    for i in 1..tokens.len() {
        let given = |t: &Token| t.any(&[Class::GivenHe, Class::GivenShe]) && t.is_capital();
        // "die Ferro AG"
        let run = tokens[i + 1..].iter().take_while(|t| t.is_capital());
        let company = run.take(4).any(|t| t.is(Class::Legal));
        let named = given(&tokens[i]) || given(&tokens[i - 1]) || company;
        let before = tokens[..i].iter().rev().take(3).find(|t| t.shape != Shape::Lower || t.is(Class::Determiner));
        let behind = before.is_some_and(|t| t.is(Class::Determiner));
        if tokens[i].shape == Shape::Capital && behind && !named && !tokens[i].is(Class::Honorific) {
            tokens[i].shape = Shape::Lower;
        }
    }
}

/// A full stop without the space after it: "the end.The next".
fn sentence_runs_on(text: &str, start: usize, stop: usize) -> bool {
    let before = &text[start..stop];
    let after: String = text[stop + 1..].chars().take(2).collect();
    before.len() > 2 && after.starts_with(char::is_uppercase) && after.ends_with(char::is_lowercase)
}

fn word(text: &str, range: Range<usize>, limit: usize, lexicon: &Lexicon, lower: &mut String) -> Token {
    let written = &text[range.clone()];
    let stem = possessor(written);
    lower.clear();
    for c in stem.chars() {
        push_lower(lower, if c == '’' { '\'' } else { c });
    }
    let mut word = lexicon.look(lower);
    if lexicon.manner == Manner::French && written.ends_with('’') {
        word = lexicon.look(&lower.replace('’', "'"));
    }
    if !word.known() && stem.len() < written.len() {
        // "it's", "that's" stand in the tables as they are written.
        lower.push_str("'s");
        word = lexicon.look(lower);
    }
    if let Some(short) = contracted(lower).filter(|_| !word.known()) {
        word = lexicon.look(short).pronoun();
    }
    let plural = plural_owner(text, &range, limit);
    let owner = plural || stem.len() < written.len();
    let apostrophe = text[range.end..].chars().next().filter(|_| plural).map_or(0, char::len_utf8);
    let end = range.end + apostrophe.max(usize::from(keeps_stop(text, &range, limit, word)));
    Token { start: range.start, end, shape: shape(stem), word, owner }
}

/// "he'd" → "he".
fn contracted(word: &str) -> Option<&str> {
    let at = word.rfind('\'')?;
    matches!(&word[at..], "'d" | "'ll" | "'ve" | "'re" | "'m").then_some(&word[..at])
}

/// The word without its ’s.
pub(super) fn possessor(word: &str) -> &str {
    let stem = word.strip_suffix(['s', 'S']).and_then(|stem| stem.strip_suffix(['\'', '’']));
    stem.unwrap_or(word)
}

fn plural_owner(text: &str, range: &Range<usize>, limit: usize) -> bool {
    let mut rest = text[range.end..limit].chars();
    text[range.clone()].ends_with('s') && matches!(rest.next(), Some('\'' | '’')) && rest.next() == Some(' ')
}

/// The full stop belongs to an abbreviation or an initial, not to the sentence.
fn keeps_stop(text: &str, range: &Range<usize>, limit: usize, word: Word) -> bool {
    let Some(rest) = text[range.end..limit].strip_prefix('.') else { return false };
    let written = &text[range.clone()];
    let initial = written.chars().count() == 1 && written.starts_with(char::is_uppercase) && written != "I";
    let dotted = written.len() > 2 && written.chars().skip(1).step_by(2).all(|c| c == '.');
    // "the U.S. The" ends a sentence all the same; the splitter looks at what follows.
    let goes_on = rest.chars().find(|c| !c.is_whitespace()).is_some_and(|c| c.is_alphanumeric() || ",;:('’".contains(c));
    (initial || dotted || word.is(Class::Abbreviation)) && goes_on
}

/// "@hill", "hill1984": a name that someone gave themselves.
fn is_handle(word: &str) -> bool {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    word.len() > 1 && word.starts_with('@') || letters.len() > 4 && letters.len() < word.len() && letters.chars().all(char::is_alphabetic)
}

fn shape(word: &str) -> Shape {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    match word.chars().next() {
        Some(c) if !c.is_alphabetic() && c != '@' => return Shape::Number,
        _ => {}
    }
    if is_handle(word) {
        Shape::Capital
    } else if !word.contains(char::is_uppercase) {
        Shape::Lower
    } else if word.len() > 1 && letters.all(char::is_uppercase) {
        Shape::Upper
    } else {
        Shape::Capital
    }
}

/// "Will Hill", "Mark Wood": before another capital a given name is nothing else.
fn keep_given_names(tokens: &mut [Token]) {
    for i in 1..tokens.len() {
        // "Molly", "Italy": the ending makes an adverb only of a word in lower case.
        let inside = tokens[i - 1].is_word() || tokens[i - 1].mark(',');
        if inside && tokens[i].is_capital() && tokens[i].word.only_adverb() {
            tokens[i].word = Word::default();
        }
        // "Ferro SA": no "sa" of a sentence.
        if tokens[i].shape == Shape::Upper && tokens[i].is(Class::Legal) && tokens[i - 1].is_capital() {
            tokens[i].word = tokens[i].word.only_legal();
        }
        let given = tokens[i - 1].any(&[Class::GivenHe, Class::GivenShe]) && tokens[i - 1].is_capital();
        if given && tokens[i].is_capital() && !tokens[i].is(Class::NotName) {
            tokens[i - 1].word = tokens[i - 1].word.only_given();
        }
    }
}

/// In a headline all in capitals, capitals tell nothing: known words are read as lower case, the others as names.
fn calm_capitals(tokens: &mut [Token]) {
    let words = tokens.iter().filter(|t| t.is_word()).count();
    let upper = tokens.iter().filter(|t| t.shape == Shape::Upper).count();
    if words < 4 || upper * 10 < words * 7 {
        return;
    }
    for token in tokens.iter_mut().filter(|t| t.shape == Shape::Upper) {
        let title = token.any(&[Class::Honorific, Class::Title]);
        token.shape = if token.word.known() && !title { Shape::Lower } else { Shape::Capital };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_what_joins_them() {
        let check = |text: &str, expected: &[&str]| {
            let found = tokens(text, 0..text.len(), Lexicon::of(None));
            let found: Vec<&str> = found.iter().map(|t| &text[t.range()]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("Dr. Jo B. Hill’s AT&T", &["Dr.", "Jo", "B.", "Hill’s", "AT&T"]);
        check("It rose 42.6 per cent.", &["It", "rose", "42.6", "per", "cent", "."]);
        // The stop of a sentence is its own, even where the space after it is missing.
        check("the end.The next", &["the", "end", ".", "The", "next"]);
        check("the U.S. said", &["the", "U.S.", "said"]);
    }
}
