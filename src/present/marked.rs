//! Paragraphs with their quotations marked, for people: what was said, by whom, and the cue, each in its colour or its brackets.

use crate::model::{Quote, Span, When};
use anyhow::Result;
use std::io::Write;

/// How a part of a quotation is marked: in colour, and where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Speaker,
    Cue,
    Content,
}

impl Part {
    /// The escape sequence (ECMA-48) that begins it.
    fn color(self) -> &'static str {
        match self {
            Part::Speaker => "\x1b[1;36m",
            Part::Cue => "\x1b[33m",
            Part::Content => "\x1b[32m",
        }
    }

    fn brackets(self) -> [&'static str; 2] {
        match self {
            Part::Speaker => ["[", "]"],
            Part::Cue => ["<", ">"],
            Part::Content => ["{", "}"],
        }
    }
}

const PLAIN: &str = "\x1b[0m";

/// Each paragraph that quotes, with its quotations under it; `{content}`, `[speaker]` and `<cue>` where there are no colours.
pub(super) fn quotations(out: &mut dyn Write, text: &str, quotes: &[Quote], color: bool) -> Result<()> {
    let chars: Vec<char> = text.chars().collect();
    let mut parts: Vec<(usize, usize, Part)> = quotes.iter().flat_map(parts).collect();
    parts.sort_unstable();
    for (start, end) in paragraphs(&chars) {
        let here: Vec<&Quote> = quotes.iter().filter(|q| q.content.first().is_some_and(|c| (start..end).contains(&c.start))).collect();
        // A piece may run over several lines.
        let inside = parts.iter().filter(|(s, e, _)| *s < end && *e > start);
        let inside: Vec<_> = inside.map(|(s, e, part)| ((*s).max(start), (*e).min(end), *part)).collect();
        if inside.is_empty() {
            continue;
        }
        writeln!(out, "\n  {}", marked(&chars, start, end, &inside, color))?;
        for quote in here {
            writeln!(out, "    {}", described(quote))?;
        }
    }
    Ok(())
}

/// The spans to mark of a quotation.
fn parts(quote: &Quote) -> impl Iterator<Item = (usize, usize, Part)> {
    let of = |spans: Vec<&Span>, part| spans.into_iter().map(|s| (s.start, s.end, part)).collect::<Vec<_>>();
    let content = of(quote.content.iter().collect(), Part::Content);
    let rest = of(quote.speaker.iter().collect(), Part::Speaker).into_iter().chain(of(quote.cue.iter().collect(), Part::Cue));
    content.into_iter().chain(rest)
}

/// Lines that are not blank, in code points.
fn paragraphs(chars: &[char]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    for (i, c) in chars.iter().chain(std::iter::once(&'\n')).enumerate() {
        if *c == '\n' {
            if chars[start..i].iter().any(|c| !c.is_whitespace()) {
                found.push((start, i));
            }
            start = i + 1;
        }
    }
    found
}

fn marked(chars: &[char], start: usize, end: usize, parts: &[(usize, usize, Part)], color: bool) -> String {
    let mut line = String::new();
    let mut at = start;
    for (from, to, part) in parts {
        // Two quotations may share a cue.
        if *from < at {
            continue;
        }
        let [open, close] = if color { [part.color(), PLAIN] } else { part.brackets() };
        line.extend(&chars[at..*from]);
        line.push_str(open);
        line.extend(&chars[*from..*to]);
        line.push_str(close);
        at = *to;
    }
    line.extend(&chars[at..end]);
    line
}

/// Who, in what role, when, to whom and where; the rules that found it, and how sure they are.
fn described(quote: &Quote) -> String {
    let speaker = quote.speaker_name.as_deref().unwrap_or("unknown");
    let role = quote.role.as_ref().map(|r| format!(" ({r})")).unwrap_or_default();
    let said = quote.said.as_ref().map(|w| format!(" · {} {}", w.edtf, basis(w))).unwrap_or_default();
    let around = [&quote.occasion, &quote.addressee].into_iter().flatten().fold(String::new(), |all, s| all + " · " + &s.text);
    format!("— {speaker}{role}{said}{around} · {} · {:.2} · {}", quote.kind.name(), quote.confidence, quote.rule)
}

fn basis(when: &When) -> String {
    serde_json::to_string(&when.basis).unwrap_or_default().trim_matches('"').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Findings;
    use crate::pipeline::reading::{Context, text};

    fn shown(words: &str, color: bool) -> String {
        let findings: Findings = text(words, &Context::default()).findings;
        let mut out = Vec::new();
        quotations(&mut out, words, &findings.quotes, color).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_paragraph_shows_speaker_cue_and_content() {
        let words = "It rained.\n\n“We wait,” said Ann Marlow, “and sing.”";
        let shown = shown(words, false);
        assert!(shown.starts_with("\n  “{We wait,}” <said> [Ann Marlow], “{and sing.}”\n    — Ann Marlow · direct · "), "{shown}");
        assert!(!shown.contains("It rained"));
        assert!(super::tests::shown(words, true).contains("“\x1b[32mWe wait,\x1b[0m” \x1b[33msaid\x1b[0m \x1b[1;36mAnn Marlow\x1b[0m"));
    }

    #[test]
    fn the_roles_and_the_occasion_are_told() {
        let shown = shown("Mill owner Ann Marlow told reporters in a statement: “We wait.”", false);
        assert!(shown.contains("— Ann Marlow (Mill owner) · in a statement · reporters · direct"), "{shown}");
    }
}
