//! Which kind of failure an error of the client is.

use std::error::Error;
use std::io;

use linekeeper_domain::webhooks::{NoAnswer, RefusedAddress};

use crate::resolver::ResolveError;

/// Kind of an error, by the first cause in its chain that says more than that it failed.
pub(crate) fn kind_of(error: &(dyn Error + 'static)) -> NoAnswer {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(kind) = known(error) {
            return kind;
        }
        next = cause(error);
    }
    NoAnswer::Connection
}

/// Sentence of an error with all its causes, for the log. None of them has a part of the request in it.
pub(crate) fn in_words(error: &(dyn Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut next = cause(error);
    while let Some(error) = next {
        words = format!("{words}: {error}");
        next = cause(error);
    }
    words
}

/// Cause of an error. An I/O error with another one in it passes over that one as its source.
fn cause<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    inner.map(|inner| inner as &(dyn Error + 'static)).or_else(|| error.source())
}

fn known(error: &(dyn Error + 'static)) -> Option<NoAnswer> {
    if error.is::<RefusedAddress>() {
        return Some(NoAnswer::AddressRefused);
    }
    if let Some(error) = error.downcast_ref::<ResolveError>() {
        return Some(match error {
            ResolveError::Refused(_) => NoAnswer::AddressRefused,
            ResolveError::Failed(_) | ResolveError::Empty => NoAnswer::Dns,
        });
    }
    if error.is::<rustls::Error>() {
        return Some(NoAnswer::Tls);
    }
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        if error.is_parse() {
            return Some(NoAnswer::Protocol);
        }
        if error.is_timeout() {
            return Some(NoAnswer::Timeout);
        }
    }
    let error = error.downcast_ref::<io::Error>()?;
    (error.kind() == io::ErrorKind::TimedOut).then_some(NoAnswer::Timeout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_inside_io_errors_is_found() {
        let tls = rustls::Error::General("no".into());
        let error = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, tls));
        assert_eq!(kind_of(&error), NoAnswer::Tls);
        assert_eq!(in_words(&error).matches("unexpected error: no").count(), 3, "{}", in_words(&error));
    }

    #[test]
    fn other_errors_are_failures_of_the_connection() {
        for kind in [io::ErrorKind::ConnectionRefused, io::ErrorKind::ConnectionReset, io::ErrorKind::UnexpectedEof] {
            assert_eq!(kind_of(&io::Error::from(kind)), NoAnswer::Connection, "{kind}");
        }
        assert_eq!(kind_of(&io::Error::from(io::ErrorKind::TimedOut)), NoAnswer::Timeout);
        assert_eq!(kind_of(&ResolveError::Empty), NoAnswer::Dns);
    }
}
