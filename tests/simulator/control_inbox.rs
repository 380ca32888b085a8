//! Control API of what phones take: `/phones/{number}/received`, `/received`, a person who opens a chat or writes, and
//! presence.

use actix_web::HttpResponse;
use actix_web::web::{self, Data, Json, Path, Query, ServiceConfig};
use serde::Deserialize;

use crate::control::{answer, bad_method, done};
use crate::inbox_views::TakenFilter;
use crate::presence::{PresenceFilter, PresenceKind};
use crate::simulator::Simulator;

/// Mounts the routes.
pub(crate) fn routes(config: &mut ServiceConfig) {
    let other = || web::to(bad_method);
    config
        .service(web::resource("/phones/{number}/received").get(taken_by).default_service(other()))
        .service(web::resource("/received").get(taken_by_all).delete(clear).default_service(other()))
        .service(web::resource("/phones/{number}/open").post(open).default_service(other()))
        .service(web::resource("/phones/{number}/typing").post(typing).default_service(other()))
        .service(web::resource("/phones/{number}/presence").post(presence).default_service(other()))
        .service(web::resource("/presence").get(presence_log).default_service(other()))
        .service(web::resource("/phones/{number}/play").post(play).default_service(other()));
}

async fn taken_by(simulator: Data<Simulator>, number: Path<String>, wanted: Query<TakenFilter>) -> HttpResponse {
    answer(simulator.received(Some(&number), &wanted).await)
}

async fn taken_by_all(simulator: Data<Simulator>, wanted: Query<TakenFilter>) -> HttpResponse {
    answer(simulator.received(None, &wanted).await)
}

async fn clear(simulator: Data<Simulator>) -> HttpResponse {
    simulator.clear_received().await;
    HttpResponse::NoContent().finish()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    /// Number, `self` or group.
    chat: String,
}

async fn open(simulator: Data<Simulator>, number: Path<String>, body: Json<Open>) -> HttpResponse {
    answer(simulator.open_chat(&number, &body.chat).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Play {
    /// Number, `self` or group.
    chat: String,
    /// Message id.
    message: String,
}

async fn play(simulator: Data<Simulator>, number: Path<String>, body: Json<Play>) -> HttpResponse {
    done(simulator.play(&number, &body.chat, &body.message).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typing {
    /// Number or group.
    to: String,
    /// `composing`, `recording` or `paused`.
    state: PresenceKind,
}

async fn typing(simulator: Data<Simulator>, number: Path<String>, body: Json<Typing>) -> HttpResponse {
    let told = simulator.types(&number, &body.to, body.state).await;
    answer(told.map(|devices| serde_json::json!({ "devices": devices })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Presence {
    available: bool,
}

async fn presence(simulator: Data<Simulator>, number: Path<String>, body: Json<Presence>) -> HttpResponse {
    done(simulator.set_available(&number, body.available).await)
}

async fn presence_log(simulator: Data<Simulator>, wanted: Query<PresenceFilter>) -> HttpResponse {
    answer(simulator.presence(&wanted).await)
}
