//! The pages people see: the onboarding page of a salon and, in a sandbox, the virtual phone. Plain HTML, CSS and ES
//! modules, compiled into the binary. This crate decides their paths, content types, caching and the browser's limits.

mod asset;
mod catalogue;
mod headers;

use actix_web::web::ServiceConfig;

/// The pages and what they load: `/`, `/assets/…` and, when `sandbox` is true, `/sandbox/phone`. Without a sandbox the
/// phone's paths do not exist.
pub fn configure(sandbox: bool) -> impl FnOnce(&mut ServiceConfig) + Clone + 'static {
    move |config: &mut ServiceConfig| {
        for asset in catalogue::assets(sandbox) {
            config.service(asset.into_resource());
        }
    }
}

#[cfg(test)]
mod tests;
