//! Section `[whatsapp]`.

use serde::Deserialize;

/// Connection to WhatsApp.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WhatsAppSection {
    /// WebSocket endpoint.
    pub(crate) endpoint: String,
    /// Client version to report, for example `2.3000.1023223821`; looked up when absent.
    pub(crate) version: Option<String>,
}

impl Default for WhatsAppSection {
    fn default() -> Self {
        Self { endpoint: "wss://web.whatsapp.com/ws/chat".to_owned(), version: None }
    }
}

impl WhatsAppSection {
    /// Three numbers of the configured version.
    pub(crate) fn version(&self) -> Result<Option<(u32, u32, u32)>, String> {
        let Some(text) = &self.version else { return Ok(None) };
        let numbers: Vec<u32> = text.split('.').filter_map(|number| number.parse().ok()).collect();
        match numbers[..] {
            [primary, secondary, tertiary] if text.split('.').count() == 3 => Ok(Some((primary, secondary, tertiary))),
            _ => Err("whatsapp.version is three numbers with dots between".to_owned()),
        }
    }
}
