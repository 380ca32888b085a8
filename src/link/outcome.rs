//! Maps the library's events and WhatsApp's status numbers to end reasons. Pure functions, tested by table.

use linekeeper_domain::{LinkEndReason, PairRefusal, Timestamp};
use wacore::types::events::{ConnectFailure, ConnectFailureReason, Event, LoggedOut};

/// End reason for an event; none if the connection goes on.
pub(crate) fn ending_of(event: &Event, now: Timestamp) -> Option<LinkEndReason> {
    match event {
        Event::LoggedOut(logged_out) => Some(logged_out_ending(logged_out)),
        Event::StreamReplaced(_) => Some(LinkEndReason::Replaced),
        Event::ClientOutdated(_) => Some(LinkEndReason::ClientOutdated),
        Event::TemporaryBan(ban) => {
            Some(LinkEndReason::TemporarilyBanned { until: now.checked_add_signed(ban.expire) })
        }
        Event::ConnectFailure(failure) => Some(failure_ending(failure, now)),
        Event::PairingQrCodesExhausted(exhausted) => exhausted.disconnected.then_some(LinkEndReason::QrExhausted),
        // The library has many events and gets more; all others belong to a connection that goes on.
        _ => None,
    }
}

/// Maps a log-out. One received when connecting carries the failure's number; one on the stream (401, 516, a conflict)
/// has just happened.
fn logged_out_ending(logged_out: &LoggedOut) -> LinkEndReason {
    match logged_out.reason {
        ConnectFailureReason::AccountLocked => LinkEndReason::Locked,
        ConnectFailureReason::UnknownLogout => LinkEndReason::Banned,
        _ => LinkEndReason::LoggedOut,
    }
}

fn failure_ending(failure: &ConnectFailure, now: Timestamp) -> LinkEndReason {
    let status = failure.reason.code();
    if status == 402 {
        // 402 is a ban that lacks its code; the stanza may still say how long it lasts, in seconds.
        let expire = failure
            .raw
            .as_ref()
            .and_then(|raw| raw.attrs().optional_string("expire").and_then(|text| text.parse::<i64>().ok()));
        let until = expire.and_then(chrono::Duration::try_seconds).and_then(|ban| now.checked_add_signed(ban));
        return LinkEndReason::TemporarilyBanned { until };
    }
    failure_status(status)
}

/// Maps the number in `<failure reason>`. An unknown number beginning with 4 is taken as our fault, any other as the
/// server's.
fn failure_status(status: i32) -> LinkEndReason {
    match status {
        401 | 516 => LinkEndReason::LoggedOut,
        403 => LinkEndReason::Locked,
        405 => LinkEndReason::ClientOutdated,
        406 => LinkEndReason::Banned,
        411 => LinkEndReason::MultideviceMismatch,
        428 => LinkEndReason::Network,
        429 | 503 => LinkEndReason::ServerBusy,
        440 => LinkEndReason::Replaced,
        400..=499 | 501 => LinkEndReason::Refused { status: u16::try_from(status).unwrap_or_default() },
        _ => LinkEndReason::ServerError,
    }
}

/// End reason that `<stream:error code>` gives to the end of the connection after it. None where the end has its own
/// explanation: 401, 409, 515, 516 and conflicts come as events, and an error without a number concerns a single
/// stanza.
pub(crate) fn stream_ending(code: &str) -> Option<LinkEndReason> {
    match code {
        "" | "515" => None,
        "401" | "516" => Some(LinkEndReason::LoggedOut),
        "403" => Some(LinkEndReason::Locked),
        "409" | "440" => Some(LinkEndReason::Replaced),
        "428" => Some(LinkEndReason::Network),
        "429" | "503" => Some(LinkEndReason::ServerBusy),
        _ => Some(LinkEndReason::ServerError),
    }
}

/// Reason why the library refused a linking, recognised by its error text, because the library exposes nothing else.
pub(crate) fn refusal_of(words: &str) -> PairRefusal {
    let known = [
        ("hmac-mismatch", PairRefusal::HmacMismatch),
        ("signature-mismatch", PairRefusal::SignatureMismatch),
        ("invalid-key", PairRefusal::InvalidKey),
    ];
    known.into_iter().find(|(word, _)| words.contains(word)).map_or(PairRefusal::Malformed, |(_, reason)| reason)
}

/// Code of the stream error that asks for a reconnect; not a failure.
pub(crate) const RESTART: &str = "515";

#[cfg(test)]
mod tests {
    use wacore::types::events::{PairingQrCodesExhausted, StreamReplaced, TempBanReason, TemporaryBan};

    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn failure(code: i32) -> Event {
        Event::ConnectFailure(ConnectFailure::builder().reason(ConnectFailureReason::from(code)).build())
    }

