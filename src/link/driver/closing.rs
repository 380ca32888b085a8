//! Exit path of a link, the same for all: log out if requested, flush, disconnect, seal the store, stop every task.

use std::time::Duration;

use linekeeper_domain::LinkEndReason;
use linekeeper_ports::{CloseMode, LinkEvent};
use tokio::time::timeout;
use wacore::iq::devices::RemoveCompanionDeviceSpec;
use wacore::types::events::Event;

use super::run::Run;
use super::{Live, or_never};
use crate::open::Parts;

/// Timeouts of the steps of closing, as shares of the close timeout: log-out or last save (8/14), disconnect (3/14),
/// and three short steps (1/14 each).
struct Shares {
    long: Duration,
    goodbye: Duration,
    short: Duration,
}

impl Shares {
    fn of(close_timeout: Duration) -> Self {
        let share = close_timeout / 14;
        Self { long: share * 8, goodbye: share * 3, short: share }
    }
}

impl Live {
    /// Ends everything that belongs to the link. All steps together are bounded by the close timeout.
    pub(super) async fn finish(&mut self, mode: CloseMode) {
        let Shares { long, goodbye, short } = Shares::of(self.shared.config.close_timeout);
        if mode == CloseMode::LogOut {
            match timeout(long, self.log_out()).await {
                Ok(true) => self.control.note_logged_out(),
                Ok(false) => {}
                Err(_) => tracing::warn!(company.id = %self.order.company, "the log-out timed out"),
            }
        }
        // From here on the store is given little time, even if the database is unavailable.
        self.parts.progress.close();
        // Final for the client: it flushes, sends its close frame and never connects again.
        if timeout(goodbye, self.parts.client.disconnect()).await.is_err() {
            self.parts.client.signal_shutdown_sync();
        }
        if mode != CloseMode::LogOut && timeout(long, self.parts.backend.save_the_rest()).await.is_err() {
            tracing::warn!(company.id = %self.order.company, "saving the state received at a log-in timed out");
        }
        self.parts.cut.cancel();
        if let Some(mut run) = self.run.take()
            && timeout(short, &mut run.over).await.is_err()
        {
            run.over.abort();
        }
        self.parts.backend.seal(short).await;
        self.parts.runtime.stop(short).await;
    }

    /// Logs out, which removes the device from the phone's list. A device that has just been linked must log in first,
    /// without the gate; any other connection for this purpose is admitted by the gate, and without a gate it is not
    /// made. Returns whether WhatsApp has confirmed it, or refuses the device as one that is logged out.
    async fn log_out(&mut self) -> bool {
        let client = std::sync::Arc::clone(&self.parts.client);
        let mut place = None;
        while !client.is_logged_in() {
            if !client.persistence_manager().get_device_snapshot().is_registered() {
                // Nothing is linked; a linking under way ends with the connection.
                return false;
            }
            let Some(run) = self.run.as_mut() else {
                if self.restarts_left == 0 {
                    return false;
                }
                self.restarts_left -= 1;
                place = match self.shared.redials.get() {
                    Some(gate) => Some(gate.admitted(&self.order.correlation).await),
                    None => return false,
                };
                self.run = Some(Run::start(&self.parts));
                continue;
            };
            if run.taken {
                break;
            }
            tokio::select! {
                biased;
                _ = or_never(run.logged_in.as_mut()) => break,
                _ = &mut run.over => {
                    let linked = run.has_linked(&self.parts);
                    // It has ended: nothing may wait for its end again.
                    self.run = None;
                    if is_logged_out(&mut self.parts) {
                        return true;
                    }
                    self.run = linked.then(|| Run::start(&self.parts));
                }
            }
        }
        let removed = match client.persistence_manager().get_device_snapshot().pn.clone() {
            Some(device) => client.execute(RemoveCompanionDeviceSpec::new(&device)).await,
            None => return false,
        };
        drop(place);
        if let Err(error) = &removed {
            tracing::warn!(company.id = %self.order.company, %error, "the log-out was not confirmed");
        }
        // WhatsApp may end the connection of a device that it has removed before it answers.
        removed.is_ok() || is_logged_out(&mut self.parts)
    }

    /// Sends the events still queued, then [`LinkEvent::Ended`].
    pub(super) async fn last_words(&mut self, end_reason: LinkEndReason) {
        self.outbox.push(LinkEvent::Ended(end_reason));
        let closing = self.control.closing().clone();
        let all = async {
            while let Some(event) = self.outbox.pop() {
                if self.order.events.send(Box::new(event)).await.is_err() {
                    return;
                }
            }
        };
        // A session that closes the link in the meantime does not read any more events.
        closing.run_until_cancelled(all).await;
    }
}

/// Whether WhatsApp has reported since that the device is logged out.
fn is_logged_out(parts: &mut Parts) -> bool {
    std::iter::from_fn(|| parts.bus.events.try_recv().ok()).any(|event| matches!(*event, Event::LoggedOut(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_closing_take_no_longer_together_than_all_of_it() {
        for timeout in [Duration::from_millis(10), Duration::from_millis(100), Duration::from_secs(7)] {
            let Shares { long, goodbye, short } = Shares::of(timeout);
            assert!(long + goodbye + short * 3 <= timeout && long > timeout / 2, "{timeout:?}");
        }
    }
}
