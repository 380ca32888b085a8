//! Moving in: sessions of Baileys become sessions of ours, without linking a phone again, and back.
//!
//! A session is converted and checked whole before anything is stored; then its rows are committed in one transaction, under
//! a fence taken for it. So an import that is cut short leaves nothing half done, and is simply run again. Where states come from
//! is a [`Source`]; [`Mover`] does the rest.

mod ids;
mod mover;
mod report;
mod sources;
#[cfg(test)]
mod tests;

pub use ids::{Ids, IdsError};
pub use mover::{By, ExportError, Exported, Mover, NotImported};
pub use report::{Entry, Outcome, Report};
pub use sources::{Folders, Found, JsonLines, Source, SourceError, folder_of, line_of};
