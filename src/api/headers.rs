//! What every answer says to a browser, unless it says something of its own: our answers are data, for nobody to run, to frame
//! or to keep.

use actix_web::http::header;
use actix_web::middleware::DefaultHeaders;

/// How long a browser keeps to HTTPS, in seconds: a year.
const HSTS: &str = "max-age=31536000";

/// The headers. `hsts` when we are reached by HTTPS.
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
