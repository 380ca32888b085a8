//! Whether the logs of messages take more. Maintenance says so, and links wait for it.

use std::sync::Arc;

use tokio::sync::watch;

/// Whether there is space in the logs of messages. All clones are one.
#[derive(Debug, Clone)]
pub struct LogSpace(Arc<watch::Sender<bool>>);

impl Default for LogSpace {
    /// There is space.
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(true)))
    }
}

impl LogSpace {
    /// Says whether there is space, to all who wait.
    pub fn set(&self, is_there: bool) {
        self.0.send_if_modified(|before| std::mem::replace(before, is_there) != is_there);
    }

    /// Whether there is space.
    #[must_use]
    pub fn is_there(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns when there is space.
    pub async fn wait(&self) {
        // The sender lives as long as this.
        let _ = self.0.subscribe().wait_for(|is_there| *is_there).await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn wait_ends_when_there_is_space_again() {
        let space = LogSpace::default();
        assert!(space.is_there());
        space.wait().await;
        space.set(false);
        assert!(!space.is_there() && timeout(Duration::from_secs(3600), space.wait()).await.is_err());
        let of_another = space.clone();
        tokio::join!(space.wait(), async move { of_another.set(true) });
        assert!(space.is_there());
    }
}
