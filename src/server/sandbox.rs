//! `linekeeper sandbox`: the service and a simulator of WhatsApp in one process.

use std::net::{Ipv4Addr, SocketAddr};

use linekeeper_simulator::{Simulator, SimulatorConfig};

use crate::config::Config;
use crate::service::{self, Surroundings};

/// Runs both until asked to stop.
///
/// # Errors
/// A sentence for the operator.
pub(crate) fn run(mut config: Config) -> Result<(), String> {
    let shared = service::shared_runtime()?;
    let wanted = SimulatorConfig {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        state: Some(config.store.data_dir.join("simulator.json")),
        ..SimulatorConfig::default()
    };
    std::fs::create_dir_all(&config.store.data_dir)
        .map_err(|error| format!("cannot make {}: {error}", config.store.data_dir.display()))?;
    let simulator = shared.block_on(Simulator::start(wanted)).map_err(|error| error.to_string())?;
    config.whatsapp.endpoint = simulator.endpoint();
    config.whatsapp.version.get_or_insert_with(|| "2.3000.0".to_owned());
    let outcome = service::run(config, Surroundings::Sandbox(simulator.clone()));
    shared.block_on(simulator.stop());
    outcome
}

/// What to open, once it can be opened.
pub(crate) fn greet(address: SocketAddr) {
    let base = format!("http://{address}");
    println!("Onboarding page   {base}/?company=997441");
    println!("Virtual phone     {base}/sandbox/phone?number=79006464263");
    println!("Try               curl -s {base}/api/whatsapp/sessions/997441/credentials/status");
}
