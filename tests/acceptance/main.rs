//! The real service against the simulator, over real sockets and a real PostgreSQL.

mod bad_input;
mod fences;
mod linking;
mod outages;
mod resets;
mod restarts;
mod secrets;
