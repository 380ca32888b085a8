//! Registration: `pair-device` with its refs, the two stages of a pairing code, `pair-device-sign`.

use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use buffa::Message as _;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, SERVER_JID};
use waproto::whatsapp as wa;

use super::hello::Hello;
use super::stream::{self, faulty, subject};
use crate::codes::CodeRequest;
use crate::faults::{FaultAction, FaultPoint, Silence};
use crate::lines::Line;
use crate::pauses::Step;
use crate::state::{Number, PublicSignedPreKey, now_millis, random, verified};
use crate::timeline::What;
use crate::wire::stanza::{
    attr, child_content, content, error_text, first, jid_attr, leaf, notification, refusal, request, result, uint,
};
use crate::world::{AwaitedSign, ConnectionId, FinishAnswer, Registering, RegistrationKeys, Role, SignAnswer, World};

/// Number of refs in one `pair-device`: the first is shown for 60 s, the others for 20 s each.
pub(crate) const REFS: usize = 6;

/// Handles a registration: checks its keys and sends the refs.
pub(super) fn begin(world: &mut World, id: ConnectionId, payload: &wa::ClientPayload) {
    if faulty(world, id, FaultPoint::Connect, None) {
        return;
    }
    let keys = payload.device_pairing_data.as_option().and_then(keys);
    let step = Step { at: FaultPoint::Register, number: None, connection: id };
    let later = keys.clone();
    if !world.paused(step, move |simulator| simulator.with(|world| accept(world, id, later))) {
        accept(world, id, keys);
    }
}

fn accept(world: &mut World, id: ConnectionId, keys: Option<RegistrationKeys>) {
    if world.live.get(&id).is_none_or(|live| live.facts.ended) || faulty(world, id, FaultPoint::Register, None) {
        return;
    }
    let Some(keys) = keys else { return stream::fail(world, id, 400) };
    let Some(live) = world.live.get_mut(&id) else { return };
    let refs_until = Instant::now();
    let registering = Registering {
        keys,
        refs_until,
        platform: None,
        finish: None,
        sign: None,
        awaits_passkey: false,
        passkey: None,
        line: Line::default(),
    };
    live.role = Role::Registering(Box::new(registering));
    world.note(id, What::Registering);
    offer_refs(world, id, REFS);
    stream::strike_registering(world, id);
}

/// Sends `pair-device` with new refs, which replace older ones of the connection.
pub(crate) fn offer_refs(world: &mut World, id: ConnectionId, count: usize) {
    let refs: Vec<String> = (0..count).map(|_| format!("2@{}", STANDARD.encode(random::<48>()))).collect();
    world.refs.retain(|_, owner| *owner != id);
    for reference in &refs {
        world.refs.insert(reference.clone(), id);
    }
    let until = Instant::now() + world.config.latencies.refs_validity;
    if let Some(registering) = world.registering(id) {
        registering.refs_until = until;
    }
    let refs = refs.into_iter().map(|reference| leaf("ref", reference));
    let pair_device = NodeBuilder::new("pair-device").children(refs).build();
    let stanza = request("set", "md", world.stanza_id()).children([pair_device]).build();
    world.send(id, stanza);
}

/// Keys of the device; `None` if they are malformed or the signed pre-key is not signed by the identity.
fn keys(data: &wa::client_payload::DevicePairingRegistrationData) -> Option<RegistrationKeys> {
    let identity: [u8; 32] = data.e_ident.as_deref()?.try_into().ok()?;
    let key: [u8; 32] = data.e_skey_val.as_deref()?.try_into().ok()?;
    let signature = data.e_skey_sig.clone()?;
    let signed = [&[5], &key[..]].concat();
    if !verified(&identity, &signed, &signature) {
        return None;
    }
    let props = data.device_props.as_deref().and_then(|props| wa::DeviceProps::decode_from_slice(props).ok());
    Some(RegistrationKeys {
        registration_id: uint(data.e_regid.as_deref()?)?,
        identity,
        signed_pre_key: PublicSignedPreKey {
            id: uint(data.e_skey_id.as_deref()?)?,
            key: key.to_vec().into(),
            signature: signature.into(),
        },
        platform: props.and_then(|props| props.os).unwrap_or_else(|| "unknown".to_owned()),
    })
}

