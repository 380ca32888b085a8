//! The service's binary: configuration, wiring and lifecycle. The only crate where adapters meet actors.

mod bounds;
mod chance;
mod client_version;
mod clock;
mod commands;
mod config;
mod core_dumps;
mod environment;
mod guarded;
mod housekeeping;
mod keys;
mod lifecycle;
mod listener;
mod log_space;
mod media;
mod moving;
mod sampler;
#[cfg(feature = "sandbox")]
mod sandbox;
mod sends;
mod service;
mod tls;
mod webhooks;

use std::process::ExitCode;

/// jemalloc, because memory allocated on one thread is often freed on another here: actor messages, socket frames,
/// database answers.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    commands::run()
}
