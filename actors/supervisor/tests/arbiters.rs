//! Tests of sessions on threads of their own. Their clocks are real: the tests wait for events, not for time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};

use actix::{Actor, Arbiter};
use linekeeper_domain::session::StateName;
use linekeeper_ports::{Link, LinkFactory, LinkOrder};

use super::*;
use crate::testing::{WhatsApp, within};

#[actix::test]
async fn arbiters_share_companies_and_survive_a_sessions_panic() {
    let mut stage = Stage::in_real_time(|settings| settings.restart.backoff.cap_ms = 0);
    let arbiters = [Arbiter::new(), Arbiter::new()];
    let supervisor = stage.unborn_supervisor_on(arbiters.iter().map(Arbiter::handle).collect()).start();
    stage.links.panic_next(1);
    let ids: Vec<String> = (0..8).map(|number| format!("salon-{number}")).collect();
    let mut links = Vec::new();
    // A number of its own for each company, because one number has one live code.
    let number = |id: &str| id.replace("salon-", "7900646426");
    for id in &ids {
        ask_code(&supervisor, id, &number(id)).await.unwrap();
    }
    while links.len() < ids.len() - 1 {
        links.push(stage.link().await);
    }
    // One session has panicked. All are asked again; the others have their links already.
    for id in &ids {
        ask_code(&supervisor, id, &number(id)).await.unwrap();
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

/// Factory whose first `open` blocks its thread until the test releases it.
struct Blocking {
    inner: Arc<dyn LinkFactory>,
    blocked_once: AtomicBool,
    released: Arc<Barrier>,
}

impl LinkFactory for Blocking {
    fn open(&self, order: LinkOrder) -> Box<dyn Link> {
        if !self.blocked_once.swap(true, Ordering::SeqCst) {
            self.released.wait();
        }
        self.inner.open(order)
    }
}

#[actix::test]
async fn session_on_a_blocked_thread_restarts_on_another() {
    let mut stage = Stage::in_real_time(|settings| {
        settings.pulse = std::time::Duration::from_millis(20);
        settings.frozen_after = std::time::Duration::from_millis(200);
        settings.restart.backoff.cap_ms = 0;
    });
    let released = Arc::new(Barrier::new(2));
    let blocking =
        Blocking { inner: stage.links.clone(), blocked_once: AtomicBool::new(false), released: released.clone() };
    stage.services.links = Arc::new(blocking);
    stage.put_linked("frozen", ASKED);
    let arbiters = [Arbiter::new(), Arbiter::new()];
    let supervisor = stage.unborn_supervisor_on(arbiters.iter().map(Arbiter::handle).collect()).start();
    let mut updates = watch(&supervisor, "frozen", 1).await.unwrap();
    // The first life blocks its thread while it opens its link; this is the second life's link.
    let link = stage.link().await;
    link.connects(ASKED).await;
    updates.state(StateName::Connected).await;
    assert_eq!(known(&supervisor, "frozen").await.unwrap().generation, 2);
    released.wait();
    drop(link);
    within(supervisor.send(StopSessions)).await.unwrap();
    for arbiter in arbiters {
        assert!(arbiter.stop());
        arbiter.join().unwrap();
    }
}
