//! Access to the gate for a link that is open and has to connect once more.

use actix::Recipient;
use async_trait::async_trait;
use linekeeper_domain::CorrelationId;
use linekeeper_domain::gate::Urgency;
use linekeeper_ports::{Redial, Redials};
use tokio::sync::mpsc;

use super::messages::{AskAdmission, GateTold};

/// Implementation of [`Redials`] by the gate. A person's request waits for the link to close, so the priority is
/// [`Urgency::Person`].
pub struct GateRedials(Recipient<AskAdmission>);

impl GateRedials {
    /// Creates redials that ask this gate.
    #[must_use]
    pub const fn new(gate: Recipient<AskAdmission>) -> Self {
        Self(gate)
    }
}

#[async_trait]
impl Redials for GateRedials {
    async fn admitted(&self, correlation: &CorrelationId) -> Redial {
        let (told, mut answers) = mpsc::unbounded_channel();
        let ask = AskAdmission { urgency: Urgency::Person, correlation: correlation.clone(), told };
        if self.0.send(ask).await.is_ok() {
            while let Some(told) = answers.recv().await {
                match told {
                    GateTold::Admitted(permit) => return Box::new(permit),
                    // The version is refused; keep waiting. The caller bounds the wait.
                    GateTold::Held(_) => {}
                }
            }
        }
        // The gate is gone: the process is stopping.
        std::future::pending().await
    }
}
