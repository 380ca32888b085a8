//! Session machine: each event of a whole pairing and a reset, up to its effects.

use linekeeper_domain::access::Asker;
use linekeeper_domain::session::{CheckNo, Event, LinkNo, Session, SessionPolicy, StateName, Stored, WipeNo};
use linekeeper_domain::{CodeGrant, PairingMethod, PairingOptions, TriggeredBy};

use crate::costs::{Cost, hold};
use crate::{at, correlation, moment, phone, salon};

const WRITTEN: [Cost; 12] = [
    Cost::of("loaded", 1, 512),
    Cost::of("pairing_requested", 2, 512),
    Cost::of("admitted", 1, 512),
    Cost::of("credentials_prepared", 3, 512),
    Cost::of("qr_shown", 1, 256),
    Cost::of("code_issued", 3, 768),
    Cost::of("phone_answered", 3, 768),
    Cost::of("paired", 3, 768),
    Cost::of("connected", 2, 1280),
    Cost::of("reset_requested", 2, 512),
    Cost::of("checked", 2, 512),
    Cost::of("wiped", 1, 512),
];

/// Events from a company without stored data to a connected one, and back by a reset.
fn way() -> Vec<Event> {
    let (link, method, by) = (LinkNo(1), PairingMethod::Code, TriggeredBy::Client);
    let (asker, options) = (Asker::unknown(by), PairingOptions::default());
    let (code, text) = ("ABCDEFGH".parse().unwrap(), "2@".repeat(100));
    let granted = |check| Event::Checked(CheckNo(check), Ok(CodeGrant::default()));
    vec![
        Event::Loaded(Stored::default()),
        Event::PairingRequested { method, phone: Some(phone()), options, by: asker, correlation: correlation() },
        Event::Admitted { link },
        Event::CredentialsPrepared { link, grant: Some(CodeGrant::default()) },
        Event::QrShown { link, text, expires_at: at(60) },
        Event::CodeIssued { link, code, expires_at: at(180) },
        Event::PhoneAnswered { link },
        Event::Paired { link, phone: phone() },
        Event::Connected { link, phone: phone() },
        Event::ResetRequested { by, correlation: correlation() },
        granted(1),
        Event::Wiped(WipeNo(1)),
    ]
}

fn unread() -> Session {
    Session::new(salon(), SessionPolicy::default(), correlation(), at(0)).0
}

/// Session after this many events.
pub(crate) fn after(steps: usize) -> Session {
    let way = way().into_iter().take(steps);
    way.fold(unread(), |session, event| session.on(event, moment(1)).unwrap().0)
}

#[test]
fn each_event_makes_the_listed_allocations() {
    assert_eq!(after(9).state().name(), StateName::Connected);
    assert_eq!(after(12).state().name(), StateName::Idle);
    let step = |(place, event): (usize, Event)| {
        let prepare = || (after(place), event.clone());
        Cost::of_path(event.name(), prepare, |(session, event)| session.on(event, moment(1)).unwrap())
    };
    let measured: Vec<_> = way().into_iter().enumerate().map(step).collect();
    hold(&measured, &WRITTEN);
}
