//! linekeeper-telemetry
