//! Clock of the WhatsApp library. The library uses it to judge whether a typed code is still valid, whether WhatsApp's
//! certificate is valid, and which keys are old. By default it reads the machine's clock, which may be set while a code
//! is on the screen.

use std::sync::Arc;

use linekeeper_ports::Clock;
use wacore::time::{TimeProvider, set_time_provider};

struct LibraryClock(Arc<dyn Clock>);

impl TimeProvider for LibraryClock {
    fn now_millis(&self) -> i64 {
        self.0.now().timestamp_millis()
    }
}

/// Installs `clock` as the time source of the library for all links of the process, permanently. Must be called before
/// the first link is opened. Returns false if another time source has been installed already.
#[must_use]
pub fn let_library_go_by(clock: Arc<dyn Clock>) -> bool {
    set_time_provider(LibraryClock(clock)).is_ok()
}

#[cfg(test)]
mod tests {
    use linekeeper_domain::Timestamp;

    use super::*;

    struct Still(i64);

    impl Clock for Still {
        fn now(&self) -> Timestamp {
            Timestamp::from_timestamp_millis(self.0).unwrap()
        }
    }

    #[test]
    fn library_is_told_the_time_of_the_clock_it_was_given() {
        // Not installed globally: other tests share the process.
        assert_eq!(LibraryClock(Arc::new(Still(1_800_000_000_123))).now_millis(), 1_800_000_000_123);
    }
}
