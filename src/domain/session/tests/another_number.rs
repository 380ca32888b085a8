//! Tests of requests for another number than the linked one, and of the page that documents them.

use proptest::prelude::*;

use super::walks::{Walk, aimed, any_start, any_walk, running_check};
use super::*;
use crate::session::another_number::Intent;
use crate::session::unread::Reading;

/// Outcome of a request for another number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Mismatch,
    Beside,
    Replaces,
}

impl Answer {
    const fn text(self) -> &'static str {
        match self {
            Self::Mismatch => "`PHONE_MISMATCH`",
            Self::Beside => "beside the line",
            Self::Replaces => "replaces",
        }
    }

    /// Outcome by the rule.
    fn expected(case: Case, consents: bool) -> Self {
        match AnotherNumber::asked_for(case.linked, case.parked_for) {
            AnotherNumber::NeedsConsent if !consents => Self::Mismatch,
            AnotherNumber::NeedsConsent => Self::Beside,
            AnotherNumber::Replaces => Self::Replaces,
        }
    }

    /// Outcome by the machine, with every check granted.
    fn given(case: Case, consents: bool) -> Self {
        let wish = if consents { change(OTHER, "b") } else { request(OTHER, "b") };
        let before = case.session();
        let (session, effects) = after(before.clone(), [wish]);
        if let [(who, refusal)] = refusals(&effects)[..] {
            assert_eq!((who, refusal.code, refusal.retry_after), ("b", ErrorCode::PhoneMismatch, None), "{case:?}");
            assert_eq!(refusal.stored_phone, Some(phone(ASKED)), "{case:?}");
            assert_eq!((session, effects.len()), (before, 2), "it changes nothing and is counted: {case:?}");
            return Self::Mismatch;
        }
        if let [Effect::ChangePhone(request)] = &effects[..] {
            assert_eq!((session, &request.phone), (before, &Some(phone(OTHER))), "the line stays: {case:?}");
            return Self::Beside;
        }
        // Where a device may be logged out, a check comes first.
        let next = match running_check(&session) {
            Some(check) => Event::Checked(check, Ok(CodeGrant::default())),
            None => Event::Admitted { link: session.current_link().unwrap() },
        };
        let (session, effects) = after(session, [next]);
        assert!(effects.iter().any(|effect| matches!(effect, Effect::Prepare { .. })), "{case:?}: {effects:?}");
        assert_eq!(session.state().pairing().unwrap().phone, Some(phone(OTHER)), "{case:?}");
        Self::Replaces
    }
}

/// A session that gets a request for another number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Case {
    state: StateName,
    parked_for: Option<ErrorCode>,
    linked: bool,
}

impl Case {
    const fn of(state: StateName, linked: bool) -> Self {
        Self { state, parked_for: None, linked }
    }

    const fn parked(code: ErrorCode, linked: bool) -> Self {
        let passkey = matches!(code, ErrorCode::PasskeyRequired);
        let state = if passkey { StateName::PasskeyRequired } else { StateName::Error };
        Self { state, parked_for: Some(code), linked }
    }

    /// All states and codes, with and without a linked phone, as far as the combination exists.
    fn all() -> Vec<Self> {
        let states = [
            Self::of(StateName::Idle, false),
            Self::of(StateName::Creating, false),
            Self::of(StateName::WaitingForPairingCode, false),
            Self::of(StateName::PairingCodeSent, false),
            Self::of(StateName::WaitingForPasskey, false),
            Self::of(StateName::CheckingPasskey, false),
            Self::of(StateName::ConfirmingPasskey, false),
            Self::of(StateName::Connecting, true),
            Self::of(StateName::Connected, true),
            Self::of(StateName::Reconnecting, true),
        ];
        let parked = ErrorCode::ALL.iter().flat_map(|code| [true, false].map(|linked| Self::parked(*code, linked)));
        // A phone that WhatsApp removed is wiped when it is read.
        let exists = |case: &Self| *case != Self::parked(ErrorCode::RemovedAfterLink, true);
        states.into_iter().chain(parked.filter(exists)).collect()
    }

