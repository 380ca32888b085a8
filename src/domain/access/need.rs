//! What an endpoint asks of its caller.

use super::Scope;

/// What an endpoint asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing: it is for everybody.
    Nothing,
    /// A key or a visit with one of these scopes.
    AnyOf(&'static [Scope]),
    /// A visit to the dashboard; a key alone is not enough.
    Visit,
    /// A company's WebSocket: an onboarding link of this very company, or `sessions:write`.
    Socket,
    /// The WebSocket of all sessions: `sessions:read`.
    Board,
}

impl Need {
    /// Whether it is about a WebSocket, which browsers open for pages of any origin.
    #[must_use]
    pub const fn is_socket(self) -> bool {
        match self {
            Self::Socket | Self::Board => true,
            Self::Nothing | Self::AnyOf(_) | Self::Visit => false,
        }
    }
}
