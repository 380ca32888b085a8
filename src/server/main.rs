//! Linekeeper: the service.
fn main() {}
