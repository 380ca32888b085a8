//! Why the service closes a socket, and how it says so: an error frame, then a close frame. Codes from 4400 on are this
//! service's own (RFC 6455, 7.4.2): the HTTP status they stand for plus 4000. A page that gets 4401 or 4403 does not come
//! back with the same token; one that was late may.

use actix_web_actors::ws::CloseCode;
use linekeeper_domain::ErrorCode;
use linekeeper_domain::access::SocketBound;
use linekeeper_ports::TokenRefusal;

use crate::sockets::SocketRefusal;

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Farewell {
    /// It has not proved in time who it is.
    Late,
    /// Its token is none, or counts no more.
    NotProved,
    /// Its token is for another company.
    NotAllowed,
    /// Its pass has run out.
    Expired,
    /// What it rests on was revoked.
    Revoked,
    /// There are too many sockets.
    Crowded(SocketBound),
    /// It sends too much and goes on.
    Flood,
    /// The registry of sockets does not answer.
    Lost,
}

impl Farewell {
    /// The end that a refused token means, if it means one.
    pub(super) const fn for_refused_token(refusal: TokenRefusal) -> Option<Self> {
        match refusal {
            TokenRefusal::Forged => Some(Self::NotProved),
            TokenRefusal::Expired => Some(Self::Expired),
            TokenRefusal::Revoked => Some(Self::Revoked),
            TokenRefusal::OtherCompany => Some(Self::NotAllowed),
            TokenRefusal::Unavailable => None,
        }
    }

    /// The code of the error frame.
    pub(super) const fn error(self) -> ErrorCode {
        match self {
            Self::Late | Self::NotProved | Self::Expired | Self::Revoked => ErrorCode::Unauthorized,
            Self::NotAllowed => ErrorCode::Forbidden,
            Self::Crowded(_) | Self::Flood => ErrorCode::TooManyRequests,
            Self::Lost => ErrorCode::Internal,
        }
    }

    /// The code of the close frame.
    pub(super) const fn close(self) -> CloseCode {
        match self {
            Self::NotProved | Self::Expired | Self::Revoked => CloseCode::Other(4401),
            Self::Late => CloseCode::Other(4408),
            Self::NotAllowed => CloseCode::Other(4403),
            Self::Crowded(_) | Self::Lost => CloseCode::Again,
            Self::Flood => CloseCode::Policy,
        }
    }

    /// In words, the same in both frames.
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

impl From<SocketRefusal> for Farewell {
    fn from(refusal: SocketRefusal) -> Self {
        match refusal {
            SocketRefusal::Crowded(bound) => Self::Crowded(bound),
            SocketRefusal::Revoked => Self::Revoked,
            SocketRefusal::Unknown => Self::Lost,
        }
    }
}
