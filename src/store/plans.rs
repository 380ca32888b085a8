//! How long the plans of kept statements are good for.
//!
//! The server plans a kept statement for the tables as they are at that moment and keeps the plan until it hears that they
//! have changed, which an ANALYZE tells it. A table that was read as a whole because it had a page or two may be large by
//! then. So nothing is kept for longer than [`KEPT`], nor when the tables may have doubled.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use tokio::time::Instant;

/// Planning costs less than a millisecond for each statement and connection.
const KEPT: Duration = Duration::from_secs(60);

/// So many rows more are never reason enough.
const FEW: usize = 500;

/// When the plans that are kept now were made, by time and by rows written.
pub(crate) struct Plans(Mutex<Made>);

struct Made {
    at: Instant,
    /// Rows this process had written then.
    rows_then: usize,
    /// Rows it has written.
    rows: usize,
}

impl Plans {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Made { at: Instant::now(), rows_then: 0, rows: 0 }))
    }

    /// So many rows were written.
    pub(crate) fn note(&self, rows: usize) {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        made.rows = made.rows.saturating_add(rows);
    }

    /// Whether the plans must be made anew; whoever asks does so.
    pub(crate) fn are_due(&self) -> bool {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let most = made.rows_then.saturating_mul(2).saturating_add(FEW);
        let due = made.rows >= most || made.at.elapsed() >= KEPT;
        if due {
            *made = Made { at: Instant::now(), rows_then: made.rows, rows: made.rows };
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn plans_are_made_anew_when_rows_have_doubled() {
        let plans = Plans::new();
        assert!(!plans.are_due());
        plans.note(FEW - 1);
        assert!(!plans.are_due());
        plans.note(1);
        assert!(plans.are_due() && !plans.are_due());
        plans.note(2 * FEW - 1);
        assert!(!plans.are_due());
        plans.note(1);
        assert!(plans.are_due() && !plans.are_due());
    }

    #[tokio::test(start_paused = true)]
    async fn plans_are_made_anew_after_a_minute() {
        let plans = Plans::new();
        tokio::time::advance(KEPT - Duration::from_millis(1)).await;
        assert!(!plans.are_due());
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(plans.are_due() && !plans.are_due());
    }
}
