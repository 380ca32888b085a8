//! Linekeeper, the service: configuration, wiring and lifecycle — the only place where adapters meet actors.

mod chance;
mod commands;
mod config;
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

fn main() -> ExitCode {
    commands::run()
}
