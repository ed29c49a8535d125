//! A table of the file that remembers which keys were asked for, and collects what is wrong with them.

use super::Mistake;
use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Where the file's lines end, with the mistakes found so far.
pub(super) struct File {
    ends: Vec<usize>,
    mistakes: RefCell<Vec<Mistake>>,
}

impl File {
    /// Parses as much as can be parsed; syntax errors are mistakes like any other.
    pub(super) fn parse(text: &str) -> (Self, DeTable<'_>) {
        let (document, errors) = DeTable::parse_recoverable(text);
        let ends = text.match_indices('\n').map(|(at, _)| at).collect();
        let file = File { ends, mistakes: RefCell::default() };
        for error in errors {
            file.mistake(error.span().map_or(1, |s| file.line(&s)), error.message().to_owned());
        }
        (file, document.into_inner())
    }

    pub(super) fn mistake(&self, line: usize, message: String) {
        self.mistakes.borrow_mut().push(Mistake { line, message });
    }

    /// All mistakes by line.
    pub(super) fn mistakes(self) -> Vec<Mistake> {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.sort();
        mistakes.dedup();
        mistakes
    }

    fn line(&self, span: &Range<usize>) -> usize {
        1 + self.ends.partition_point(|end| *end < span.start)
    }
}

/// One table: every key is asked for once; [`Section::finish`] tells the keys that nobody knows.
pub(super) struct Section<'a, 't> {
    file: &'a File,
    table: &'a DeTable<'t>,
    called: String,
    line: usize,
    asked: Vec<&'static str>,
}

impl<'a, 't> Section<'a, 't> {
    pub(super) fn new(file: &'a File, table: &'a DeTable<'t>, called: &str, line: usize) -> Self {
        Section { file, table, called: called.to_owned(), line, asked: Vec::new() }
    }

    /// How errors name it from now on.
    pub(super) fn call(&mut self, called: &str) {
        called.clone_into(&mut self.called);
    }

    /// Line of its header.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// Something is wrong with the section as a whole.
    pub(super) fn mistake(&self, what: &str) {
        self.file.mistake(self.line, format!("{}: {what}", self.called));
    }

    fn get(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'t>>> {
        self.asked.push(key);
        self.table.get(key)
    }

    fn wrong(&self, key: &str, value: &Spanned<DeValue>, expected: &str) {
        let line = self.file.line(&value.span());
        let shown = match value.get_ref() {
            DeValue::String(s) => format!(" = \"{s}\""),
            _ => String::new(),
        };
        self.file.mistake(line, format!("{}: {key}{shown}: {expected}", self.called));
    }

    /// A string, read by `parse`; its error says what is expected.
    pub(super) fn parsed<T>(&mut self, key: &'static str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let value = self.get(key)?;
        let result = match value.get_ref() {
            DeValue::String(s) => parse(s),
            _ => Err("a string in quotation marks is expected".to_owned()),
        };
        result.map_err(|expected| self.wrong(key, value, &expected)).ok()
    }

    /// A string as it stands.
    pub(super) fn string(&mut self, key: &'static str) -> Option<String> {
        self.parsed(key, |s| Ok(s.to_owned()))
    }

    /// A string that must be there.
    pub(super) fn required<T>(&mut self, key: &'static str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        if !self.table.contains_key(key) {
            self.asked.push(key);
            self.mistake(&format!("the key “{key}” is missing"));
            return None;
        }
        self.parsed(key, parse)
    }

    /// A key that has no meaning here, and why.
    pub(super) fn forbidden(&mut self, key: &'static str, why: &str) -> Option<()> {
        let Some(value) = self.get(key) else { return Some(()) };
        self.wrong(key, value, why);
        None
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, key: &'static str) -> Option<bool> {
        let value = self.get(key)?;
        let DeValue::Boolean(b) = value.get_ref() else {
            self.wrong(key, value, "true or false is expected, without quotation marks");
            return None;
        };
        Some(*b)
    }

    /// A whole number inside a range.
    pub(super) fn number(&mut self, key: &'static str, range: RangeInclusive<usize>) -> Option<usize> {
        let value = self.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(n) => n.as_str().parse().ok().filter(|n| range.contains(n)),
            _ => None,
        };
        if number.is_none() {
            self.wrong(key, value, &format!("a whole number from {} to {} is expected", range.start(), range.end()));
        }
        number
    }

    /// An array of strings, each read by `parse`.
    pub(super) fn list<T>(&mut self, key: &'static str, parse: impl Fn(&str) -> Result<T, String>) -> Vec<T> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(key, value, "an array of strings such as [\"a\", \"b\"] is expected");
            return Vec::new();
        };
        items.iter().filter_map(|item| self.item(key, item, &parse)).collect()
    }

    fn item<T>(&self, key: &str, item: &Spanned<DeValue>, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let result = match item.get_ref() {
            DeValue::String(s) => parse(s),
            _ => Err("a string in quotation marks is expected".to_owned()),
        };
        result.map_err(|expected| self.wrong(key, item, &expected)).ok()
    }

    /// A table `[key]` or `key = { … }`.
    pub(super) fn table(&mut self, key: &'static str) -> Option<Section<'a, 't>> {
        let value = self.get(key)?;
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(key, value, &format!("a table is expected: [{key}]"));
            return None;
        };
        let called = if self.line == 1 { format!("[{key}]") } else { format!("{}: {key}", self.called) };
        Some(Section::new(self.file, table, &called, self.file.line(&value.span())))
    }

    /// Tables `[[key]]`.
    pub(super) fn tables(&mut self, key: &'static str) -> Vec<Section<'a, 't>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(key, value, &format!("tables are expected, each under a line [[{key}]]"));
            return Vec::new();
        };
        let section = |item: &'a Spanned<DeValue<'t>>| match item.get_ref() {
            DeValue::Table(table) => Some(Section::new(self.file, table, &format!("[[{key}]]"), self.file.line(&item.span()))),
            _ => None,
        };
        items.iter().filter_map(section).collect()
    }

    /// Tells the keys that were not asked for, with the nearest that exists.
    pub(super) fn finish(self) {
        for key in self.table.keys().filter(|k| !self.asked.contains(&k.get_ref().as_ref())) {
            let name = key.get_ref();
            let hint = nearest(name, &self.asked)
                .map_or_else(|| format!("known keys: {}", self.asked.join(", ")), |n| format!("did you mean “{n}”?"));
            self.file.mistake(self.file.line(&key.span()), format!("{}: unknown key “{name}”; {hint}", self.called));
        }
    }
}

/// The known word within two edits of a mistyped one.
fn nearest<'w>(word: &str, known: &[&'w str]) -> Option<&'w str> {
    known.iter().map(|k| (edits(word, k), *k)).filter(|(n, k)| *n <= 2 && *n < k.len()).min().map(|(_, k)| k)
}

/// Levenshtein's distance.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let cost = (diagonal + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], cost);
        }
    }
    row[b.len()]
}
