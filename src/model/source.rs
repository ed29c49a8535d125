//! What is watched, and how: sources.toml as nouns.

use super::{EntityType, MailSettings, Zone};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::time::Duration;

/// Everything that sources.toml says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    /// How to fetch.
    pub fetch: FetchSettings,
    /// Who takes mail.
    pub mail: Option<MailSettings>,
    /// What to watch, in the file's order.
    pub sources: Vec<Source>,
    /// Known people and organisations.
    pub entities: Vec<KnownEntity>,
}

/// Section `[fetch]`.
#[derive(Debug, Clone, PartialEq)]
pub struct FetchSettings {
    /// Goes into the User-Agent, so that a publisher can reach who asks.
    pub contact: Option<String>,
    /// Addresses that the guard lets through on any port.
    pub allow: Vec<std::net::IpAddr>,
    /// Between requests to one host; zero only holds for allowed addresses, others get a second.
    pub pause: Duration,
    /// For one request as a whole, redirects not included.
    pub timeout: Duration,
    /// Hosts spoken to at once.
    pub hosts: usize,
    /// What a pause is kept for.
    pub scope: Scope,
}

/// What one request at a time and the pause between two hold for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Each host.
    #[default]
    Host,
    /// All hosts of a registrable domain (publicsuffix.org).
    Domain,
}

impl Default for FetchSettings {
    fn default() -> Self {
        FetchSettings {
            contact: None,
            allow: Vec::new(),
            pause: Duration::from_secs(1),
            timeout: Duration::from_secs(30),
            hosts: 16,
            scope: Scope::default(),
        }
    }
}

/// One thing watched.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Unique name.
    pub name: String,
    /// What stands at the address.
    pub kind: SourceKind,
    /// The address; empty for a folder.
    pub url: String,
    /// The folder of kind `folder`, relative to sources.toml.
    pub path: Option<PathBuf>,
    /// Someone's own statements, or coverage.
    pub role: Role,
    /// The outlet or organisation that publishes here.
    pub publisher: Option<String>,
    /// Whose words a primary source's texts are.
    pub speaks_for: Option<String>,
    /// The publisher's zone, in which dates without one are read.
    pub zone: Zone,
    /// How often to ask.
    pub every: Every,
    /// Free words.
    pub tags: Vec<String>,
    /// Fetch each entry's page.
    pub full_text: bool,
    /// The first day to be read for, where the listing goes back further; the last days where none is named.
    pub since: Option<NaiveDate>,
    /// The last such day.
    pub until: Option<NaiveDate>,
    /// Look at stored pages again as they age.
    pub recheck: bool,
    /// Have its hub tell of news, where it has one.
    pub websub: bool,
    /// CSS selectors of a list.
    pub select: Select,
    /// Pages of a list that are read on, the first included.
    pub pages: usize,
    /// Headers of its own.
    pub headers: Vec<(String, String)>,
    /// A cookies file, relative to sources.toml.
    pub cookies: Option<PathBuf>,
    /// How long, and in how much room, what it brings is kept.
    pub keep: Keep,
}

/// Retention: what is beyond it goes when `prune` is called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Keep {
    /// No longer than this, by the date of publication.
    pub age: Option<Duration>,
    /// No more bytes than this, the oldest first.
    pub size: Option<u64>,
}

/// How often a source is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Every {
    /// At this interval.
    Interval(Duration),
    /// At the times of a cron expression of five fields, in the source's zone.
    Cron(String),
    /// As often as it has news and its server wants, between two bounds.
    Auto {
        /// The shortest interval.
        least: Duration,
        /// The longest.
        most: Duration,
    },
}

/// CSS selectors for kind `list`; guessed where absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Select {
    /// One link's surroundings.
    pub item: Option<String>,
    /// The link inside the item.
    pub link: Option<String>,
    /// The headline inside the item.
    pub title: Option<String>,
    /// The date inside the item.
    pub date: Option<String>,
    /// The link to the next page.
    pub next: Option<String>,
}

/// A person or organisation of the configured list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownEntity {
    /// The name to show.
    pub name: String,
    /// Person or organisation.
    pub kind: EntityType,
    /// Exact other names.
    pub aliases: Vec<String>,
}

/// What stands at a source's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum SourceKind {
    Feed,
    Sitemap,
    List,
    Page,
    Folder,
}

impl SourceKind {
    /// The name as it stands in sources.toml.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            SourceKind::Feed => "feed",
            SourceKind::Sitemap => "sitemap",
            SourceKind::List => "list",
            SourceKind::Page => "page",
            SourceKind::Folder => "folder",
        }
    }
}

/// Someone's own statements, or coverage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Role {
    Primary,
    Press,
}

impl Role {
    /// The name as it stands in sources.toml and in `role:`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Primary => "primary",
            Role::Press => "press",
        }
    }
}
