use proptest::prelude::*;

use super::*;
use crate::session::{LastFailure, PairingStatus, Session, SessionPolicy};
use crate::{CompanyId, CorrelationId, PairingMethod};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

/// Status of a session of which nothing is known.
fn idle() -> Status {
    let (company, correlation): (CompanyId, CorrelationId) = ("997441".parse().unwrap(), "a".parse().unwrap());
    Session::new(company, SessionPolicy::default(), correlation, at(0)).0.status(at(0))
}

fn linked(state: StateName) -> Status {
    Status { state, linked: true, phone_number: Some("7900•••••63".to_owned()), ..idle() }
}

fn parked(code: ErrorCode, is_linked: bool) -> Status {
    let status = if is_linked { linked(StateName::Error) } else { idle() };
    Status { state: StateName::Error, code: Some(code), user_action: code.user_action(), ..status }
}

fn phone(paired_at: i64) -> LinkedPhone {
    LinkedPhone { paired_at: at(paired_at), phone: Some("79006464263".parse().unwrap()) }
}

/// What a log says of these statuses, one after the other, and the linked phone at each.
fn told(turns: &[(Status, Option<LinkedPhone>)]) -> Vec<(EventType, SessionFacts)> {
    let mut said = SessionSaid::default();
    let mut events = Vec::new();
    for (status, linked) in turns {
        let difference = difference(said, &SessionNow::of(status), linked.as_ref()).expect("they agree");
        said = difference.said;
        events.extend(difference.events);
    }
    events
}

fn kinds(events: &[(EventType, SessionFacts)]) -> Vec<EventType> {
    events.iter().map(|(kind, _)| *kind).collect()
}

#[test]
fn linking_and_connection_are_told_with_the_masked_number() {
    let since = Status { since: at(9), ..linked(StateName::Connected) };
    let told = told(&[(idle(), None), (linked(StateName::Connecting), Some(phone(5))), (since, Some(phone(5)))]);
    assert_eq!(kinds(&told), [EventType::SessionLinked, EventType::SessionConnected]);
    assert_eq!((told[0].1.since, told[1].1.since), (at(5), at(9)));
    for (_, facts) in &told {
        assert_eq!((facts.phone_number.as_deref(), facts.code), (Some("7900•••••63"), None));
    }
}

#[test]
fn start_of_the_service_is_not_told_where_the_line_comes_back() {
    let up = || (linked(StateName::Connected), Some(phone(5)));
    let starts = || (linked(StateName::Connecting), Some(phone(5)));
    assert_eq!(told(&[up(), starts(), up()]).len(), 2, "linked and connected");
}

#[test]
fn line_that_is_down_is_told_once_until_somebody_has_to_act() {
    let down = |attempts| Status {
        down_since: Some(at(7)),
        cause: Some(ErrorCode::NetworkError),
        attempts,
        ..linked(StateName::Reconnecting)
    };
    let banned = || Status { down_since: Some(at(7)), ..parked(ErrorCode::TemporarilyBanned, true) };
    let all = [linked(StateName::Connected), down(0), down(1), banned(), banned(), down(2), banned()];
    let told = told(&all.map(|status| (status, Some(phone(5)))));
    let codes: Vec<_> = told[2..].iter().map(|(kind, facts)| (*kind, facts.code, facts.user_action)).collect();
    let down = |code, action| (EventType::SessionDisconnected, Some(code), action);
    let again = down(ErrorCode::TemporarilyBanned, ErrorCode::TemporarilyBanned.user_action());
    assert_eq!(codes, [down(ErrorCode::NetworkError, UserAction::None), again, again]);
    assert!(told[2..].iter().all(|(_, facts)| facts.since == at(7)));
}

