//! Every error code has a row in a table of failures, or a test elsewhere.

use std::collections::BTreeSet;

use super::*;

/// Codes provoked by other tests, and where.
const ELSEWHERE: &[(ErrorCode, &str)] = &[
    (ErrorCode::AccountNotSupported, "failures::codes"),
    (ErrorCode::ClientOutdated, "failures::breaker"),
    (ErrorCode::Replaced, "failures::streams"),
    (ErrorCode::StoreUnavailable, "outages, databases"),
    (ErrorCode::NotConnected, "sends"),
    (ErrorCode::MediaGone, "media"),
    (ErrorCode::MediaUnavailable, "media"),
    (ErrorCode::MediaDamaged, "media"),
    (ErrorCode::MediaStoreFull, "api: tests/media"),
    (ErrorCode::MediaStoreUnavailable, "api: tests/media"),
    (ErrorCode::CredentialsConflict, "sealed"),
    (ErrorCode::Disconnected, "disconnects"),
    (ErrorCode::PairingNotFinished, "confirming"),
    (ErrorCode::RestartLimit, "actors: supervisor/tests/policies"),
    (ErrorCode::PasskeyRefused, "passkeys::refusals"),
    (ErrorCode::PasskeyNotConfirmed, "passkeys::refusals"),
    (ErrorCode::PasskeyOutdated, "passkeys::refusals"),
    (ErrorCode::PasskeyAlreadyAnswered, "passkeys::refusals"),
    (ErrorCode::PasskeyInvalid, "passkeys::refusals"),
    (ErrorCode::NoPasskeyRequested, "passkeys::cut_short"),
    (ErrorCode::PasskeyExpired, "domain: session/tests/passkeys"),
    (ErrorCode::NotFound, "bad_input"),
    (ErrorCode::BadRequest, "bad_input"),
    (ErrorCode::PhoneMismatch, "numbers"),
    (ErrorCode::Unauthorized, "access"),
    (ErrorCode::Forbidden, "access"),
    (ErrorCode::TooManyRequests, "access"),
];

#[test]
fn every_code_of_the_catalogue_has_a_row_or_a_reason() {
    let rows = [codes::covered(), logins::covered(), phones::covered()].concat();
    let covered: BTreeSet<_> = rows.into_iter().chain(ELSEWHERE.iter().map(|(code, _)| *code)).collect();
    let missing: Vec<_> = ErrorCode::ALL.iter().filter(|code| !covered.contains(code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
