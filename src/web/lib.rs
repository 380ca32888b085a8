//! The pages people see: the onboarding page of a salon and the element it is made of, the operators' dashboard and, in a sandbox,
//! the virtual phone. The folder's npm workspace builds them into `dist`, which is compiled into the binary (a debug build
//! reads it when asked). This crate decides their paths, caching, encodings and the browser's limits.

mod file;
mod headers;
mod pages;

use actix_web::web::ServiceConfig;

pub use headers::is_origin;

use crate::pages::Pages;

/// What can be set.
#[derive(Debug, Clone, Default)]
pub struct WebSettings {
    /// Whether the virtual phone is there: everything below `/sandbox/`. Without a sandbox its paths do not exist.
    pub sandbox: bool,
    /// The origins whose pages may frame the onboarding page, such as `https://market.example`; nobody, when there are none.
    /// What is no origin ([`is_origin`]) is left out. No other file can be framed.
    pub frame_ancestors: Vec<String>,
    /// Whether browsers are told to come over HTTPS only, for a year.
    pub hsts: bool,
}

/// The pages and what they load: `/connect`, `/linekeeper-onboarding.js`, `/admin` with everything below it, `/assets/…`,
/// `/favicon.svg` and, in a sandbox, `/sandbox/phone` and `/sandbox/assets/…`.
pub fn configure(settings: WebSettings) -> impl FnOnce(&mut ServiceConfig) + Clone + 'static {
    move |config: &mut ServiceConfig| Pages::new(&settings).add_to(config)
}

#[cfg(test)]
mod tests;
