//! Resources of processes, from `/proc`.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

/// Resources used by one process or several at a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Memory in bytes; a page shared by several processes counts in parts (`Pss`).
    pub memory: u64,
    /// Number of threads.
    pub threads: u64,
    /// Number of open descriptors.
    pub descriptors: u64,
    /// CPU time since the start.
    pub cpu: Duration,
}

impl Usage {
    /// Resources of one process; zero if it has ended.
    #[must_use]
    pub fn of(pid: u32) -> Self {
        let read = |file: &str| fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap_or_default();
        let descriptors = fs::read_dir(format!("/proc/{pid}/fd")).map_or(0, |entries| entries.count() as u64);
        Self {
            memory: number(&read("smaps_rollup"), "Pss") * 1024,
            threads: number(&read("status"), "Threads"),
            descriptors,
            cpu: cpu_of(&read("stat")),
        }
    }

    /// Sum of all descendants of a process with this name.
    #[must_use]
    pub fn below(pid: u32, name: &str) -> Self {
        let named = |pid: &u32| fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|comm| comm.trim() == name);
        let usages = descendants(pid).into_iter().filter(named).map(Self::of);
        usages.fold(Self::default(), |sum, one| Self {
            memory: sum.memory + one.memory,
            threads: sum.threads + one.threads,
            descriptors: sum.descriptors + one.descriptors,
            cpu: sum.cpu + one.cpu,
        })
    }
}

/// Resources of the PostgreSQL this process has started; CPU time of ended connections is missing.
#[must_use]
pub fn postgres() -> Usage {
    Usage::below(std::process::id(), "postgres")
}

/// Peak memory of a process since its start, in bytes (`VmHWM`).
#[must_use]
pub fn peak(pid: u32) -> u64 {
    number(&fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default(), "VmHWM") * 1024
}

/// Resets the peak memory of a process to its present memory.
pub fn forget_peak(pid: u32) {
    // Without the permission the peak remains that of the whole life: too high, never too low.
    let _ = fs::write(format!("/proc/{pid}/clear_refs"), "5");
}

/// All descendants of a process, in no order.
#[must_use]
pub fn descendants(pid: u32) -> Vec<u32> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    for pid in entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()) {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        if let Some(parent) = field(&stat, 1) {
            children.entry(u32::try_from(parent).unwrap_or_default()).or_default().push(pid);
        }
    }
    let (mut found, mut waiting) = (Vec::new(), vec![pid]);
    while let Some(parent) = waiting.pop() {
        let below = children.remove(&parent).unwrap_or_default();
        waiting.extend(&below);
        found.extend(below);
    }
    found
}

/// CPU time in a line of `stat`: user and system, of all threads.
fn cpu_of(stat: &str) -> Duration {
    let ticks = field(stat, 11).unwrap_or(0) + field(stat, 12).unwrap_or(0);
    Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
}

/// Field of a line of `stat`, counted from the process's state: the name before it may contain anything.
fn field(stat: &str, place: usize) -> Option<u64> {
    stat.rsplit_once(')')?.1.split_whitespace().nth(place)?.parse().ok()
}

/// Value of a line `Name:   123 kB`; 0 if there is none.
fn number(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn this_process_uses_memory_a_thread_and_descriptors() {
        // A system that is short of memory may have taken all else of a process this small.
        let touched = std::hint::black_box(vec![1_u8; 4 << 20]);
        let usage = Usage::of(std::process::id());
        assert!(usage.memory > 1 << 20 && usage.threads >= 1 && usage.descriptors >= 3, "{usage:?}");
        assert!(peak(std::process::id()) > 1 << 20);
        drop(touched);
    }

    #[test]
    fn a_process_that_is_gone_uses_nothing() {
        assert_eq!(Usage::of(u32::MAX), Usage::default());
    }

    #[test]
    fn a_child_counts_below_its_parent() {
        let mut child = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
        let found = descendants(std::process::id());
        let usage = Usage::below(std::process::id(), "cat");
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(found.contains(&child.id()), "{found:?}");
        assert!(usage.memory > 0 && Usage::below(std::process::id(), "no such name") == Usage::default());
    }

    #[test]
    fn brackets_in_a_process_name_do_not_shift_the_fields() {
        let stat = "42 (a) b ) S 7 1 1 0 -1 4194304 90 0 0 0 250 50 0 0";
        assert_eq!(field(stat, 1), Some(7));
        assert_eq!(cpu_of(stat).as_millis(), 3_000 * 100 / u128::from(rustix::param::clock_ticks_per_second()));
    }
}
