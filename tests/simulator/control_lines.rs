//! Control API of connections: `/connections`, `/stanza`, `/client-expiration`, `/companion-reg-refresh`,
//! `/pair-device`, `/holds` and `/timeline`.

use actix_web::HttpResponse;
use actix_web::web::{self, Data, Json, Query, ServiceConfig};

use crate::control::{answer, bad_method};
use crate::lines::Target;
use crate::pauses::HeldFilter;
use crate::simulator::Simulator;
use crate::simulator_lines::{PairDevice, RegistrationRefresh};
use crate::stanzas::{ClientExpiration, Stanzas};
use crate::timeline::TimelineFilter;

/// Mounts the routes.
pub(crate) fn routes(config: &mut ServiceConfig) {
    let other = || web::to(bad_method);
    config
        .service(web::resource("/connections").get(connections).default_service(other()))
        .service(web::resource("/stanza").post(stanza).default_service(other()))
        .service(web::resource("/client-expiration").post(client_expiration).default_service(other()))
        .service(web::resource("/companion-reg-refresh").post(refresh).default_service(other()))
        .service(web::resource("/pair-device").post(pair_device).default_service(other()))
        .service(web::resource("/holds").get(holds).delete(release).default_service(other()))
        .service(web::resource("/timeline").get(timeline).delete(clear_timeline).default_service(other()));
}

async fn connections(simulator: Data<Simulator>, wanted: Query<Target>) -> HttpResponse {
    answer(simulator.connections(&wanted).await)
}

async fn stanza(simulator: Data<Simulator>, body: Json<Stanzas>) -> HttpResponse {
    answer(simulator.send_stanzas(&body).await)
}

async fn client_expiration(simulator: Data<Simulator>, body: Json<ClientExpiration>) -> HttpResponse {
    answer(simulator.expire_client(&body).await)
}

async fn refresh(simulator: Data<Simulator>, body: Json<RegistrationRefresh>) -> HttpResponse {
    answer(simulator.refresh_registration(&body).await)
}

async fn pair_device(simulator: Data<Simulator>, body: Json<PairDevice>) -> HttpResponse {
    answer(simulator.pair_device_again(&body).await)
}

async fn holds(simulator: Data<Simulator>, wanted: Query<HeldFilter>) -> HttpResponse {
    answer(simulator.held(&wanted).await.map(|holds| serde_json::json!({ "holds": holds })))
}

async fn release(simulator: Data<Simulator>, wanted: Query<HeldFilter>) -> HttpResponse {
    answer(simulator.release(&wanted).await.map(|released| serde_json::json!({ "released": released })))
}

async fn timeline(simulator: Data<Simulator>, wanted: Query<TimelineFilter>) -> HttpResponse {
    answer(simulator.timeline(&wanted).await)
}

async fn clear_timeline(simulator: Data<Simulator>) -> HttpResponse {
    simulator.clear_timeline().await;
    HttpResponse::NoContent().finish()
}
