//! The phone's part in a linking with a passkey, and the person at the phone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use serde::Deserialize;
use serde_json::Value;
use tokio::time::timeout;

use super::authenticator::Ceremony;
use super::exchange::{Exchange, Step};
use super::server;
use super::views::{AssertionOrder, PasskeyLinking};
use crate::error::Refusal;
use crate::simulator::Simulator;
use crate::state::Number;
use crate::timeline::What;
use crate::views::PhoneProfile;
use crate::world::{ConnectionId, Role, World};

/// Origin at which a companion's page asks for assertions.
const ORIGIN: &str = "https://web.whatsapp.com";

/// Demands the passkey if the account does, and waits for the end of the exchange. Returns the companion's new ADV
/// secret; `None` if no passkey is demanded.
pub(crate) async fn exchange(
    simulator: &Simulator,
    number: &Number,
    connection: ConnectionId,
) -> Result<Option<[u8; 32]>, Refusal> {
    let Some(answer) = simulator.with(|world| server::begin(world, connection, number))? else { return Ok(None) };
    let latencies = simulator.look(|world| world.config.latencies.clone());
    match timeout(latencies.passkey_patience, answer).await {
        Err(_) => {
            simulator.with(|world| end(world, connection, Refusal::PasskeyExpired));
            Err(Refusal::PasskeyExpired)
        }
        Ok(Err(_)) => Err(Refusal::CompanionGone("its connection is closed")),
        Ok(Ok(outcome)) => {
            // The companion stores its new secret only after it has read the result of its pairing request.
            tokio::time::sleep(latencies.phone_answer).await;
            outcome.map(Some)
        }
    }
}

fn end(world: &mut World, connection: ConnectionId, why: Refusal) {
    if let Some(exchange) = server::exchange(world, connection) {
        exchange.end(Err(why));
        world.note(connection, What::PasskeyRefused);
    }
}

/// Connection of the phone's linking that waits for a passkey.
fn waiting(world: &World, number: &Number) -> Option<ConnectionId> {
    // A phone that links nothing is told from the set, without a search among all connections.
    if !world.linking.contains(number) {
        return None;
    }
    let fits = |role: &Role| match role {
        Role::Registering(registering) => {
            registering.passkey.as_ref().is_some_and(|exchange| exchange.number == *number && !exchange.is_over())
        }
        Role::Leaving | Role::Device(_) => false,
    };
    world.live.iter().find(|(_, live)| fits(&live.role)).map(|(id, _)| *id)
}

fn of_phone<'a>(world: &'a mut World, number: &Number) -> Result<(ConnectionId, &'a mut Exchange), Refusal> {
    let id = waiting(world, number).ok_or(Refusal::NoPasskeyLinking)?;
    let exchange = server::exchange(world, id).ok_or(Refusal::NoPasskeyLinking)?;
    Ok((id, exchange))
}

/// State of the phone's linking that waits for a passkey.
pub(crate) fn view(world: &mut World, number: &Number) -> Option<PasskeyLinking> {
    of_phone(world, number).ok()?.1.view()
}

/// Sets what a profile says of passkeys.
pub(crate) fn put(world: &mut World, number: &Number, profile: &PhoneProfile) -> Result<(), Refusal> {
    let passkeys = &mut world.phone(number)?.passkeys;
    if let Some(rp_id) = &profile.passkey_rp_id {
        passkeys.set_rp_id(rp_id)?;
    }
    if let Some(demand) = profile.passkey {
        passkeys.demand = demand;
    }
    Ok(())
}

/// The person at the phone says that the codes are the same.
pub(super) fn confirm(world: &mut World, number: &Number) -> Result<(), Refusal> {
    of_phone(world, number)?.1.confirm()
}

/// The person at the phone refuses to link the companion.
pub(super) fn refuse(world: &mut World, number: &Number) -> Result<(), Refusal> {
    let (id, exchange) = of_phone(world, number)?;
    exchange.end(Err(Refusal::PasskeyRefused));
    world.note(id, What::PasskeyRefused);
    Ok(())
}

/// Lets the challenge expire at once.
pub(super) fn expire(world: &mut World, number: &Number) -> Result<(), Refusal> {
    of_phone(world, number)?.1.challenge.as_mut().ok_or(Refusal::NoPasskeyLinking)?.expire();
    Ok(())
}

/// Requests an assertion of the companion once more, with another challenge.
pub(super) fn renew(world: &mut World, number: &Number) -> Result<(), Refusal> {
    let (id, exchange) = of_phone(world, number)?;
    if !matches!(exchange.step, Step::Assertion) {
        return Err(Refusal::NoPasskeyLinking);
    }
    exchange.challenge = None;
    server::request(world, id);
    Ok(())
}

/// `PublicKeyCredentialRequestOptions`, as far as an authenticator needs them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestOptions {
    challenge: String,
    #[serde(default)]
    rp_id: Option<String>,
    #[serde(default)]
    allow_credentials: Vec<Descriptor>,
}

#[derive(Deserialize)]
struct Descriptor {
    id: String,
}

/// Makes an assertion with the phone's own authenticator, as a browser would.
pub(super) fn assertion(world: &mut World, number: &Number, order: AssertionOrder) -> Result<Value, Refusal> {
    let bad = |why: &str| Refusal::BadRequest(why.to_owned());
    let options = match order.options {
        Some(Value::String(text)) => serde_json::from_str(&text).map_err(|_| bad("the options are not JSON"))?,
        Some(options) => options,
        None => view(world, number).and_then(|linking| linking.options).ok_or(Refusal::NoPasskeyLinking)?,
    };
    let options: RequestOptions = serde_json::from_value(options)
        .map_err(|error| Refusal::BadRequest(format!("the request options: {error}")))?;
    let challenge = BASE64URL.decode(options.challenge.trim_end_matches('=')).unwrap_or_default();
    if challenge.is_empty() {
        return Err(bad("a challenge is base64url"));
    }
    let origin = order.origin.unwrap_or_else(|| ORIGIN.to_owned());
    let host = origin.strip_prefix("https://").ok_or_else(|| bad("an origin begins with https://"))?;
    let rp_id = options.rp_id.unwrap_or_else(|| host.to_owned());
    if host != rp_id && host.strip_suffix(&rp_id).is_none_or(|rest| !rest.ends_with('.')) {
        return Err(bad("a browser makes assertions for its page's domain only: the rpId is another"));
    }
    let passkeys = &mut world.phone(number)?.passkeys;
    let own = BASE64URL.encode(passkeys.authenticator()?.id());
    let allowed = &options.allow_credentials;
    if !allowed.is_empty() && !allowed.iter().any(|one| one.id.trim_end_matches('=') == own) {
        return Err(bad("the phone's authenticator has none of the allowed credentials"));
    }
    let ceremony = Ceremony { challenge, rp_id, origin, wrong: order.wrong };
    let assertion = passkeys.authenticator()?.assert(&ceremony)?;
    // The authenticator may be a new one.
    world.touch();
    Ok(assertion)
}
