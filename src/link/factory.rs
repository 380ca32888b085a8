//! Opens links: the adapter behind `linekeeper_ports::LinkFactory`.

use std::sync::{Arc, OnceLock};

use linekeeper_ports::{ClientVersions, Clock, Link, LinkFactory, LinkOrder, LogSpace, Redials};
use tokio::runtime::Handle;

use crate::config::{LinkConfig, LinkConfigError};
use crate::handle::OpenLink;
use crate::http::BoundedHttp;
use crate::open::Shared;
use crate::tls;

/// Factory of links to WhatsApp. One per process: its links share the TLS configuration, the HTTP client and the
/// runtime.
pub struct WhatsAppLinks {
    shared: Arc<Shared>,
}

impl WhatsAppLinks {
    /// Creates the factory. Links run on `runtime`, which must be a multi-thread runtime that outlives them.
    ///
    /// # Errors
    /// [`LinkConfigError`] when a setting is refused.
    pub fn new(config: LinkConfig, runtime: Handle, clock: Arc<dyn Clock>) -> Result<Self, LinkConfigError> {
        let endpoint = config.checked()?;
        let http = BoundedHttp::new(config.http.clone(), runtime.clone());
        let tls = tls::connector()?;
        let (redials, versions, space) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        let shared = Shared { config, endpoint, tls, http, handle: runtime, clock, redials, versions, space };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Sets the gate that a link asks before it makes an additional connection in order to log out. Without it such a
    /// connection is not made.
    #[must_use]
    pub fn behind(self, gate: Arc<dyn Redials>) -> Self {
        // Set once, before any link is opened.
        let _ = self.shared.redials.set(gate);
        self
    }

    /// Sets what says which version links announce, and hears what WhatsApp says about its end. Without it they
    /// announce the configured one.
    #[must_use]
    pub fn announcing(self, versions: Arc<dyn ClientVersions>) -> Self {
        // Set once, before any link is opened.
        let _ = self.shared.versions.set(versions);
        self
    }

    /// Sets what says whether the logs take messages. While they do not, none is acknowledged. Without it they always
    /// do.
    #[must_use]
    pub fn filling(self, space: LogSpace) -> Self {
        // Set once, before any link is opened.
        let _ = self.shared.space.set(space);
        self
    }
}

impl LinkFactory for WhatsAppLinks {
    fn open(&self, order: LinkOrder) -> Box<dyn Link> {
        Box::new(OpenLink::open(Arc::clone(&self.shared), order))
    }
}
