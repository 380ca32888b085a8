//! Runtime for the library: the shared multi-thread one. All tasks of a link are tracked, so that a closed link leaves
//! none behind.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wacore::runtime::{AbortHandle, Runtime};

/// Future that the library asks to spawn.
type Task = Pin<Box<dyn Future<Output = ()> + Send + 'static>>;

/// Delay after which the library disconnects a line whose first account settings have not come. The library uses this
/// exact duration for nothing else, so a sleep of it identifies the watchdog.
const SETTINGS_WATCHDOG: Duration = Duration::from_secs(180);

/// Items the library handles in a loop before it yields.
const ITEMS_BETWEEN_YIELDS: u32 = 8;

/// Runtime and task tracker of one link.
#[derive(Debug, Clone)]
pub(crate) struct LinkRuntime {
    handle: Handle,
    tasks: TaskTracker,
    stop: CancellationToken,
    /// Set when the line counts as connected although the account settings are missing: the watchdog must not
    /// disconnect it.
    spared: Arc<AtomicBool>,
}

impl LinkRuntime {
    /// Creates a runtime without tasks; they will run on `handle`.
    pub(crate) fn new(handle: Handle) -> Self {
        Self { handle, tasks: TaskTracker::new(), stop: CancellationToken::new(), spared: Arc::default() }
    }

    /// Disables the library's watchdog, which would disconnect a line without account settings.
    pub(crate) fn spare_the_line(&self) {
        self.spared.store(true, Ordering::SeqCst);
    }

    /// Starts a task that is stopped with the link at the latest.
    pub(crate) fn start<F>(&self, future: F) -> tokio::task::JoinHandle<Option<F::Output>>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let stop = self.stop.clone();
        let bounded = async move { stop.run_until_cancelled(future).await };
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
        let sleep = tokio::time::sleep(duration);
        if duration != SETTINGS_WATCHDOG {
            return Box::pin(sleep);
        }
        let spared = Arc::clone(&self.spared);
        Box::pin(async move {
            sleep.await;
            if spared.load(Ordering::SeqCst) {
                std::future::pending::<()>().await;
            }
        })
    }

    fn spawn_blocking(&self, work: Box<dyn FnOnce() + Send + 'static>) -> Task {
        let running = self.handle.spawn_blocking(work);
        Box::pin(async move {
            // The runtime has reported a panic inside; the library notices the missing answer.
            let _ = running.await;
        })
    }

    fn yield_now(&self) -> Option<Task> {
        Some(Box::pin(tokio::task::yield_now()))
    }

    fn yield_frequency(&self) -> u32 {
        ITEMS_BETWEEN_YIELDS
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

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

    #[tokio::test]
    async fn a_task_started_after_the_stop_does_not_run() {
        let runtime = LinkRuntime::new(Handle::current());
        runtime.stop(Duration::from_secs(5)).await;
        assert_eq!(runtime.start(std::future::pending::<()>()).await.unwrap(), None);
    }
}
