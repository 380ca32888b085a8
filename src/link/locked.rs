//! Locks of values that no code leaves half changed.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks a value. Nothing under these locks panics halfway through a change, so a value whose lock is poisoned is whole.
pub(crate) fn locked<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
