//! Reads of credentials and keys, alone and batched.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use linekeeper_domain::CompanyId;
use linekeeper_ports::{Credentials, KeyQuery, KeyRow, KeySelect};
use linekeeper_secrets::{DataKey, DataKeyTag};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::batch::{end_of_range, next_after};
use crate::batching::{Batched, Batcher, Weight};
use crate::call::{Call, Work};
use crate::failure::QueryError;
use crate::sealing::{Opener, Sealing};
use crate::store::Store;

/// Returns the data key only if its tag differs from that of the data key this process believes to be the company's, so
/// that one statement is enough either way. The company's row is looked up in a subquery of its own, like all rows of
/// [`rows`](super): see [`statement`](super::statement).
pub(super) const CREDENTIALS: &str = "SELECT creds,
        CASE WHEN substr(data_key, 2, 8) = tag THEN NULL ELSE data_key END, master_key_id, fence, q.company_id
    FROM (SELECT * FROM unnest($1::text[], $2::bytea[]) LIMIT cardinality($1)) AS q (company_id, tag)
    CROSS JOIN LATERAL (
        SELECT creds, data_key, master_key_id, fence FROM whatsapp_auth WHERE company_id = q.company_id OFFSET 0) a";

/// Returns for each existing company a first row with its place (counted from one) and its data key, and then its keys.
/// The query is given ranges of ids, of each of which at most `$8` rows or only the last row is wanted; a single id is
/// a range too. Each range is one walk along the index, however many ranges there are.
pub(super) const KEYS: &str = "WITH asked AS MATERIALIZED (
        SELECT q.place::int AS place, a.master_key_id, a.fence,
            CASE WHEN substr(a.data_key, 2, 8) = q.tag THEN NULL ELSE a.data_key END AS data_key
        FROM (SELECT * FROM unnest($1::text[], $2::bytea[]) WITH ORDINALITY LIMIT cardinality($1))
            AS q (company_id, tag, place)
        CROSS JOIN LATERAL (
            SELECT data_key, master_key_id, fence FROM whatsapp_auth WHERE company_id = q.company_id OFFSET 0) a
    )
    SELECT place, NULL::text AS key_id, NULL::bytea AS value, NULL::bigint AS stamp, data_key, master_key_id, fence
    FROM asked
  UNION ALL
    SELECT q.place, k.key_id, k.value, k.stamp, NULL, NULL, NULL
    FROM (SELECT * FROM unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::bool[]) LIMIT cardinality($3))
        AS q (place, key_type, low, high, last)
    CROSS JOIN LATERAL (
        (SELECT key_id, value, stamp FROM whatsapp_keys
        WHERE NOT q.last AND company_id = ($1)[q.place] AND key_type = q.key_type AND key_id >= q.low AND key_id < q.high
        ORDER BY key_id LIMIT $8)
      UNION ALL
        (SELECT key_id, value, stamp FROM whatsapp_keys
        WHERE q.last AND company_id = ($1)[q.place] AND key_type = q.key_type AND key_id >= q.low AND key_id < q.high
        ORDER BY key_id DESC LIMIT 1)
    ) k
    ORDER BY place, key_id NULLS FIRST";

/// Most rows of a range read in a batch; a company with more is read alone, so that others need not wait.
const MOST_TOGETHER: i64 = 512;

/// Read of a company's credentials.
pub(crate) struct ReadCredentials {
    pub(super) company: CompanyId,
}

impl Batched for ReadCredentials {
    const NAME: &'static str = "credentials";
    type Answer = Option<Credentials>;

    fn company(&self) -> &CompanyId {
        &self.company
    }

    fn batcher(store: &Store) -> &Batcher<Self> {
        &store.batchers().credentials
    }

