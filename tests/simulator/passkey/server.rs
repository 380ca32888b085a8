//! The service's half: requests of a companion that is asked for a passkey, and the notifications to it.

use std::time::Duration;

use buffa::Message as _;
use tokio::sync::oneshot;
use wacore_binary::{Node, SERVER_JID};

use super::assertion::Assertion;
use super::exchange::{Exchange, Outcome, Step};
use super::primary::{Primary, proves_handoff};
use super::views::PasskeyDemand;
use crate::error::Refusal;
use crate::faults::{FaultAction, FaultPoint};
use crate::pauses;
use crate::server::{fall_silent, refused, subject};
use crate::state::{Number, random};
use crate::timeline::What;
use crate::wire::stanza::{attr, child_content, content, error_text, first, leaf, notification, refusal, result};
use crate::world::{ConnectionId, Outgoing, World};

/// Refusal of a companion's request: the code that it gets, and the reason, which only logs and the control API show.
struct Refused(u16, &'static str);

const MALFORMED: u16 = 400;
const NOT_VERIFIED: u16 = 401;
const OUT_OF_ORDER: u16 = 409;

/// Asks a companion for the account's passkey, if the account demands it. Returns where the outcome arrives.
pub(super) fn begin(
    world: &mut World,
    id: ConnectionId,
    number: &Number,
) -> Result<Option<oneshot::Receiver<Outcome>>, Refusal> {
    let passkeys = &world.phone(number)?.passkeys;
    if passkeys.demand == PasskeyDemand::Off {
        return Ok(None);
    }
    let rp_id = passkeys.rp_id().to_owned();
    let (sender, receiver) = oneshot::channel();
    let registering = world.registering(id).ok_or(Refusal::CompanionGone("its connection is closed"))?;
    registering.awaits_passkey = true;
    registering.passkey = Some(Box::new(Exchange::new(number.clone(), rp_id, sender)));
    // Without the passkey neither another code nor another scan may succeed.
    world.refs.retain(|_, owner| *owner != id);
    world.codes.retain(|code| code.connection != id);
    request(world, id);
    tracing::info!(number = number.masked(), "a companion is asked for a passkey");
    Ok(Some(receiver))
}

/// Sends `passkey_prologue_request`, with a new challenge unless the companion has to ask for it.
pub(super) fn request(world: &mut World, id: ConnectionId) {
    let validity = world.config.latencies.passkey_challenge;
    let Some(number) = number_of(world, id) else { return };
    let demand = world.state.phone(&number).map(|phone| phone.passkeys.demand);
    let mut stanza = notification("passkey_prologue_request", SERVER_JID, world.stanza_id());
    if demand == Some(PasskeyDemand::WithOptions)
        && let Some(exchange) = exchange(world, id)
    {
        stanza = stanza.children([leaf("passkey_request_options", exchange.issue(validity))]);
    }
    world.note(id, What::PasskeyDemanded);
    world.send(id, stanza.build());
}

/// Exchange of the connection; `None` if it has none.
pub(super) fn exchange(world: &mut World, id: ConnectionId) -> Option<&mut Exchange> {
    world.registering(id)?.passkey.as_deref_mut()
}

type Handler = fn(&mut World, ConnectionId, &Node) -> Result<Vec<Node>, Refused>;

/// Step of the exchange that a request belongs to; `None` if it belongs to none.
fn step_of(stanza: &Node) -> Option<(FaultPoint, Handler)> {
    let sets = attr(stanza, "type").as_deref() == Some("set");
    let step: (_, Handler) = match (subject(stanza), sets) {
        ("passkey_request_options", false) => (FaultPoint::PasskeyOptions, options),
        ("ref", false) => (FaultPoint::PasskeyRef, reference),
        ("passkey_prologue", true) => (FaultPoint::PasskeyPrologue, prologue),
        ("companion_nonce", true) => (FaultPoint::PasskeyNonce, nonce),
        ("encrypted_pairing_request", true) => (FaultPoint::PasskeyPairingRequest, pairing_request),
        _ => return None,
    };
    Some(step)
}

/// Handles a request of a companion that is asked for a passkey. Other requests than those of the exchange are ignored.
pub(crate) fn receive(world: &mut World, id: ConnectionId, stanza: &Node) {
    let Some(number) = number_of(world, id) else { return };
    let Some((at, _)) = step_of(stanza) else { return };
    let later = stanza.clone();
    let step = pauses::Step { at, number: Some(&number), connection: id };
    if !world.paused(step, move |simulator| simulator.with(|world| answer(world, id, &later))) {
        answer(world, id, stanza);
    }
}

fn number_of(world: &mut World, id: ConnectionId) -> Option<Number> {
    exchange(world, id).map(|exchange| exchange.number.clone())
}

fn answer(world: &mut World, id: ConnectionId, stanza: &Node) {
    let Some(number) = number_of(world, id) else { return };
    let Some((point, handler)) = step_of(stanza) else { return };
    match world.faults.take(point, Some(&number)) {
        Some(FaultAction::Answer(answer)) => {
            world.note_with_code(id, What::PasskeyRefused, Some(answer.code));
            return world.send(id, refused(stanza, &answer));
        }
        Some(FaultAction::Silence(silence)) => return fall_silent(world, id, silence),
        Some(FaultAction::Child(_) | FaultAction::Wait(_)) | None => {}
    }
    let ended = exchange(world, id).and_then(|exchange| match exchange.step {
        Step::Over(code) => Some(Refused(code, "the linking has ended")),
        Step::Assertion | Step::Nonce(_) | Step::PairingRequest { .. } | Step::Confirmation { .. } => None,
    });
    match ended.map_or_else(|| handler(world, id, stanza), Err) {
        Ok(children) => {
            world.send(id, result(stanza).children(children).build());
            if point == FaultPoint::PasskeyPrologue {
                continue_exchange(world, id, &number);
            }
        }
        Err(Refused(code, why)) => {
            tracing::info!(number = number.masked(), code, "a passkey request is refused: {why}");
            if let Some(exchange) = exchange(world, id) {
                exchange.refused = Some(why);
            }
            world.note_with_code(id, What::PasskeyRefused, Some(code));
            world.send(id, refusal(stanza, code, error_text(code), None));
        }
    }
}

/// `passkey_request_options`: another challenge, in place of an older one.
fn options(world: &mut World, id: ConnectionId, _: &Node) -> Result<Vec<Node>, Refused> {
    let validity = world.config.latencies.passkey_challenge;
    let exchange = awaiting_assertion(world, id)?;
    Ok(vec![leaf("passkey_request_options", exchange.issue(validity))])
}

/// `ref`: what the companion's ephemeral key is bound to; another one each time.
fn reference(world: &mut World, id: ConnectionId, _: &Node) -> Result<Vec<Node>, Refused> {
    use base64::Engine as _;
    let text = format!("4@{}", base64::engine::general_purpose::STANDARD.encode(random::<24>()));
    awaiting_assertion(world, id)?.reference = Some(text.clone());
    Ok(vec![leaf("ref", text)])
}

fn awaiting_assertion(world: &mut World, id: ConnectionId) -> Result<&mut Exchange, Refused> {
    exchange(world, id)
        .filter(|exchange| matches!(exchange.step, Step::Assertion))
        .ok_or(Refused(OUT_OF_ORDER, "an assertion was accepted already"))
}

/// `passkey_prologue`: the assertion, and what the phone needs for its answer.
fn prologue(world: &mut World, id: ConnectionId, stanza: &Node) -> Result<Vec<Node>, Refused> {
    let malformed = |why| Refused(MALFORMED, why);
    awaiting_assertion(world, id)?;
    let parts = first(stanza).ok_or(malformed("the prologue is empty"))?;
    let credential = child_content(parts, "credential_id").ok_or(malformed("the prologue has no credential_id"))?;
    let assertion =
        child_content(parts, "webauthn_assertion").ok_or(malformed("the prologue has no webauthn_assertion"))?;
    let payload = child_content(parts, "prologue_payload").ok_or(malformed("the prologue has no prologue_payload"))?;
    let proof = parts.get_optional_child("pairing_handoff_proof").map(|proof| content(proof).unwrap_or_default());
    if proof.is_some_and(|proof| proof.len() != 32) {
        return Err(malformed("a handoff proof is 32 bytes long"));
    }
    let assertion = Assertion::read(assertion, credential).map_err(malformed)?;
    let exchange = awaiting_assertion(world, id)?;
    let reference = exchange.reference.clone().ok_or(malformed("the companion has not asked for a ref"))?;
    let primary = Primary::answer(payload, &reference).map_err(malformed)?;
    verify(world, id, &assertion, credential)?;
    let number = awaiting_assertion(world, id)?.number.clone();
    let passkeys = world.state.phone(&number).map(|phone| &phone.passkeys);
    let handoff = proof
        .is_some_and(|proof| passkeys.is_some_and(|passkeys| proves_handoff(proof, payload, passkeys.adv_secrets())));
    let exchange = awaiting_assertion(world, id)?;
    exchange.step = Step::Nonce(Box::new(primary));
    // A proof that no linked companion of this account can have made is treated like none: the person compares the code.
    (exchange.handoff, exchange.confirmed) = (handoff, handoff);
    Ok(Vec::new())
}

/// Verifies the assertion. A challenge counts for the first assertion that answers it, whether that verifies or not.
fn verify(world: &mut World, id: ConnectionId, assertion: &Assertion, credential: &[u8]) -> Result<(), Refused> {
    let exchange = awaiting_assertion(world, id)?;
    let answers = exchange.challenge.as_ref().is_some_and(|challenge| challenge.bytes[..] == assertion.challenge[..]);
    let challenge = exchange.challenge.take_if(|_| answers);
    let challenge = challenge.ok_or(Refused(NOT_VERIFIED, "the challenge is not the one that was issued"))?;
    if challenge.expired() {
        return Err(Refused(NOT_VERIFIED, "the challenge has expired"));
    }
    let (rp_id, number) = (exchange.rp_id.clone(), exchange.number.clone());
    let key = world.state.phone(&number).and_then(|phone| phone.passkeys.key(credential));
    let key = key.ok_or(Refused(NOT_VERIFIED, "the account has no such credential"))?;
    assertion.verify(&rp_id, &key).map_err(|why| Refused(NOT_VERIFIED, why))
}

/// Sends the phone's answer to the prologue, after a pause if a fault demands one.
fn continue_exchange(world: &mut World, id: ConnectionId, number: &Number) {
    let step = pauses::Step { at: FaultPoint::PasskeyContinuation, number: Some(number), connection: id };
    let later = number.clone();
    if !world.paused(step, move |simulator| simulator.with(|world| send_continuation(world, id, &later))) {
        send_continuation(world, id, number);
    }
}

/// Sends the phone's answer to the prologue. It takes the phone a moment, and clients rely on that: whatsapp-rust takes
/// up its side of the exchange only after it has read the result of its prologue.
fn send_continuation(world: &mut World, id: ConnectionId, number: &Number) {
    let Some(Step::Nonce(primary)) = exchange(world, id).map(|exchange| &exchange.step) else { return };
    let mut identity = primary.identity();
    let fault = world.faults.take(FaultPoint::PasskeyContinuation, Some(number));
    let how = match fault {
        Some(FaultAction::Silence(silence)) => return fall_silent(world, id, silence),
        Some(FaultAction::Answer(answer)) => answer.text.unwrap_or_default(),
        Some(FaultAction::Child(_) | FaultAction::Wait(_)) | None => String::new(),
    };
    match how.as_str() {
        "key" => identity.public_key = Some(vec![1; 31]),
        "nonce" => identity.nonce = None,
        _ => {}
    }
    let bytes = if how == "garbage" { vec![0xff; 20] } else { identity.encode_to_vec() };
    let parts = (how != "missing").then(|| leaf("primary_ephemeral_identity", bytes));
    let stanza = notification("crsc_continuation", SERVER_JID, world.stanza_id()).children(parts).build();
    let pause: Duration = world.config.latencies.phone_answer;
    world.push(id, Outgoing::Later(Box::new(stanza), pause));
}

/// `companion_nonce`: the phone verifies the commitment and shows the code.
fn nonce(world: &mut World, id: ConnectionId, stanza: &Node) -> Result<Vec<Node>, Refused> {
    const UNCOMMITTED: &str = "the nonce is not the one that was committed to";
    let nonce = first(stanza).and_then(content).unwrap_or_default();
    let exchange = exchange(world, id).ok_or(Refused(OUT_OF_ORDER, "no exchange"))?;
    match std::mem::replace(&mut exchange.step, Step::Assertion) {
        Step::Nonce(primary) if nonce.len() != 32 => {
            exchange.step = Step::Nonce(primary);
            Err(Refused(MALFORMED, "a nonce is 32 bytes long"))
        }
        Step::Nonce(primary) => match primary.code(nonce) {
            Some(code) => {
                exchange.step = Step::PairingRequest { primary, code };
                Ok(Vec::new())
            }
            None => {
                exchange.end(Err(Refusal::CompanionRefused(UNCOMMITTED.to_owned())));
                Err(Refused(NOT_VERIFIED, UNCOMMITTED))
            }
        },
        other => {
            exchange.step = other;
            Err(Refused(OUT_OF_ORDER, "no nonce is awaited"))
        }
    }
}

/// `encrypted_pairing_request`: the companion's keys and its new ADV secret.
fn pairing_request(world: &mut World, id: ConnectionId, stanza: &Node) -> Result<Vec<Node>, Refused> {
    const OTHER_KEYS: &str = "the pairing request has other keys than the companion registered";
    let sealed = first(stanza).and_then(content).unwrap_or_default();
    let noise = world.live.get(&id).map(|live| live.noise);
    let identity = world.registering(id).map(|registering| registering.keys.identity);
    let exchange = exchange(world, id).ok_or(Refused(OUT_OF_ORDER, "no exchange"))?;
    let Step::PairingRequest { primary, code } = &exchange.step else {
        return Err(Refused(OUT_OF_ORDER, "no pairing request is awaited"));
    };
    let opened = primary.open(sealed).and_then(|request| {
        let same = Some(request.noise) == noise && Some(request.identity) == identity;
        if same { Ok(request.adv_secret) } else { Err(OTHER_KEYS) }
    });
    match opened {
        Ok(adv_secret) if exchange.confirmed => exchange.end(Ok(adv_secret)),
        Ok(adv_secret) => exchange.step = Step::Confirmation { adv_secret, code: code.clone() },
        Err(why) => {
            exchange.end(Err(Refusal::CompanionRefused(why.to_owned())));
            return Err(Refused(NOT_VERIFIED, why));
        }
    }
    Ok(Vec::new())
}
