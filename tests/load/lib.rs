//! What Linekeeper costs: how it is measured and how the figures are told.
//!
//! Measuring is done here, by the programs of this crate; nothing in the service knows of it.

pub mod growth;
pub mod machine;
pub mod report;
pub mod rivals;
pub mod samples;
pub mod stopping;
pub mod usage;
