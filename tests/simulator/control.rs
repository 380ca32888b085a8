//! Control API: the methods of [`Simulator`] over HTTP and JSON.

use std::time::Duration;

use actix_web::error::{InternalError, JsonPayloadError, PathError, QueryPayloadError};
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Json, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};

use crate::control_inbox;
use crate::control_lines;
use crate::control_messages;
use crate::error::Refusal;
use crate::faults::Fault;
use crate::simulator::Simulator;
use crate::stanzas::StanzaText;
use crate::views::PhoneProfile;

/// Maximum size of a request body, in bytes.
const MAX_BODY: usize = 256 * 1024;

/// Routes `/phones/…`, `/faults`, `/outage`, `/stats` and those of connections; can be mounted under any scope.
pub fn configure(simulator: Simulator) -> impl FnOnce(&mut ServiceConfig) + Clone + 'static {
    move |config: &mut ServiceConfig| {
        config
            .app_data(Data::new(simulator))
            .app_data(json_limit(MAX_BODY))
            .app_data(web::PathConfig::default().error_handler(bad_path))
            .app_data(web::QueryConfig::default().error_handler(bad_query))
            .service(web::resource("/phones/{number}").get(phone).put(put_phone).default_service(web::to(bad_method)))
            .service(web::resource("/phones/{number}/enter-code").post(enter_code).default_service(web::to(bad_method)))
            .service(web::resource("/phones/{number}/scan").post(scan).default_service(web::to(bad_method)))
            .service(web::resource("/phones/{number}/unlink").post(unlink).default_service(web::to(bad_method)))
            .service(web::resource("/phones/{number}/send").post(send).default_service(web::to(bad_method)))
            .service(web::resource("/phones/{number}/stanza").post(send_stanza).default_service(web::to(bad_method)))
            .configure(crate::passkey::control::routes)
            .service(web::resource("/faults").post(add_fault).delete(clear_faults).default_service(web::to(bad_method)))
            .service(web::resource("/outage").post(outage).delete(end_outage).default_service(web::to(bad_method)))
            .service(web::resource("/stats").get(stats).delete(reset_stats).default_service(web::to(bad_method)))
            .configure(crate::versions::routes)
            .configure(control_messages::routes)
            .configure(control_inbox::routes)
            .configure(crate::media::routes)
            .configure(control_lines::routes);
    }
}

/// Reads bodies of JSON up to this size.
pub(crate) fn json_limit(limit: usize) -> web::JsonConfig {
    web::JsonConfig::default().limit(limit).content_type_required(false).error_handler(bad_json)
}

async fn phone(simulator: Data<Simulator>, number: Path<String>) -> HttpResponse {
    answer(simulator.phone(&number).await)
}

async fn put_phone(simulator: Data<Simulator>, number: Path<String>, body: Json<PhoneProfile>) -> HttpResponse {
    answer(simulator.put_phone(&number, body.into_inner()).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EnterCode {
    code: String,
}

async fn enter_code(simulator: Data<Simulator>, number: Path<String>, body: Json<EnterCode>) -> HttpResponse {
    answer(simulator.enter_code(&number, &body.code).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scan {
    qr: String,
}

async fn scan(simulator: Data<Simulator>, number: Path<String>, body: Json<Scan>) -> HttpResponse {
    answer(simulator.scan(&number, &body.qr).await)
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unlink {
    #[serde(default)]
    device: Option<String>,
}

async fn unlink(simulator: Data<Simulator>, number: Path<String>, body: web::Bytes) -> HttpResponse {
    let body = if body.is_empty() { Ok(Unlink::default()) } else { serde_json::from_slice::<Unlink>(&body) };
    match body {
        Ok(body) => answer(simulator.unlink(&number, body.device.as_deref()).await),
        Err(error) => problem(StatusCode::BAD_REQUEST, "bad_request", &error.to_string()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Send {
    to: String,
    text: String,
    /// Number of times the text is sent, one after another.
    #[serde(default = "once")]
    times: u16,
}

const fn once() -> u16 {
    1
}

/// Maximum of `times`.
const MAX_TIMES: u16 = 500;

async fn send(simulator: Data<Simulator>, number: Path<String>, body: Json<Send>) -> HttpResponse {
    if !(1..=MAX_TIMES).contains(&body.times) {
        return refused(&Refusal::BadRequest(format!("a text is sent 1 to {MAX_TIMES} times")));
    }
    let mut sent = simulator.send(&number, &body.to, &body.text).await;
    for _ in 1..body.times {
        if sent.is_err() {
            break;
        }
        sent = simulator.send(&number, &body.to, &body.text).await;
    }
    answer(sent)
}

async fn send_stanza(simulator: Data<Simulator>, number: Path<String>, body: Json<StanzaText>) -> HttpResponse {
    done(simulator.send_stanza(&number, &body).await)
}

async fn add_fault(simulator: Data<Simulator>, body: Json<Fault>) -> HttpResponse {
    done(simulator.add_fault(body.into_inner()).await)
}

async fn clear_faults(simulator: Data<Simulator>) -> HttpResponse {
    simulator.clear_faults().await;
    HttpResponse::NoContent().finish()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outage {
    seconds: u64,
}

async fn outage(simulator: Data<Simulator>, body: Json<Outage>) -> HttpResponse {
    done(simulator.outage(Duration::from_secs(body.seconds)).await)
}

async fn end_outage(simulator: Data<Simulator>) -> HttpResponse {
    simulator.end_outage().await;
    HttpResponse::NoContent().finish()
}

async fn reset_stats(simulator: Data<Simulator>) -> HttpResponse {
    simulator.reset_stats().await;
    HttpResponse::NoContent().finish()
}

async fn stats(simulator: Data<Simulator>) -> HttpResponse {
    HttpResponse::Ok().json(simulator.stats().await)
}

pub(crate) async fn bad_method() -> HttpResponse {
    problem(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this path does not answer this method")
}

pub(crate) fn answer<T: Serialize>(outcome: Result<T, Refusal>) -> HttpResponse {
    match outcome {
        Ok(value) => HttpResponse::Ok().json(value),
        Err(refusal) => refused(&refusal),
    }
}

pub(crate) fn done(outcome: Result<(), Refusal>) -> HttpResponse {
    match outcome {
        Ok(()) => HttpResponse::NoContent().finish(),
        Err(refusal) => refused(&refusal),
    }
}

fn refused(refusal: &Refusal) -> HttpResponse {
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    problem(status, refusal.code(), &refusal.to_string())
}

fn problem(status: StatusCode, error: &str, message: &str) -> HttpResponse {
    HttpResponse::build(status).json(serde_json::json!({ "error": error, "message": message }))
}

fn bad_json(error: JsonPayloadError, _: &HttpRequest) -> actix_web::Error {
    let too_large = matches!(error, JsonPayloadError::Overflow { .. } | JsonPayloadError::OverflowKnownLength { .. });
    let (status, code) =
        if too_large { (StatusCode::PAYLOAD_TOO_LARGE, "too_large") } else { (StatusCode::BAD_REQUEST, "bad_request") };
    let response = problem(status, code, &error.to_string());
    InternalError::from_response(error, response).into()
}

fn bad_path(error: PathError, _: &HttpRequest) -> actix_web::Error {
    let response = problem(StatusCode::BAD_REQUEST, "bad_request", &error.to_string());
    InternalError::from_response(error, response).into()
}

fn bad_query(error: QueryPayloadError, _: &HttpRequest) -> actix_web::Error {
    let response = problem(StatusCode::BAD_REQUEST, "bad_request", &error.to_string());
    InternalError::from_response(error, response).into()
}
