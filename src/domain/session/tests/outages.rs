//! Tests of an outage or restart of the database in every state, with each failure that a session can see: nothing may
//! be left stuck. The table in `actors/README.md` says the same in words.

use std::collections::{BTreeSet, VecDeque};

use super::*;
use crate::PasskeyFailure;
use crate::session::unread::Reading;

/// Results of the database's calls during an outage; a restart of it is one unknown outcome, then no answer.
const FAILURES: [StoreFailure; 2] = [StoreFailure::Unavailable, StoreFailure::UnknownOutcome];

/// A session with everything it waits for.
#[derive(Clone)]
struct Play {
    session: Session,
    /// Contents of the database.
    stored: Stored,
    timers: BTreeSet<Timer>,
    /// Requests to the database and the gate that are not answered yet.
    asked: VecDeque<Effect>,
    wiped: bool,
    logged_out: bool,
    /// Number of lives so far.
    lives: u32,
}

impl Play {
    fn begin(stored: Stored) -> Self {
        let timers = BTreeSet::new();
        let mut play = Self {
            session: unread(),
            stored,
            timers,
            asked: VecDeque::new(),
            wiped: false,
            logged_out: false,
            lives: 1,
        };
        play.asked.push_back(Effect::Load);
        play
    }

    /// A session that has read its stored data.
    fn of(stored: Stored) -> Self {
        let mut play = Self::begin(stored);
        play.asked.clear();
        play.hear(Event::Loaded(play.stored.clone()));
        play
    }

    fn hear(&mut self, event: Event) {
        // Refused: the event concerns something that is over.
        let Ok((session, effects)) = self.session.clone().on(event, at(0)) else { return };
        self.session = session;
        for effect in effects {
            self.note(effect);
        }
    }

    fn hear_all(mut self, events: impl IntoIterator<Item = Event>) -> Self {
        for event in events {
            self.asked.clear();
            self.hear(event);
        }
        self
    }

    fn note(&mut self, effect: Effect) {
        match effect {
            Effect::Arm(timer, _) => drop(self.timers.insert(timer)),
            Effect::Disarm(timer) => drop(self.timers.remove(&timer)),
            Effect::DisarmAll => self.timers.clear(),
            Effect::Close { log_out, .. } => self.logged_out |= log_out,
            Effect::Wipe(..) => {
                self.wiped = true;
                self.asked.push_back(effect);
            }
            Effect::Leave(ExitRequest::Reload) => {
                let before = std::mem::replace(self, Self::begin(self.stored.clone()));
                (self.wiped, self.logged_out, self.lives) = (before.wiped, before.logged_out, before.lives + 1);
            }
            Effect::Load
            | Effect::Check { .. }
            | Effect::AskAdmission { .. }
            | Effect::Prepare { .. }
            | Effect::KeepDisconnect => self.asked.push_back(effect),
            Effect::Open { .. }
            | Effect::RequestCode { .. }
            | Effect::AnswerPasskey { .. }
            | Effect::ConfirmPasskey { .. }
            | Effect::ReplyToStep { .. }
            | Effect::TouchConnected
            | Effect::NotePark(_)
            | Effect::ForgetDisconnect
            | Effect::GiveBack
            | Effect::NoteNumber { .. }
            | Effect::Report { .. }
            | Effect::Count(_)
            | Effect::Refuse { .. }
            | Effect::LiftWait { .. }
            | Effect::NoteNumberChange(_)
            | Effect::ChangePhone(_)
            | Effect::Tell(_) => {}
        }
    }

    /// Answers all requests; with this failure if the database is away.
    fn settle(&mut self, failure: Option<StoreFailure>) {
        for _ in 0..100 {
            let Some(effect) = self.asked.pop_front() else { return };
            let event = match (effect, failure) {
                (Effect::Load, None) => Event::Loaded(self.stored.clone()),
                (Effect::Load, Some(failure)) => return self.hear(Event::LoadFailed(failure)),
                (Effect::Check { check, .. }, None) => Event::Checked(check, Ok(CodeGrant::default())),
                (Effect::Check { check, .. }, Some(failure)) => Event::Checked(check, Err(failure.into())),
                (Effect::AskAdmission { link, .. }, _) => Event::Admitted { link },
                (Effect::Prepare { link, ask, .. }, None) => {
                    Event::CredentialsPrepared { link, grant: ask.map(|_| CodeGrant::default()) }
                }
                (Effect::Prepare { link, .. }, Some(failure)) => Event::PrepareFailed { link, failure },
                (Effect::Wipe(wipe, _), None) => Event::Wiped(wipe),
                (Effect::Wipe(wipe, _), Some(failure)) => Event::WipeFailed(wipe, failure),
                (Effect::KeepDisconnect, None) => Event::DisconnectKept,
                (Effect::KeepDisconnect, Some(failure)) => Event::DisconnectNotKept(failure),
                (other, _) => panic!("nobody answers {other:?}"),
            };
            self.hear(event);
        }
        panic!("it asks for ever: {:?}", self.session.state());
    }

