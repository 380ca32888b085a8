//! Environment of the service: WhatsApp itself, or the simulator in the same process.

use std::net::SocketAddr;

use actix_web::web::ServiceConfig;
use linekeeper_domain::Timestamp;
use linekeeper_secrets::MasterKeys;
use linekeeper_store::Store;

use crate::config::Config;

/// Environment of the service.
#[derive(Clone)]
pub(crate) enum Environment {
    /// WhatsApp itself.
    Plain,
    /// The simulator, whose control endpoints are served beside the service's own.
    #[cfg(feature = "sandbox")]
    Sandbox(linekeeper_simulator::Simulator),
}

impl Environment {
    pub(crate) const fn has_phone(&self) -> bool {
        match self {
            Self::Plain => false,
            #[cfg(feature = "sandbox")]
            Self::Sandbox(_) => true,
        }
    }

    /// Returns what prints the sandbox's addresses and keys, to be called once the service listens; prints nothing
    /// without a sandbox.
    #[cfg_attr(not(feature = "sandbox"), expect(unused_variables, reason = "used only in a sandbox"))]
    pub(crate) async fn welcome(
        &self,
        store: &Store,
        (keys, config): (&MasterKeys, &Config),
        now: Timestamp,
    ) -> Result<impl Fn(SocketAddr) + use<>, String> {
        #[cfg(feature = "sandbox")]
        let said = match self {
            Self::Plain => None,
            Self::Sandbox(_) => {
                let key = crate::sandbox::key(store, (&config.store.data_dir, now)).await?;
                Some((key, crate::sandbox::token(store, (keys, now)).await?))
            }
        };
        Ok(move |address| {
            #[cfg(feature = "sandbox")]
            if let Some((key, token)) = &said {
                crate::sandbox::greet(address, (key, token));
            }
        })
    }

    /// Adds the simulator's control endpoints, in a sandbox.
    #[cfg_attr(not(feature = "sandbox"), expect(unused_variables, reason = "used only in a sandbox"))]
    pub(crate) fn add_control(self, config: &mut ServiceConfig) {
        match self {
            Self::Plain => {}
            #[cfg(feature = "sandbox")]
            Self::Sandbox(simulator) => {
                let control = linekeeper_simulator::control::configure(simulator);
                config.service(actix_web::web::scope("/sandbox/api").configure(control));
            }
        }
    }
}
