//! Configuration of links and its validation.

use std::sync::LazyLock;
use std::time::Duration;

use linekeeper_domain::client_version::ClientVersion;
use wacore::store::{Device, DevicePropsOverride};
use whatsapp_rust::waproto::whatsapp::device_props::PlatformType;

use crate::endpoint::{Endpoint, EndpointError};
use crate::handle::LAST_PATIENCE;
use crate::http::HttpLimits;

/// Version that a sandbox build announces by default, so that tests do not change with the library.
const SANDBOX_VERSION: ClientVersion = ClientVersion::new(2, 3000, 1_026_131_876);

/// Version that the library announces of itself, before it has looked one up.
static OF_LIBRARY: LazyLock<ClientVersion> = LazyLock::new(|| {
    let device = Device::new();
    ClientVersion::new(device.app_version_primary, device.app_version_secondary, device.app_version_tertiary)
});

/// Version that links announce where none is configured and none was looked up.
#[must_use]
pub fn built_in_version() -> ClientVersion {
    if cfg!(feature = "sandbox") { SANDBOX_VERSION } else { *OF_LIBRARY }
}

/// Settings shared by all links of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkConfig {
    /// URL of the chat service. A sandbox build (feature `sandbox`) accepts loopback addresses only; a normal build
    /// accepts `wss`, or `ws` to loopback.
    pub endpoint: String,
    /// Client version to announce unless [`WhatsAppLinks::announcing`](crate::WhatsAppLinks::announcing) says another;
    /// [`built_in_version`] when absent. The library never looks one up by itself: each device would.
    pub version: Option<ClientVersion>,
    /// Timeout for each of name resolution, TCP, TLS and WebSocket handshake.
    pub connect_timeout: Duration,
    /// Timeout for closing a link. Logging out, or saving what is left, gets a little more than half of it.
    pub close_timeout: Duration,
    /// Name of the device in the phone's list of linked devices.
    pub device: DeviceDisplay,
    /// Number of one-time pre-keys offered to the server, 10–1000. Each costs about 200 bytes of memory.
    pub pre_keys: usize,
    /// Longest time until changes of the device are written.
    pub saver_interval: Duration,
    /// Limits of the HTTP client.
    pub http: HttpLimits,
    /// Whether what the lines receive is written to the companies' logs. Off by default: then messages are
    /// acknowledged and dropped, and nothing of them is stored.
    pub messages: bool,
}

impl Default for LinkConfig {
    fn default() -> Self {
        Self {
            endpoint: Endpoint::WHATSAPP.to_owned(),
            version: None,
            connect_timeout: Duration::from_secs(10),
            close_timeout: Duration::from_secs(7),
            device: DeviceDisplay { browser: Browser::Chrome, os: Os::Windows },
            pre_keys: 30,
            saver_interval: Duration::from_secs(5),
            http: HttpLimits::default(),
            messages: false,
        }
    }
}

/// Reason why a setting is refused.
#[derive(Debug, thiserror::Error)]
pub enum LinkConfigError {
    /// The URL of the chat service is refused.
    #[error("link endpoint: {0}")]
    Endpoint(#[from] EndpointError),
    /// The combination does not exist: WhatsApp refuses codes to a device with an unknown name.
    #[error("there is no {browser:?} on {os:?}")]
    UnknownDevice {
        /// Configured browser.
        browser: Browser,
        /// Configured operating system.
        os: Os,
    },
    /// A number is outside its range.
    #[error("{setting} must be {range}")]
    OutOfRange {
        /// Name of the setting.
        setting: &'static str,
        /// Allowed range, in words.
        range: &'static str,
    },
    /// TLS cannot be set up.
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
}

/// Browsers known to WhatsApp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are self-explanatory")]
pub enum Browser {
    Chrome,
    Edge,
    Firefox,
    Opera,
    Safari,
}

/// Operating systems known to WhatsApp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are self-explanatory")]
pub enum Os {
    Windows,
    MacOs,
    Linux,
}

/// Name of the device, for example `Chrome (Windows)`. Only existing combinations: when a code is requested, WhatsApp
/// refuses an invented name with 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceDisplay {
    /// Browser.
    pub browser: Browser,
    /// Operating system the browser runs on.
    pub os: Os,
}

