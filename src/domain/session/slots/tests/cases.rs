//! Changes of the phone by example: the way, the ways out, and what the status says.

use super::world::{Act, World};
use super::{NEW, OLD, phone};
use crate::session::StateName;
use crate::session::slots::{ChangeState, Slot};

fn until(world: &mut World, wanted: ChangeState) {
    for _ in 0..40 {
        if world.session.change_state() == Some(wanted) {
            return;
        }
        for act in [Act::Task(Slot::Next), Act::Link(true), Act::Task(Slot::Current)] {
            if world.session.change_state() != Some(wanted) {
                world.act(act);
            }
        }
    }
    panic!("never {wanted:?}: {:?}", world.session);
}

#[test]
fn undisturbed_change_goes_through_its_states() {
    let mut world = World::connected();
    world.act(Act::Change);
    for state in [
        ChangeState::Creating,
        ChangeState::WaitingForPairingCode,
        ChangeState::PairingCodeSent,
        ChangeState::Connecting,
        ChangeState::LoggingOut,
    ] {
        until(&mut world, state);
        assert_eq!(world.session.line().state().name(), StateName::Connected, "{state:?}");
    }
    assert_eq!(world.in_slot(Slot::Current).map(|device| &device.phone), Some(&phone(NEW)));
    world.come_to_rest();
    assert_eq!((world.session.change_state(), world.known.len(), world.old.len()), (None, 1, 0));
}

#[test]
fn cancel_in_every_state_leaves_the_old_line() {
    for state in [
        ChangeState::Creating,
        ChangeState::WaitingForPairingCode,
        ChangeState::PairingCodeSent,
        ChangeState::Connecting,
    ] {
        let mut world = World::connected();
        world.act(Act::Change);
        until(&mut world, state);
        world.act(Act::Cancel);
        world.come_to_rest();
        assert_eq!(world.in_slot(Slot::Current).map(|device| &device.phone), Some(&phone(OLD)), "{state:?}");
        assert_eq!((world.session.change_state(), world.in_slot(Slot::Next)), (None, None), "{state:?}");
        assert_eq!(world.known.iter().copied().collect::<Vec<_>>(), [1], "{state:?}");
    }
}

#[test]
fn change_beyond_the_quota_begins_nothing() {
    let mut world = World::connected();
    for _ in 0..40 {
        world.act(Act::Change);
        world.act(Act::Task(Slot::Next));
        while world.session.change_state() == Some(ChangeState::Creating) {
            world.act(Act::Task(Slot::Next));
            world.act(Act::Link(true));
        }
        world.act(Act::Cancel);
        world.come_to_rest();
    }
    let before = world.session.clone();
    world.act(Act::Change);
    assert_eq!((world.session.change_state(), world.session.pairings_begun()), (None, before.pairings_begun()));
    assert_eq!(world.session.line().state().name(), StateName::Connected);
}

#[test]
fn kill_in_every_state_ends_with_one_whole_line() {
    for (state, line) in [
        (ChangeState::Creating, OLD),
        (ChangeState::WaitingForPairingCode, OLD),
        (ChangeState::PairingCodeSent, OLD),
        (ChangeState::Connecting, NEW),
        (ChangeState::LoggingOut, NEW),
    ] {
        let mut world = World::connected();
        world.act(Act::Change);
        until(&mut world, state);
        world.act(Act::Kill);
        world.come_to_rest();
        assert_eq!(world.in_slot(Slot::Current).map(|device| &device.phone), Some(&phone(line)), "{state:?}");
        assert_eq!((world.in_slot(Slot::Next), world.known.len(), world.old.len()), (None, 1, 0), "{state:?}");
    }
}

#[test]
fn reset_and_disconnect_in_every_state_end_the_change_first() {
    for act in [Act::Reset, Act::Disconnect] {
        for state in [ChangeState::Creating, ChangeState::PairingCodeSent, ChangeState::Connecting] {
            let mut world = World::connected();
            world.act(Act::Change);
            until(&mut world, state);
            world.act(act);
            world.come_to_rest();
            assert_eq!((world.session.change_state(), world.in_slot(Slot::Next)), (None, None), "{act:?} {state:?}");
            let wanted = if act == Act::Reset { 0 } else { 1 };
            assert_eq!(world.known.len(), wanted, "{act:?} {state:?}");
            let code = world.session.line().reason().map(|code| code.name());
            assert_eq!(code, (act == Act::Disconnect).then_some("DISCONNECTED"), "{state:?}");
        }
    }
}

