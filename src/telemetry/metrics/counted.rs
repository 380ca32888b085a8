//! Guards that keep a gauge incremented as long as they live, so that every way out, a panic included, decrements it.

use prometheus_client::metrics::gauge::Gauge;

/// Increments a gauge until it is dropped. Not `Clone`, because a clone would decrement the gauge twice.
#[derive(Debug)]
#[must_use = "dropping the guard decrements the gauge"]
pub struct Counted(Gauge);

/// Counts one message in a mailbox: it travels with the message, and the handler drops it.
pub type Queued = Counted;

impl Counted {
    pub(super) fn new(gauge: Gauge) -> Self {
        gauge.inc();
        Self(gauge)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}
