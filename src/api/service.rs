//! `GET /api/dashboard/service`: status of the service. Also answers while the database does not.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use linekeeper_actors::gate::GateStatus;
use linekeeper_actors::sockets::CountSockets;
use linekeeper_actors::supervisor::CountSessions;
use linekeeper_domain::client_version::{VersionSource, VersionStatus};
use linekeeper_domain::overview::StateCounts;
use linekeeper_domain::session::StateName;
use linekeeper_domain::{ErrorCode, Timestamp};
use linekeeper_ports::{Latency, Vitals};
use serde::Serialize;
use utoipa::ToSchema;

use crate::correlation::Correlation;
use crate::health::{Checks, moving};
use crate::problem::Problem;
use crate::state::ApiState;

/// Status of the service.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Service {
    /// Version of the service.
    #[schema(examples("0.1.0"))]
    version: &'static str,
    /// Time at which the process started.
    started_at: Timestamp,
    /// Current time of the service.
    now: Timestamp,
    /// Whether the service can do its work, as in `/readyz`: true if all `checks` succeed.
    ready: bool,
    /// Results of the readiness checks.
    checks: Vec<Check>,
    store: StoreHealth,
    gate: GateHealth,
    breaker: BreakerHealth,
    client_version: ClientVersion,
    /// Number of sessions by state.
    sessions: StateCounts,
    /// Number of open WebSockets.
    sockets: usize,
    /// What is wrong with the service as a whole, the cause of the others first; empty if nothing is.
    troubles: Vec<ServiceTrouble>,
}

/// Trouble of the whole service.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
struct ServiceTrouble {
    kind: TroubleKind,
    code: ErrorCode,
    /// Time at which it began; null if that is not known.
    #[schema(required)]
    since: Option<Timestamp>,
}

/// Kind of trouble of the whole service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum TroubleKind {
    /// The database does not answer, or cannot write.
    Database,
    /// WhatsApp refuses the client version: no session connects.
    ClientOutdated,
    /// Most of the lines are down at once: WhatsApp, or the way there, is the likely cause.
    Whatsapp,
    /// The events of messages take all of their quota: no message is taken until there is space.
    MessageLogFull,
}

impl ServiceTrouble {
    fn all((is_store_up, is_log_full): (bool, bool), gate: &GateStatus, sessions: &StateCounts) -> Vec<Self> {
        let database = (!is_store_up).then_some((TroubleKind::Database, ErrorCode::StoreUnavailable, None));
        let outdated = gate.shut.then_some((TroubleKind::ClientOutdated, ErrorCode::ClientOutdated, gate.shut_since));
        let whatsapp = are_most_down(sessions).then_some((TroubleKind::Whatsapp, ErrorCode::NetworkError, None));
        let whatsapp = whatsapp.filter(|_| outdated.is_none());
        let full = is_log_full.then_some((TroubleKind::MessageLogFull, ErrorCode::StoreUnavailable, None));
        let found = [database, outdated, whatsapp, full].into_iter().flatten();
        found.map(|(kind, code, since)| Self { kind, code, since }).collect()
    }
}

/// Fewest lines of which it says something that most are down.
const FEW: u64 = 10;

/// Whether most of the lines have lost their connection and wait for the next attempt.
fn are_most_down(sessions: &StateCounts) -> bool {
    let count = |state| u64::from(sessions.of(state));
    let down = count(StateName::Reconnecting);
    let lines = down + count(StateName::Connecting) + count(StateName::Connected);
    lines >= FEW && down * 2 > lines
}

/// Result of one readiness check.
#[derive(Serialize, ToSchema)]
#[schema(as = ServiceCheck)]
struct Check {
    /// Name of the check: `store` (the database) or `gate`.
    name: &'static str,
    /// Whether the check succeeded.
    ok: bool,
    /// Cause of the failure, in English; null if the check succeeded.
    #[schema(required)]
    detail: Option<String>,
}

impl Check {
    fn of<T, E: ToString>(name: &'static str, checked: Result<&T, E>) -> Self {
        Self { name, ok: checked.is_ok(), detail: checked.err().map(|error| error.to_string()) }
    }
}

/// Status of the database.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StoreHealth {
    /// Whether the database answers and can write.
    up: bool,
    /// Version of PostgreSQL; null while it does not answer.
    #[schema(required, examples("15.8"))]
    server_version: Option<String>,
    /// Latency of the database calls answered in the last five minutes, at most of the last 1024; null if none was
    /// answered.
    #[schema(required)]
    latency_ms: Option<LatencyMs>,
}

