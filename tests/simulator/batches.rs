//! Batches: many texts from many phones to some lines in one call, at once or at a pace, for measurements under load.
//!
//! The texts are sent in small steps, so that connections are served meanwhile.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::error::Refusal;
use crate::orders::MessageOrder;
use crate::phone;
use crate::simulator::Simulator;
use crate::state::Number;
use crate::world::World;

/// Maximum number of texts in a batch.
const TEXTS: u64 = 1_000_000;
/// Maximum number of contacts in a batch.
const CONTACTS: u64 = 10_000;
/// Maximum number of lines in a batch.
const LINES: usize = 1_000;
/// Maximum pace, in texts per second.
const PACE: u32 = 10_000;
/// Texts that are sent in one step.
const STEP: u64 = 50;
/// Batches that are remembered; the oldest are forgotten first.
const REMEMBERED: usize = 1_000;

/// Texts that phones shall send.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BatchOrder {
    /// Numbers that get the texts, in turn.
    pub to: Vec<String>,
    /// Phones that send them: each sends to every line before the next one's turn comes.
    pub contacts: Contacts,
    /// Number of texts in all.
    pub count: u64,
    /// Beginning of each text, before its number in the batch from 1; `message` when absent.
    #[serde(default)]
    pub text: Option<String>,
    /// Texts per second; as fast as possible when absent, and then the call returns at the end.
    #[serde(default)]
    pub per_second: Option<u32>,
}

/// Phones with consecutive numbers.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Contacts {
    /// Number of the first one.
    pub first: String,
    /// How many there are.
    pub count: u64,
}

/// State of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchView {
    /// Its id.
    pub batch: u64,
    /// Number of texts that were sent.
    pub sent: u64,
    /// Number of texts in all.
    pub count: u64,
    /// Whether no more will be sent: it is complete, cancelled, or failed.
    pub done: bool,
    /// Reason why it has ended early.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Batches, by id.
#[derive(Debug, Default)]
pub(crate) struct Batches {
    known: BTreeMap<u64, BatchView>,
    last: u64,
}

impl Batches {
    fn add(&mut self, count: u64) -> BatchView {
        self.last += 1;
        let view = BatchView { batch: self.last, sent: 0, count, done: false, error: None };
        self.known.insert(self.last, view.clone());
        while self.known.len() > REMEMBERED {
            self.known.pop_first();
        }
        view
    }
}

/// A batch whose numbers are known to be good.
struct Plan {
    to: Vec<Number>,
    contacts: Vec<Number>,
    count: u64,
    text: String,
    per_second: Option<u32>,
}

impl Plan {
    fn new(world: &World, order: &BatchOrder) -> Result<Self, Refusal> {
        let bad = |why: String| Err(Refusal::BadRequest(why));
        let contacts = order.contacts.count;
        if !(1..=LINES).contains(&order.to.len()) || !(1..=CONTACTS).contains(&contacts) {
            return bad(format!("a batch is from 1 to {CONTACTS} contacts to 1 to {LINES} lines"));
        }
        if !(1..=TEXTS).contains(&order.count) {
            return bad(format!("a batch has 1 to {TEXTS} texts"));
        }
        if order.per_second.is_some_and(|pace| !(1..=PACE).contains(&pace)) {
            return bad(format!("the pace is 1 to {PACE} texts per second"));
        }
        let account = |number: &str| Ok(world.state.account_of(Number::parse(number)?));
        let to: Result<Vec<_>, Refusal> = order.to.iter().map(|line| account(line)).collect();
        let first = Number::parse(&order.contacts.first)?;
        let first: u64 = first.as_str().parse().map_err(|_| Refusal::BadNumber)?;
        let contacts: Result<Vec<_>, Refusal> =
            (first..first.saturating_add(contacts)).map(|contact| account(&contact.to_string())).collect();
        let text = order.text.clone().unwrap_or_else(|| "message".to_owned());
        // The longest of its texts.
        MessageOrder::text("self", &format!("{text} {}", order.count)).check(world.config.limits.text_bytes)?;
        Ok(Self { to: to?, contacts: contacts?, count: order.count, text, per_second: order.per_second })
    }

