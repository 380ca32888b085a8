//! `GET /healthz`: the process answers. `GET /readyz`: it can do its work, that is, the database answers and can write, and the gate
//! does not stall. A shut gate is
//! shown and does not make it red: WhatsApp refusing our version is not mended by sending callers to another instance.

use std::time::Duration;

use actix::MailboxError;
use actix_web::{HttpResponse, web};
use linekeeper_actors::gate::{GateStatus, GateStatusOf};
use linekeeper_domain::ErrorCode;
use linekeeper_ports::{CANNOT_WRITE, StoreError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// The process answers.
#[derive(Serialize, ToSchema)]
pub(crate) struct Alive {
    status: AliveStatus,
}

/// Of a process that answers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AliveStatus {
    /// It answers.
    Ok,
}

/// The process can do its work.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ready {
    status: ReadyStatus,
    store: StoreStatus,
    whatsapp: WhatsappStatus,
    gate: GateCounts,
}

/// Of a process that can do its work.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ReadyStatus {
    /// It can.
    Ready,
}

/// The database.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StoreStatus {
    /// It answers.
    Up,
}

/// What WhatsApp says of our client version.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WhatsappStatus {
    /// It takes it.
    Accepted,
    /// It refuses it: nobody connects until the service is updated.
    ClientOutdated,
}

/// Connections at the gate.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct GateCounts {
    /// Those that wait for their turn.
    waiting: usize,
    /// Those that log in.
    connecting: usize,
    /// How long the one has waited that has waited longest, in milliseconds.
    oldest_wait_ms: u64,
}

/// What a process must be able to do to do its work.
pub(crate) struct Checks {
    /// The database answers and can write.
    pub(crate) store: Result<(), StoreError>,
    /// So does the gate.
    pub(crate) gate: Result<GateStatus, MailboxError>,
}

impl Checks {
    /// Asks them all.
    pub(crate) async fn made(state: &ApiState) -> Self {
        let gate = state.gate_status.send(GateStatusOf).timeout(state.ask_timeout);
        let (store, gate) = tokio::join!(state.store.can_write(), gate);
        Self { store, gate }
    }
}

/// The gate, if it answers and lets through those who wait.
pub(crate) fn moving<E: ToString>(gate: Result<&GateStatus, E>) -> Result<&GateStatus, String> {
    let gate = gate.map_err(|gone| gone.to_string())?;
    let stalled =
        |still: Duration| format!("nobody was admitted for {} s although {} wait", still.as_secs(), gate.waiting);
    gate.stalled_for.map_or(Ok(gate), |still| Err(stalled(still)))
}

fn millis(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}

/// Whether the process answers
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "isAlive",
    tag = "operation",
    responses((status = 200, description = "It does.", body = Alive)),
)]
pub(crate) async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(Alive { status: AliveStatus::Ok })
}

/// Whether the process can do its work
///
/// That is, whether the database answers and can write, and the gate lets through those who wait.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "isReady",
    tag = "operation",
    responses((status = 200, description = "It can.", body = Ready)),
)]
pub(crate) async fn ready(state: web::Data<ApiState>, correlation: Correlation) -> Result<HttpResponse, Problem> {
    let Checks { store, gate } = Checks::made(&state).await;
    store.map_err(|error| cannot(&error, &correlation))?;
    let gate = moving(gate.as_ref())
        .map_err(|problem| Problem::new(ErrorCode::Internal, format!("the gate: {problem}"), correlation.0))?;
    let ready = Ready {
        status: ReadyStatus::Ready,
        store: StoreStatus::Up,
        whatsapp: if gate.shut { WhatsappStatus::ClientOutdated } else { WhatsappStatus::Accepted },
        gate: GateCounts {
            waiting: gate.waiting,
            connecting: gate.connecting,
            oldest_wait_ms: millis(gate.oldest_wait),
        },
    };
    Ok(HttpResponse::Ok().json(ready))
}

/// A database that says why it cannot write is worth more words than one that is away.
fn cannot(error: &StoreError, correlation: &Correlation) -> Problem {
    let problem = Problem::store(error, correlation.0.clone());
    if !error.detail.starts_with(CANNOT_WRITE) {
        return problem;
    }
    Problem::new(error.failure.error_code(), error.detail.clone(), correlation.0.clone())
}

#[cfg(test)]
mod tests {
    use linekeeper_domain::StoreFailure;

    use super::*;

    #[test]
    fn readiness_says_why_the_database_cannot_write() {
        let told = |detail: String| {
            let error = StoreError::new(StoreFailure::Unavailable, detail);
            cannot(&error, &Correlation("probe-1".parse().unwrap())).to_string()
        };
        let full = format!("{CANNOT_WRITE}: the disk is full");
        assert_eq!(told(full.clone()), format!("STORE_UNAVAILABLE: {full}"));
        let away = told("10.0.0.7 refused".to_owned());
        assert!(
            away.starts_with("STORE_UNAVAILABLE: ") && !away.contains("10.0.0.7"),
            "an address is for the log: {away}"
        );
    }
}
