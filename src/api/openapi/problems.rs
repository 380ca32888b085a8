//! Error responses of operations: those that follow from the table of endpoints and from what an operation reads, and
//! those of its own.

use std::collections::BTreeMap;

use linekeeper_domain::ErrorCode;
use linekeeper_domain::access::Need;
use serde_json::{Value, json};

use crate::problem::PROBLEM_JSON;
use crate::routes::Endpoint;

/// Failure of an operation: status, code, and when it occurs.
type Failure = (u16, ErrorCode, &'static str);

/// Inputs that an operation reads.
pub(super) struct Reads {
    pub(super) body: bool,
    pub(super) parameters: bool,
}

/// Failure with the status and the meaning of the code itself.
const fn by_code(code: ErrorCode) -> Failure {
    (code.http_status(), code, code.meaning())
}

const INTERNAL: Failure = (500, ErrorCode::Internal, "An internal error.");
const STORE: Failure = by_code(ErrorCode::StoreUnavailable);
const DAMAGED: Failure = by_code(ErrorCode::CredentialsConflict);
const SENSELESS: Failure = (422, ErrorCode::BadRequest, "The body can be parsed, but its values are invalid.");

const NO_WEBHOOK: Failure =
    (404, ErrorCode::NotFound, "There is no such webhook, or the service runs without `[messages] enabled`.");
const NO_MESSAGES: Failure =
    (404, ErrorCode::NotFound, "The service runs without `[messages] enabled`: it keeps no messages.");

const NO_MESSAGE: Failure =
    (404, ErrorCode::NotFound, "The company has no such message, or the service runs without `[messages] enabled`.");
const NOT_CONNECTED: Failure = by_code(ErrorCode::NotConnected);
const TOO_MANY_WAIT: Failure = (
    429,
    ErrorCode::TooManyRequests,
    "As many messages of the line wait to be sent as may (`[messages] most_waiting`).",
);
const OVER_BUDGET: Failure =
    (429, ErrorCode::TooManyRequests, "The line has used its budget of numbers (`[messages] number_checks_per_hour`).");

const NEEDS_NOBODY: Failure = (404, ErrorCode::NotFound, "The company needs nobody: there is nothing to acknowledge.");

/// Failures of single operations, by operation id.
pub(crate) const OWN: &[(&str, &[Failure])] = &[
    ("isReady", &[STORE, INTERNAL]),
    (
        "signIn",
        &[
            (401, ErrorCode::Unauthorized, "The key is unknown, expired or revoked."),
            (403, ErrorCode::Forbidden, "The key lacks the scope `admin`."),
            STORE,
        ],
    ),
    ("getSession", &[DAMAGED]),
    ("getCredentialsStatus", &[DAMAGED]),
    ("listEvents", &[DAMAGED]),
    ("readFeed", &[NO_MESSAGES, DAMAGED]),
    ("followFeed", &[NO_MESSAGES, DAMAGED]),
    ("eraseFeed", &[NO_MESSAGES, DAMAGED]),
    ("sendMessage", &[NO_MESSAGES, SENSELESS, TOO_MANY_WAIT, DAMAGED]),
    ("listSentMessages", &[NO_MESSAGES, DAMAGED]),
    ("getSentMessage", &[NO_MESSAGE, DAMAGED]),
    ("getOutbox", &[NO_MESSAGES, DAMAGED]),
    ("markMessagesRead", &[NO_MESSAGES, SENSELESS, NOT_CONNECTED]),
    ("showTyping", &[NO_MESSAGES, SENSELESS, NOT_CONNECTED]),
    ("checkNumbers", &[NO_MESSAGES, SENSELESS, NOT_CONNECTED, OVER_BUDGET]),
    (
        "putMedia",
        &[
            NO_MESSAGES,
            DAMAGED,
            (400, ErrorCode::BadRequest, "The body has broken off, or is not as long as `Content-Length` says."),
            (408, ErrorCode::BadRequest, "Nothing came for 30 s, or the file took too long."),
            (413, ErrorCode::BadRequest, "The file is longer than `media.max_mb` allows."),
            (415, ErrorCode::BadRequest, "`Content-Type` is missing or is no type."),
            (422, ErrorCode::BadRequest, "The file is empty, or the `Idempotency-Key` was used with another file."),
            (429, ErrorCode::TooManyRequests, "As many files are on their way as the service takes at once."),
            by_code(ErrorCode::MediaStoreFull),
            by_code(ErrorCode::MediaStoreUnavailable),
        ],
    ),
    (
        "getMedia",
        &[
            (
                404,
                ErrorCode::NotFound,
                "There is no such file, or its message is deleted, or the service keeps no messages.",
            ),
            DAMAGED,
            (413, ErrorCode::BadRequest, "The file is longer than `media.max_mb` allows."),
            (429, ErrorCode::TooManyRequests, "As many files are on their way as the service hands out at once."),
            NOT_CONNECTED,
            by_code(ErrorCode::MediaGone),
            by_code(ErrorCode::MediaUnavailable),
            by_code(ErrorCode::MediaDamaged),
            by_code(ErrorCode::MediaStoreFull),
            by_code(ErrorCode::MediaStoreUnavailable),
        ],
    ),
    ("findEvents", &[DAMAGED]),
    ("listCompanies", &[DAMAGED]),
    ("getCompany", &[DAMAGED]),
    ("countCompanies", &[DAMAGED]),
    ("getAttention", &[DAMAGED]),
    ("nameCompany", &[SENSELESS, DAMAGED]),
    ("acknowledgeTrouble", &[SENSELESS, NEEDS_NOBODY, DAMAGED]),
    ("unacknowledgeTrouble", &[NEEDS_NOBODY, DAMAGED]),
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
    ("getPasskey", &[by_code(ErrorCode::NoPasskeyRequested)]),
    (
        "answerPasskey",
        &[
            by_code(ErrorCode::NoPasskeyRequested),
            by_code(ErrorCode::PasskeyOutdated),
            by_code(ErrorCode::PasskeyAlreadyAnswered),
            by_code(ErrorCode::PasskeyInvalid),
        ],
    ),
    (
        "confirmPasskey",
        &[
            by_code(ErrorCode::NoPasskeyRequested),
            by_code(ErrorCode::PasskeyOutdated),
            by_code(ErrorCode::PasskeyAlreadyAnswered),
        ],
    ),
    ("resetSession", &[DAMAGED, by_code(ErrorCode::Replaced)]),
    ("disconnectSession", &[DAMAGED, by_code(ErrorCode::Replaced)]),
    ("makeOnboardingLink", &[SENSELESS]),
    ("getHome", &[(404, ErrorCode::NotFound, "The request does not accept `text/html`.")]),
    (
        "openShortLink",
        &[
            (404, ErrorCode::NotFound, "There is no link with this code."),
            (410, ErrorCode::NotFound, "The link has expired or was revoked."),
            STORE,
            INTERNAL,
            DAMAGED,
        ],
    ),
    ("listOnboardingLinks", &[DAMAGED]),
    ("addWebhook", &[NO_MESSAGES, SENSELESS]),
    ("listWebhooks", &[NO_MESSAGES, DAMAGED]),
    ("getWebhook", &[NO_WEBHOOK, DAMAGED]),
    ("changeWebhook", &[NO_WEBHOOK, SENSELESS, DAMAGED]),
    ("deleteWebhook", &[NO_WEBHOOK]),
    ("disableWebhook", &[NO_WEBHOOK, DAMAGED]),
    ("enableWebhook", &[NO_WEBHOOK, DAMAGED]),
    ("rotateWebhookSecret", &[NO_WEBHOOK, SENSELESS, DAMAGED]),
    ("testWebhook", &[NO_WEBHOOK, DAMAGED]),
    ("listWebhookDeliveries", &[NO_WEBHOOK, DAMAGED]),
    ("replayWebhook", &[NO_WEBHOOK, SENSELESS, DAMAGED]),
    ("revokeOnboardingLink", &[(404, ErrorCode::NotFound, "The company has no such link.")]),
];

/// Builds the `responses` for all failures of an operation.
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
            "The path, a parameter, a header or the body does not match its description.",
        ));
    }
    if endpoint.need.is_socket() {
        all.push((400, ErrorCode::BadRequest, "The request is not a WebSocket upgrade."));
    }
    if reads.body {
        all.push((408, ErrorCode::BadRequest, "The body did not arrive completely within 10 s."));
        all.push((413, ErrorCode::BadRequest, "The body is longer than 16 KiB."));
        all.push((415, ErrorCode::BadRequest, "The body is not `application/json`."));
    }
    if endpoint.idempotent {
        all.push((409, ErrorCode::BadRequest, "An earlier request with this `Idempotency-Key` is still under way."));
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
