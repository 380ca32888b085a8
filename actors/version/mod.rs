//! Client version of the process: what links announce ([`VersionKeeper`]), and the one task that looks it up
//! ([`VersionLookups`]). The decisions are in `linekeeper_domain::client_version`.
//!
//! Links read the version while they connect and never wait for a look-up. What a look-up does (fail, hang, panic,
//! answer nonsense) changes nothing about open connections and delays none.

mod keeper;
mod lookups;
#[cfg(test)]
mod tests;

pub use keeper::VersionKeeper;
pub use lookups::VersionLookups;
