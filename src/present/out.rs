//! The one way out for words: to standard output, and to standard error.
//!
//! Whoever reads them may go away (`| head -1`), which is no failure: what was asked for is done all the same, and nothing more is
//! said. Long answers are written by those who make them, and end there quietly (`cli::main`).

use std::fmt::Arguments;
use std::io::{ErrorKind, Result, Write, stderr, stdout};

/// A line on standard output, as `println!` takes it; in a function that may fail.
macro_rules! say {
    ($($words:tt)*) => {
        $crate::present::out::line(format_args!($($words)*))?
    };
}

/// A line on standard error, as `eprintln!` takes it.
macro_rules! tell {
    ($($words:tt)*) => {
        $crate::present::out::aside(format_args!($($words)*))
    };
}

/// One line for whoever reads, as long as somebody does.
pub(super) fn line(words: Arguments) -> Result<()> {
    match writeln!(stdout(), "{words}") {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// One line beside the results; there is nobody to tell that nobody hears it.
pub(super) fn aside(words: Arguments) {
    let _ = writeln!(stderr(), "{words}");
}
