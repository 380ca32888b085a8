//! When a line counts as connected, with or without the account settings.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_domain::{LinkEndReason, StoreFailure};
use linekeeper_ports::{LinkEvent, PairedDevice};
use wacore_appstate::patch_decode::WAPatchName;
use whatsapp_rust::sync_task::MajorSyncTask;

use super::run::Run;
use super::{Exit, Live};
use crate::backend::phone_of;

/// Time after connecting during which the library synchronises a log-in, with many reads and writes.
const STORM: Duration = Duration::from_secs(15);

impl Live {
    /// Handles that the line is connected.
    pub(super) async fn connected(&mut self) -> Option<Exit> {
        let device = self.parts.client.persistence_manager().get_device_snapshot();
        let Some(phone) = phone_of(&device) else {
            return Some(Exit::Ended(LinkEndReason::Store(StoreFailure::Corrupt)));
        };
        if !self.pairing.paired {
            // The `PairSuccess` event got lost, but the device is linked: it must be stored before it counts as
            // connected.
            let number = device.pn.as_ref().map_or(0, |pn| pn.device);
            let device =
                PairedDevice { phone: phone.clone(), device: number, platform: String::new(), business_name: None };
            self.linked(device).await;
        }
        // Reported once per run: it may have been reported before the settings came.
        if self.run.as_mut().is_some_and(Run::first_time_ready) {
            self.grow_up_after_the_storm();
            self.outbox.push(LinkEvent::Connected { phone });
        }
        None
    }

    /// Reports the line as connected although the account settings failed or have not come, once the log-in was
    /// accepted: messages do not depend on the settings. Requests the settings again.
    pub(super) async fn connected_without_settings(&mut self) -> Option<Exit> {
        let (taken, ready) = self.run.as_ref().map_or((false, false), |run| (run.taken, run.ready));
        if !taken || ready {
            return None;
        }
        let company = &self.order.company;
        tracing::warn!(company.id = %company, "WhatsApp does not deliver the account settings of company {company}");
        self.parts.runtime.spare_the_line();
        let exit = self.connected().await;
        self.outbox.push(LinkEvent::SettingsDelayed);
        let client = Arc::clone(&self.parts.client);
        drop(self.parts.runtime.start(async move {
            for name in [WAPatchName::CriticalBlock, WAPatchName::CriticalUnblockLow] {
                // The library retries with backoff.
                client.process_sync_task(MajorSyncTask::AppStateSync { name, full_sync: false }).await;
            }
        }));
        exit
    }

    /// Drops the pairing cache and stores what was not urgent, once the synchronisation after connecting is over.
    fn grow_up_after_the_storm(&self) {
        let backend = Arc::clone(&self.parts.backend);
        drop(self.parts.runtime.start(async move {
            tokio::time::sleep(STORM).await;
            backend.pairing_is_over().await;
        }));
    }
}
