//! What the browser may do with our pages: load from us, talk to us, and nothing else.

use actix_web::HttpResponseBuilder;
use actix_web::http::header;

/// Nothing inline and nothing foreign. `'self'` in `connect-src` covers the WebSocket of the same origin (CSP level 3);
/// `data:` is for the QR, an SVG shown as a picture so that nothing in it can run.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors";

/// Nothing of it is needed.
const PERMISSIONS_POLICY: &str = "camera=(), microphone=(), geolocation=()";

/// A year.
const STRICT_TRANSPORT_SECURITY: &str = "max-age=31536000";

/// The headers of a file's answers.
#[derive(Debug, Clone)]
pub(crate) struct Headers {
    content_security_policy: String,
    resource_policy: &'static str,
    embedder_policy: Option<&'static str>,
    /// Whether scripts of any origin may look at it.
    open: bool,
    hsts: bool,
}

impl Headers {
    /// Of a file that is for our own pages only: nobody may frame it.
    pub(crate) fn closed(hsts: bool) -> Self {
        let content_security_policy = format!("{CONTENT_SECURITY_POLICY} 'none'");
        Self { content_security_policy, resource_policy: "same-origin", embedder_policy: None, open: false, hsts }
    }

    /// Of a script that pages of any origin may load. It says nothing of anybody, so it may also be asked for to see whether
    /// the service answers.
    pub(crate) fn shared(hsts: bool) -> Self {
        Self { resource_policy: "cross-origin", open: true, ..Self::closed(hsts) }
    }

    /// Of a page that pages of these origins may frame. What is no origin is left out: it could say more than one.
    pub(crate) fn framed_by(origins: &[String], hsts: bool) -> Self {
        let origins: Vec<&str> =
            origins.iter().map(|origin| plain(origin)).filter(|origin| is_origin(origin)).collect();
        if origins.is_empty() {
            return Self::closed(hsts);
        }
        let content_security_policy = format!("{CONTENT_SECURITY_POLICY} {}", origins.join(" "));
        // A page that is isolated (COEP) frames only what says that it may be taken elsewhere and is isolated itself.
        let (resource_policy, embedder_policy) = ("cross-origin", Some("require-corp"));
        Self { content_security_policy, resource_policy, embedder_policy, open: false, hsts }
    }

    /// Sets them.
    pub(crate) fn set_on(&self, response: &mut HttpResponseBuilder) {
        response
            .insert_header((header::CONTENT_SECURITY_POLICY, self.content_security_policy.as_str()))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            // Addresses carry a number on the virtual phone.
            .insert_header((header::REFERRER_POLICY, "no-referrer"))
            .insert_header((header::PERMISSIONS_POLICY, PERMISSIONS_POLICY))
            // Browsers heed it in windows of their own only, so that it is in no frame's way.
            .insert_header((header::CROSS_ORIGIN_OPENER_POLICY, "same-origin"))
            .insert_header((header::CROSS_ORIGIN_RESOURCE_POLICY, self.resource_policy));
        if let Some(policy) = self.embedder_policy {
            response.insert_header((header::CROSS_ORIGIN_EMBEDDER_POLICY, policy));
        }
        if self.open {
            response.insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
        }
        if self.hsts {
            response.insert_header((header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT_SECURITY));
        }
    }
}

/// People copy origins from an address bar.
fn plain(origin: &str) -> &str {
    origin.strip_suffix('/').unwrap_or(origin)
}

/// Whether a text is an origin and nothing else: `https://market.example`, `http://127.0.0.1:3000`. A slash at its end is
/// forgiven; wildcards and paths are not.
#[must_use]
pub fn is_origin(text: &str) -> bool {
    let host = |scheme: &str| plain(text).strip_prefix(scheme);
    let Some(host) = host("https://").or_else(|| host("http://")) else { return false };
    let named = host.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[');
    named && host.chars().all(|sign| sign.is_ascii_alphanumeric() || ".-:[]".contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_perhaps_a_port() {
        for origin in
            ["https://market.example", "https://market.example/", "http://127.0.0.1:3000", "https://[::1]:8443"]
        {
            assert!(is_origin(origin), "{origin}");
        }
        for text in [
            "market.example",
            "https://",
            "https:///",
            "https://a.example/page",
            "https://*.a.example",
            "data:",
            "null",
        ] {
            assert!(!is_origin(text), "{text}");
        }
    }
}
