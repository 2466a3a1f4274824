//! `camtay`: words on the command line → one way in → an exit code.

use std::process::ExitCode;

/// A turn's small pieces are made on the round's thread and dropped on the sender's, which the system's allocator is slow at.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    camtay::front::enter()
}
