//! The pages people see: the onboarding page of a salon and, in a sandbox, the virtual phone. Plain HTML, CSS and ES
//! modules, compiled into the binary. This crate decides their paths, content types, caching and the browser's limits.

mod asset;
mod catalogue;
mod headers;

use actix_web::web::ServiceConfig;

pub use headers::is_origin;

use crate::headers::Headers;

/// What can be set.
#[derive(Debug, Clone, Default)]
pub struct WebSettings {
    /// Whether the virtual phone is there: `/sandbox/phone` and what it loads. Without a sandbox its paths do not exist.
    pub sandbox: bool,
    /// The origins whose pages may frame the onboarding page, such as `https://market.example`; nobody, when there are none.
    /// What is no origin ([`is_origin`]) is left out. No other file can be framed.
    pub frame_ancestors: Vec<String>,
    /// Whether browsers are told to come over HTTPS only, for a year.
    pub hsts: bool,
}

/// The pages and what they load: `/connect`, `/assets/…` and, in a sandbox, `/sandbox/phone`.
pub fn configure(settings: WebSettings) -> impl FnOnce(&mut ServiceConfig) + Clone + 'static {
    move |config: &mut ServiceConfig| {
        let WebSettings { sandbox, frame_ancestors, hsts } = settings;
        let page = catalogue::onboarding_page(sandbox);
        config.service(page.into_resource(Headers::framed_by(&frame_ancestors, hsts)));
        for asset in catalogue::assets(sandbox) {
            config.service(asset.into_resource(Headers::closed(hsts)));
        }
    }
}

#[cfg(test)]
mod tests;
