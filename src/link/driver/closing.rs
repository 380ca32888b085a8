//! The way out of a link, the same for all: log out if asked, flush, disconnect, seal the store, stop every task.

use linekeeper_domain::Ending;
use linekeeper_ports::{CloseMode, LinkEvent};
use tokio::time::timeout;

use super::Live;
use super::run::Run;

impl Live {
    /// Ends everything of the link. Each step is bounded by the close timeout.
    pub(super) async fn finish(&mut self, mode: CloseMode) {
        let patience = self.shared.config.close_timeout;
        if mode == CloseMode::LogOut && timeout(patience, self.log_out()).await.is_err() {
            tracing::warn!(company.id = %self.order.company, "logging out took too long");
        }
        // Terminal for the client: it flushes, says goodbye and never connects again.
        if timeout(patience, self.parts.client.disconnect()).await.is_err() {
            self.parts.client.signal_shutdown_sync();
        }
        if mode != CloseMode::LogOut && timeout(patience, self.parts.backend.save_the_rest()).await.is_err() {
            tracing::warn!(company.id = %self.order.company, "saving what a log-in has told took too long");
        }
        self.parts.cut.cancel();
        if let Some(mut run) = self.run.take()
            && timeout(patience, &mut run.over).await.is_err()
        {
            run.over.abort();
        }
        self.parts.backend.seal(patience).await;
        self.parts.runtime.stop(patience).await;
    }

    /// Removes the device from the phone's list. A device that was linked a moment ago has to log in first.
    async fn log_out(&mut self) {
        let client = std::sync::Arc::clone(&self.parts.client);
        while !client.is_logged_in() {
            if !client.persistence_manager().get_device_snapshot().is_registered() {
                // Nothing is linked; a linking under way dies with the connection.
                return;
            }
            let Some(run) = self.run.as_mut() else {
                if self.restarts_left == 0 {
                    return;
                }
                self.restarts_left -= 1;
                self.run = Some(Run::start(&self.parts));
                continue;
            };
            tokio::select! {
                biased;
                _ = &mut run.logged_in => break,
                _ = &mut run.over => self.run = None,
            }
        }
        client.logout().await;
    }

    /// Tells what is left to tell, and the ending.
    pub(super) async fn last_words(&mut self, ending: Ending) {
        self.outbox.push(LinkEvent::Ended(ending));
        let closing = self.control.closing().clone();
        let all = async {
            while let Some(event) = self.outbox.pop() {
                if self.order.events.send(event).await.is_err() {
                    return;
                }
            }
        };
        // A session that closes the link in the meantime wants to hear nothing more.
        closing.run_until_cancelled(all).await;
    }
}
