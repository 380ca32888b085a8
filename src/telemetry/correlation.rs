//! New correlation ids.

use linekeeper_domain::CorrelationId;

/// A new id that sorts by time and says what began it, for example `pairing-0195…`.
///
/// `kind` is a short lower-case word; characters an id cannot have are left out.
#[must_use]
#[expect(clippy::expect_used, reason = "at most 16 letters, a dash and 32 hexadecimal digits are always an id")]
pub fn new_correlation_id(kind: &str) -> CorrelationId {
    let kind: String = kind.chars().filter(char::is_ascii_lowercase).take(16).collect();
    format!("{kind}-{}", uuid::Uuid::now_v7().simple()).parse().expect("a correlation id")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_and_keep_their_kind() {
        let (one, two) = (new_correlation_id("pairing"), new_correlation_id("pairing\n x"));
        assert_ne!(one, two);
        assert!(one.as_str().starts_with("pairing-") && two.as_str().starts_with("pairingx-"));
    }
}
