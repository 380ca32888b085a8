//! Linking, step by step: typed code or scanned QR, the companion's proof, the account's signature, the new device.
//!
//! Each linking is a task of its own, so that a caller that disconnects does not leave it half done.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node, SERVER_JID};

use super::marks::{Busy, Marked};
use crate::error::Refusal;
use crate::faults::{FaultAction, FaultAnswer, FaultPoint};
use crate::linking::{DeviceIdentity, PrimaryHello, QrCode, Spoilt, WRONG_PREFIX};
use crate::passkey;
use crate::pauses::Step;
use crate::server::{
    CodeParts, DeviceChange, PeerMessage, announce_devices, demand_passkey, primary_hello, publish_push_name,
    refresh_at_scan, send_to_peer, stream_error,
};
use crate::signal::{Address, history_notification, key_share};
use crate::simulator::Simulator;
use crate::state::{Device, Keys, Number, Queue, now};
use crate::timeline::What;
use crate::views::Linked;
use crate::wire::stanza::{leaf, request};
use crate::world::{AwaitedSign, ConnectionId, FinishAnswer, Outgoing, SignAnswer, World};

const NO_ANSWER: &str = "it did not answer in time";
const CLOSED: &str = "its connection is closed";

/// Types a code; returns when the device is linked.
pub(crate) async fn enter_code(simulator: Simulator, number: Number, code: String) -> Result<Linked, Refusal> {
    let code: String = code.chars().filter(|sign| *sign != '-' && !sign.is_whitespace()).collect();
    if code.len() != 8 || !code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Refusal::BadRequest("a code is eight letters and digits".to_owned()));
    }
    let code = code.to_ascii_uppercase();
    run(async move {
        let busy = Busy::take(&simulator, &number)?;
        let linked = link_by_code(&simulator, &number, code).await;
        drop(busy);
        linked
    })
    .await
}

/// Scans a QR code; returns when the device is linked.
pub(crate) async fn scan(simulator: Simulator, number: Number, qr: String) -> Result<Linked, Refusal> {
    let qr = QrCode::parse(&qr)?;
    run(async move {
        let busy = Busy::take(&simulator, &number)?;
        let linked = link_by_qr(&simulator, &number, qr).await;
        drop(busy);
        linked
    })
    .await
}

async fn run(linking: impl Future<Output = Result<Linked, Refusal>> + Send + 'static) -> Result<Linked, Refusal> {
    tokio::spawn(linking).await.map_err(|error| Refusal::Internal(error.to_string()))?
}

/// A companion that proved to know the phone's secret.
struct Proven {
    connection: ConnectionId,
    identity: [u8; 32],
    adv_secret: [u8; 32],
}

async fn link_by_qr(simulator: &Simulator, number: &Number, qr: QrCode) -> Result<Linked, Refusal> {
    let (proven, _marked) = simulator.with(|world| {
        let connection = *world.refs.get(&qr.reference).ok_or(Refusal::BadQr("its ref is not live"))?;
        let noise = world.live.get(&connection).map(|live| live.noise);
        owes_no_passkey(world, connection)?;
        let registering = world.registering(connection).ok_or(Refusal::BadQr("its ref is not live"))?;
        if registering.refs_until < std::time::Instant::now() {
            return Err(Refusal::Expired);
        }
        if noise != Some(qr.noise) || registering.keys.identity != qr.identity {
            return Err(Refusal::CompanionRefused("its keys are not those of the qr code".to_owned()));
        }
        if !registering.line.scan(qr.adv_secret) {
            return Err(Refusal::BadQr("the service has retired it"));
        }
        if refresh_at_scan(world, connection, number) {
            return Err(Refusal::BadQr("the service has just retired it: scan the new one"));
        }
        let proven = Proven { connection, identity: qr.identity, adv_secret: qr.adv_secret };
        Ok((proven, Marked::new(simulator, world, connection, number)))
    })?;
    finish(simulator, number, proven).await
}

/// Parts of a code request that the phone needs.
struct Attempt {
    connection: ConnectionId,
    wrapped: Vec<u8>,
    reference: Vec<u8>,
    identity: Keys,
    patience: Duration,
}

