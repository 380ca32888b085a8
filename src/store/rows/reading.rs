//! Reading, for one company and for many at once.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use linekeeper_domain::CompanyId;
use linekeeper_ports::{Credentials, KeyQuery, KeyRow, KeySelect};
use linekeeper_secrets::{DataKey, DataKeyTag};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::batch::{behind_all, end_of_prefix, next_after};
use crate::call::{Call, Work};
use crate::failure::Trouble;
use crate::gather::{Gathered, Gathering};
use crate::sealing::{Opener, Sealing};
use crate::store::Store;

/// The believed data key is compared with the company's where both are, so that one statement answers whichever it is.
const CREDENTIALS: &str = "SELECT creds,
        CASE WHEN substr(data_key, 2, 8) = $2 THEN NULL ELSE data_key END, master_key_id, fence
    FROM whatsapp_auth WHERE company_id = $1";

const CREDENTIALS_OF_MANY: &str = "SELECT creds,
        CASE WHEN substr(data_key, 2, 8) = tag THEN NULL ELSE data_key END, master_key_id, fence, q.company_id
    FROM unnest($1::text[], $2::bytea[]) AS q (company_id, tag)
    JOIN whatsapp_auth a ON a.company_id = q.company_id";

const BY_IDS: &str = "SELECT key_id, value, stamp,
        CASE WHEN substr(a.data_key, 2, 8) = $4 THEN NULL ELSE a.data_key END, a.master_key_id, a.fence
    FROM whatsapp_keys k JOIN whatsapp_auth a ON a.company_id = k.company_id
    WHERE k.company_id = $1 AND key_type = $2 AND key_id = ANY ($3) ORDER BY key_id";

const IN_RANGE: &str = "SELECT key_id, value, stamp,
        CASE WHEN substr(a.data_key, 2, 8) = $5 THEN NULL ELSE a.data_key END, a.master_key_id, a.fence
    FROM whatsapp_keys k JOIN whatsapp_auth a ON a.company_id = k.company_id
    WHERE k.company_id = $1 AND key_type = $2 AND key_id >= $3 AND key_id < $4 ORDER BY key_id";

const LAST_IN_RANGE: &str = "SELECT key_id, value, stamp,
        CASE WHEN substr(a.data_key, 2, 8) = $5 THEN NULL ELSE a.data_key END, a.master_key_id, a.fence
    FROM whatsapp_keys k JOIN whatsapp_auth a ON a.company_id = k.company_id
    WHERE k.company_id = $1 AND key_type = $2 AND key_id >= $3 AND key_id < $4
    ORDER BY key_id DESC LIMIT 1";

/// Each question is some ranges of ids, of which all rows are wanted or the last one; a single id is a range too. Each range is a
/// walk along the index, however many there are.
const OF_MANY: &str = "SELECT k.key_id, k.value, k.stamp,
        CASE WHEN substr(a.data_key, 2, 8) = q.tag THEN NULL ELSE a.data_key END, a.master_key_id, a.fence, q.company_id
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bool[], $6::bytea[])
        AS q (company_id, key_type, low, high, last, tag)
    JOIN whatsapp_auth a ON a.company_id = q.company_id
    CROSS JOIN LATERAL (
        SELECT key_id, value, stamp FROM whatsapp_keys
        WHERE NOT q.last AND company_id = q.company_id AND key_type = q.key_type AND key_id >= q.low AND key_id < q.high
      UNION ALL (
        SELECT key_id, value, stamp FROM whatsapp_keys
        WHERE q.last AND company_id = q.company_id AND key_type = q.key_type AND key_id >= q.low AND key_id < q.high
        ORDER BY key_id DESC LIMIT 1)
    ) k ORDER BY q.company_id, k.key_id";

/// A company's device.
pub(crate) struct ReadCredentials {
    pub(super) company: CompanyId,
}

impl Gathered for ReadCredentials {
    const NAME: &'static str = "credentials";
    type Answer = Option<Credentials>;

    fn company(&self) -> &CompanyId {
        &self.company
    }

    fn gathering(store: &Store) -> &Gathering<Self> {
        &store.gatherings().credentials
    }

