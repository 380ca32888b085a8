//! What a status keeps across attempts, looks, rests and restarts.

use super::*;
use crate::session::{CompanySession, Help, Input, LastFailure, RecordedStatus, Slot};

/// A company's session, and the seconds of its clock.
struct Company {
    session: CompanySession,
    second: i64,
}

impl Company {
    /// Begins a life by this request, with what is stored.
    fn begins(who: &str, stored: Stored, second: i64) -> Self {
        let company: CompanyId = "997441".parse().unwrap();
        let policy = SessionPolicy::default();
        let (session, _) = CompanySession::new(company, policy, correlation(who), at(second).now);
        let mut begun = Self { session, second };
        begun.hears(Event::Loaded(stored));
        begun
    }

    fn hears(&mut self, event: Event) {
        let input = match event {
            event
            @ (Event::PairingRequested { .. } | Event::PairingCancelled { .. } | Event::ResetRequested { .. }) => {
                Input::Asked(event)
            }
            event => Input::In(Slot::Current, event),
        };
        self.session = self.session.clone().on(input, at(self.second)).unwrap().session;
    }

    fn after(&mut self, seconds: i64) -> &mut Self {
        self.second += seconds;
        self
    }

    fn link(&self) -> LinkNo {
        self.session.line().current_link().unwrap()
    }

    fn connects(&mut self) {
        let link = self.link();
        self.hears(Event::Admitted { link });
        self.hears(Event::Connected { link, phone: phone(ASKED) });
    }

    fn loses(&mut self, end_reason: LinkEndReason) {
        let link = self.link();
        self.hears(Event::Ended { link, end_reason });
    }

    /// Tries again, in vain.
    fn tries_in_vain(&mut self, end_reason: LinkEndReason) {
        self.hears(Event::TimerFired(Timer::Reconnect));
        let link = self.link();
        self.hears(Event::Admitted { link });
        self.loses(end_reason);
    }

    fn status(&self) -> Status {
        self.session.status(at(self.second).now)
    }

    fn record(&self) -> RecordedStatus {
        RecordedStatus::of(&self.status())
    }
}

fn with_record(stored: Stored, record: RecordedStatus) -> Stored {
    Stored { recorded: Some(Box::new(record)), ..stored }
}

fn connected_line() -> Company {
    let mut company = Company::begins("boot", linked(ASKED), 0);
    company.connects();
    company
}

#[test]
fn line_that_is_down_counts_attempts_since_it_went() {
    let mut company = connected_line();
    assert_eq!((company.status().down_since, company.status().cause), (None, None));
    company.after(100).loses(LinkEndReason::Network);
    for _ in 0..12 {
        company.after(50).tries_in_vain(LinkEndReason::ServerBusy);
    }
    let status = company.status();
    assert_eq!(status.down_since, Some(at(100).now), "not since the last attempt");
    assert_eq!((status.cause, status.attempts), (Some(ErrorCode::NetworkError), 12));
    company.after(50).hears(Event::TimerFired(Timer::Reconnect));
    assert_eq!(company.status().down_since, Some(at(100).now), "nor while one is under way");
    company.connects();
    let status = company.status();
    assert_eq!((status.down_since, status.cause, status.attempts), (None, None, 0));
}

#[test]
fn line_that_is_down_stays_down_across_a_restart() {
    let mut company = connected_line();
    company.after(100).loses(LinkEndReason::Network);
    company.after(50).tries_in_vain(LinkEndReason::Network);
    let mut again = Company::begins("restore", with_record(linked(ASKED), company.record()), 86_400);
    assert_eq!((again.status().down_since, again.status().attempts), (Some(at(100).now), 1));
    again.hears(Event::Admitted { link: again.link() });
    again.after(10).loses(LinkEndReason::Network);
    assert_eq!((again.status().down_since, again.status().attempts), (Some(at(100).now), 2));
}

#[test]
fn restart_of_a_line_bears_the_reference_of_its_request() {
    let company = Company::begins("boot", linked(ASKED), 0);
    assert_eq!(company.status().state, StateName::Connecting);
    let again = Company::begins("operator", with_record(linked(ASKED), company.record()), 60);
    assert_eq!((again.status().correlation_id, again.status().since), (correlation("operator"), at(60).now));
}

#[test]
fn short_interruption_is_not_shown_as_down() {
    let mut company = connected_line();
    company.after(10).loses(LinkEndReason::RestartRequired);
    assert_eq!((company.status().state, company.status().down_since), (StateName::Connected, None));
    company.after(4).hears(Event::TimerFired(Timer::Restart));
    assert_eq!(company.status().down_since, Some(at(14).now), "until it lasts");
    assert_eq!((company.status().cause, company.status().attempts), (None, 0));
}

