//! The supervisor with real sessions in a world of fakes.

mod arbiters;
mod audit;
mod between_lives;
mod death;
mod disconnects;
mod lives;
mod panics;
mod policies;
mod requests;
mod restore;
mod stop;

use actix::{Addr, Handler, Message, MessageResult};
use linekeeper_domain::access::Asker;
use linekeeper_domain::{Actor, CompanyId, ErrorCode, PairingMethod, PairingOptions, PairingRefusal};

use super::*;
use crate::session::{SessionActor, SessionNews, WatcherId};
use crate::testing::{ASKED, News, Stage, StoreCall, company, correlation, phone, probe};

/// What the supervisor knows of a company that it tells nobody.
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
        let known = |entry: &registry::Entry| Known { generation: entry.generation, session: entry.session().cloned() };
        MessageResult(self.entries.get(&inspect.0).map(known))
    }
}

/// What the supervisor does itself when a session has rested long enough. Asked in one turn with something else, it puts
/// the word to leave into the session's mailbox right before that.
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

/// Somebody by HTTP who has proved nothing.
fn api() -> Asker {
    Asker::unknown(Actor::Api)
}

/// A pairing request; by QR where there is no number.
fn pairing(id: &str, digits: Option<&str>) -> AskPairing {
    AskPairing {
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
    supervisor.send(AskReset { company: company(id), by: api(), correlation: correlation("reset") }).await.unwrap()
}

async fn watch(supervisor: &Addr<SessionSupervisor>, id: &str, watcher: u64) -> Result<News, ErrorCode> {
    let (news, heard) = probe::<SessionNews>();
    let watcher = WatcherId(watcher);
    supervisor.send(Watch { company: company(id), watcher, news }).await.unwrap().map(|()| News(heard))
}

async fn unwatch(supervisor: &Addr<SessionSupervisor>, id: &str, watcher: u64) {
    supervisor.send(Unwatch { company: company(id), watcher: WatcherId(watcher) }).await.unwrap();
}

/// How often a session of the company began to live.
fn lives(stage: &Stage, id: &str) -> usize {
    let begun = (StoreCall::Take, Some(company(id)));
    stage.store.calls().into_iter().filter(|call| *call == begun).count()
}
