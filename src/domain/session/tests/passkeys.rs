//! Linking with the account's passkey: whose turn it is, who may answer, that each challenge counts once, and how long
//! there is.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

use super::*;
use crate::access::{AccessId, Asker, Principal, Scope, Scopes};
use crate::session::{LivePasskey, PasskeyItem, PasskeyStep, PasskeyTally};
use crate::{ChallengeId, PasskeyAnswer, PasskeyChallenge, PasskeyCode, PasskeyFailure};

/// WhatsApp's challenge with this number; it is valid for ten minutes.
pub(super) fn challenge(number: u8) -> PasskeyChallenge {
    let challenge = BASE64.encode([number; 32]);
    PasskeyChallenge::parse(&format!(r#"{{"challenge":"{challenge}","timeout":600000,"rpId":"whatsapp.com"}}"#))
        .unwrap()
}

/// Assertion for the challenge with this number.
fn assertion(number: u8) -> String {
    let challenge = BASE64.encode([number; 32]);
    let data = BASE64.encode(format!(r#"{{"type":"webauthn.get","challenge":"{challenge}"}}"#));
    format!(
        r#"{{"id":"AAAA","rawId":"AAAA","type":"public-key",
            "response":{{"clientDataJSON":"{data}","authenticatorData":"AAAA","signature":"AAAA"}}}}"#
    )
}

fn step<T>(number: u8, with: T, by: Asker) -> PasskeyStep<T> {
    PasskeyStep { challenge: challenge(number).id(), with, by, correlation: correlation("step") }
}

pub(super) fn demanded(link: LinkNo, number: u8) -> Event {
    Event::PasskeyRequested { link, challenge: challenge(number) }
}

/// The answer of the requester of the pairings in these tests.
pub(super) fn answered(number: u8) -> Event {
    answered_by(number, Asker::unknown(TriggeredBy::Client))
}

fn answered_by(number: u8, by: Asker) -> Event {
    Event::PasskeyAnswered(step(number, PasskeyAnswer::new(assertion(number)), by))
}

pub(super) fn compared(link: LinkNo) -> Event {
    Event::PasskeyCodeShown { link, code: PasskeyCode::new("ABCD-EFGH".to_owned()) }
}

pub(super) fn confirmed(number: u8) -> Event {
    Event::PasskeyConfirmed(step(number, (), Asker::unknown(TriggeredBy::Client)))
}

pub(super) fn failed(link: LinkNo, failure: PasskeyFailure) -> Event {
    Event::PasskeyFailed { link, failure }
}

const LINK: LinkNo = LinkNo(1);

/// A session whose typed code is followed by WhatsApp's demand.
pub(super) fn waiting() -> Session {
    after(with_code_on_screen(), [Event::PhoneAnswered { link: LINK }, demanded(LINK, 1)]).0
}

pub(super) fn checking() -> Session {
    after(waiting(), [answered(1)]).0
}

pub(super) fn comparing() -> Session {
    after(checking(), [compared(LINK)]).0
}

/// An id that begins with this text.
fn access_id(text: &str) -> AccessId {
    format!("{text:a<16}").parse().unwrap()
}

fn owner(link: &str) -> Asker {
    let principal = Principal::Onboarding { link: access_id(link), company: "997441".parse().unwrap() };
    Asker { actor: TriggeredBy::Client, principal: Some(principal) }
}

fn program(id: &str, scopes: &[Scope]) -> Asker {
    let scopes: Scopes = scopes.iter().copied().collect();
    Asker { actor: TriggeredBy::Api, principal: Some(Principal::Key { id: access_id(id), scopes }) }
}

/// A session that waits for a passkey, in a pairing that this one has asked for.
fn waiting_for(asker: &Asker) -> Session {
    let asked = Event::PairingRequested {
        method: PairingMethod::Qr,
        phone: None,
        options: PairingOptions::default(),
        by: asker.clone(),
        correlation: correlation("q"),
    };
    let way = [asked, Event::Admitted { link: LINK }, emptied(LINK), qr(LINK), demanded(LINK, 1)];
    after(fresh(), way).0
}

/// What the requester of a step is told.
fn reply(effects: &[Effect]) -> Result<(), ErrorCode> {
    let replies: Vec<_> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::ReplyToStep { result, .. } => Some(*result),
            _ => None,
        })
        .collect();
    assert_eq!(replies.len(), 1, "each step is answered once: {effects:?}");
    replies[0]
}

