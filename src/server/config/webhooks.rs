//! Section `[webhooks]`.

use std::path::PathBuf;

use ipnet::IpNet;
use linekeeper_actors::deliveries::DeliverySettings;
use linekeeper_domain::webhooks::{AddressPolicy, UrlRules};
use linekeeper_webhooks::{WebhookClientConfig, WebhookLimits};
use serde::Deserialize;

use super::list::listed;
use super::range::within;

/// Where webhooks may lead, and how many are under way. They are on where `[messages]` is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WebhooksSection {
    /// Whether endpoints without TLS are allowed: bodies and signatures are readable on the way then.
    pub(crate) allow_http: bool,
    /// Networks that endpoints may be in although they are not public, for example an automation in the same cluster.
    #[serde(deserialize_with = "listed")]
    pub(crate) allowed_networks: Vec<String>,
    /// PEM file with certificates of authorities that are trusted beside Mozilla's.
    pub(crate) extra_ca_file: Option<PathBuf>,
    /// Most requests at once.
    pub(crate) concurrent: u32,
    /// Most requests to one endpoint at once.
    pub(crate) concurrent_per_endpoint: u32,
}

impl Default for WebhooksSection {
    fn default() -> Self {
        let DeliverySettings { concurrent, per_endpoint, .. } = DeliverySettings::default();
        Self {
            allow_http: false,
            allowed_networks: Vec::new(),
            extra_ca_file: None,
            concurrent,
            concurrent_per_endpoint: per_endpoint,
        }
    }
}

impl WebhooksSection {
    /// Allows what is on this machine, without TLS, for a sandbox.
    #[cfg(feature = "sandbox")]
    pub(crate) fn allow_this_machine(&mut self) {
        self.allow_http = true;
        self.allowed_networks.extend(["127.0.0.0/8", "::1/128"].map(str::to_owned));
    }

    /// Rules for the URLs of endpoints.
    ///
    /// # Errors
    /// A sentence about a network that is none.
    pub(crate) fn rules(&self) -> Result<UrlRules, String> {
        let network = |text: &String| {
            let address = || text.parse::<std::net::IpAddr>().map(IpNet::from);
            text.parse::<IpNet>()
                .or_else(|_| address())
                .map_err(|_| format!("webhooks.allowed_networks: {text} is no network"))
        };
        let allowed = self.allowed_networks.iter().map(network).collect::<Result<_, _>>()?;
        Ok(UrlRules { allow_http: self.allow_http, addresses: AddressPolicy::allowing(allowed) })
    }

    /// Settings of the client.
    ///
    /// # Errors
    /// As [`Self::rules`].
    pub(crate) fn client(&self) -> Result<WebhookClientConfig, String> {
        let limits = WebhookLimits {
            max_concurrent: self.concurrent as usize,
            max_per_host: (self.concurrent_per_endpoint as usize).max(WebhookLimits::default().max_per_host),
            ..WebhookLimits::default()
        };
        Ok(WebhookClientConfig { rules: self.rules()?, extra_roots: self.extra_ca_file.clone(), limits })
    }

    /// Settings of the worker.
    pub(crate) fn worker(&self) -> DeliverySettings {
        DeliverySettings {
            concurrent: self.concurrent,
            per_endpoint: self.concurrent_per_endpoint,
            ..DeliverySettings::default()
        }
    }

    pub(super) fn check(&self) -> Result<(), String> {
        self.rules()?;
        within("webhooks.concurrent", self.concurrent, 1..=1000)?;
        within("webhooks.concurrent_per_endpoint", self.concurrent_per_endpoint, 1..=self.concurrent)
    }
}

#[cfg(test)]
mod tests {
    use linekeeper_domain::webhooks::WebhookUrl;

    use super::*;

    #[test]
    fn webhooks_lead_to_public_addresses_and_to_those_allowed() {
        let inside = "https://10.1.2.3/hooks";
        let parsed = |section: &WebhooksSection, url| WebhookUrl::parse(url, &section.rules().unwrap()).is_ok();
        assert!(!parsed(&WebhooksSection::default(), inside));
        for network in ["10.1.0.0/16", "10.1.2.3"] {
            let allowed = WebhooksSection { allowed_networks: vec![network.to_owned()], ..WebhooksSection::default() };
            assert!(parsed(&allowed, inside) && !parsed(&allowed, "https://10.2.2.3/"), "{network}");
            assert!(!parsed(&allowed, "http://10.1.2.3/hooks"), "without TLS");
        }
        let none = WebhooksSection { allowed_networks: vec!["cluster".to_owned()], ..WebhooksSection::default() };
        assert!(none.check().unwrap_err().contains("cluster"));
    }

    #[test]
    fn places_are_bounded() {
        for (concurrent, concurrent_per_endpoint) in [(0, 1), (1001, 1), (4, 5), (4, 0)] {
            let section = WebhooksSection { concurrent, concurrent_per_endpoint, ..WebhooksSection::default() };
            assert!(section.check().unwrap_err().contains("webhooks.concurrent"));
        }
        assert!(WebhooksSection::default().check().is_ok());
    }
}