    /// Fires every armed timer.
    fn let_time_pass(&mut self) {
        for timer in std::mem::take(&mut self.timers) {
            self.hear(Event::TimerFired(timer));
        }
    }

    /// The database goes away in the middle of whatever is under way, stays away for a while, and comes back.
    fn suffer(&mut self, failure: StoreFailure, link_fails: bool) {
        if let Some(link) = self.session.current_link().filter(|_| link_fails) {
            self.hear(Event::Ended { link, end_reason: LinkEndReason::Store(failure) });
        }
        self.settle(Some(failure));
        for _ in 0..3 {
            self.let_time_pass();
            self.settle(Some(StoreFailure::Unavailable));
        }
        for _ in 0..3 {
            self.let_time_pass();
            self.settle(None);
        }
    }
}

fn parked(code: ErrorCode, stored: Stored) -> Stored {
    Stored { parked: Some(Parked { code, until: None }), ..stored }
}

/// Sessions of a linked phone that are not parked, by their activity.
fn lines() -> Vec<(&'static str, Play)> {
    let link = LinkNo(1);
    let up = || {
        let events = [Event::Admitted { link }, Event::Connected { link, phone: phone(ASKED) }];
        Play::of(linked(ASKED)).hear_all(events)
    };
    let broken = |end_reason| up().hear_all([Event::Ended { link, end_reason }]);
    let mut asked_for_another = up();
    asked_for_another.hear(request(OTHER, "another"));
    let mut asked_to_reset = up();
    asked_to_reset.hear(reset("reset"));
    let mut asked_to_disconnect = up();
    asked_to_disconnect.hear(disconnect("disconnect"));
    let mut replaced = up();
    replaced.hear(Event::Ended { link, end_reason: LinkEndReason::Replaced });
    vec![
        ("unread, at the start or between two lives", Play::begin(linked(ASKED))),
        ("connecting, before the gate", Play::of(linked(ASKED))),
        ("connecting", Play::of(linked(ASKED)).hear_all([Event::Admitted { link }])),
        ("connected", up()),
        ("connected, another phone is asked for", asked_for_another),
        ("connected, a reset is asked for", asked_to_reset),
        ("connected, a disconnect is asked for", asked_to_disconnect),
        ("reconnecting", broken(LinkEndReason::Network)),
        ("reconnecting, replaced by another connection", replaced),
        ("reconnecting, its write was lost", broken(LinkEndReason::Store(StoreFailure::UnknownOutcome))),
    ]
}

/// Sessions without a linked phone.
fn pairings() -> Vec<(&'static str, Play)> {
    let nothing = Stored::default;
    let pairing = |steps: usize| {
        let events: Vec<_> = way_to_qr().into_iter().chain([code(LinkNo(1))]).take(steps).collect();
        let mut play = Play::of(nothing());
        for event in events {
            play.asked.clear();
            play.hear(event);
        }
        play
    };
    let mut with_qr = Play::of(nothing());
    with_qr.hear(request_qr("qr"));
    with_qr.settle(None);
    with_qr.hear(qr(LinkNo(1)));
    let mut passkey = pairing(5);
    passkey.hear(passkeys::failed(LinkNo(1), PasskeyFailure::Options));
    let mut compares = pairing(5);
    compares.hear(passkeys::demanded(LinkNo(1), 1));
    let waits = compares.clone();
    compares.hear(passkeys::answered(1));
    let checks = compares.clone();
    compares.hear(passkeys::compared(LinkNo(1)));
    let mut answered = pairing(5);
    answered.hear(Event::PhoneAnswered { link: LinkNo(1) });
    vec![
        ("unread", Play::begin(nothing())),
        ("idle", Play::of(nothing())),
        ("creating, before the gate", pairing(1)),
        ("creating, the number is checked", pairing(2)),
        ("creating, the rows are empty", pairing(3)),
        ("waiting for a code", pairing(4)),
        ("a code is on the screen", pairing(5)),
        ("the phone has answered", answered),
        ("a QR is on the screen", with_qr),
        ("a passkey cannot be answered", passkey),
        ("a passkey is asked for", waits),
        ("a passkey is checked", checks),
        ("the code of a passkey is compared", compares),
    ]
}

