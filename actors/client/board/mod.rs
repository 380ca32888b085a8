//! A dashboard's socket: every session at once, at the pace at which the dashboard reads.

mod actor;
mod frames;
mod incoming;
mod pace;
mod schemas;

pub use actor::{BoardClient, BoardClientBirth};
