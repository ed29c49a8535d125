//! `verify`: who said these words, when and where first, and how they were altered.

use super::Exit;
use super::args::{Args, Format, UsageError, Verify};
use super::ask::words_of;
use super::terminal::places;
use crate::pipeline::Desk;
use crate::present::export::{self, About, Colophon};
use crate::present::view::Envelope;
use crate::query::View;
use anyhow::Result;
use chrono::Utc;

/// Answers as a table, as json or as jsonl.
pub(super) async fn verify(args: &Args, verify: &Verify) -> Result<Exit> {
    let words = words_of(&verify.text, "the words on standard input")?;
    if words.trim().is_empty() {
        return Err(UsageError("there are no words to verify; paste a quotation, or - to read it from standard input".to_owned()).into());
    }
    let format = args.place.format.unwrap_or(Format::Table);
    if !matches!(format, Format::Table | Format::Json | Format::Jsonl) {
        return Err(UsageError("verify answers as table, json or jsonl".to_owned()).into());
    }
    let answer = Envelope::verified(&words, Desk::open(args.place.data()).await?.verify(&words).await?);
    for warning in &answer.warnings {
        tell!("warning: {warning}");
    }
    let mut out = std::io::stdout().lock();
    match export::writer(format) {
        Some(mut writer) => {
            let colophon = Colophon { question: &words, zone: "UTC".to_owned(), time: Utc::now() };
            let about = About::of(&answer, View::Quotations, &colophon);
            writer.head(&mut out, &about)?;
            for row in &answer.results {
                writer.row(&mut out, &about, row)?;
            }
            writer.tail(&mut out, &about)?;
        }
        None => places(&mut out, &answer, args.place.colours())?,
    }
    Ok(if answer.results.is_empty() { Exit::Nothing } else { Exit::Done })
}