#[test]
fn log_out_is_told_with_its_reason_and_a_reset_without() {
    let up = || (linked(StateName::Connected), Some(phone(5)));
    let failed = LastFailure { code: ErrorCode::CodeExpired, at: at(9), correlation_id: "b".parse().unwrap() };
    for (status, code) in [
        (parked(ErrorCode::LoggedOut, false), Some(ErrorCode::LoggedOut)),
        (parked(ErrorCode::RemovedAfterLink, false), Some(ErrorCode::RemovedAfterLink)),
        (idle(), None),
        (parked(ErrorCode::PairingTimeout, false), None),
        (Status { last_failure: Some(Box::new(failed)), ..idle() }, None),
    ] {
        let told = told(&[up(), (status, None)]);
        assert_eq!(kinds(&told)[2..], [EventType::SessionLoggedOut]);
        assert_eq!((told[2].1.code, &told[2].1.phone_number), (code, &None));
    }
}

#[test]
fn another_phone_is_told_as_linked_and_connected_again() {
    let up = |paired_at| (linked(StateName::Connected), Some(phone(paired_at)));
    let told = told(&[up(5), up(8)]);
    let pair = [EventType::SessionLinked, EventType::SessionConnected];
    assert_eq!(kinds(&told), [pair, pair].concat());
}

#[test]
fn nothing_is_told_while_session_and_database_disagree() {
    let (up, none) = (SessionNow::of(&linked(StateName::Connected)), SessionNow::of(&idle()));
    assert_eq!(difference(SessionSaid::default(), &up, None), None);
    assert_eq!(difference(SessionSaid::default(), &none, Some(&phone(5))), None);
}

#[test]
fn passkey_is_asked_for_once_in_a_linking() {
    let pairing = PairingStatus {
        method: PairingMethod::Code,
        code_expires_at: None,
        passkey_expires_at: Some(at(600)),
        phone_answered: true,
        attempt: 1,
    };
    let phone_number = Some("7900•••••63".to_owned());
    let asked = |state| Status { state, pairing: Some(pairing.clone()), phone_number: phone_number.clone(), ..idle() };
    let turns = [
        asked(StateName::WaitingForPasskey),
        asked(StateName::CheckingPasskey),
        asked(StateName::WaitingForPasskey),
        parked(ErrorCode::PasskeyExpired, false),
        Status { state: StateName::PasskeyRequired, ..parked(ErrorCode::PasskeyRequired, false) },
    ];
    let told = told(&turns.map(|status| (status, None)));
    assert_eq!(kinds(&told), [EventType::SessionPasskeyRequired; 2]);
    assert_eq!((told[0].1.expires_at, &told[0].1.phone_number, told[0].1.code), (Some(at(600)), &phone_number, None));
    assert_eq!((told[1].1.expires_at, told[1].1.code), (None, Some(ErrorCode::PasskeyRequired)));
}

#[test]
fn look_is_wanted_exactly_where_something_may_be_told() {
    let now = SessionNow::of(&linked(StateName::Connected));
    let same = Status { since: at(3), phone_seen_at: Some(at(2)), ..linked(StateName::Connected) };
    assert!(!SessionNow::of(&same).differs_from(&now));
    let others = [
        idle(),
        Status { down_since: Some(at(1)), ..linked(StateName::Reconnecting) },
        parked(ErrorCode::Replaced, true),
        Status { phone_number: Some("7916•••••48".to_owned()), ..linked(StateName::Connected) },
        linked(StateName::Connecting),
    ];
    for other in others {
        assert!(SessionNow::of(&other).differs_from(&now), "{other:?}");
    }
}

#[test]
fn facts_are_written_with_a_null_chat_and_read_back() {
    let told = told(&[(linked(StateName::Connected), Some(phone(5)))]);
    let written = serde_json::to_value(&told[0].1).unwrap();
    assert_eq!(written["chat"], serde_json::Value::Null);
    assert!(written.as_object().unwrap().contains_key("chat"));
    assert_eq!(serde_json::from_value::<SessionFacts>(written).unwrap(), told[0].1);
}

/// A step of a session's life. Only some of them are looked at.
#[derive(Debug, Clone, Copy)]
enum Step {
    Link,
    LogOut,
    Connect,
    Lose,
    Park(ErrorCode),
    Restart,
    Passkey,
    CancelPasskey,
}

