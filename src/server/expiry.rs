//! Credentials nobody has used for 90 days (by default) are deleted, a few companies at a time.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_ports::{Clock, CredentialStore};
use tracing::{info, warn};

const EVERY: Duration = Duration::from_secs(3600);
const AT_ONCE: u32 = 100;

/// Deletes what is due, now and every hour, as long as the process lives.
pub(crate) async fn expire_unused(store: Arc<dyn CredentialStore>, clock: Arc<dyn Clock>, after_days: u32) {
    let unused_for = chrono::TimeDelta::days(after_days.into());
    loop {
        match store.expire(clock.now() - unused_for, AT_ONCE).await {
            Ok(expired) => {
                for company in &expired {
                    info!(company.id = %company, "credentials of company {company} were unused for {after_days} days and are deleted");
                }
                if expired.len() == AT_ONCE as usize {
                    continue;
                }
            }
            Err(error) => warn!(%error, "unused credentials could not be deleted"),
        }
        tokio::time::sleep(EVERY).await;
    }
}
