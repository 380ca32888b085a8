//! Rate limit for the frames of a client: a token bucket, and the close of a client that keeps sending when it is
//! empty. Times are measured from the opening of the socket.

use std::time::Duration;

/// Rate limit for the frames of one socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameLimits {
    /// Frames per second; zero is taken for one.
    pub per_second: u32,
    /// Frames at once after a pause; zero is taken for one.
    pub burst: u32,
    /// Refused frames after which the socket is closed; each accepted one in between lowers the count by one. A pause
    /// that fills the bucket resets it.
    pub refused: u32,
}

impl Default for FrameLimits {
    fn default() -> Self {
        Self { per_second: 10, burst: 30, refused: 60 }
    }
}

/// Cost of a frame in the bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cost {
    /// Full cost: a whole frame, which is parsed and answered.
    Frame,
    /// A tenth of that: protocol pings and pongs, and fragments.
    Little,
}

/// Decision about one frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RateDecision {
    /// Within the limit.
    Taken,
    /// Above the limit; a frame of the same cost is accepted after `wait`.
    Refused { wait: Duration },
    /// Above the limit too often: close the socket.
    Flood,
}

/// Token bucket of one socket.
#[derive(Debug)]
pub(super) struct FrameRateLimiter {
    limits: FrameLimits,
    /// Time at which the bucket will be full again.
    full_at: Duration,
    refused: u32,
}

impl FrameRateLimiter {
    pub(super) const fn new(limits: FrameLimits) -> Self {
        Self { limits, full_at: Duration::ZERO, refused: 0 }
    }

    /// Charges a frame that arrives at `now`.
    pub(super) fn take(&mut self, cost: Cost, now: Duration) -> RateDecision {
        let (price, full) = (self.price(cost), self.price(Cost::Frame) * self.limits.burst.max(1));
        let missing = self.full_at.saturating_sub(now);
        if missing.is_zero() {
            self.refused = 0;
        }
        let wait = (missing + price).saturating_sub(full);
        if wait.is_zero() {
            self.full_at = self.full_at.max(now) + price;
            self.refused = self.refused.saturating_sub(1);
            return RateDecision::Taken;
        }
        self.refused += 1;
        if self.refused < self.limits.refused { RateDecision::Refused { wait } } else { RateDecision::Flood }
    }

    /// Time the bucket needs to refill this cost.
    fn price(&self, cost: Cost) -> Duration {
        let frame = Duration::from_secs(1) / self.limits.per_second.max(1);
        match cost {
            Cost::Frame => frame,
            Cost::Little => frame / 10,
        }
    }
}
