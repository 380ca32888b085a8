//! Which schemas this program can use that it does not know: those of a newer version, within its own line.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::{Client, Error};
use tracing::warn;

use crate::failure::describe;
use crate::open_error::StoreOpenError;

/// The newest line of the schema that this program can use: see `migrations/README.md`.
pub(crate) const LINE: i32 = 1;

/// What the database says of the migrations applied to it.
#[derive(Debug, Default)]
struct Applied {
    /// Names, by version.
    names: BTreeMap<i64, String>,
    /// Lines, by version, of those that say so.
    lines: BTreeMap<i64, i32>,
}

/// Whether the schema is that of a newer version whose line this program can use. Then there is nothing to apply.
///
/// # Errors
/// [`StoreOpenError::SchemaFromTheFuture`] when it is a newer one that this program cannot use.
pub(crate) async fn is_newer(client: &Client, known: &BTreeSet<i64>) -> Result<bool, StoreOpenError> {
    let applied = read(client).await.map_err(|error| StoreOpenError::Unreachable(describe(&error)))?;
    let newer = applied.judge(known).map_err(StoreOpenError::SchemaFromTheFuture)?;
    if let Some(newest) = &newer {
        warn!(
            "the database was made by a newer linekeeper (migration {newest}), within the line of this one: it is used as it is"
        );
    }
    Ok(newer.is_some())
}

async fn read(client: &Client) -> Result<Applied, Error> {
    let mut applied = Applied::default();
    let tables = "SELECT to_regclass('refinery_schema_history') IS NOT NULL, to_regclass('schema_lines') IS NOT NULL";
    let tables = client.query_typed_one(tables, &[]).await?;
    if tables.try_get(0)? {
        for row in client.query_typed("SELECT version::bigint, name::text FROM refinery_schema_history", &[]).await? {
            applied.names.insert(row.try_get(0)?, row.try_get(1)?);
        }
    }
    if tables.try_get(1)? {
        for row in client.query_typed("SELECT version, line FROM schema_lines", &[]).await? {
            applied.lines.insert(row.try_get(0)?, row.try_get(1)?);
        }
    }
    Ok(applied)
}

impl Applied {
    /// The newest migration that is not known, if all that are not can be lived with; the words about one that cannot.
    fn judge(&self, known: &BTreeSet<i64>) -> Result<Option<String>, String> {
        let mut newest = None;
        for (version, name) in self.names.iter().filter(|(version, _)| !known.contains(version)) {
            let migration = format!("V{version}__{name}");
            match self.lines.get(version) {
                Some(line) if *line <= LINE => newest = Some(migration),
                Some(line) => return Err(format!("{migration}, of line {line}; this version knows line {LINE}")),
                None => return Err(format!("{migration}, which names no line")),
            }
        }
        let missing = known.iter().find(|version| !self.names.contains_key(version));
        match (newest, missing) {
            // What is neither older nor newer than this program is nobody's schema.
            (Some(newest), Some(missing)) => Err(format!("{newest}, and lacks {missing}")),
            (newest, _) => Ok(newest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(names: &[i64], lines: &[(i64, i32)]) -> Applied {
        let names = names.iter().map(|version| (*version, "wonders".to_owned())).collect();
        Applied { names, lines: lines.iter().copied().collect() }
    }

    #[test]
    fn newer_schema_is_used_within_the_line_and_refused_beyond_it() {
        let known = BTreeSet::from([1, 2]);
        let judged = |names: &[i64], lines: &[(i64, i32)]| applied(names, lines).judge(&known);
        assert_eq!(judged(&[], &[]), Ok(None), "an empty database");
        assert_eq!(judged(&[1], &[]), Ok(None), "an older one");
        assert_eq!(judged(&[1, 2], &[(2, 1)]), Ok(None), "its own");
        assert_eq!(judged(&[1, 2, 3, 4], &[(3, 1), (4, LINE)]), Ok(Some("V4__wonders".to_owned())));
        for (names, lines, words) in [
            (&[1, 2, 3][..], &[(3, LINE + 1)][..], "of line 2"),
            (&[1, 2, 3, 4], &[(3, LINE + 1), (4, 1)], "V3__wonders"),
            (&[1, 2, 3], &[], "names no line"),
            (&[2, 3], &[(3, 1)], "lacks 1"),
        ] {
            let refused = judged(names, lines).unwrap_err();
            assert!(refused.contains(words), "{refused}");
        }
    }
}
