//! `linekeeper sandbox`: the service and a simulator of WhatsApp in one process.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use chrono::{SubsecRound as _, TimeDelta};
use linekeeper_domain::access::{AccessId, Scope};
use linekeeper_domain::branding::LinkDetails;
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{ApiKeys as _, OnboardingLinks as _, StoredLink};
use linekeeper_secrets::{ApiKey, MasterKeys, OnboardingClaims, same};
use linekeeper_simulator::{Simulator, SimulatorConfig};
use linekeeper_store::Store;
use zeroize::Zeroizing;

use crate::config::Config;
use crate::environment::Environment;
use crate::keys::access::{NewKey, stored};
use crate::keys::master;
use crate::service;

/// Company id of the example salon.
const SALON: &str = "997441";

/// Runs the simulator and the service until asked to stop.
///
/// # Errors
/// A sentence for the operator.
pub(crate) fn run(mut config: Config) -> Result<(), String> {
    let shared = service::shared_runtime()?;
    let wanted = SimulatorConfig {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        media: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
        state: Some(config.store.data_dir.join("simulator.json")),
        ..SimulatorConfig::default()
    };
    std::fs::create_dir_all(&config.store.data_dir)
        .map_err(|error| format!("cannot create {}: {error}", config.store.data_dir.display()))?;
    if config.store.master_key.is_none() && config.store.master_key_file.is_none() {
        config.store.master_key_file = Some(master::of_sandbox(&config.store.data_dir)?);
    }
    let simulator = shared.block_on(Simulator::start(wanted)).map_err(|error| error.to_string())?;
    config.whatsapp.endpoint = simulator.endpoint();
    config.whatsapp.media_ca = Some(media_authority(&simulator, &config.store.data_dir)?);
    if config.whatsapp.version_url.is_none() {
        config.whatsapp.version.get_or_insert_with(|| "2.3000.0".to_owned());
    }
    config.messages.enabled.get_or_insert(true);
    config.webhooks.allow_this_machine();
    let outcome = service::run(config, Environment::Sandbox(simulator.clone()));
    shared.block_on(simulator.stop());
    outcome
}

/// Writes the authority of the simulator's media host, another one at each start, into a file in the data directory.
fn media_authority(simulator: &Simulator, data_dir: &Path) -> Result<PathBuf, String> {
    let file = data_dir.join("media-ca.pem");
    let written = std::fs::write(&file, simulator.media_authority().unwrap_or_default());
    written.map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    Ok(file)
}

/// Returns the admin key of the sandbox, which is stored in a file in the data directory because it is printed at every
/// start. Creates a new one where that is missing or no longer valid.
///
/// # Errors
/// A sentence for the operator.
pub(crate) async fn key(store: &Store, (data_dir, now): (&Path, Timestamp)) -> Result<Zeroizing<String>, String> {
    let file = data_dir.join("admin.key");
    if let Ok(kept) = std::fs::read_to_string(&file).map(Zeroizing::new)
        && counts(store, kept.trim(), now).await
    {
        return Ok(Zeroizing::new(kept.trim().to_owned()));
    }
    let key = ApiKey::generate();
    let wanted = NewKey::of("the sandbox", Scope::Admin);
    store.add_api_key(stored(&key, &wanted, now)).await.map_err(|error| error.to_string())?;
    let text = key.reveal();
    let kept = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&file);
    let written = kept.and_then(|mut kept| kept.write_all(text.as_bytes()));
    written.map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    Ok(text)
}

async fn counts(store: &Store, text: &str, now: Timestamp) -> bool {
    let Ok(key) = text.parse::<ApiKey>() else { return false };
    let stored = store.api_key(key.id()).await.ok().flatten();
    stored.is_some_and(|stored| same(&stored.hash, &key.hash()) && stored.counts(now))
}

/// Creates an onboarding link for the example salon and returns its token. It is valid for a day, long enough for a
/// trial with breaks.
///
/// # Errors
/// A sentence for the operator.
pub(crate) async fn token(store: &Store, (keys, now): (&MasterKeys, Timestamp)) -> Result<Zeroizing<String>, String> {
    let company: CompanyId = SALON.parse().map_err(|error| format!("{error}"))?;
    let created_at = now.trunc_subsecs(0);
    let expires_at = created_at + TimeDelta::days(1);
    let id = AccessId::from_random(rand::random());
    let details = LinkDetails::default();
    let claims = OnboardingClaims { link: id.clone(), company: company.clone(), expires_at, details: details.clone() };
    let link = StoredLink {
        id,
        company,
        made_by: "sandbox".to_owned(),
        created_at,
        expires_at,
        revoked_at: None,
        short_hash: None,
        details,
    };
    store.add_onboarding_link(link).await.map_err(|error| error.to_string())?;
    Ok(claims.sign(keys))
}

/// Prints the addresses and keys to try, once the service can be reached.
pub(crate) fn greet(address: SocketAddr, (key, token): (&str, &str)) {
    let base = format!("http://{address}");
    println!("Onboarding page   {base}/connect#token={token}");
    println!("Virtual phone     {base}/sandbox/phone?number=79006464263");
    println!("Dashboard         {base}/admin");
    println!("Admin key         {key}");
    println!("Documentation     {base}/docs");
    println!("Try               curl -s -H 'Authorization: Bearer {key}' {base}/api/whatsapp/sessions/{SALON}");
}
