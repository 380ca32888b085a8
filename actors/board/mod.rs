//! The board: every session as it looks, for those who watch them all. The supervisor tells it what changes; watchers are woken
//! and read what changed since they last did, at their own pace.

mod actor;
mod frames;
mod handlers;
mod messages;
mod rows;
#[cfg(test)]
mod tests;

pub use actor::BoardActor;
pub(crate) use frames::SessionsFrame;
pub use messages::{BoardChanged, BoardNews, ReadBoard, ReadTo, Sheet, UnwatchBoard, WatchBoard};
pub use rows::{Position, SessionRow};
