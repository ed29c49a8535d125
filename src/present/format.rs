//! How answers look.

use clap::ValueEnum;

/// How answers look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// One object with the question and its answers
    Json,
    /// One answer a line
    Jsonl,
    /// Comma-separated, for spreadsheets; nested keys joined by a dot
    Csv,
    /// A workbook with typed dates and links
    Xlsx,
    /// Markdown, to read and to cite from
    Md,
    /// One page to read and print, without a network
    Html,
    /// A calendar
    Ics,
    /// An Atom feed
    Atom,
    /// A JSON Feed
    JsonFeed,
    /// For `TimelineJS`
    Timelinejs,
    /// For Timesketch, as csv
    Timesketch,
    /// For Timesketch, as JSON lines
    TimesketchJsonl,
    /// For Zotero, pandoc and other citation processors
    CslJson,
    /// For `LaTeX`
    Bibtex,
    /// For reference managers
    Ris,
    /// W3C Web Annotations: words and places, with links that show them
    Annotation,
    /// schema.org as JSON-LD
    SchemaOrg,
    /// The captures behind the answers, for archives (export only)
    Warc,
}
