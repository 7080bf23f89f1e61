//! The `gristmill` binary: everything lives in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    gristmill::cli::main()
}
