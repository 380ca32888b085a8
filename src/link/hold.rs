//! Holds back outgoing frames while a device is being linked, until the device and its phone number are stored.
//!
//! The library confirms a linking (`pair-device-sign`) as soon as it has verified it; from then on the phone lists the
//! device. This code sees frames only encrypted, so it cannot pick out the confirmation and decides by state: as long
//! as the library has a linked device that is not stored, every frame waits for the write. A phone or an account that must
//! not be linked, or that cannot be stored, is never confirmed: the line is cut, and the phone reports that the linking
//! failed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use linekeeper_domain::{LinkEndReason, Phone};
use linekeeper_ports::LinkPurpose;
use tokio_util::sync::CancellationToken;

use crate::backend::{Backend, phone_of};
use crate::locked::locked;
use crate::runtime::LinkRuntime;
use crate::stanzas::signs_hosted;

/// Hold of one link.
pub(crate) struct Hold {
    backend: Arc<Backend>,
    runtime: LinkRuntime,
    /// Only number that may be linked; none allows any number.
    asked: Mutex<Option<Phone>>,
    /// Set when the linking is confirmed or the link does not link at all: every frame passes.
    lifted: AtomicBool,
    /// Reason not to confirm the linking; unset while there is none.
    refused: OnceLock<LinkEndReason>,
    told: CancellationToken,
    /// Cuts the line when cancelled.
    cut: CancellationToken,
}

/// Error of a frame that must not leave, because the linking is not confirmed.
#[derive(Debug, thiserror::Error)]
#[error("the linking is not confirmed")]
pub(crate) struct Held;

impl Hold {
    /// Creates a hold that is in force; [`Self::ordered`] lifts it for a log-in.
    pub(crate) fn new(backend: Arc<Backend>, runtime: LinkRuntime, cut: CancellationToken) -> Self {
        Self {
            backend,
            runtime,
            asked: Mutex::new(None),
            lifted: AtomicBool::new(false),
            refused: OnceLock::new(),
            told: CancellationToken::new(),
            cut,
        }
    }

    /// Applies the purpose and the number of the link: a log-in needs no hold.
    pub(crate) fn ordered(self, purpose: LinkPurpose, phone: Option<Phone>) -> Self {
        self.lifted.store(purpose == LinkPurpose::Login, Ordering::SeqCst);
        self.ask_for(phone);
        self
    }

    /// Sets the only number that may be linked from now on; none allows any number.
    pub(crate) fn ask_for(&self, phone: Option<Phone>) {
        *locked(&self.asked) = phone;
    }

    /// Lifts the hold for good: the linking is stored.
    pub(crate) fn lift(&self) {
        self.lifted.store(true, Ordering::SeqCst);
    }

    /// Waits for a reason not to confirm the linking and returns it.
    pub(crate) async fn refused(&self) -> LinkEndReason {
        self.told.cancelled().await;
        self.refused.get().cloned().unwrap_or(LinkEndReason::NotFinished)
    }

    /// Returns when a frame may leave.
    ///
    /// # Errors
    /// [`Held`] when it never may; the line is cut then.
    pub(crate) async fn pass(&self) -> Result<(), Held> {
        if self.lifted.load(Ordering::SeqCst) {
            return Ok(());
        }
        let Some(device) = self.backend.linked_device() else { return Ok(()) };
        match phone_of(&device.core) {
            None => return Err(self.refuse(LinkEndReason::NotFinished)),
            Some(answered) if !self.may_be_linked(&answered) => {
                return Err(self.refuse(LinkEndReason::WrongPhone { answered }));
            }
            Some(_) => {}
        }
        // The library would confirm it with the signature of the cloud's own devices.
        if device.core.account.as_ref().is_some_and(|account| signs_hosted(account)) {
            return Err(self.refuse(LinkEndReason::AccountNotSupported));
        }
        let backend = Arc::clone(&self.backend);
        // Run as a task of the link: the caller waiting here may be cancelled, a write must not be.
        let stored = self.runtime.start(async move { backend.commit_linked().await.is_ok() }).await;
        if matches!(stored, Ok(Some(true))) {
            return Ok(());
        }
        // The failure itself is recorded in the store's health, which ends the link.
        self.cut.cancel();
        Err(Held)
    }

    fn may_be_linked(&self, phone: &Phone) -> bool {
        let asked = locked(&self.asked);
        asked.as_ref().is_none_or(|asked| asked.same_account(phone))
    }

    fn refuse(&self, end_reason: LinkEndReason) -> Held {
        // Only the first reason is kept.
        let _ = self.refused.set(end_reason);
        self.told.cancel();
        self.cut.cancel();
        Held
    }
}