#[test]
fn late_end_of_a_retired_link_is_no_attempt() {
    let mut company = connected_line();
    let retired = company.link();
    company.after(10).loses(LinkEndReason::Network);
    let before = company.status();
    company.hears(Event::Ended { link: retired, end_reason: LinkEndReason::Banned });
    assert_eq!(company.status(), before);
}

#[test]
fn look_at_a_parked_company_changes_nothing() {
    let mut company = connected_line();
    company.after(500).loses(LinkEndReason::Banned);
    let banned = company.status();
    assert_eq!((banned.code, banned.down_since), (Some(ErrorCode::Banned), Some(at(500).now)));
    let parked = Parked { code: ErrorCode::Banned, until: None };
    let stored = Stored { parked: Some(parked), ..Stored::default() };
    let looked = Company::begins("look", with_record(stored, company.record().at_rest()), 90_000);
    assert!(looked.status().looks_like(&Status { phone_number: None, ..banned }), "{:?}", looked.status());
    assert_eq!(looked.record(), company.record());
    assert!(looked.session.knows_its_record());
}

#[test]
fn failed_pairing_is_told_after_the_session_has_rested() {
    let mut company = Company::begins("look", Stored::default(), 0);
    company.after(5).hears(request(ASKED, "owner"));
    let link = company.link();
    company.hears(Event::Admitted { link });
    company.after(20).hears(Event::TimerFired(Timer::PairingTimeout));
    let failed = company.status();
    assert_eq!((failed.state, failed.code), (StateName::Error, Some(ErrorCode::PairingTimeout)));
    let record = company.record().at_rest();
    assert_eq!((record.state, record.code), (StateName::Idle, None));
    let failure = LastFailure { code: ErrorCode::PairingTimeout, at: at(25).now, correlation_id: correlation("owner") };
    assert_eq!(record.last_failure.as_deref(), Some(&failure));
    let looked = Company::begins("look", with_record(Stored::default(), record.clone()), 90_000);
    assert_eq!(looked.status().last_failure.as_deref(), Some(&failure));
    assert_eq!(looked.record(), record, "a look changes nothing");
    // The process may have ended before the session rested.
    let crashed = Company::begins("look", with_record(Stored::default(), company.record()), 90_000);
    assert_eq!(crashed.status().last_failure.as_deref(), Some(&failure));
}

#[test]
fn persons_end_of_a_pairing_leaves_no_failure() {
    let mut company = Company::begins("look", Stored::default(), 0);
    company.hears(request(ASKED, "owner"));
    let link = company.link();
    company.hears(Event::Admitted { link });
    company.hears(Event::TimerFired(Timer::PairingTimeout));
    company.hears(reset("operator"));
    assert_eq!((company.status().state, company.status().last_failure), (StateName::Idle, None));
}

#[test]
fn new_pairing_clears_the_last_failure() {
    let failure = LastFailure { code: ErrorCode::CodeExpired, at: at(-9).now, correlation_id: correlation("old") };
    let idle = Company::begins("look", Stored::default(), 0).record();
    let record = RecordedStatus { last_failure: Some(Box::new(failure)), ..idle };
    let mut company = Company::begins("look", with_record(Stored::default(), record), 0);
    assert!(company.status().last_failure.is_some());
    company.hears(request(ASKED, "owner"));
    assert_eq!((company.status().state, company.status().last_failure), (StateName::Creating, None));
}

#[test]
fn status_is_not_recorded_before_the_record_is_read() {
    let company: CompanyId = "997441".parse().unwrap();
    let (session, _) = CompanySession::new(company, SessionPolicy::default(), correlation("look"), at(0).now);
    let failed = Input::In(Slot::Current, Event::LoadFailed(StoreFailure::Unavailable));
    let session = session.on(failed, at(0)).unwrap().session;
    assert!(!session.knows_its_record(), "an outage must not replace what is recorded");
}

#[test]
fn record_from_a_clock_ahead_does_not_begin_in_the_future() {
    let parked = Parked { code: ErrorCode::Banned, until: None };
    let stored = Stored { parked: Some(parked), ..Stored::default() };
    let mut record = Company::begins("look", stored.clone(), 0).record();
    record.since = at(900_000).now;
    let looked = Company::begins("look", with_record(stored, record), 60);
    assert_eq!(looked.status().since, at(60).now);
}

#[test]
fn disconnected_line_is_off_and_not_down() {
    let parked = Parked { code: ErrorCode::Disconnected, until: None };
    let mut company = connected_line();
    company.after(10).loses(LinkEndReason::Network);
    let stored = Stored { parked: Some(parked), ..linked(ASKED) };
    let off = Company::begins("look", with_record(stored, company.record()), 60);
    assert_eq!((off.status().code, off.status().down_since), (Some(ErrorCode::Disconnected), None));
    assert_eq!(off.record().help_needed().map(|trouble| trouble.help), Some(Help::Off));
}

