//! The `dateline` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    dateline::present::cli::main()
}
