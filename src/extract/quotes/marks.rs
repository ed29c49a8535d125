//! Quotation marks: where a quotation opens and where it closes, one paragraph at a time.
//!
//! Marks that cannot be told apart by their shape are told apart by what stands around them; a mark that finds no partner costs
//! at most its own paragraph.

use std::ops::Range;

/// Words inside a pair of marks, in bytes of the whole text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marked {
    /// With the marks.
    pub(super) outer: Range<usize>,
    /// Without them, trimmed.
    pub(super) inner: Range<usize>,
    /// The closing mark is there; without it the piece runs to the end of its paragraph.
    pub(super) closed: bool,
    /// The name of the marks, for the rule.
    pub(super) shape: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Double,
    Single,
    Angle,
    Corner,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Open,
    Close,
    Either,
}

/// Marks, their family and the side their shape tells. What stands around them may overrule it: „A“, »A«, ”A”.
const SHAPES: &[(char, Family, Side, &str)] = &[
    ('"', Family::Double, Side::Either, "straight"),
    ('\'', Family::Single, Side::Either, "single"),
    ('«', Family::Angle, Side::Open, "angle"),
    ('»', Family::Angle, Side::Close, "angle"),
    ('‘', Family::Single, Side::Open, "single"),
    ('’', Family::Single, Side::Close, "single"),
    ('‚', Family::Single, Side::Open, "single"),
    ('“', Family::Double, Side::Open, "curly"),
    ('”', Family::Double, Side::Close, "curly"),
    ('„', Family::Double, Side::Open, "low"),
    ('‟', Family::Double, Side::Open, "curly"),
    ('‹', Family::Angle, Side::Open, "angle"),
    ('›', Family::Angle, Side::Close, "angle"),
    ('「', Family::Corner, Side::Open, "corner"),
    ('」', Family::Corner, Side::Close, "corner"),
    ('『', Family::Corner, Side::Open, "corner"),
    ('』', Family::Corner, Side::Close, "corner"),
    ('＂', Family::Double, Side::Either, "straight"),
];

/// Words that begin with an apostrophe.
const ELISIONS: &[&str] = &["em", "til", "till", "cause", "tis", "twas", "n", "bout", "round", "cos", "coz", "nuff"];

#[derive(Debug, Clone, Copy)]
struct Mark {
    at: usize,
    end: usize,
    family: Family,
    side: Side,
    shape: &'static str,
    /// An apostrophe as likely as a closing mark: "the workers’ rights".
    doubtful: bool,
}

/// The outermost quotations of a paragraph that starts at byte `base` of the text. `continues` says whether the next paragraph
/// opens with a mark.
pub(super) fn pairs(paragraph: &str, base: usize, continues: bool) -> Vec<Marked> {
    let marks = marks(paragraph);
    let mut found = Vec::new();
    let mut i = 0;
    while i < marks.len() {
        let open = marks[i];
        i += 1;
        if open.side == Side::Close {
            continue;
        }
        if let Some(close) = partner(&marks, i - 1) {
            found.extend(marked(paragraph, base, open, Some(marks[close])));
            i = close + 1;
        } else if runs_on(paragraph, &marks, i - 1, continues) {
            found.extend(marked(paragraph, base, open, None));
            break;
        }
    }
    found
}

/// The paragraph begins with a double mark that nothing in it closes.
pub(super) fn left_open(paragraph: &str) -> bool {
    let marks: Vec<Mark> = marks(paragraph).into_iter().filter(|m| m.family == Family::Double).collect();
    marks.len() == 1 && marks[0].side == Side::Open && paragraph[..marks[0].at].trim().is_empty()
}

/// Of a paragraph in an open quotation: true where its only double mark closes at its end, false where marks open in it, none
/// where it has no marks.
pub(super) fn plain_until_close(paragraph: &str) -> Option<bool> {
    let marks: Vec<Mark> = marks(paragraph).into_iter().filter(|m| m.family == Family::Double).collect();
    let first = marks.first()?;
    Some(marks.len() == 1 && first.side == Side::Close && paragraph[first.end..].trim().is_empty())
}

