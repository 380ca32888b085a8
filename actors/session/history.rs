//! Each change of state goes into the journal, in order, without holding the session up.

use linekeeper_domain::session::{Session, State};
use linekeeper_domain::{ErrorCode, Timestamp};
use linekeeper_ports::JournalEntry;
use tokio::sync::mpsc;
use tracing::warn;

use crate::World;

/// Entries that may wait for the database; what comes on top is logged and left out.
const WAITING: usize = 256;

/// The session's pen.
pub(super) struct History {
    entries: mpsc::Sender<JournalEntry>,
}

impl History {
    /// A pen whose writer runs until the session is gone and everything is written, or refused.
    pub(super) fn new(world: World) -> Self {
        let (entries, mut waiting) = mpsc::channel(WAITING);
        actix_rt::spawn(async move {
            let mut batch = Vec::new();
            while waiting.recv_many(&mut batch, WAITING).await > 0 {
                let count = batch.len();
                if let Err(error) = world.journal.append(std::mem::take(&mut batch)).await {
                    warn!(%error, "{count} journal entries were lost");
                }
            }
        });
        Self { entries }
    }

    /// Notes the change, if the state's name or its reason changed.
    pub(super) fn note(&self, before: &Session, after: &Session, now: Timestamp) {
        if before.state().name() == after.state().name() && reason(before) == reason(after) {
            return;
        }
        let entry = JournalEntry {
            company: after.company().clone(),
            at: now,
            event: after.state().name().as_str().to_owned(),
            code: reason(after),
            actor: "session".to_owned(),
            correlation: Some(after.correlation().clone()),
        };
        if self.entries.try_send(entry).is_err() {
            warn!(company.id = %after.company(), "the journal does not keep up; an entry of company {} was left out", after.company());
        }
    }
}

fn reason(session: &Session) -> Option<ErrorCode> {
    match session.state() {
        State::Error(parked) => Some(parked.code),
        State::PasskeyRequired => Some(ErrorCode::PasskeyRequired),
        State::Idle
        | State::Creating(_)
        | State::WaitingForPairingCode(_)
        | State::PairingCodeSent(_)
        | State::Connecting
        | State::Connected
        | State::Reconnecting { .. } => None,
    }
}
