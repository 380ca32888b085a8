//! Name resolution, with the addresses that may not be reached left out. It happens for each connection, and the addresses
//! that are checked are those that are dialled: a name that resolves to another address later (DNS rebinding) gains
//! nothing.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use async_trait::async_trait;
use hyper_util::client::legacy::connect::dns::Name;
use linekeeper_domain::webhooks::{AddressPolicy, RefusedAddress};
use tower_service::Service;

/// Source of the addresses of a name.
#[async_trait]
pub trait Resolver: Send + Sync {
    /// Addresses of a host, in the order in which they are to be tried.
    ///
    /// # Errors
    /// Those of the look-up.
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// Resolver of the system, with its files, caches and servers.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

#[async_trait]
impl Resolver for SystemResolver {
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect())
    }
}

/// Error of resolving the name of a host.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ResolveError {
    /// The look-up failed.
    #[error("the name was not resolved")]
    Failed(#[source] io::Error),
    /// The name has no address.
    #[error("the name has no address")]
    Empty,
    /// The name has only addresses that may not be reached.
    #[error("{0}")]
    Refused(RefusedAddress),
}

/// Resolver that leaves out the addresses that may not be reached.
#[derive(Clone)]
pub(crate) struct FilteringResolver {
    pub(crate) inner: Arc<dyn Resolver>,
    pub(crate) addresses: Arc<AddressPolicy>,
}

impl FilteringResolver {
    async fn allowed(self, name: Name) -> Result<std::vec::IntoIter<SocketAddr>, ResolveError> {
        let found = self.inner.resolve(name.as_str()).await.map_err(ResolveError::Failed)?;
        let mut refused = None;
        let allowed = |address: &IpAddr| self.addresses.check(*address).map_err(|error| refused = Some(error)).is_ok();
        // The connector fills in the port.
        let fit: Vec<_> = found.into_iter().filter(allowed).map(|address| SocketAddr::new(address, 0)).collect();
        match (fit.is_empty(), refused) {
            (false, _) => Ok(fit.into_iter()),
            (true, Some(refused)) => Err(ResolveError::Refused(refused)),
            (true, None) => Err(ResolveError::Empty),
        }
    }
}

impl Service<Name> for FilteringResolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = ResolveError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        Box::pin(self.clone().allowed(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(io::Result<Vec<IpAddr>>);

    #[async_trait]
    impl Resolver for Fixed {
        async fn resolve(&self, _: &str) -> io::Result<Vec<IpAddr>> {
            self.0.as_ref().map(Clone::clone).map_err(|error| error.kind().into())
        }
    }

    async fn resolved(inner: impl Resolver + 'static, name: &str) -> Result<Vec<String>, ResolveError> {
        let addresses = Arc::new(AddressPolicy::allowing(vec!["10.1.0.0/16".parse().unwrap()]));
        let mut resolver = FilteringResolver { inner: Arc::new(inner), addresses };
        Ok(resolver.call(name.parse().unwrap()).await?.map(|address| address.ip().to_string()).collect())
    }

    async fn among(addresses: &[&str]) -> Result<Vec<String>, ResolveError> {
        let addresses = addresses.iter().map(|address| address.parse().unwrap()).collect();
        resolved(Fixed(Ok(addresses)), "market.example").await
    }

    #[tokio::test]
    async fn refused_addresses_are_left_out() {
        let mixed = ["127.0.0.1", "8.8.8.8", "::ffff:8.8.4.4", "10.1.0.1", "2606:4700::1", "10.2.0.1"];
        assert_eq!(among(&mixed).await.unwrap(), ["8.8.8.8", "10.1.0.1", "2606:4700::1"]);
    }

    #[tokio::test]
    async fn name_without_allowed_address_is_refused() {
        for address in ["127.0.0.1", "::1", "10.2.0.1", "169.254.169.254", "64:ff9b::8.8.8.8"] {
            let error = among(&[address]).await.unwrap_err();
            let ResolveError::Refused(refused) = error else { panic!("{address}: {error}") };
            assert_eq!(refused.address, address.parse::<IpAddr>().unwrap());
        }
    }

    #[tokio::test]
    async fn look_up_without_addresses_is_an_error_of_dns() {
        assert!(matches!(among(&[]).await, Err(ResolveError::Empty)));
        let failed = Fixed(Err(io::ErrorKind::NotFound.into()));
        assert!(matches!(resolved(failed, "market.example").await, Err(ResolveError::Failed(_))));
    }

    #[tokio::test]
    async fn spellings_that_the_system_reads_as_addresses_are_refused() {
        for name in ["localhost", "127.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "0"] {
            let found = resolved(SystemResolver, name).await;
            assert!(matches!(found, Err(ResolveError::Refused(_))), "{name}: {found:?}");
        }
    }
}
