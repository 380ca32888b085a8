//! linekeeper-harness
