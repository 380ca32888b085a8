//! Who makes things happen, for the journal.

use serde::{Deserialize, Serialize};

/// Who.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A page, by its WebSocket.
    Client,
    /// A program or an operator, by HTTP.
    Api,
    /// The owner's phone.
    Phone,
    /// WhatsApp's server, or the line to it.
    Whatsapp,
    /// The database.
    Store,
    /// The admission gate.
    Gate,
    /// The session itself, by one of its timers.
    Session,
    /// The supervisor of sessions.
    Supervisor,
    /// The hourly work on what is old.
    Housekeeping,
}

impl Actor {
    /// Everybody.
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

    /// The wire name.
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
