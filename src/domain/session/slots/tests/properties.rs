//! Properties of a change of the phone, in worlds in which anything may happen at any moment.

use proptest::prelude::*;

use super::world::{Act, World};
use crate::session::StateName;
use crate::session::slots::Slot;

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        12 => Just(Act::Task(Slot::Next)),
        8 => Just(Act::Task(Slot::Current)),
        12 => Just(Act::Link(true)),
        5 => Just(Act::Link(false)),
        4 => any::<u8>().prop_map(Act::Timer),
        4 => any::<bool>().prop_map(Act::OldLogOut),
        2 => Just(Act::Change),
        1 => Just(Act::SecondChange),
        1 => Just(Act::Cancel),
        1 => (any::<bool>(), any::<bool>()).prop_map(|(next, refused)| Act::LinkEnds(next, refused)),
        1 => any::<bool>().prop_map(Act::LinkUnsure),
        1 => any::<bool>().prop_map(Act::Database),
        1 => any::<bool>().prop_map(Act::Silent),
        1 => Just(Act::Kill),
    ]
}

fn any_act_of_people() -> impl Strategy<Value = Act> {
    prop_oneof![
        20 => any_act(),
        1 => Just(Act::Reset),
        1 => Just(Act::Disconnect),
        1 => Just(Act::PhoneRemovesOld),
    ]
}

/// A device that its phone knows is stored as the current one, or is linked in the next slot.
fn is_whole(world: &World) -> bool {
    [Slot::Current, Slot::Next]
        .iter()
        .filter_map(|slot| world.in_slot(*slot))
        .any(|device| device.linked && world.known.contains(&device.name))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_whole_line_is_stored_whatever_happens_to_a_change(acts in proptest::collection::vec(any_act(), 1..120)) {
        let mut world = World::connected();
        world.act(Act::Change);
        for act in acts {
            world.act(act);
            let current = world.in_slot(Slot::Current);
            let is_known = current.is_some_and(|device| world.known.contains(&device.name));
            prop_assert!(is_known, "after {:?} the current device is {:?}, phones know {:?}", act, current, world.known);
        }
        world.come_to_rest();
        prop_assert_eq!(world.session.line().state().name(), StateName::Connected);
        prop_assert!(world.session.change().is_none_or(|change| change.state().pairing().is_some()), "{:?}", world.session.change());
        prop_assert_eq!(&world.old, &[], "old devices are left");
        let device = world.in_slot(Slot::Current).unwrap().name;
        prop_assert!(world.known.contains(&device));
    }

    #[test]
    fn no_device_stays_on_a_phone_that_nobody_keeps(acts in proptest::collection::vec(any_act_of_people(), 1..120)) {
        let mut world = World::connected();
        world.act(Act::Change);
        for act in acts {
            world.act(act);
            let stored = [Slot::Current, Slot::Next].iter().filter_map(|slot| world.in_slot(*slot)).map(|device| device.name);
            let kept: Vec<_> = stored.chain(world.old.iter().map(|(_, device)| device.name)).collect();
            let twice = kept.iter().filter(|name| kept.iter().filter(|other| other == name).count() > 1).count();
            prop_assert_eq!(twice, 0, "a device is stored twice after {:?}: {:?}", act, kept);
        }
        world.come_to_rest();
        // A life that could not read what is stored before it was reset leaves the old devices to the next one.
        world.restart();
        world.come_to_rest();
        let reset_or_removed = world.reset || world.removed_by_phone;
        prop_assert!(reset_or_removed || is_whole(&world), "{:?} {:?}", world.rows, world.known);
        let line = world.session.line().state().name();
        prop_assert!(!world.is_removed || line != StateName::Connected, "what was reset came alive");
        prop_assert_eq!(&world.old, &[], "old devices are left");
        let stored: Vec<_> = [Slot::Current, Slot::Next].iter().filter_map(|slot| world.in_slot(*slot)).collect();
        let is_kept = |name: &u32| stored.iter().any(|device| device.name == *name) || world.given_up.contains(name);
        prop_assert!(world.known.iter().all(is_kept), "phones know {:?}, stored is {:?}", world.known, stored);
    }
}
