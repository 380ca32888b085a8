//! linekeeper-api