/// Handles a stanza of a registering connection.
pub(super) fn receive(world: &mut World, id: ConnectionId, stanza: &Node) {
    if stanza.tag != "iq" {
        return;
    }
    let awaits_passkey = world.registering(id).is_some_and(|registering| registering.awaits_passkey);
    match attr(stanza, "type").as_deref() {
        Some("get" | "set") if awaits_passkey && !is_ping(stanza) => crate::passkey::receive(world, id, stanza),
        Some("get" | "set") => match (subject(stanza), stage(stanza).as_deref()) {
            ("link_code_companion_reg", Some("companion_hello")) => hello(world, id, stanza),
            ("link_code_companion_reg", Some("companion_finish")) => finish(world, id, stanza),
            _ if is_ping(stanza) => world.send(id, result(stanza).build()),
            _ => super::iq::unknown(world, id, stanza),
        },
        Some("result" | "error") => answered(world, id, stanza),
        Some(_) | None => {}
    }
}

fn is_ping(stanza: &Node) -> bool {
    subject(stanza) == "ping" || attr(stanza, "xmlns").as_deref() == Some("w:p")
}

fn stage(stanza: &Node) -> Option<String> {
    first(stanza).and_then(|child| attr(child, "stage"))
}

/// Stage 1: a companion shows a code and waits until it is typed.
fn hello(world: &mut World, id: ConnectionId, stanza: &Node) {
    world.stats.code_requests += 1;
    let Some(hello) = Hello::read(world, id, stanza) else {
        return world.send(id, refusal(stanza, 400, error_text(400), None));
    };
    let number = hello.number.clone();
    let step = Step { at: FaultPoint::PairCode, number: Some(&number), connection: id };
    let (later, request) = (hello.clone(), stanza.clone());
    if !world.paused(step, move |simulator| simulator.with(|world| answer_hello(world, id, &request, later))) {
        answer_hello(world, id, stanza, hello);
    }
}

fn answer_hello(world: &mut World, id: ConnectionId, stanza: &Node, hello: Hello) {
    // A request that was held may find its connection closed, or being linked with a passkey.
    if world.registering(id).is_none_or(|registering| registering.awaits_passkey) {
        return;
    }
    let Hello { number, wrapped, platform, prompt } = hello;
    match world.faults.take(FaultPoint::PairCode, Some(&number)) {
        Some(FaultAction::Answer(answer)) => return world.send(id, stream::refused(stanza, &answer)),
        Some(FaultAction::Silence(silence)) => return stream::fall_silent(world, id, silence),
        Some(FaultAction::Child(_) | FaultAction::Wait(_)) | None => {}
    }
    if world.phone(&number).is_err() {
        return world.send(id, refusal(stanza, 500, error_text(500), None));
    }
    if let Some(registering) = world.registering(id) {
        registering.platform = Some(platform.clone());
        registering.finish = None;
    }
    let reference = format!("3@{}", STANDARD.encode(random::<24>())).into_bytes();
    tracing::info!(number = number.masked(), "a companion shows a pairing code");
    world.stats.codes_issued += 1;
    if let Some(live) = world.live.get_mut(&id) {
        live.facts.number = Some(number.clone());
    }
    world.note(id, What::Code);
    world.remember_code(CodeRequest {
        number,
        connection: id,
        reference: reference.clone(),
        wrapped,
        asked: Instant::now(),
        asked_at: now_millis(),
        tries: 0,
        platform,
        prompt,
    });
    let answer = NodeBuilder::new("link_code_companion_reg")
        .attr("stage", "companion_hello")
        .children([leaf("link_code_pairing_ref", reference)])
        .build();
    world.send(id, result(stanza).children([answer]).build());
    stream::strike_registering(world, id);
}

/// Stage 2: the companion's key bundle for the phone.
fn finish(world: &mut World, id: ConnectionId, stanza: &Node) {
    let number = account_named(world, stanza);
    let step = Step { at: FaultPoint::CompanionFinish, number: number.as_ref(), connection: id };
    let later = stanza.clone();
    if !world.paused(step, move |simulator| simulator.with(|world| answer_finish(world, id, &later))) {
        answer_finish(world, id, stanza);
    }
}

/// Account that a request of the second stage names.
fn account_named(world: &World, stanza: &Node) -> Option<Number> {
    let jid = jid_attr(first(stanza)?, "jid")?;
    Some(world.state.account_of(Number::parse(jid.user_base()).ok()?))
}

fn answer_finish(world: &mut World, id: ConnectionId, stanza: &Node) {
    let number = account_named(world, stanza);
    match world.faults.take(FaultPoint::CompanionFinish, number.as_ref()) {
        Some(FaultAction::Answer(answer)) => {
            world.send(id, stream::refused(stanza, &answer));
            return tell_phone(world, id, FinishAnswer::RefusedByServer);
        }
        Some(FaultAction::Silence(silence)) => return stream::fall_silent(world, id, silence),
        Some(FaultAction::Child(_) | FaultAction::Wait(_)) | None => {}
    }
    let reference = first(stanza).and_then(|child| child_content(child, "link_code_pairing_ref"));
    let known = world.codes.iter().any(|code| {
        code.connection == id && Some(&code.number) == number.as_ref() && Some(code.reference.as_slice()) == reference
    });
    let parts = first(stanza).and_then(|child| {
        let bundle = child_content(child, "link_code_pairing_wrapped_key_bundle")?;
        Some((bundle.to_vec(), child_content(child, "companion_identity_public")?.to_vec()))
    });
    match parts {
        Some((bundle, identity)) if known => {
            world.send(id, result(stanza).build());
            tell_phone(world, id, FinishAnswer::Bundle { bundle, identity });
        }
        Some(_) | None => world.send(id, refusal(stanza, 400, error_text(400), None)),
    }
}

