//! When a line counts as connected, with or without the account's settings.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_domain::{Ending, StoreFailure};
use linekeeper_ports::{LinkEvent, PairedDevice};
use wacore_appstate::patch_decode::WAPatchName;
use whatsapp_rust::sync_task::MajorSyncTask;

use super::run::Run;
use super::{Exit, Live};
use crate::backend::phone_of;

/// Until so long after it has connected the library synchronises what a log-in has to: it reads and writes a lot.
const STORM: Duration = Duration::from_secs(15);

impl Live {
    /// The line is connected.
    pub(super) async fn connected(&mut self) -> Option<Exit> {
        let device = self.parts.client.persistence_manager().get_device_snapshot();
        let Some(phone) = phone_of(&device) else {
            return Some(Exit::Ended(Ending::Store(StoreFailure::Corrupt)));
        };
        if !self.pairing.paired {
            // Its own word was lost on the way, but the device is linked: nobody may be connected unwritten.
            let number = device.pn.as_ref().map_or(0, |pn| pn.device);
            let device =
                PairedDevice { phone: phone.clone(), device: number, platform: String::new(), business_name: None };
            self.linked(device).await;
        }
        // Told once a run: it may have been told before the settings came.
        if self.run.as_mut().is_some_and(Run::first_time_ready) {
            self.grow_up_after_the_storm();
            self.outbox.push(LinkEvent::Connected { phone });
        }
        None
    }

    /// The log-in is taken and the account's settings fail or do not come: messages do not depend on them, so the line is
    /// connected, and they are asked for again.
    pub(super) async fn connected_without_settings(&mut self) -> Option<Exit> {
        let (taken, ready) = self.run.as_ref().map_or((false, false), |run| (run.taken, run.ready));
        if !taken || ready {
            return None;
        }
        let company = &self.order.company;
        tracing::warn!(company.id = %company, "WhatsApp does not hand out the account's settings of company {company}");
        self.parts.runtime.spare_the_line();
        let exit = self.connected().await;
        self.outbox.push(LinkEvent::SettingsDelayed);
        let client = Arc::clone(&self.parts.client);
        drop(self.parts.runtime.start(async move {
            for name in [WAPatchName::CriticalBlock, WAPatchName::CriticalUnblockLow] {
                // Tried again by the library, with growing pauses.
                client.process_sync_task(MajorSyncTask::AppStateSync { name, full_sync: false }).await;
            }
        }));
        exit
    }

    /// What a young link knows of its rows is given up once it is no longer asked for; what is not urgent is stored then.
    fn grow_up_after_the_storm(&self) {
        let backend = Arc::clone(&self.parts.backend);
        drop(self.parts.runtime.start(async move {
            tokio::time::sleep(STORM).await;
            backend.grown_up().await;
        }));
    }
}
