//! Credentials that a request carries, and the caller they were verified to be.

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderName, SEC_WEBSOCKET_PROTOCOL};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use linekeeper_domain::access::{Asker, Need, Principal};
use linekeeper_domain::{ErrorCode, Timestamp, TriggeredBy};
use linekeeper_ports::Pass;

use crate::correlation::correlation_of;
use crate::problem::Problem;

/// Name of the dashboard session's cookie. Browsers refuse a cookie with the prefix `__Host-` unless it is `Secure` and
/// set by this very host.
pub(crate) const COOKIE: &str = "__Host-linekeeper";
/// Subprotocol that a page offers beside its token, and that the server selects.
pub(crate) const SUBPROTOCOL: &str = "linekeeper";
/// Header with the CSRF token, which distinguishes requests of our own pages from those of others.
pub(crate) const CSRF_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");

/// Credential of a request. If there are several, the first in this order counts. `Debug` hides the secret.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Proof {
    /// API key in `Authorization: Bearer …`; empty if the header has another form.
    Bearer(String),
    /// Token of an onboarding link among the subprotocols of a WebSocket.
    Token(String),
    /// Cookie of a dashboard session.
    Cookie(String),
    /// No credential.
    Nothing,
}

impl Proof {
    /// Extracts the credential. A token counts only for a company's WebSocket.
    pub(super) fn of(request: &HttpRequest, need: Need) -> Self {
        if let Some(header) = request.headers().get(AUTHORIZATION) {
            let bearer = header.to_str().ok().and_then(|text| text.split_once(' '));
            let bearer = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
            return Self::Bearer(bearer.map(|(_, key)| key.trim().to_owned()).unwrap_or_default());
        }
        let token = subprotocols(request).find(|name| *name != SUBPROTOCOL);
        if let Some(token) = token.filter(|_| need == Need::Socket) {
            return Self::Token(token.to_owned());
        }
        request.cookie(COOKIE).map_or(Self::Nothing, |cookie| Self::Cookie(cookie.value().to_owned()))
    }
}

fn subprotocols(request: &HttpRequest) -> impl Iterator<Item = &str> {
    let headers = request.headers().get_all(SEC_WEBSOCKET_PROTOCOL).filter_map(|value| value.to_str().ok());
    headers.flat_map(|list| list.split(',')).map(str::trim).filter(|name| !name.is_empty())
}

/// Verified caller of a request.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) pass: Pass,
    /// CSRF token that must be sent with the cookie; none without a cookie.
    pub(super) csrf_token: Option<String>,
}

/// Caller of an endpoint that needs authentication.
#[derive(Clone)]
pub(crate) struct Caller {
    /// Verified identity.
    pub(crate) principal: Principal,
    /// Expiry of the credential; none if it does not expire.
    pub(crate) expires_at: Option<Timestamp>,
    /// CSRF token of a dashboard session; none for other credentials.
    pub(crate) csrf_token: Option<String>,
}

impl Caller {
    /// Converts the caller to the form in which the journal names callers.
    pub(crate) fn asker(self) -> Asker {
        Asker { actor: TriggeredBy::Api, principal: Some(self.principal) }
    }

    /// Returns the pass by which the caller may keep a WebSocket open.
    pub(crate) fn pass_of(request: &HttpRequest) -> Option<Pass> {
        request.extensions().get::<Found>().map(|found| found.pass.clone())
    }
}

impl FromRequest for Caller {
    type Error = actix_web::Error;
    type Future = std::future::Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = request.extensions().get::<Found>().cloned();
        let caller = found.map(|Found { pass: Pass { principal, expires_at }, csrf_token }| Self {
            principal,
            expires_at,
            csrf_token,
        });
        // The table of endpoints admits only verified callers here.
        let nobody = || Problem::new(ErrorCode::Unauthorized, "nobody is known here", correlation_of(request));
        std::future::ready(caller.ok_or_else(|| nobody().into()))
    }
}

impl std::fmt::Debug for Proof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Bearer(_) => "Bearer(hidden)",
            Self::Token(_) => "Token(hidden)",
            Self::Cookie(_) => "Cookie(hidden)",
            Self::Nothing => "Nothing",
        })
    }
}

#[cfg(test)]
mod tests {
    use actix_web::cookie::Cookie;
    use actix_web::test::TestRequest;

    use super::*;

    fn of(request: TestRequest, need: Need) -> Proof {
        Proof::of(&request.to_http_request(), need)
    }

    #[test]
    fn header_precedes_subprotocol_and_subprotocol_precedes_cookie() {
        let cookie = || TestRequest::default().cookie(Cookie::new(COOKIE, "c"));
        let with_token = || cookie().insert_header(("sec-websocket-protocol", "linekeeper, a.b.c"));
        let with_key = with_token().insert_header(("authorization", "bearer lk_1"));
        assert_eq!(of(with_key, Need::Socket), Proof::Bearer("lk_1".into()));
        assert_eq!(of(with_token(), Need::Socket), Proof::Token("a.b.c".into()));
        assert_eq!(of(with_token(), Need::DashboardSession), Proof::Cookie("c".into()));
        assert_eq!(of(cookie(), Need::Socket), Proof::Cookie("c".into()));
        assert_eq!(of(TestRequest::default(), Need::Socket), Proof::Nothing);
    }

    #[test]
    fn invalid_authorization_header_is_not_replaced_by_the_cookie() {
        for header in ["Basic YTpi", "Bearer", "lk_1", ""] {
            let request = TestRequest::default().cookie(Cookie::new(COOKIE, "c"));
            let request = request.insert_header(("authorization", header));
            assert_eq!(of(request, Need::DashboardSession), Proof::Bearer(String::new()), "{header:?}");
        }
    }
}
