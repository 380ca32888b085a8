//! linekeeper-link
