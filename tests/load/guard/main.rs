//! What the hot paths allocate, counted exactly: a guard that does not depend on how fast the machine is.
//!
//! Each path has a table: a name, how many allocations, and at most how many bytes. The counts are those of a debug build, which
//! is what `make test` runs; an optimised one may leave allocations out, so there they are bounds. [`costs`] says what to do
//! when a count is another one.

mod costs;
// The files themselves and not their crates, which show nobody these parts.
#[path = "../../../actors/client/document.rs"]
mod document;
#[path = "../../../src/store/entries.rs"]
mod entries;
#[expect(dead_code, reason = "frames that are sent are made by the actor, in `socket`")]
#[path = "../../../actors/client/frames.rs"]
mod frames;

mod journal;
mod machine;
mod parsing;
mod pictures;
mod sealing;
mod socket;
mod stage;

use linekeeper_domain::session::Moment;
use linekeeper_domain::{CompanyId, CorrelationId, Monotonic, Phone, Timestamp};

const SALON: &str = "997441";
const PHONE: &str = "79006464263";

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

fn moment(seconds: i64) -> Moment {
    Moment { now: at(seconds), monotonic: Monotonic::default(), chance: 0.5 }
}

fn salon() -> CompanyId {
    SALON.parse().unwrap()
}

fn phone() -> Phone {
    PHONE.parse().unwrap()
}

fn correlation() -> CorrelationId {
    "pairing-0123456789abcdef".parse().unwrap()
}
