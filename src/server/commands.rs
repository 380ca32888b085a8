//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
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

/// Runs with logs and Sentry; what it fails with is the last thing they hear.
fn watched(config: Config, run: impl FnOnce(Config) -> Result<(), String>) -> ExitCode {
    let _sentry = match start_watching(&config) {
        Ok(guard) => guard,
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

/// Logs and Sentry. Events are sent as long as the guard lives.
fn start_watching(config: &Config) -> Result<sentry::ClientInitGuard, String> {
    linekeeper_telemetry::install(&config.log, &linekeeper_link::QUIET_LOG_TARGETS)
        .map_err(|error| format!("log.filter: {error}"))?;
    let dsn = match &config.sentry.dsn {
        Some(dsn) => Some(dsn.expose().parse().map_err(|_| "sentry.dsn is not a DSN".to_owned())?),
        None => None,
    };
    Ok(sentry::init(sentry::ClientOptions {
        dsn,
        release: sentry::release_name!(),
        environment: config.sentry.environment.clone().map(Into::into),
        send_default_pii: false,
        ..sentry::ClientOptions::default()
    }))
}
