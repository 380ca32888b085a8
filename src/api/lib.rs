//! HTTP API: one file per endpoint, the WebSocket upgrades, and problem documents for every error.

mod access;
mod announced;
mod asyncapi;
mod board;
mod body;
mod carried_out;
mod commands;
mod companies;
mod correlation;
mod dashboard_session;
mod done;
mod feed;
mod headers;
mod health;
mod home;
mod html;
mod idempotency;
mod journal;
mod media;
mod messages;
mod metrics;
mod onboarding_links;
mod openapi;
mod overview;
mod page;
mod pairing;
mod passkey;
mod problem;
mod restart_policy;
mod routes;
mod service;
mod sessions;
mod slow;
mod socket;
mod state;
#[cfg(test)]
mod tests;
mod webhooks;

pub use access::{Access, AccessSettings, LimitSettings, Rate};
pub use asyncapi::asyncapi;
pub use correlation::correlate;
pub use headers::safe_headers;
pub use messages::SendServices;
pub use messages::numbers::NumberChecks;
pub use openapi::openapi;
pub use problem::Problem;
pub use routes::{Endpoint, endpoints};
pub use state::{ApiServices, ApiState};
pub use webhooks::WebhookServices;

use actix_web::web::{self, PathConfig, QueryConfig, ServiceConfig};

/// Longest request body, in bytes.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// Registers every endpoint. The application must also be wrapped in [`correlate`].
pub fn configure(state: ApiState) -> impl FnOnce(&mut ServiceConfig) + Clone + 'static {
    move |config| {
        let open_metrics = state.access.settings.open_metrics;
        config
            .app_data(web::Data::new(state))
            .app_data(PathConfig::default().error_handler(problem::bad_path))
            .app_data(body::json_up_to(MAX_BODY_BYTES))
            .app_data(QueryConfig::default().error_handler(problem::bad_query));
        routes::add_to(config, open_metrics);
        config.default_service(web::to(problem::no_such_path));
    }
}
