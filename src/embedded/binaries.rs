//! Search for `postgres` and `initdb`: in the configured directory, in `PATH`, where Debian installs them, and where
//! `deploy/install-postgres` puts them.

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use tracing::warn;

use super::error::EmbeddedError;

/// Directory in which Debian's packages install each major version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// Directory of `deploy/install-postgres`, below the project's folder.
const TOOLS: &str = ".tools/postgres/native/bin";

/// An installed PostgreSQL version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binaries {
    pub(super) directory: PathBuf,
    pub(super) major: u32,
}

impl Binaries {
    /// Finds the preferred version that matches the cluster's major version, or any for a new cluster.
    pub(super) fn find(told: Option<&Path>, cluster_major: Option<u32>) -> Result<Self, EmbeddedError> {
        if let Some(told) = told.filter(|told| Self::at(told).is_none()) {
            warn!("no PostgreSQL that runs in {}, looking elsewhere", told.display());
        }
        let places = places(told);
        let mut found = places.iter().filter_map(|place| Self::at(place));
        let Some(needed) = cluster_major else {
            return found.next().ok_or_else(|| nothing_in(&places));
        };
        let all: Vec<Self> = found.collect();
        if all.is_empty() {
            return Err(nothing_in(&places));
        }
        let others: BTreeSet<String> = all.iter().map(|one| one.major.to_string()).collect();
        let others = others.into_iter().collect::<Vec<_>>().join(", ");
        let mut matching = all.into_iter().filter(|one| one.major == needed);
        matching.next().ok_or(EmbeddedError::NoMatchingBinaries { needed, found: others })
    }

    /// Version in a directory, if both programs are there and `postgres` runs.
    fn at(directory: &Path) -> Option<Self> {
        // `PATH` may hold a link to `postgres` only; `initdb` is beside the real file.
        let postgres = directory.join("postgres").canonicalize().ok()?;
        let directory = postgres.parent()?.to_owned();
        if !directory.join("initdb").is_file() {
            return None;
        }
        let answer = Command::new(&postgres).arg("--version").output().ok()?;
        let major = major_of(&String::from_utf8_lossy(&answer.stdout))?;
        Some(Self { directory, major })
    }

    pub(super) fn postgres(&self) -> PathBuf {
        self.directory.join("postgres")
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.directory.join("initdb")
    }
}

fn nothing_in(places: &[PathBuf]) -> EmbeddedError {
    let names: Vec<String> = places.iter().map(|place| place.display().to_string()).collect();
    EmbeddedError::NoBinaries { searched: names.join(", ") }
}

/// Directories to search, the preferred ones first.
fn places(told: Option<&Path>) -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> = told.into_iter().map(Path::to_owned).collect();
    places.extend(env::var_os("PATH").iter().flat_map(env::split_paths).filter(|place| place.is_absolute()));
    places.extend(debian_newest_first(Path::new(DEBIAN)));
    // Only above our own executable, never the current directory, which anyone may control.
    let program = env::current_exe().unwrap_or_default();
    places.extend(program.ancestors().skip(1).map(|above| above.join(TOOLS)).filter(|place| place.is_dir()));
    places
}

fn debian_newest_first(top: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(top).into_iter().flatten().flatten();
    let mut versions: Vec<u32> = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    versions.into_iter().map(|version| top.join(version.to_string()).join("bin")).collect()
}

/// Major version in the output of `postgres --version`, such as `postgres (PostgreSQL) 15.20 (Debian …)`.
fn major_of(answer: &str) -> Option<u32> {
    let version = answer.split_whitespace().nth(2)?;
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn fake(directory: &Path, major: u32) {
        fs::create_dir_all(directory).unwrap();
        for name in ["postgres", "initdb"] {
            let program = directory.join(name);
            fs::write(&program, format!("#!/bin/sh\necho '{name} (PostgreSQL) {major}.1'\n")).unwrap();
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    #[test]
    fn version_is_parsed_from_output_of_each_packager() {
        assert_eq!(major_of("postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)\n"), Some(15));
        assert_eq!(major_of("postgres (PostgreSQL) 18.4\n"), Some(18));
        assert_eq!(major_of("postgres (PostgreSQL) 19beta1\n"), Some(19));
        assert_eq!(major_of("nonsense"), None);
    }

    #[test]
    fn newest_debian_version_is_first() {
        let top = tempfile::tempdir().unwrap();
        for version in ["9", "15", "16", "doc"] {
            fs::create_dir_all(top.path().join(version).join("bin")).unwrap();
        }
        let found = debian_newest_first(top.path());
        assert_eq!(found, ["16", "15", "9"].map(|version| top.path().join(version).join("bin")));
    }

    #[test]
    fn configured_directory_wins_and_links_are_resolved() {
        let top = tempfile::tempdir().unwrap();
        let (real, links) = (top.path().canonicalize().unwrap().join("real"), top.path().join("links"));
        fake(&real, 99);
        fs::create_dir_all(&links).unwrap();
        std::os::unix::fs::symlink(real.join("postgres"), links.join("postgres")).unwrap();
        assert_eq!(Binaries::find(Some(&links), None).unwrap(), Binaries { directory: real, major: 99 });
    }

    #[test]
    fn cluster_of_version_not_installed_is_refused() {
        let top = tempfile::tempdir().unwrap();
        fake(top.path(), 99);
        let error = Binaries::find(Some(top.path()), Some(98)).unwrap_err();
        assert_eq!(error.cause(), "postgres_version_missing");
        assert!(error.to_string().contains("PostgreSQL 98") && error.to_string().contains("99"), "{error}");
        assert_eq!(Binaries::find(Some(top.path()), Some(99)).unwrap().major, 99);
    }
}