    fn alone(self, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Self::Answer> {
        Box::pin(async move {
            let believed = [Believed::of(&self.company, &sealing)];
            let rows = credentials_of(call, &[self.company.as_str()], &believed).await?;
            let [Believed { key, .. }] = believed;
            let Some(row) = rows.first() else { return Ok(None) };
            opened(&self.company, row, (&sealing, key))
        })
    }

    fn together(all: Arc<Vec<Self>>, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Vec<Option<Self::Answer>>> {
        Box::pin(async move {
            let believed: Vec<_> = all.iter().map(|one| Believed::of(&one.company, &sealing)).collect();
            let companies: Vec<&str> = all.iter().map(|one| one.company.as_str()).collect();
            let rows = credentials_of(call, &companies, &believed).await?;
            let mut found = HashMap::new();
            for row in &rows {
                found.insert(row.try_get::<_, &str>(4)?, row);
            }
            let answer = |(one, believed): (&Self, Believed)| match found.get(one.company.as_str()) {
                Some(row) => opened(&one.company, row, (&sealing, believed.key)).ok(),
                // A company without a row has no credentials.
                None => Some(None),
            };
            Ok(all.iter().zip(believed).map(answer).collect())
        })
    }
}

/// Read of some of a company's keys.
pub(crate) struct ReadKeys {
    pub(super) company: CompanyId,
    pub(super) query: KeyQuery,
}

impl Batched for ReadKeys {
    const NAME: &'static str = "keys";
    type Answer = Vec<KeyRow>;

    fn company(&self) -> &CompanyId {
        &self.company
    }

    fn weight(&self) -> Weight {
        let rows = match &self.query.select {
            KeySelect::Ids(ids) => ids.len(),
            KeySelect::Prefix(_) | KeySelect::LastWithPrefix(_) => 1,
        };
        Weight { rows, bytes: 0 }
    }

    fn batcher(store: &Store) -> &Batcher<Self> {
        &store.batchers().keys
    }

    fn alone(self, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Self::Answer> {
        Box::pin(async move {
            let believed = [Believed::of(&self.company, &sealing)];
            let rows = Ranges::of(std::slice::from_ref(&self), &believed).ask(call, None).await?;
            let [believed] = believed;
            self.opened(&rows, (&sealing, believed))
        })
    }

    fn together(all: Arc<Vec<Self>>, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Vec<Option<Self::Answer>>> {
        Box::pin(async move {
            let believed: Vec<_> = all.iter().map(|one| Believed::of(&one.company, &sealing)).collect();
            let rows = Ranges::of(&all, &believed).ask(call, Some(MOST_TOGETHER)).await?;
            let mut found: HashMap<i32, Vec<Row>> = HashMap::new();
            for row in rows {
                found.entry(row.try_get(0)?).or_default().push(row);
            }
            let answer = |(place, (one, believed)): (i32, (&Self, Believed))| {
                let rows = found.remove(&place).unwrap_or_default();
                let all_there = one.is_bounded() || (rows.len() as i64) <= MOST_TOGETHER;
                all_there.then(|| one.opened(&rows, (&sealing, believed)).ok()).flatten()
            };
            Ok((1..).zip(all.iter().zip(believed)).map(answer).collect())
        })
    }
}

impl ReadKeys {
    /// Whether the query names every row it can return.
    const fn is_bounded(&self) -> bool {
        match self.query.select {
            KeySelect::Ids(_) | KeySelect::LastWithPrefix(_) => true,
            KeySelect::Prefix(_) => false,
        }
    }

    /// Opens the rows of an answer: the company's row first, then its keys.
    fn opened(&self, rows: &[Row], (sealing, believed): (&Sealing, Believed)) -> Result<Vec<KeyRow>, QueryError> {
        let Some((company, keys)) = rows.split_first().filter(|(_, keys)| !keys.is_empty()) else {
            return Ok(Vec::new());
        };
        let opener = sealing.opener(&self.company, (company, 4), believed.key)?;
        keys.iter().map(|row| key_row(row, self.query.key_type, &opener)).collect()
    }
}

/// Data key that this process believes to be the company's, and its tag for comparison.
struct Believed {
    key: Option<Arc<DataKey>>,
    tag: Option<DataKeyTag>,
}

impl Believed {
    fn of(company: &CompanyId, sealing: &Sealing) -> Self {
        let key = sealing.believed(company);
        Self { tag: key.as_ref().map(|key| key.tag()), key }
    }
}

/// Ranges of several queries, as the arrays of one statement.
#[derive(Default)]
struct Ranges<'a> {
    companies: Vec<&'a str>,
    tags: Vec<Option<&'a [u8]>>,
    places: Vec<i32>,
    types: Vec<&'a str>,
    lows: Vec<&'a str>,
    highs: Vec<String>,
    last: Vec<bool>,
}

impl<'a> Ranges<'a> {
    fn of(all: &'a [ReadKeys], believed: &'a [Believed]) -> Self {
        let mut ranges = Self {
            companies: all.iter().map(|one| one.company.as_str()).collect(),
            tags: tags_of(believed),
            ..Self::default()
        };
        for (place, one) in (1..).zip(all) {
            let mut add = |low: &'a str, high: String, last: bool| {
                ranges.places.push(place);
                ranges.types.push(one.query.key_type);
                ranges.lows.push(low);
                ranges.highs.push(high);
                ranges.last.push(last);
            };
            match &one.query.select {
                KeySelect::Ids(ids) => {
                    let distinct: BTreeSet<&String> = ids.iter().collect();
                    distinct.into_iter().for_each(|id| add(id, next_after(id), false));
                }
                KeySelect::Prefix(prefix) => add(prefix, end_of_range(prefix), false),
                KeySelect::LastWithPrefix(prefix) => add(prefix, end_of_range(prefix), true),
            }
        }
        ranges
    }

    /// Runs the query; at most `most` rows of each range are returned, all if absent.
    async fn ask(&self, call: &Call, most: Option<i64>) -> Result<Vec<Row>, QueryError> {
        let params = [
            (&self.companies as _, Type::TEXT_ARRAY),
            (&self.tags as _, Type::BYTEA_ARRAY),
            (&self.places as _, Type::INT4_ARRAY),
            (&self.types as _, Type::TEXT_ARRAY),
            (&self.lows as _, Type::TEXT_ARRAY),
            (&self.highs as _, Type::TEXT_ARRAY),
            (&self.last as _, Type::BOOL_ARRAY),
            (&most as _, Type::INT8),
        ];
        call.query(KEYS, &params).await
    }
}

fn tags_of(believed: &[Believed]) -> Vec<Option<&[u8]>> {
    believed.iter().map(|one| one.tag.as_ref().map(DataKeyTag::as_bytes)).collect()
}

async fn credentials_of(call: &Call, companies: &[&str], believed: &[Believed]) -> Result<Vec<Row>, QueryError> {
    let params = [(&companies as _, Type::TEXT_ARRAY), (&tags_of(believed) as _, Type::BYTEA_ARRAY)];
    call.query(CREDENTIALS, &params).await
}

fn opened(
    company: &CompanyId,
    row: &Row,
    (sealing, believed): (&Sealing, Option<Arc<DataKey>>),
) -> Result<Option<Credentials>, QueryError> {
    let Some(sealed) = row.try_get::<_, Option<Vec<u8>>>(0)? else { return Ok(None) };
    let opener = sealing.opener(company, (row, 1), believed)?;
    Ok(Some(Credentials(opener.credentials(sealed)?.into())))
}

fn key_row(row: &Row, key_type: &str, opener: &Opener) -> Result<KeyRow, QueryError> {
    let (key_id, sealed): (String, Vec<u8>) = (row.try_get(1)?, row.try_get(2)?);
    let value = opener.key(key_type, &key_id, sealed)?;
    Ok(KeyRow { key_id, value: value.into(), stamp: row.try_get(3)? })
}
