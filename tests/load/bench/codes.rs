//! Time from the request for a pairing code to the code, on an idle service.

use std::time::Duration;

use linekeeper_harness::Salon;
use linekeeper_load::report::{Row, Subject};
use linekeeper_load::samples::Samples;

use crate::Plan;
use crate::arena::{Arena, finished};

/// Number of codes, requested one after another; the first ones, a warm-up, do not count.
const CODES: usize = 110;
const WARM_UP: usize = 10;

/// Measures all subjects. The simulator waits before its first stanza, as WhatsApp does; that time is subtracted.
pub async fn measure(plan: &Plan) -> Vec<Row> {
    let mut half = Row::new("time to code, idle", "p50, without the simulator's wait", "ms");
    let mut most = Row::new("time to code, idle", "p99, without the simulator's wait", "ms");
    let mut whole = Row::new("time to code, idle", "p50, as it is", "ms");
    for subject in &plan.subjects {
        let Some((own, all)) = finished(*subject, times(*subject)).await else { continue };
        half = half.with(*subject, millis(own.median()));
        most = most.with(*subject, millis(own.percentile(99)));
        whole = whole.with(*subject, millis(all.median()));
    }
    let half = half
        .at_most_times(1.05, Subject::Bare)
        .at_most_times(1.0, Subject::Baileys6)
        .at_most_times(1.0, Subject::Baileys7);
    vec![half, most, whole]
}

async fn times(subject: Subject) -> (Samples, Samples) {
    let arena = Arena::of(subject).await;
    let (mut own, mut all) = (Samples::default(), Samples::default());
    for place in 1..=CODES {
        let before = arena.simulator.stat("firstStanzaMicros").await;
        let took = arena.party.code(&arena.simulator, &Salon::nth(place)).await;
        let waited = arena.simulator.stat("firstStanzaMicros").await - before;
        if place > WARM_UP {
            own.push(took.saturating_sub(Duration::from_micros(waited)));
            all.push(took);
        }
    }
    (own, all)
}

fn millis(time: Option<Duration>) -> Option<f64> {
    Some(time?.as_secs_f64() * 1e3)
}
