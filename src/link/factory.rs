//! Opens links: the adapter behind `linekeeper_ports::LinkFactory`.

use std::sync::{Arc, OnceLock};

use linekeeper_ports::{Clock, Link, LinkFactory, LinkOrder, Redials};
use tokio::runtime::Handle;

use crate::config::{LinkConfig, LinkConfigError};
use crate::handle::OpenLink;
use crate::http::BoundedHttp;
use crate::open::Shared;
use crate::tls;

/// Links to WhatsApp. One per process: its links share the TLS configuration, the HTTP client and the runtime.
pub struct WhatsAppLinks {
    shared: Arc<Shared>,
}

impl WhatsAppLinks {
    /// Links whose work runs on `runtime`, which has to be a multi-thread one that outlives them.
    ///
    /// # Errors
    /// [`LinkConfigError`] when a setting is refused.
    pub fn new(config: LinkConfig, runtime: Handle, clock: Arc<dyn Clock>) -> Result<Self, LinkConfigError> {
        let endpoint = config.checked()?;
        let http = BoundedHttp::new(config.http.clone(), runtime.clone());
        let tls = tls::connector()?;
        let redials = OnceLock::new();
        Ok(Self { shared: Arc::new(Shared { config, endpoint, tls, http, handle: runtime, clock, redials }) })
    }

    /// The same, whose links ask here before they dial once more.
    #[must_use]
    pub fn behind(self, gate: Arc<dyn Redials>) -> Self {
        // Set once, before any link is opened.
        let _ = self.shared.redials.set(gate);
        self
    }
}

impl LinkFactory for WhatsAppLinks {
    fn open(&self, order: LinkOrder) -> Box<dyn Link> {
        Box::new(OpenLink::open(Arc::clone(&self.shared), order))
    }
}
