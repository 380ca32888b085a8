//! Security headers: pages load from and talk to the service's own origin, and nothing else.

use actix_web::HttpResponseBuilder;
use actix_web::http::header;

/// Content security policy: no inline code, no foreign origins. `'self'` in `connect-src` covers WebSockets of the same
/// origin (CSP level 3); `data:` is for the QR, an SVG shown as an image so that no script in it can run.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors";

/// Directive for pictures within the policy.
const PICTURES: &str = "img-src 'self' data:";

/// Permissions policy: no page needs any of these.
const PERMISSIONS_POLICY: &str = "camera=(), microphone=(), geolocation=()";

/// HSTS for a year.
const STRICT_TRANSPORT_SECURITY: &str = "max-age=31536000";

/// Security headers of a file's responses.
#[derive(Debug, Clone)]
pub(crate) struct Headers {
    content_security_policy: String,
    resource_policy: &'static str,
    embedder_policy: Option<&'static str>,
    /// Whether scripts of any origin may read the file (CORS).
    open: bool,
    hsts: bool,
}

impl Headers {
    /// Headers of a file for the service's own pages only, which no page may frame.
    pub(crate) fn closed(hsts: bool) -> Self {
        let content_security_policy = format!("{CONTENT_SECURITY_POLICY} 'none'");
        Self { content_security_policy, resource_policy: "same-origin", embedder_policy: None, open: false, hsts }
    }

    /// Headers of a script that pages of any origin may load. It contains nothing confidential, so it may also be
    /// fetched to see whether the service answers.
    pub(crate) fn shared(hsts: bool) -> Self {
        Self { resource_policy: "cross-origin", open: true, ..Self::closed(hsts) }
    }

    /// Headers of a page that pages of these origins may frame. A text that is not an origin is dropped, because it
    /// could inject further directives.
    pub(crate) fn framed_by(origins: &[String], hsts: bool) -> Self {
        let origins: Vec<&str> =
            origins.iter().map(|origin| plain(origin)).filter(|origin| is_origin(origin)).collect();
        if origins.is_empty() {
            return Self::closed(hsts);
        }
        let content_security_policy = format!("{CONTENT_SECURITY_POLICY} {}", origins.join(" "));
        // An isolated page (COEP) frames only pages that allow cross-origin embedding (CORP) and are isolated
        // themselves.
        let (resource_policy, embedder_policy) = ("cross-origin", Some("require-corp"));
        Self { content_security_policy, resource_policy, embedder_policy, open: false, hsts }
    }

    /// The same headers for a page that shows a picture of this origin, too.
    pub(crate) fn showing(self, origin: &str) -> Self {
        let content_security_policy =
            self.content_security_policy.replacen(PICTURES, &format!("{PICTURES} {origin}"), 1);
        // A page that is isolated as strictly as possible shows only pictures whose host allows that (CORP), which few
        // do. This way browsers fetch them without cookies instead.
        let embedder_policy = self.embedder_policy.map(|_| "credentialless");
        Self { content_security_policy, embedder_policy, ..self }
    }

    /// Sets the headers on a response.
    pub(crate) fn set_on(&self, response: &mut HttpResponseBuilder) {
        response
            .insert_header((header::CONTENT_SECURITY_POLICY, self.content_security_policy.as_str()))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            // URLs of the virtual phone contain a phone number.
            .insert_header((header::REFERRER_POLICY, "no-referrer"))
            .insert_header((header::PERMISSIONS_POLICY, PERMISSIONS_POLICY))
            // Browsers apply it to top-level windows only, so it does not hinder framing.
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

/// Removes the slash that people copy from an address bar.
fn plain(origin: &str) -> &str {
    origin.strip_suffix('/').unwrap_or(origin)
}

/// Whether a text is an origin and nothing else: `https://market.example`, `http://127.0.0.1:3000`. A slash at its end
/// is accepted; wildcards and paths are not.
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
