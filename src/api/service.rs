//! `GET /api/dashboard/service`: how the service is. It answers while the database does not.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use linekeeper_actors::gate::GateStatus;
use linekeeper_actors::sockets::CountSockets;
use linekeeper_actors::supervisor::CountSessions;
use linekeeper_domain::overview::StateCounts;
use linekeeper_domain::{ErrorCode, Timestamp};
use linekeeper_ports::{Latency, Vitals};
use serde::Serialize;
use utoipa::ToSchema;

use crate::correlation::Correlation;
use crate::health::{Checks, moving};
use crate::problem::Problem;
use crate::state::ApiState;

/// How the service is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Service {
    /// Of the program.
    #[schema(examples("0.1.0"))]
    version: &'static str,
    /// When the process started.
    started_at: Timestamp,
    /// The service's time.
    now: Timestamp,
    /// Whether it can do its work, as `/readyz` says.
    ready: bool,
    /// What that rests on.
    checks: Vec<Check>,
    store: StoreHealth,
    gate: GateHealth,
    breaker: BreakerHealth,
    /// Sessions by state.
    sessions: StateCounts,
    /// Open WebSockets.
    sockets: usize,
}

/// Something without which the service cannot do its work.
#[derive(Serialize, ToSchema)]
#[schema(as = ServiceCheck)]
struct Check {
    /// What: `store`, `gate`.
    name: &'static str,
    /// Whether it works.
    ok: bool,
    /// What is wrong, in English.
    #[schema(required)]
    detail: Option<String>,
}

impl Check {
    fn of<T, E: ToString>(name: &'static str, checked: Result<&T, E>) -> Self {
        Self { name, ok: checked.is_ok(), detail: checked.err().map(|error| error.to_string()) }
    }
}

/// The database.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StoreHealth {
    /// Whether it answers.
    up: bool,
    /// The version of PostgreSQL; null while it does not answer.
    #[schema(required, examples("15.8"))]
    server_version: Option<String>,
    /// How long its calls took in the last five minutes, of the last 1024 at most; null when none was answered.
    #[schema(required)]
    latency_ms: Option<LatencyMs>,
}

/// How long calls took that were answered, in milliseconds.
#[derive(Serialize, ToSchema)]
struct LatencyMs {
    /// Half of them at most so long.
    p50: f64,
    /// Ninety-nine of a hundred.
    p99: f64,
}

impl From<Latency> for LatencyMs {
    fn from(Latency { p50, p99 }: Latency) -> Self {
        let hundredths = |took: Duration| (took.as_secs_f64() * 100_000.0).round() / 100.0;
        Self { p50: hundredths(p50), p99: hundredths(p99) }
    }
}

/// The way to WhatsApp.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct GateHealth {
    /// Sessions that wait for their turn.
    waiting: usize,
    /// Those that log in.
    connecting: usize,
    /// Connections that are opened per second at most.
    per_second: u32,
    /// Log-ins that may be under way at once.
    concurrency: u32,
}

/// What is open while WhatsApp refuses our client version: then nobody connects but a probe now and then.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BreakerHealth {
    /// Whether it does.
    open: bool,
    /// Since when.
    #[schema(required)]
    since: Option<Timestamp>,
    /// From when on the next session that wants to connect is the probe; null while one is under way.
    #[schema(required)]
    next_probe_at: Option<Timestamp>,
}

impl From<&GateStatus> for GateHealth {
    fn from(gate: &GateStatus) -> Self {
        let GateStatus { waiting, connecting, per_second, concurrent, .. } = *gate;
        Self { waiting, connecting, per_second, concurrency: concurrent }
    }
}

impl From<&GateStatus> for BreakerHealth {
    fn from(gate: &GateStatus) -> Self {
        Self { open: gate.shut, since: gate.shut_since, next_probe_at: gate.next_probe }
    }
}

/// Look at the service
///
/// Whether it is ready and what that rests on, the database, the gate, the breaker, sessions and sockets.
#[utoipa::path(
    get,
    path = "/api/dashboard/service",
    operation_id = "getService",
    tag = "dashboard",
    responses((status = 200, description = "How it is now.", body = Service)),
)]
pub(crate) async fn show(
    state: web::Data<ApiState>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let silent = |who: &str, gone| Problem::new(ErrorCode::Internal, format!("{who}: {gone}"), correlation.clone());
    let sockets = state.sockets.send(CountSockets).timeout(state.ask_timeout);
    let (Checks { store, gate }, Vitals { version, latency }, sessions, sockets) =
        tokio::join!(Checks::made(&state), state.vitals.vitals(), state.ask(CountSessions), sockets);
    // Nothing of the error but its kind is for callers.
    let checks = vec![
        Check::of("store", store.as_ref().map_err(|error| error.failure)),
        Check::of("gate", moving(gate.as_ref())),
    ];
    let gate = gate.map_err(|gone| silent("the gate", gone))?;
    let service = Service {
        version: env!("CARGO_PKG_VERSION"),
        started_at: state.started_at,
        now: state.clock.now(),
        ready: checks.iter().all(|check| check.ok),
        checks,
        store: StoreHealth {
            up: store.is_ok(),
            server_version: version.ok(),
            latency_ms: latency.map(LatencyMs::from),
        },
        gate: (&gate).into(),
        breaker: (&gate).into(),
        sessions: sessions.map_err(|gone| silent("the supervisor", gone))?,
        sockets: sockets.map_err(|gone| silent("the registry of sockets", gone))?,
    };
    Ok(HttpResponse::Ok().json(service))
}
