//! Commands about the evidence: `export --format warc`.

use super::Exit;
use super::args::{Args, Export, Rows, UsageError};
use super::ask::Asking;
use crate::present::export::Draft;
use crate::present::warc::Archive;
use crate::query::View;
use anyhow::Result;
use std::io::Write;

/// The captures of everything that a question finds, oldest first; gzip where the file is named so.
pub(super) async fn warc(args: &Args, export: &Export) -> Result<Exit> {
    if export.shape == Rows::Quotations {
        return Err(UsageError("a WARC file holds the captures of documents; leave out --as".to_owned()).into());
    }
    let asking = Asking::new(args, &export.ask, View::Documents).await?;
    let found = asking.rows(asking.limit(None), export.ask.page.cursor.as_deref()).await?;
    let ids: Vec<String> = found.results.iter().filter_map(|row| row["id"].as_str().map(str::to_owned)).collect();
    let desk = &asking.desk;
    let captures = desk.captures(&ids).await?;
    let path = export.ask.page.out.as_deref();
    let packed = path.and_then(|p| p.extension()).is_some_and(|e| e == "gz");
    let print = |out: &mut dyn Write| -> Result<()> {
        let mut archive = Archive::begin(out, packed, &asking.text, asking.now)?;
        for capture in &captures {
            archive.capture(capture, &desk.body(&capture.sha256)?)?;
        }
        Ok(())
    };
    match path {
        Some(path) => {
            let mut file = Draft::begin(path)?;
            print(&mut file)?;
            file.finish()?;
        }
        None => print(&mut std::io::stdout().lock())?,
    }
    Ok(if captures.is_empty() { Exit::Nothing } else { Exit::Done })
}
