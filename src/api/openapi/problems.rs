//! How operations fail: what follows from the table of endpoints and from what they read, and what each has of its own.

use std::collections::BTreeMap;

use linekeeper_domain::ErrorCode;
use linekeeper_domain::access::Need;
use serde_json::{Value, json};

use crate::problem::PROBLEM_JSON;
use crate::routes::Endpoint;

/// One way to fail: the status, the code, and when.
type Failure = (u16, ErrorCode, &'static str);

/// What an operation reads.
pub(super) struct Reads {
    pub(super) body: bool,
    pub(super) parameters: bool,
}

/// By its code, with the code's own status and meaning.
const fn by_code(code: ErrorCode) -> Failure {
    (code.http_status(), code, code.meaning())
}

const INTERNAL: Failure = (500, ErrorCode::Internal, "A fault of ours.");
const STORE: Failure = by_code(ErrorCode::StoreUnavailable);
const DAMAGED: Failure = by_code(ErrorCode::CredentialsConflict);
const SENSELESS: Failure = (422, ErrorCode::BadRequest, "The body can be read, and its values make no sense.");

/// What an operation has of its own.
pub(crate) const OWN: &[(&str, &[Failure])] = &[
    ("isReady", &[STORE, INTERNAL]),
    (
        "signIn",
        &[
            (401, ErrorCode::Unauthorized, "The key does not count."),
            (403, ErrorCode::Forbidden, "The key has not the scope `admin`."),
            STORE,
        ],
    ),
    ("getSession", &[DAMAGED]),
    ("getCredentialsStatus", &[DAMAGED]),
    ("listEvents", &[DAMAGED]),
    ("getRestartPolicy", &[DAMAGED]),
    ("putRestartPolicy", &[SENSELESS, DAMAGED]),
    ("deleteRestartPolicy", &[DAMAGED]),
    (
        "beginPairing",
        &[
            by_code(ErrorCode::InvalidPhone),
            by_code(ErrorCode::PhoneMismatch),
            by_code(ErrorCode::RemovedAfterLink),
            SENSELESS,
        ],
    ),
    ("resetSession", &[DAMAGED, by_code(ErrorCode::Replaced)]),
    ("disconnectSession", &[DAMAGED, by_code(ErrorCode::Replaced)]),
    ("makeOnboardingLink", &[SENSELESS]),
    ("revokeOnboardingLink", &[(404, ErrorCode::NotFound, "The company has no such link.")]),
    ("getDocumentationFile", &[(404, ErrorCode::NotFound, "There is no such file.")]),
];

/// `responses` for every way in which an operation fails.
pub(super) fn responses(endpoint: &Endpoint, operation_id: &str, reads: &Reads) -> Vec<(String, Value)> {
    let own = OWN.iter().find(|(name, _)| *name == operation_id).map(|(_, own)| *own).unwrap_or_default();
    let mut by_status = BTreeMap::<u16, Vec<Failure>>::new();
    for failure in common(endpoint, reads).into_iter().chain(own.iter().copied()) {
        let failures = by_status.entry(failure.0).or_default();
        if !failures.contains(&failure) {
            failures.push(failure);
        }
    }
    by_status.into_iter().map(|(status, failures)| (status.to_string(), response(status, &failures))).collect()
}

fn common(endpoint: &Endpoint, reads: &Reads) -> Vec<Failure> {
    let mut all = vec![by_code(ErrorCode::TooManyRequests)];
    if reads.body || reads.parameters || endpoint.idempotent {
        all.push((
            400,
            ErrorCode::BadRequest,
            "The path, a parameter, a header or the body is not what is described here.",
        ));
    }
    if endpoint.need.is_socket() {
        all.push((400, ErrorCode::BadRequest, "The request is no upgrade to a WebSocket."));
    }
    if reads.body {
        all.push((408, ErrorCode::BadRequest, "The body did not come to its end within 10 s."));
        all.push((413, ErrorCode::BadRequest, "The body is longer than 16 KiB."));
        all.push((415, ErrorCode::BadRequest, "The body is not `application/json`."));
    }
    if endpoint.idempotent {
        all.push((409, ErrorCode::BadRequest, "The request under this `Idempotency-Key` is still under way."));
        all.push((422, ErrorCode::BadRequest, "The `Idempotency-Key` was used with another body."));
    }
    if endpoint.need != Need::Nothing {
        all.extend([by_code(ErrorCode::Unauthorized), by_code(ErrorCode::Forbidden), STORE, INTERNAL]);
    }
    all
}

fn response(status: u16, failures: &[Failure]) -> Value {
    let lines: Vec<String> = failures.iter().map(|(_, code, when)| format!("- `{code}`: {when}")).collect();
    let mut headers = json!({ "x-correlation-id": { "$ref": "#/components/headers/CorrelationId" } });
    let mut add = |name: &str, component: &str| {
        if let Some(headers) = headers.as_object_mut() {
            headers.insert(name.into(), json!({ "$ref": format!("#/components/headers/{component}") }));
        }
    };
    if failures.iter().any(|(_, code, _)| code.retry_after().is_some()) {
        add("retry-after", "RetryAfter");
    }
    if status == 401 {
        add("www-authenticate", "Authenticate");
    }
    json!({
        "description": lines.join("\n"),
        "headers": headers,
        "content": { PROBLEM_JSON: { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}
