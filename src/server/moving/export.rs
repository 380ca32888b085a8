//! The export of companies' sessions.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use linekeeper_domain::CompanyId;
use linekeeper_moving::{Exported, Mover, folder_of, line_of};
use linekeeper_ports::BaileysRelease;

use super::OPERATOR;

/// What is exported.
#[derive(Args)]
pub(crate) struct Wanted {
    /// Companies whose sessions are exported.
    #[arg(long = "company", required = true, value_delimiter = ',')]
    companies: Vec<CompanyId>,
    /// Release of Baileys that goes on with them.
    #[arg(long = "for", value_enum)]
    release: Release,
    /// Folder in which each company gets a folder as useMultiFileAuthState has it; lines of JSON on standard output without it.
    #[arg(long, value_name = "DIR")]
    to_dir: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Release {
    /// Baileys 6.7.
    #[value(name = "6.7")]
    V6,
    /// Baileys 7.
    #[value(name = "7")]
    V7,
}

/// Exports what is wanted.
///
/// # Errors
/// A sentence about the first company that cannot be exported.
pub(super) async fn run(wanted: Wanted, mover: Mover) -> Result<(), String> {
    let release = match wanted.release {
        Release::V6 => BaileysRelease::V6,
        Release::V7 => BaileysRelease::V7,
    };
    for company in &wanted.companies {
        let failed = |error: String| format!("company {company}: {error}");
        let folder = wanted.to_dir.as_ref().map(|dir| dir.join(company.as_str()));
        if folder.as_ref().is_some_and(|folder| folder.exists()) {
            return Err(failed("its folder exists already".to_owned()));
        }
        let exported = mover.export(company, release, OPERATOR).await.map_err(|error| failed(error.to_string()))?;
        let Exported { written, phone } = exported;
        match folder {
            Some(folder) => {
                folder_of(&written.state, &folder).await.map_err(|error| failed(error.to_string()))?;
            }
            None => {
                println!("{}", line_of(company.as_str(), &written.state).map_err(|error| failed(error.to_string()))?)
            }
        }
        eprintln!("{company}: {phone}, {} keys; the line is disconnected here", written.state.keys.len());
        for what in &written.left_out {
            eprintln!("{company}: left out, {what}");
        }
    }
    Ok(())
}
