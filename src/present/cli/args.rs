//! What can be written on the command line. Help and completions come from here.

pub(crate) use super::super::format::Format;
use crate::model::{Period, Role, Zone};
use crate::query::{By, View};
use clap::{Parser, Subcommand, ValueEnum};
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use url::Url;

/// Who said what, and when: a news and statement timeline tracker.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, max_term_width = 100)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where things lie and how answers look.
#[derive(Debug, clap::Args)]
pub(crate) struct Place {
    /// Folder of the data [default: data; for demo: dateline-demo]
    #[arg(long, global = true, env = "DATELINE_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// What to watch
    #[arg(long, global = true, default_value = "sources.toml", value_name = "FILE")]
    pub(crate) sources: PathBuf,
    /// How answers look
    #[arg(long, global = true, value_enum)]
    pub(crate) format: Option<Format>,
    /// No progress and no summary
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// No colours (they are only used on a terminal)
    #[arg(long, global = true)]
    pub(crate) no_color: bool,
}

impl Place {
    pub(crate) fn data(&self) -> &Path {
        self.data_or("data")
    }

    pub(crate) fn data_or<'a>(&'a self, usual: &'a str) -> &'a Path {
        self.data.as_deref().unwrap_or(Path::new(usual))
    }

    /// Folder that relative paths in sources.toml are meant from.
    pub(crate) fn base(&self) -> PathBuf {
        self.sources.parent().unwrap_or(Path::new("")).to_owned()
    }

    /// Colours on a terminal, unless they are not wanted (no-color.org).
    pub(crate) fn colours(&self) -> bool {
        !self.no_color && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()) && std::io::stdout().is_terminal()
    }
}

/// Something that the arguments alone do not tell is wrong with them.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct UsageError(pub(crate) String);

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// A first look with no network: serves a bundled site, ingests it, answers three questions
    Demo(Demo),
    /// One pass over what is due, for cron
    Ingest(Ingest),
    /// Takes in saved pages (.html), texts (.txt, which may open with `date YYYY-MM-DD`), JSON lines (.jsonl) and WARC files
    Import(Import),
    /// What is read from a page, text or feed, without storing it
    Inspect(Inspect),
    /// Articles and statements, best first
    Search(Ask),
    /// Quotations, oldest first
    Quotes(Ask),
    /// Events, oldest first
    Timeline(Timeline),
    /// How many answers there are, by day, week, month or year, or by source, publisher, speaker …
    Histogram(Histogram),
    /// Saves a question under a name; lists all of them without one
    Save(Save),
    /// What is new of saved questions since the last time, for cron
    Alerts(Alerts),
    /// Writes an answer as a file, in any of the formats
    Export(Export),
    /// A document, quotation, capture or speaker by its id
    Show(Show),
    /// Who said these words, when and where first, and how they were altered
    Verify(Verify),
    /// What changed: a document's last revision, or a revision by its id, against the one before
    Diff(Show),
    /// Sets a quotation right by hand, hides or adds one, checks, notes; undoes it; lists what was decided
    Decide(super::decide::Decide),
    /// Who is quoted; merges, splits and renames speakers
    Speakers(super::decide::Speakers),
    /// What is watched and how it fares
    #[command(visible_alias = "status")]
    Sources(Sources),
    /// Finds the feeds, sitemaps and lists of a site, and adds what is chosen to sources.toml
    Add(Add),
    /// Ingests what is due, again and again, and serves the search page and the API
    Run(Run),
    /// Serves the search page and the API
    Serve(Listening),
    /// Who may ask over the network: makes, lists and removes tokens
    Token(super::token::Token),
    /// Whether everything stored holds together
    Check(super::care::Check),
    /// Builds the index anew from the database
    Reindex,
    /// Reads stored captures again with the rules of today and sources.toml as it is now; decisions are kept
    ReExtract(ReExtract),
    /// Takes a document down with its bytes and all that was read from it; it is not asked for again
    Forget(super::care::Forget),
    /// Removes what is kept beyond what sources.toml says (`keep`, `keep_size`); says first what would go
    Prune(super::care::Prune),
    /// Copies database and bodies into a folder, also while an ingest is at work
    Backup(super::care::Folder),
    /// Brings a backup back into an empty data folder
    Restore(super::care::Folder),
}

