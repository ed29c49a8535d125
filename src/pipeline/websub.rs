//! Hubs (`WebSub`, W3C 2018) that tell when a feed has news, so that it need not be asked as often.
//!
//! What a hub delivers is not read: it makes the feed due at once, which is then asked as always. So all evidence comes from
//! the publisher itself, and the worst that a hub can do is to have a feed asked that has nothing new.

use super::{Desk, PipelineError};
use crate::fetch::{Client, FetchError, Redirects};
use crate::model::signature::is_signed;
use crate::model::source::FetchSettings;
use crate::model::{Capture, Offer, Settings, Subscription, Upkeep, Wish};
use crate::parse::link_header;
use crate::store::States;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{StreamExt, stream};
use url::Url;

/// What is asked for; hubs choose.
const LEASE: TimeDelta = TimeDelta::days(10);
/// What is believed of what they choose.
const LONGEST_LEASE: TimeDelta = TimeDelta::days(60);
/// A hub is asked again after the first failure; then ever twice as late, up to a day.
const FIRST_RETRY: TimeDelta = TimeDelta::hours(1);
const LAST_RETRY: TimeDelta = TimeDelta::days(1);
/// However short a lease, it is not renewed more often.
const SOONEST: TimeDelta = TimeDelta::minutes(5);
/// A hub that does not confirm that it was left is given up after so many requests.
const FAREWELLS: u32 = 3;
/// Hubs that are asked at one time, and between two passes.
const AT_ONCE: usize = 4;
const MOST: usize = 40;
/// Characters of what a hub says.
const LONGEST_REASON: usize = 200;

/// Who tells of a feed's news: its headers say so, or else the feed itself. Of several hubs one is enough (`WebSub`, 4): the first that
/// has an address on the web.
pub(super) fn offer(capture: &Capture, upkeep: &Upkeep) -> Option<Offer> {
    let base = Url::parse(capture.url()).ok()?;
    let headers = capture.response.iter().filter(|(name, _)| name.eq_ignore_ascii_case("link"));
    let links: Vec<(String, String)> = headers.flat_map(|(_, value)| link_header(value)).collect();
    let targets = |relation: &'static str| links.iter().filter(move |(r, _)| r == relation).map(|(_, target)| target.as_str());
    let web = |text: &str| base.join(text).ok().filter(|url| matches!(url.scheme(), "http" | "https")).map(String::from);
    let (hub, topic) = match targets("hub").find_map(web) {
        Some(hub) => (hub, targets("self").next()),
        None => (upkeep.hubs.iter().find_map(|hub| web(hub))?, upkeep.own.as_deref()),
    };
    Some(Offer { hub, topic: topic.and_then(web).unwrap_or_else(|| base.clone().into()) })
}

/// What is to be done about a subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// Its hub is asked for something.
    Ask(Subscription),
    /// It is forgotten.
    Drop(String),
}

/// What is to be done: for feeds that have a hub and are not subscribed to, for leases that end, for what is not wanted any more.
fn steps(wanted: &[(&str, Offer)], known: &[Subscription], public: &str, draw: fn() -> String, now: DateTime<Utc>) -> Vec<Step> {
    let is_wanted =
        |s: &Subscription| s.wish != Some(Wish::Unsubscribe) && wanted.iter().any(|(name, o)| *name == s.source && *o == s.offer);
    let (old, live): (Vec<_>, Vec<_>) = known.iter().partition(|s| s.public != public || !is_wanted(s));
    let new = wanted.iter().filter(|(name, _)| !live.iter().any(|s| s.source == *name)).map(|(name, offer)| Subscription {
        key: draw(),
        source: (*name).to_owned(),
        offer: offer.clone(),
        public: public.to_owned(),
        secret: draw(),
        wish: None,
        ends: None,
        next: now,
        failures: 0,
    });
    let due = live.iter().filter(|s| s.next <= now).map(|s| (*s).clone());
    let asked = due.chain(new).map(|s| Step::Ask(wishing(s, Wish::Subscribe, now)));
    old.iter().filter_map(|s| farewell(s, public, now)).chain(asked).collect()
}

/// A hub that never confirmed, or that knows us by another address, cannot be left: what it says later is not heard.
fn farewell(s: &Subscription, public: &str, now: DateTime<Utc>) -> Option<Step> {
    let is_left = s.wish == Some(Wish::Unsubscribe);
    let is_over = s.public != public || s.ends.is_none_or(|ends| ends <= now) || is_left && s.failures >= FAREWELLS;
    match is_over {
        true => Some(Step::Drop(s.key.clone())),
        false if is_left && s.next > now => None,
        false => {
            Some(Step::Ask(wishing(Subscription { failures: if is_left { s.failures } else { 0 }, ..s.clone() }, Wish::Unsubscribe, now)))
        }
    }
}

/// It counts as failed until the hub confirms.
fn wishing(s: Subscription, wish: Wish, now: DateTime<Utc>) -> Subscription {
    let wait = FIRST_RETRY.checked_mul(1 << s.failures.min(10)).unwrap_or(LAST_RETRY).min(LAST_RETRY);
    Subscription { wish: Some(wish), next: now + wait, failures: s.failures.saturating_add(1), ..s }
}

