//! Section `[whatsapp]`.

use linekeeper_domain::client_version::ClientVersion;
use linekeeper_link::VersionPage;
use serde::Deserialize;

/// Connection to WhatsApp.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WhatsAppSection {
    /// WebSocket endpoint.
    pub(crate) endpoint: String,
    /// Client version to announce, for example `2.3000.1023223821`; looked up when absent.
    pub(crate) version: Option<String>,
    /// Page that names the current client version. When absent, WhatsApp's own; a sandbox build asks none then.
    pub(crate) version_url: Option<String>,
    /// PEM file with the authority of the simulator's media host.
    #[cfg(feature = "sandbox")]
    pub(crate) media_ca: Option<std::path::PathBuf>,
}

impl Default for WhatsAppSection {
    fn default() -> Self {
        Self {
            endpoint: "wss://web.whatsapp.com/ws/chat".to_owned(),
            version: None,
            version_url: None,
            #[cfg(feature = "sandbox")]
            media_ca: None,
        }
    }
}

impl WhatsAppSection {
    /// Configured version.
    pub(crate) fn version(&self) -> Result<Option<ClientVersion>, String> {
        let version = self.version.as_ref().map(|text| text.parse()).transpose();
        version.map_err(|_| "whatsapp.version is three numbers with dots between".to_owned())
    }

    /// Page to look the version up at; none if nothing is looked up.
    pub(crate) fn version_page(&self) -> Option<&str> {
        let of_whatsapp = (!cfg!(feature = "sandbox")).then_some(VersionPage::WHATSAPP);
        self.version_url.as_deref().or(of_whatsapp).filter(|_| self.version.is_none())
    }

    /// Certificates of the simulator's media host, in PEM.
    ///
    /// # Errors
    /// A sentence about the file.
    #[cfg(feature = "sandbox")]
    pub(crate) fn media_authority(&self) -> Result<Option<Vec<u8>>, String> {
        let read = |file: &std::path::PathBuf| {
            std::fs::read(file).map_err(|error| format!("whatsapp.media_ca: cannot read {}: {error}", file.display()))
        };
        self.media_ca.as_ref().map(read).transpose()
    }

    pub(super) fn check(&self) -> Result<(), String> {
        self.version()?;
        let checked = self.version_url.as_deref().map_or(Ok(()), VersionPage::check);
        checked.map_err(|error| format!("whatsapp.version_url: {error}"))
    }
}
