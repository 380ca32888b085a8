//! The gate as a link sees it that is open already and has to dial once more.

use actix::Recipient;
use async_trait::async_trait;
use linekeeper_domain::CorrelationId;
use linekeeper_domain::gate::Urgency;
use linekeeper_ports::{Redial, Redials};
use tokio::sync::mpsc;

use super::messages::{AskAdmission, GateTold};

/// See [`Redials`]. Who closes a link waits for it, so it is as urgent as a person.
pub struct GateRedials(Recipient<AskAdmission>);

impl GateRedials {
    /// By this gate.
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
                    // As long as our version is refused nobody dials; whoever waits here bounds the waiting.
                    GateTold::Held(_) => {}
                }
            }
        }
        // Without its gate the process is on its way out.
        std::future::pending().await
    }
}
