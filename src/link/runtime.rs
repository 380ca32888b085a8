//! Runtime for the library: the shared multi-thread one. All tasks of a link are tracked, so that a closed link leaves
//! none behind.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use async_trait::async_trait;
use tokio::runtime::Handle;
use tokio::time::Instant;
use tokio_util::future::FutureExt;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wacore::runtime::{AbortHandle, Runtime};

/// Future that the library asks to spawn.
type Task = Pin<Box<dyn Future<Output = ()> + Send + 'static>>;

/// Delay after which the library disconnects a line whose first account settings have not come. The library uses this
/// exact duration for nothing else, so a sleep of it identifies the watchdog.
const SETTINGS_WATCHDOG: Duration = Duration::from_secs(180);

/// Time for which the library shows the first QR code, and for which it waits for the linking after the phone has answered
/// a code; and time for which it shows each later QR code. Nothing else that sleeps so long begins while a device is being
/// linked, but for one keep-alive in ten thousand.
const FIRST_QR_OR_LINKING: Duration = Duration::from_secs(60);
const LATER_QR: Duration = Duration::from_secs(20);

/// Beginning of the grid that long sleeps end on.
static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Shortest sleep that is prolonged to the next multiple of [`GRID`] since the start of the process. With a thousand
/// links, timers that run out one by one wake a thread for each; those on the grid run out together. Keep-alives and
/// savers do not need that precision.
const LONG_SLEEP: Duration = Duration::from_secs(5);
const GRID: Duration = Duration::from_millis(250);

/// Items the library handles in a loop before it yields.
const ITEMS_BETWEEN_YIELDS: u32 = 8;

tokio::task_local! {
    /// Set in a task whose blocking work is handed over only when this is cancelled.
    static HANDED_OVER: CancellationToken;
}

/// Runs the future up to the result of its blocking work, and past it only when `signal` is cancelled.
pub(crate) fn working_ahead<F: Future>(signal: CancellationToken, future: F) -> impl Future<Output = F::Output> {
    HANDED_OVER.scope(signal, future)
}

/// Runtime and task tracker of one link.
#[derive(Debug, Clone)]
pub(crate) struct LinkRuntime {
    handle: Handle,
    tasks: TaskTracker,
    stop: CancellationToken,
    /// Set when the line counts as connected although the account settings are missing: the watchdog must not
    /// disconnect it.
    spared: Arc<AtomicBool>,
    /// Set while a person answers a request for a passkey: the library must not give up the linking.
    held: Arc<AtomicBool>,
}

impl LinkRuntime {
    /// Creates a runtime without tasks; they will run on `handle`.
    pub(crate) fn new(handle: Handle) -> Self {
        Self {
            handle,
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            spared: Arc::default(),
            held: Arc::default(),
        }
    }

    /// Disables the library's watchdog, which would disconnect a line without account settings.
    pub(crate) fn spare_the_line(&self) {
        self.spared.store(true, Ordering::SeqCst);
    }

    /// Disables the library's timers of a linking: it would end the connection when the QR codes run out, and make the
    /// secret of a linking anew when the phone's answer to a code is not followed by the linking within a minute. A
    /// linking with a passkey takes longer than either.
    pub(crate) fn hold_linking_timers(&self) {
        self.held.store(true, Ordering::SeqCst);
    }

    /// Lets them run again, for what is begun from here on.
    pub(crate) fn release_linking_timers(&self) {
        self.held.store(false, Ordering::SeqCst);
    }

    /// Starts a task that is stopped with the link at the latest.
    pub(crate) fn start<F>(&self, future: F) -> tokio::task::JoinHandle<Option<F::Output>>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        // An adapter, not an `async` block: that would hold the future once for each async function it is passed
        // through, and a task keeps its size as long as it runs.
        let bounded = future.with_cancellation_token_owned(self.stop.clone());
        self.handle.spawn(self.tasks.track_future(bounded))
    }

    /// Stops every task and returns when none is left, or after `patience`.
    pub(crate) async fn stop(&self, patience: Duration) {
        self.stop.cancel();
        self.tasks.close();
        if tokio::time::timeout(patience, self.tasks.wait()).await.is_err() {
            tracing::warn!(tasks = self.tasks.len(), "tasks of a closed link did not end in time");
        }
    }
}

#[async_trait]
impl Runtime for LinkRuntime {
    fn spawn(&self, future: Task) -> AbortHandle {
        let task = self.start(future).abort_handle();
        AbortHandle::new(move || task.abort())
    }

    fn spawn_detached(&self, future: Task) {
        drop(self.start(future));
    }

