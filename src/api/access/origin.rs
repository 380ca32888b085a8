//! Origins whose pages may use the API: our own and the configured ones. Programs send no `Origin`.

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, ORIGIN};

/// Whether the request comes from a page of an allowed origin, or not from a page at all.
pub(super) fn is_welcome(request: &HttpRequest, origins: &[String], public_url: Option<&str>) -> bool {
    let Some(origin) = request.headers().get(ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    // A proxy may have terminated TLS, so the scheme of our own origin is not known here.
    let is_ours = origin.split_once("://").is_some_and(|(_, authority)| Some(authority) == host);
    let is_listed = |listed: &str| listed.trim_end_matches('/').eq_ignore_ascii_case(origin);
    is_ours || public_url.is_some_and(is_listed) || origins.iter().any(|listed| is_listed(listed))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn welcome(origin: Option<&str>) -> bool {
        let request = TestRequest::default().insert_header((HOST, "line.example:8080"));
        let request = origin.into_iter().fold(request, |request, origin| request.insert_header((ORIGIN, origin)));
        is_welcome(&request.to_http_request(), &["https://market.example".to_owned()], Some("https://line.example/"))
    }

    #[test]
    fn own_and_listed_origins_and_requests_without_one_are_allowed() {
        for origin in
            ["http://line.example:8080", "https://line.example:8080", "https://market.example", "https://line.example"]
        {
            assert!(welcome(Some(origin)), "{origin}");
        }
        assert!(welcome(None));
    }

    #[test]
    fn other_origins_are_refused() {
        for origin in [
            "https://evil.example",
            "https://market.example.evil.example",
            "http://market.example",
            "null",
            "",
            "line.example:8080",
        ] {
            assert!(!welcome(Some(origin)), "{origin}");
        }
    }
}
