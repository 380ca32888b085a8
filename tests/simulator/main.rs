//! The simulator as a process: the service on one port, the control API on another.
//!
//! Standard output gets one line of JSON with both addresses once both listen, so that a caller can use port 0; logs go
//! to standard error. SIGTERM and SIGINT stop it; the state file is written before it ends.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use actix_web::{App, HttpResponse, HttpServer, web};
use clap::Parser;
use linekeeper_simulator::{Simulator, SimulatorConfig, SimulatorError, control};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// A simulator of WhatsApp's service and of phones. It listens on loopback only.
#[derive(Debug, Parser)]
#[command(name = "linekeeper-simulator", version)]
struct Arguments {
    /// Address of the WebSocket endpoint; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:7777")]
    listen: SocketAddr,
    /// Address of the control API; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:7778")]
    control: SocketAddr,
    /// Address of the media host over HTTPS; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    media: SocketAddr,
    /// File that the certificate of the media host's authority is written to, in PEM; another one at each start.
    #[arg(long)]
    media_ca: Option<PathBuf>,
    /// File that keeps phones and linked devices over a restart.
    #[arg(long)]
    state: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{}", chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    if !arguments.control.ip().is_loopback() {
        return Err(SimulatorError::NotLoopback(arguments.control).into());
    }
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (listen, media, state) = (arguments.listen, Some(arguments.media), arguments.state);
    let config = SimulatorConfig { listen, media, state, ..SimulatorConfig::default() };
    let simulator = Simulator::start(config).await?;
    if let Some((path, authority)) = arguments.media_ca.zip(simulator.media_authority()) {
        std::fs::write(path, authority)?;
    }
    let routes = control::configure(simulator.clone());
    let server = HttpServer::new(move || {
        App::new()
            .route("/healthz", web::get().to(healthz))
            .configure(routes.clone())
            .default_service(web::to(not_found))
    })
    .workers(1)
    .disable_signals()
    .bind(arguments.control)
    .map_err(|source| SimulatorError::Listen { address: arguments.control, source })?;
    let control = server.addrs().first().map(|address| format!("http://{address}")).unwrap_or_default();
    let server = server.run();
    let handle = server.handle();
    let serving = tokio::spawn(server);
    let addresses = serde_json::json!({
        "listen": simulator.endpoint(),
        "control": control,
        "media": simulator.media(),
        "root": simulator.root(),
    });
    writeln!(std::io::stdout(), "{addresses}")?;
    std::io::stdout().flush()?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
    simulator.stop().await;
    handle.stop(false).await;
    serving.await??;
    Ok(())
}

async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "ok" }))
}

async fn not_found() -> HttpResponse {
    HttpResponse::NotFound().json(serde_json::json!({ "error": "not_found", "message": "there is no such path" }))
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
