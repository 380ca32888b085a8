//! `GET /healthz` (liveness): the process answers. `GET /readyz` (readiness): the process can do its work, that is, the
//! database answers and can write, and the gate does not stall. An open circuit breaker (WhatsApp refuses our client
//! version) is shown but does not fail readiness: sending callers to another instance would not help.

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

/// Liveness of the process.
#[derive(Serialize, ToSchema)]
pub(crate) struct Alive {
    status: AliveStatus,
}

/// Status of a process that answers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AliveStatus {
    /// The process answers.
    Ok,
}

/// Readiness of the process, with the details it depends on.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ready {
    status: ReadyStatus,
    store: StoreStatus,
    whatsapp: WhatsappStatus,
    gate: GateCounts,
}

/// Status of a process that can do its work.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ReadyStatus {
    /// The process can do its work.
    Ready,
}

/// Status of the database.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StoreStatus {
    /// The database answers and can write.
    Up,
}

/// Whether WhatsApp accepts the client version of the service.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WhatsappStatus {
    /// WhatsApp accepts the client version.
    Accepted,
    /// WhatsApp refuses the client version: no session can connect until the service is updated.
    ClientOutdated,
}

/// Connections at the gate, which limits how many sessions connect to WhatsApp at once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct GateCounts {
    /// Number of connections waiting to be admitted.
    waiting: usize,
    /// Number of connections that are logging in.
    connecting: usize,
    /// Longest time a waiting connection has been waiting, in milliseconds; 0 if none waits.
    oldest_wait_ms: u64,
}

/// Results of the readiness checks.
pub(crate) struct Checks {
    /// Error if the database does not answer or cannot write.
    pub(crate) store: Result<(), StoreError>,
    /// Status of the gate; an error if it does not answer.
    pub(crate) gate: Result<GateStatus, MailboxError>,
}

impl Checks {
    /// Runs all checks.
    pub(crate) async fn made(state: &ApiState) -> Self {
        let gate = state.gate_status.send(GateStatusOf).timeout(state.ask_timeout);
        let (store, gate) = tokio::join!(state.store.can_write(), gate);
        Self { store, gate }
    }
}

/// Status of the gate; an error text if it does not answer or admits nobody although sessions wait.
pub(crate) fn moving<E: ToString>(gate: Result<&GateStatus, E>) -> Result<&GateStatus, String> {
    let gate = gate.map_err(|gone| gone.to_string())?;
    let stalled =
        |still: Duration| format!("nobody was admitted for {} s although {} wait", still.as_secs(), gate.waiting);
    gate.stalled_for.map_or(Ok(gate), |still| Err(stalled(still)))
}

fn millis(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}

/// Check that the process answers
///
/// Liveness check. Does not check the database or anything else.
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "isAlive",
    tag = "operation",
    responses((status = 200, description = "The process answers.", body = Alive)),
)]
pub(crate) async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(Alive { status: AliveStatus::Ok })
}

/// Check that the process can do its work
///
/// Readiness check: the database answers and can write, and the gate admits waiting sessions. A WhatsApp client version
/// that is refused is shown in `whatsapp` and does not fail the check.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "isReady",
    tag = "operation",
    responses((status = 200, description = "The service is ready.", body = Ready)),
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

/// Problem for a failed check of the database. The cause is shown if the database said why it cannot write.
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
