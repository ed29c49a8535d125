//! What goes on meanwhile: a bar on a terminal, nothing in cron.

use crate::pipeline::Step;
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
