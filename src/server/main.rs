//! Linekeeper, the service: configuration, wiring and lifecycle — the only place where adapters meet actors.

mod bounds;
mod chance;
mod clock;
mod commands;
mod config;
mod core_dumps;
mod guarded;
mod housekeeping;
mod keys;
mod lifecycle;
mod listener;
mod sampler;
#[cfg(feature = "sandbox")]
mod sandbox;
mod service;
mod tls;

use std::process::ExitCode;

/// What one thread allocates another one frees here: messages of actors, frames of sockets, answers of the database.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    commands::run()
}
