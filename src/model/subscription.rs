//! News that a hub tells of (`WebSub`, W3C 2018): what a feed offers, and what was made of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Who tells of a feed's news.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The hub.
    pub hub: String,
    /// The address by which the hub knows the feed.
    pub topic: String,
}

/// What a hub is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Wish {
    Subscribe,
    Unsubscribe,
}

impl Wish {
    /// As it stands in `hub.mode`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Wish::Subscribe => "subscribe",
            Wish::Unsubscribe => "unsubscribe",
        }
    }

    /// Read back.
    #[must_use]
    pub fn named(name: &str) -> Option<Wish> {
        [Wish::Subscribe, Wish::Unsubscribe].into_iter().find(|wish| wish.name() == name)
    }
}

/// What was asked of a hub, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The last part of the address that the hub calls, drawn by chance.
    pub key: String,
    /// Name of the source.
    pub source: String,
    /// What it is for.
    pub offer: Offer,
    /// Our own address, as the hub knows it.
    pub public: String,
    /// What deliveries are signed with.
    pub secret: String,
    /// What the hub was asked for and has not confirmed.
    pub wish: Option<Wish>,
    /// When the lease ends; none before it was confirmed.
    pub ends: Option<DateTime<Utc>>,
    /// When the hub is asked again.
    pub next: DateTime<Utc>,
    /// Failures since it last did as it was asked.
    pub failures: u32,
}

impl Subscription {
    /// The address that the hub calls.
    #[must_use]
    pub fn callback(&self) -> String {
        format!("{}/websub/{}", self.public, self.key)
    }
}

/// How a source fares with its hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// The hub.
    pub hub: String,
    /// Until when it tells of news; none where it has not confirmed that it does.
    pub until: Option<DateTime<Utc>>,
    /// When it last did.
    pub told: Option<DateTime<Utc>>,
    /// Why it does not, in words.
    pub reason: Option<String>,
}
