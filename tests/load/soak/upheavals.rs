//! Execution of upheavals, and the return of all sessions afterwards.

use std::time::Duration;

use futures::{StreamExt as _, stream};
use linekeeper_harness::Service;

use crate::checks::{journal, untold};
use crate::drive::until;
use crate::house::{House, WORKERS, caught};
use crate::measure::Measure;
use crate::model::Salon;
use crate::plan::Upheaval;

/// Timeout for all sessions to be connected again.
const RETURN: Duration = Duration::from_secs(180);

/// Timeout for the journal to contain all deeds: it is written asynchronously.
const WRITTEN: Duration = Duration::from_secs(20);

/// Time until resources are released: threads for blocking work end after ten idle seconds, and a new link drops the
/// cache of its first log-in after fifteen.
const CALM: Duration = Duration::from_secs(16);

/// One in so many connected salons gets texts right before a process ends or WhatsApp fails.
const WRITTEN_TO: usize = 5;

/// Number of texts to each of them.
const TEXTS: u16 = 3;

impl House {
    /// Executes the upheaval and waits until all sessions are back.
    pub async fn undergo(&self, service: Service, upheaval: Upheaval) -> Service {
        self.count(upheaval.name());
        if let Upheaval::Outage(seconds) = upheaval {
            self.write_to_some().await;
            self.simulator.outage(seconds).await;
            self.each(Salon::line_broke).await;
            self.all_return(&service).await;
            return service;
        }
        self.journal_tells_all().await;
        self.nothing_was_given_up(&service).await;
        self.write_to_some().await;
        match upheaval {
            Upheaval::Kill => service.kill().await,
            Upheaval::Stop | Upheaval::Outage(_) => {
                let code = service.stop().await;
                if code != Some(0) {
                    self.fail(format!("an orderly stop ended with {code:?}"));
                }
            }
        }
        let service = Service::start(&self.database, &self.options).await;
        self.each(Salon::process_began_anew).await;
        self.all_return(&service).await;
        self.look_at_all(&service).await;
        service
    }

    /// Sends texts that are on their way during the upheaval.
    async fn write_to_some(&self) {
        let some: Vec<Salon> = self.connected().await.into_iter().step_by(WRITTEN_TO).collect();
        let write = |salon: &Salon| {
            let (customer, number) = (salon.customer(), salon.number(salon.phone));
            async move { self.simulator.send(&customer, &number, ("Are you there?", TEXTS)).await }
        };
        stream::iter(&some).map(write).buffer_unordered(WORKERS).collect::<()>().await;
        let places: Vec<usize> = some.iter().map(|salon| salon.place).collect();
        self.each(|salon| {
            if places.contains(&salon.place) {
                salon.was_written_to(u64::from(TEXTS));
            }
        })
        .await;
    }

    /// Waits until all salons that must be connected are so, according to the service and to WhatsApp.
    async fn all_return(&self, service: &Service) {
        let expected = self.connected().await.len() as u64;
        let back = || async {
            let there = self.simulator.stat("connections").await >= expected;
            there && Measure::quick(service).await.connected >= expected
        };
        if let Err(seen) = caught(until("everybody's line is open again", RETURN, back)).await {
            let is = Measure::quick(service).await.connected;
            self.fail(format!("{is} of {expected} lines are open: {seen}"));
        }
    }

    /// Waits until the journal agrees with the models; salons with a failure are left out.
    pub async fn journal_tells_all(&self) {
        let salons = self.well().await;
        let missing = || async {
            let entries = journal(&self.books).await;
            let of = |salon: &Salon| {
                let company = salon.company();
                untold(salon, entries.get(&company)).into_iter().map(move |what| format!("{company}: {what}"))
            };
            salons.iter().flat_map(of).collect::<Vec<String>>()
        };
        let told = until("the journal tells all", WRITTEN, || async { missing().await.is_empty() });
        if caught(told).await.is_err() {
            for sentence in missing().await {
                self.fail(sentence);
            }
        }
    }

    /// Checks dropped journal entries before the process ends, and its counters with it.
    async fn nothing_was_given_up(&self, service: &Service) {
        let dropped = Measure::quick(service).await.dropped;
        if dropped > 0 {
            self.fail(format!("{dropped} journal entries were given up"));
        }
    }

    /// Makes all sessions connected and silent; returns the resources then.
    pub async fn settle(&self, service: &Service) -> Measure {
        self.make_whole(service).await;
        self.write_to_all(service).await;
        tokio::time::sleep(CALM).await;
        let silent = || async {
            let held = Measure::quick(service).await;
            held.mailboxes == 0 && held.clients == 0
        };
        if let Err(seen) = caught(until("all mailboxes are empty and all sockets gone", WRITTEN, silent)).await {
            self.fail(seen);
        }
        Measure::take(service, &self.books).await
    }
}
