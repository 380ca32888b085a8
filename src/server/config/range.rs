//! Ranges of numeric settings. Durations have a maximum that can be added to any timestamp without an overflow.

use std::fmt::Display;
use std::ops::RangeInclusive;

/// Longest duration in seconds: ten years.
pub(super) const MOST_SECONDS: u64 = 315_360_000;

/// Longest duration in milliseconds: ten years.
pub(super) const MOST_MS: u64 = MOST_SECONDS * 1000;

/// Longest duration in days: a hundred years.
pub(super) const MOST_DAYS: u32 = 36_500;

/// Checks that a number is within its range.
///
/// # Errors
/// A sentence with the setting's name and its range.
pub(super) fn within<T: PartialOrd + Display>(name: &str, value: T, range: RangeInclusive<T>) -> Result<(), String> {
    if range.contains(&value) { Ok(()) } else { Err(format!("{name} is from {} to {}", range.start(), range.end())) }
}