fn steps() -> impl Strategy<Value = Vec<(Step, bool)>> {
    let step = prop_oneof![
        Just(Step::Link),
        Just(Step::LogOut),
        Just(Step::Connect),
        Just(Step::Lose),
        Just(Step::Park(ErrorCode::Replaced)),
        Just(Step::Park(ErrorCode::AccountLocked)),
        Just(Step::Restart),
        Just(Step::Passkey),
        Just(Step::CancelPasskey),
    ];
    proptest::collection::vec((step, any::<bool>()), 0..60)
}

/// The session after a step, and the time of its linking.
fn after(step: Step, (status, paired_at): (Status, Option<i64>), number: i64) -> (Status, Option<i64>) {
    let is_linked = paired_at.is_some();
    match step {
        Step::Link => (linked(StateName::Connecting), Some(number)),
        Step::LogOut => (idle(), None),
        Step::Connect if is_linked => (linked(StateName::Connected), paired_at),
        Step::Lose if is_linked => {
            (Status { down_since: Some(at(number)), ..linked(StateName::Reconnecting) }, paired_at)
        }
        Step::Park(code) if is_linked => (parked(code, true), paired_at),
        Step::Restart if is_linked => (linked(StateName::Connecting), paired_at),
        Step::Passkey if !is_linked => (Status { state: StateName::WaitingForPasskey, ..idle() }, None),
        Step::CancelPasskey if !is_linked => (idle(), None),
        _ => (status, paired_at),
    }
}

/// A receiver that knows nothing but the events; it refuses what contradicts what it knows.
#[derive(Debug, Default, PartialEq)]
struct Receiver {
    is_linked: bool,
    line: Option<LineSaid>,
}

impl Receiver {
    fn hears(&mut self, kind: EventType, facts: &SessionFacts) {
        match kind {
            EventType::SessionLinked => (self.is_linked, self.line) = (true, None),
            EventType::SessionLoggedOut => {
                assert!(self.is_linked, "nothing was linked");
                (self.is_linked, self.line) = (false, None);
            }
            EventType::SessionConnected => {
                assert!(self.is_linked && self.line != Some(LineSaid::Connected), "told twice");
                self.line = Some(LineSaid::Connected);
            }
            EventType::SessionDisconnected => {
                assert!(self.is_linked);
                let is_again = matches!(self.line, Some(LineSaid::Disconnected(_)));
                assert!(!is_again || facts.code.is_some(), "told twice");
                self.line = Some(LineSaid::Disconnected(facts.code));
            }
            _ => {}
        }
    }
}

proptest! {
    /// Whichever of its states are looked at: what receivers were told agrees with the session at each look, each change is
    /// told once, and nothing is told that was never so.
    #[test]
    fn receivers_know_the_session_after_every_look(steps in steps()) {
        let (mut now, mut said, mut receiver) = ((idle(), None), SessionSaid::default(), Receiver::default());
        for (number, (step, looks)) in (1..).zip(steps) {
            now = after(step, now, number);
            if !looks {
                continue;
            }
            let (status, phone) = (SessionNow::of(&now.0), now.1.map(phone));
            let found = difference(said, &status, phone.as_ref()).unwrap();
            for (kind, facts) in &found.events {
                receiver.hears(*kind, facts);
            }
            said = found.said;
            prop_assert_eq!(receiver.is_linked, phone.is_some());
            prop_assert_eq!(said.paired_at, phone.as_ref().map(|phone| phone.paired_at));
            prop_assert_eq!(said.passkey, now.0.state == StateName::WaitingForPasskey);
            match now.0.state {
                StateName::Connected => prop_assert_eq!(receiver.line, Some(LineSaid::Connected)),
                StateName::Reconnecting | StateName::Error => {
                    prop_assert!(matches!(receiver.line, Some(LineSaid::Disconnected(_))));
                }
                _ => {}
            }
            let again = difference(said, &status, phone.as_ref()).unwrap();
            prop_assert_eq!(again, Difference { events: Vec::new(), said });
        }
    }
}