async fn link_by_code(simulator: &Simulator, number: &Number, code: String) -> Result<Linked, Refusal> {
    let attempt = await_attempt(simulator, number).await?;
    let wrapped = attempt.wrapped.clone();
    let hello = tokio::task::spawn_blocking(move || PrimaryHello::with_code(&code, &wrapped))
        .await
        .map_err(|error| Refusal::Internal(error.to_string()))?
        .ok_or_else(|| Refusal::CompanionRefused("its key is malformed".to_owned()))?;
    let (answer, _marked) = simulator.with(|world| {
        let (sender, receiver) = oneshot::channel();
        world.registering(attempt.connection).ok_or(Refusal::CompanionGone(CLOSED))?.finish = Some(sender);
        let parts = CodeParts { reference: attempt.reference.clone(), primary_identity: attempt.identity.public() };
        let stanza = primary_hello(world, &parts, hello.wrapped.clone());
        world.send(attempt.connection, stanza);
        Ok((receiver, Marked::new(simulator, world, attempt.connection, number)))
    })?;
    let (bundle, identity) = match timeout(attempt.patience, answer).await {
        Err(_) => return Err(Refusal::CompanionGone(NO_ANSWER)),
        Ok(Err(_)) => return Err(Refusal::CompanionGone(CLOSED)),
        Ok(Ok(FinishAnswer::RefusedByServer)) => {
            return Err(Refusal::CompanionRefused("the service refused its key bundle".to_owned()));
        }
        Ok(Ok(FinishAnswer::Bundle { bundle, identity })) => (bundle, identity),
    };
    let Some(opened) = hello.open(&attempt.identity, &bundle, &identity) else {
        return Err(simulator.with(|world| wrong_code(world, number, attempt.connection)));
    };
    let proven =
        Proven { connection: attempt.connection, identity: opened.companion_identity, adv_secret: opened.adv_secret };
    finish(simulator, number, proven).await
}

/// Waits up to `code_arrival` for a code request: a client shows its code before the service has received the request
/// (Baileys does not wait for the answer), and a test types faster than a person.
async fn await_attempt(simulator: &Simulator, number: &Number) -> Result<Attempt, Refusal> {
    let mut changes = simulator.changes();
    let patience = simulator.look(|world| world.config.latencies.code_arrival);
    let deadline = tokio::time::Instant::now() + patience;
    loop {
        changes.borrow_and_update();
        match simulator.look(|world| attempt(world, number)) {
            // The companion that is gone may be an earlier one, and the next is about to send its request.
            Err(nobody @ (Refusal::NoPairing | Refusal::CompanionGone(_))) => {
                if !matches!(tokio::time::timeout_at(deadline, changes.changed()).await, Ok(Ok(()))) {
                    return Err(nobody);
                }
            }
            found => return found,
        }
    }
}

fn attempt(world: &mut World, number: &Number) -> Result<Attempt, Refusal> {
    let config = world.config.clone();
    let code = world.code_for(number).ok_or(Refusal::NoPairing)?;
    if code.tries >= config.limits.tries {
        return Err(Refusal::TooManyTries);
    }
    if code.asked.elapsed() > config.latencies.code_validity {
        return Err(Refusal::Expired);
    }
    let (connection, wrapped, reference) = (code.connection, code.wrapped.clone(), code.reference.clone());
    if !world.is_registering(connection) {
        return Err(Refusal::CompanionGone(CLOSED));
    }
    let phone = world.phone(number)?;
    if phone.devices.len() >= config.limits.devices {
        return Err(Refusal::TooManyDevices(phone.devices.len()));
    }
    let patience = config.latencies.phone_patience;
    Ok(Attempt { connection, wrapped, reference, identity: phone.identity.clone(), patience })
}

fn wrong_code(world: &mut World, number: &Number, connection: ConnectionId) -> Refusal {
    let limit = world.config.limits.tries;
    let code = world.codes.iter_mut().find(|code| code.connection == connection && code.number == *number);
    let tries = code.map_or(limit, |code| {
        code.tries += 1;
        code.tries
    });
    Refusal::WrongCode { left: limit.saturating_sub(tries) }
}

