//! How many frames a client may send: a bucket that fills by so many per second, and what becomes of one that goes on when it
//! is empty. Times are since the socket was opened.

use std::time::Duration;

/// How many frames a client may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameLimits {
    /// So many in each second; zero is taken for one.
    pub per_second: u32,
    /// So many at once after a pause; zero is taken for one.
    pub burst: u32,
    /// After so many refused ones, less those taken in between, the socket is closed. A pause that fills the bucket
    /// forgives them all.
    pub refused: u32,
}

impl Default for FrameLimits {
    fn default() -> Self {
        Self { per_second: 10, burst: 30, refused: 60 }
    }
}

/// What a frame costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cost {
    /// A whole frame, which is read and answered.
    Frame,
    /// A tenth of that: pings and pongs of the protocol itself, pieces of frames.
    Little,
}

/// Whether it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Yes.
    Taken,
    /// No; one of the same cost is, after so long.
    Refused { wait: Duration },
    /// No, and it was the last one.
    Flood,
}

/// The bucket.
#[derive(Debug)]
pub(super) struct Budget {
    limits: FrameLimits,
    /// When it will be full again.
    full_at: Duration,
    refused: u32,
}

impl Budget {
    pub(super) const fn new(limits: FrameLimits) -> Self {
        Self { limits, full_at: Duration::ZERO, refused: 0 }
    }

    /// A frame comes at this time.
    pub(super) fn take(&mut self, cost: Cost, now: Duration) -> Verdict {
        let (price, full) = (self.price(cost), self.price(Cost::Frame) * self.limits.burst.max(1));
        let missing = self.full_at.saturating_sub(now);
        if missing.is_zero() {
            self.refused = 0;
        }
        let wait = (missing + price).saturating_sub(full);
        if wait.is_zero() {
            self.full_at = self.full_at.max(now) + price;
            self.refused = self.refused.saturating_sub(1);
            return Verdict::Taken;
        }
        self.refused += 1;
        if self.refused < self.limits.refused { Verdict::Refused { wait } } else { Verdict::Flood }
    }

    /// How long the bucket fills for it.
    fn price(&self, cost: Cost) -> Duration {
        let frame = Duration::from_secs(1) / self.limits.per_second.max(1);
        match cost {
            Cost::Frame => frame,
            Cost::Little => frame / 10,
        }
    }
}
