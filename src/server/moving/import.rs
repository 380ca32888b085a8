//! The import of many companies: some at a time, with a line of progress, and a report at the end.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::Args;
use futures::{StreamExt as _, stream};
use linekeeper_moving::{Entry, Folders, Found, Ids, JsonLines, Mover, Outcome, Report, Source, SourceError};
use linekeeper_store::{BaileysTables, DatabaseUrl};
use tokio::io::BufReader;

use super::tables::Tables;
use super::{OPERATOR, Output};

/// Companies that are imported at once.
const AT_ONCE: usize = 16;
/// Companies between two lines of progress where no terminal shows one line that changes.
const STRIDE: usize = 100;

/// What is imported.
#[derive(Args)]
#[command(group(clap::ArgGroup::new("source").required(true).args(["postgres", "folder", "stdin"])))]
pub(crate) struct Wanted {
    /// Database of the old system, with the tables whatsapp_auth and whatsapp_keys: postgres://user@host/database
    #[arg(long = "from", value_name = "URL", value_parser = url, env = "LINEKEEPER_IMPORT_FROM", hide_env_values = true)]
    postgres: Option<DatabaseUrl>,
    /// Folder of useMultiFileAuthState: of one company, or with a folder of each company, named by its id.
    #[arg(long = "from-dir", value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Lines of JSON on standard input: {"companyId", "creds", "keys": [{"type", "id", "value"}]}.
    #[arg(long = "from-stdin")]
    stdin: bool,
    /// Schema of the tables.
    #[arg(long, default_value = "public")]
    schema: String,
    /// Only this company, by its id in the old system.
    #[arg(long)]
    company: Option<String>,
    /// File of lines “old id,new id”, for companies that have another id here. An id has 1 to 64 letters, digits, - and _.
    #[arg(long, value_name = "FILE")]
    ids: Option<PathBuf>,
    /// Reads and checks everything, and stores nothing.
    #[arg(long)]
    dry_run: bool,
    /// Form of the report.
    #[arg(long, value_enum, default_value_t = Output::Table)]
    output: Output,
}

fn url(text: &str) -> Result<DatabaseUrl, String> {
    if text.starts_with("postgres://") || text.starts_with("postgresql://") || text.contains("host=") {
        return Ok(DatabaseUrl::new(text));
    }
    Err("this is no postgres:// address; folders are read with --from-dir".to_owned())
}

/// Imports what is wanted and prints the report.
///
/// # Errors
/// A sentence: the source cannot be read to its end, or somebody has to look at a company.
pub(super) async fn run(wanted: Wanted, mover: Mover) -> Result<(), String> {
    let ids = match &wanted.ids {
        Some(file) => {
            let shown = file.display();
            let text = std::fs::read_to_string(file).map_err(|error| format!("{shown}: {error}"))?;
            Ids::read(&text).map_err(|error| format!("{shown}: {error}"))?
        }
        None => Ids::default(),
    };
    let source = source(&wanted).await?;
    let (report, broken) = import(source, (&ids, &mover), wanted.dry_run).await;
    match wanted.output {
        Output::Table => print!("{}", report.table()),
        Output::Json => println!("{}", serde_json::to_string_pretty(&report).map_err(|error| error.to_string())?),
    }
    match broken {
        Some(error) => Err(format!("{error}; what is listed above is done, and a further run goes on from there")),
        None if report.has_trouble() => {
            Err("some companies need somebody to look at them; the others are done".to_owned())
        }
        None => Ok(()),
    }
}

async fn source(wanted: &Wanted) -> Result<Box<dyn Source>, String> {
    let company = wanted.company.as_deref();
    match (&wanted.postgres, &wanted.folder) {
        (Some(url), _) => {
            let tables = BaileysTables::at(url, &wanted.schema, wanted.company.clone()).await;
            tables.map(|tables| Box::new(Tables(tables)) as Box<dyn Source>).map_err(|error| error.to_string())
        }
        (None, Some(folder)) => {
            let folders = Folders::at(folder, company).await;
            folders.map(|folders| Box::new(folders) as Box<dyn Source>).map_err(|error| error.to_string())
        }
        (None, None) => {
            Ok(Box::new(OnlyOne { of: JsonLines::of(BufReader::new(tokio::io::stdin())), id: wanted.company.clone() }))
        }
    }
}

/// Leaves out all companies but one, if one is wanted.
struct OnlyOne<S> {
    of: S,
    id: Option<String>,
}

#[async_trait::async_trait]
impl<S: Source> Source for OnlyOne<S> {
    async fn next(&mut self) -> Result<Option<Found>, SourceError> {
        loop {
            match self.of.next().await? {
                Some(found) if self.id.as_ref().is_some_and(|id| *id != found.id) => {}
                found => return Ok(found),
            }
        }
    }
}

/// Imports everything that the source has; returns the report, and why the source could not be read to its end.
async fn import(
    mut source: Box<dyn Source>,
    (ids, mover): (&Ids, &Mover),
    dry_run: bool,
) -> (Report, Option<SourceError>) {
    let mut report = Report { dry_run, companies: Vec::new() };
    let (mut broken, terminal) = (None, std::io::stderr().is_terminal());
    {
        let found = stream::unfold((&mut source, &mut broken), |(source, broken)| async move {
            match source.next().await {
                Ok(found) => found.map(|found| (found, (source, broken))),
                Err(error) => {
                    *broken = Some(error);
                    None
                }
            }
        });
        let mut done = std::pin::pin!(found.map(|found| one(found, (ids, mover), dry_run)).buffer_unordered(AT_ONCE));
        while let Some(entry) = done.next().await {
            report.companies.push(entry);
            progress(report.companies.len(), terminal);
        }
    }
    if terminal {
        eprintln!();
    }
    report.companies.sort_by(|one, other| one.id.cmp(&other.id));
    (report, broken)
}

fn progress(count: usize, terminal: bool) {
    if terminal {
        eprint!("\r{count} companies");
    } else if count.is_multiple_of(STRIDE) {
        eprintln!("{count} companies so far");
    }
}

async fn one(found: Found, (ids, mover): (&Ids, &Mover), dry_run: bool) -> Entry {
    let Found { id, state } = found;
    let Some(company) = ids.of(&id) else { return Entry { id, company_id: None, outcome: Outcome::NoId } };
    let outcome = match state {
        Err(why) => Outcome::Damaged { why },
        Ok(state) if dry_run => mover.check(&company, state).await.unwrap_or_else(|error| error.outcome()),
        Ok(state) => mover.import(&company, state, OPERATOR).await.unwrap_or_else(|error| error.outcome()),
    };
    Entry { id, company_id: Some(company), outcome }
}