    /// Builds a session of this case.
    fn session(self) -> Session {
        let stored = if self.linked { linked(ASKED) } else { Stored::default() };
        let as_stored = |code| Stored { parked: Some(Parked { code, until: None }), ..stored.clone() };
        let session = match (self.state, self.parked_for) {
            (_, Some(code)) => loaded(as_stored(code)),
            (StateName::Creating, None) => after(fresh(), way_to_qr().into_iter().take(2)).0,
            (StateName::WaitingForPairingCode, None) => waiting_for_code(),
            (StateName::PairingCodeSent, None) => with_code_on_screen(),
            (StateName::WaitingForPasskey, None) => passkeys::waiting(),
            (StateName::CheckingPasskey, None) => passkeys::checking(),
            (StateName::ConfirmingPasskey, None) => passkeys::comparing(),
            (StateName::Connected, None) => connected(),
            (StateName::Reconnecting, None) => {
                after(connected(), [Event::Ended { link: LinkNo(1), end_reason: LinkEndReason::Network }]).0
            }
            (StateName::Idle | StateName::Connecting | StateName::PasskeyRequired | StateName::Error, None) => {
                loaded(stored)
            }
        };
        assert_eq!((session.state().name(), session.reason(), session.is_linked()), self.seen(), "{self:?}");
        session
    }

    const fn seen(self) -> (StateName, Option<ErrorCode>, bool) {
        (self.state, self.parked_for, self.linked)
    }
}

const HEAD: &str = "# Another number than the linked one

What a request for another number does, by code (`POST …/pairing`, the frame `request-pairing-code`). `PHONE_MISMATCH` (409) changes
nothing and tells the linked number, masked, as `storedPhone`.

- *Beside the line*: the linked phone may work, so it stays as it is while the other one is linked. Its status has the change beside
  it (`change`). At the first log-in of the new device one transaction makes it the company's line; then the old device is logged
  out, over its own connection. Until then a cancel, an expired code, a refusal or a crash leaves the old line; a device that was
  linked by then is logged out, and kept, shown (`change.oldDevice`) and tried again until WhatsApp confirms that. The journal has an
  entry `number_changed` when the new phone is the line, with both numbers, masked, and who wanted it.
- *Replaces*: the credentials are dead, or there are none. What is stored is emptied, and the pairing of the other number begins.

- A session of which nothing is read yet (between two lives, after an outage) is read first; then the table holds.
- While a reset is under way another number is answered `SUPERSEDED`, while a disconnect is being written `DISCONNECTED`.
- A QR on a linked session changes nothing: a connected one stays connected, another one tries what is stored. With `changeNumber`
  whichever phone scans is linked beside the line.
- While a change is under way a request for its number, or for a QR, joins it. One for a third number takes its place, with consent.
- The linked number, however it is spelled, is never another one.

This page is generated from `src/domain/session/another_number.rs`; a test compares each row with what the session machine does.

| State | Code | Linked phone stored | Without `changeNumber` | With `changeNumber: true` |
|---|---|---|---|---|
";

fn page() -> String {
    let row = |case: Case| {
        let code = case.parked_for.map_or_else(|| "—".to_owned(), |code| format!("`{code}`"));
        let (without, with) = (Answer::expected(case, false).text(), Answer::expected(case, true).text());
        let linked = if case.linked { "yes" } else { "no" };
        format!("| `{}` | {code} | {linked} | {without} | {with} |\n", case.state)
    };
    std::iter::once(HEAD.to_owned()).chain(Case::all().into_iter().map(row)).collect()
}

/// Run with `WRITE_DOCS=1` (`make docs`) to rewrite the page.
#[test]
fn the_page_for_operators_about_numbers_is_the_rule() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/changing-the-number.md");
    if std::env::var_os("WRITE_DOCS").is_some() {
        std::fs::write(path, page()).unwrap();
    }
    let up_to_date = std::fs::read_to_string(path).is_ok_and(|text| text == page());
    assert!(up_to_date, "docs/changing-the-number.md is not what the rule says: run `make docs`");
}