#[test]
fn line_survives_an_outage_from_every_state() {
    for failure in FAILURES {
        for link_fails in [false, true] {
            for (name, mut play) in lines() {
                let was_connected = play.session.state().name() == StateName::Connected;
                play.suffer(failure, link_fails);
                if play.session.state().name() == StateName::Reconnecting {
                    play.let_time_pass();
                    play.settle(None);
                }
                let what = format!("{name}, {failure}, link fails: {link_fails}: {:?}", play.session.state());
                assert!(!play.wiped && !play.logged_out, "{what}");
                let stays = was_connected && !link_fails && play.lives == 1;
                let expected = if stays { StateName::Connected } else { StateName::Connecting };
                assert_eq!(play.session.state().name(), expected, "{what}");
                assert!(play.session.is_linked() && play.session.current_link().is_some(), "{what}");
                let Session { reading, linking, reset, storing_disconnect, .. } = &play.session;
                assert_eq!((&linking.intent, reset, storing_disconnect), (&None, &None, &None), "{what}");
                assert!(matches!(reading, Reading::Read | Reading::Unread), "{what}");
            }
        }
    }
}

#[test]
fn pairing_ends_in_an_outage_and_the_next_one_may_begin() {
    for failure in FAILURES {
        for link_fails in [false, true] {
            for (name, mut play) in pairings() {
                play.suffer(failure, link_fails);
                let what = format!("{name}, {failure}, link fails: {link_fails}: {:?}", play.session.state());
                assert!(!play.logged_out, "{what}");
                assert_ne!(play.session.reason(), Some(ErrorCode::StoreUnavailable), "{what}");
                assert!(play.session.state().pairing().is_none_or(|pairing| pairing.qr_wanted), "{what}");
                play.hear(request(OTHER, "next"));
                play.settle(None);
                assert!(play.session.state().pairing().is_some(), "the next pairing does not begin: {what}");
            }
        }
    }
}

#[test]
fn parked_session_stays_parked_for_the_same_reason() {
    // A ban always ends by itself.
    let stays = |code: &ErrorCode| code.is_kept() && *code != ErrorCode::TemporarilyBanned;
    for code in ErrorCode::ALL.iter().copied().filter(stays) {
        for stored in [linked(ASKED), Stored::default()] {
            for failure in FAILURES {
                let mut before = Play::begin(parked(code, stored.clone()));
                before.suffer(failure, true);
                let mut during = Play::of(parked(code, stored.clone()));
                during.suffer(failure, true);
                for play in [before, during] {
                    let what = format!("{code}, {failure}, linked: {}", stored.paired_at.is_some());
                    assert_eq!(play.session.reason(), Some(code), "{what}");
                    let was_removed = code == ErrorCode::RemovedAfterLink && stored.paired_at.is_some();
                    assert!(
                        (!play.wiped || was_removed) && !play.logged_out && play.session.current_link().is_none(),
                        "{what}"
                    );
                }
            }
        }
    }
}

#[test]
fn disconnected_stays_so_after_a_request_refused_in_an_outage() {
    let disconnected = parked(ErrorCode::Disconnected, linked(ASKED));
    let asked = after(loaded(disconnected.clone()), [request(ASKED, "a")]).0;
    let (session, effects) = after(asked, [Event::LoadFailed(StoreFailure::Unavailable)]);
    assert_eq!(failure_told(&effects), Some(ErrorCode::StoreUnavailable));
    let (session, effects) = after(session, [Event::TimerFired(Timer::ParkOver), Event::Loaded(disconnected.clone())]);
    assert_eq!(session.reason(), Some(ErrorCode::Disconnected), "{effects:?}");
    assert!(!effects.contains(&Effect::ForgetDisconnect), "{effects:?}");
    let (session, _) = after(session, [request(ASKED, "b"), Event::Loaded(disconnected.clone())]);
    assert_eq!(session.state().name(), StateName::Connecting, "the next one is granted");
    // A life begun because a person wants a connection goes on to connect.
    let restarted = unread().beginning(Beginning::PastPark);
    let (session, _) = after(restarted, [Event::LoadFailed(StoreFailure::Unavailable), Event::Loaded(disconnected)]);
    assert_eq!(session.state().name(), StateName::Connecting);
}

#[test]
fn reset_cut_short_by_an_outage_can_be_asked_again() {
    for failure in FAILURES {
        let mut play = Play::of(linked(ASKED)).hear_all([reset("first")]);
        play.suffer(failure, false);
        play.stored = Stored::default();
        play.hear(reset("again"));
        play.settle(None);
        assert!(play.session.reset.is_none() && play.session.linking.intent.is_none());
        assert_eq!(play.session.state(), &State::Idle);
    }
}
