//! How much the logs of all companies may take, and when there is no space for more. Pure functions.

/// Percentages of the quota at which space is low or gone, and below which it has come back: apart, so that a log at the
/// limit does not change its mind with each event.
const LOW: u64 = 80;
const NO_LONGER_LOW: u64 = 75;
const NO_LONGER_FULL: u64 = 95;

/// Most bytes that the logs of all companies may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogQuota(u64);

/// How much of the quota is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fullness {
    /// Enough.
    #[default]
    Ample,
    /// So little that a person should look.
    Low,
    /// Nothing: no message is taken until there is some again.
    Full,
}

impl LogQuota {
    /// Creates a quota of so many bytes.
    #[must_use]
    pub const fn bytes(bytes: u64) -> Self {
        Self(bytes)
    }

    /// The quota in bytes.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// Returns how full the logs are that take so much, and were as full `before`.
    #[must_use]
    pub fn fullness(self, used: u64, before: Fullness) -> Fullness {
        let is_full_from = if before == Fullness::Full { NO_LONGER_FULL } else { 100 };
        let is_low_from = if before == Fullness::Ample { LOW } else { NO_LONGER_LOW };
        if used >= self.share(is_full_from) {
            Fullness::Full
        } else if used >= self.share(is_low_from) {
            Fullness::Low
        } else {
            Fullness::Ample
        }
    }

    fn share(self, percent: u64) -> u64 {
        let bytes = u128::from(self.0) * u128::from(percent) / 100;
        u64::try_from(bytes).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn log_is_full_at_its_quota_and_takes_more_well_below_it() {
        let quota = LogQuota::bytes(1_000);
        let mut fullness = Fullness::default();
        for (used, expected) in [
            (0, Fullness::Ample),
            (799, Fullness::Ample),
            (800, Fullness::Low),
            (760, Fullness::Low),
            (999, Fullness::Low),
            (1_000, Fullness::Full),
            (999, Fullness::Full),
            (950, Fullness::Full),
            (949, Fullness::Low),
            (999, Fullness::Low),
            (5_000, Fullness::Full),
            (749, Fullness::Ample),
        ] {
            fullness = quota.fullness(used, fullness);
            assert_eq!(fullness, expected, "{used}");
        }
    }

    proptest! {
        #[test]
        fn quota_holds_for_any_number(bytes: u64, used: u64) {
            let quota = LogQuota::bytes(bytes);
            for before in [Fullness::Ample, Fullness::Low, Fullness::Full] {
                let now = quota.fullness(used, before);
                prop_assert!(used < bytes || now == Fullness::Full, "{used} of {bytes} after {before:?}: {now:?}");
                prop_assert_eq!(quota.fullness(used, now), now, "the same again changes nothing");
            }
        }
    }
}