/// Requests the account's passkey if a fault demands it: the service waits for an assertion that a companion outside of
/// WhatsApp's own pages cannot make. Returns whether it was requested.
pub(crate) fn demand_passkey(world: &mut World, id: ConnectionId, number: &Number) -> bool {
    if world.faults.take(FaultPoint::Passkey, Some(number)).is_none() {
        return false;
    }
    if let Some(registering) = world.registering(id) {
        registering.awaits_passkey = true;
    }
    // Without the passkey neither another code nor another scan may succeed.
    world.refs.retain(|_, owner| *owner != id);
    world.codes.retain(|code| code.connection != id);
    let options = serde_json::json!({
        "challenge": URL_SAFE_NO_PAD.encode(random::<32>()),
        "rpId": "web.whatsapp.com",
        "timeout": 60_000,
        "userVerification": "required",
        "allowCredentials": [{ "type": "public-key", "id": URL_SAFE_NO_PAD.encode(random::<16>()) }],
    });
    let stanza = notification("passkey_prologue_request", SERVER_JID, world.stanza_id())
        .children([leaf("passkey_request_options", options.to_string().into_bytes())])
        .build();
    tracing::info!(number = number.masked(), "a companion is asked for a passkey");
    world.note(id, What::PasskeyDemanded);
    world.send(id, stanza);
    true
}

fn tell_phone(world: &mut World, id: ConnectionId, answer: FinishAnswer) {
    if let Some(waiting) = world.registering(id).and_then(|registering| registering.finish.take()) {
        // An error means that the phone stopped waiting; it has already reported why.
        let _ = waiting.send(answer);
    }
}

/// Handles an answer to `pair-device` (nothing to do) or to `pair-success`.
fn answered(world: &mut World, id: ConnectionId, stanza: &Node) {
    let Some(registering) = world.registering(id) else { return };
    let expected = registering.sign.as_ref().map(|awaited| awaited.request.clone());
    if expected.is_none() || expected != attr(stanza, "id") {
        return;
    }
    let Some(AwaitedSign { number, answer: waiting, .. }) = registering.sign.take() else { return };
    match world.faults.take(FaultPoint::DeviceSign, Some(&number)) {
        // The phone learns of it when the connection ends, or by its timeout.
        Some(FaultAction::Silence(Silence::Hang)) => {
            if let Some(registering) = world.registering(id) {
                registering.sign = Some(AwaitedSign { request: String::new(), number, answer: waiting });
            }
            return;
        }
        Some(FaultAction::Silence(Silence::Drop)) => return world.cut(id),
        Some(FaultAction::Answer(answer)) => return stream::stream_error(world, id, &answer),
        Some(FaultAction::Child(_) | FaultAction::Wait(_)) | None => {}
    }
    let signed = stanza.get_optional_child_by_tag(&["pair-device-sign", "device-identity"]).and_then(content);
    let answer = signed.map_or_else(
        || {
            let error = stanza.get_optional_child("error").and_then(|error| attr(error, "text"));
            SignAnswer::Refused(error.unwrap_or_else(|| "no countersignature".to_owned()))
        },
        |signed| SignAnswer::Signed(signed.to_vec()),
    );
    // An error means that the phone stopped waiting; it has already reported why.
    let _ = waiting.send(answer);
}

/// `primary_hello`: the phone's answer to a typed code, for the companion.
pub(crate) fn primary_hello(world: &mut World, code: &CodeParts, wrapped: Vec<u8>) -> Node {
    let stage = NodeBuilder::new("link_code_companion_reg")
        .attr("stage", "primary_hello")
        .children([
            leaf("link_code_pairing_wrapped_primary_ephemeral_pub", wrapped),
            leaf("primary_identity_pub", code.primary_identity.to_vec()),
            leaf("link_code_pairing_ref", code.reference.clone()),
        ])
        .build();
    let id = world.stanza_id();
    notification("link_code_companion_reg", SERVER_JID, id).children([stage]).build()
}

/// Parts of a code request that the phone's answer carries.
pub(crate) struct CodeParts {
    pub(crate) reference: Vec<u8>,
    pub(crate) primary_identity: [u8; 32],
}
