//! The real service against the simulator, over real sockets and a real PostgreSQL.

mod access;
mod accounts;
mod asyncapi;
mod bad_input;
mod budgets;
mod clocks;
mod dashboard;
mod databases;
mod disconnects;
mod failures;
mod fences;
mod hostile_frames;
mod idempotency;
mod kills;
mod lifecycle;
mod linking;
mod outages;
mod pooler;
mod resets;
mod restarts;
mod round_trips;
mod sealed;
mod seeing;
mod storms;
mod tls;
mod wires;
