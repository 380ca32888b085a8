//! Description of the machine, without which figures mean nothing.

use std::fs;
use std::process::Command;

use serde::Serialize;

/// A machine and the software on it.
#[derive(Debug, Clone, Serialize)]
pub struct Machine {
    /// Model name of the processor.
    pub processor: String,
    /// Number of cores this process may use.
    pub cores: usize,
    /// Memory in bytes.
    pub memory: u64,
    /// Version of the kernel.
    pub kernel: String,
    /// Version of the compiler.
    pub rustc: String,
    /// Version of Node.js, which runs Baileys.
    pub node: String,
    /// Version of the measured PostgreSQL.
    pub postgres: String,
}

impl Machine {
    /// Describes this machine, with a PostgreSQL of this version.
    #[must_use]
    pub fn here(postgres: String) -> Self {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let of = |text: &str, name: &str| {
            let line = text.lines().find(|line| line.starts_with(name)).and_then(|line| line.split_once(':'));
            line.map(|(_, value)| value.trim().to_owned()).unwrap_or_else(unknown)
        };
        let memory =
            of(&read("/proc/meminfo"), "MemTotal").split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok());
        Self {
            processor: of(&read("/proc/cpuinfo"), "model name"),
            cores: cores(),
            memory: memory.unwrap_or(0) * 1024,
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
            rustc: said("rustc", "--version"),
            node: said("node", "--version"),
            postgres,
        }
    }

    /// Description in one line.
    #[must_use]
    pub fn line(&self) -> String {
        let gib = self.memory as f64 / f64::from(1 << 30);
        let Self { processor, cores, kernel, rustc, node, postgres, .. } = self;
        format!(
            "{processor}, {cores} cores, {gib:.0} GiB, Linux {kernel}; {rustc}; Node.js {node}; PostgreSQL {postgres}"
        )
    }
}

/// Number of cores this process may use.
#[must_use]
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn said(program: &str, word: &str) -> String {
    let output = Command::new(program).arg(word).output().ok().filter(|output| output.status.success());
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_else(unknown)
}

fn unknown() -> String {
    "unknown".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_a_processor_memory_and_a_compiler() {
        let machine = Machine::here("15.20".to_owned());
        assert!(machine.cores > 0 && machine.memory > 1 << 28, "{machine:?}");
        assert!(machine.rustc.starts_with("rustc "), "{machine:?}");
        assert!(!machine.line().contains('\n'));
    }
}
