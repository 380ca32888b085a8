//! Capturing log lines in tests.

use std::sync::LazyLock;

use tracing::Dispatch;

/// Second dispatcher for the lifetime of the process. While `tracing` knows a single dispatcher only, it asks the
/// dispatcher of the thread that reaches a log line first whether the line is wanted, and caches the answer for all
/// threads: a test on a thread without a subscriber would silence the line for the test that listens.
static WITNESS: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(tracing_subscriber::registry()));

/// Runs `story` on this thread with `listener` as its subscriber.
pub fn heard_by<T>(listener: impl Into<Dispatch>, story: impl FnOnce() -> T) -> T {
    LazyLock::force(&WITNESS);
    tracing::dispatcher::with_default(&listener.into(), story)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tracing::{Event, Subscriber};
    use tracing_subscriber::Layer;
    use tracing_subscriber::layer::{Context, SubscriberExt};

    use super::*;

    #[derive(Clone, Default)]
    struct Count(Arc<AtomicUsize>);

    impl<S: Subscriber> Layer<S> for Count {
        fn on_event(&self, _event: &Event<'_>, _context: Context<'_, S>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn line() {
        tracing::info!("a line that both threads say");
    }

    #[test]
    fn line_is_captured_after_a_thread_without_listener_logged_it() {
        let count = Count::default();
        heard_by(tracing_subscriber::registry().with(count.clone()), || {
            std::thread::spawn(line).join().unwrap();
            line();
        });
        assert_eq!(count.0.load(Ordering::Relaxed), 1);
    }
}
