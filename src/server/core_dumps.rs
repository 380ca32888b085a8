//! No core dumps: the memory of this program holds the master key and, while a session lives, its keys in plain.
//!
//! Two bounds, because each leaves a gap: a limit of zero is not looked at where the system hands dumps to a program, and a process
//! that may be dumped may also be read by other processes of its user (its memory, its environment with the master key). The
//! limit is inherited by the embedded PostgreSQL.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// Forbids them for this process. To be called before any secret is read.
///
/// # Errors
/// The system refuses. The program can run all the same.
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
        // Once more changes nothing.
        forbid().unwrap();
    }

    #[test]
    fn unit_of_the_service_allows_no_core_dump() {
        let unit = include_str!("../../deploy/linekeeper.service");
        assert!(unit.lines().any(|line| line == "LimitCORE=0"), "{unit}");
    }
}
