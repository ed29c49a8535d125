//! `export --batch FILE`: many questions, one table; `export.question` says which of them a row answers.

use super::Exit;
use super::args::{Args, Export, Format, UsageError};
use super::ask::{Asking, NotUnderstood, Out};
use crate::present::export::{self, About, Writer};
use anyhow::{Context, Result};
use serde_json::Value;
use std::io::Write;
use std::path::Path;

/// Asks the questions of a CSV file, one after the other. One that is not understood costs its own answers alone.
pub(super) async fn batch(args: &Args, export: &Export, file: &Path) -> Result<Exit> {
    if !matches!(args.place.format, None | Some(Format::Csv)) {
        return Err(UsageError("the answers of a batch are one csv; leave --format away".to_owned()).into());
    }
    if !export.ask.query.is_empty() {
        return Err(UsageError("a batch has its questions from the file; leave the other question away".to_owned()).into());
    }
    let mut asking = Asking::new(args, &export.ask, export.shape.view()).await?;
    let limit = asking.limit(None);
    let mut out = Out::open(&export.ask.page)?;
    let (mut exit, mut headed) = (Exit::Nothing, false);
    for (nth, question) in questions(file)?.into_iter().enumerate() {
        asking.text = question;
        let mut writer = export::writer(Format::Csv).context("a csv is a format of rows")?;
        if headed {
            writer = Box::new(Headless(writer));
        }
        match asking.file(&mut out, writer.as_mut(), limit).await {
            Ok(count) => {
                headed = true;
                if count > 0 && exit == Exit::Nothing {
                    exit = Exit::Done;
                }
            }
            Err(e) if e.is::<NotUnderstood>() => {
                tell!("question {}: {e}", nth + 1);
                exit = Exit::SomeFailed;
            }
            Err(e) => return Err(e),
        }
    }
    out.finish()?;
    Ok(exit)
}

/// The column `question`; the first where none is called so.
fn questions(file: &Path) -> Result<Vec<String>> {
    let named = || file.display().to_string();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(file).with_context(named)?;
    let column = reader.headers().with_context(named)?.iter().position(|name| name.trim().eq_ignore_ascii_case("question")).unwrap_or(0);
    let question =
        |record: csv::Result<csv::StringRecord>| Ok(record.with_context(named)?.get(column).unwrap_or_default().trim().to_owned());
    reader.records().map(question).collect()
}

/// Rows below a head that is there already.
struct Headless(Box<dyn Writer>);

impl Writer for Headless {
    fn head(&mut self, _: &mut dyn Write, about: &About) -> Result<()> {
        self.0.head(&mut std::io::sink(), about)
    }

    fn row(&mut self, out: &mut dyn Write, about: &About, row: &Value) -> Result<()> {
        self.0.row(out, about, row)
    }

    fn tail(&mut self, out: &mut dyn Write, about: &About) -> Result<()> {
        self.0.tail(out, about)
    }
}
