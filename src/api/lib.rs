//! The HTTP side: an endpoint a file, the upgrade to WebSocket, and one form for every error.

mod correlation;
mod credentials_status;
mod health;
mod problem;
mod reset;
mod session;
mod sessions;
mod socket;
mod state;
#[cfg(test)]
mod tests;

pub use correlation::correlate;
pub use problem::Problem;
pub use state::ApiState;

use actix_web::web::{self, PathConfig, QueryConfig, ServiceConfig};
use actix_web::{Resource, Route};

/// Adds every endpoint. The application must also be wrapped in [`correlate`].
pub fn configure(state: ApiState) -> impl FnOnce(&mut ServiceConfig) + Clone + 'static {
    move |config| {
        config
            .app_data(web::Data::new(state))
            .app_data(PathConfig::default().error_handler(problem::bad_path))
            .app_data(QueryConfig::default().error_handler(problem::bad_query))
            .service(only("/healthz", web::get().to(health::alive)))
            .service(only("/readyz", web::get().to(health::ready)))
            .service(
                web::scope("/api/whatsapp/sessions")
                    .service(only("", web::get().to(sessions::list)))
                    .service(only("/{company}", web::get().to(session::show)))
                    .service(only("/{company}/ws", web::get().to(socket::open)))
                    .service(only("/{company}/reset", web::post().to(reset::reset)))
                    .service(only("/{company}/credentials/status", web::get().to(credentials_status::show))),
            )
            .default_service(web::to(problem::no_such_path));
    }
}

/// A path with one method; the others are told so.
fn only(path: &str, route: Route) -> Resource {
    web::resource(path).route(route).default_service(web::to(problem::wrong_method))
}
