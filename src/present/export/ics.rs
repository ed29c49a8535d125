//! A calendar (RFC 5545). A date without a time is an all-day entry; a month lasts as long as it does.

use super::item::{Item, day_after, first_day, is_date, one_line};
use super::{About, Writer};
use crate::model::When;
use anyhow::Result;
use serde_json::Value;
use std::io::Write;

/// Octets of a line; longer ones are folded.
const LONGEST: usize = 75;

#[derive(Debug)]
pub(super) struct Ics;

impl Writer for Ics {
    fn head(&mut self, out: &mut dyn Write, about: &About) -> Result<()> {
        line(out, "BEGIN:VCALENDAR")?;
        line(out, "VERSION:2.0")?;
        line(out, concat!("PRODID:-//dateline//", env!("CARGO_PKG_VERSION"), "//EN"))?;
        line(out, &format!("X-WR-CALNAME:{}", value(about.colophon.title())))
    }

    /// What has no date has no place in a calendar.
    fn row(&mut self, out: &mut dyn Write, about: &About, row: &Value) -> Result<()> {
        let item = Item::of(about.shape, row);
        let Some(when) = item.when() else { return Ok(()) };
        line(out, "BEGIN:VEVENT")?;
        line(out, &format!("UID:{}@dateline", item.id()))?;
        line(out, &format!("DTSTAMP:{}", about.colophon.time.format("%Y%m%dT%H%M%SZ")))?;
        times(out, &when)?;
        line(out, &format!("SUMMARY:{}", value(&one_line(&item.line()))))?;
        line(out, &format!("DESCRIPTION:{}", value(&format!("{} ({})\n{}", item.kind(), when.edtf, item.source()))))?;
        line(out, &format!("CATEGORIES:{}", item.kind()))?;
        // Nobody is busy because of it.
        line(out, "TRANSP:TRANSPARENT")?;
        if let Some(url) = item.url() {
            line(out, &format!("URL:{url}"))?;
        }
        line(out, "END:VEVENT")
    }

    fn tail(&mut self, out: &mut dyn Write, _: &About) -> Result<()> {
        line(out, "END:VCALENDAR")
    }
}

fn times(out: &mut dyn Write, when: &When) -> Result<()> {
    if !is_date(when) {
        return line(out, &format!("DTSTART:{}", when.start.format("%Y%m%dT%H%M%SZ")));
    }
    line(out, &format!("DTSTART;VALUE=DATE:{}", first_day(when).format("%Y%m%d")))?;
    day_after(when).map_or(Ok(()), |day| line(out, &format!("DTEND;VALUE=DATE:{}", day.format("%Y%m%d"))))
}

fn value(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\r', "").replace('\n', "\\n")
}

fn line(out: &mut dyn Write, text: &str) -> Result<()> {
    let mut rest = text;
    let mut room = LONGEST;
    while rest.len() > room {
        let (first, others) = rest.split_at(rest.floor_char_boundary(room));
        write!(out, "{first}\r\n ")?;
        (rest, room) = (others, LONGEST - 1);
    }
    Ok(write!(out, "{rest}\r\n")?)
}
