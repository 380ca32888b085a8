//! linekeeper-web
