//! What formats for other programs want of a row, whatever it is a row of.

use crate::model::{Precision, When};
use crate::query::View;
use chrono::{Datelike, NaiveDate, Timelike};
use serde_json::Value;

/// A row as other programs see it.
pub(super) struct Item<'a> {
    row: &'a Value,
    document: &'a Value,
    shape: View,
}

impl<'a> Item<'a> {
    pub(super) fn of(shape: View, row: &'a Value) -> Item<'a> {
        let document = if shape == View::Documents { row } else { &row["document"] };
        Item { row, document, shape }
    }

    pub(super) fn id(&self) -> &'a str {
        text(self.row, "id")
    }

    /// `published`, `revised`, `said`, `happened`.
    pub(super) fn kind(&self) -> &'a str {
        match self.shape {
            View::Documents => "published",
            View::Quotations => "said",
            View::Events => text(self.row, "kind"),
        }
    }

    /// The date of the row.
    pub(super) fn when(&self) -> Option<When> {
        let key = match self.shape {
            View::Documents => "published",
            View::Quotations => "said",
            View::Events => "when",
        };
        when(&self.row[key])
    }

    /// When the document was published.
    pub(super) fn published(&self) -> Option<When> {
        when(&self.document["published"])
    }

    /// When the document was fetched.
    pub(super) fn fetched(&self) -> Option<When> {
        when(&self.document["capture"]["fetched"])
    }

    /// The headline of the document, its address where it has none.
    pub(super) fn headline(&self) -> &'a str {
        let url = text(self.document, "url");
        [text(self.document, "title"), url].into_iter().find(|t| !t.is_empty()).unwrap_or_else(|| text(self.document, "id"))
    }

    /// The words said, or the dated sentence; none for a document.
    pub(super) fn words(&self) -> Option<&'a str> {
        let has_words = match self.shape {
            View::Documents => false,
            View::Quotations => true,
            View::Events => matches!(self.kind(), "said" | "happened"),
        };
        has_words.then(|| text(self.row, "text"))
    }

    /// The words in marks, where they are a quotation and not indirect speech.
    pub(super) fn marked(&self) -> Option<String> {
        let kind = if self.shape == View::Quotations { text(self.row, "kind") } else { text(&self.row["quotation"], "kind") };
        let quoted = self.kind() == "said" && kind != "indirect";
        self.words().map(|w| if quoted { format!("“{w}”") } else { w.to_owned() })
    }

    /// A line that says what it is.
    pub(super) fn line(&self) -> String {
        match (self.speaker(), self.marked()) {
            (Some(speaker), Some(words)) => format!("{speaker}: {words}"),
            (None, Some(words)) => words,
            _ if self.kind() == "revised" => format!("{} ({})", self.headline(), text(self.row, "text")),
            _ => self.headline().to_owned(),
        }
    }

    pub(super) fn speaker(&self) -> Option<&'a str> {
        Some(text(self.row, "speaker")).filter(|s| !s.is_empty())
    }

    /// The address, where it is one of the web.
    pub(super) fn url(&self) -> Option<&'a str> {
        Some(text(self.document, "url")).filter(|u| u.starts_with("http://") || u.starts_with("https://"))
    }

    pub(super) fn publisher(&self) -> Option<&'a str> {
        Some(text(self.document, "publisher")).filter(|p| !p.is_empty())
    }

    /// Someone's own statement, not coverage.
    pub(super) fn is_statement(&self) -> bool {
        text(self.document, "role") == "primary"
    }

    pub(super) fn authors(&self) -> Vec<&'a str> {
        self.document["authors"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    }

    pub(super) fn language(&self) -> Option<&'a str> {
        self.document["language"].as_str()
    }

    /// Headline and outlet, for where only words are shown.
    pub(super) fn source(&self) -> String {
        self.publisher().map_or_else(|| self.headline().to_owned(), |p| format!("{}, {p}", self.headline()))
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

pub(super) fn when(value: &Value) -> Option<When> {
    serde_json::from_value(value.clone()).ok()
}

/// It is a date without a time.
pub(super) fn is_date(when: &When) -> bool {
    when.precision <= Precision::Day
}

/// The local day it begins with.
pub(super) fn first_day(when: &When) -> NaiveDate {
    when.zone.to_local(when.start).date()
}

/// The local day after it; none where it is open.
pub(super) fn day_after(when: &When) -> Option<NaiveDate> {
    when.end.map(|end| when.zone.to_local(end).date()).map(|day| day.max(first_day(when).succ_opt().unwrap_or(day)))
}

/// Year, month, day, hour, minute, second: as many as are stated.
pub(super) fn parts(when: &When) -> Vec<u32> {
    let local = when.zone.to_local(when.start);
    let all = [u32::try_from(local.year()).unwrap_or(0), local.month(), local.day(), local.hour(), local.minute(), local.second()];
    all[..=when.precision as usize].to_vec()
}

/// A line of text: no line ends or tabs in it.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Marks of HTML and XML in foreign words are words; what XML does not allow is left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
