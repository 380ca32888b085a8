//! Default security headers of responses: they are data that browsers must not run, frame or cache. A handler may set
//! its own values.

use actix_web::http::header;
use actix_web::middleware::DefaultHeaders;

/// Value of `strict-transport-security`: browsers keep to HTTPS for a year, given in seconds.
const HSTS: &str = "max-age=31536000";

/// Middleware that adds the headers. `hsts` is true where the service is reached by HTTPS.
#[must_use]
pub fn safe_headers(hsts: bool) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        .add((header::REFERRER_POLICY, "no-referrer"))
        .add((header::CACHE_CONTROL, "no-store"))
        .add(("cross-origin-resource-policy", "same-origin"));
    if hsts { headers.add((header::STRICT_TRANSPORT_SECURITY, HSTS)) } else { headers }
}
