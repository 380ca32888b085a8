//! The HTTP side: an endpoint a file, the upgrade to WebSocket, and one form for every error.

mod correlation;
mod credentials_status;
mod events;
mod health;
mod metrics;
mod pairing;
mod problem;
mod reset;
mod restart;
mod restart_policy;
mod session;
mod sessions;
mod socket;
mod state;
#[cfg(test)]
mod tests;

pub use correlation::correlate;
pub use problem::Problem;
pub use state::ApiState;

use actix_web::web::{self, JsonConfig, PathConfig, QueryConfig, ServiceConfig};
use actix_web::{Resource, Route};

/// The longest body an endpoint reads, in bytes.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// Adds every endpoint. The application must also be wrapped in [`correlate`].
pub fn configure(state: ApiState) -> impl FnOnce(&mut ServiceConfig) + Clone + 'static {
    move |config| {
        config
            .app_data(web::Data::new(state))
            .app_data(PathConfig::default().error_handler(problem::bad_path))
            .app_data(JsonConfig::default().limit(MAX_BODY_BYTES).error_handler(problem::bad_json))
            .app_data(QueryConfig::default().error_handler(problem::bad_query))
            .service(only("/healthz", web::get().to(health::alive)))
            .service(only("/readyz", web::get().to(health::ready)))
            .service(only("/metrics", web::get().to(metrics::show)))
            .service(
                web::scope("/api/whatsapp/sessions")
                    .service(only("", web::get().to(sessions::list)))
                    .service(only("/{company}", web::get().to(session::show)))
                    .service(only("/{company}/ws", web::get().to(socket::open)))
                    .service(only("/{company}/reset", web::post().to(reset::reset)))
                    .service(only("/{company}/restart", web::post().to(restart::restart)))
                    .service(only("/{company}/events", web::get().to(events::list)))
                    .service(
                        only("/{company}/pairing", web::post().to(pairing::begin))
                            .route(web::delete().to(pairing::give_up)),
                    )
                    .service(
                        only("/{company}/restart-policy", web::get().to(restart_policy::show))
                            .route(web::put().to(restart_policy::put))
                            .route(web::delete().to(restart_policy::delete)),
                    )
                    .service(only("/{company}/credentials/status", web::get().to(credentials_status::show))),
            )
            .default_service(web::to(problem::no_such_path));
    }
}

/// A path with one method; the others are told so.
fn only(path: &str, route: Route) -> Resource {
    web::resource(path).route(route).default_service(web::to(problem::wrong_method))
}
