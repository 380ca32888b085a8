//! The death of an actor of which there is one. Nobody restarts the supervisor or the gate: a panic there leaves sessions
//! without anybody who knows them, or without a way to connect, so the process ends. Whoever runs the process awaits
//! [`ActorDeath`] for that.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::sync::oneshot;

/// Completes when the actor has panicked; after any other end of it, never.
#[must_use = "nobody else notices that the actor is dead"]
#[derive(Debug)]
pub struct ActorDeath(Option<oneshot::Receiver<()>>);

/// Rings when it is dropped by a panic, which takes the whole actor with it.
#[derive(Debug)]
pub(crate) struct DeathBell(Option<oneshot::Sender<()>>);

/// A bell and who hears it.
pub(crate) fn bell() -> (DeathBell, ActorDeath) {
    let (ring, heard) = oneshot::channel();
    (DeathBell(Some(ring)), ActorDeath(Some(heard)))
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

impl Drop for DeathBell {
    fn drop(&mut self) {
        if let Some(ring) = self.0.take().filter(|_| std::thread::panicking()) {
            // Nobody listens when the process is on its way out anyhow.
            let _gone = ring.send(());
        }
    }
}