#[test]
fn another_number_follows_the_table_in_every_state() {
    for case in Case::all() {
        for consents in [false, true] {
            assert_eq!(Answer::given(case, consents), Answer::expected(case, consents), "{case:?}, {consents}");
        }
    }
}

#[test]
fn working_lines_need_consent_and_dead_credentials_none() {
    let code = |codes: &[ErrorCode]| codes.iter().map(|code| Case::parked(*code, true)).collect::<Vec<_>>();
    let protected = code(&[
        ErrorCode::Replaced,
        ErrorCode::TemporarilyBanned,
        ErrorCode::AccountLocked,
        ErrorCode::RestartLimit,
        ErrorCode::ClientOutdated,
        ErrorCode::Disconnected,
        ErrorCode::Internal,
        ErrorCode::StoreUnavailable,
    ]);
    assert!(protected.iter().all(|case| Answer::given(*case, false) == Answer::Mismatch && Answer::given(*case, true) == Answer::Beside));
    let dead =
        code(&[ErrorCode::LoggedOut, ErrorCode::Banned, ErrorCode::CredentialsConflict, ErrorCode::PasskeyRequired]);
    assert!(dead.iter().all(|case| Answer::given(*case, false) == Answer::Replaces));
}

#[test]
fn refused_number_does_not_use_the_consent_of_another() {
    for first in [change(OTHER, "a"), change("79161234567", "a"), change_by_qr("a")] {
        let asking = after(in_next(connected()), [first.clone()]).0;
        let (same, effects) = after(asking.clone(), [request(OTHER, "b")]);
        assert_eq!((refusals(&effects)[0].0, &same), ("b", &asking), "the change that waits goes on");
        let (session, _) = after(same, [denied(1, StoreFailure::Unavailable)]);
        assert_eq!((session.state().name(), session.current_link()), (StateName::Connected, Some(LinkNo(1))));
        let (_, effects) = after(session, [granted(1)]);
        assert_eq!(effects, [Effect::GiveBack]);
        let unread =
            after(in_next(unread()), [Event::LoadFailed(StoreFailure::Unavailable), first, request(OTHER, "b")]).0;
        let (session, effects) = after(unread, [Event::Loaded(linked(ASKED))]);
        assert_eq!((refusals(&effects)[0].0, failure_told(&effects)), ("b", None));
        assert!(session.linking.intent.is_some(), "the one with consent is carried out");
    }
}

#[test]
fn refused_number_does_not_replace_another_request() {
    let down = Event::LoadFailed(StoreFailure::Unavailable);
    let waiting = after(unread(), [down, request(ASKED, "a"), request(OTHER, "b")]).0;
    assert!(waiting.awaits_reading(&correlation("a")) && waiting.awaits_reading(&correlation("b")));
    let (session, effects) = after(waiting, [Event::Loaded(linked(ASKED))]);
    assert_eq!((refusals(&effects)[0].0, failure_told(&effects)), ("b", None));
    assert_eq!(session.state().name(), StateName::Connecting);
    assert!(!session.awaits_reading(&correlation("b")));
}

#[test]
fn requests_that_wait_for_a_reading_are_bounded() {
    let mut session = after(unread(), [Event::LoadFailed(StoreFailure::Unavailable)]).0;
    let mut given_up = 0;
    for number in 0..100 {
        let (next, effects) = after(session, [change(OTHER, &format!("r{number}"))]);
        given_up += usize::from(failure_told(&effects) == Some(ErrorCode::Superseded));
        session = next;
    }
    let Reading::UnreadForPairings(waiting) = &session.reading else { panic!("{session:?}") };
    assert_eq!((waiting.len(), given_up), (16, 84));
}

