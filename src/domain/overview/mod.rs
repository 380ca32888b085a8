//! The overview of the operators' dashboard: what happened in the last hours, from what was counted. How long its buckets are,
//! where its gaps are, and the document itself.

mod counts;
mod document;
mod range;
mod tallies;
#[cfg(test)]
mod tests;

pub use counts::StateCounts;
pub use document::{FailureCount, Funnel, Overview, Pairings, RestartsPoint, StatesPoint, TimeBucket, TimeToConnected};
pub use range::{HOURS, OverviewRange, next_sample, sampled_at};
pub use tallies::{Tallies, Times};

/// The bounds of the buckets of the time until a phone is connected, in milliseconds. A person finds the phone, opens a menu and
/// types; a code lives 180 s, its pictures a little longer.
pub const TIME_BOUNDS_MS: [u32; 10] = [1_000, 2_500, 5_000, 10_000, 20_000, 40_000, 60_000, 120_000, 180_000, 300_000];

/// What the supervisor writes into the journal when it starts a session again by itself: why the life before ended.
pub const RESTARTS: [&str; 6] = ["retired", "reload", "credentials_lost", "crashed", "frozen", "abandoned"];
