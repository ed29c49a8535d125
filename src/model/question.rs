//! The tree of a question. Parsing lives in `query`, finding in `index`; both speak of this tree.

use super::{EventKind, Precision, Zone};
use chrono::{DateTime, NaiveDate, Utc};

/// A question as understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What must hold.
    pub expr: Expr,
    /// What is asked for.
    pub kinds: Vec<EventKind>,
    /// In which order the answers come.
    pub order: Order,
    /// Only what has the event's own date (a timeline), or everything.
    pub dated: bool,
    /// How many; none = all.
    pub limit: Option<usize>,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// What is counted of all that fits, in the same pass.
    pub counting: Counting,
}

/// What is counted of all that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counting {
    /// The days they are dated with, by the calendar of a zone.
    pub days: Option<Zone>,
    /// The values of the facets: so many of each at most, the most frequent ones.
    pub values: Option<usize>,
}

/// The order of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Best first.
    Relevance,
    /// Best first, and the newer the better: what is twice as good may be a month older.
    Fresh,
    /// By the event's date, oldest first.
    Oldest,
    /// By the event's date, newest first.
    Newest,
}

impl Order {
    /// It needs to know how good an answer is.
    #[must_use]
    pub fn is_by_score(self) -> bool {
        matches!(self, Order::Relevance | Order::Fresh)
    }
}

/// The place of an answer in an order: its key, and its id's bits where keys are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// Ascending whatever the order.
    pub key: i64,
    /// Ascending.
    pub tie: u64,
}

/// What must hold of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// Everything.
    All,
    /// Words in a field.
    Words(Field, Words),
    /// An exact value.
    Is(Label, String),
    /// A span of time; the end is excluded.
    Time(TimeField, Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    /// All of it holds of one and the same quotation.
    Quotation(Box<Expr>),
    /// All of them.
    And(Vec<Expr>),
    /// Any of them.
    Or(Vec<Expr>),
    /// Not it.
    Not(Box<Expr>),
}

impl Expr {
    /// A value that a quotation has, not the document around it.
    #[must_use]
    pub fn is_of_quotations(label: Label, value: &str) -> bool {
        match label {
            Label::Is => matches!(value, "verbatim" | "cut" | "altered" | "checked"),
            Label::Has => value == "note",
            _ => false,
        }
    }

    /// Nothing is said but of a quotation.
    #[must_use]
    pub fn is_about_a_quotation(&self) -> bool {
        match self {
            Expr::Words(field, _) => field.is_of_quotations(),
            Expr::Is(label, value) => Expr::is_of_quotations(*label, value),
            Expr::Time(field, _, _) => *field == TimeField::Said,
            Expr::Quotation(_) => true,
            Expr::And(parts) | Expr::Or(parts) => parts.iter().all(Expr::is_about_a_quotation),
            Expr::Not(part) => part.is_about_a_quotation(),
            Expr::All => false,
        }
    }
}

/// What stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// A word in any of its forms; a row of them where marks part it.
    Word(String),
    /// In quotation marks: these words in a row, in no other form.
    Exact(String),
    /// A word with `*` for any letters and `?` for one.
    Pattern(String),
    /// A word that differs in so many letters at most.
    Like(String, u8),
    /// Any of them.
    Any(Vec<Words>),
    /// Two of them near each other.
    Near(Box<Near>),
}

/// Two things that stand near each other and do not overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The first.
    pub left: Words,
    /// The second.
    pub right: Words,
    /// How far apart at most.
    pub reach: Reach,
    /// The first stands before the second.
    pub ordered: bool,
}

/// How far apart words may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// So many words on: 1 is the next word.
    Words(u32),
    /// In one sentence.
    Sentence,
    /// In one paragraph.
    Paragraph,
}

/// Texts that words are looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are those of the question language")]
pub enum Field {
    Any,
    Title,
    Lead,
    Quote,
    Speaker,
    Cue,
    By,
    Person,
    Org,
}

impl Field {
    /// It belongs to a quotation, not to the document around it.
    #[must_use]
    pub fn is_of_quotations(self) -> bool {
        matches!(self, Field::Quote | Field::Speaker | Field::Cue)
    }

    /// It holds names, which have no other forms.
    #[must_use]
    pub fn is_of_names(self) -> bool {
        matches!(self, Field::Speaker | Field::By | Field::Person | Field::Org)
    }
}

/// Properties with exact values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are those of the question language")]
pub enum Label {
    Source,
    Site,
    Kind,
    Role,
    Lang,
    Tag,
    Is,
    Has,
}

impl Label {
    /// The name as it stands in questions.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Label::Source => "source",
            Label::Site => "site",
            Label::Kind => "kind",
            Label::Role => "role",
            Label::Lang => "lang",
            Label::Tag => "tag",
            Label::Is => "is",
            Label::Has => "has",
        }
    }
}

/// Which date a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeField {
    /// The document's publication.
    Published,
    /// The saying of a quotation.
    Said,
    /// The dated sentence.
    Happened,
    /// The fetching of the current revision.
    Captured,
    /// The date of the answer itself: of a saying when it was said, of a document when it was published.
    Own,
}

/// What answers are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Facet {
    Source,
    Publisher,
    Speaker,
    Language,
    Kind,
}

impl Facet {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Facet; 5] = [Facet::Source, Facet::Publisher, Facet::Speaker, Facet::Language, Facet::Kind];

    /// The name as it stands in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Facet::Source => "source",
            Facet::Publisher => "publisher",
            Facet::Speaker => "speaker",
            Facet::Language => "language",
            Facet::Kind => "kind",
        }
    }
}

/// Answers with one value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Of what.
    pub facet: Facet,
    /// The value as it is shown.
    pub value: String,
    /// How many answers have it.
    pub count: usize,
}

/// A period of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Period {
    Day,
    Week,
    Month,
    Year,
}

impl Period {
    /// All of them, the shortest first.
    pub const ALL: [Period; 4] = [Period::Day, Period::Week, Period::Month, Period::Year];

    /// The name as it stands in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
            Period::Year => "year",
        }
    }
}

/// How many answers each day has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Density {
    /// All that fit, dated or not.
    pub total: usize,
    /// Without a date.
    pub undated: usize,
    /// In their order.
    pub days: Vec<DayCount>,
}

/// How many dates begin on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCount {
    /// The day: of a date without a time by its own calendar, of another by that of the zone asked for.
    pub day: NaiveDate,
    /// How finely they are known: to the year, the month or the day, or finer.
    pub precision: Precision,
    /// So many.
    pub count: usize,
}

/// What was found: rows, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// All that fit, on every page.
    pub total: usize,
    /// This page.
    pub hits: Vec<Hit>,
    /// There is more after the last of them.
    pub more: bool,
    /// What the index could do only in part, for people.
    pub notes: Vec<String>,
    /// The days of all that fit, where they were to be counted.
    pub density: Option<Density>,
    /// The values of all that fit, facet by facet, the most frequent first; where they were to be counted.
    pub values: Vec<Counted>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// What it is.
    pub kind: EventKind,
    /// Its row.
    pub row: i64,
    /// BM25, where relevance was asked for.
    pub score: f32,
    /// Its place.
    pub place: Cursor,
}