/// Last steps of both ways: the account's passkey if it is demanded, the account signs, the companion countersigns, the
/// device is added.
async fn finish(simulator: &Simulator, number: &Number, mut proven: Proven) -> Result<Linked, Refusal> {
    let patience = simulator.look(|world| world.config.latencies.phone_patience);
    simulator.with(|world| {
        acceptable(world, number, &proven)?;
        owes_no_passkey(world, proven.connection)?;
        if demand_passkey(world, proven.connection, number) { Err(Refusal::PasskeyRequired) } else { Ok(()) }
    })?;
    if let Some(rotated) = passkey::exchange(simulator, number, proven.connection).await? {
        proven.adv_secret = rotated;
    }
    wait(simulator, FaultPoint::PairSuccess, number, proven.connection).await;
    let (identity, device, answer) = simulator.with(|world| pair_success(world, number, &proven))?;
    let signed = match timeout(patience, answer).await {
        Err(_) => return Err(Refusal::CompanionGone(NO_ANSWER)),
        Ok(Err(_)) => return Err(Refusal::CompanionGone(CLOSED)),
        Ok(Ok(SignAnswer::Refused(why))) => return Err(Refusal::CompanionRefused(why)),
        Ok(Ok(SignAnswer::Signed(signed))) => signed,
    };
    wait(simulator, FaultPoint::DeviceSign, number, proven.connection).await;
    let both = identity.countersigned(&signed).map_err(|why| {
        simulator.with(|world| stream_error(world, proven.connection, &refused_signature(why)));
        Refusal::CompanionRefused(why.to_owned())
    })?;
    let linked = simulator.with(|world| {
        add_device(world, number, &proven, NewDevice { id: device, key_index: identity.key_index, both })
    })?;
    simulator.saved().await;
    Ok(linked)
}

/// Pauses before a step if a fault demands it.
async fn wait(simulator: &Simulator, at: FaultPoint, number: &Number, connection: ConnectionId) {
    let pause = simulator.with(|world| world.pause(Step { at, number: Some(number), connection }));
    if let Some(pause) = pause {
        pause.over(simulator).await;
    }
}

/// Stream error for a countersignature that does not verify. Nobody has published what the service does; companions
/// that failed at this step were told that the device is removed.
fn refused_signature(why: &str) -> FaultAnswer {
    FaultAnswer::code(if why == WRONG_PREFIX { 401 } else { 500 })
}

type Signing = (DeviceIdentity, u16, oneshot::Receiver<SignAnswer>);

/// Refuses a companion that registered with another identity, and one too many.
fn acceptable(world: &mut World, number: &Number, proven: &Proven) -> Result<(), Refusal> {
    let limit = world.config.limits.devices;
    let registering = world.registering(proven.connection).ok_or(Refusal::CompanionGone(CLOSED))?;
    if registering.keys.identity != proven.identity {
        return Err(Refusal::CompanionRefused("it registered with another identity".to_owned()));
    }
    let phone = world.phone(number)?;
    if phone.devices.len() >= limit {
        return Err(Refusal::TooManyDevices(phone.devices.len()));
    }
    Ok(())
}

/// Refuses a companion that another linking has asked for a passkey: without it, it is linked to nobody.
fn owes_no_passkey(world: &mut World, connection: ConnectionId) -> Result<(), Refusal> {
    let owes = world.registering(connection).is_some_and(|registering| registering.awaits_passkey);
    if owes { Err(Refusal::PasskeyRequired) } else { Ok(()) }
}

fn pair_success(world: &mut World, number: &Number, proven: &Proven) -> Result<Signing, Refusal> {
    acceptable(world, number, proven)?;
    let phone = world.phone(number)?;
    let identity = DeviceIdentity::sign(phone, proven.identity);
    let device = phone.next_device;
    phone.next_device += 1;
    let (lid, jid) = (phone.lid.clone(), phone.jid_in_pair_success(device));
    let business_name = phone.business_name.clone();
    let spoilt = spoilt(world, number);
    let sealed = match spoilt {
        Some(how) => identity.spoilt(&proven.adv_secret, how),
        None => identity.sealed(&proven.adv_secret),
    };
    let mut parts = Vec::new();
    if spoilt != Some(Spoilt::Identity) {
        parts.push(leaf("device-identity", sealed));
    }
    if let Some(name) = &business_name {
        parts.push(NodeBuilder::new("biz").attr("name", name).build());
    }
    parts.push(
        NodeBuilder::new("platform").attr("name", if business_name.is_some() { "smba" } else { "android" }).build(),
    );
    let named = NodeBuilder::new("device").attr("lid", Jid::lid_device(lid.as_str(), device));
    let named = if spoilt == Some(Spoilt::Number) { named } else { named.attr("jid", jid) };
    parts.push(named.build());
    world.touch();
    let id = world.stanza_id();
    let (sender, receiver) = oneshot::channel();
    let awaited = AwaitedSign { request: id.clone(), number: number.clone(), answer: sender };
    world.registering(proven.connection).ok_or(Refusal::CompanionGone(CLOSED))?.sign = Some(awaited);
    let stanza = success_stanza((spoilt != Some(Spoilt::Id)).then_some(id), parts);
    world.send(proven.connection, stanza);
    Ok((identity, device, receiver))
}

