//! Board: the current look of every session, for the dashboards. The supervisor sends each change; watchers are woken
//! and read what changed since their last read, at their own pace.

mod actor;
mod frames;
mod handlers;
mod messages;
mod rows;
#[cfg(test)]
mod tests;

pub use actor::BoardActor;
pub(crate) use frames::SessionsFrame;
pub use messages::{BoardChanged, BoardFrame, BoardUpdate, ReadBoard, ReadTo, UnwatchBoard, WatchBoard};
pub use rows::{Position, SessionRow};
