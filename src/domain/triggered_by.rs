//! Causes of journal entries.

use serde::{Deserialize, Serialize};

/// Party that caused a journal entry.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", schema(as = Actor))]
#[serde(rename_all = "snake_case")]
pub enum TriggeredBy {
    /// A page, by its WebSocket.
    Client,
    /// A program or an operator, by the HTTP API.
    Api,
    /// The owner's phone.
    Phone,
    /// WhatsApp's server, or the connection to it.
    Whatsapp,
    /// The database.
    Store,
    /// The admission gate.
    Gate,
    /// The session itself, by one of its timers.
    Session,
    /// The supervisor of sessions.
    Supervisor,
    /// The hourly maintenance of old data.
    Housekeeping,
}

impl TriggeredBy {
    /// All parties.
    pub const ALL: [Self; 9] = [
        Self::Client,
        Self::Api,
        Self::Phone,
        Self::Whatsapp,
        Self::Store,
        Self::Gate,
        Self::Session,
        Self::Supervisor,
        Self::Housekeeping,
    ];

    /// Name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Api => "api",
            Self::Phone => "phone",
            Self::Whatsapp => "whatsapp",
            Self::Store => "store",
            Self::Gate => "gate",
            Self::Session => "session",
            Self::Supervisor => "supervisor",
            Self::Housekeeping => "housekeeping",
        }
    }
}
