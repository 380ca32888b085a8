//! Replaced devices: the log-out of one by a connection of its own, and the deletion of its kept credentials.

use std::sync::Arc;

use linekeeper_domain::{CompanyId, CorrelationId};
use linekeeper_ports::{CloseMode, LinkOrder, LinkPurpose};
use tokio::sync::mpsc;

use crate::SessionServices;
use crate::credentials::OldCredentials;
use crate::failures::log_failure;

/// Most events of a link that logs an old device out; nobody reads them.
const UNREAD_EVENTS: usize = 64;

/// Logs a device in with its kept credentials, and out. Returns whether WhatsApp has removed it from the phone's list,
/// or has before.
pub(super) async fn by_own_connection(
    services: &SessionServices,
    (company, device): (&CompanyId, i64),
    correlation: CorrelationId,
) -> bool {
    let kept = match services.next.old_credentials(company, device).await {
        Ok(Some(kept)) => kept,
        // Nothing is kept: it was logged out, and this process has not heard of it.
        Ok(None) => return true,
        Err(error) => {
            log_failure(company, "read the replaced device of", &error);
            return false;
        }
    };
    let permit = services.redials.admitted(&correlation).await;
    let (events, _unread) = mpsc::channel(UNREAD_EVENTS);
    let link = services.links.open(LinkOrder {
        company: company.clone(),
        correlation,
        purpose: LinkPurpose::Login,
        phone: None,
        credentials: Arc::new(OldCredentials::new(kept)),
        dial: None,
        events,
    });
    let done = link.close(CloseMode::LogOut).await;
    drop(permit);
    done
}

/// Deletes the kept credentials of a device that is logged out. If that fails, it is tried again as a whole: WhatsApp
/// refuses the device then, which says that it is logged out.
pub(super) async fn forgets(services: &SessionServices, (company, device): (&CompanyId, i64)) -> bool {
    let forgotten = services.next.forget_old_device(company, device).await;
    forgotten.inspect_err(|error| log_failure(company, "delete the replaced device of", error)).is_ok()
}
