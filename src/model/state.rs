//! How sources, their hosts and their pages fare: what one run leaves to the next.

use super::{Offer, Pushed, Source};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How a source fares.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SourceState {
    /// When it was last asked, whatever came of it.
    pub asked: Option<DateTime<Utc>>,
    /// When it last answered as it should.
    pub good: Option<DateTime<Utc>>,
    /// Failures since then.
    pub failures: u32,
    /// What went wrong last, in words; none when all is well.
    pub reason: Option<String>,
    /// The server asked not to be asked before.
    pub not_before: Option<DateTime<Utc>>,
    /// The server said that it is gone for good (410).
    pub gone: bool,
    /// How often it has news.
    pub pace: Pace,
    /// Where its permanent redirects lead.
    pub moved: Option<Moved>,
    /// How it fares with the hub that tells of its news, where it has one.
    pub pushed: Option<Pushed>,
}

/// How often a source has news, and what its server says about that.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Pace {
    /// The usual time between two entries, in seconds.
    pub gap: Option<u64>,
    /// The date of its newest entry.
    pub newest: Option<DateTime<Utc>>,
    /// Until when nothing changes, by its own words (`ttl`, Cache-Control, Expires).
    pub fresh: Option<DateTime<Utc>>,
    /// When it wants not to be asked.
    pub skip: Skip,
    /// Who tells of its news.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
}

/// Hours and days on which a feed wants not to be asked (`skipHours`, `skipDays` of RSS), in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Skip {
    /// Bit n is the hour from n:00.
    pub hours: u32,
    /// Bit 0 is Monday.
    pub days: u8,
}

/// An address that permanent redirects lead to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The address.
    pub url: String,
    /// When it was first led to.
    pub since: DateTime<Utc>,
    /// How often, without a break.
    pub seen: u32,
}

/// A redirect that held for a week, so often, is there to stay.
const STABLE_FOR: TimeDelta = TimeDelta::hours(6 * 24 + 12);
const STABLE_TIMES: u32 = 3;

impl SourceState {
    /// Where to ask for the source: at its own address, or at the one it has moved to for good.
    #[must_use]
    pub fn address<'a>(&'a self, source: &'a Source) -> &'a str {
        self.new_address().unwrap_or(&source.url)
    }

    /// Where it has moved to for good.
    #[must_use]
    pub fn new_address(&self) -> Option<&str> {
        let moved = self.moved.as_ref().filter(|m| m.seen >= STABLE_TIMES)?;
        let lasted = self.asked.is_some_and(|asked| asked - moved.since >= STABLE_FOR);
        lasted.then_some(moved.url.as_str())
    }
}

impl Pace {
    /// The usual time between two entries.
    #[must_use]
    pub fn gap(&self) -> Option<Duration> {
        self.gap.map(Duration::from_secs)
    }
}

/// A site's robots.txt as it came; empty where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RobotsText {
    /// Scheme, host and port.
    pub origin: String,
    /// Its bytes, as far as they are read.
    pub body: Vec<u8>,
    /// When it was fetched.
    pub fetched: DateTime<Utc>,
}

/// What one run has learnt of hosts, for the next to know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HostNotes {
    /// Hosts that want no requests before a time.
    pub busy: Vec<(String, DateTime<Utc>)>,
    /// Rules of sites.
    pub robots: Vec<RobotsText>,
}

/// What a server gave to ask "changed since?" with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`, to the byte.
    pub last_modified: Option<String>,
    /// The URL that gave them, the last of its redirect chain.
    pub answered: Option<String>,
}