    fn alone(self, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Self::Answer> {
        Box::pin(async move {
            let Believed { key, tag } = Believed::of(&self.company, &sealing);
            let params = [
                (&self.company.as_str() as _, Type::TEXT),
                (&tag.as_ref().map(DataKeyTag::as_bytes) as _, Type::BYTEA),
            ];
            let rows = call.query(CREDENTIALS, &params).await?;
            let Some(row) = rows.first() else { return Ok(None) };
            opened(&self.company, row, (&sealing, key))
        })
    }

    fn together(all: Arc<Vec<Self>>, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Vec<Option<Self::Answer>>> {
        Box::pin(async move {
            let believed: Vec<_> = all.iter().map(|one| Believed::of(&one.company, &sealing)).collect();
            let companies: Vec<&str> = all.iter().map(|one| one.company.as_str()).collect();
            let tags: Vec<_> = believed.iter().map(|one| one.tag.as_ref().map(DataKeyTag::as_bytes)).collect();
            let params = [(&companies as _, Type::TEXT_ARRAY), (&tags as _, Type::BYTEA_ARRAY)];
            let rows = call.query(CREDENTIALS_OF_MANY, &params).await?;
            let mut found = HashMap::new();
            for row in &rows {
                found.insert(row.try_get::<_, &str>(4)?, row);
            }
            let answer = |(one, believed): (&Self, Believed)| match found.get(one.company.as_str()) {
                Some(row) => opened(&one.company, row, (&sealing, believed.key)).ok(),
                // A company without a row has no device.
                None => Some(None),
            };
            Ok(all.iter().zip(believed).map(answer).collect())
        })
    }
}

/// Some of a company's keys.
pub(crate) struct ReadKeys {
    pub(super) company: CompanyId,
    pub(super) query: KeyQuery,
}

impl Gathered for ReadKeys {
    const NAME: &'static str = "keys";
    type Answer = Vec<KeyRow>;

    fn company(&self) -> &CompanyId {
        &self.company
    }

    fn gathering(store: &Store) -> &Gathering<Self> {
        &store.gatherings().keys
    }

    fn alone(self, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Self::Answer> {
        Box::pin(async move {
            let believed = Believed::of(&self.company, &sealing);
            let rows = select(call, (self.company.as_str(), &self.query), believed.tag.as_ref()).await?;
            self.opened(&rows, (&sealing, believed))
        })
    }

    fn together(all: Arc<Vec<Self>>, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Vec<Option<Self::Answer>>> {
        Box::pin(async move {
            let believed: Vec<_> = all.iter().map(|one| Believed::of(&one.company, &sealing)).collect();
            let rows = Ranges::of(&all, &believed).ask(call).await?;
            let mut found: HashMap<String, Vec<Row>> = HashMap::new();
            for row in rows {
                found.entry(row.try_get(6)?).or_default().push(row);
            }
            let answer = |(one, believed): (&Self, Believed)| {
                let rows = found.remove(one.company.as_str()).unwrap_or_default();
                one.opened(&rows, (&sealing, believed)).ok()
            };
            Ok(all.iter().zip(believed).map(answer).collect())
        })
    }
}

impl ReadKeys {
    fn opened(&self, rows: &[Row], (sealing, believed): (&Sealing, Believed)) -> Result<Vec<KeyRow>, Trouble> {
        let Some(first) = rows.first() else { return Ok(Vec::new()) };
        let opener = sealing.opener(&self.company, (first, 3), believed.key)?;
        rows.iter().map(|row| key_row(row, self.query.key_type, &opener)).collect()
    }
}

/// The data key that this process believes to be a company's, and what tells it from others.
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

/// The ranges of many questions as the arrays of one statement.
#[derive(Default)]
struct Ranges<'a> {
    companies: Vec<&'a str>,
    types: Vec<&'a str>,
    lows: Vec<&'a str>,
    highs: Vec<String>,
    last: Vec<bool>,
    tags: Vec<Option<&'a [u8]>>,
}

impl<'a> Ranges<'a> {
    fn of(all: &'a [ReadKeys], believed: &'a [Believed]) -> Self {
        let mut ranges = Self::default();
        for (one, believed) in all.iter().zip(believed) {
            let mut add = |low: &'a str, high: String, last: bool| {
                ranges.companies.push(one.company.as_str());
                ranges.types.push(one.query.key_type);
                ranges.lows.push(low);
                ranges.highs.push(high);
                ranges.last.push(last);
                ranges.tags.push(believed.tag.as_ref().map(DataKeyTag::as_bytes));
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

    async fn ask(&self, call: &Call) -> Result<Vec<Row>, Trouble> {
        let params = [
            (&self.companies as _, Type::TEXT_ARRAY),
            (&self.types as _, Type::TEXT_ARRAY),
            (&self.lows as _, Type::TEXT_ARRAY),
            (&self.highs as _, Type::TEXT_ARRAY),
            (&self.last as _, Type::BOOL_ARRAY),
            (&self.tags as _, Type::BYTEA_ARRAY),
        ];
        call.query(OF_MANY, &params).await
    }
}

async fn select(
    call: &Call,
    (company, query): (&str, &KeyQuery),
    tag: Option<&DataKeyTag>,
) -> Result<Vec<Row>, Trouble> {
    let tag = tag.map(DataKeyTag::as_bytes);
    let (sql, low) = match &query.select {
        KeySelect::Ids(ids) => {
            let of_type = [
                (&company as _, Type::TEXT),
                (&query.key_type as _, Type::TEXT),
                (ids as _, Type::TEXT_ARRAY),
                (&tag as _, Type::BYTEA),
            ];
            return call.query(BY_IDS, &of_type).await;
        }
        KeySelect::Prefix(prefix) => (IN_RANGE, prefix),
        KeySelect::LastWithPrefix(prefix) => (LAST_IN_RANGE, prefix),
    };
    let high = end_of_range(low);
    let range = [
        (&company as _, Type::TEXT),
        (&query.key_type as _, Type::TEXT),
        (low as _, Type::TEXT),
        (&high as _, Type::TEXT),
        (&tag as _, Type::BYTEA),
    ];
    call.query(sql, &range).await
}

/// What is behind every id that begins so.
fn end_of_range(prefix: &str) -> String {
    end_of_prefix(prefix).unwrap_or_else(behind_all)
}

fn opened(
    company: &CompanyId,
    row: &Row,
    (sealing, believed): (&Sealing, Option<Arc<DataKey>>),
) -> Result<Option<Credentials>, Trouble> {
    let Some(sealed) = row.try_get::<_, Option<Vec<u8>>>(0)? else { return Ok(None) };
    let opener = sealing.opener(company, (row, 1), believed)?;
    Ok(Some(Credentials(opener.credentials(sealed)?.into())))
}

fn key_row(row: &Row, key_type: &str, opener: &Opener) -> Result<KeyRow, Trouble> {
    let (key_id, sealed): (String, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
    let value = opener.key(key_type, &key_id, sealed)?;
    Ok(KeyRow { key_id, value: value.into(), stamp: row.try_get(2)? })
}
