//! Prevention of core dumps: the memory of this process holds the master key and, while a session lives, its keys in
//! plain.
//!
//! Two measures, because each leaves a gap. A core limit of zero is ignored where the system pipes dumps to a program;
//! and a dumpable process can also be read by other processes of its user (its memory, its environment with the master
//! key). The limit is inherited by the embedded PostgreSQL.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// Disables core dumps of this process. To be called before any secret is read.
///
/// # Errors
/// When the system refuses; the program can run all the same.
pub(crate) fn forbid() -> Result<(), rustix::io::Errno> {
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })
}

#[cfg(test)]
mod tests {
    use rustix::process::{dumpable_behavior, getrlimit};

    use super::*;

    #[test]
    fn process_is_not_dumpable_afterwards() {
        forbid().unwrap();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        assert_eq!(getrlimit(Resource::Core), Rlimit { current: Some(0), maximum: Some(0) });
        // A second call changes nothing.
        forbid().unwrap();
    }

    #[test]
    fn unit_of_the_service_allows_no_core_dump() {
        let unit = include_str!("../../deploy/linekeeper.service");
        assert!(unit.lines().any(|line| line == "LimitCORE=0"), "{unit}");
    }
}