fn told(effects: &[Effect]) -> Vec<LivePasskey> {
    let told = notifications(effects).into_iter();
    told.filter_map(|told| if let SessionNotification::Passkey(live) = told { Some((**live).clone()) } else { None })
        .collect()
}

fn sends(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::AnswerPasskey { .. } | Effect::ConfirmPasskey { .. }))
}

/// Sends this to the session; it is refused with the code, and changes nothing.
fn refused(session: &Session, event: Event, code: ErrorCode) {
    let (later, effects) = after(session.clone(), [event.clone()]);
    assert_eq!((reply(&effects), effects.len(), &later), (Err(code), 1, session), "{event:?}");
}

#[test]
fn passkey_goes_from_the_demand_to_the_linked_phone() {
    let (session, effects) = after(with_code_on_screen(), [Event::PhoneAnswered { link: LINK }, demanded(LINK, 1)]);
    assert_eq!(session.state().name(), StateName::WaitingForPasskey);
    let shown = told(&effects);
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].item, PasskeyItem::Challenge(challenge(1)));
    assert!(session.state().pairing().unwrap().code.is_none(), "the code has done its work");

    let (session, effects) = after(session, [answered(1)]);
    assert_eq!((reply(&effects), session.state().name()), (Ok(()), StateName::CheckingPasskey));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::AnswerPasskey { link: LINK, .. })));

    let (session, effects) = after(session, [compared(LINK)]);
    assert_eq!(session.state().name(), StateName::ConfirmingPasskey);
    assert_eq!(told(&effects)[0].item, PasskeyItem::Code(PasskeyCode::new("ABCD-EFGH".to_owned())));

    let (session, effects) = after(session, [confirmed(1)]);
    assert_eq!((reply(&effects), session.state().name()), (Ok(()), StateName::CheckingPasskey));
    assert!(effects.contains(&Effect::ConfirmPasskey { link: LINK }));

    let (session, effects) = after(session, [Event::Paired { link: LINK, phone: phone(ASKED) }]);
    assert_eq!((session.state().name(), session.linked_by()), (StateName::Connecting, Some(PairingMethod::Code)));
    assert!(effects.contains(&Effect::Count(Tally::Passkey(PasskeyTally::Linked))));
}

#[test]
fn companion_that_is_known_links_without_a_comparison() {
    let (session, _) = after(checking(), [Event::Paired { link: LINK, phone: phone(ASKED) }]);
    assert_eq!(session.state().name(), StateName::Connecting);
}

#[test]
fn challenge_counts_once() {
    for session in [checking(), comparing(), after(comparing(), [confirmed(1)]).0] {
        refused(&session, answered(1), ErrorCode::PasskeyAlreadyAnswered);
        // WhatsApp's repetition of what was answered is no new demand.
        let (later, effects) = after(session.clone(), [demanded(LINK, 1)]);
        assert_eq!((&later, effects.len()), (&session, 0));
    }
    refused(&after(comparing(), [confirmed(1)]).0, confirmed(1), ErrorCode::PasskeyAlreadyAnswered);
}

#[test]
fn challenge_that_was_replaced_cannot_be_answered() {
    let (session, effects) = after(waiting(), [demanded(LINK, 2)]);
    assert_eq!(told(&effects).len(), 1);
    refused(&session, answered(1), ErrorCode::PasskeyOutdated);
    let mixed = step(2, PasskeyAnswer::new(assertion(1)), Asker::unknown(TriggeredBy::Client));
    refused(&session, Event::PasskeyAnswered(mixed), ErrorCode::PasskeyOutdated);
    assert_eq!(reply(&after(session, [answered(2)]).1), Ok(()));
    // A new demand after the answer begins anew.
    let again = after(comparing(), [demanded(LINK, 2)]).0;
    assert_eq!(again.state().name(), StateName::WaitingForPasskey);
    refused(&again, confirmed(1), ErrorCode::PasskeyOutdated);
    refused(&again, confirmed(2), ErrorCode::NoPasskeyRequested);
}

