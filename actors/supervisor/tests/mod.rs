//! Tests of the supervisor with real sessions and fake adapters.

mod arbiters;
mod between_lives;
mod death;
mod disconnects;
mod lives;
mod panics;
mod policies;
mod records;
mod request_journal;
mod requests;
mod restore;
mod session_events;
mod stop;

use actix::{Addr, Handler, Message, MessageResult};
use linekeeper_domain::access::Asker;
use linekeeper_domain::{CompanyId, ErrorCode, PairingMethod, PairingOptions, PairingRefusal, TriggeredBy};
use linekeeper_ports::LinkEvent;
use linekeeper_ports::fake::FakeLink;

use super::*;
use crate::session::{SessionActor, SessionUpdate, WatcherId};
use crate::testing::{ASKED, Stage, StoreCall, Updates, company, correlation, phone, probe, quiet};

/// Reads internal data of the supervisor about a company.
#[derive(Message)]
#[rtype(result = "Option<Known>")]
struct Inspect(CompanyId);

struct Known {
    generation: u64,
    session: Option<Addr<SessionActor>>,
}

impl Handler<Inspect> for SessionSupervisor {
    type Result = MessageResult<Inspect>;

    fn handle(&mut self, inspect: Inspect, _: &mut Self::Context) -> Self::Result {
        let entry = self.entries.get(&inspect.0);
        let known = entry.map(|entry| (entry.generation, entry.session().cloned()));
        MessageResult(known.map(|(generation, session)| Known { generation, session }))
    }
}

/// Does what the supervisor's idle check does for a session. Sent in one turn with a request, it puts `RetireSession`
/// into the session's mailbox right before that request.
#[derive(Message)]
#[rtype(result = "()")]
struct Dismiss(CompanyId);

impl Handler<Dismiss> for SessionSupervisor {
    type Result = ();

    fn handle(&mut self, dismiss: Dismiss, _: &mut Self::Context) {
        let entry = self.entries.get(&dismiss.0).unwrap();
        entry.session().unwrap().do_send(crate::session::RetireSession);
    }
}

async fn known(supervisor: &Addr<SessionSupervisor>, id: &str) -> Option<Known> {
    supervisor.send(Inspect(company(id))).await.unwrap()
}

/// Caller by HTTP without a principal.
fn api() -> Asker {
    Asker::unknown(TriggeredBy::Api)
}

/// Builds a pairing request; by QR code without a number.
fn pairing(id: &str, digits: Option<&str>) -> StartPairing {
    StartPairing {
        company: company(id),
        method: if digits.is_some() { PairingMethod::Code } else { PairingMethod::Qr },
        phone: digits.map(phone),
        options: PairingOptions::default(),
        by: api(),
        correlation: correlation("ask"),
    }
}

async fn ask_code(supervisor: &Addr<SessionSupervisor>, id: &str, digits: &str) -> Result<(), PairingRefusal> {
    supervisor.send(pairing(id, Some(digits))).await.unwrap()
}

async fn ask_qr(supervisor: &Addr<SessionSupervisor>, id: &str) -> Result<(), PairingRefusal> {
    supervisor.send(pairing(id, None)).await.unwrap()
}

async fn reset(supervisor: &Addr<SessionSupervisor>, id: &str) -> Result<(), ErrorCode> {
    supervisor.send(ResetSession { company: company(id), by: api(), correlation: correlation("reset") }).await.unwrap()
}

async fn watch(supervisor: &Addr<SessionSupervisor>, id: &str, watcher: u64) -> Result<Updates, ErrorCode> {
    let (updates, heard) = probe::<SessionUpdate>();
    let watcher = WatcherId(watcher);
    supervisor.send(Watch { company: company(id), watcher, updates }).await.unwrap().map(|()| Updates(heard))
}

async fn unwatch(supervisor: &Addr<SessionSupervisor>, id: &str, watcher: u64) {
    supervisor.send(Unwatch { company: company(id), watcher: WatcherId(watcher) }).await.unwrap();
}

/// Completes when everything that the supervisor has to store is stored.
async fn written(supervisor: &Addr<SessionSupervisor>) {
    supervisor.send(WriteJournal).await.unwrap();
}

/// Brings a linked line to `connected` and returns its link.
async fn connect(stage: &mut Stage) -> FakeLink {
    let link = stage.link().await;
    link.tell(LinkEvent::Connected { phone: phone(ASKED) }).await;
    quiet().await;
    link
}

/// Number of lives that a company's session has begun.
fn lives(stage: &Stage, id: &str) -> usize {
    let begun = (StoreCall::Take, Some(company(id)));
    stage.store.calls().into_iter().filter(|call| *call == begun).count()
}
