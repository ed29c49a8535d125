//! `save` and `alerts`: questions that are asked again and again, and what is new of them; `mailing` has what only mail needs.

use super::args::{Alerts, Args, Format, Save, UsageError};
use super::ask::{NotUnderstood, words_of};
use super::{Exit, mailing, terminal};
use crate::model::mail::recipients;
use crate::model::{MailSettings, Message, SavedQuestion, Settings};
use crate::pipeline::{Desk, mail, settings_if_there};
use crate::present::kept::{described, to_save};
use crate::present::view::Envelope;
use crate::query::{QueryError, View};
use anyhow::{Context, Result};
use chrono::Utc;
use serde_json::Value;
use std::io::Write;

/// `save`: a question by name; all of them without one.
pub(super) async fn save(args: &Args, save: &Save) -> Result<Exit> {
    let desk = Desk::open(args.place.data()).await?;
    let Some(name) = &save.name else { return list(&desk, args).await };
    if save.remove {
        let there = desk.forget_saved(name).await?;
        tell!("{}", if there { format!("“{name}” is forgotten") } else { format!("no question is saved as “{name}”") });
        return Ok(if there { Exit::Done } else { Exit::Nothing });
    }
    let question = words_of(&save.query, "the question on standard input")?;
    let saved = to_save(name, question, save.shape.view(), (save.zone, save.hook.clone()), Utc::now()).map_err(UsageError)?;
    let there = desk.save(&saved).await.map_err(|e| not_understood(e, &saved.question))?;
    tell!("saved as “{name}”; {there} answers are there already, and are no news");
    Ok(Exit::Done)
}

fn not_understood(error: QueryError, question: &str) -> anyhow::Error {
    match error {
        QueryError::Problem(problem) => NotUnderstood { caret: problem.caret(question), problem }.into(),
        e => e.into(),
    }
}

async fn list(desk: &Desk, args: &Args) -> Result<Exit> {
    let all = desk.saved().await?;
    let mut out = std::io::stdout().lock();
    for saved in &all {
        let hook = saved.hook.as_ref().map(|hook| format!(" → {hook}")).unwrap_or_default();
        match args.place.format {
            None | Some(Format::Table) => writeln!(out, "{}: {} ({}){hook}", saved.name, saved.question, saved.shape)?,
            Some(_) => writeln!(out, "{}", described(saved))?,
        }
    }
    Ok(if all.is_empty() { Exit::Nothing } else { Exit::Done })
}

/// `alerts`: what is new, to standard output or to the hook of each question.
pub(super) async fn alerts(args: &Args, alerts: &Alerts) -> Result<Exit> {
    let desk = Desk::open(args.place.data()).await?;
    let mut exit = Exit::Nothing;
    for saved in desk.saved().await? {
        if let Err(e) = gather(&desk, &saved).await {
            tell!("{}: {e}", saved.name);
            exit = Exit::SomeFailed;
        }
    }
    let settings = settings_if_there(&args.place.sources)?;
    for message in desk.outbox(Utc::now()).await? {
        match deliver(&desk, args, alerts, &settings, &message).await? {
            true if exit == Exit::Nothing => exit = Exit::Done,
            true => {}
            false => exit = Exit::SomeFailed,
        }
    }
    Ok(exit)
}

/// Puts the news of a question on their way.
async fn gather(desk: &Desk, saved: &SavedQuestion) -> Result<()> {
    let now = Utc::now();
    let news = desk.news(saved, now).await?;
    if news.keys.is_empty() {
        return Ok(());
    }
    let mut body = serde_json::to_value(Envelope::from(news.answer))?;
    body["saved"] = described(saved);
    desk.tell(saved, &news.keys, &body.to_string(), now).await?;
    Ok(())
}

/// Whether somebody has the message now, or is about to.
async fn deliver(desk: &Desk, args: &Args, alerts: &Alerts, settings: &Settings, message: &Message) -> Result<bool> {
    let Some(way) = way(args, alerts, settings, message) else { return Ok(false) };
    if !desk.takes_on(message, Utc::now()).await? {
        return Ok(true);
    }
    let sent = match way {
        Way::Out => print(args, message).map(Ok)?,
        Way::Hook(hook, secret) => desk.post(&settings.fetch, hook, message, secret).await?,
        Way::Mail(to, server, password) => {
            let news = (subject(message)?, String::from_utf8_lossy(&told(message, false)?).into_owned());
            mail(&settings.fetch, (server, password.as_deref()), &to, message, news).await
        }
    };
    taken(desk, message, sent).await
}

/// Where a message goes, with what that takes.
enum Way<'m> {
    Out,
    Hook(&'m str, &'m str),
    Mail(Vec<&'m str>, &'m MailSettings, Option<String>),
}

/// None, and it is said why, where it cannot be tried as things stand.
fn way<'m>(args: &Args, alerts: &'m Alerts, settings: &'m Settings, message: &'m Message) -> Option<Way<'m>> {
    let Some(hook) = &message.hook else { return Some(Way::Out) };
    let found = match recipients(hook) {
        Some(to) => mailing::server(args, settings).map(|(server, password)| Way::Mail(to, server, password)),
        None => match alerts.secret.as_deref().filter(|s| !s.is_empty()) {
            Some(secret) => Ok(Way::Hook(hook, secret)),
            None => Err(format!("{hook} is not asked without a secret to sign with; set DATELINE_HOOK_SECRET")),
        },
    };
    found.map_err(|why| tell!("{}: {why}", message.saved)).ok()
}

/// Notes what came of a message on its way.
async fn taken(desk: &Desk, message: &Message, sent: Result<(), String>) -> Result<bool> {
    match sent {
        Ok(()) => desk.delivered(message).await.map(|()| true).map_err(Into::into),
        Err(why) => {
            let next = desk.postponed(message, Utc::now()).await?;
            tell!("{}: {why}; it is tried again after {}", message.saved, next.format("%Y-%m-%d %H:%M UTC"));
            Ok(false)
        }
    }
}

fn print(args: &Args, message: &Message) -> Result<()> {
    let mut out = std::io::stdout().lock();
    if matches!(args.place.format, None | Some(Format::Table)) {
        out.write_all(&told(message, args.place.colours())?)?;
    } else {
        writeln!(out, "{}", message.body)?;
    }
    Ok(out.flush()?)
}

/// The news in words for people.
fn told(message: &Message, colours: bool) -> Result<Vec<u8>> {
    let (body, mut out) = (read(message)?, Vec::new());
    let shape = View::named(body["saved"]["as"].as_str().unwrap_or_default()).unwrap_or(View::Documents);
    writeln!(out, "{}: {}", message.saved, body["saved"]["question"].as_str().unwrap_or_default())?;
    terminal::answer(&mut out, shape, &Envelope::read(&body), colours)?;
    writeln!(out)?;
    Ok(out)
}

/// And in a line.
fn subject(message: &Message) -> Result<String> {
    let new = read(message)?["results"].as_array().map_or(0, Vec::len);
    Ok(format!("{}: {new} new", message.saved))
}

fn read(message: &Message) -> Result<Value> {
    serde_json::from_str(&message.body).context("a message is JSON")
}
