//! Access requirements of endpoints.

use super::Scope;

/// Access requirement of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// No authentication.
    Nothing,
    /// An API key or dashboard session with at least one of these scopes.
    AnyOf(&'static [Scope]),
    /// A dashboard session; an API key alone is not enough.
    DashboardSession,
    /// WebSocket of one company: an onboarding link of that company, or `sessions:write`.
    Socket,
    /// WebSocket of all sessions: `sessions:read`.
    Board,
}

impl Need {
    /// Whether the endpoint is a WebSocket, which browsers open for pages of any origin.
    #[must_use]
    pub const fn is_socket(self) -> bool {
        match self {
            Self::Socket | Self::Board => true,
            Self::Nothing | Self::AnyOf(_) | Self::DashboardSession => false,
        }
    }
}