    /// Sends the text with this number, from 0.
    fn send(&self, world: &mut World, place: u64) -> Result<(), Refusal> {
        let lines = self.to.len() as u64;
        let at = |list: &[Number], place: u64| {
            let index = usize::try_from(place % list.len() as u64).unwrap_or_default();
            list.get(index).cloned().ok_or(Refusal::BadNumber)
        };
        let (to, from) = (at(&self.to, place)?, at(&self.contacts, place / lines)?);
        let order = MessageOrder::text(to.as_str(), &format!("{} {}", self.text, place + 1));
        phone::send(world, &from, &order).map(drop)
    }

    /// Number of texts that may have been sent after this time.
    fn due(&self, elapsed: Duration) -> u64 {
        match self.per_second {
            None => self.count,
            Some(pace) => {
                let due = elapsed.as_millis().saturating_mul(u128::from(pace)) / 1000 + 1;
                u64::try_from(due).unwrap_or(u64::MAX).min(self.count)
            }
        }
    }
}

impl Simulator {
    /// Sends many texts. Without a pace it returns when all are sent, otherwise at once; see [`Simulator::batch`].
    ///
    /// # Errors
    /// [`Refusal::BadNumber`], [`Refusal::BadRequest`] for a batch that is empty or too large.
    pub async fn send_batch(&self, order: &BatchOrder) -> Result<BatchView, Refusal> {
        let (plan, view) = self.with(|world| {
            let plan = Plan::new(world, order)?;
            let view = world.batches.add(plan.count);
            Ok::<_, Refusal>((plan, view))
        })?;
        if plan.per_second.is_some() {
            tokio::spawn(run(self.clone(), plan, view.batch));
            return Ok(view);
        }
        // A caller who gives up must not leave half a batch.
        let running = tokio::spawn(run(self.clone(), plan, view.batch));
        running.await.map_err(|error| Refusal::Internal(error.to_string()))?;
        self.batch(view.batch).await
    }

    /// State of a batch.
    ///
    /// # Errors
    /// [`Refusal::BadRequest`] if there is none with this id.
    pub async fn batch(&self, id: u64) -> Result<BatchView, Refusal> {
        let view = self.look(|world| world.batches.known.get(&id).cloned());
        view.ok_or_else(|| Refusal::BadRequest("there is no such batch".to_owned()))
    }

    /// Ends a batch; what is sent stays sent.
    ///
    /// # Errors
    /// [`Refusal::BadRequest`] if there is none with this id.
    pub async fn cancel_batch(&self, id: u64) -> Result<BatchView, Refusal> {
        self.with(|world| {
            if let Some(view) = world.batches.known.get_mut(&id).filter(|view| !view.done) {
                view.done = true;
                view.error = Some("cancelled".to_owned());
            }
        });
        self.batch(id).await
    }
}

async fn run(simulator: Simulator, plan: Plan, id: u64) {
    let (start, mut stopping) = (Instant::now(), simulator.stopping());
    let mut place = 0;
    loop {
        let until = plan.due(start.elapsed()).min(place + STEP);
        let goes_on = simulator.with(|world| step(world, (&plan, id), place..until));
        place = until;
        if !goes_on || *stopping.borrow() {
            break;
        }
        let next = match plan.per_second {
            None => Duration::ZERO,
            Some(pace) => Duration::from_millis(place.saturating_mul(1000) / u64::from(pace)),
        };
        if start + next <= Instant::now() {
            tokio::task::yield_now().await;
        } else {
            tokio::select! {
                () = tokio::time::sleep_until(start + next) => {}
                _ = stopping.changed() => {}
            }
        }
    }
    simulator.saved().await;
}

/// Sends some texts of a batch. Returns whether it goes on.
fn step(world: &mut World, (plan, id): (&Plan, u64), places: std::ops::Range<u64>) -> bool {
    for place in places {
        if world.batches.known.get(&id).is_none_or(|view| view.done) {
            return false;
        }
        let outcome = plan.send(world, place);
        let Some(view) = world.batches.known.get_mut(&id) else { return false };
        match outcome {
            Ok(()) => view.sent += 1,
            Err(refusal) => view.error = Some(refusal.to_string()),
        }
        view.done = view.error.is_some() || view.sent == view.count;
    }
    world.batches.known.get(&id).is_some_and(|view| !view.done)
}