    fn sleep(&self, duration: Duration) -> Task {
        let _entered = self.handle.enter();
        let sleep = tokio::time::sleep(prolonged(duration, Instant::now().saturating_duration_since(*BEGINNING)));
        let disabled = match duration {
            SETTINGS_WATCHDOG => Arc::clone(&self.spared),
            LATER_QR | FIRST_QR_OR_LINKING => Arc::clone(&self.held),
            _ => return Box::pin(sleep),
        };
        Box::pin(async move {
            sleep.await;
            if disabled.load(Ordering::SeqCst) {
                std::future::pending::<()>().await;
            }
        })
    }

    fn spawn_blocking(&self, work: Box<dyn FnOnce() + Send + 'static>) -> Task {
        let running = self.handle.spawn_blocking(work);
        let handed_over = HANDED_OVER.try_with(CancellationToken::clone).ok();
        Box::pin(async move {
            // The runtime has reported a panic inside; the library notices the missing answer.
            let _ = running.await;
            if let Some(signal) = handed_over {
                signal.cancelled().await;
            }
        })
    }

    fn yield_now(&self) -> Option<Task> {
        Some(Box::pin(tokio::task::yield_now()))
    }

    fn yield_frequency(&self) -> u32 {
        ITEMS_BETWEEN_YIELDS
    }
}

/// Duration to sleep for, `elapsed` after the beginning of the grid.
fn prolonged(duration: Duration, elapsed: Duration) -> Duration {
    let past = elapsed.saturating_add(duration).as_nanos() % GRID.as_nanos();
    if duration < LONG_SLEEP || past == 0 {
        return duration;
    }
    duration.saturating_add(GRID.saturating_sub(Duration::from_nanos(u64::try_from(past).unwrap_or_default())))
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[test]
    fn long_sleeps_end_on_the_grid_and_short_ones_are_exact() {
        let of = |duration, elapsed| prolonged(Duration::from_millis(duration), Duration::from_millis(elapsed));
        assert_eq!(of(4_999, 1), Duration::from_millis(4_999));
        assert_eq!(of(5_000, 1), Duration::from_millis(5_249));
        assert_eq!(of(20_000, 3_249), Duration::from_millis(20_001));
        assert_eq!(of(20_000, 3_250), Duration::from_millis(20_000));
        assert_eq!(prolonged(Duration::MAX, Duration::MAX), Duration::MAX);
    }

    #[tokio::test]
    async fn a_stopped_link_leaves_no_task_behind() {
        let runtime = LinkRuntime::new(Handle::current());
        let (alive, gone) = oneshot::channel::<()>();
        runtime.spawn_detached(Box::pin(async move {
            let _alive = alive;
            std::future::pending::<()>().await;
        }));
        runtime.stop(Duration::from_secs(5)).await;
        assert!(gone.await.is_err());
        assert!(runtime.tasks.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn held_timers_of_a_linking_do_not_run_out() {
        let runtime = LinkRuntime::new(Handle::current());
        let sleeps = [FIRST_QR_OR_LINKING, LATER_QR].map(|timer| runtime.start(runtime.sleep(timer)));
        let keep_alive = runtime.start(runtime.sleep(Duration::from_millis(23_456)));
        runtime.hold_linking_timers();
        tokio::time::sleep(Duration::from_secs(600)).await;
        assert!(sleeps.iter().all(|sleep| !sleep.is_finished()), "a person needs minutes for a passkey");
        assert!(keep_alive.is_finished(), "the connection lives on");
        runtime.release_linking_timers();
        let later = runtime.start(runtime.sleep(FIRST_QR_OR_LINKING));
        tokio::time::sleep(Duration::from_secs(61)).await;
        assert!(later.is_finished());
    }

    #[tokio::test]
    async fn work_ahead_is_handed_over_at_the_signal_only() {
        let (runtime, signal) = (LinkRuntime::new(Handle::current()), CancellationToken::new());
        let (done, works) = oneshot::channel();
        let own = runtime.clone();
        let ahead = runtime.start(working_ahead(signal.clone(), async move {
            wacore::runtime::blocking(&own, move || done.send(()).unwrap()).await;
        }));
        works.await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(!ahead.is_finished());
        signal.cancel();
        assert_eq!(ahead.await.unwrap(), Some(()));
        wacore::runtime::blocking(&runtime, || ()).await;
    }

    #[tokio::test]
    async fn a_task_started_after_the_stop_does_not_run() {
        let runtime = LinkRuntime::new(Handle::current());
        runtime.stop(Duration::from_secs(5)).await;
        assert_eq!(runtime.start(std::future::pending::<()>()).await.unwrap(), None);
    }
}
