//! Guards that count one thing as long as they live, so that no way out, a panic included, leaves it counted.

use prometheus_client::metrics::gauge::Gauge;

/// One thing that is counted until this is dropped. It cannot be cloned: a second one would be counted out twice.
#[derive(Debug)]
#[must_use = "what it counts is counted out when it is dropped"]
pub struct Counted(Gauge);

/// One message on its way: it travels with the message and is dropped by the handler.
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
