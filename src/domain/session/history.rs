//! What is kept of a company's status across attempts, looks, rests and restarts: since when the line is down, why and
//! after how many attempts; how the last pairing ended; since when the session is as it is, and whose request led there.
//!
//! The machine of a session forgets all that with each state, and a new life begins without it. The history is read with
//! the stored data ([`super::Stored`]), follows each turn, and is part of the status, of which the database keeps a
//! record ([`RecordedStatus`]).

use serde::{Deserialize, Serialize};

use crate::{CorrelationId, ErrorCode, Timestamp};

use super::effect::Timer;
use super::event::Event;
use super::machine::Session;
use super::record::RecordedStatus;
use super::slots::{Input, Slot};
use super::state::StateName;
use super::status::Status;

/// Interruption of a linked line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outage {
    /// Time at which the line stopped being connected.
    pub since: Timestamp,
    /// Why the connection ended, or the last attempt failed; `None` where WhatsApp asked for a new connection.
    pub cause: Option<ErrorCode>,
    /// Failed attempts since then.
    pub attempts: u32,
}

/// How the last pairing of a company without a line ended.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LastFailure {
    /// Error code.
    pub code: ErrorCode,
    /// Time of the failure.
    pub at: Timestamp,
    /// Correlation id of the request that failed.
    pub correlation_id: CorrelationId,
}

/// History of a company's status.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct History {
    /// Whether the recorded status was read in this life. Until then the status is not recorded: it would replace one
    /// that knows more.
    is_known: bool,
    outage: Option<Outage>,
    last_failure: Option<Box<LastFailure>>,
    /// Time at which the account's own phone was last seen in use.
    phone_seen_at: Option<Timestamp>,
}

impl History {
    /// Whether the status may be recorded.
    pub(super) const fn is_known(&self) -> bool {
        self.is_known
    }

    /// Takes what was recorded in an earlier life. Where the session begins as it was, it goes on in that state: the
    /// look, or the restart, is none of its events.
    pub(super) fn read(&mut self, line: &mut Session, recorded: Option<RecordedStatus>) {
        self.is_known = true;
        let Some(recorded) = recorded else { return };
        self.outage = recorded.outage;
        self.last_failure = recorded.last_failure.clone();
        self.phone_seen_at = recorded.phone_seen_at;
        if recorded.is_of(line) {
            // The clock may have been set back since.
            line.line.since = recorded.since.min(line.line.since);
            line.correlation = recorded.correlation_id;
        } else if line.state().name() == StateName::Idle && !line.is_linked() {
            self.last_failure = recorded.failure().or(self.last_failure.take());
        }
        if line.state().name() == StateName::Connected || line.reason() == Some(ErrorCode::Disconnected) {
            self.outage = None;
        }
    }

    /// Follows a turn of the line.
    pub(super) fn follow(&mut self, before: &LineBefore, (news, line): (&LineNews, &Session), now: Timestamp) {
        if let LineNews::PhoneSeen(at) = news {
            self.see_phone(*at, now);
        }
        let (from, to) = (before.state, line.state().name());
        // A connection that is re-established at once is shown as connected throughout.
        if to != StateName::Connected {
            self.note_end(before, news, now);
        }
        if from == to && before.code == line.reason() {
            return;
        }
        match to {
            // Connected, or a new attempt to link a phone of a company whose line is gone or given up.
            StateName::Connected | StateName::Creating => self.clear(),
            StateName::Idle if *news == LineNews::EndedByPerson => self.clear(),
            StateName::Idle => {
                self.outage = None;
                if let Some(code) = before.code.filter(|_| !before.was_linked && !line.is_linked()) {
                    let (at, correlation_id) = (before.since, before.correlation.clone());
                    self.last_failure = Some(Box::new(LastFailure { code, at, correlation_id }));
                }
            }
            StateName::Error if line.reason() == Some(ErrorCode::Disconnected) => self.outage = None,
            StateName::Error | StateName::Connecting | StateName::Reconnecting if from == StateName::Connected => {
                self.begin(now);
            }
            StateName::Error
            | StateName::Connecting
            | StateName::Reconnecting
            | StateName::WaitingForPairingCode
            | StateName::PairingCodeSent
            | StateName::WaitingForPasskey
            | StateName::CheckingPasskey
            | StateName::ConfirmingPasskey
            | StateName::PasskeyRequired => {}
        }
    }

