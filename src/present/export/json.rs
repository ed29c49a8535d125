//! One object with the question and its answers; or one answer a line.

use super::{About, Listed, Writer};
use anyhow::Result;
use serde_json::{Value, json};
use std::io::Write;

/// An object around the answers.
#[derive(Debug, Default)]
pub(super) struct Whole(Listed);

impl Writer for Whole {
    fn head(&mut self, out: &mut dyn Write, about: &About) -> Result<()> {
        let (question, sentence, warnings) = (json!(about.interpreted), json!(about.sentence), json!(about.warnings));
        write!(out, "{{\n\"interpreted\": {question},\n\"sentence\": {sentence},\n\"warnings\": {warnings},\n")?;
        Ok(write!(out, "\"total\": {},\n\"results\": [", about.total)?)
    }

    fn row(&mut self, out: &mut dyn Write, _: &About, row: &Value) -> Result<()> {
        self.0.write(out, row)
    }

    fn tail(&mut self, out: &mut dyn Write, about: &About) -> Result<()> {
        Ok(writeln!(out, "\n],\n\"next\": {},\n\"export\": {}\n}}", json!(about.next), about.colophon.json())?)
    }
}

/// One answer a line.
#[derive(Debug)]
pub(super) struct Lines;

impl Writer for Lines {
    fn head(&mut self, _: &mut dyn Write, _: &About) -> Result<()> {
        Ok(())
    }

    fn row(&mut self, out: &mut dyn Write, _: &About, row: &Value) -> Result<()> {
        Ok(writeln!(out, "{row}")?)
    }

    fn tail(&mut self, _: &mut dyn Write, _: &About) -> Result<()> {
        Ok(())
    }
}
