//! What is marked while a phone links a device: the phone as busy, the connection as being linked.

use crate::error::Refusal;
use crate::simulator::Simulator;
use crate::state::Number;
use crate::timeline::What;
use crate::world::{ConnectionId, World};

/// Marks the phone as busy until dropped: it does one linking at a time.
pub(super) struct Busy<'a> {
    simulator: &'a Simulator,
    number: &'a Number,
}

impl<'a> Busy<'a> {
    pub(super) fn take(simulator: &'a Simulator, number: &'a Number) -> Result<Self, Refusal> {
        let free = simulator.with(|world| {
            world.phone(number)?;
            Ok(world.linking.insert(number.clone()))
        })?;
        if free { Ok(Self { simulator, number }) } else { Err(Refusal::Busy) }
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.simulator.with(|world| world.linking.remove(self.number));
    }
}

/// Marks a registering connection as being linked until dropped.
pub(super) struct Marked {
    simulator: Simulator,
    connection: ConnectionId,
}

impl Marked {
    pub(super) fn new(simulator: &Simulator, world: &mut World, connection: ConnectionId, number: &Number) -> Self {
        if let Some(registering) = world.registering(connection) {
            registering.line.linking = Some(number.clone());
        }
        if let Some(live) = world.live.get_mut(&connection) {
            live.facts.number = Some(number.clone());
        }
        world.note(connection, What::Linking);
        Self { simulator: simulator.clone(), connection }
    }
}

impl Drop for Marked {
    fn drop(&mut self) {
        self.simulator.with(|world| {
            if let Some(registering) = world.registering(self.connection) {
                registering.line.linking = None;
            }
        });
    }
}
