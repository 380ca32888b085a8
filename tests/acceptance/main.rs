//! The real service against the simulator, over real sockets and a real PostgreSQL.

mod bad_input;
mod budgets;
mod databases;
mod failures;
mod fences;
mod kills;
mod lifecycle;
mod linking;
mod outages;
mod resets;
mod restarts;
mod seeing;
mod storms;
mod wires;
