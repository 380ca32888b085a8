//! Command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use linekeeper_telemetry::{SentrySettings, TelemetryGuard};
use sentry::ClientInitGuard;
use tracing::error;

use crate::config::Config;
use crate::environment::Environment;
use crate::keys::Keys;
use crate::moving::{Export, Import};
use crate::{keys, moving, service};

/// Linekeeper: every company's WhatsApp session, supervised.
#[derive(Parser)]
#[command(version)]
struct CommandLine {
    /// Configuration file (TOML).
    #[arg(long, env = "LINEKEEPER_CONFIG", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the service.
    Serve,
    /// Reads the configuration and says whether it can be used.
    CheckConfig,
    /// Creates and changes keys.
    Keys {
        #[command(subcommand)]
        keys: Keys,
    },
    /// Takes over sessions of another system, so that no phone has to be linked again.
    Import {
        #[command(subcommand)]
        from: Import,
    },
    /// Hands sessions back to another system.
    Export {
        #[command(subcommand)]
        to: Export,
    },
    /// Runs the service against a simulator of WhatsApp in the same process, with a page that plays the phone.
    #[cfg(feature = "sandbox")]
    Sandbox,
}

/// Parses the command line and runs the command.
pub(crate) fn run() -> ExitCode {
    if let Err(error) = crate::core_dumps::forbid() {
        eprintln!("linekeeper: core dumps of this process, which would hold keys, cannot be forbidden: {error}");
    }
    let CommandLine { config: file, command } = CommandLine::parse();
    let config = || Config::read(file.as_deref()).map_err(|error| error.to_string());
    match command {
        Command::Keys { keys } => told(keys::run(keys, config)),
        Command::Import { from } => told(config().and_then(|config| moving::import(from, &config))),
        Command::Export { to } => told(config().and_then(|config| moving::export(to, &config))),
        Command::CheckConfig => told(config().and_then(|config| check(&config))),
        Command::Serve => watched(config(), |config| service::run(config, Environment::Plain)),
        #[cfg(feature = "sandbox")]
        Command::Sandbox => watched(config(), crate::sandbox::run),
    }
}

/// Checks what only a service needs (`keys` does not), beyond the checks of reading: the master keys.
fn check(config: &Config) -> Result<(), String> {
    config.store.master_keys()?;
    println!("the configuration can be used");
    Ok(())
}

fn told(outcome: Result<(), String>) -> ExitCode {
    outcome.map_or_else(|error| fail(&error), |()| ExitCode::SUCCESS)
}

/// Runs a command with logs, traces and Sentry; its error is the last thing that is logged.
fn watched(config: Result<Config, String>, run: impl FnOnce(Config) -> Result<(), String>) -> ExitCode {
    let watching = config.and_then(|config| Ok((start_watching(&config)?, config)));
    let (_watching, config) = match watching {
        Ok(begun) => begun,
        Err(error) => return fail(&error),
    };
    match run(config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            error!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn fail(why: &str) -> ExitCode {
    eprintln!("linekeeper: {why}");
    ExitCode::FAILURE
}

/// Guards of trace export and Sentry: both send as long as the guards live, and flush when they are dropped.
struct Watching {
    _traces: TelemetryGuard,
    _sentry: ClientInitGuard,
}

/// Starts Sentry, then logs and traces: threads started after Sentry inherit its hub.
fn start_watching(config: &Config) -> Result<Watching, String> {
    let settings = SentrySettings {
        dsn: config.sentry.dsn.as_ref().map(|dsn| dsn.expose().to_owned()),
        environment: config.sentry.environment.clone(),
    };
    let sentry = linekeeper_telemetry::start_sentry(&settings, sentry::release_name!())?;
    let quiet = &linekeeper_link::QUIET_LOG_TARGETS;
    let traces = linekeeper_telemetry::install_with_traces(&config.log, &config.otlp, quiet);
    Ok(Watching { _traces: traces.map_err(|error| error.to_string())?, _sentry: sentry })
}
