//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use linekeeper_telemetry::{SentrySettings, TelemetryGuard};
use sentry::ClientInitGuard;
use tracing::error;

use crate::config::Config;
use crate::service;

/// Linekeeper: every company's WhatsApp session, supervised.
#[derive(Parser)]
#[command(version)]
struct CommandLine {
    /// The configuration file (TOML).
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
    /// Runs the service against a simulator of WhatsApp in the same process, with a page that plays the phone.
    #[cfg(feature = "sandbox")]
    Sandbox,
}

/// Runs what the command line asks for.
pub(crate) fn run() -> ExitCode {
    let line = CommandLine::parse();
    let config = match Config::read(line.config.as_deref()) {
        Ok(config) => config,
        Err(error) => return fail(&error.to_string()),
    };
    match line.command {
        Command::CheckConfig => {
            println!("the configuration can be used");
            ExitCode::SUCCESS
        }
        Command::Serve => watched(config, |config| service::run(config, service::Surroundings::Plain)),
        #[cfg(feature = "sandbox")]
        Command::Sandbox => watched(config, crate::sandbox::run),
    }
}

/// Runs with logs, traces and Sentry; what it fails with is the last thing they hear.
fn watched(config: Config, run: impl FnOnce(Config) -> Result<(), String>) -> ExitCode {
    let _watching = match start_watching(&config) {
        Ok(guards) => guards,
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

/// Events and traces are sent as long as the guards live, and what is left when they go.
struct Watching {
    _traces: TelemetryGuard,
    _sentry: ClientInitGuard,
}

/// Sentry comes first: threads started later inherit it.
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