#[test]
fn answer_that_is_no_assertion_leaves_the_challenge_open() {
    let texts = ["", "{}", "[]", "null", "\"a\"", &"x".repeat(20_000), &assertion(1)[1..]].map(str::to_owned);
    for text in texts {
        let answer = step(1, PasskeyAnswer::new(text), Asker::unknown(TriggeredBy::Client));
        refused(&waiting(), Event::PasskeyAnswered(answer), ErrorCode::PasskeyInvalid);
    }
    let debug = format!("{:?}", answered(1));
    assert!(!debug.contains("clientDataJSON") && !debug.contains("AAAA"), "{debug}");
}

#[test]
fn step_that_nothing_waits_for_is_refused_in_every_state() {
    let code = ErrorCode::NoPasskeyRequested;
    let parked = after(connected(), [Event::Ended { link: LINK, end_reason: LinkEndReason::Locked }]).0;
    let broken = after(connected(), [Event::Ended { link: LINK, end_reason: LinkEndReason::Network }]).0;
    let over = after(waiting(), [Event::TimerFired(Timer::PasskeyExpiry)]).0;
    let mut all = vec![unread(), fresh(), waiting_for_code(), with_code_on_screen(), connected(), broken, parked, over];
    all.push(loaded(Stored {
        parked: Some(Parked { code: ErrorCode::PasskeyRequired, until: None }),
        ..linked(ASKED)
    }));
    for session in all {
        refused(&session, answered(1), code);
        refused(&session, confirmed(1), code);
    }
    refused(&waiting(), confirmed(1), code);
    refused(&checking(), confirmed(1), code);
}

#[test]
fn passkey_is_answered_by_its_requester_or_an_operator() {
    let (asker, other) = (owner("mine"), owner("theirs"));
    let session = waiting_for(&asker);
    let reader = program("reader", &[Scope::SessionsRead]);
    for stranger in [&other, &reader, &Asker::unknown(TriggeredBy::Api)] {
        refused(&session, answered_by(1, stranger.clone()), ErrorCode::Forbidden);
        let guess = PasskeyStep { by: stranger.clone(), ..step(9, (), asker.clone()) };
        refused(&session, Event::PasskeyConfirmed(guess), ErrorCode::Forbidden);
    }
    let by_http = Asker { actor: TriggeredBy::Api, ..asker.clone() };
    for entitled in [asker, by_http, program("support", &[Scope::SessionsWrite])] {
        assert_eq!(reply(&after(session.clone(), [answered_by(1, entitled)]).1), Ok(()));
    }
    // A requester of the same phone may answer from then on.
    let joined = Event::PairingRequested {
        method: PairingMethod::Qr,
        phone: None,
        options: PairingOptions::default(),
        by: other.clone(),
        correlation: correlation("q2"),
    };
    let (session, effects) = after(session, [joined]);
    assert_eq!(told(&effects).len(), 1, "it is shown what is asked for");
    assert_eq!(reply(&after(session, [answered_by(1, other)]).1), Ok(()));
}

#[test]
fn many_requesters_of_one_pairing_are_bounded() {
    let mut session = waiting_for(&owner("first"));
    for number in 0..500 {
        let Event::PairingRequested { method, phone, options, correlation, .. } = request_qr("q") else { return };
        let by = owner(&format!("link{number}"));
        session = after(session, [Event::PairingRequested { method, phone, options, by, correlation }]).0;
    }
    assert_eq!(session.state().pairing().unwrap().askers.len(), 16);
    assert_eq!(reply(&after(session, [answered_by(1, owner("link499"))]).1), Ok(()));
}

#[test]
fn each_refused_step_ends_the_pairing_and_it_can_begin_anew() {
    let ends = [
        (waiting(), failed(LINK, PasskeyFailure::Options), ErrorCode::PasskeyRequired),
        (checking(), failed(LINK, PasskeyFailure::Assertion), ErrorCode::PasskeyRefused),
        (checking(), failed(LINK, PasskeyFailure::Exchange), ErrorCode::PasskeyNotConfirmed),
        (comparing(), failed(LINK, PasskeyFailure::Confirmation), ErrorCode::PasskeyNotConfirmed),
        (waiting(), Event::TimerFired(Timer::PasskeyExpiry), ErrorCode::PasskeyExpired),
        (comparing(), Event::TimerFired(Timer::PasskeyExpiry), ErrorCode::PasskeyExpired),
        (checking(), Event::TimerFired(Timer::PasskeyExpiry), ErrorCode::PairingNotFinished),
        (
            checking(),
            Event::PairingRefused { link: LINK, reason: PairRefusal::HmacMismatch },
            ErrorCode::PairingCodeFailed,
        ),
        (waiting(), Event::Ended { link: LINK, end_reason: LinkEndReason::Network }, ErrorCode::NetworkError),
        (
            waiting(),
            Event::Ended { link: LINK, end_reason: LinkEndReason::AccountNotSupported },
            ErrorCode::AccountNotSupported,
        ),
    ];
    for (session, event, code) in ends {
        let (session, effects) = after(session, [event.clone()]);
        assert_eq!((session.reason(), failure_told(&effects)), (Some(code), Some(code)), "{event:?}");
        assert!(effects.iter().any(|effect| matches!(effect, Effect::Wipe(..))), "{event:?}");
        assert_eq!(session.current_link(), None, "{event:?}");
        let again = after(session, [request(ASKED, "again")]).0;
        assert_eq!(again.state().name(), StateName::Creating, "{event:?}");
    }
}

