//! Holding a call back in the middle, until the test lets it go.

use tokio::sync::oneshot;

/// The test's end: knows when the call has come, and lets it go on. Dropping it lets the call go on as well.
#[derive(Debug)]
pub struct Hold {
    came: oneshot::Receiver<()>,
    go: oneshot::Sender<()>,
}

/// The call's end.
#[derive(Debug)]
pub struct Gate {
    came: oneshot::Sender<()>,
    go: oneshot::Receiver<()>,
}

impl Hold {
    /// Both ends.
    #[must_use]
    pub fn new() -> (Self, Gate) {
        let (came, has_come) = oneshot::channel();
        let (go, may_go) = oneshot::channel();
        (Self { came: has_come, go }, Gate { came, go: may_go })
    }

    /// Returns when the call is being held, or will never come.
    pub async fn reached(&mut self) {
        if !self.came.is_terminated() {
            // An error means that the call was given up before it came; there is nothing to wait for then.
            let _given_up = (&mut self.came).await;
        }
    }

    /// Lets the call go on.
    pub fn release(self) {
        // An error means that the caller did not wait for it.
        let _given_up = self.go.send(());
    }
}

impl Gate {
    /// Waits for the test.
    pub async fn pass(self) {
        // Errors mean that the test has dropped its end, which lets the call pass.
        let _dropped = self.came.send(());
        let _dropped = self.go.await;
    }
}
