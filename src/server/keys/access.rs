//! `linekeeper keys create|list|revoke`: API keys, managed by an operator with access to the database.

use chrono::TimeDelta;
use clap::Args;
use linekeeper_domain::Timestamp;
use linekeeper_domain::access::{AccessId, Scope};
use linekeeper_ports::{ApiKeys, StoreError, StoredKey};
use linekeeper_secrets::ApiKey;

use super::words;

/// Parameters of a new API key.
#[derive(Args)]
pub(crate) struct NewKey {
    /// Display name, for example "the marketplace's backend".
    #[arg(long)]
    label: String,
    /// Scope the key grants: sessions:read, sessions:write, onboarding:create, messages:read, messages:write,
    /// webhooks:write or admin; may be given several times.
    #[arg(long = "scope", required = true, value_delimiter = ',')]
    scopes: Vec<Scope>,
    /// Days until the key expires; it does not expire when absent.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=3650))]
    expires_in_days: Option<u32>,
}

impl NewKey {
    /// Creates the parameters of a key with one scope that does not expire.
    pub(crate) fn of(label: &str, scope: Scope) -> Self {
        Self { label: label.to_owned(), scopes: vec![scope], expires_in_days: None }
    }
}

/// Builds the stored form of a key.
pub(crate) fn stored(key: &ApiKey, wanted: &NewKey, now: Timestamp) -> StoredKey {
    StoredKey {
        id: key.id().clone(),
        label: wanted.label.clone(),
        scopes: wanted.scopes.iter().copied().collect(),
        hash: key.hash(),
        created_at: now,
        expires_at: wanted.expires_in_days.map(|days| now + TimeDelta::days(days.into())),
        last_used_at: None,
        revoked_at: None,
    }
}

/// Creates a key and prints it, once.
pub(crate) async fn create(keys: &dyn ApiKeys, wanted: NewKey, now: Timestamp) -> Result<(), String> {
    if !(1..=100).contains(&wanted.label.chars().count()) {
        return Err("a label has 1 to 100 characters".to_owned());
    }
    let key = ApiKey::generate();
    keys.add_api_key(stored(&key, &wanted, now)).await.map_err(words)?;
    eprintln!("created the key {}; it is shown only once:", key.id());
    println!("{}", key.reveal().as_str());
    Ok(())
}

/// Prints the stored data of every key.
pub(crate) async fn list(keys: &dyn ApiKeys, now: Timestamp) -> Result<(), String> {
    println!("{:<16}  {:<8}  {:<20}  {:<20}  {:<48}  label", "id", "state", "created", "last used", "scopes");
    for key in keys.api_keys().await.map_err(words)? {
        let state = match (key.revoked_at, key.counts(now)) {
            (Some(_), _) => "revoked",
            (None, true) => "counts",
            (None, false) => "expired",
        };
        let day =
            |at: Option<Timestamp>| at.map_or("never".to_owned(), |at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
        let scopes: Vec<_> = key.scopes.iter().map(Scope::as_str).collect();
        let (created, used) = (day(Some(key.created_at)), day(key.last_used_at));
        println!("{:<16}  {state:<8}  {created:<20}  {used:<20}  {:<48}  {}", key.id, scopes.join(","), key.label);
    }
    Ok(())
}

/// Revokes a key: it is refused from its next use on, and its dashboard sessions end.
pub(crate) async fn revoke(keys: &dyn ApiKeys, id: &AccessId, now: Timestamp) -> Result<(), String> {
    if keys.revoke_api_key(id, now).await.map_err(words)? {
        println!("the key {id} is revoked");
        Ok(())
    } else {
        Err(format!("there is no valid key {id}"))
    }
}

/// Creates the first admin key; `None` when there is a key already.
pub(crate) async fn first(keys: &dyn ApiKeys, now: Timestamp) -> Result<Option<ApiKey>, StoreError> {
    let key = ApiKey::generate();
    let wanted = NewKey::of("first admin key", Scope::Admin);
    let is_first = keys.add_first_api_key(stored(&key, &wanted, now)).await?;
    Ok(is_first.then_some(key))
}
