//! Tolerance of newer schemas: those of a newer version, if its schema line is known to this program.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::{Client, Error};
use tracing::warn;

use crate::failure::describe;
use crate::open_error::StoreOpenError;

/// Newest schema line that this program can use: see `migrations/README.md`.
pub(crate) const LINE: i32 = 1;

/// Migrations applied to the database.
#[derive(Debug, Default)]
struct Applied {
    /// Names by version.
    names: BTreeMap<i64, String>,
    /// Schema lines by version, of the migrations that state one.
    lines: BTreeMap<i64, i32>,
}

/// Whether the schema is that of a newer version which this program can use. Then there is nothing to apply.
///
/// # Errors
/// [`StoreOpenError::SchemaFromTheFuture`] if it is newer and this program cannot use it.
pub(crate) async fn is_newer(client: &Client, known: &BTreeSet<i64>) -> Result<bool, StoreOpenError> {
    let applied = read(client).await.map_err(|error| StoreOpenError::Unreachable(describe(&error)))?;
    let newer = applied.judge(known).map_err(StoreOpenError::SchemaFromTheFuture)?;
    if let Some(newest) = &newer {
        warn!(
            "the database was made by a newer linekeeper (migration {newest}) with which this version is compatible: it is used unchanged"
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
    /// Returns the newest unknown migration if all unknown ones can be tolerated, and a message about one that cannot
    /// as the error.
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
            // A schema with both unknown and missing migrations belongs to no version.
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
    fn newer_schema_is_used_within_line_and_refused_beyond() {
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
