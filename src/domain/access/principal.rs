//! Authenticated identities.

use std::fmt;

use super::{AccessId, Need, Scope, Scopes};
use crate::CompanyId;

/// An authenticated identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// A program with an API key.
    Key {
        /// Id of the key.
        id: AccessId,
        /// Scopes of the key.
        scopes: Scopes,
    },
    /// An operator at the dashboard, signed in with an API key.
    DashboardSession {
        /// Id of the dashboard session.
        id: AccessId,
        /// Id of the key used for the sign-in.
        key: AccessId,
        /// Scopes of that key.
        scopes: Scopes,
    },
    /// A salon's owner with an onboarding link.
    Onboarding {
        /// Id of the link.
        link: AccessId,
        /// The company the link is for.
        company: CompanyId,
    },
}

impl Principal {
    /// Whether the identity meets an endpoint's requirement. `company` is the company the endpoint is about, if any.
    #[must_use]
    pub fn may(&self, need: Need, company: Option<&CompanyId>) -> bool {
        match need {
            Need::Nothing => true,
            Need::AnyOf(scopes) => scopes.iter().any(|scope| self.scopes().allow(*scope)),
            Need::DashboardSession => matches!(self, Self::DashboardSession { .. }),
            Need::Board => self.scopes().allow(Scope::SessionsRead),
            Need::Socket => self.is_onboarding(company) || self.scopes().allow(Scope::SessionsWrite),
        }
    }

    /// Whether phone numbers are shown in full rather than masked.
    #[must_use]
    pub fn sees_full_phones(&self) -> bool {
        self.scopes().allow(Scope::SessionsRead)
    }

    /// Scopes for endpoints beyond the own company; empty for an onboarding link.
    #[must_use]
    pub fn scopes(&self) -> Scopes {
        match self {
            Self::Key { scopes, .. } | Self::DashboardSession { scopes, .. } => *scopes,
            Self::Onboarding { .. } => Scopes::default(),
        }
    }

    /// Whether both are one identity, whatever its scopes are by now.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Key { id: one, .. }, Self::Key { id: other, .. })
            | (Self::DashboardSession { id: one, .. }, Self::DashboardSession { id: other, .. })
            | (Self::Onboarding { link: one, .. }, Self::Onboarding { link: other, .. }) => one == other,
            (Self::Key { .. } | Self::DashboardSession { .. } | Self::Onboarding { .. }, _) => false,
        }
    }

    fn is_onboarding(&self, wanted: Option<&CompanyId>) -> bool {
        matches!(self, Self::Onboarding { company, .. } if Some(company) == wanted)
    }
}

/// Name in the journal and the log, for example `key:k3m9…`. It grants nothing.
impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key { id, .. } => write!(f, "key:{id}"),
            Self::DashboardSession { id, key, .. } => write!(f, "visit:{id}:{key}"),
            Self::Onboarding { link, .. } => write!(f, "link:{link}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(byte: u8) -> AccessId {
        AccessId::from_random([byte; AccessId::LENGTH])
    }

    fn key(scope: Scope) -> Principal {
        Principal::Key { id: id(1), scopes: [scope].into_iter().collect() }
    }

    #[test]
    fn a_link_opens_the_socket_of_its_own_company_and_nothing_else() {
        let (own, other) = ("997441".parse().unwrap(), "997442".parse().unwrap());
        let link = Principal::Onboarding { link: id(1), company: CompanyId::clone(&own) };
        assert!(link.may(Need::Socket, Some(&own)));
        assert!(!link.may(Need::Socket, Some(&other)) && !link.may(Need::Socket, None));
        assert!(!link.may(Need::Board, Some(&own)));
        assert!(!link.may(Need::AnyOf(&Scope::ALL), Some(&own)) && !link.may(Need::DashboardSession, Some(&own)));
        assert!(!link.sees_full_phones());
    }

    #[test]
    fn key_needs_the_scope_and_is_no_dashboard_session() {
        for scope in Scope::ALL {
            let own = scope == Scope::SessionsWrite || scope == Scope::Admin;
            assert_eq!(key(scope).may(Need::Socket, None), own, "{scope}");
            assert_eq!(key(scope).may(Need::AnyOf(&[Scope::SessionsWrite]), None), own, "{scope}");
            let reads = scope == Scope::SessionsRead || scope == Scope::Admin;
            assert_eq!(key(scope).may(Need::Board, None), reads, "{scope}");
            assert!(!key(scope).may(Need::DashboardSession, None));
        }
    }

    #[test]
    fn dashboard_session_has_the_rights_of_its_key() {
        let visit = Principal::DashboardSession { id: id(2), key: id(1), scopes: [Scope::Admin].into_iter().collect() };
        assert!(visit.may(Need::DashboardSession, None) && visit.may(Need::AnyOf(&[Scope::SessionsRead]), None));
        assert!(visit.to_string().len() <= 64, "the journal keeps 64 characters");
    }
}
