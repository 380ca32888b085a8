//! What a request brings to prove who sends it, and who that was found to be.

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderName, SEC_WEBSOCKET_PROTOCOL};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use linekeeper_domain::access::{Asker, Need, Principal};
use linekeeper_domain::{Actor, ErrorCode, Timestamp};
use linekeeper_ports::Pass;

use crate::correlation::correlation_of;
use crate::problem::Problem;

/// The dashboard's cookie. The prefix makes browsers refuse one that is not `Secure` or comes from another host.
pub(crate) const COOKIE: &str = "__Host-linekeeper";
/// The subprotocol a page offers beside its token, and is answered with.
pub(crate) const SUBPROTOCOL: &str = "linekeeper";
/// The header that tells a request of our page from one of somebody else's.
pub(crate) const CSRF_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");

/// What a request brings. Where it brings several things the first of these counts. It does not print.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Proof {
    /// `Authorization: Bearer …`, an API key.
    Bearer(String),
    /// A token among the subprotocols of a WebSocket.
    Token(String),
    /// The cookie of a visit.
    Cookie(String),
    /// Nothing.
    Nothing,
}

impl Proof {
    /// A token counts at a WebSocket and nowhere else.
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

/// Who a request was found to come from.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) pass: Pass,
    /// What its page must send beside a visit's cookie.
    pub(super) csrf_token: Option<String>,
}

/// The caller of an endpoint that needs one.
#[derive(Clone)]
pub(crate) struct Caller {
    /// Who.
    pub(crate) principal: Principal,
    /// Until when.
    pub(crate) expires_at: Option<Timestamp>,
    /// The token against cross-site requests, for a visit.
    pub(crate) csrf_token: Option<String>,
}

impl Caller {
    /// As the journal names them.
    pub(crate) fn asker(self) -> Asker {
        Asker { actor: Actor::Api, principal: Some(self.principal) }
    }

    /// What lets them keep a WebSocket open.
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
        // The table of endpoints lets nobody through who was not found out.
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
    fn the_header_comes_before_the_subprotocol_and_that_before_the_cookie() {
        let cookie = || TestRequest::default().cookie(Cookie::new(COOKIE, "c"));
        let with_token = || cookie().insert_header(("sec-websocket-protocol", "linekeeper, a.b.c"));
        let with_key = with_token().insert_header(("authorization", "bearer lk_1"));
        assert_eq!(of(with_key, Need::Socket), Proof::Bearer("lk_1".into()));
        assert_eq!(of(with_token(), Need::Socket), Proof::Token("a.b.c".into()));
        assert_eq!(of(with_token(), Need::Visit), Proof::Cookie("c".into()));
        assert_eq!(of(cookie(), Need::Socket), Proof::Cookie("c".into()));
        assert_eq!(of(TestRequest::default(), Need::Socket), Proof::Nothing);
    }

    #[test]
    fn a_header_of_another_kind_proves_nothing_and_hides_nothing() {
        for header in ["Basic YTpi", "Bearer", "lk_1", ""] {
            let request = TestRequest::default().cookie(Cookie::new(COOKIE, "c"));
            let request = request.insert_header(("authorization", header));
            assert_eq!(of(request, Need::Visit), Proof::Bearer(String::new()), "{header:?}");
        }
    }
}
