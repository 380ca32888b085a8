//! Tests of a company's session with its two slots: by example, and in a small world of a database, phones and links.

mod cases;
mod properties;
mod world;

use crate::session::tests::{at, correlation, phone};

/// Number of the line.
const OLD: &str = "79936363848";
/// Number that takes its place.
const NEW: &str = "79006464263";