    /// Puts the history into the status.
    pub(super) fn complete(&self, status: Status) -> Status {
        Status {
            down_since: self.outage.map(|outage| outage.since),
            cause: self.outage.and_then(|outage| outage.cause),
            attempts: self.outage.map_or(0, |outage| outage.attempts),
            last_failure: self.last_failure.clone(),
            phone_seen_at: self.phone_seen_at.filter(|_| status.linked),
            ..status
        }
    }

    /// Notes why a line's connection ended, or that an attempt failed.
    fn note_end(&mut self, before: &LineBefore, news: &LineNews, now: Timestamp) {
        let attempted = match before.state {
            StateName::Connected => 0,
            // The gate holds the session back: no attempt was made.
            StateName::Connecting => u32::from(*news != LineNews::HeldBack),
            _ => return,
        };
        let cause = match news {
            LineNews::Ended(cause) => *cause,
            LineNews::HeldBack => Some(ErrorCode::ClientOutdated),
            LineNews::EndedByPerson | LineNews::PhoneSeen(_) | LineNews::Other => return,
        };
        if before.was_linked {
            let outage = self.begin(now);
            outage.cause = cause.or(outage.cause);
            outage.attempts = outage.attempts.saturating_add(attempted);
        }
    }

    /// Notes that the account's own phone was in use.
    fn see_phone(&mut self, at: Timestamp, now: Timestamp) {
        // A time in the future was noted before the clock was set back.
        if self.phone_seen_at.is_none_or(|seen| seen < at || seen > now) {
            self.phone_seen_at = Some(at.min(now));
        }
    }

    fn clear(&mut self) {
        (self.outage, self.last_failure) = (None, None);
    }

    fn begin(&mut self, now: Timestamp) -> &mut Outage {
        self.outage.get_or_insert(Outage { since: now, cause: None, attempts: 0 })
    }
}

/// What an input tells of the line, as far as the history follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineNews {
    /// The connection, or the attempt at one, ended for this reason.
    Ended(Option<ErrorCode>),
    /// The gate does not admit the session until our client version is accepted.
    HeldBack,
    /// A person cancelled, reset or disconnected.
    EndedByPerson,
    /// The account's own phone was in use at this time.
    PhoneSeen(Timestamp),
    /// Anything else.
    Other,
}

impl LineNews {
    pub(super) fn of(input: &Input, line: &Session, now: Timestamp) -> Self {
        // Another phone has just been linked, and has logged in.
        if matches!(input, Input::Promoted { .. }) {
            return Self::PhoneSeen(now);
        }
        let (Input::In(Slot::Current, event) | Input::Asked(event)) = input else { return Self::Other };
        match event {
            _ if event.link().is_some_and(|link| line.line.link != Some(link)) => Self::Other,
            Event::Ended { end_reason, .. } => Self::Ended(end_reason.cause()),
            Event::TimerFired(Timer::ConnectWatchdog) => Self::Ended(Some(ErrorCode::NetworkError)),
            Event::AdmissionRefused { .. } => Self::HeldBack,
            Event::Paired { .. } => Self::PhoneSeen(now),
            Event::PhoneSeen { at, .. } => Self::PhoneSeen(*at),
            Event::PairingCancelled { .. } | Event::ResetRequested { .. } | Event::DisconnectRequested { .. } => {
                Self::EndedByPerson
            }
            _ => Self::Other,
        }
    }
}

/// The line before a turn, as far as the history follows it.
pub(super) struct LineBefore {
    state: StateName,
    code: Option<ErrorCode>,
    since: Timestamp,
    correlation: CorrelationId,
    was_linked: bool,
}

impl LineBefore {
    pub(super) fn of(line: &Session) -> Self {
        Self {
            state: line.state().name(),
            code: line.reason(),
            since: line.line.since,
            correlation: line.correlation.clone(),
            was_linked: line.is_linked(),
        }
    }
}
