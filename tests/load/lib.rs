//! Measurement of Linekeeper's costs, and formatting of the figures.
//!
//! The programs of this crate measure from outside; the service contains nothing for it.

pub mod growth;
pub mod machine;
pub mod report;
pub mod rivals;
pub mod samples;
pub mod stopping;
pub mod usage;
