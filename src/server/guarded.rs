//! Periodic maintenance tasks: a panic in one ends neither the process nor the task.

use linekeeper_domain::ErrorCode;
use linekeeper_telemetry::Metrics;
use linekeeper_telemetry::metrics::Task;
use tracing::{error, warn};

/// Runs one round of a task. A panic is caught, reported to the operators on call, and counted; an error is logged.
pub(crate) async fn guarded<E: std::fmt::Display + 'static>(
    task: Task,
    metrics: &Metrics,
    round: impl Future<Output = Result<(), E>> + 'static,
) {
    match actix_rt::spawn(round).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => warn!(%error, "{} failed", task.as_str()),
        Err(panic) => {
            let code = ErrorCode::Internal;
            error!(code = %code, error = %panic, "{} panicked; it runs again at its next interval", task.as_str());
            metrics.task_panicked(task);
            metrics.count_alert(code);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_rt::test]
    async fn task_goes_on_after_a_panic_which_is_counted() {
        let metrics = Metrics::new();
        for round in 0..3 {
            guarded(Task::Pruning, &metrics, async move {
                assert_ne!(round, 1, "a panic, as the test wants it");
                Err("dust")
            })
            .await;
        }
        let shown = metrics.render();
        assert!(shown.contains(r#"linekeeper_task_panics_total{task="pruning"} 1"#), "{shown}");
        assert!(shown.contains(r#"linekeeper_news_total{code="INTERNAL"} 1"#), "{shown}");
    }
}
