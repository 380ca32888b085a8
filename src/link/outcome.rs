//! What the library's events and WhatsApp's numbers mean for a connection: pure, tested by table.

use linekeeper_domain::{Ending, PairRefusal, Timestamp};
use wacore::types::events::{ConnectFailure, ConnectFailureReason, Event, LoggedOut};

/// The ending an event stands for, if it stands for one.
pub(crate) fn ending_of(event: &Event, now: Timestamp) -> Option<Ending> {
    match event {
        Event::LoggedOut(logged_out) => Some(logged_out_ending(logged_out)),
        Event::StreamReplaced(_) => Some(Ending::Replaced),
        Event::ClientOutdated(_) => Some(Ending::ClientOutdated),
        Event::TemporaryBan(ban) => Some(Ending::TemporarilyBanned { until: now.checked_add_signed(ban.expire) }),
        Event::ConnectFailure(failure) => Some(failure_ending(failure, now)),
        Event::PairingQrCodesExhausted(exhausted) => exhausted.disconnected.then_some(Ending::QrExhausted),
        // The library's events are many and grow; all others are about a connection that goes on.
        _ => None,
    }
}

/// A log-out when connecting carries the failure's number; one on the stream (401, 516, a conflict) has just happened.
fn logged_out_ending(logged_out: &LoggedOut) -> Ending {
    match logged_out.reason {
        ConnectFailureReason::AccountLocked => Ending::Locked,
        ConnectFailureReason::UnknownLogout => Ending::Banned,
        _ => Ending::LoggedOut,
    }
}

fn failure_ending(failure: &ConnectFailure, now: Timestamp) -> Ending {
    let status = failure.reason.code();
    if status == 402 {
        // A ban that lacks its code; how long it lasts may still be told.
        let expire = failure
            .raw
            .as_ref()
            .and_then(|raw| raw.attrs().optional_string("expire").and_then(|text| text.parse::<i64>().ok()));
        let until = expire.and_then(chrono::Duration::try_seconds).and_then(|ban| now.checked_add_signed(ban));
        return Ending::TemporarilyBanned { until };
    }
    failure_status(status)
}

/// The meaning of `<failure reason>`. Numbers nobody knows are our fault when they begin with 4, the server's otherwise.
fn failure_status(status: i32) -> Ending {
    match status {
        401 | 516 => Ending::LoggedOut,
        403 => Ending::Locked,
        405 => Ending::ClientOutdated,
        406 => Ending::Banned,
        411 => Ending::MultideviceMismatch,
        428 => Ending::Network,
        429 | 503 => Ending::ServerBusy,
        440 => Ending::Replaced,
        400..=499 | 501 => Ending::Refused { status: u16::try_from(status).unwrap_or_default() },
        _ => Ending::ServerError,
    }
}

/// What `<stream:error code>` makes of the end of the connection that follows it; nothing when the end speaks for itself
/// (401, 409, 515, 516 and conflicts come as events, an error without a number is about one stanza).
pub(crate) fn stream_ending(code: &str) -> Option<Ending> {
    match code {
        "" | "515" => None,
        "401" | "516" => Some(Ending::LoggedOut),
        "403" => Some(Ending::Locked),
        "409" | "440" => Some(Ending::Replaced),
        "428" => Some(Ending::Network),
        "429" | "503" => Some(Ending::ServerBusy),
        _ => Some(Ending::ServerError),
    }
}

/// Why the library refused a linking, from its words: it hands over nothing else.
pub(crate) fn refusal_of(words: &str) -> PairRefusal {
    let known = [
        ("hmac-mismatch", PairRefusal::HmacMismatch),
        ("signature-mismatch", PairRefusal::SignatureMismatch),
        ("invalid-key", PairRefusal::InvalidKey),
    ];
    known.into_iter().find(|(word, _)| words.contains(word)).map_or(PairRefusal::Malformed, |(_, reason)| reason)
}

/// The stream error that asks for a restart, and is no failure.
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
    fn every_failure_when_connecting_has_its_ending() {
        let table = [
            (400, Ending::Refused { status: 400 }),
            (409, Ending::Refused { status: 409 }),
            (411, Ending::MultideviceMismatch),
            (413, Ending::Refused { status: 413 }),
            (415, Ending::Refused { status: 415 }),
            (418, Ending::Refused { status: 418 }),
            (499, Ending::Refused { status: 499 }),
            (501, Ending::Refused { status: 501 }),
            (402, Ending::TemporarilyBanned { until: None }),
            (429, Ending::ServerBusy),
            (500, Ending::ServerError),
            (503, Ending::ServerBusy),
            (0, Ending::ServerError),
            (-7, Ending::ServerError),
            (100_000, Ending::ServerError),
        ];
        for (code, ending) in table {
            assert_eq!(ending_of(&failure(code), now()), Some(ending), "{code}");
        }
    }

    #[test]
    fn a_log_out_when_connecting_tells_locked_and_banned_apart() {
        let table = [
            (true, ConnectFailureReason::LoggedOut, Ending::LoggedOut),
            (true, ConnectFailureReason::AccountLocked, Ending::Locked),
            (true, ConnectFailureReason::UnknownLogout, Ending::Banned),
            (false, ConnectFailureReason::LoggedOut, Ending::LoggedOut),
        ];
        for (on_connect, reason, ending) in table {
            assert_eq!(ending_of(&logged_out(on_connect, reason), now()), Some(ending), "{reason:?}");
        }
    }

    #[test]
    fn a_ban_ends_when_the_server_says() {
        let ban = |seconds| {
            let expire = chrono::Duration::seconds(seconds);
            Event::TemporaryBan(TemporaryBan::builder().code(TempBanReason::BlockedByUsers).expire(expire).build())
        };
        let until = now() + chrono::Duration::seconds(3600);
        assert_eq!(ending_of(&ban(3600), now()), Some(Ending::TemporarilyBanned { until: Some(until) }));
        let beyond_time = i64::MAX / 1000;
        assert_eq!(ending_of(&ban(beyond_time), now()), Some(Ending::TemporarilyBanned { until: None }));
    }

    #[test]
    fn refs_that_run_out_end_a_connection_only_if_no_code_lives() {
        let exhausted = |disconnected| {
            Event::PairingQrCodesExhausted(PairingQrCodesExhausted::builder().disconnected(disconnected).build())
        };
        assert_eq!(ending_of(&exhausted(true), now()), Some(Ending::QrExhausted));
        assert_eq!(ending_of(&exhausted(false), now()), None);
        assert_eq!(ending_of(&Event::StreamReplaced(StreamReplaced::builder().build()), now()), Some(Ending::Replaced));
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
    fn stream_errors_tell_patience_from_trouble() {
        let table = [
            ("", None),
            ("515", None),
            ("428", Some(Ending::Network)),
            ("429", Some(Ending::ServerBusy)),
            ("503", Some(Ending::ServerBusy)),
            ("500", Some(Ending::ServerError)),
            ("777", Some(Ending::ServerError)),
            ("nonsense", Some(Ending::ServerError)),
        ];
        for (code, ending) in table {
            assert_eq!(stream_ending(code), ending, "{code}");
        }
    }
}
