//! Ranges of numbers. What becomes a length of time has an end that can be added to any time without leaving the calendar.

use std::fmt::Display;
use std::ops::RangeInclusive;

/// Ten years: longer than anything here takes.
pub(super) const MOST_SECONDS: u64 = 315_360_000;

/// The same in milliseconds.
pub(super) const MOST_MS: u64 = MOST_SECONDS * 1000;

/// A hundred years.
pub(super) const MOST_DAYS: u32 = 36_500;

/// Checks that a number is within its range.
///
/// # Errors
/// A sentence with the setting's name and its range.
pub(super) fn within<T: PartialOrd + Display>(name: &str, value: T, range: RangeInclusive<T>) -> Result<(), String> {
    if range.contains(&value) { Ok(()) } else { Err(format!("{name} is from {} to {}", range.start(), range.end())) }
}