/// What a hub is sent (5.1).
fn request(s: &Subscription, wish: Wish) -> Vec<u8> {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("hub.callback", &s.callback()).append_pair("hub.mode", wish.name()).append_pair("hub.topic", &s.offer.topic);
    if wish == Wish::Subscribe {
        form.append_pair("hub.lease_seconds", &LEASE.num_seconds().to_string()).append_pair("hub.secret", &s.secret);
    }
    form.finish().into_bytes()
}

async fn ask(client: &Client, s: &Subscription) -> Result<(), String> {
    let Some(wish) = s.wish else { return Ok(()) };
    let headers = [("content-type", "application/x-www-form-urlencoded".to_owned())];
    let answered =
        client.post(&s.offer.hub, &headers, &request(s, wish), Redirects::Followed).await.map_err(|e: FetchError| e.to_string())?;
    if (200..300).contains(&answered) { Ok(()) } else { Err(format!("{} answers {answered}", s.offer.hub)) }
}

/// What a hub asks at our address before it does as it was asked (5.3), or says in the place of it (5.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intent {
    /// `subscribe`, `unsubscribe`, `denied`.
    pub mode: String,
    /// Which feed it is about.
    pub topic: String,
    /// How long it will tell of news, in seconds.
    pub lease: Option<i64>,
    /// Why it will not.
    pub reason: Option<String>,
}

impl Desk {
    /// Asks hubs for what is wanted of them and is not so yet. `draw` draws secrets by chance. What went wrong, each with the name
    /// of its source.
    pub async fn keep_subscribed(
        &self,
        settings: &Settings,
        public: &str,
        draw: fn() -> String,
        now: DateTime<Utc>,
    ) -> Result<Vec<String>, PipelineError> {
        let (states, known) = (self.store().source_states().await?, self.store().subscriptions().await?);
        let steps = steps(&wanted(settings, &states), &known, public, draw, now);
        if steps.is_empty() {
            return Ok(Vec::new());
        }
        let client = Client::new(&FetchSettings { pause: std::time::Duration::ZERO, ..settings.fetch.clone() })?;
        client.remember(self.store().host_notes(now).await?);
        let taken = stream::iter(steps.into_iter().take(MOST)).map(|step| self.take(&client, step)).buffer_unordered(AT_ONCE);
        let troubles = taken.filter_map(|result| async { result.transpose() }).collect::<Vec<_>>().await.into_iter().collect();
        self.store().save_host_notes(&client.learned(), now).await?;
        troubles
    }

    /// One step; what went wrong.
    async fn take(&self, client: &Client, step: Step) -> Result<Option<String>, PipelineError> {
        let s = match step {
            Step::Drop(key) => return Ok(self.store().drop_subscription(&key).await.map(|()| None)?),
            Step::Ask(s) => s,
        };
        // Noted first: a hub may ask back before it answers.
        self.store().wish(&s).await?;
        let Err(why) = ask(client, &s).await else { return Ok(None) };
        self.store().unreached(&s.key, &why).await?;
        Ok(Some(format!("{}: {why}", s.source)))
    }

    /// No hub is heard any more.
    pub async fn leave_hubs(&self) -> Result<(), PipelineError> {
        Ok(self.store().drop_subscriptions().await?)
    }

    /// Whether a hub calls us by this key.
    pub async fn is_subscribed(&self, key: &str) -> Result<bool, PipelineError> {
        Ok(self.store().subscription(key).await?.is_some())
    }

    /// Whether a hub may do what it intends: it was asked for that, and has not confirmed it before.
    pub async fn agrees(&self, key: &str, intent: &Intent, now: DateTime<Utc>) -> Result<bool, PipelineError> {
        let (store, topic) = (self.store(), intent.topic.as_str());
        Ok(match intent.mode.as_str() {
            "subscribe" => {
                let lease = intent.lease.and_then(TimeDelta::try_seconds).unwrap_or(LEASE).clamp(TimeDelta::zero(), LONGEST_LEASE);
                store.subscribed(key, topic, now + lease, now + (lease * 3 / 4).max(SOONEST)).await?
            }
            "unsubscribe" => store.unsubscribed(key, topic).await?,
            "denied" => store.denied(key, topic, &denial(intent.reason.as_deref()), now + LAST_RETRY).await?,
            _ => false,
        })
    }

    /// A hub has told of news, if it signed what it brought: the feed is due.
    pub async fn heard(&self, key: &str, signature: Option<&str>, body: &[u8], now: DateTime<Utc>) -> Result<bool, PipelineError> {
        let Some(s) = self.store().subscription(key).await? else { return Ok(false) };
        let signed = signature.is_some_and(|signature| is_signed(signature, s.secret.as_bytes(), body));
        if signed {
            self.store().told(key, now).await?;
        }
        Ok(signed)
    }
}

/// Feeds that offer a hub, by the names of their sources.
fn wanted<'s>(settings: &'s Settings, states: &States) -> Vec<(&'s str, Offer)> {
    let offered = settings.sources.iter().filter(|s| s.websub).map(|s| (s.name.as_str(), states.of(s)));
    offered.filter(|(_, state)| !state.gone).filter_map(|(name, state)| Some((name, state.pace.offer?))).collect()
}

/// As it can be shown at a terminal.
fn denial(reason: Option<&str>) -> String {
    let said: String = reason.unwrap_or_default().chars().filter(|c| !c.is_control()).take(LONGEST_REASON).collect();
    if said.trim().is_empty() { "the hub refuses".to_owned() } else { format!("the hub refuses: {}", said.trim()) }
}

#[cfg(test)]
mod tests;
