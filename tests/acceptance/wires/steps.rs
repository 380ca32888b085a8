//! Steps of a pairing, and how to reach each.

use linekeeper_harness::{Browser, Salon};
use serde_json::json;

use super::Between;

/// Step of a pairing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The request was received; keys are created and the connection is opened.
    Asked,
    /// A code was requested from WhatsApp.
    WaitingForCode,
    /// The code is on the screen.
    CodeShown,
    /// The phone reports the linking; the device has not logged in yet.
    JustLinked,
    /// Connected.
    Connected,
}

impl Step {
    pub(super) const ALL: [Self; 5] =
        [Self::Asked, Self::WaitingForCode, Self::CodeShown, Self::JustLinked, Self::Connected];

    /// Whether an answer from WhatsApp is due, so that its silence is noticed.
    pub(super) const fn awaits_whatsapp(self) -> bool {
        match self {
            Self::Asked | Self::WaitingForCode | Self::JustLinked => true,
            Self::CodeShown | Self::Connected => false,
        }
    }

    /// Brings the salon into this step.
    pub(super) async fn reach(self, world: &Between, salon: &Salon, page: &mut Browser) {
        if self == Self::WaitingForCode || self == Self::Asked {
            // The code request is never answered, so the step lasts.
            let fault = json!({ "at": "pair-code", "number": salon.number, "answer": "hang", "times": 0 });
            world.simulator.fault_json(fault).await;
        }
        page.request_code(&salon.number).await;
        match self {
            Self::Asked => drop(page.state("creating").await),
            Self::WaitingForCode => drop(page.state("waiting_for_pairing_code").await),
            Self::CodeShown => drop(page.code().await),
            Self::JustLinked | Self::Connected => {
                let code = page.code().await;
                let (status, answer) = world.simulator.enter_code(&salon.number, &code).await;
                assert_eq!(status, 200, "{answer}");
                if self == Self::Connected {
                    page.state("connected").await;
                }
            }
        }
    }
}