/// Percentiles of how long answered calls took, in milliseconds.
#[derive(Serialize, ToSchema)]
struct LatencyMs {
    /// Median.
    p50: f64,
    /// 99th percentile.
    p99: f64,
}

impl From<Latency> for LatencyMs {
    fn from(Latency { p50, p99 }: Latency) -> Self {
        let hundredths = |took: Duration| (took.as_secs_f64() * 100_000.0).round() / 100.0;
        Self { p50: hundredths(p50), p99: hundredths(p99) }
    }
}

/// Status of the gate, which limits connections to WhatsApp.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct GateHealth {
    /// Number of sessions waiting to be admitted.
    waiting: usize,
    /// Number of sessions that are logging in.
    connecting: usize,
    /// Maximum number of connections opened per second.
    per_second: u32,
    /// Maximum number of concurrent log-ins.
    concurrency: u32,
}

/// Status of the circuit breaker. It is open while WhatsApp refuses the client version of the service; then no session
/// connects, except a probe from time to time.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BreakerHealth {
    /// Whether the breaker is open.
    open: bool,
    /// Time at which the breaker opened; null while it is closed.
    #[schema(required)]
    since: Option<Timestamp>,
    /// Time from which the next session that wants to connect is used as the probe; null while a probe is under way and
    /// while the breaker is closed.
    #[schema(required)]
    next_probe_at: Option<Timestamp>,
}

/// Version of WhatsApp Web that the service announces to WhatsApp.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ClientVersion {
    /// Version that sessions announce when they connect.
    #[schema(examples("2.3000.1042742319"))]
    version: String,
    source: ClientVersionSource,
    /// Time since which it has been announced.
    since: Timestamp,
    /// Time at which the version was last looked up successfully; null if it never was.
    #[schema(required)]
    looked_up_at: Option<Timestamp>,
    /// Time at which WhatsApp will stop taking this version, as it has told a session; null if it has not.
    #[schema(required)]
    expires_at: Option<Timestamp>,
}

/// Origin of the announced version.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ClientVersionSource {
    /// Set in the configuration; nothing is looked up.
    Configured,
    /// Looked up at WhatsApp.
    LookedUp,
    /// The version that the service ships with.
    BuiltIn,
}

impl From<VersionStatus> for ClientVersion {
    fn from(VersionStatus { version, source, since, looked_up_at, expires_at }: VersionStatus) -> Self {
        let source = match source {
            VersionSource::Configured => ClientVersionSource::Configured,
            VersionSource::LookedUp => ClientVersionSource::LookedUp,
            VersionSource::BuiltIn => ClientVersionSource::BuiltIn,
        };
        Self { version: version.to_string(), source, since, looked_up_at, expires_at }
    }
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

/// Get the status of the service
///
/// Readiness and its checks, the database, the gate, the circuit breaker, the client version, and the numbers of
/// sessions and WebSockets.
/// Also available while the database is not.
#[utoipa::path(
    get,
    path = "/api/dashboard/service",
    operation_id = "getService",
    tag = "dashboard",
    responses((status = 200, description = "The current status of the service.", body = Service)),
)]
pub(crate) async fn show(
    state: web::Data<ApiState>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let silent = |who: &str, gone| Problem::new(ErrorCode::Internal, format!("{who}: {gone}"), correlation.clone());
    let sockets = state.sockets.send(CountSockets).timeout(state.ask_timeout);
    let (Checks { store, gate }, Vitals { version, latency }, sessions, sockets) =
        tokio::join!(Checks::made(&state), state.vitals.vitals(), state.ask(CountSessions), sockets);
    // Callers get only the kind of the error, not its details.
    let checks = vec![
        Check::of("store", store.as_ref().map_err(|error| error.failure)),
        Check::of("gate", moving(gate.as_ref())),
    ];
    let gate = gate.map_err(|gone| silent("the gate", gone))?;
    let sessions = sessions.map_err(|gone| silent("the supervisor", gone))?;
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
        client_version: state.versions.status().into(),
        troubles: ServiceTrouble::all((store.is_ok(), !state.log_space.is_there()), &gate, &sessions),
        sessions,
        sockets: sockets.map_err(|gone| silent("the registry of sockets", gone))?,
    };
    Ok(HttpResponse::Ok().json(service))
}
