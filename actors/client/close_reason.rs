//! Reasons for which the service closes a socket, and how each is sent: an error frame, then a close frame. Close codes
//! from 4400 on are this service's own (RFC 6455, 7.4.2): the HTTP status they stand for plus 4000. A page that gets
//! 4401 or 4403 does not come back with the same token; after 4408 (authentication timeout) it may.

use actix_web_actors::ws::CloseCode;
use linekeeper_domain::ErrorCode;
use linekeeper_domain::access::SocketBound;
use linekeeper_ports::TokenRefusal;

use crate::sockets::SocketRefusal;

/// Reason for closing a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SocketCloseReason {
    /// It did not authenticate in time.
    Late,
    /// Its token is invalid.
    NotProved,
    /// Its token is for another company.
    NotAllowed,
    /// Its pass has expired.
    Expired,
    /// The key, dashboard session or link it authenticated with was revoked.
    Revoked,
    /// A limit on the number of sockets was reached.
    Crowded(SocketBound),
    /// It keeps sending frames above the rate limit.
    Flood,
    /// The socket registry does not answer.
    Lost,
}

impl SocketCloseReason {
    /// Returns the close reason for a refused token; `None` if the token could not be checked, which closes nothing.
    pub(super) const fn for_refused_token(refusal: TokenRefusal) -> Option<Self> {
        match refusal {
            TokenRefusal::Forged => Some(Self::NotProved),
            TokenRefusal::Expired => Some(Self::Expired),
            TokenRefusal::Revoked => Some(Self::Revoked),
            TokenRefusal::OtherCompany => Some(Self::NotAllowed),
            TokenRefusal::Unavailable => None,
        }
    }

    /// Error code in the error frame.
    pub(super) const fn error(self) -> ErrorCode {
        match self {
            Self::Late | Self::NotProved | Self::Expired | Self::Revoked => ErrorCode::Unauthorized,
            Self::NotAllowed => ErrorCode::Forbidden,
            Self::Crowded(_) | Self::Flood => ErrorCode::TooManyRequests,
            Self::Lost => ErrorCode::Internal,
        }
    }

    /// Code in the close frame.
    pub(super) const fn close(self) -> CloseCode {
        match self {
            Self::NotProved | Self::Expired | Self::Revoked => CloseCode::Other(4401),
            Self::Late => CloseCode::Other(4408),
            Self::NotAllowed => CloseCode::Other(4403),
            Self::Crowded(_) | Self::Lost => CloseCode::Again,
            Self::Flood => CloseCode::Policy,
        }
    }

    /// Text of the reason, the same in both frames.
    pub(super) const fn why(self) -> &'static str {
        match self {
            Self::Late => "nobody said in time who this is",
            Self::NotProved => "the token does not count",
            Self::NotAllowed => "the token is not for this company",
            Self::Expired => "the token has expired",
            Self::Revoked => "access was revoked",
            Self::Crowded(bound) => bound.as_str(),
            Self::Flood => "too many frames",
            Self::Lost => "the sockets cannot be counted",
        }
    }
}

impl From<SocketRefusal> for SocketCloseReason {
    fn from(refusal: SocketRefusal) -> Self {
        match refusal {
            SocketRefusal::Crowded(bound) => Self::Crowded(bound),
            SocketRefusal::Revoked => Self::Revoked,
            SocketRefusal::Unknown => Self::Lost,
        }
    }
}
