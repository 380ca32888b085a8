//! Configuration, one file per section. Read from a TOML file and then the environment (`LINEKEEPER__SECTION__KEY`,
//! which wins); unknown keys are refused. Four more variables are known: `DATABASE_URL`, `LINEKEEPER_MASTER_KEY`,
//! `LINEKEEPER_PG_BIN` and `SENTRY_DSN`.
//!
//! The sections `[log]` and `[otlp]` are defined in `linekeeper-telemetry`.

mod access;
mod branding;
mod gate;
mod http;
mod limits;
mod list;
mod media;
mod messages;
mod pairing;
mod range;
mod restart;
mod secret;
mod sentry;
mod sessions;
mod store;
mod webhooks;
mod whatsapp;

use std::path::Path;

use linekeeper_telemetry::{LogSettings, OtlpSettings};
use serde::Deserialize;

pub(crate) use access::AccessSection;
pub(crate) use branding::BrandingSection;
pub(crate) use gate::GateSection;
pub(crate) use http::{HttpSection, TlsFiles};
pub(crate) use limits::LimitsSection;
pub(crate) use media::MediaSection;
pub(crate) use messages::MessagesSection;
pub(crate) use pairing::PairingSection;
pub(crate) use restart::RestartSection;
pub(crate) use secret::Secret;
pub(crate) use sentry::SentrySection;
pub(crate) use sessions::SessionsSection;
pub(crate) use store::StoreSection;
pub(crate) use webhooks::WebhooksSection;
pub(crate) use whatsapp::WhatsAppSection;

/// All settings.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    pub(crate) http: HttpSection,
    pub(crate) access: AccessSection,
    pub(crate) branding: BrandingSection,
    pub(crate) webhooks: WebhooksSection,
    pub(crate) limits: LimitsSection,
    pub(crate) store: StoreSection,
    pub(crate) whatsapp: WhatsAppSection,
    pub(crate) pairing: PairingSection,
    pub(crate) messages: MessagesSection,
    pub(crate) media: MediaSection,
    pub(crate) sessions: SessionsSection,
    pub(crate) gate: GateSection,
    pub(crate) restart: RestartSection,
    pub(crate) log: LogSettings,
    pub(crate) sentry: SentrySection,
    pub(crate) otlp: OtlpSettings,
}

/// Error of the configuration.
#[derive(Debug, thiserror::Error)]
#[error("configuration: {0}")]
pub(crate) struct ConfigError(String);

impl Config {
    /// Reads the file, if one is given, and the environment.
    ///
    /// # Errors
    /// When something cannot be read, is not known, or is invalid.
    pub(crate) fn read(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut sources = config::Config::builder();
        if let Some(file) = file {
            sources = sources.add_source(config::File::from(file).format(config::FileFormat::Toml));
        }
        let environment =
            config::Environment::with_prefix("LINEKEEPER").prefix_separator("__").separator("__").try_parsing(true);
        let read = sources.add_source(environment).build().and_then(config::Config::try_deserialize::<Self>);
        let mut config = read.map_err(|error| ConfigError(without_source(&error.to_string())))?;
        config.take_well_known_variables();
        config.check()?;
        Ok(config)
    }

    fn take_well_known_variables(&mut self) {
        let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        if let Some(url) = set("DATABASE_URL") {
            self.store.url = Some(Secret::new(url));
        }
        if let Some(keys) = set("LINEKEEPER_MASTER_KEY") {
            self.store.master_key = Some(Secret::new(keys));
        }
        if let Some(bin) = set("LINEKEEPER_PG_BIN") {
            self.store.pg_bin = Some(bin.into());
        }
        if let Some(dsn) = set("SENTRY_DSN") {
            self.sentry.dsn = Some(Secret::new(dsn));
        }
    }

    fn check(&self) -> Result<(), ConfigError> {
        self.pairing.region().map_err(ConfigError)?;
        self.whatsapp.check().map_err(ConfigError)?;
        self.http.check().map_err(ConfigError)?;
        self.pairing.check().map_err(ConfigError)?;
        self.store.check().map_err(ConfigError)?;
        self.sessions.check(self.store.call_timeout_seconds).map_err(ConfigError)?;
        self.access.check().map_err(ConfigError)?;
        self.branding.check().map_err(ConfigError)?;
        self.messages.check().map_err(ConfigError)?;
        self.media.check().map_err(ConfigError)?;
        self.webhooks.check().map_err(ConfigError)?;
        self.limits.check().map_err(ConfigError)?;
        self.gate.check().map_err(ConfigError)?;
        self.restart.check().map_err(ConfigError)?;
        self.otlp.check().map_err(|error| ConfigError(error.to_string()))
    }
}

