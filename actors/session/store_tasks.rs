//! Serial tasks that call the store: what each asks of the slot's credential actor, and the event that answers it.

use std::sync::Arc;

use linekeeper_domain::session::{Event, LinkNo, Parked, Stored, WipeNo, WipeOrder};
use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::{
    ChangeLeft, DialSignal, Fence, NextSlots, OldDevice, Ownership, Promoted, SetAside, StoreError,
};
use linekeeper_telemetry::Metrics;

use crate::credentials::{
    CodePermit, CredentialsHandle, DisconnectCompany, LiftWait, LinkFence, ParkCompany, PrepareCredentials, Prepared,
    SetDeviceAside, TakeCompany, UnparkCompany, WipeCredentials,
};
use crate::failures::log_failure;

/// What a pairing's link is given before the rows for it are empty.
#[derive(Clone)]
pub(super) struct PairingStart {
    pub(super) link: LinkNo,
    /// Set when nothing forbids the pairing.
    pub(super) dial: DialSignal,
    /// Set when the rows are empty.
    pub(super) fence: LinkFence,
}

impl PairingStart {
    pub(super) fn of(link: LinkNo) -> Self {
        Self { link, dial: DialSignal::default(), fence: LinkFence::default() }
    }
}

/// Result of a task: a new fence, the event to feed to the machine, and the code permit that it grants.
#[derive(Default)]
pub(super) struct Done {
    pub(super) fence: Option<Fence>,
    pub(super) event: Option<Event>,
    pub(super) permit: Option<CodePermit>,
    /// What the stored data has left of a change of the phone.
    pub(super) change_left: ChangeLeft,
    pub(super) promoted: Option<Result<Promoted, StoreError>>,
    /// WhatsApp has confirmed that the slot's device is logged out.
    pub(super) is_logged_out: bool,
    /// A replaced device, and whether it is logged out.
    pub(super) old_logged_out: Option<(i64, bool)>,
    /// Old devices that the machine may not know of.
    pub(super) set_aside: Vec<OldDevice>,
}

pub(super) async fn load(credentials: &CredentialsHandle, company: &str) -> Done {
    match credentials.ask(TakeCompany).await {
        Ok(Ownership { fence, stored, requested_phone, since_removal, log_out_ordered, change_left, recorded }) => {
            Done {
                fence: Some(fence),
                event: Some(Event::Loaded(Stored {
                    has_credentials: stored.has_credentials,
                    phone: stored.phone,
                    requested_phone,
                    paired_at: stored.paired_at,
                    last_connected_at: stored.last_connected_at,
                    parked: stored.parked,
                    since_removal,
                    log_out_ordered,
                    recorded,
                })),
                change_left,
                ..Done::default()
            }
        }
        Err(error) => failed("load the credentials of", company, &error, Event::LoadFailed),
    }
}

pub(super) async fn prepare(
    credentials: &CredentialsHandle,
    PairingStart { link, fence: of_link, .. }: PairingStart,
    order: PrepareCredentials,
    (company, metrics): (&str, &Metrics),
) -> Done {
    match credentials.ask(order).await {
        Ok(Ok(Prepared { fence, permit, set_aside })) => {
            // Set once: each start has its own.
            let _ = of_link.set(fence);
            let grant = permit.as_ref().map(CodePermit::grant);
            Done {
                fence: Some(fence),
                event: Some(Event::CredentialsPrepared { link, grant }),
                permit,
                set_aside: set_aside.into_iter().collect(),
                ..Done::default()
            }
        }
        Ok(Err(refused)) => {
            metrics.code_refused(refused.limit);
            Done { event: Some(Event::PrepareRefused { link, denial: refused.into() }), ..Done::default() }
        }
        Err(error) => {
            failed("prepare the credentials of", company, &error, |failure| Event::PrepareFailed { link, failure })
        }
    }
}

