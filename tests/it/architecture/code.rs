//! Rust source as text with the parts that no rule is about blanked out: comments, strings, test modules.
//!
//! Not a parser: nested block comments, and `#[cfg(any(test, …))]`, are not understood. Lines keep their numbers.

use regex::Regex;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// One file of src/.
pub(super) struct File {
    /// Relative to the package, with forward slashes: `src/store/mod.rs`.
    pub(super) path: String,
    /// As it stands.
    pub(super) raw: String,
    /// What the compiler makes a release of.
    pub(super) code: String,
}

/// A name and the line it stands on, from 1.
pub(super) type Named = (usize, String);

/// All files of src/ in the order of their paths, tests.rs files left out.
pub(super) fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    walk(&root.join("src"), &mut paths);
    paths.sort();
    paths.into_iter().filter(|p| !p.ends_with("tests.rs")).map(|p| File::read(root, &p)).collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("src/ can be read") {
        let path = entry.expect("src/ can be read").path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

impl File {
    fn read(root: &Path, path: &Path) -> File {
        let raw = std::fs::read_to_string(path).expect("a source file can be read");
        let parts = path.strip_prefix(root).expect("it was found below the root").iter().map(|p| p.to_string_lossy());
        File { path: parts.collect::<Vec<_>>().join("/"), code: release(&raw), raw }
    }

    /// The folder or file directly below src/: `store` for src/store/mod.rs, `pipeline` for src/pipeline.rs.
    pub(super) fn module(&self) -> &str {
        self.path.split('/').nth(1).expect("the path starts with src/").trim_end_matches(".rs")
    }

    /// How many `super::` lead from it to the crate: 1 for src/store/mod.rs, 2 for src/store/save.rs.
    pub(super) fn depth(&self) -> usize {
        let file = self.path.rsplit('/').next();
        self.path.split('/').count() - 1 - usize::from(file == Some("mod.rs"))
    }
}

/// Code without comments, strings and test modules.
fn release(raw: &str) -> String {
    without_tests(without_text(raw))
}

static TEXT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?xs) //[^\n]* | /\*.*?\*/
            | \bb?r"[^"]*" | \bb?r\#".*?"\# | \bb?r\#\#".*?"\#\#
            | "(?: [^"\\] | \\. )*"
            | '(?: [^'\\\n] | \\u\{[^}]*\} | \\x.. | \\. )' "#,
    )
    .expect("a valid pattern")
});

fn without_text(raw: &str) -> String {
    let mut code = raw.to_owned();
    for found in TEXT.find_iter(raw) {
        blank(&mut code, found.range());
    }
    code
}

fn without_tests(mut code: String) -> String {
    const MARK: &str = "#[cfg(test)]";
    while let Some(start) = code.find(MARK) {
        let end = item_end(&code, start + MARK.len());
        blank(&mut code, start..end);
    }
    code
}

/// Past the `;` or the matching `}` of the item that starts here.
fn item_end(code: &str, start: usize) -> usize {
    let mut depth = 0_usize;
    for (at, c) in code[start..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ';' => {}
            _ => continue,
        }
        if depth == 0 {
            return start + at + 1;
        }
    }
    code.len()
}

/// Spaces for everything but the line ends; the length in bytes stays.
fn blank(code: &mut String, range: Range<usize>) {
    let spaces: String = code[range.clone()].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
    code.replace_range(range, &spaces);
}

/// Where a pattern occurs.
pub(super) fn lines_of(code: &str, pattern: &str) -> Vec<usize> {
    let pattern = Regex::new(pattern).expect("a valid pattern");
    pattern.find_iter(code).map(|m| line(code, m.start())).collect()
}

/// The first names after a path's root: `model` and `store` for root `crate` in `use crate::{model::Id, store}`.
pub(super) fn names_after(code: &str, root: &str) -> Vec<Named> {
    let pattern = Regex::new(&format!(r"(?:^|[^:\w])(?:{root})\s*::\s*")).expect("a valid pattern");
    let heads = |m: regex::Match| heads(&code[m.end()..]).into_iter().map(|name| (line(code, m.end()), name)).collect::<Vec<_>>();
    pattern.find_iter(code).flat_map(heads).collect()
}

/// The root of every path and the crates of `use name;`: what may be the name of an outside crate.
pub(super) fn roots(code: &str) -> Vec<Named> {
    static ROOT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?:^|[^:\w.])(?:use\s+(\w+)\s*(?:;|as\b)|([a-z]\w*)\s*::)").expect("a valid pattern"));
    let named = |c: regex::Captures| {
        let name = c.get(1).or_else(|| c.get(2)).expect("one of them matched");
        (line(code, name.start()), name.as_str().to_owned())
    };
    ROOT.captures_iter(code).map(named).collect()
}

/// `a` of `a::b`; `a` and `d` of `{a::{b, c}, d}`.
fn heads(rest: &str) -> Vec<String> {
    let Some(group) = rest.strip_prefix('{') else { return word(rest).into_iter().collect() };
    let (mut depth, mut level) = (0_i32, String::new());
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth == 0 => level.push(c),
            _ => {}
        }
    }
    level.split(',').filter_map(word).collect()
}

fn word(text: &str) -> Option<String> {
    let word: String = text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

fn line(code: &str, at: usize) -> usize {
    1 + code[..at].bytes().filter(|b| *b == b'\n').count()
}

/// One breach a line, so that all of them are seen at once.
pub(super) fn assert_none(rule: &str, breaches: &[String]) {
    let shown = breaches.iter().fold(String::new(), |mut text, b| {
        let _ = write!(text, "\n  {b}");
        text
    });
    assert!(breaches.is_empty(), "{rule}{shown}");
}

#[test]
fn comments_strings_and_tests_are_blanked_and_lines_kept() {
    let check = |raw: &str, expected: &str| assert_eq!(release(raw).split_whitespace().collect::<Vec<_>>().join(" "), expected, "{raw}");
    check("a // b\nc", "a c");
    check("a /* b\n c */ d", "a d");
    check(r#"say("crate::x \" // y"); z"#, "say( ); z");
    check(r##"let p = r#"a "b" c"#; d"##, "let p = ; d");
    // A lifetime is no character.
    check("fn f<'a>(x: &'a str) -> char { '\\'' }", "fn f<'a>(x: &'a str) -> char { }");
    check("a\n#[cfg(test)]\nmod tests { fn f() { '}'; } }\nb", "a b");
    check("#[cfg(test)]\nmod tests;\nb", "b");
    let kept = release("/* é\n */\nb");
    assert_eq!(line(&kept, kept.len() - 1), 3);
}

#[test]
fn names_are_found_in_paths_and_groups() {
    let check = |code: &str, root: &str, expected: &str| {
        let names: Vec<String> = names_after(code, root).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names.join(" "), expected, "{code}");
    };
    check("use crate::model::Id;", "crate", "model");
    check("use crate::{model::{Id, When}, store};", "crate", "model store");
    check("let x = crate::index::open();", "crate", "index");
    check("use super::super::fetch;", "super::super", "fetch");
    // Some other path that merely holds the word.
    check("use other::crate_name::x; a::std::fs::b()", "std", "");
    let found: Vec<String> = roots("use anyhow;\nlet r = reqwest::get(); x.csv::<u8>(); a::toml::b").into_iter().map(|(_, n)| n).collect();
    assert_eq!(found, ["anyhow", "reqwest", "a"]);
}
