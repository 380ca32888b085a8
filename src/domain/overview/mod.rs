//! Overview for the operators' dashboard, computed from what was counted in the last hours: bucket lengths, gaps, and
//! the document itself.

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

/// Upper bounds of the histogram of the time until a phone is connected, in milliseconds. A person has to find the
/// phone, open a menu and type; a code is valid for 180 s, the QRs a little longer.
pub const TIME_BOUNDS_MS: [u32; 10] = [1_000, 2_500, 5_000, 10_000, 20_000, 40_000, 60_000, 120_000, 180_000, 300_000];

/// Reasons the supervisor writes into the journal when it restarts a session by itself: the exit reason of the life
/// before.
pub const RESTARTS: [&str; 6] = ["retired", "reload", "credentials_lost", "crashed", "frozen", "abandoned"];
