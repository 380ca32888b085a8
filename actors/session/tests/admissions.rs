//! Tests of admission at the gate: permits granted to a session that no longer wants them, and the cost of a shut gate.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix::Actor as _;
use linekeeper_domain::LinkEndReason;
use linekeeper_domain::gate::{GatePolicy, Ticket};
use linekeeper_domain::session::LinkNo;
use linekeeper_ports::LinkEvent;
use tokio::sync::mpsc;

use super::*;
use crate::gate::{AskAdmission, GateActor, GateTold, LeaveGate, Permit};
use crate::supervisor::{ListSessions, RestoreSessions};
use crate::testing::{at, company, probe, quiet, seconds, within};

/// Starts a session that waits for admission, with a gate that the test plays.
async fn at_the_gate(stage: &mut Stage) -> (Player, AskAdmission) {
    let (gate, mut asked) = probe::<AskAdmission>();
    stage.services.gate = gate;
    let player = stage.session();
    player.session.do_send(pairing(None, PairingOptions::default(), "a"));
    let ask = within(asked.recv()).await.unwrap();
    quiet().await;
    (player, ask)
}

fn permit(ticket: u64) -> (GateTold, mpsc::UnboundedReceiver<LeaveGate>) {
    let (back, given_back) = probe::<LeaveGate>();
    (GateTold::Admitted(Permit::new(Ticket(ticket), back)), given_back)
}

fn cancel(player: &Player) {
    player.session.do_send(CancelPairing { by: TriggeredBy::Client, correlation: correlation("b") });
}

/// Message of the gate, as it reaches a link whose wait was cancelled in the same turn.
#[derive(actix::Message)]
#[rtype(result = "()")]
struct Hears(LinkNo, GateTold);

impl actix::Handler<Hears> for SessionActor {
    type Result = ();

    fn handle(&mut self, Hears(link, told): Hears, ctx: &mut Self::Context) {
        let line = self.line.as_ref().unwrap().number;
        self.hear_gate(line, (link, told), ctx);
    }
}

#[actix::test]
async fn permit_granted_in_the_turn_of_a_cancel_is_given_back() {
    let mut stage = Stage::new();
    let (player, ask) = at_the_gate(&mut stage).await;
    let (granted, mut given_back) = permit(7);
    // Both messages are there when the session's next turn begins.
    cancel(&player);
    ask.told.send(granted).unwrap();
    quiet().await;
    assert_eq!(given_back.try_recv().map(|back| back.ticket), Ok(Ticket(7)));
    stage.opens_nothing().await;
}

#[actix::test]
async fn permit_heard_after_the_session_gave_up_is_given_back() {
    let mut stage = Stage::new();
    let (player, _ask) = at_the_gate(&mut stage).await;
    let (granted, mut given_back) = permit(7);
    cancel(&player);
    player.session.send(Hears(LinkNo(1), granted)).await.unwrap();
    quiet().await;
    assert_eq!(given_back.try_recv().map(|back| back.ticket), Ok(Ticket(7)));
    stage.opens_nothing().await;
}

#[actix::test]
async fn permit_is_given_back_for_every_way_a_session_ends() {
    tokio::time::pause();
    for way in 0..4 {
        let mut stage = Stage::in_real_time(|_| {});
        let (player, ask) = at_the_gate(&mut stage).await;
        let (granted, mut given_back) = permit(way);
        ask.told.send(granted).unwrap();
        let link = stage.link().await;
        assert!(given_back.is_empty());
        match way {
            0 => cancel(&player),
            1 => player.session.do_send(StopSession),
            2 => player.session.do_send(Panic),
            _ => link.ends(LinkEndReason::Locked).await,
        }
        drop(link);
        assert!(within(given_back.recv()).await.is_some(), "way {way}");
    }
}

#[actix::test]
async fn session_that_gives_up_waits_no_more_at_the_gate() {
    let mut stage = Stage::new();
    let (player, ask) = at_the_gate(&mut stage).await;
    assert!(!ask.told.is_closed());
    cancel(&player);
    within(ask.told.closed()).await;
}

