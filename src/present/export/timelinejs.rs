//! `TimelineJS` (timeline.knightlab.com). Only the parts of a date that are stated are given, and `display_date` is the date as it
//! stands, so that a day is never shown with a time. It stands at the event too, where it holds for beginning and end together.

use super::item::{Item, day_after, escaped, is_date, parts};
use super::{About, Listed, Writer};
use crate::model::When;
use anyhow::Result;
use chrono::Datelike;
use serde_json::{Map, Value, json};
use std::io::Write;

#[derive(Debug, Default)]
pub(super) struct Timeline(Listed);

const PARTS: [&str; 6] = ["year", "month", "day", "hour", "minute", "second"];

impl Writer for Timeline {
    fn head(&mut self, out: &mut dyn Write, about: &About) -> Result<()> {
        let title = json!({ "text": { "headline": escaped(about.colophon.title()) } });
        Ok(write!(out, "{{\n\"title\": {title},\n\"scale\": \"human\",\n\"events\": [")?)
    }

    /// What has no date has no place on a line of time.
    fn row(&mut self, out: &mut dyn Write, about: &About, row: &Value) -> Result<()> {
        let item = Item::of(about.shape, row);
        let Some(when) = item.when() else { return Ok(()) };
        let headline = item.marked().unwrap_or_else(|| item.headline().to_owned());
        let source = match item.url() {
            Some(url) => format!("<a href=\"{}\">{}</a>", escaped(url), escaped(&item.source())),
            None => escaped(&item.source()),
        };
        let text = item.speaker().map_or(source.clone(), |speaker| format!("{} — {source}", escaped(speaker)));
        let mut event = json!({
            "start_date": date(&when),
            "display_date": when.edtf,
            "text": { "headline": escaped(&headline), "text": text },
            "group": item.kind(),
            "unique_id": item.id(),
        });
        if let Some(end) = last_day(&when) {
            event["end_date"] = end;
        }
        self.0.write(out, &event)
    }

    fn tail(&mut self, out: &mut dyn Write, _: &About) -> Result<()> {
        Ok(writeln!(out, "\n]\n}}")?)
    }
}

fn date(when: &When) -> Value {
    let mut date: Map<String, Value> = PARTS.iter().zip(parts(when)).map(|(name, n)| ((*name).to_owned(), json!(n))).collect();
    date.insert("display_date".to_owned(), json!(when.edtf));
    Value::Object(date)
}

/// Of what lasts longer than a day.
fn last_day(when: &When) -> Option<Value> {
    let last = day_after(when).filter(|_| is_date(when))?.pred_opt()?;
    let long = last > super::item::first_day(when);
    long.then(|| json!({ "year": last.year(), "month": last.month(), "day": last.day(), "display_date": "" }))
}
