//! Number of sessions in each state.

use serde::Serialize;

use crate::session::StateName;

/// Number of sessions in each state.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct StateCounts {
    /// Nothing is linked and nothing is under way.
    pub idle: u32,
    /// Credentials are being created and the connection is being opened.
    pub creating: u32,
    /// WhatsApp was asked for a code.
    pub waiting_for_pairing_code: u32,
    /// A code or a QR is on the screen.
    pub pairing_code_sent: u32,
    /// WhatsApp demands an assertion of the account's passkey.
    pub waiting_for_passkey: u32,
    /// WhatsApp and the phone have the assertion, or the confirmation of its code.
    pub checking_passkey: u32,
    /// A person compares the code with that on the phone.
    pub confirming_passkey: u32,
    /// Logging in.
    pub connecting: u32,
    /// Logged in.
    pub connected: u32,
    /// The connection was lost; the time of the next attempt is known.
    pub reconnecting: u32,
    /// The account demands a passkey in a way that nobody here can answer.
    pub passkey_required: u32,
    /// Parked: needs an action of a person, or waits until a given time.
    pub error: u32,
}

impl StateCounts {
    /// Number of sessions in this state.
    #[must_use]
    pub const fn of(&self, state: StateName) -> u32 {
        match state {
            StateName::Idle => self.idle,
            StateName::Creating => self.creating,
            StateName::WaitingForPairingCode => self.waiting_for_pairing_code,
            StateName::PairingCodeSent => self.pairing_code_sent,
            StateName::WaitingForPasskey => self.waiting_for_passkey,
            StateName::CheckingPasskey => self.checking_passkey,
            StateName::ConfirmingPasskey => self.confirming_passkey,
            StateName::Connecting => self.connecting,
            StateName::Connected => self.connected,
            StateName::Reconnecting => self.reconnecting,
            StateName::PasskeyRequired => self.passkey_required,
            StateName::Error => self.error,
        }
    }

    /// Sets the number of sessions in this state.
    pub const fn set(&mut self, state: StateName, count: u32) {
        *self.place(state) = count;
    }

    const fn place(&mut self, state: StateName) -> &mut u32 {
        match state {
            StateName::Idle => &mut self.idle,
            StateName::Creating => &mut self.creating,
            StateName::WaitingForPairingCode => &mut self.waiting_for_pairing_code,
            StateName::PairingCodeSent => &mut self.pairing_code_sent,
            StateName::WaitingForPasskey => &mut self.waiting_for_passkey,
            StateName::CheckingPasskey => &mut self.checking_passkey,
            StateName::ConfirmingPasskey => &mut self.confirming_passkey,
            StateName::Connecting => &mut self.connecting,
            StateName::Connected => &mut self.connected,
            StateName::Reconnecting => &mut self.reconnecting,
            StateName::PasskeyRequired => &mut self.passkey_required,
            StateName::Error => &mut self.error,
        }
    }
}

impl FromIterator<StateName> for StateCounts {
    fn from_iter<I: IntoIterator<Item = StateName>>(states: I) -> Self {
        let mut counts = Self::default();
        for state in states {
            let place = counts.place(state);
            *place = place.saturating_add(1);
        }
        counts
    }
}