    fn logged_out(on_connect: bool, reason: ConnectFailureReason) -> Event {
        Event::LoggedOut(LoggedOut::builder().on_connect(on_connect).reason(reason).build())
    }

    #[test]
    fn every_connect_failure_has_its_end_reason() {
        let table = [
            (400, LinkEndReason::Refused { status: 400 }),
            (409, LinkEndReason::Refused { status: 409 }),
            (411, LinkEndReason::MultideviceMismatch),
            (413, LinkEndReason::Refused { status: 413 }),
            (415, LinkEndReason::Refused { status: 415 }),
            (418, LinkEndReason::Refused { status: 418 }),
            (499, LinkEndReason::Refused { status: 499 }),
            (501, LinkEndReason::Refused { status: 501 }),
            (402, LinkEndReason::TemporarilyBanned { until: None }),
            (429, LinkEndReason::ServerBusy),
            (500, LinkEndReason::ServerError),
            (503, LinkEndReason::ServerBusy),
            (0, LinkEndReason::ServerError),
            (-7, LinkEndReason::ServerError),
            (100_000, LinkEndReason::ServerError),
        ];
        for (code, end_reason) in table {
            assert_eq!(ending_of(&failure(code), now()), Some(end_reason), "{code}");
        }
    }

    #[test]
    fn a_log_out_when_connecting_tells_locked_and_banned_apart() {
        let table = [
            (true, ConnectFailureReason::LoggedOut, LinkEndReason::LoggedOut),
            (true, ConnectFailureReason::AccountLocked, LinkEndReason::Locked),
            (true, ConnectFailureReason::UnknownLogout, LinkEndReason::Banned),
            (false, ConnectFailureReason::LoggedOut, LinkEndReason::LoggedOut),
        ];
        for (on_connect, reason, end_reason) in table {
            assert_eq!(ending_of(&logged_out(on_connect, reason), now()), Some(end_reason), "{reason:?}");
        }
    }

    #[test]
    fn a_ban_ends_when_the_server_says() {
        let ban = |seconds| {
            let expire = chrono::Duration::seconds(seconds);
            Event::TemporaryBan(TemporaryBan::builder().code(TempBanReason::BlockedByUsers).expire(expire).build())
        };
        let until = now() + chrono::Duration::seconds(3600);
        assert_eq!(ending_of(&ban(3600), now()), Some(LinkEndReason::TemporarilyBanned { until: Some(until) }));
        let beyond_time = i64::MAX / 1000;
        assert_eq!(ending_of(&ban(beyond_time), now()), Some(LinkEndReason::TemporarilyBanned { until: None }));
    }

    #[test]
    fn refs_that_run_out_end_a_connection_only_if_no_code_lives() {
        let exhausted = |disconnected| {
            Event::PairingQrCodesExhausted(PairingQrCodesExhausted::builder().disconnected(disconnected).build())
        };
        assert_eq!(ending_of(&exhausted(true), now()), Some(LinkEndReason::QrExhausted));
        assert_eq!(ending_of(&exhausted(false), now()), None);
        assert_eq!(
            ending_of(&Event::StreamReplaced(StreamReplaced::builder().build()), now()),
            Some(LinkEndReason::Replaced)
        );
    }

    #[test]
    fn refused_linking_is_told_apart_by_the_words_of_the_library() {
        use whatsapp_rust::pair::PairCryptoError;
        let table = [
            ("hmac-mismatch", PairRefusal::HmacMismatch),
            ("signature-mismatch", PairRefusal::SignatureMismatch),
            ("invalid-key", PairRefusal::InvalidKey),
            ("internal-error", PairRefusal::Malformed),
        ];
        for (text, reason) in table {
            let source = whatsapp_rust::anyhow::anyhow!("details");
            assert_eq!(refusal_of(&PairCryptoError { code: 401, text, source }.to_string()), reason);
        }
        assert_eq!(refusal_of(""), PairRefusal::Malformed);
    }

    #[test]
    fn every_stream_error_code_has_its_end_reason() {
        let table = [
            ("", None),
            ("515", None),
            ("428", Some(LinkEndReason::Network)),
            ("429", Some(LinkEndReason::ServerBusy)),
            ("503", Some(LinkEndReason::ServerBusy)),
            ("500", Some(LinkEndReason::ServerError)),
            ("777", Some(LinkEndReason::ServerError)),
            ("nonsense", Some(LinkEndReason::ServerError)),
        ];
        for (code, end_reason) in table {
            assert_eq!(stream_ending(code), end_reason, "{code}");
        }
    }
}
