//! The hold: while a device is being linked, nothing leaves before the device and its phone are stored.
//!
//! The library confirms a linking (`pair-device-sign`) as soon as it has verified it; from then on the phone lists the device. Frames
//! are encrypted where this can see them, so it holds by state: as long as the library knows of a linked device that is not
//! stored, whatever wants to leave waits for it to be stored. A phone that must not be linked, or cannot be stored, is never
//! confirmed: the line is cut, and the phone says that the linking failed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use linekeeper_domain::{Ending, Phone};
use linekeeper_ports::LinkPurpose;
use tokio_util::sync::CancellationToken;

use crate::backend::{Backend, phone_of};
use crate::runtime::LinkRuntime;

/// The hold of one link.
pub(crate) struct Hold {
    backend: Arc<Backend>,
    runtime: LinkRuntime,
    /// The number to be linked, if only that one may be.
    asked: Mutex<Option<Phone>>,
    /// The linking is confirmed, or there is none: everything passes.
    lifted: AtomicBool,
    /// Why the linking must not be confirmed.
    refused: OnceLock<Ending>,
    told: CancellationToken,
    /// Cuts the line.
    cut: CancellationToken,
}

/// What wanted to leave may not.
#[derive(Debug, thiserror::Error)]
#[error("the linking is not confirmed")]
pub(crate) struct Held;

impl Hold {
    /// The hold of a link for this purpose; a log-in needs none.
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

    /// For a link with this purpose and number.
    pub(crate) fn ordered(self, purpose: LinkPurpose, phone: Option<Phone>) -> Self {
        self.lifted.store(purpose == LinkPurpose::Login, Ordering::SeqCst);
        self.ask_for(phone);
        self
    }

    /// From now on only this number may be linked; any, without one.
    pub(crate) fn ask_for(&self, phone: Option<Phone>) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = phone;
    }

    /// The linking is confirmed: nothing is held any more.
    pub(crate) fn lift(&self) {
        self.lifted.store(true, Ordering::SeqCst);
    }

    /// Returns why the linking must not be confirmed, once that is so.
    pub(crate) async fn refused(&self) -> Ending {
        self.told.cancelled().await;
        self.refused.get().cloned().unwrap_or(Ending::NotFinished)
    }

    /// Returns when what is about to leave may.
    ///
    /// # Errors
    /// [`Held`] when it never may: the line is cut then.
    pub(crate) async fn pass(&self) -> Result<(), Held> {
        if self.lifted.load(Ordering::SeqCst) {
            return Ok(());
        }
        let Some(device) = self.backend.linked_device() else { return Ok(()) };
        match phone_of(&device.core) {
            None => return Err(self.refuse(Ending::NotFinished)),
            Some(phone) if !self.may_be_linked(&phone) => return Err(self.refuse(Ending::WrongPhone)),
            Some(_) => {}
        }
        let backend = Arc::clone(&self.backend);
        // As a task of the link: whoever waits here may be given up, a write must not be.
        let stored = self.runtime.start(async move { backend.commit_linked().await.is_ok() }).await;
        if matches!(stored, Ok(Some(true))) {
            return Ok(());
        }
        // Why is in the store's health, which ends the link.
        self.cut.cancel();
        Err(Held)
    }

    fn may_be_linked(&self, phone: &Phone) -> bool {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.as_ref().is_none_or(|asked| asked.same_account(phone))
    }

    fn refuse(&self, ending: Ending) -> Held {
        // The first reason counts.
        let _ = self.refused.set(ending);
        self.told.cancel();
        self.cut.cancel();
        Held
    }
}