/// The paragraph begins with an opening mark.
pub(super) fn opens(paragraph: &str) -> bool {
    let first = paragraph.trim_start().chars().next();
    first.is_some_and(|c| SHAPES.iter().any(|(mark, family, side, _)| *mark == c && *side != Side::Close && *family != Family::Single))
        || paragraph.trim_start().starts_with('‘')
}

fn marked(paragraph: &str, base: usize, open: Mark, close: Option<Mark>) -> Option<Marked> {
    let (end, outer_end) = close.map_or((paragraph.len(), paragraph.trim_end().len()), |c| (c.at, c.end));
    let inner = &paragraph[open.end..end];
    let start = open.end + inner.len() - inner.trim_start().len();
    let end = start + inner.trim().len();
    let shape = close.filter(|c| c.shape != open.shape).map_or(open.shape, |_| "mixed");
    (start < end).then(|| Marked {
        outer: base + open.at..base + outer_end.max(end),
        inner: base + start..base + end,
        closed: close.is_some(),
        shape,
    })
}

fn marks(paragraph: &str) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut before = None;
    let mut chars = paragraph.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        // Most characters are no marks; the table is long.
        if !c.is_ascii() || matches!(c, '"' | '\'' | '`') {
            let twin = matches!(c, '\'' | '’' | '‘' | '`') && chars.next_if(|(_, next)| *next == c).is_some();
            found.extend(if twin { Some(twins(paragraph, at, c, before)) } else { mark(paragraph, at, c, before) });
        }
        before = Some(c);
    }
    found
}

/// Two single marks that stand for a double one.
fn twins(paragraph: &str, at: usize, c: char, before: Option<char>) -> Mark {
    let end = at + 2 * c.len_utf8();
    let side = double(before, &paragraph[end..], Side::Either);
    Mark { at, end, family: Family::Double, side, shape: "twin", doubtful: false }
}

fn mark(paragraph: &str, at: usize, c: char, before: Option<char>) -> Option<Mark> {
    let &(_, family, side, shape) = SHAPES.iter().find(|(mark, ..)| *mark == c)?;
    let end = at + c.len_utf8();
    let rest = &paragraph[end..];
    let side = if family == Family::Single { single(before, rest, c)? } else { double(before, rest, side) };
    let doubtful = family == Family::Single && before == Some('s') && followed_by_word(rest);
    Some(Mark { at, end, family, side, shape, doubtful })
}

fn followed_by_word(rest: &str) -> bool {
    rest.strip_prefix(' ').is_some_and(|r| r.starts_with(char::is_alphabetic))
}

fn opening_place(before: Option<char>, rest: &str) -> bool {
    let free = before.is_none_or(|c| c.is_whitespace() || "([{—–-/:;>".contains(c) || is_opening_mark(c));
    free && rest.chars().next().is_some_and(|c| !c.is_whitespace() && !",;:!?)".contains(c) && (c != '.' || rest.starts_with("..")))
}

fn closing_place(before: Option<char>, rest: &str) -> bool {
    before.is_some_and(|c| !c.is_whitespace()) && rest.chars().next().is_none_or(|c| !c.is_alphanumeric())
}

fn is_opening_mark(c: char) -> bool {
    "“‘„‚«‹「『\"'".contains(c)
}

/// Place first, shape second: a mark glued to the word after it opens, one glued to the word before it closes.
fn double(before: Option<char>, rest: &str, side: Side) -> Side {
    let (opens, closes) = (opening_place(before, rest), closing_place(before, rest));
    match (opens, closes, side) {
        (true, false, _) => Side::Open,
        (false, true, _) => Side::Close,
        (_, _, side) => side,
    }
}

