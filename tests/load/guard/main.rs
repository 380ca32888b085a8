//! Guard of the hot paths' allocations, counted exactly: independent of the speed of the machine.
//!
//! Each path has a table row: a name, the number of allocations, and the maximum number of bytes. The counts are those
//! of a debug build, which `make test` runs; an optimised build may omit allocations, so there they are upper bounds.
//! [`costs`] says what to do if a count differs.

mod costs;
// Source files instead of their crates, which do not export these parts.
#[path = "../../../actors/client/document.rs"]
mod document;
#[path = "../../../src/store/journal/columns.rs"]
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
