//! What happens to all salons at once, and how everybody comes back.

use std::time::Duration;

use futures::{StreamExt as _, stream};
use linekeeper_harness::Service;

use crate::checks::{journal, untold};
use crate::drive::until;
use crate::house::{House, WORKERS, caught};
use crate::measure::Measure;
use crate::model::Salon;
use crate::plan::Upheaval;

/// Until everybody's line is open again, whatever happened to all of them.
const RETURN: Duration = Duration::from_secs(180);

/// Until what was done is in the journal: it is written behind the deeds.
const WRITTEN: Duration = Duration::from_secs(20);

/// Threads for blocking work end after ten seconds without any, and a link that was made a moment ago gives up what it keeps for
/// its first log-in after fifteen.
const CALM: Duration = Duration::from_secs(16);

/// Of so many connected salons one is written to right before a process ends, or WhatsApp does.
const WRITTEN_TO: usize = 5;

/// Texts to each of them.
const TEXTS: u16 = 3;

impl House {
    /// Lets it happen, and waits until everybody is back.
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

    /// Texts that are on their way when it happens.
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

    /// Everybody whose line must be open is connected, in the service's eyes and in WhatsApp's.
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

    /// The journal has what was done to each salon; a salon that something was wrong with is not asked for.
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

    /// Counters end with their process: they are read before.
    async fn nothing_was_given_up(&self, service: &Service) {
        let dropped = Measure::quick(service).await.dropped;
        if dropped > 0 {
            self.fail(format!("{dropped} journal entries were given up"));
        }
    }

    /// All connected, all silent: what is held then.
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