#[test]
fn qr_without_consent_does_not_cut_a_linked_line() {
    let (session, effects) = after(in_next(connected()), [request_qr("q")]);
    assert_eq!(
        (effects, session),
        (vec![Effect::Tell(SessionNotification::Connected { phone: phone(ASKED) })], in_next(connected()))
    );
    let (session, effects) = after(in_next(connected()), [change_by_qr("q"), granted(1)]);
    assert!(effects.contains(&Effect::Close { link: LinkNo(1), log_out: true }));
    let pairing = session.state().pairing().unwrap();
    assert_eq!((pairing.method, &pairing.phone), (PairingMethod::Qr, &None));
    assert_eq!(changes(&effects), [("from 7900•••••63 to whichever phone scans the QR".to_owned(), "q")]);
}

fn changes(effects: &[Effect]) -> Vec<(String, &str)> {
    let all = effects.iter().filter_map(|effect| match effect {
        Effect::NoteNumberChange(change) => Some((change.summary(), change.correlation.as_str())),
        _ => None,
    });
    all.collect()
}

#[test]
fn a_change_of_number_is_noted_once_with_both_numbers_masked() {
    let (asking, effects) = after(in_next(connected()), [change(OTHER, "b")]);
    assert_eq!(changes(&effects), [], "nothing has changed yet");
    let (_, effects) = after(asking.clone(), [granted(1)]);
    assert_eq!(changes(&effects), [("from 7900•••••63 to 7993•••••48".to_owned(), "b")]);
    assert_eq!(changes(&after(asking, [denied(1, StoreFailure::Unavailable)]).1), []);
    assert_eq!(changes(&after(with_code_on_screen(), [request(OTHER, "b")]).1), [], "nothing was linked");
}

#[test]
fn waiting_change_does_not_cut_a_pairing_begun_since() {
    let asking = after(in_next(connected()), [change(OTHER, "b")]).0;
    let gone = Event::Ended { link: LinkNo(1), end_reason: LinkEndReason::LoggedOut };
    let (session, effects) = after(asking, [gone, request("79161234567", "c")]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::Superseded));
    assert_eq!(after(session, [granted(1)]).1, [Effect::GiveBack]);
}

/// Whether an effect closes the link, or wipes or replaces the credentials.
fn cuts(effect: &Effect) -> bool {
    matches!(effect, Effect::Close { .. } | Effect::Wipe(..) | Effect::Prepare { .. })
}

/// Whether this event belongs to pairing requests: the request itself, or what follows from it.
fn is_about_pairing(event: &Event, session: &Session) -> bool {
    let resets = matches!(session.linking.intent, Some(Intent::Reset { .. }));
    match event {
        Event::PairingRequested { .. } | Event::PairingCancelled { .. } => true,
        Event::Checked(..) => !resets,
        Event::TimerFired(timer) => *timer == Timer::PairingTimeout || *timer == Timer::PairingRetry,
        _ => false,
    }
}

fn without_consent(event: Event) -> Event {
    match event {
        Event::PairingRequested { method, phone, by, correlation, .. } => {
            Event::PairingRequested { method, phone, options: PairingOptions::default(), by, correlation }
        }
        event => event,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_pairing_request_without_consent_cuts_a_linked_line(
        (session, effects) in any_start(),
        events in any_walk(1..80),
    ) {
        let mut walk = Walk::from(session, &effects);
        for (event, aim) in events {
            let event = without_consent(if aim { aimed(event, &walk.session) } else { event });
            let before = walk.session.clone();
            let effects = walk.tell(event.clone());
            let rule = AnotherNumber::asked_for(before.is_linked(), before.reason());
            // A pairing over stored credentials began when they were dead, so no working line is at stake.
            let protected = rule == AnotherNumber::NeedsConsent && before.state().pairing().is_none();
            // Some walks begin while a change with consent is checked.
            let consents = |intent: &Intent| matches!(intent, Intent::Pair { request, .. } if request.options == CHANGE);
            let protected = protected && !before.linking.intent.as_ref().is_some_and(consents);
            if protected && before.reading.is_read() && is_about_pairing(&event, &before) {
                prop_assert!(!effects.iter().any(cuts), "{} in {}: {effects:?}", event.name(), before.state().name());
                prop_assert!(walk.session.is_linked() && walk.session.state().pairing().is_none());
            }
        }
    }
}
