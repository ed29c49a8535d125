//! Saved questions and what is new of them: each answer is told once, whatever dies in between.

use super::{Desk, PipelineError};
use crate::fetch::{Client, Redirects, send_mail};
use crate::model::signature::signed;
use crate::model::source::FetchSettings;
use crate::model::{Id, Mail, MailSettings, Message, SavedQuestion};
use crate::query::{News, QueryError, news};
use chrono::{DateTime, TimeDelta, Utc};

/// After the first failure; then ever twice as long.
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(1);
/// And at most.
const LONGEST_WAIT: TimeDelta = TimeDelta::days(1);

/// In which whoever took a message on has sent it, or is not alive any more.
const SENDING: TimeDelta = TimeDelta::minutes(5);

impl Desk {
    /// All saved questions by name.
    pub async fn saved(&self) -> Result<Vec<SavedQuestion>, PipelineError> {
        Ok(self.store().saved().await?)
    }

    /// Saves a question. What answers it now is no news; how many these are.
    pub async fn save(&self, saved: &SavedQuestion) -> Result<usize, QueryError> {
        let there = self.news(saved, saved.made).await?;
        let all = there.keys.len();
        self.store().save_question(saved, &there.keys).await?;
        Ok(all)
    }

    /// Forgets a saved question; whether there was one.
    pub async fn forget_saved(&self, name: &str) -> Result<bool, PipelineError> {
        Ok(self.store().forget_question(name).await?)
    }

    /// Answers of a saved question that nobody was told of.
    pub async fn news(&self, saved: &SavedQuestion, now: DateTime<Utc>) -> Result<News, QueryError> {
        let index = self.index()?;
        news(self.store(), &index, saved, now).await
    }

    /// Puts news on their way, unless somebody else did meanwhile.
    pub async fn tell(&self, saved: &SavedQuestion, keys: &[String], body: &str, now: DateTime<Utc>) -> Result<bool, PipelineError> {
        let known_by: Vec<&str> = std::iter::once(saved.name.as_str()).chain(keys.iter().map(String::as_str)).collect();
        let id = Id::of('m', &known_by);
        Ok(self.store().tell(saved, keys, id.as_str(), body, now).await?)
    }

    /// Messages whose time has come, in their order.
    pub async fn outbox(&self, now: DateTime<Utc>) -> Result<Vec<Message>, PipelineError> {
        Ok(self.store().outbox(now).await?)
    }

    /// Whether a message is ours to send: of several that try at once, one does.
    pub async fn takes_on(&self, message: &Message, now: DateTime<Utc>) -> Result<bool, PipelineError> {
        Ok(self.store().take_on(message, now, now + SENDING).await?)
    }

    /// Somebody has the message.
    pub async fn delivered(&self, message: &Message) -> Result<(), PipelineError> {
        Ok(self.store().delivered(message).await?)
    }

    /// The message is tried again later; when.
    pub async fn postponed(&self, message: &Message, now: DateTime<Utc>) -> Result<DateTime<Utc>, PipelineError> {
        let wait = FIRST_WAIT.checked_mul(1 << message.attempts.min(20)).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
        self.store().postponed(message, now + wait).await?;
        Ok(now + wait)
    }

    /// Posts a message to its hook; the error says why it was not taken. What is signed is the body, as GitHub does it:
    /// `X-Hub-Signature-256: sha256=` and the HMAC in hexadecimal. A host that wants rest is left alone, by later runs too.
    pub async fn post(
        &self,
        settings: &FetchSettings,
        hook: &str,
        message: &Message,
        secret: &str,
    ) -> Result<Result<(), String>, PipelineError> {
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("x-dateline-delivery", message.id.clone()),
            ("x-hub-signature-256", format!("sha256={}", signed(secret.as_bytes(), message.body.as_bytes()))),
        ];
        let (client, now) = (Client::new(settings)?, Utc::now());
        client.remember(self.store().host_notes(now).await?);
        let answered = client.post(hook, &headers, message.body.as_bytes(), Redirects::Refused).await;
        self.store().save_host_notes(&client.learned(), now).await?;
        Ok(match answered {
            Ok(status) if (200..300).contains(&status) => Ok(()),
            Ok(status) => Err(format!("{hook} answers {status}")),
            Err(e) => Err(e.to_string()),
        })
    }
}

/// Sends a message as mail, in words for people; the error says why it was not taken. The id of the message is that of the mail.
pub async fn mail(
    settings: &FetchSettings,
    (server, password): (&MailSettings, Option<&str>),
    to: &[&str],
    message: &Message,
    (subject, text): (String, String),
) -> Result<(), String> {
    let to = to.iter().map(ToString::to_string).collect();
    let mail = Mail { to, subject, text, id: message.id.clone(), list: message.saved.clone() };
    send_mail(settings, server, password, &mail).await.map_err(|e| e.to_string())
}