#[test]
fn cancel_reset_and_another_number_end_each_step() {
    for session in [waiting(), checking(), comparing()] {
        let cancel = Event::PairingCancelled { by: TriggeredBy::Api, correlation: correlation("c") };
        for (event, state) in [
            (cancel, StateName::Idle),
            (reset("r"), StateName::Idle),
            (disconnect("d"), StateName::Idle),
            (request(OTHER, "o"), StateName::Creating),
        ] {
            let (later, effects) = after(session.clone(), [event.clone()]);
            assert_eq!(later.state().name(), state, "{event:?}");
            assert!(effects.iter().any(|effect| matches!(effect, Effect::Close { .. })), "{event:?}");
            refused(&later, answered(1), ErrorCode::NoPasskeyRequested);
        }
    }
}

#[test]
fn late_signs_of_code_and_qr_leave_the_passkey_alone() {
    for session in [waiting(), checking(), comparing()] {
        let late = [
            qr(LINK),
            code(LINK),
            Event::CodeDead { link: LINK, cause: CodeDeath::Expired },
            Event::CodeDead { link: LINK, cause: CodeDeath::Refused },
            Event::CodeRefused { link: LINK, refusal: Refusal { status: None, backoff_seconds: None } },
            Event::PhoneAnswered { link: LINK },
            Event::TimerFired(Timer::CodeExpiry),
            Event::TimerFired(Timer::PairingTimeout),
            Event::TimerFired(Timer::PairingRetry),
            compared(LinkNo(7)),
            demanded(LinkNo(7), 3),
        ];
        for event in late {
            if let Ok((later, effects)) = session.clone().on(event.clone(), at(9)) {
                assert_eq!((&later, effects.len()), (&session, 0), "{event:?}");
            }
        }
    }
}

/// End of the wait that the status shows, in seconds of these tests.
fn ends_at(session: &Session) -> i64 {
    let end = session.status(at(0).now).pairing.unwrap().passkey_expires_at.unwrap();
    (end - at(0).now).num_seconds()
}

#[test]
fn status_tells_how_long_there_is() {
    let begun = after(with_code_on_screen(), []).0;
    let waiting = begun.on(demanded(LINK, 1), at(100)).unwrap().0;
    assert_eq!(ends_at(&waiting), 700);
    // Another challenge prolongs nothing.
    let replaced = waiting.clone().on(demanded(LINK, 2), at(650)).unwrap().0;
    assert_eq!(ends_at(&replaced), 700);
    // A late answer leaves WhatsApp and the person the time that their steps take.
    let late = waiting.clone().on(answered(1), at(699)).unwrap().0;
    assert_eq!(ends_at(&late), 699 + 65);
    let shown = late.on(compared(LINK), at(760)).unwrap().0;
    assert_eq!(ends_at(&shown), 760 + 60);
    // An early one keeps the whole time.
    let early = waiting.on(answered(1), at(110)).unwrap().0;
    assert_eq!(ends_at(&early.on(compared(LINK), at(115)).unwrap().0), 700);
}

#[test]
fn names_of_challenges_differ_and_tell_nothing_else() {
    let names: Vec<ChallengeId> = (0..=255).map(|number| challenge(number).id()).collect();
    assert!(names.iter().all(|name| name.as_str().len() == 22));
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn nothing_is_sent_for_a_step_that_is_refused() {
    for (session, event) in [(checking(), answered(1)), (waiting(), answered(2)), (waiting(), confirmed(1))] {
        assert!(!sends(&after(session, [event]).1));
    }
}
