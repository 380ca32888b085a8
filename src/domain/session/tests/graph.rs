//! Tests of the machine's graph: the transitions that the code allows are those that walks find, and those that the doc
//! comment, the actors' README and the journal's CHECK list. The table of their events is that of the walks, too.

use std::collections::BTreeSet;

use super::walks::{Transition, cause, transitions_walked};
use super::*;

/// Documents with the drawing, the list of transitions and the table of their events.
const DOCUMENTS: [(&str, &str); 2] =
    [("session/mod.rs", include_str!("../mod.rs")), ("actors/README.md", include_str!("../../../../actors/README.md"))];

/// Transitions in the journal that no session makes any more.
const OF_OLDER_VERSIONS: usize = 2;

fn allowed() -> BTreeSet<(StateName, StateName)> {
    let edges = |from: StateName| from.successors().iter().map(move |to| (from, *to));
    StateName::ALL.into_iter().flat_map(edges).collect()
}

/// Lines like `idle → creating, error`, in the order of [`StateName::ALL`].
fn listed() -> String {
    let line = |from: StateName| {
        let successors: Vec<_> = from.successors().iter().map(|to| to.as_str()).collect();
        format!("{} → {}", from.as_str(), successors.join(", "))
    };
    StateName::ALL.map(line).join("\n")
}

/// Lines like `idle → error: load_failed, loaded`, in the order of [`StateName::ALL`].
fn table(transitions: &BTreeSet<Transition>) -> String {
    let line = |(from, to): (StateName, StateName)| {
        let causes = transitions.iter().filter(|transition| (transition.0, transition.1) == (from, to));
        let causes: Vec<_> = causes.map(|(_, _, cause)| cause.as_str()).collect();
        format!("{} → {}: {}", from.as_str(), to.as_str(), causes.join(", "))
    };
    allowed().into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The transition that an event causes in a session.
fn caused(session: &Session, event: Event) -> Transition {
    let (from, cause) = (session.state().name(), cause(&event));
    let (session, _) = session.clone().on(event, at(9)).unwrap();
    (from, session.state().name(), cause)
}

/// Transitions that walks are too short for, one by one.
fn directed() -> BTreeSet<Transition> {
    let link = LinkNo(1);
    let ended = |end_reason| Event::Ended { link, end_reason };
    let restarting = after(connected(), [ended(LinkEndReason::RestartRequired)]).0;
    let restarted = after(restarting.clone(), [Event::Admitted { link: LinkNo(2) }]).0;
    let logged_out = loaded(Stored { log_out_ordered: true, ..linked(ASKED) });
    // WhatsApp logs the device out while the reset is checked; the answer comes during the next pairing.
    let unanswered = after(connected(), [reset("r"), ended(LinkEndReason::LoggedOut)]).0;
    let next = LinkNo(2);
    let shown = [Event::Admitted { link: next }, prepared(next), qr(next)];
    let waiting = after(unanswered, [request(ASKED, "a")].into_iter().chain(shown)).0;
    let sent = after(waiting.clone(), [code(next)]).0;
    // The code dies beside a QR, and another one is requested.
    let dead = Event::CodeDead { link, cause: CodeDeath::Expired };
    let second_code = after(with_code_on_screen(), [request_qr("q"), dead, request(ASKED, "b")]).0;
    let answered = after(with_code_on_screen(), [Event::PhoneAnswered { link }]).0;
    // A linked session is idle while a change is checked that it asked for in an outage.
    let idle = after(in_next(unread()), [Event::LoadFailed(StoreFailure::Unavailable), change(OTHER, "n")]).0;
    let idle = after(idle, [Event::Loaded(linked(ASKED)), disconnect("d")]).0;
    let cases = [
        caused(&restarting, Event::TimerFired(Timer::Restart)),
        caused(&restarted, Event::TimerFired(Timer::ConnectWatchdog)),
        caused(&logged_out, ended(LinkEndReason::LoggedOut)),
        caused(&waiting, granted(1)),
        caused(&second_code, denied(1, StoreFailure::Unavailable)),
        caused(&sent, granted(1)),
        caused(&idle, Event::DisconnectKept),
        caused(&waiting_for_code(), Event::TimerFired(Timer::PairingTimeout)),
        caused(
            &waiting_for_code(),
            Event::CodeRefused { link, refusal: Refusal { status: Some(400), backoff_seconds: None } },
        ),
        caused(&answered, Event::PairingRefused { link, reason: PairRefusal::HmacMismatch }),
    ];
    cases.into_iter().collect()
}

fn without_marks(document: &str) -> String {
    let bare = |line: &str| line.trim_start_matches("//!").trim().to_owned();
    document.lines().map(bare).collect::<Vec<_>>().join("\n")
}

#[test]
fn walks_find_every_transition_of_the_graph_and_no_other() {
    let walked: BTreeSet<_> = transitions_walked(20_000).into_iter().map(|(from, to, _)| (from, to)).collect();
    let missing: Vec<_> = allowed().difference(&walked).copied().collect();
    let forbidden: Vec<_> = walked.difference(&allowed()).copied().collect();
    assert!(missing.is_empty() && forbidden.is_empty(), "never walked: {missing:?}; not in the graph: {forbidden:?}");
}

#[test]
fn the_doc_comment_and_the_readme_list_the_same_transitions() {
    for (name, document) in DOCUMENTS {
        assert!(without_marks(document).contains(&listed()), "{name} should list:\n{}", listed());
    }
}

#[test]
fn table_of_events_is_what_walks_and_directed_cases_find() {
    let mut found = transitions_walked(20_000);
    found.extend(directed());
    let pairs: BTreeSet<_> = found.iter().map(|(from, to, _)| (*from, *to)).collect();
    assert_eq!(pairs, allowed());
    let table = table(&found);
    for (name, document) in DOCUMENTS {
        assert!(without_marks(document).contains(&table), "{name} should have:\n{table}");
    }
}

#[test]
fn the_journal_accepts_the_same_transitions() {
    let migration = include_str!("../../../../migrations/V20261129000300__passkey_states.sql");
    let pairs = StateName::ALL.map(|from| {
        let pair = |to: &StateName| format!("('{}', '{}')", from.as_str(), to.as_str());
        from.successors().iter().map(pair).collect::<Vec<_>>().join(", ")
    });
    for line in &pairs {
        assert!(migration.contains(line.as_str()), "the CHECK should have: {line}");
    }
    let written = migration.matches("('").count();
    assert_eq!(written, allowed().len() + OF_OLDER_VERSIONS, "the CHECK has pairs that are no transitions");
}

#[test]
fn the_database_parks_for_the_codes_that_are_kept() {
    let migration = include_str!("../../../../migrations/V20261129000200__account_not_supported.sql");
    let kept: Vec<_> = ErrorCode::ALL.iter().filter(|code| code.is_kept()).map(|code| format!("'{code}'")).collect();
    for code in &kept {
        assert!(migration.contains(code.as_str()), "the CHECK should have {code}");
    }
    // A migration has parked rows for that one, no session.
    let not_kept = ErrorCode::ALL.iter().filter(|code| !code.is_kept() && **code != ErrorCode::PhoneInUse);
    assert!(not_kept.into_iter().all(|code| !migration.contains(&format!("'{code}'"))));
}
