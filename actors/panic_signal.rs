//! Panic of an actor of which there is one per process. The supervisor, the gate, the board and the socket registry are
//! not restarted: without one of them sessions are unsupervised, cannot connect or cannot be watched, so the process
//! ends. The process awaits [`ActorDeath`] for that.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::sync::oneshot;

/// Completes when the actor has panicked; never after any other end.
#[must_use = "nothing else notices the death of the actor"]
#[derive(Debug)]
pub struct ActorDeath(Option<oneshot::Receiver<()>>);

/// Field of the actor that sends the signal when a panic drops the actor.
#[derive(Debug)]
pub(crate) struct PanicSignal(Option<oneshot::Sender<()>>);

/// Creates the signal and the future that receives it.
pub(crate) fn panic_signal() -> (PanicSignal, ActorDeath) {
    let (ring, heard) = oneshot::channel();
    (PanicSignal(Some(ring)), ActorDeath(Some(heard)))
}

impl Future for ActorDeath {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(heard) = self.0.as_mut() else { return Poll::Pending };
        let panicked = ready!(Pin::new(heard).poll(cx)).is_ok();
        self.0 = None;
        if panicked { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Drop for PanicSignal {
    fn drop(&mut self) {
        if let Some(ring) = self.0.take().filter(|_| std::thread::panicking()) {
            // No receiver when the process is stopping anyway.
            let _gone = ring.send(());
        }
    }
}
