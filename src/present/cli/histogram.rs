//! `histogram`: how many answers there are, by period or facet; two questions or more side by side.

use super::Exit;
use super::args::{Args, Format, Histogram};
use super::ask::{NotUnderstood, words_of};
use crate::pipeline::Desk;
use crate::present::view::{self, Side};
use crate::query::{QueryError, Request};
use anyhow::Result;
use chrono::Utc;
use std::collections::BTreeSet;
use std::io::Write;

/// Marks of the longest bar.
const WIDEST: usize = 40;

/// `histogram QUESTION --by month`.
pub(super) async fn histogram(args: &Args, asked: &Histogram) -> Result<Exit> {
    let desk = Desk::open(args.place.data()).await?;
    let first = words_of(&asked.query, "the question on standard input")?;
    let mut sides = Vec::new();
    for question in std::iter::once(&first).chain(&asked.beside) {
        let view = asked.shape.view();
        let request = Request { text: question, view, zone: asked.zone, now: Utc::now(), limit: None, cursor: None };
        let histogram = desk.histogram(&request, asked.by).await.map_err(|e| match e {
            QueryError::Problem(problem) => NotUnderstood { caret: problem.caret(question), problem }.into(),
            e => anyhow::Error::new(e),
        })?;
        histogram.warnings.iter().for_each(|w| tell!("warning: {w}"));
        sides.push(Side { question: question.clone(), histogram });
    }
    let mut out = std::io::stdout().lock();
    match args.place.format {
        None | Some(Format::Table) => table(&mut out, &sides)?,
        Some(Format::Csv) => csv(&mut out, &sides)?,
        Some(_) => writeln!(out, "{}", view::histograms(&sides, asked.by, asked.zone))?,
    }
    Ok(if sides.iter().any(|s| s.histogram.total > 0) { Exit::Done } else { Exit::Nothing })
}

/// Periods in their order, values as the first question has them; each with the counts of all questions.
fn rows(sides: &[Side]) -> Vec<(String, Vec<usize>)> {
    let bars = || sides.iter().flat_map(|s| &s.histogram.bars);
    let mut seen = BTreeSet::new();
    let mut labels: Vec<&str> = bars().map(|b| b.label.as_str()).filter(|label| seen.insert(*label)).collect();
    if bars().any(|b| b.period.is_some()) {
        labels.sort_unstable();
    }
    let count = |side: &Side, label: &str| side.histogram.bars.iter().find(|b| b.label == label).map_or(0, |b| b.count);
    labels.into_iter().map(|label| (label.to_owned(), sides.iter().map(|s| count(s, label)).collect())).collect()
}

fn table(out: &mut dyn Write, sides: &[Side]) -> Result<()> {
    let rows = rows(sides);
    let most = rows.iter().flat_map(|(_, counts)| counts).copied().max().unwrap_or(0).max(1);
    let is_empty = |row: &(String, Vec<usize>)| row.1.iter().all(|n| *n == 0);
    for run in rows.chunk_by(|a, b| is_empty(a) == is_empty(b)) {
        if is_empty(&run[0]) {
            writeln!(out, "… nothing from {} to {} ({})", run[0].0, run[run.len() - 1].0, run.len())?;
            continue;
        }
        for (label, counts) in run {
            let bars = counts.iter().map(|n| format!("{n:>7} {}", "█".repeat((n * WIDEST).div_ceil(most))));
            writeln!(out, "{label:<12}{}", bars.collect::<Vec<_>>().join("  "))?;
        }
    }
    for Side { question, histogram: h } in sides {
        let peak = view::peak(&h.bars).map(|peak| format!(" · most in {peak}")).unwrap_or_default();
        let apart = [(h.coarse, "with a coarser date"), (h.other, "with none")];
        let apart = apart.iter().filter(|(n, _)| *n > 0).fold(String::new(), |told, (n, why)| format!("{told} · {n} {why}"));
        let asked = if h.interpreted.is_empty() { "everything" } else { question };
        writeln!(out, "{} found · {asked}{peak}{apart}", h.total)?;
    }
    Ok(())
}

fn csv(out: &mut dyn Write, sides: &[Side]) -> Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(std::iter::once("label").chain(sides.iter().map(|s| s.question.as_str())))?;
    for (label, counts) in rows(sides) {
        csv.write_record(std::iter::once(label).chain(counts.iter().map(usize::to_string)))?;
    }
    Ok(csv.flush()?)
}
