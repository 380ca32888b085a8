//! Pauses a call of a fake in the middle, until the test releases it.

use tokio::sync::oneshot;

/// Test side: waits for the call to arrive and releases it. Dropping it releases the call, too.
#[derive(Debug)]
pub struct Hold {
    came: oneshot::Receiver<()>,
    go: oneshot::Sender<()>,
}

/// Call side.
#[derive(Debug)]
pub struct Gate {
    came: oneshot::Sender<()>,
    go: oneshot::Receiver<()>,
}

impl Hold {
    /// Creates both sides.
    #[must_use]
    pub fn new() -> (Self, Gate) {
        let (came, has_come) = oneshot::channel();
        let (go, may_go) = oneshot::channel();
        (Self { came: has_come, go }, Gate { came, go: may_go })
    }

    /// Waits until the call has arrived or can no longer arrive.
    pub async fn reached(&mut self) {
        if !self.came.is_terminated() {
            // An error means that the call was dropped before it arrived; nothing is left to wait for then.
            let _given_up = (&mut self.came).await;
        }
    }

    /// Releases the call.
    pub fn release(self) {
        // An error means that the caller did not wait for it.
        let _given_up = self.go.send(());
    }
}

impl Gate {
    /// Reports the arrival and waits for the release.
    pub async fn pass(self) {
        // Errors mean that the test has dropped its side, which releases the call.
        let _dropped = self.came.send(());
        let _dropped = self.go.await;
    }
}
