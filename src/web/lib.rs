//! Web pages: the onboarding page of a salon and the element it consists of, the operators' dashboard, the
//! documentation and, in a sandbox, the virtual phone. The folder's npm workspace builds them into `dist`, which is
//! compiled into the binary (a debug build reads it at run time). This crate defines their paths, caching, encodings
//! and security headers.

mod branding;
mod file;
mod headers;
mod pages;

use actix_web::web::ServiceConfig;
use linekeeper_domain::branding::Branding;

pub use headers::is_origin;

use crate::pages::Pages;

/// Settings of the pages.
#[derive(Debug, Clone, Default)]
pub struct WebSettings {
    /// Whether the virtual phone is served, everything below `/sandbox/`. Without a sandbox its paths do not exist.
    pub sandbox: bool,
    /// Origins whose pages may frame the onboarding page, such as `https://market.example`; when empty, none may. A
    /// text that is not an origin ([`is_origin`]) is dropped. No other file can be framed.
    pub frame_ancestors: Vec<String>,
    /// Whether HSTS is sent: browsers then use HTTPS only, for a year.
    pub hsts: bool,
    /// What the owner's pages show of the marketplace: the onboarding page, and the element in other pages.
    pub branding: Branding,
}

/// Registers the pages and what they load: `/connect`, `/linekeeper-onboarding.js` with its modules and
/// `/linekeeper-onboarding/branding.json`, `/admin` with everything below it,
/// the documentation (`/docs` and `/docs/…`), `/assets/…`, `/favicon.svg`, the client library (`/client.js` and, as a
/// package, `/client/…`), the packed browser extensions (`/extension/linekeeper-passkey-chromium.zip` and
/// `-firefox.zip`) and, in a sandbox, `/sandbox/phone` and `/sandbox/assets/…`.
pub fn configure(settings: WebSettings) -> impl FnOnce(&mut ServiceConfig) + Clone + 'static {
    move |config: &mut ServiceConfig| Pages::new(&settings).add_to(config)
}

#[cfg(test)]
mod documentation_tests;
#[cfg(test)]
mod tests;
