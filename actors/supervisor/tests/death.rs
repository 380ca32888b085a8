//! Tests of the supervisor's own end.

use actix::{Actor, ActorContext, Context, Handler, Message};
use futures::FutureExt;

use super::*;
use crate::ActorDeath;
use crate::testing::{SALON, quiet, within};

#[derive(Message)]
#[rtype(result = "()")]
struct Panic;

impl Handler<Panic> for SessionSupervisor {
    type Result = ();

    fn handle(&mut self, _: Panic, _: &mut Context<Self>) {
        panic!("as the test wants it");
    }
}

#[derive(Message)]
#[rtype(result = "()")]
struct End;

impl Handler<End> for SessionSupervisor {
    type Result = ();

    fn handle(&mut self, _: End, ctx: &mut Context<Self>) {
        ctx.stop();
    }
}

fn mortal(stage: &Stage) -> (Addr<SessionSupervisor>, ActorDeath) {
    let mut supervisor = stage.unborn_supervisor();
    let death = supervisor.death();
    (supervisor.start(), death)
}

#[actix::test]
async fn supervisor_panic_completes_its_death() {
    let stage = Stage::new();
    let (supervisor, death) = mortal(&stage);
    supervisor.do_send(Panic);
    within(death).await;
}

#[actix::test]
async fn session_panic_or_orderly_end_is_no_supervisor_death() {
    let stage = Stage::new();
    let (supervisor, mut death) = mortal(&stage);
    stage.links.panic_next(1);
    ask_code(&supervisor, SALON, ASKED).await.unwrap();
    quiet().await;
    assert!((&mut death).now_or_never().is_none());
    within(supervisor.send(StopSessions)).await.unwrap();
    supervisor.do_send(End);
    quiet().await;
    assert!(!supervisor.connected());
    assert!((&mut death).now_or_never().is_none());
    assert!(death.now_or_never().is_none(), "and it may be asked again");
}
