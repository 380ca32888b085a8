//! What the browser may do with our pages: load from us, talk to us, and nothing else.

use actix_web::HttpResponseBuilder;
use actix_web::http::header;

/// Nothing inline and nothing foreign. `'self'` in `connect-src` covers the WebSocket of the same origin (CSP level 3);
/// `data:` is for the QR, an SVG shown as a picture so that nothing in it can run. Nobody may frame the reset button.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Sets the headers every answer of this crate carries.
pub(crate) fn secure(response: &mut HttpResponseBuilder) {
    response
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // Addresses carry company ids and, on the virtual phone, a number.
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .insert_header((header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"));
}
