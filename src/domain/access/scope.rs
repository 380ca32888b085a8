//! Scopes: the rights of an API key.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One right of an API key.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Read sessions, their journals and phone numbers in full.
    #[serde(rename = "sessions:read")]
    SessionsRead,
    /// Change sessions: pair, reset, restart, disconnect.
    #[serde(rename = "sessions:write")]
    SessionsWrite,
    /// Create and revoke onboarding links.
    #[serde(rename = "onboarding:create")]
    OnboardingCreate,
    /// Everything, including the dashboard.
    #[serde(rename = "admin")]
    Admin,
    /// Read what people write to the lines.
    #[serde(rename = "messages:read")]
    MessagesRead,
    /// Delete what is kept of it.
    #[serde(rename = "messages:write")]
    MessagesWrite,
    /// Manage webhooks: where the messages of companies are sent. Whoever may do that can read the messages of all
    /// companies.
    #[serde(rename = "webhooks:write")]
    WebhooksWrite,
}

/// The text is not the name of a scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a scope is one of sessions:read, sessions:write, onboarding:create, messages:read, messages:write, webhooks:write and admin"
)]
pub struct UnknownScope;

impl Scope {
    /// All scopes.
    pub const ALL: [Self; 7] = [
        Self::SessionsRead,
        Self::SessionsWrite,
        Self::OnboardingCreate,
        Self::Admin,
        Self::MessagesRead,
        Self::MessagesWrite,
        Self::WebhooksWrite,
    ];

    /// Name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SessionsRead => "sessions:read",
            Self::SessionsWrite => "sessions:write",
            Self::OnboardingCreate => "onboarding:create",
            Self::Admin => "admin",
            Self::MessagesRead => "messages:read",
            Self::MessagesWrite => "messages:write",
            Self::WebhooksWrite => "webhooks:write",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text).ok_or(UnknownScope)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The scopes of one key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Scopes(u8);

impl Scopes {
    /// Whether `scope` is granted; `admin` grants all.
    #[must_use]
    pub const fn allow(self, scope: Scope) -> bool {
        self.0 & (scope.bit() | Scope::Admin.bit()) != 0
    }

    /// The scopes as given (`admin` is not expanded), in the order of [`Scope::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.0 & scope.bit() != 0)
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
    }
}

impl fmt::Debug for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Scope::as_str)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_allows_itself_and_admin_allows_all() {
        for given in Scope::ALL {
            let scopes: Scopes = [given].into_iter().collect();
            for wanted in Scope::ALL {
                assert_eq!(scopes.allow(wanted), given == wanted || given == Scope::Admin, "{given} for {wanted}");
            }
        }
        assert!(Scope::ALL.into_iter().all(|scope| !Scopes::default().allow(scope)));
    }

    #[test]
    fn names_are_read_as_they_are_written_in_text_and_json() {
        for scope in Scope::ALL {
            assert_eq!(scope.as_str().parse(), Ok(scope));
            assert_eq!(serde_json::to_string(&scope).unwrap(), format!("\"{scope}\""));
        }
        assert_eq!("root".parse::<Scope>(), Err(UnknownScope));
    }
}
