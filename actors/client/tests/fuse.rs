//! Clock that makes a client panic.

use std::sync::atomic::{AtomicBool, Ordering};

use linekeeper_domain::Timestamp;

use super::*;

/// Clock that panics once it is told to: handling the next frame whose answer carries the time panics.
pub(super) struct Fuse {
    clock: Arc<dyn Clock>,
    blown: AtomicBool,
}

impl Fuse {
    pub(super) fn in_clock_of(stage: &Stage) -> Arc<Self> {
        Arc::new(Self { clock: stage.services.clock.clone(), blown: AtomicBool::new(false) })
    }

    pub(super) fn blow(&self) {
        self.blown.store(true, Ordering::SeqCst);
    }
}

impl Clock for Fuse {
    fn now(&self) -> Timestamp {
        assert!(!self.blown.load(Ordering::SeqCst), "a panic, as the test wants it");
        self.clock.now()
    }
}
