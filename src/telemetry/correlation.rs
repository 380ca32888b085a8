//! Correlation ids: generated, or taken from a request.

use linekeeper_domain::CorrelationId;

/// Characters of a generated id: digits and capital letters that people do not mistake for each other when they read
/// one out or copy it by hand.
const ALPHABET: &str = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Length of a generated id. Of a million ids, two are the same with a probability of a half: a search for it then finds
/// two requests, which differ by their times.
const LENGTH: usize = 8;

/// Generates an id that is short enough to be read out on the phone, for example `K7M3P9QT`.
#[must_use]
#[expect(clippy::expect_used, reason = "letters and digits are always an id")]
pub fn new_correlation_id() -> CorrelationId {
    let count = ALPHABET.len() as u128;
    let mut rest = uuid::Uuid::new_v4().as_u128();
    let one = || {
        let place = usize::try_from(rest % count).unwrap_or_default();
        rest /= count;
        ALPHABET.chars().nth(place)
    };
    let id: String = std::iter::repeat_with(one).take(LENGTH).flatten().collect();
    id.parse().expect("a correlation id")
}

/// Returns the correlation id of a request: `X-Correlation-Id` if it is valid, else the trace id of a `traceparent`
/// header (W3C Trace Context, level 1). Invalid headers are ignored, because a bad id is no reason to refuse a request.
#[must_use]
pub fn correlation_of(x_correlation_id: Option<&str>, traceparent: Option<&str>) -> Option<CorrelationId> {
    let own = x_correlation_id.and_then(|id| id.parse().ok());
    own.or_else(|| traceparent.and_then(trace_id).and_then(|id| id.parse().ok()))
}

/// Trace id of `version "-" trace-id "-" parent-id "-" flags`, all lower-case hexadecimal; versions after 00 may have
/// more parts after another dash.
fn trace_id(traceparent: &str) -> Option<&str> {
    let mut parts = traceparent.splitn(5, '-');
    let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let version_known = is_hex(version, 2) && version != "ff" && (version != "00" || parts.next().is_none());
    let named = |id: &str, length| is_hex(id, length) && id.bytes().any(|digit| digit != b'0');
    (version_known && named(trace, 32) && named(parent, 16) && is_hex(flags, 2)).then_some(trace)
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const TRACEPARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn of(x_correlation_id: Option<&str>, traceparent: Option<&str>) -> Option<String> {
        correlation_of(x_correlation_id, traceparent).map(String::from)
    }

    #[test]
    fn generated_ids_are_short_and_use_every_character() {
        let ids: std::collections::BTreeSet<_> =
            std::iter::repeat_with(new_correlation_id).take(2_000).map(String::from).collect();
        assert!(ids.len() >= 1_999, "{} of 2,000 differ", ids.len());
        assert!(ids.iter().all(|id| id.len() == 8));
        let used: std::collections::BTreeSet<u8> = ids.iter().flat_map(|id| id.bytes()).collect();
        assert_eq!(used, ALPHABET.bytes().collect());
    }

    #[test]
    fn correlation_header_wins_over_traceparent_unless_invalid() {
        assert_eq!(of(Some("order-17"), Some(TRACEPARENT)).as_deref(), Some("order-17"));
        for unusable in [None, Some(""), Some("a b"), Some("a\nlevel=error")] {
            assert_eq!(of(unusable, Some(TRACEPARENT)).as_deref(), Some(TRACE), "{unusable:?}");
            assert_eq!(of(unusable, None), None, "{unusable:?}");
        }
    }

    #[test]
    fn traceparent_of_later_version_may_have_more_parts() {
        for text in [
            "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-what-the-future-will-be",
            "fe-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff-",
        ] {
            assert_eq!(of(None, Some(text)).as_deref(), Some(TRACE), "{text}");
        }
    }

    #[test]
    fn invalid_traceparent_is_ignored() {
        for text in [
            "",
            "00",
            "----",
            "4bf92f3577b34da6a3ce929d0e0e4736",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e47361-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
        ] {
            assert_eq!(of(None, Some(text)), None, "{text:?}");
        }
    }
}
