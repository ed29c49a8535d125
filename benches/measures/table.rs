//! Tables in Markdown, as docs/measures.md has them.

use std::time::Duration;

/// Prints the heading of a table.
pub(crate) fn head(title: &str, columns: &[&str]) {
    println!("\n{title}\n");
    row(columns);
    row(&vec!["---"; columns.len()]);
}

/// Prints one row.
pub(crate) fn row<S: AsRef<str>>(cells: &[S]) {
    let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
    println!("| {} |", cells.join(" | "));
}

/// `1.25 s` or `3.41 ms`.
pub(crate) fn time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 0.5 { format!("{:.2} ms", seconds * 1e3) } else { format!("{seconds:.2} s") }
}

/// How much of `other` this is: below 1 is faster.
pub(crate) fn ratio(this: Duration, other: Duration) -> String {
    format!("{:.2}", this.as_secs_f64() / other.as_secs_f64())
}

/// The value below which this share of the sorted values lies.
pub(crate) fn quantile(sorted: &[Duration], share: f64) -> Duration {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list of some hundreds")]
    let at = (share * (sorted.len() - 1) as f64).round() as usize;
    sorted[at]
}