/// Corruption that a fault demands for the next `pair-success` of this number.
fn spoilt(world: &mut World, number: &Number) -> Option<Spoilt> {
    match world.faults.take(FaultPoint::PairSuccess, Some(number))? {
        FaultAction::Answer(answer) => answer.text.as_deref().and_then(Spoilt::named),
        FaultAction::Child(_) | FaultAction::Wait(_) | FaultAction::Silence(_) => None,
    }
}

fn success_stanza(id: Option<String>, parts: Vec<Node>) -> Node {
    let success = NodeBuilder::new("pair-success").children(parts).build();
    let mut stanza = request("set", "md", id.clone().unwrap_or_default());
    if id.is_none() {
        stanza = NodeBuilder::new("iq").attr("from", SERVER_JID).attr("type", "set").attr("xmlns", "md");
    }
    stanza.attr("t", now()).children([success]).build()
}

/// A device whose countersignature was verified.
struct NewDevice {
    id: u16,
    key_index: u32,
    both: Vec<u8>,
}

fn add_device(world: &mut World, number: &Number, proven: &Proven, new: NewDevice) -> Result<Linked, Refusal> {
    let noise = world.live.get(&proven.connection).map(|live| live.noise).ok_or(Refusal::CompanionGone(CLOSED))?;
    let registering = world.registering(proven.connection).ok_or(Refusal::CompanionGone(CLOSED))?;
    let keys = registering.keys.clone();
    let platform = registering.platform.clone().unwrap_or_else(|| keys.platform.clone());
    let device = Device {
        id: new.id,
        key_index: new.key_index,
        noise: noise.to_vec().into(),
        identity: keys.identity.to_vec().into(),
        registration_id: keys.registration_id,
        signed_pre_key: keys.signed_pre_key,
        one_time: VecDeque::new(),
        account_identity: new.both.into(),
        platform,
        linked_at: now(),
        queue: Queue::default(),
    };
    let phone = world.phone(number)?;
    let first = phone.key_index == 0;
    phone.key_index = new.key_index;
    phone.devices_changed = now().max(phone.devices_changed + 1);
    phone.devices.push(device);
    let jid = phone.jid_in_pair_success(new.id);
    phone.passkeys.remember(&proven.adv_secret);
    world.touch();
    world.codes.retain(|code| code.connection != proven.connection);
    if let Some(live) = world.live.get_mut(&proven.connection) {
        live.facts.device = Some(new.id);
    }
    world.note(proven.connection, What::Linked);
    tracing::info!(number = number.masked(), device = new.id, "a device is linked");
    welcome(world, number, new.id, first);
    restart(world, proven.connection);
    Ok(Linked { linked: true, device: jid.to_string() })
}

/// Sends a new device the key of the app state and a notification that there is no history.
fn welcome(world: &mut World, number: &Number, device: u16, first: bool) {
    let to = Address::new(number, device);
    let Some(phone) = world.state.phone(number) else { return };
    let share = key_share(&phone.sync_key, phone.adv_id, phone.key_index);
    for content in [share, history_notification()] {
        let id = super::sending::message_id();
        send_to_peer(world, number, &PeerMessage { to: &to, id: &id, content: &content.into() });
    }
    if first {
        publish_push_name(world, number);
    }
    if let Some(key_index) = world.state.phone(number).map(|phone| phone.key_index) {
        announce_devices(world, number, DeviceChange::Added(device, key_index));
    }
}

/// Tells a newly linked device to reconnect and log in (stream error 515).
fn restart(world: &mut World, connection: ConnectionId) {
    let pause = world.config.latencies.restart;
    world.push(connection, Outgoing::Pause(pause));
    stream_error(world, connection, &FaultAnswer::code(515));
}