impl DeviceDisplay {
    fn exists(self) -> bool {
        match (self.browser, self.os) {
            (Browser::Safari, os) => os == Os::MacOs,
            (Browser::Chrome | Browser::Edge | Browser::Firefox | Browser::Opera, _) => true,
        }
    }

    /// Converts the name to the library's type.
    pub(crate) fn props(self) -> DevicePropsOverride {
        let platform = match self.browser {
            Browser::Chrome => PlatformType::CHROME,
            Browser::Edge => PlatformType::EDGE,
            Browser::Firefox => PlatformType::FIREFOX,
            Browser::Opera => PlatformType::OPERA,
            Browser::Safari => PlatformType::SAFARI,
        };
        let os = match self.os {
            Os::Windows => "Windows",
            Os::MacOs => "Mac OS",
            Os::Linux => "Linux",
        };
        DevicePropsOverride::new().with_os(os).with_platform_type(platform)
    }
}

impl LinkConfig {
    /// Upper bound of the time to close a link, even if no part of it responds.
    #[must_use]
    pub fn longest_close(&self) -> Duration {
        self.close_timeout + LAST_PATIENCE * 3
    }

    /// Validates every setting and returns the parsed endpoint.
    pub(crate) fn checked(&self) -> Result<Endpoint, LinkConfigError> {
        let DeviceDisplay { browser, os } = self.device;
        if !self.device.exists() {
            return Err(LinkConfigError::UnknownDevice { browser, os });
        }
        let seconds = |setting, value: Duration, most: u64| {
            let fine = value >= Duration::from_millis(10) && value <= Duration::from_secs(most);
            if fine {
                Ok(())
            } else {
                Err(LinkConfigError::OutOfRange { setting, range: "at least 10 ms and bounded" })
            }
        };
        seconds("connect_timeout", self.connect_timeout, 60)?;
        seconds("close_timeout", self.close_timeout, 60)?;
        seconds("saver_interval", self.saver_interval, 600)?;
        seconds("http.connect_timeout", self.http.connect_timeout, 60)?;
        seconds("http.total_timeout", self.http.total_timeout, 600)?;
        if !(10..=1000).contains(&self.pre_keys) {
            return Err(LinkConfigError::OutOfRange { setting: "pre_keys", range: "10 to 1000" });
        }
        if !(1..=1000).contains(&self.http.max_concurrent) {
            return Err(LinkConfigError::OutOfRange { setting: "http.max_concurrent", range: "1 to 1000" });
        }
        Ok(Endpoint::parse(&self.endpoint)?)
    }

    /// Version to announce where nothing else says one.
    pub(crate) fn own_version(&self) -> ClientVersion {
        self.version.unwrap_or_else(built_in_version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local() -> LinkConfig {
        LinkConfig { endpoint: "ws://127.0.0.1:7777/ws/chat".to_owned(), ..LinkConfig::default() }
    }

    #[test]
    fn the_defaults_are_in_order_for_a_build_that_may_dial_whatsapp() {
        assert_eq!(LinkConfig::default().checked().is_ok(), !cfg!(feature = "sandbox"));
        assert!(local().checked().is_ok());
    }

    #[test]
    fn a_browser_that_does_not_exist_on_its_system_is_refused() {
        let device = DeviceDisplay { browser: Browser::Safari, os: Os::Windows };
        let refused = LinkConfig { device, ..local() }.checked();
        assert!(matches!(refused, Err(LinkConfigError::UnknownDevice { .. })));
    }

    #[test]
    fn numbers_out_of_range_are_refused_by_name() {
        let mut bad = [local(), local(), local(), local()];
        bad[0].pre_keys = 0;
        bad[1].close_timeout = Duration::ZERO;
        bad[2].saver_interval = Duration::from_secs(6_000);
        bad[3].http.max_concurrent = 0;
        let names = ["pre_keys", "close_timeout", "saver_interval", "http.max_concurrent"];
        for (config, name) in bad.into_iter().zip(names) {
            let error = config.checked().unwrap_err();
            assert!(error.to_string().starts_with(name), "{error}");
        }
    }

    #[test]
    fn version_is_known_without_asking_anybody() {
        assert_eq!(local().own_version(), built_in_version());
        assert_eq!((built_in_version().primary, built_in_version().secondary), (2, 3000));
        let own = ClientVersion::new(2, 3000, 1);
        assert_eq!(LinkConfig { version: Some(own), ..local() }.own_version(), own);
    }
}
