//! The real service and the real simulator as processes, and those who use them: a browser, a phone, a backend.
//!
//! Everything waits for events (a line on standard output, a frame, an answer), each under a deadline that only a broken
//! service reaches. A broken step panics with what was seen, as tests do.

mod browser;
mod database;
mod metrics;
mod pooler;
mod process;
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
pub use reqwest::Method;
pub use salons::{Salon, link_by_qr, link_many};
pub use sentry::FakeSentry;
pub use service::{Service, ServiceOptions};
pub use simulator::{Answer, SimulatorProcess};
pub use story::{NEW_PHONE, OLD_PHONE, SALON, Story};
pub use wire::{Mode, RoundTrip, Statements, Target, Wire};

use std::path::PathBuf;
use std::time::Duration;

/// No step of any story takes this long unless something is broken.
pub const DEADLINE: Duration = Duration::from_secs(40);

/// A client that makes a connection for each request: one that the other side was about to close cannot be in use.
fn http_client() -> reqwest::Client {
    reqwest::Client::builder().timeout(DEADLINE).pool_max_idle_per_host(0).build().expect("a client")
}

/// A program built beside the test that is running; `LINEKEEPER_BIN_DIR` names another place.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let here = std::env::current_exe().expect("a path of this program");
    let beside = here.ancestors().skip(1).map(|dir| dir.join(name)).find(|path| path.is_file());
    let named = std::env::var_os("LINEKEEPER_BIN_DIR").map(|dir| PathBuf::from(dir).join(name));
    named.or(beside).unwrap_or_else(|| panic!("{name} is not built: run `make build`"))
}
