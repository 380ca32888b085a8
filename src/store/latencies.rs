//! Latency of recent calls, kept in memory.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use linekeeper_ports::Latency;
use tokio::time::Instant;

/// Most calls remembered.
const MOST: usize = 1024;

/// Time for which a call is remembered.
const REMEMBERED: Duration = Duration::from_secs(300);

/// End time and duration of answered calls, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Latencies(Mutex<VecDeque<(Instant, Duration)>>);

impl Latencies {
    /// Notes a call that was answered now.
    pub(crate) fn note(&self, took: Duration) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if last.len() >= MOST {
            last.pop_front();
        }
        last.push_back((Instant::now(), took));
    }

    /// Percentiles of the calls within [`REMEMBERED`]; none if there were none.
    pub(crate) fn of_late(&self) -> Option<Latency> {
        let mut took: Vec<Duration> = {
            let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            last.iter().filter(|(at, _)| at.elapsed() < REMEMBERED).map(|(_, took)| *took).collect()
        };
        took.sort_unstable();
        Some(Latency { p50: percentile(&took, 50)?, p99: percentile(&took, 99)? })
    }
}

/// Nearest-rank percentile of sorted durations.
fn percentile(sorted: &[Duration], percent: usize) -> Option<Duration> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[tokio::test(start_paused = true)]
    async fn percentiles_cover_recent_calls_only() {
        let latencies = Latencies::default();
        assert_eq!(latencies.of_late(), None);
        latencies.note(ms(7));
        assert_eq!(latencies.of_late(), Some(Latency { p50: ms(7), p99: ms(7) }));
        tokio::time::advance(REMEMBERED).await;
        assert_eq!(latencies.of_late(), None, "that was long ago");
        (1..=200).rev().for_each(|took| latencies.note(ms(took)));
        assert_eq!(latencies.of_late(), Some(Latency { p50: ms(100), p99: ms(198) }));
    }

    #[tokio::test(start_paused = true)]
    async fn only_the_last_calls_are_remembered() {
        let latencies = Latencies::default();
        latencies.note(ms(5000));
        (0..MOST).for_each(|_| latencies.note(ms(1)));
        assert_eq!(latencies.of_late(), Some(Latency { p50: ms(1), p99: ms(1) }));
        assert_eq!(latencies.0.lock().unwrap().len(), MOST);
    }
}
