//! The clock that the library goes by. It judges by it whether a code that was typed still counts, whether WhatsApp's certificate is in
//! use, and which keys are old; and left alone it reads the machine's, which somebody may set while a code is on the screen.

use std::sync::Arc;

use linekeeper_ports::Clock;
use wacore::time::{TimeProvider, set_time_provider};

struct LibraryClock(Arc<dyn Clock>);

impl TimeProvider for LibraryClock {
    fn now_millis(&self) -> i64 {
        self.0.now().timestamp_millis()
    }
}

/// Makes the library go by `clock` in all links of the process, for good; to be called before the first is opened. Tells whether it
/// does: it does not if it has gone by another one before.
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
        // Not set for the process: other tests share it.
        assert_eq!(LibraryClock(Arc::new(Still(1_800_000_000_123))).now_millis(), 1_800_000_000_123);
    }
}
