//! `linekeeper import baileys` and `linekeeper export baileys`: sessions of the system that people come from, and back.

mod export;
mod import;
mod tables;

use std::sync::Arc;

use clap::{Subcommand, ValueEnum};
use linekeeper_link::Baileys;
use linekeeper_moving::{By, Mover};
use linekeeper_ports::{Clock, SystemClock};
use linekeeper_store::Store;

use crate::config::Config;
use crate::keys::beside;

/// What sessions are imported from.
#[derive(Subcommand)]
pub(crate) enum Import {
    /// From the stores of Baileys 6.7 and 7: PostgreSQL tables, folders, or lines of JSON on standard input.
    Baileys(import::Wanted),
}

/// What sessions are exported to.
#[derive(Subcommand)]
pub(crate) enum Export {
    /// As Baileys stores them: folders, or lines of JSON on standard output. The lines are disconnected here.
    Baileys(export::Wanted),
}

/// Form of a command's output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// For people.
    Table,
    /// For programs.
    Json,
}

/// Runs an import.
///
/// # Errors
/// A sentence for the operator.
pub(crate) fn import(Import::Baileys(wanted): Import, config: &Config) -> Result<(), String> {
    beside(config, async |store, _| import::run(wanted, mover(store)).await)
}

/// Runs an export.
///
/// # Errors
/// A sentence for the operator.
pub(crate) fn export(Export::Baileys(wanted): Export, config: &Config) -> Result<(), String> {
    beside(config, async |store, _| export::run(wanted, mover(store)).await)
}

fn mover(store: &Store) -> Mover {
    let (store, clock): (_, Arc<dyn Clock>) = (Arc::new(store.clone()), Arc::new(SystemClock));
    Mover { format: Arc::new(Baileys::new(clock.clone())), credentials: store.clone(), journal: store, clock }
}

/// An operator at the command line.
const OPERATOR: By = By { principal: None, correlation: None };
