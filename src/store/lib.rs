//! linekeeper-store
