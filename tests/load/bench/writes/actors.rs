//! Credential actors, on arbiters of their own as in the service.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use actix::{Actor, Addr, Arbiter, Context, Handler, System};
use linekeeper_actors::credentials::{
    CredentialActor, CredentialArgs, CredentialsExited, CredentialsHandle, FencedCredentials, TakeCompany, WorkNo,
};
use linekeeper_domain::CompanyId;
use linekeeper_load::machine::cores;
use linekeeper_ports::{Batch, LinkCredentials as _};
use linekeeper_store::Store;
use linekeeper_telemetry::Metrics;
use tokio::sync::oneshot;

use super::{Side, for_each};

/// Mailbox capacity of an actor.
const MAILBOX: usize = 64;
const PATIENCE: Duration = Duration::from_secs(30);

/// Fenced credentials of each company, and the thread of the actors.
pub struct Actors {
    doors: Vec<FencedCredentials>,
    stop: Option<oneshot::Sender<()>>,
    system: Option<JoinHandle<()>>,
}

/// Recipient of exit notices, which it ignores.
struct Undertaker;

impl Actor for Undertaker {
    type Context = Context<Self>;
}

impl Handler<CredentialsExited> for Undertaker {
    type Result = ();

    fn handle(&mut self, _: CredentialsExited, _: &mut Self::Context) {}
}

impl Actors {
    /// Starts one actor per company, on as many arbiters as there are cores.
    pub async fn start(store: &Store, companies: &[CompanyId]) -> Self {
        let (born, addresses) = oneshot::channel();
        let (stop, stopped) = oneshot::channel();
        let all_args = companies.iter().map(|company| (store.clone(), company.clone())).collect::<Vec<_>>();
        let system = std::thread::spawn(move || {
            System::new().block_on(async {
                let exited = Undertaker.start();
                let arbiters: Vec<Arbiter> = (0..cores()).map(|_| Arbiter::new()).collect();
                let start = |(place, (store, company)): (usize, (Store, CompanyId))| {
                    let args = CredentialArgs {
                        company,
                        store: Arc::new(store.clone()),
                        numbers: Arc::new(store),
                        policy: Arc::default(),
                        mailbox: MAILBOX,
                        number: WorkNo(1),
                        exited: exited.clone().recipient(),
                    };
                    let arbiter = arbiters[place % arbiters.len()].handle();
                    CredentialActor::start_in_arbiter(&arbiter, move |_| CredentialActor::new(args))
                };
                let actors: Vec<Addr<CredentialActor>> = all_args.into_iter().enumerate().map(start).collect();
                assert!(born.send(actors).is_ok(), "somebody waits for the actors");
                // Whether a message came or the sender was dropped: stop.
                let _ = stopped.await;
            });
        });
        let actors = addresses.await.expect("actors");
        let doors = future_doors(&actors, companies).await;
        Self { doors, stop: Some(stop), system: Some(system) }
    }
}

async fn future_doors(actors: &[Addr<CredentialActor>], companies: &[CompanyId]) -> Vec<FencedCredentials> {
    let metrics = Metrics::new();
    for_each(companies, |company| {
        let place = companies.iter().position(|other| *other == company).expect("one of them");
        let (actor, metrics) = (actors[place].clone(), metrics.clone());
        async move {
            let owned = actor.send(TakeCompany).await.expect("an actor").expect("a company");
            FencedCredentials::new(CredentialsHandle::new(actor, metrics), owned.fence, PATIENCE)
        }
    })
    .await
}

impl Side for Actors {
    async fn write(&self, company: usize, batch: Batch) {
        self.doors[company].write(batch).await.expect("written");
    }
}

impl Drop for Actors {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(system) = self.system.take() {
            system.join().expect("a system that ends");
        }
    }
}