/// Cuts a parser's message before the line it quotes, which may contain a password.
fn without_source(words: &str) -> String {
    let told = words.lines().take_while(|line| !line.trim_start().starts_with('|') && !line.contains(" | "));
    told.collect::<Vec<_>>().join(" ").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, ConfigError> {
        let file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Config::read(Some(file.path()))
    }

    #[test]
    fn an_empty_file_means_the_defaults() {
        let config = read("").unwrap();
        assert_eq!(config.http.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.pairing.budget_seconds, 20);
    }

    #[test]
    fn example_file_has_existing_settings_with_their_defaults() {
        let example =
            Config::read(Some(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/linekeeper.toml"))));
        assert_eq!(format!("{:?}", example.unwrap()), format!("{:?}", Config::default()));
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let error = read("[http]\nport = 80\n").unwrap_err().to_string();
        assert!(error.contains("port"), "{error}");
    }

    #[test]
    fn invalid_values_are_refused() {
        for text in [
            "[pairing]\nregion = \"Atlantis\"\n",
            "[pairing]\nbudget_seconds = 0\n",
            "[whatsapp]\nversion = \"new\"\n",
            "[whatsapp]\nversion_url = \"https://evil.example/sw.js\"\n",
            "[whatsapp]\nversion_url = \"http://web.whatsapp.com/sw.js\"\n",
            "[store]\npool_size = 0\n",
            "[store]\ndata_dir = \"\"\n",
            "[store]\nmaster_key_file = \"\"\n",
            "[store]\nwarn_before_days = 90\n",
            "[store]\noutage_patience_seconds = 86401\n",
            "[gate]\nper_second = 0\n",
            "[access]\norigins = [\"*\"]\n",
            "[access]\norigins = [\"market.example\"]\n",
            "[access]\npublic_url = \"https://line.example/path\"\n",
            "[access]\ntrusted_proxies = [\"proxy\"]\n",
            "[access]\nlink_seconds = 0\n",
            "[access]\nlink_seconds = 604801\n",
            "[access]\nvisit_idle_seconds = 10\n",
            "[webhooks]\nallowed_networks = [\"cluster\"]\n",
            "[webhooks]\nconcurrent = 0\n",
            "[limits]\naddress_burst = 0\n",
            "[limits]\nsockets = 0\n",
            "[restart]\nwindow_seconds = 0\n",
            "[restart]\nkind = \"sometimes\"\n",
            "[sessions]\nfrozen_seconds = 5\n",
            "[pairing]\ncool_down_seconds = []\n",
            "[otlp]\nendpoint = \"collector\"\n",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn durations_out_of_range_are_refused() {
        let most = u64::from(u32::MAX);
        for (section, key, value) in [
            ("store", "expire_after_days", 96_000_001),
            ("store", "expire_after_days", most),
            ("store", "warn_before_days", 36_501),
            ("store", "keep_events_days", most),
            ("store", "call_timeout_seconds", i64::MAX as u64),
            ("http", "heartbeat_seconds", i64::MAX as u64),
            ("http", "heartbeat_seconds", 0),
            ("pairing", "budget_seconds", i64::MAX as u64),
            ("pairing", "retry_ms", i64::MAX as u64),
            ("sessions", "rest_seconds", i64::MAX as u64),
            ("sessions", "connect_watchdog_seconds", i64::MAX as u64),
            ("sessions", "replaced_retry_seconds", i64::MAX as u64),
            ("sessions", "frozen_seconds", i64::MAX as u64),
            ("sessions", "stop_seconds", i64::MAX as u64),
            ("gate", "hold_seconds", i64::MAX as u64),
            ("gate", "probe_seconds", i64::MAX as u64),
            ("gate", "per_second", most),
            ("access", "recheck_seconds", i64::MAX as u64),
        ] {
            let error = read(&format!("[{section}]\n{key} = {value}\n")).unwrap_err().to_string();
            assert!(error.contains(key), "{key} = {value}: {error}");
        }
        assert!(read("[pairing]\ncool_down_seconds = [900, 9000000000]\n").is_err());
    }

    #[test]
    fn longest_durations_do_not_overflow() {
        let text = "[store]\nexpire_after_days = 36500\nwarn_before_days = 36499\nkeep_events_days = 36500\n";
        let rule = read(text).unwrap().store.expiry();
        let now = linekeeper_domain::Timestamp::UNIX_EPOCH;
        let disuse = linekeeper_domain::expiry::Disuse { used_at: now, warned_at: None, now, in_use: false };
        assert!(rule.expires_at(&disuse) > now);
    }

    #[test]
    fn syntax_error_names_the_line_without_quoting_it() {
        for text in ["[store]\nmaster_key = \"a:hunter2\n", "[store]\nurl = postgres://u:hunter2@h/d\n"] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains("line 2") && !error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn secrets_do_not_print() {
        let text = "[store]\nurl = \"postgres://u:hunter2@h/d\"\nmaster_key = \"a:hunter3\"
            [sentry]\ndsn = \"https://key@host/1\"\n";
        let printed = format!("{:?}", read(text).unwrap());
        assert!(!printed.contains("hunter") && !printed.contains("key@host"), "{printed}");
    }
}
