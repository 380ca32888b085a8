//! What the library's errors mean for who wants a file.

use linekeeper_ports::LinkMediaError;
use wacore::download::MediaDecryptionError;
use whatsapp_rust::{ErrorChainExt as _, anyhow};

/// How a download ended that did not succeed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// The media servers do not have the file at this path, or not any more; the phone may upload it again.
    NotThere,
    /// Anything else.
    Otherwise(LinkMediaError),
}

/// Statuses with which a media server refuses a path, and not a request: the library has asked again with a fresh
/// authorisation by then.
const REFUSED: [u16; 4] = [401, 403, 404, 410];

/// Reads the error of a download.
pub(super) fn of_download(error: &anyhow::Error) -> Failed {
    let chain: &(dyn std::error::Error + 'static) = error.as_ref();
    if chain.http_status().is_some_and(|status| REFUSED.contains(&status)) {
        return Failed::NotThere;
    }
    if is_damage(error) {
        return Failed::Otherwise(LinkMediaError::Damaged);
    }
    Failed::Otherwise(of_line(error))
}

/// Reads the error of something else.
pub(super) fn of_line(error: &anyhow::Error) -> LinkMediaError {
    let chain: &(dyn std::error::Error + 'static) = error.as_ref();
    match chain.http_status() {
        Some(status) => LinkMediaError::Unavailable(format!("status {status}")),
        None if chain.is_transport_unavailable() => LinkMediaError::Offline,
        // The words of the HTTP client name hosts and paths.
        None => LinkMediaError::Unavailable("no complete answer".to_owned()),
    }
}

/// Whether the bytes came, and are not those of the file. The library types the errors of whole bodies only; those of
/// streams have their words (`wacore/src/download.rs`).
fn is_damage(error: &anyhow::Error) -> bool {
    const WORDS: [&str; 4] = ["MAC", "padding", "hash", "decrypt"];
    let said = |cause: &(dyn std::error::Error + 'static)| {
        let words = cause.to_string();
        cause.is::<MediaDecryptionError>() || WORDS.iter().any(|word| words.contains(word))
    };
    !error.chain().any(|cause| cause.is::<std::io::Error>() || cause.is::<ureq::Error>()) && error.chain().any(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_downloads_are_told_apart() {
        let io = || std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        assert_eq!(of_download(&MediaDecryptionError::InvalidMac.into()), Failed::Otherwise(LinkMediaError::Damaged));
        assert!(matches!(of_download(&io().into()), Failed::Otherwise(LinkMediaError::Unavailable(_))));
        let reading = anyhow::Error::new(io()).context("hash of the body");
        assert!(matches!(of_download(&reading), Failed::Otherwise(LinkMediaError::Unavailable(_))));
    }
}
