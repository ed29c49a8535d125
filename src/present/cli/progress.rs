//! What goes on meanwhile: a bar on a terminal, nothing in cron.

use crate::pipeline::{Progress, Step};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// A watcher for a pass.
pub(super) fn watch(quiet: bool) -> Box<dyn Fn(Step) + Send + Sync> {
    if quiet || !std::io::stderr().is_terminal() {
        return Box::new(|_| {});
    }
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:24} {pos}/{len} sources · {msg}").expect("a valid template");
    bar.set_style(style);
    Box::new(move |step| match step {
        Step::Begin(sources) => bar.set_length(sources as u64),
        Step::Page(source) => bar.set_message(source.to_owned()),
        Step::Source(_) => {
            bar.inc(1);
            if Some(bar.position()) == bar.length() {
                bar.finish_and_clear();
            }
        }
    })
}

/// A watcher for an import: how much of the files was read, how many pages and texts a second, and how long it will take.
pub(super) fn watch_import(quiet: bool) -> Box<dyn Fn(Progress) + Send + Sync> {
    if quiet || !std::io::stderr().is_terminal() {
        return Box::new(|_| {});
    }
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:24} {bytes}/{total_bytes} · {msg} · {eta} left").expect("a valid template");
    bar.set_style(style);
    Box::new(move |Progress { bytes, of, taken }| {
        bar.set_length(of);
        bar.set_position(bytes);
        let seconds = bar.elapsed().as_secs().max(1);
        bar.set_message(format!("{taken} taken, {}/s", taken as u64 / seconds));
        if bytes >= of {
            bar.finish_and_clear();
        }
    })
}
