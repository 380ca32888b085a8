//! Logins: the device is found by its jid and Noise key, an older connection of it is replaced, `<success>` is sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use wacore_binary::Jid;
use wacore_binary::builder::NodeBuilder;
use waproto::whatsapp as wa;

use super::stream::{self, faulty};
use crate::faults::{FaultAnswer, FaultPoint};
use crate::pauses::Step;
use crate::signal::Address;
use crate::simulator::Simulator;
use crate::state::{Number, now};
use crate::timeline::What;
use crate::world::{ConnectionId, DeviceRole, Role, World};

/// Handles a login.
pub(super) fn begin(world: &mut World, id: ConnectionId, payload: &wa::ClientPayload) {
    let number = payload.username.and_then(|number| Number::parse(&number.to_string()).ok());
    let account = number.clone().map(|number| world.state.account_of(number));
    if faulty(world, id, FaultPoint::Connect, account.as_ref()) {
        return;
    }
    let device = payload.device.unwrap_or(0);
    let step = Step { at: FaultPoint::Login, number: account.as_ref(), connection: id };
    let later = number.clone();
    let resume = move |simulator: &Simulator| {
        simulator.with(|world| accept(world, id, later, device));
        watch_for_silence(simulator, id);
    };
    if !world.paused(step, resume) {
        accept(world, id, number, device);
    }
}

fn accept(world: &mut World, id: ConnectionId, number: Option<Number>, device: u32) {
    if world.live.get(&id).is_none_or(|live| live.facts.ended) {
        return;
    }
    let account = number.clone().map(|number| world.state.account_of(number));
    if faulty(world, id, FaultPoint::Login, account.as_ref()) {
        return;
    }
    let Some(number) = number else { return stream::fail(world, id, 400) };
    let Some(address) = recognised(world, id, &number, device) else {
        // Also the answer to a device that was unlinked, and to one that never finished linking.
        return stream::fail(world, id, 401);
    };
    replace_older(world, id, &address);
    if let Some(live) = world.live.get_mut(&id) {
        let own = address.clone();
        live.role = Role::Device(DeviceRole {
            address: own,
            active: false,
            cursor: 0,
            awake: false,
            is_available: false,
            backlog: None,
        });
        live.facts.number = Some(address.number.clone());
        live.facts.device = Some(address.device);
    }
    world.note(id, What::LoggedIn);
    world.online.insert(address.clone(), id);
    world.stats.logins += 1;
    success(world, id, &address);
    stream::strike_after_login(world, id, &address);
}

fn recognised(world: &World, id: ConnectionId, number: &Number, device: u32) -> Option<Address> {
    let device = u16::try_from(device).ok()?;
    let noise = world.live.get(&id)?.noise;
    let phone = world.state.phone(&world.state.account_of(number.clone()))?;
    let known = phone.device(device).filter(|_| phone.logs_in_as(number))?;
    (known.noise.as_slice() == noise).then(|| Address::new(&phone.number, device))
}

/// Ends an older connection of the device with 440: the newer one wins.
fn replace_older(world: &mut World, id: ConnectionId, address: &Address) {
    if let Some(older) = world.online.get(address).copied().filter(|older| *older != id) {
        tracing::info!(number = address.number.masked(), "a newer connection replaces an older one");
        world.note(older, What::Replaced);
        stream::stream_error(world, older, &FaultAnswer::code(440));
    }
}

fn success(world: &mut World, id: ConnectionId, address: &Address) {
    let Some(phone) = world.state.phone(&address.number) else { return };
    let linked = phone.device(address.device).map_or_else(now, |device| device.linked_at);
    let stanza = NodeBuilder::new("success")
        .attr("t", now())
        .attr("lid", Jid::lid_device(phone.lid.as_str(), address.device))
        .attr("props", "1")
        .attr("abprops", "1")
        .attr("group_abprops", "1")
        .attr("creation", linked)
        .attr("companion_enc_static", STANDARD.encode(phone.identity.public()))
        .attr("location", "sim")
        .build();
    world.send(id, stanza);
}

/// Delivers the queue after `unasked_delivery` to a client that has not sent `active`, as some never do.
pub(super) fn watch_for_silence(simulator: &Simulator, id: ConnectionId) {
    let waits = simulator.look(|world| world.waits_for_active(id));
    if !waits {
        return;
    }
    let simulator = simulator.clone();
    tokio::spawn(async move {
        let pause = simulator.look(|world| world.config.latencies.unasked_delivery);
        let mut stopping = simulator.stopping();
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = super::connection::stopped(&mut stopping) => return,
        }
        simulator.with(|world| {
            if world.waits_for_active(id) {
                super::backlog::activate(world, id);
            }
        });
    });
}

impl World {
    /// Whether a connection is logged in and has not sent `active` yet.
    fn waits_for_active(&self, id: ConnectionId) -> bool {
        self.live.get(&id).is_some_and(|live| matches!(&live.role, Role::Device(role) if !role.active))
    }
}