/// Reads which devices are kept and, if there may be something, what is stored in the next slot.
pub(super) async fn load_next(
    store: &dyn NextSlots,
    credentials: &CredentialsHandle,
    company: &CompanyId,
    in_next: bool,
) -> Done {
    match store.old_devices(company).await {
        Ok(set_aside) if in_next => Done { set_aside, ..load(credentials, company.as_str()).await },
        Ok(set_aside) => Done { set_aside, ..Done::default() },
        Err(error) => failed("read the replaced devices of", company.as_str(), &error, Event::LoadFailed),
    }
}

/// Empties a next slot of which this life has not read anything. Returns its device, if it is linked.
pub(super) async fn empty_unread(store: &dyn NextSlots, company: &CompanyId) -> Result<Option<OldDevice>, StoreError> {
    let left = store.take_stored(company).await?;
    match left.filter(|left| left.stored.has_credentials) {
        Some(Ownership { fence, .. }) => store.set_aside(company, fence).await.map(|emptied| emptied.old),
        None => Ok(None),
    }
}

/// Empties the next slot by a person's order, or after a pairing that came to nothing. A linked device whose log-out WhatsApp has not confirmed is kept.
pub(super) async fn set_aside(
    credentials: &CredentialsHandle,
    next: Arc<dyn NextSlots>,
    (wipe, order): (WipeNo, WipeOrder),
    company: &str,
) -> Done {
    match credentials.ask(SetDeviceAside { next, order }).await {
        Ok(SetAside { fence, old }) => Done {
            fence: Some(fence),
            event: Some(Event::Wiped(wipe)),
            set_aside: old.into_iter().collect(),
            ..Done::default()
        },
        Err(error) => failed("empty the next slot of", company, &error, |failure| Event::WipeFailed(wipe, failure)),
    }
}

pub(super) async fn wipe_all(credentials: &CredentialsHandle, wipe: WipeNo, order: WipeOrder, company: &str) -> Done {
    match credentials.ask(WipeCredentials { order }).await {
        Ok(fence) => Done { fence: Some(fence), event: Some(Event::Wiped(wipe)), ..Done::default() },
        Err(error) => failed("wipe the credentials of", company, &error, |failure| Event::WipeFailed(wipe, failure)),
    }
}

/// Stores why the session is parked. A failure is only logged: the reason is lost at a restart, not before.
pub(super) async fn park(credentials: &CredentialsHandle, parked: Parked, company: &str) -> Done {
    if let Err(error) = credentials.ask(ParkCompany { parked }).await {
        log_failure(&company, "store the parked state of", &error);
    }
    Done::default()
}

pub(super) async fn keep_disconnect(credentials: &CredentialsHandle, company: &str) -> Done {
    match credentials.ask(DisconnectCompany).await {
        Ok(fence) => Done { fence: Some(fence), event: Some(Event::DisconnectKept), ..Done::default() },
        Err(error) => failed("disconnect", company, &error, Event::DisconnectNotKept),
    }
}

/// Stores that the session is no longer disconnected. A failure is only logged: the note is removed when the session
/// connects; until then a restart would disconnect it again.
pub(super) async fn forget_disconnect(credentials: &CredentialsHandle, company: &str) -> Done {
    if let Err(error) = credentials.ask(UnparkCompany).await {
        log_failure(&company, "clear the stored disconnect of", &error);
    }
    Done::default()
}

/// Deletes the stored wait after a removal. A failure is only logged: for this life of the session the wait is lifted
/// all the same.
pub(super) async fn lift_wait(credentials: &CredentialsHandle, company: &str) -> Done {
    if let Err(error) = credentials.ask(LiftWait).await {
        log_failure(&company, "clear the stored wait of", &error);
    }
    Done::default()
}

pub(super) fn failed(what: &str, company: &str, error: &StoreError, event: impl FnOnce(StoreFailure) -> Event) -> Done {
    log_failure(&company, what, error);
    Done { event: Some(event(error.failure)), ..Done::default() }
}
