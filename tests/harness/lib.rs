//! Starts the real service and the simulator as processes and drives them as a browser, a phone and a backend would.
//!
//! Everything waits for events (a line on standard output, a frame, a response), each with a timeout ([`DEADLINE`])
//! that only a broken service exceeds. A failed step panics with what was seen so far.

mod browser;
mod database;
mod metrics;
mod pooler;
mod process;
mod receiver;
mod salons;
mod sentry;
mod service;
mod simulator;
mod story;
mod wire;

pub use browser::{Browser, Frame};
pub use database::Database;
pub use metrics::Metrics;
pub use pooler::Pooler;
pub use process::linekeeper;
pub use receiver::{Receiver, Taken};
pub use reqwest::{Client, Method, RequestBuilder, Response};
pub use salons::{Salon, link_by_qr, link_many};
pub use sentry::FakeSentry;
pub use service::{Service, ServiceOptions};
pub use simulator::{Answer, SimulatorProcess};
pub use story::{NEW_PHONE, OLD_PHONE, SALON, Story};
pub use wire::{Mode, RoundTrip, Statements, Target, Wire};

use std::path::PathBuf;
use std::time::Duration;

/// Timeout of each step; no step takes this long unless something is broken.
pub const DEADLINE: Duration = Duration::from_secs(40);

/// HTTP client without keep-alive: it never reuses a connection that the server is about to close.
fn http_client() -> reqwest::Client {
    reqwest::Client::builder().timeout(DEADLINE).pool_max_idle_per_host(0).build().expect("a client")
}

/// Path of a program built beside the running test, or in `LINEKEEPER_BIN_DIR` if that is set. Panics if it is not
/// built.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let here = std::env::current_exe().expect("a path of this program");
    let beside = here.ancestors().skip(1).map(|dir| dir.join(name)).find(|path| path.is_file());
    let named = std::env::var_os("LINEKEEPER_BIN_DIR").map(|dir| PathBuf::from(dir).join(name));
    named.or(beside).unwrap_or_else(|| panic!("{name} is not built: run `make run` once"))
}