/// A change that was cancelled while its linked device could not be logged out.
fn cancelled_in_silence() -> World {
    let mut world = World::connected();
    world.act(Act::Change);
    until(&mut world, ChangeState::Connecting);
    world.act(Act::Silent(true));
    world.act(Act::Cancel);
    world
}

fn runs_tasks_of_next(world: &mut World) {
    for _ in 0..8 {
        world.act(Act::Task(Slot::Next));
    }
}

#[test]
fn cancelled_device_that_is_not_logged_out_is_kept_and_shown() {
    let mut world = cancelled_in_silence();
    runs_tasks_of_next(&mut world);
    assert_eq!((world.in_slot(Slot::Next), world.old.len()), (None, 1));
    assert_eq!(world.session.change_state(), Some(ChangeState::LoggingOut));
    let status = world.session.status(super::at(0).now);
    let change = status.change.unwrap();
    assert_eq!(change.masked_phone, Some(phone(NEW).masked()), "the one that goes is the new one");
    assert!(change.old_device.unwrap().next_attempt_at.is_some());
    assert_eq!(status.state, StateName::Connected);
    world.come_to_rest();
    assert_eq!((world.session.change_state(), world.known.len(), world.old.len()), (None, 1, 0));
    assert_eq!(world.in_slot(Slot::Current).map(|device| &device.phone), Some(&phone(OLD)));
}

#[test]
fn device_being_logged_out_is_shown_until_that_has_ended() {
    let mut world = World::connected();
    world.act(Act::Change);
    until(&mut world, ChangeState::Connecting);
    world.act(Act::Cancel);
    let mut states = Vec::new();
    for _ in 0..8 {
        states.push(world.session.change_state());
        world.act(Act::Task(Slot::Next));
    }
    states.dedup();
    let shown = [Some(ChangeState::Connecting), Some(ChangeState::LoggingOut), None];
    assert!(shown.ends_with(&states), "{states:?}");
    assert!(states.contains(&Some(ChangeState::LoggingOut)), "{states:?}");
}

#[test]
fn change_after_a_cancelled_one_keeps_the_device_of_that() {
    let mut world = cancelled_in_silence();
    // The log-out and the emptying fail.
    world.act(Act::Task(Slot::Next));
    world.act(Act::Database(true));
    runs_tasks_of_next(&mut world);
    world.act(Act::Database(false));
    world.act(Act::SecondChange);
    world.come_to_rest();
    world.restart();
    world.come_to_rest();
    let line = world.in_slot(Slot::Current).unwrap().name;
    assert_eq!(world.known.iter().copied().collect::<Vec<_>>(), [line], "{:?}", world.session);
}

/// A change is reset, and the database goes away before its linked device is set aside; another change fails meanwhile.
#[test]
fn failed_change_keeps_the_device_of_the_one_before() {
    let mut world = World::connected();
    world.act(Act::Change);
    until(&mut world, ChangeState::Connecting);
    world.act(Act::Reset);
    world.act(Act::Task(Slot::Next));
    world.act(Act::LinkUnsure(false));
    for _ in 0..2 {
        world.act(Act::Task(Slot::Next));
    }
    world.act(Act::Database(true));
    world.act(Act::Task(Slot::Next));
    world.act(Act::Change);
    world.act(Act::Task(Slot::Next));
    world.act(Act::Timer(0));
    world.act(Act::Task(Slot::Next));
    assert!(world.known.contains(&2), "its log-out was never sent: {:?}", world.known);
    world.come_to_rest();
    world.restart();
    world.come_to_rest();
    assert_eq!((world.known.iter().copied().collect::<Vec<_>>(), world.old.len()), (vec![1], 0));
}
