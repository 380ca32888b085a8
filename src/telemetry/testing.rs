//! Listening to what is logged, in tests.

use std::sync::LazyLock;

use tracing::Dispatch;

/// A second listener beside any other, for as long as the process lives. While `tracing` knows of one listener only, it asks
/// the listener of whichever thread reaches a log line first whether that line is wanted, and keeps the answer for all: another
/// test, on a thread where nobody listens, silences the line for the one who does.
static WITNESS: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(tracing_subscriber::registry()));

/// Tells `story` on this thread; whatever it logs there goes to `listener`.
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
    fn a_line_is_heard_though_a_thread_where_nobody_listens_says_it_first() {
        let count = Count::default();
        heard_by(tracing_subscriber::registry().with(count.clone()), || {
            std::thread::spawn(line).join().unwrap();
            line();
        });
        assert_eq!(count.0.load(Ordering::Relaxed), 1);
    }
}