/// None for an apostrophe.
fn single(before: Option<char>, rest: &str, c: char) -> Option<Side> {
    if opening_place(before, rest) && c != '’' {
        let word: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
        let elided = c == '\'' && (word.starts_with(|c: char| c.is_ascii_digit()) || ELISIONS.contains(&word.to_lowercase().as_str()));
        return (!elided).then_some(Side::Open);
    }
    let closes = before.is_some_and(|c| !c.is_whitespace()) && rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
    (closes && c != '‘').then_some(Side::Close)
}

/// Marks behind an opening one among which its partner is looked for.
const REACH: usize = 200;

/// The mark that closes the one at `open`: the balanced one, else the first closing one that no other opens before.
fn partner(marks: &[Mark], open: usize) -> Option<usize> {
    let family = marks[open].family;
    let same = || marks.iter().enumerate().skip(open + 1).take(REACH).filter(move |(_, m)| m.family == family);
    if family == Family::Single {
        return single_partner(&same().collect::<Vec<_>>());
    }
    let mut depth = 0;
    for (i, mark) in same() {
        match mark.side {
            Side::Open => depth += 1,
            _ if depth == 0 => return Some(i),
            _ => depth -= 1,
        }
    }
    same().next().filter(|(_, m)| m.side != Side::Open).map(|(i, _)| i)
}

/// The first closing mark before another opens, a possessive plural only where nothing better follows.
fn single_partner(rest: &[(usize, &Mark)]) -> Option<usize> {
    let closing: Vec<_> = rest.iter().take_while(|(_, m)| m.side != Side::Open).collect();
    closing.iter().find(|(_, m)| !m.doubtful).or_else(|| closing.first()).map(|(i, _)| *i)
}

/// A mark without a partner still quotes where the next paragraph goes on, or where the paragraph begins with it or a colon
/// announces it. A lone single mark is an apostrophe unless the next paragraph re-opens it.
fn runs_on(paragraph: &str, marks: &[Mark], open: usize, continues: bool) -> bool {
    let mark = marks[open];
    let last = marks[open + 1..].iter().all(|m| m.family != mark.family || m.side == Side::Close);
    let before = paragraph[..mark.at].trim_end();
    last && (continues || mark.family != Family::Single && (before.is_empty() || before.ends_with([':', ','])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(paragraph: &str) -> Vec<&str> {
        pairs(paragraph, 0, false).into_iter().map(|m| &paragraph[m.inner]).collect()
    }

    #[test]
    fn marks_find_their_partners() {
        let check = |paragraph: &str, expected: &[&str]| assert_eq!(found(paragraph), expected, "{paragraph}");
        check("“Yes,” she said.", &["Yes,"]);
        check("\"Yes,\" she said, \"no.\"", &["Yes,", "no."]);
        // Opened curly, closed straight.
        check("It is a “flood risk\" here.", &["flood risk"]);
        check("‘We can’t stop the ships’ crews,’ he said.", &["We can’t stop the ships’ crews,"]);
        check("The miners' pay and the '90s.", &[]);
        check("„Nein“, sagte er. »Doch«, sagte sie. « Oui », dit-il.", &["Nein", "Doch", "Oui"]);
        check("「はい」と言った。", &["はい"]);
        check("“He said “no” to me,” she said.", &["He said “no” to me,"]);
        check("“He said ‘no’ to me,” she said.", &["He said ‘no’ to me,"]);
        // The first is never closed and has to give way.
        check("“We lost, he said. Then “we won.”", &["we won."]);
        check("She said: “We go on.", &["We go on."]);
        check("A plank of 6\" by 4\" is cut.", &[]);
        // Two single marks for a double one.
        check("“It is wrong,’’ she said. ''So it is.''", &["It is wrong,", "So it is."]);
        check("", &[]);
        check(&"“a ".repeat(200_000), &[]);
    }

    #[test]
    fn an_open_mark_runs_on_where_the_next_paragraph_reopens_it() {
        assert_eq!(pairs("He said “so", 10, true)[0].inner, 21..23);
        assert!(pairs("‘So it goes", 0, true).len() == 1);
        assert!(pairs("‘So it goes", 0, false).is_empty());
    }
}
