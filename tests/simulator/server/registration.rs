//! Registration: `pair-device` with its refs, the two stages of a pairing code, `pair-device-sign`.

use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use buffa::Message as _;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, SERVER_JID};
use waproto::whatsapp as wa;

use super::stream::{self, faulty, subject};
use crate::faults::{FaultAction, FaultPoint, Silence};
use crate::state::{Number, PublicSignedPreKey, random, verified};
use crate::wire::stanza::{
    attr, child_content, content, error_text, first, jid_attr, leaf, notification, refusal, request, result, uint,
};
use crate::world::{
    AwaitedSign, CodeRequest, ConnectionId, FinishAnswer, Registering, RegistrationKeys, Role, SignAnswer, World,
};

/// Number of refs in one `pair-device`: the first is shown for 60 s, the others for 20 s each.
const REFS: usize = 6;

/// Handles a registration: checks its keys and sends the refs.
pub(super) fn begin(world: &mut World, id: ConnectionId, payload: &wa::ClientPayload) {
    if faulty(world, id, FaultPoint::Connect, None) || faulty(world, id, FaultPoint::Register, None) {
        return;
    }
    let Some(keys) = payload.device_pairing_data.as_option().and_then(keys) else {
        return stream::fail(world, id, 400);
    };
    let refs: Vec<String> = (0..REFS).map(|_| format!("2@{}", STANDARD.encode(random::<48>()))).collect();
    for reference in &refs {
        world.refs.insert(reference.clone(), id);
    }
    let refs_until = Instant::now() + world.config.latencies.refs_validity;
    let registering = Registering { keys, refs_until, platform: None, finish: None, sign: None, awaits_passkey: false };
    if let Some(live) = world.live.get_mut(&id) {
        live.role = Role::Registering(Box::new(registering));
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
        Some("get" | "set") if awaits_passkey && !is_ping(stanza) => {}
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
    let Some((number, wrapped, platform)) = read_hello(world, id, stanza) else {
        return world.send(id, refusal(stanza, 400, error_text(400), None));
    };
    match world.faults.take(FaultPoint::PairCode, Some(&number)) {
        Some(FaultAction::Answer(answer)) => return world.send(id, stream::refused(stanza, &answer)),
        Some(FaultAction::Silence(silence)) => return stream::fall_silent(world, id, silence),
        None => {}
    }
    if world.phone(&number).is_err() {
        return world.send(id, refusal(stanza, 500, error_text(500), None));
    }
    if let Some(registering) = world.registering(id) {
        registering.platform = Some(platform);
        registering.finish = None;
    }
    let reference = format!("3@{}", STANDARD.encode(random::<24>())).into_bytes();
    tracing::info!(number = number.masked(), "a companion shows a pairing code");
    world.stats.codes_issued += 1;
    world.remember_code(CodeRequest {
        number,
        connection: id,
        reference: reference.clone(),
        wrapped,
        asked: Instant::now(),
        tries: 0,
    });
    let answer = NodeBuilder::new("link_code_companion_reg")
        .attr("stage", "companion_hello")
        .children([leaf("link_code_pairing_ref", reference)])
        .build();
    world.send(id, result(stanza).children([answer]).build());
}

/// Number, wrapped key and display name; `None` if the real service would refuse the request.
fn read_hello(world: &World, id: ConnectionId, stanza: &Node) -> Option<(Number, Vec<u8>, String)> {
    let hello = first(stanza)?;
    let number = Number::parse(jid_attr(hello, "jid")?.user_base()).ok()?;
    let dialled = !number.as_str().starts_with('0');
    // Any form of the number leads to the account.
    let number = world.state.account_of(number);
    let wrapped = child_content(hello, "link_code_pairing_wrapped_companion_ephemeral_pub")?;
    let noise = child_content(hello, "companion_server_auth_key_pub")?;
    let platform = std::str::from_utf8(child_content(hello, "companion_platform_display")?).ok()?;
    let own_key = world.live.get(&id).is_some_and(|live| live.noise == noise);
    let right = wrapped.len() == 80 && own_key && dialled && known_platform(platform);
    right.then(|| (number, wrapped.to_vec(), platform.to_owned()))
}

/// Whether a display name consists of a browser and a system that the service knows; it refuses custom names.
fn known_platform(display: &str) -> bool {
    const BROWSERS: &[&str] =
        &["Chrome", "Edge", "Firefox", "IE", "Internet Explorer", "Opera", "Safari", "Chromium", "Brave", "Android"];
    const APPLICATIONS: &[&str] = &["Desktop", "Electron", "UWP", "WhatsApp", "Other", "Web"];
    const SYSTEMS: &[&str] = &[
        "Windows",
        "Mac OS",
        "Mac OS X",
        "macOS",
        "Linux",
        "Ubuntu",
        "Debian",
        "Fedora",
        "Chrome OS",
        "ChromeOS",
        "Android",
        "iOS",
    ];
    let Some((browser, system)) = display.strip_suffix(')').and_then(|rest| rest.split_once(" (")) else {
        return false;
    };
    let is_version = |rest: &str| rest.chars().all(|sign| sign == ' ' || sign == '.' || sign.is_ascii_digit());
    let known = SYSTEMS.iter().any(|known| system.strip_prefix(*known).is_some_and(is_version));
    known && (BROWSERS.contains(&browser) || APPLICATIONS.contains(&browser))
}

/// Stage 2: the companion's key bundle for the phone.
fn finish(world: &mut World, id: ConnectionId, stanza: &Node) {
    let number = first(stanza).and_then(|child| jid_attr(child, "jid"));
    let number = number.and_then(|jid| Number::parse(jid.user_base()).ok());
    let number = number.map(|number| world.state.account_of(number));
    match world.faults.take(FaultPoint::CompanionFinish, number.as_ref()) {
        Some(FaultAction::Answer(answer)) => {
            world.send(id, stream::refused(stanza, &answer));
            return tell_phone(world, id, FinishAnswer::RefusedByServer);
        }
        Some(FaultAction::Silence(silence)) => return stream::fall_silent(world, id, silence),
        None => {}
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
        None => {}
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_display_names_of_known_clients_are_accepted() {
        for good in ["Chrome (Linux)", "Chrome (Mac OS)", "Chrome (Ubuntu)", "Edge (Windows)", "Firefox (Windows 11)"] {
            assert!(known_platform(good), "{good}");
        }
        for bad in ["", "Chrome", "Salon (Linux)", "Chrome (Salon)", "Chrome (Linux", "Chrome (Linuxy)"] {
            assert!(!known_platform(bad), "{bad}");
        }
    }
}
