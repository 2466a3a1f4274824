//! `camtay`: words on the command line → one way in → an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    camtay::front::enter()
}