impl Command {
    /// What an asking command asks for.
    pub(super) fn view(&self) -> View {
        match self {
            Command::Quotes(_) => View::Quotations,
            Command::Timeline(_) => View::Events,
            _ => View::Documents,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReExtract {
    /// Ids of documents or revisions
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub(crate) ids: Vec<String>,
    /// All documents
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Demo {
    /// Leave after printing the answers
    #[arg(long)]
    pub(crate) once: bool,
    #[command(flatten)]
    pub(crate) listening: Listening,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Ingest {
    /// Names of sources; none = all
    pub(crate) names: Vec<String>,
    /// Ask every source and page whether it changed, due or not
    #[arg(long)]
    pub(crate) all: bool,
    /// The same, and have all of it sent again, changed or not; a host that wants rest is left alone all the same
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// Files and folders
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Someone's own statements, or coverage
    #[arg(long, default_value = "press", value_parser = role)]
    pub(crate) role: Role,
    /// The outlet or organisation that published them
    #[arg(long)]
    pub(crate) publisher: Option<String>,
    /// Whose words they are, where the role is primary
    #[arg(long)]
    pub(crate) speaks_for: Option<String>,
    /// The zone in which their dates are read, such as Europe/London
    #[arg(long)]
    pub(crate) zone: Option<Zone>,
}

fn role(text: &str) -> Result<Role, String> {
    [Role::Primary, Role::Press].into_iter().find(|r| r.name() == text).ok_or_else(|| "primary or press is expected".to_owned())
}

#[derive(Debug, clap::Args)]
pub(crate) struct Inspect {
    /// A file, a URL, or - for standard input
    #[arg(required_unless_present = "jsonl")]
    pub(crate) what: Vec<String>,
    /// Read one request a line from standard input, write one answer a line
    #[arg(long, conflicts_with = "what")]
    pub(crate) jsonl: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Ask {
    /// The question (docs/query.md), or - to read it from standard input; empty = everything
    pub(crate) query: Vec<String>,
    #[command(flatten)]
    pub(crate) page: Page,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Timeline {
    #[command(flatten)]
    pub(crate) ask: Ask,
    /// Group the table by day, week, month or year of the zone, with counts and gaps
    #[arg(long, value_parser = period)]
    pub(crate) by: Option<Period>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Page {
    /// The zone in which the question's dates are read
    #[arg(long, default_value = "UTC")]
    pub(crate) zone: Zone,
    /// How many answers; 0 = all
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// `next` of the page before
    #[arg(long)]
    pub(crate) cursor: Option<String>,
    /// Write to a file, whole or not at all
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) ask: Ask,
    /// What the rows are
    #[arg(long = "as", value_enum, default_value = "events")]
    pub(crate) shape: Rows,
    /// A csv of questions (its column question, else the first), answered in one csv
    #[arg(long, value_name = "FILE")]
    pub(crate) batch: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Histogram {
    /// The question (docs/query.md), or - to read it from standard input; empty = everything
    pub(crate) query: Vec<String>,
    /// Periods: day, week, month, year; or values: source, publisher, speaker, language, kind
    #[arg(long, default_value = "month", value_parser = by)]
    pub(crate) by: By,
    /// A question to stand beside it; may be given several times
    #[arg(long, value_name = "QUERY")]
    pub(crate) beside: Vec<String>,
    /// The zone in which periods begin, and the question's dates are read
    #[arg(long, default_value = "UTC")]
    pub(crate) zone: Zone,
    /// What is counted
    #[arg(long = "as", value_enum, default_value = "events")]
    pub(crate) shape: Rows,
}

fn period(text: &str) -> Result<Period, String> {
    let names = || Period::ALL.map(Period::name).join(", ");
    Period::ALL.into_iter().find(|period| period.name() == text).ok_or_else(|| names() + " are expected")
}

fn by(text: &str) -> Result<By, String> {
    By::named(text).ok_or_else(|| By::all().map(By::name).collect::<Vec<_>>().join(", ") + " are expected")
}

#[derive(Debug, clap::Args)]
pub(crate) struct Save {
    /// By which it is called, also inside other questions: saved:NAME
    pub(crate) name: Option<String>,
    /// The question (docs/query.md), or - to read it from standard input
    pub(crate) query: Vec<String>,
    /// What its answers are
    #[arg(long = "as", value_enum, default_value = "documents")]
    pub(crate) shape: Rows,
    /// The zone in which the question's dates are read
    #[arg(long, default_value = "UTC")]
    pub(crate) zone: Zone,
    /// Where `alerts` sends its news: a web address, or mailto:ADDRESS; to standard output where none
    #[arg(long, value_name = "URL")]
    pub(crate) hook: Option<String>,
    /// Forget it
    #[arg(long, conflicts_with_all = ["query", "hook"])]
    pub(crate) remove: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Alerts {
    /// What posted news are signed with
    #[arg(long, env = "DATELINE_HOOK_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub(crate) secret: Option<String>,
}

impl Rows {
    pub(super) fn view(self) -> View {
        match self {
            Rows::Events => View::Events,
            Rows::Quotations => View::Quotations,
            Rows::Documents => View::Documents,
        }
    }
}

/// What the rows of an export are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Rows {
    /// Events, oldest first
    Events,
    /// Quotations, oldest first
    Quotations,
    /// Articles and statements
    Documents,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// An id as it stands in an answer
    pub(crate) id: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// A quotation or a sentence, or - to read it from standard input
    #[arg(required = true)]
    pub(crate) text: Vec<String>,
}

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Listening {
    /// Address and port; others than loopback ask for a token
    #[arg(long, default_value = "127.0.0.1:8017", value_name = "ADDRESS")]
    pub(crate) listen: SocketAddr,
    /// A name by which it is asked besides localhost and the address, such as behind a proxy; it asks for a token then
    #[arg(long = "host", value_name = "NAME")]
    pub(crate) hosts: Vec<String>,
    /// Requests of one caller in a minute; 0 = no limit [default: 0 on loopback, else 1200]
    #[arg(long, value_name = "N")]
    pub(crate) rate: Option<u32>,
    /// How long a client may take to send a request
    #[arg(long, default_value = "10", value_name = "SECONDS")]
    pub(crate) patience: u64,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) listening: Listening,
    /// Address at which the web reaches this server: hubs call there when feeds have news; implies --host
    #[arg(long, value_name = "URL", value_parser = public)]
    pub(crate) public: Option<Url>,
    /// How a line for each source and pass looks, on standard error
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) log: Log,
}

/// An address that a path can be put behind.
fn public(text: &str) -> Result<Url, String> {
    let expected = || "an address such as https://news.example is expected, without a question or a name".to_owned();
    let url = Url::parse(text.trim_end_matches('/')).map_err(|_| expected())?;
    let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    if is_plain && matches!(url.scheme(), "http" | "https") { Ok(url) } else { Err(expected()) }
}

/// How a log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Log {
    /// For people
    Text,
    /// One object a line
    Json,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Sources {
    /// Write the feeds as OPML instead, for other readers
    #[arg(long)]
    pub(crate) opml: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    /// The address of a site, page, feed or sitemap; or an OPML file, of which all feeds are added
    pub(crate) what: String,
    /// Which of those shown to add, by number
    #[arg(long, value_name = "N", value_delimiter = ',')]
    pub(crate) take: Vec<usize>,
}
