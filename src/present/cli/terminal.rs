//! Answers for people.

use crate::model::when::utc_text;
use crate::model::{Capture, Document, Pushed, Quotation, Source, SourceState, When};
use crate::pipeline::{Coverage, Shown, next};
use crate::present::periods::{Periods, Reached};
use crate::present::view::{self, Envelope};
use crate::query::View;
use anyhow::Result;
use chrono::NaiveDate;
use serde_json::Value;
use std::io::Write;

/// Gaps of a timeline that are worth a line, in days.
const GAP: i64 = 7;

/// Bold and dim on a terminal, plain elsewhere.
#[derive(Clone, Copy)]
struct Paint(bool);

impl Paint {
    fn bold(self, text: &str) -> String {
        if self.0 { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn dim(self, text: &str) -> String {
        if self.0 { format!("\x1b[2m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// An answer with what was understood and how much there is.
pub(in crate::present) fn answer(out: &mut dyn Write, shape: View, answer: &Envelope, colours: bool) -> Result<()> {
    grouped(out, shape, answer, None, colours)
}

/// The same, events under the periods that they are in.
pub(super) fn grouped(out: &mut dyn Write, shape: View, answer: &Envelope, periods: Option<Periods>, colours: bool) -> Result<()> {
    let paint = Paint(colours);
    let mut heads = Heads { periods, before: None };
    for row in &answer.results {
        if shape == View::Events {
            heads.event(out, row, paint)?;
        }
        match shape {
            View::Documents => document(out, row, paint)?,
            View::Quotations => quotation(out, row, paint)?,
            View::Events => event(out, row, paint)?,
        }
    }
    let question = if answer.interpreted.is_empty() { "everything" } else { &answer.interpreted };
    let shown = if answer.results.len() < answer.total {
        format!("{} of {}", answer.results.len(), answer.total)
    } else {
        answer.total.to_string()
    };
    writeln!(out, "{}", paint.dim(&format!("{shown} found · {question}")))?;
    if !answer.sentence.is_empty() {
        writeln!(out, "{}", paint.dim(&answer.sentence))?;
    }
    if let Some(next) = &answer.next {
        writeln!(out, "{}", paint.dim(&format!("more: --cursor {next}")))?;
    }
    Ok(())
}

/// What stands above events.
struct Heads<'a> {
    periods: Option<Periods<'a>>,
    /// The day of the last event.
    before: Option<NaiveDate>,
}

impl Heads<'_> {
    fn event(&mut self, out: &mut dyn Write, row: &Value, paint: Paint) -> Result<()> {
        let Some(periods) = &mut self.periods else {
            let day = day(row, "/when/start");
            gap(out, self.before, day, paint)?;
            self.before = day.or(self.before);
            return Ok(());
        };
        let when: When = serde_json::from_value(row["when"].clone())?;
        let Some(Reached { label, count, gap }) = periods.reach(&when) else { return Ok(()) };
        if !gap.is_empty() {
            writeln!(out, "{}", paint.dim(&format!("… {gap} …")))?;
        }
        let count = count.map(|count| format!(" · {count} {}", if count == 1 { "event" } else { "events" })).unwrap_or_default();
        Ok(writeln!(out, "{}", paint.bold(&format!("{label}{count}")))?)
    }
}

fn text<'v>(row: &'v Value, pointer: &str) -> &'v str {
    row.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn day(row: &Value, pointer: &str) -> Option<NaiveDate> {
    text(row, pointer).get(..10)?.parse().ok()
}

/// Column of dates: as wide as a day, times in full.
fn dated(row: &Value, pointer: &str) -> String {
    format!("{:<10}", Some(text(row, pointer)).filter(|d| !d.is_empty()).unwrap_or("undated"))
}

fn gap(out: &mut dyn Write, before: Option<NaiveDate>, day: Option<NaiveDate>, paint: Paint) -> Result<()> {
    if let (Some(before), Some(day)) = (before, day)
        && (day - before).num_days() > GAP
    {
        writeln!(out, "{}", paint.dim(&format!("  … {} days without an event …", (day - before).num_days() - 1)))?;
    }
    Ok(())
}

fn document(out: &mut dyn Write, row: &Value, paint: Paint) -> Result<()> {
    writeln!(out, "{}  {}", paint.bold(&dated(row, "/published/edtf")), titled(row, ""))?;
    let snippet = text(row, "/snippet")
        .replace("<mark>", if paint.0 { "\x1b[1m" } else { "" })
        .replace("</mark>", if paint.0 { "\x1b[0m" } else { "" });
    writeln!(out, "            {}", unescaped(&snippet))?;
    writeln!(out, "            {}\n", paint.dim(&format!("{} · {} · {}", text(row, "/id"), text(row, "/kind"), text(row, "/url"))))?;
    Ok(())
}

fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn quotation(out: &mut dyn Write, row: &Value, paint: Paint) -> Result<()> {
    let role = Some(text(row, "/role")).filter(|r| !r.is_empty()).map(|r| format!(" ({r})")).unwrap_or_default();
    let speaker = Some(text(row, "/speaker")).filter(|s| !s.is_empty()).unwrap_or("unknown");
    writeln!(out, "{}  {}{role}: {}", paint.bold(&dated(row, "/said/edtf")), paint.bold(speaker), said(row, "/kind"))?;
    let basis = match text(row, "/said/basis") {
        "inherited" if is_day_of(row, "/said/edtf", "/document/published/edtf") => " · date of publication".to_owned(),
        "inherited" => " · date carried over".to_owned(),
        "" => String::new(),
        basis => format!(" · {basis}: “{}”", text(row, "/said/raw")),
    };
    let fidelity = Some(text(row, "/utterance/fidelity")).filter(|f| !f.is_empty()).map(|f| format!(" · {f}")).unwrap_or_default();
    writeln!(out, "            {}", titled(row, "/document"))?;
    writeln!(out, "            {}\n", paint.dim(&format!("{} · {}{basis}{fidelity}", text(row, "/id"), text(row, "/kind"))))?;
    Ok(())
}

/// Whether two dates begin with the same day.
fn is_day_of(row: &Value, date: &str, other: &str) -> bool {
    const DAY: usize = "2026-02-27".len();
    text(row, date).get(..DAY).is_some_and(|day| text(row, other).starts_with(day))
}

/// The words in marks; indirect speech is not a quotation of words and gets none.
fn said(row: &Value, kind: &str) -> String {
    let words = text(row, "/text");
    if text(row, kind) == "indirect" { words.to_owned() } else { format!("“{words}”") }
}

fn event(out: &mut dyn Write, row: &Value, paint: Paint) -> Result<()> {
    let kind = text(row, "/kind");
    let date = paint.bold(&dated(row, "/when/edtf"));
    match kind {
        "said" => {
            let speaker = Some(text(row, "/speaker")).filter(|s| !s.is_empty()).unwrap_or("unknown");
            writeln!(out, "{date}  {kind:<9}  {}: {}", paint.bold(speaker), said(row, "/quotation/kind"))?;
            writeln!(out, "                       {}", paint.dim(&titled(row, "/document")))?;
        }
        "happened" => {
            writeln!(out, "{date}  {kind:<9}  {}", text(row, "/text"))?;
            writeln!(out, "                       {}", paint.dim(&titled(row, "/document")))?;
        }
        _ => writeln!(out, "{date}  {kind:<9}  {}", titled(row, "/document"))?,
    }
    Ok(())
}

/// Headline and outlet; the id where there is no headline.
fn titled(row: &Value, prefix: &str) -> String {
    let of = |key: &str| text(row, &format!("{prefix}/{key}"));
    let title = if of("title").is_empty() { of("id") } else { of("title") };
    if of("publisher").is_empty() { title.to_owned() } else { format!("{title} — {}", of("publisher")) }
}

/// Where pasted words were heard.
pub(super) fn places(out: &mut dyn Write, answer: &Envelope, colours: bool) -> Result<()> {
    let paint = Paint(colours);
    for row in &answer.results {
        let speaker = Some(text(row, "/speaker")).filter(|s| !s.is_empty()).unwrap_or("unknown");
        let date = paint.bold(&dated(row, "/said/edtf"));
        writeln!(out, "{date}  {}  {}: “{}”", text(row, "/fidelity"), paint.bold(speaker), text(row, "/text"))?;
        if !text(row, "/diff").is_empty() {
            writeln!(out, "            {}", text(row, "/diff"))?;
        }
        let (role, id) = (text(row, "/document/role"), text(row, "/document/id"));
        writeln!(out, "            {}\n", paint.dim(&format!("{} · {role} · {id}", titled(row, "/document"))))?;
    }
    writeln!(out, "{}", paint.dim(&format!("{} found", answer.total)))?;
    Ok(())
}

/// What an id stands for.
pub(super) fn shown(out: &mut dyn Write, shown: &Shown, colours: bool) -> Result<()> {
    let paint = Paint(colours);
    match shown {
        Shown::Document(d, quotations, coverage) => {
            whole_document(out, d, quotations, paint)?;
            coverage.as_deref().map_or(Ok(()), |coverage| covered(out, coverage, paint))
        }
        Shown::Quotation(q) => {
            quotation(out, &view::quotation(q), paint)?;
            writeln!(out, "{}", q.context)?;
            let gone =
                q.gone.as_ref().map(|by| format!("no longer in the text since revision {by}; it was read from {}", q.document.capture.id));
            Ok(gone.map_or(Ok(()), |gone| writeln!(out, "{}", paint.dim(&gone)))?)
        }
        Shown::Capture(c) => capture(out, c),
        Shown::Speaker(s) => {
            writeln!(out, "{} · {} · {} quotations\n", paint.bold(&s.name), s.kind, s.total)?;
            s.quotations.iter().try_for_each(|q| quotation(out, &view::quotation(q), paint))?;
            if s.total > s.quotations.len() {
                let all = format!("the first {}; all: dateline quotes 'speaker:\"{}\"'", s.quotations.len(), s.name);
                writeln!(out, "{}", paint.dim(&all))?;
            }
            Ok(())
        }
    }
}

fn whole_document(out: &mut dyn Write, d: &Document, quotations: &[Quotation], paint: Paint) -> Result<()> {
    let row = view::document(d);
    writeln!(out, "{}", paint.bold(&titled(&row, "")))?;
    writeln!(out, "{} · {} · {}", text(&row, "/kind"), dated(&row, "/published/edtf").trim(), d.article.authors.join(", "))?;
    writeln!(
        out,
        "{}",
        paint.dim(&format!(
            "{} · revision {} of {} · capture {} · sha256 {}",
            text(&row, "/url"),
            d.revision,
            d.revisions,
            d.capture.id,
            d.capture.sha256
        ))
    )?;
    for (statement, quoted) in view::behind(quotations) {
        let titled = titled(&view::document(statement), "");
        writeln!(out, "{}", paint.dim(&format!("{quoted} of its quotations are from: {titled} · {}", statement.id)))?;
    }
    writeln!(out, "\n{}\n", d.article.text)?;
    quotations.iter().try_for_each(|q| quotation(out, &view::quotation(q), paint))
}

/// Who quotes a statement, and which sentences most.
fn covered(out: &mut dyn Write, c: &Coverage, paint: Paint) -> Result<()> {
    let (documents, texts, share) = (c.by.len(), c.texts, c.share * 100.0);
    writeln!(out, "{}\n", paint.bold(&format!("quoted by {documents} documents (independent texts: {texts}), {share:.0} % of its words")))?;
    for covering in &c.by {
        let row = view::document(&covering.document);
        let date = paint.bold(&dated(&row, "/published/edtf"));
        writeln!(out, "{date}  {:>3.0} %  {} · {}", covering.share * 100.0, titled(&row, ""), covering.document.id)?;
        for q in &covering.quotations {
            let fidelity = q.utterance.fidelity.map_or("linked by hand", crate::model::Fidelity::name);
            let words = q.utterance.difference.clone().unwrap_or_else(|| q.quote.text());
            writeln!(out, "            {}", paint.dim(&format!("{fidelity}: {words}")))?;
        }
    }
    writeln!(out)?;
    let mut sentences: Vec<&(String, usize)> = c.sentences.iter().filter(|(_, quoted)| *quoted > 0).collect();
    sentences.sort_by_key(|(_, quoted)| std::cmp::Reverse(*quoted));
    for (sentence, quoted) in sentences {
        writeln!(out, "{quoted:>4} ×  {sentence}")?;
    }
    Ok(())
}

fn capture(out: &mut dyn Write, c: &Capture) -> Result<()> {
    for url in &c.chain {
        writeln!(out, "{url}")?;
    }
    writeln!(out, "status {} · {} · {} bytes · sha256 {}", c.status, utc_text(c.fetched), c.length, c.sha256)?;
    for (name, value) in &c.request {
        writeln!(out, "> {name}: {value}")?;
    }
    for (name, value) in &c.response {
        writeln!(out, "< {name}: {value}")?;
    }
    Ok(())
}

/// What is watched and how it fares.
pub(super) fn sources(out: &mut dyn Write, rows: &[(Source, SourceState)]) -> Result<()> {
    let width = rows.iter().map(|(s, _)| s.name.chars().count()).max().unwrap_or(0);
    for (source, state) in rows {
        let asked = state.asked.map_or_else(|| "never asked".to_owned(), |t| format!("asked {}", utc_text(t)));
        let next = next(source, state).filter(|_| state.asked.is_some()).map(|t| format!(" · next {}", utc_text(t))).unwrap_or_default();
        let moved = state.new_address().map(|url| format!(" · has moved to {url}: correct its url in sources.toml")).unwrap_or_default();
        let hub = state.pushed.as_ref().map(hub).unwrap_or_default();
        let health = match (&state.reason, state.good) {
            (Some(reason), _) if state.failures == 0 => format!(" · waits: {reason}"),
            (Some(reason), Some(good)) => format!(" · failed {} times since {}: {reason}", state.failures, utc_text(good)),
            (Some(reason), None) => format!(" · failed {} times, never good: {reason}", state.failures),
            (None, _) => String::new(),
        };
        writeln!(out, "{:<width$}  {:<7}  {:<7}  {asked}{next}{hub}{moved}{health}", source.name, source.kind.name(), source.role.name())?;
    }
    Ok(())
}

/// Who tells of a source's news, or why nobody does.
fn hub(pushed: &Pushed) -> String {
    match (&pushed.reason, pushed.until) {
        (Some(reason), _) => format!(" · not told of news by {}: {reason}", pushed.hub),
        (None, Some(until)) => format!(" · told of news by {} until {}", pushed.hub, utc_text(until)),
        (None, None) => format!(" · {} has not confirmed yet that it tells of news", pushed.hub),
    }
}
