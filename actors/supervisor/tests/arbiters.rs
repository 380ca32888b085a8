//! Sessions on threads of their own. Their clocks are real here: the test waits for events, not for time.

use actix::{Actor, Arbiter};

use super::*;
use crate::testing::{seconds, within};

#[actix::test]
async fn companies_are_spread_over_arbiters_which_survive_a_panic_of_one_of_them() {
    let mut stage = Stage::in_real_time(|settings| settings.session.backoff.cap = seconds(0));
    let arbiters = [Arbiter::new(), Arbiter::new()];
    let supervisor = stage.unborn_supervisor_on(arbiters.iter().map(Arbiter::handle).collect()).start();
    stage.links.panic_next(1);
    let ids: Vec<String> = (0..8).map(|number| format!("salon-{number}")).collect();
    let mut links = Vec::new();
    for id in &ids {
        ask_code(&supervisor, id, ASKED).await.unwrap();
    }
    while links.len() < ids.len() - 1 {
        links.push(stage.link().await);
    }
    // One has panicked. It is asked again, as are the others, which have their link.
    for id in &ids {
        ask_code(&supervisor, id, ASKED).await.unwrap();
    }
    links.push(stage.link().await);
    let mut met: Vec<_> = links.iter().map(|link| link.company.to_string()).collect();
    met.sort();
    assert_eq!(met, ids);
    drop(links);
    within(supervisor.send(StopSessions)).await.unwrap();
    for arbiter in arbiters {
        assert!(arbiter.stop());
        arbiter.join().unwrap();
    }
}
