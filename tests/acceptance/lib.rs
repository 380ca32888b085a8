//! linekeeper-acceptance
