//! Tests of a session after one of its own tasks failed: it reads its stored data again, and trusts nothing it has not
//! read.

use super::*;

const FAILURES: [StoreFailure; 5] = [
    StoreFailure::Unavailable,
    StoreFailure::UnknownOutcome,
    StoreFailure::Fenced,
    StoreFailure::PhoneInUse,
    StoreFailure::Corrupt,
];

/// The rows of a company with nothing to lose could not be emptied.
fn prepare_failed(failure: StoreFailure) -> (Session, Vec<Effect>) {
    let link = LinkNo(1);
    let failed = Event::PrepareFailed { link, failure };
    after(fresh(), [request(ASKED, "a"), Event::Admitted { link }, failed])
}

/// The rows of a device that was logged out could not be emptied.
fn replace_failed(failure: StoreFailure) -> (Session, Vec<Effect>) {
    let failed = Event::PrepareFailed { link: LinkNo(2), failure };
    after(in_next(connected()), [change(OTHER, "a"), granted(1), failed])
}

/// Whether the stored data will be read again. The session's own `stored` does not tell: it may hold what the failed
/// task was to bring about.
fn will_be_read(effects: &[Effect]) -> bool {
    let reads = |effect: &Effect| {
        matches!(effect, Effect::Load | Effect::Arm(Timer::ParkOver, _) | Effect::Leave(ExitRequest::Reload))
    };
    effects.iter().any(reads)
}

#[test]
fn failed_prepare_leaves_no_session_unread_for_ever() {
    for failure in FAILURES {
        for (session, effects) in [prepare_failed(failure), replace_failed(failure)] {
            assert_eq!(session.reason(), Some(failure.error_code()), "{failure:?}");
            let may_go = will_be_read(&effects) || session.is_at_rest();
            assert!(may_go, "{failure:?}: {effects:?}");
        }
    }
}

#[test]
fn session_retires_after_a_prepare_the_database_refused() {
    for failure in [StoreFailure::PhoneInUse, StoreFailure::Corrupt] {
        let (session, effects) = replace_failed(failure);
        assert!(effects.contains(&Effect::Load), "{failure:?}");
        let (session, effects) = after(session, [Event::Loaded(Stored::default())]);
        assert_eq!(session.reason(), Some(failure.error_code()), "people still see why");
        assert!(session.is_at_rest() && !effects.iter().any(|effect| matches!(effect, Effect::Arm(..))), "{failure:?}");
    }
}

#[test]
fn line_that_is_still_stored_comes_back_after_a_failed_prepare() {
    let (session, _) = replace_failed(StoreFailure::PhoneInUse);
    let (session, effects) = after(session, [Event::Loaded(linked(OTHER))]);
    assert_eq!(session.state().name(), StateName::Connecting);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::AskAdmission { .. })));
}

#[test]
fn pairing_refused_before_its_rows_are_emptied_changes_nothing() {
    let link = LinkNo(1);
    let dead = || {
        let parked = Some(Parked { code: ErrorCode::CredentialsConflict, until: None });
        loaded(Stored { parked, ..linked(ASKED) })
    };
    let in_use = Event::PrepareFailed { link, failure: StoreFailure::PhoneInUse };
    let gate = Event::AdmissionRefused { link, until: at(300).now };
    let table = [
        (vec![Event::Admitted { link }, limited(link, 99)], ErrorCode::RateLimited),
        (vec![Event::Admitted { link }, in_use], ErrorCode::PhoneInUse),
        (vec![gate], ErrorCode::ClientOutdated),
    ];
    for session in [fresh, dead] {
        for (events, code) in table.clone() {
            let before = session();
            let asked = after(before.clone(), [request(ASKED, "a")]).0;
            let (session, effects) = after(asked, events);
            assert_eq!((failure_told(&effects), session.reason()), (Some(code), Some(code)));
            assert_eq!(session.stored(), before.stored());
            let touches = |effect: &Effect| matches!(effect, Effect::Wipe(..) | Effect::Open { .. } | Effect::Load);
            assert!(!effects.iter().any(touches), "{effects:?}");
            assert!(effects.contains(&Effect::Close { link, log_out: false }), "its place is given back: {effects:?}");
        }
    }
}

#[test]
fn company_of_another_owner_is_not_taken_by_reading_it() {
    let (session, effects) = prepare_failed(StoreFailure::Fenced);
    assert!(!effects.contains(&Effect::Load));
    assert!(session.is_at_rest());
    let (session, effects) = after(session, [request(ASKED, "b")]);
    assert!(effects.contains(&Effect::Load) && !session.is_at_rest(), "a person asks for it");
}

#[test]
fn pairing_after_an_outage_believes_only_what_it_read() {
    for failure in [StoreFailure::Unavailable, StoreFailure::Fenced] {
        let ended = Event::Ended { link: LinkNo(1), end_reason: LinkEndReason::Store(failure) };
        let (session, _) = after(with_code_on_screen(), [ended]);
        assert!(!session.reading.is_read(), "{failure:?}");
    }
    // The phone was linked and stored, and only the confirmation was lost.
    let ended = Event::Ended { link: LinkNo(1), end_reason: LinkEndReason::Store(StoreFailure::Unavailable) };
    let (session, effects) = after(with_code_on_screen(), [ended, Event::TimerFired(Timer::ParkOver)]);
    assert_eq!(effects, [Effect::Load]);
    let (session, _) = after(session, [Event::Loaded(linked(ASKED))]);
    assert_eq!(session.state().name(), StateName::Connecting);
    assert!(session.status(at(0).now).linked);
}

#[test]
fn reset_that_failed_is_read_again() {
    for failure in FAILURES {
        let (session, _) = after(fresh(), [reset("r")]);
        let (_, effects) = after(session, [Event::WipeFailed(WipeNo(1), failure)]);
        assert!(will_be_read(&effects), "{failure:?}: {effects:?}");
        assert!(
            notifications(&effects)
                .iter()
                .any(|notification| matches!(notification, SessionNotification::ResetFailed { .. })),
            "{failure:?}"
        );
    }
}

#[test]
fn failed_read_is_repeated() {
    for failure in FAILURES {
        let (_, effects) = after(unread(), [Event::LoadFailed(failure)]);
        assert!(will_be_read(&effects), "{failure:?}: {effects:?}");
    }
}

#[test]
fn outage_behind_a_failed_prepare_ends_when_the_row_is_read() {
    let (session, _) = replace_failed(StoreFailure::PhoneInUse);
    let (session, _) = after(session, [Event::LoadFailed(StoreFailure::Unavailable)]);
    let (session, _) = after(session, [Event::Loaded(Stored::default())]);
    assert_eq!((session.state().name(), session.reason()), (StateName::Idle, None));
}

#[test]
fn phone_in_use_elsewhere_does_not_block_the_next_number() {
    let (session, effects) = after(
        fresh(),
        [
            request(OTHER, "a"),
            Event::Admitted { link: LinkNo(1) },
            Event::PrepareFailed { link: LinkNo(1), failure: StoreFailure::PhoneInUse },
        ],
    );
    assert_eq!(failure_told(&effects), Some(ErrorCode::PhoneInUse));
    let (session, effects) = after(session, [request(ASKED, "b")]);
    assert_eq!((session.state().name(), failure_told(&effects)), (StateName::Creating, None));
}