const CROWD: usize = 1_000;
const PACE: u32 = 50;

fn number(place: usize) -> String {
    format!("790010{place:05}")
}

/// Plays WhatsApp: refuses our version while `refuses` is set, else accepts every log-in.
fn whatsapp(stage: &mut Stage, refuses: &Arc<AtomicBool>) -> mpsc::UnboundedReceiver<i64> {
    let (opened, times) = mpsc::unbounded_channel();
    let (_, nothing) = mpsc::unbounded_channel();
    let mut links = std::mem::replace(&mut stage.opened, nothing);
    let (refuses, clock) = (refuses.clone(), stage.services.clock.clone());
    tokio::task::spawn_local(async move {
        let mut connected = Vec::new();
        while let Some(link) = links.recv().await {
            opened.send((clock.now() - at(0)).num_milliseconds()).unwrap();
            if refuses.load(Ordering::SeqCst) {
                link.tell(LinkEvent::Ended(LinkEndReason::ClientOutdated)).await;
            } else {
                let place: usize = link.company.as_str().trim_start_matches("salon-").parse().unwrap();
                link.connects(&number(place)).await;
                connected.push(link);
            }
        }
    });
    times
}

fn taken(times: &mut mpsc::UnboundedReceiver<i64>) -> Vec<i64> {
    std::iter::from_fn(|| times.try_recv().ok()).collect()
}

#[actix::test]
async fn thousand_sessions_wait_quietly_while_our_version_is_refused() {
    let mut stage = Stage::with(|settings| settings.restore_per_second = 1_000);
    let policy = GatePolicy { per_second: PACE, concurrent: 100, ..GatePolicy::default() };
    let gate = GateActor::new(policy, stage.services.clock.clone(), stage.services.metrics.clone()).start();
    (stage.services.gate, stage.services.gate_status) = (gate.clone().recipient(), gate.recipient());
    for place in 0..CROWD {
        stage.put_linked(&format!("salon-{place:04}"), &number(place));
    }
    let refuses = Arc::new(AtomicBool::new(true));
    let mut opened = whatsapp(&mut stage, &refuses);
    let supervisor = stage.supervisor();
    supervisor.do_send(RestoreSessions);
    tokio::time::sleep(seconds(60)).await;
    assert!(taken(&mut opened).len() <= 3, "the first refusal stops the others");
    let parked = stage.journal.entries().len();
    assert!(parked <= 3 * CROWD, "{parked}");

    // Four probes, and the journal entries of their sessions.
    tokio::time::sleep(seconds(1_200)).await;
    assert_eq!(taken(&mut opened).len(), 4);
    assert!(stage.journal.entries().len() - parked <= 4 * 4, "{}", stage.journal.entries().len() - parked);
    let page =
        supervisor.send(ListSessions { states: vec![StateName::Error], after: None, limit: CROWD }).await.unwrap();
    assert_eq!(page.sessions.len(), CROWD);
    let now = stage.services.clock.now();
    for status in &page.sessions {
        assert_eq!((status.code, status.linked), (Some(ErrorCode::ClientOutdated), true));
        assert!(status.next_attempt_at.is_some_and(|at| at > now), "{status:?}");
    }

    refuses.store(false, Ordering::SeqCst);
    tokio::time::sleep(seconds(300 + CROWD as u64 / u64::from(PACE) + 10)).await;
    let times = taken(&mut opened);
    assert_eq!(times.len(), CROWD, "all come back");
    let most = PACE as usize + 4;
    assert!(times.windows(most).all(|window| window[most - 1] - window[0] >= 1_000), "at the gate's pace");
    let connected = ListSessions { states: vec![StateName::Connected], after: None, limit: CROWD };
    assert_eq!(supervisor.send(connected).await.unwrap().sessions.len(), CROWD);
    assert!(supervisor.send(crate::supervisor::SessionStatusOf { company: company("salon-0000") }).await.is_ok());
}
