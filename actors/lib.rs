//! linekeeper-actors