#[test]
fn every_code_a_session_parks_with_has_a_help() {
    for code in ErrorCode::ALL {
        assert!(!code.is_kept() || Help::with(*code, false).is_some(), "{code}");
        assert_eq!(Help::with(*code, true).is_some(), Help::with(*code, false).is_some(), "{code}");
    }
    for help in Help::ALL {
        assert_eq!(Help::named(help.as_str()), Some(help));
    }
}

#[test]
fn trouble_begins_when_the_line_went_down() {
    let mut company = connected_line();
    assert_eq!(company.record().help_needed(), None);
    company.after(100).loses(LinkEndReason::Locked);
    company.after(900);
    let trouble = company.record().help_needed().unwrap();
    assert_eq!((trouble.help, trouble.since), (Help::Locked, at(100).now));
}

#[test]
fn phone_is_seen_when_it_links_and_when_it_is_used() {
    let mut company = connected_line();
    assert_eq!(company.status().phone_seen_at, None, "a log-in shows nothing of the phone");
    let link = company.link();
    let seen = |company: &mut Company, at: Timestamp| {
        company.hears(Event::PhoneSeen { link, at });
        company.status().phone_seen_at
    };
    assert_eq!(seen(company.after(7_200), at(7_100).now), Some(at(7_100).now));
    assert_eq!(seen(&mut company, at(3_000).now), Some(at(7_100).now), "a message that waited is older");
    assert_eq!(seen(&mut company, at(99_999).now), Some(at(7_200).now), "nothing is seen in the future");
    company.loses(LinkEndReason::Network);
    assert_eq!(company.status().phone_seen_at, Some(at(7_200).now));
    let again = with_record(linked(ASKED), company.record());
    let mut next = Company::begins("next", again, 9_000);
    assert_eq!(next.status().phone_seen_at, Some(at(7_200).now), "it is known across a restart");
    next.connects();
    assert_eq!(seen(&mut next, at(8_000).now), Some(at(8_000).now));
    next.loses(LinkEndReason::LoggedOut);
    assert_eq!(next.status().phone_seen_at, None, "nothing is linked any more");
}

#[test]
fn phone_of_a_clock_that_was_ahead_is_seen_again() {
    let mut company = connected_line();
    company.hears(Event::PhoneSeen { link: company.link(), at: at(0).now });
    company.second = 90 * 86_400;
    company.hears(Event::PhoneSeen { link: company.link(), at: at(company.second).now });
    company.second = 60;
    company.hears(Event::PhoneSeen { link: company.link(), at: at(50).now });
    assert_eq!(company.status().phone_seen_at, Some(at(50).now));
}

#[test]
fn phone_in_use_neither_connects_nor_ends_anything() {
    for mut company in [connected_line(), Company::begins("boot", linked(ASKED), 0)] {
        let (before, link) = (company.status(), company.link());
        company.hears(Event::PhoneSeen { link, at: at(0).now });
        let after = company.status();
        assert_eq!(Status { phone_seen_at: None, ..after.clone() }, before);
        company.hears(Event::PhoneSeen { link: LinkNo(99), at: at(9).now });
        assert_eq!(company.status(), after, "of a link that is gone");
    }
}

/// A company whose pairing has its code on the screen.
fn with_a_code() -> Company {
    let mut company = Company::begins("look", Stored::default(), 0);
    company.hears(request(ASKED, "owner"));
    let link = company.link();
    company.hears(Event::Admitted { link });
    company.hears(Event::CredentialsPrepared { link, grant: Some(CodeGrant::default()) });
    company.hears(Event::QrShown { link, text: "qr".to_owned(), expires_at: at(60).now });
    company.hears(code(link));
    company
}

#[test]
fn linked_phone_is_seen_at_its_linking() {
    let mut company = with_a_code();
    let link = company.link();
    company.after(5).hears(Event::Paired { link, phone: phone(ASKED) });
    assert_eq!(company.status().phone_seen_at, Some(at(5).now));
}

#[test]
fn wrong_phone_is_named_until_the_next_pairing() {
    let wrong = |end: &dyn Fn(&mut Company)| {
        let mut company = with_a_code();
        end(&mut company);
        assert_eq!(company.status().code, Some(ErrorCode::WrongPhoneLinked));
        assert_eq!(company.status().linked_phone, Some(phone(OTHER).masked()));
        company.hears(request(ASKED, "again"));
        assert_eq!(company.status().linked_phone, None);
    };
    wrong(&|company| company.hears(Event::Paired { link: company.link(), phone: phone(OTHER) }));
    wrong(&|company| company.loses(LinkEndReason::WrongPhone { answered: phone(OTHER) }));
}
