//! Pages of companies by state, code, help or search, what needs attention, and counts.
//!
//! A page continues from the last company seen (keyset pagination), so it costs the same however far it is. The rows of
//! each state, or of the code or the help that is asked for, are read in the order of an index that begins with it, and
//! no more of them than the page has; those of several states are merged. The largest page stands in the statement, so
//! that the planner never takes it to be cheaper to read all rows and sort them; what is asked for is a subquery, which
//! it does not know.

use linekeeper_domain::session::{Help, StateName};
use linekeeper_domain::{CompanyId, ErrorCode};
use linekeeper_ports::{Acknowledgement, CompanyOrder, CompanyQuery, ListedCompany, StoreError};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::companies::listing::phone_of;
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

use super::columns::{recorded_fields, recorded_of};
use super::search::{SearchColumns, matching};

/// SQL of the columns of a listed company, of the row `c`.
macro_rules! listed_columns {
    () => {
        concat!(
            "c.company_id, c.name, ",
            recorded_fields!(),
            ", (SELECT a.phone FROM whatsapp_auth a WHERE a.company_id = c.company_id OFFSET 0),
            c.acknowledged_by, c.acknowledged_at, c.acknowledged_note, c.acknowledged_until, c.since,
            (SELECT k.label FROM api_keys k WHERE k.id = right(c.acknowledged_by, 16) OFFSET 0)"
        )
    };
}

/// SQL of the rows that a list has beside what its index selects: of the states `$5` and the code `$6`.
macro_rules! filtered {
    () => {
        "($5::text[] IS NULL OR c.state = ANY ($5)) AND ($6::text IS NULL OR c.any_code = $6)"
    };
}

/// SQL that leaves out lines that are not down since before `$8`, where those that need help `$7` are listed.
macro_rules! needing {
    () => {
        "($7::text IS NULL OR c.help = $7) AND ($7::text IS DISTINCT FROM 'unreachable' OR c.help_since < $8)"
    };
}

/// SQL of a page of the rows with one of the values `$1` in `$key`, after the company `$2` at the time `$3`, at most `$4`.
macro_rules! page {
    ($key:literal, $after:expr, $filter:expr, $inner:expr, $order:literal) => {
        concat!(
            "SELECT ",
            listed_columns!(),
            " FROM (
            SELECT c.* FROM unnest($1::text[]) AS k (value)
            CROSS JOIN LATERAL (
                SELECT * FROM (
                    SELECT * FROM companies c
                    WHERE c.",
            $key,
            " = k.value AND ",
            $after,
            $filter,
            "
                    ORDER BY ",
            $inner,
            " LIMIT 1001) c
                ORDER BY ",
            $inner,
            " LIMIT (SELECT $4)) c
            ORDER BY ",
            $order,
            " LIMIT (SELECT $4)) c
        ORDER BY ",
            $order
        )
    };
}

/// SQL of the three orders of a page by `$key`. In the order of ids the key is part of the comparison, so that the index
/// that begins with it is read, and not that of all ids, of which almost none may have the value. The id is compared
/// again by itself, because a scan begins at the place of an equality and a plain comparison, not at that of a row: it
/// would read all rows before.
macro_rules! pages {
    ($key:literal, $filter:expr) => {
        [
            page!(
                $key,
                concat!(
                    "(c.",
                    $key,
                    ", c.company_id) > (k.value, coalesce($2, '')) AND c.company_id > coalesce($2, '')
                        AND ($3::timestamptz IS NULL OR true)"
                ),
                $filter,
                concat!("c.", $key, ", c.company_id"),
                "c.company_id"
            ),
            page!(
                $key,
                "(c.sort_since, c.company_id) > (coalesce($3, '-infinity'), coalesce($2, ''))",
                $filter,
                "c.sort_since, c.company_id",
                "c.sort_since, c.company_id"
            ),
            page!(
                $key,
                "(c.sort_since, c.company_id) < (coalesce($3, 'infinity'), coalesce($2, '~'))",
                $filter,
                "c.sort_since DESC, c.company_id DESC",
                "c.sort_since DESC, c.company_id DESC"
            ),
        ]
    };
}

/// SQL of a page of what a search finds, after the company `$9` at the time `$10`, at most `$4`. All that is found is
/// read and sorted: the words of names have no order.
macro_rules! found {
    ($after:expr, $order:literal) => {
        concat!(
            "SELECT ",
            listed_columns!(),
            " FROM (",
            matching!(),
            ") found
        CROSS JOIN LATERAL (SELECT * FROM companies c WHERE c.company_id = found.company_id OFFSET 0) c
        WHERE ",
            $after,
            " AND ",
            filtered!(),
            " AND ",
            needing!(),
            " ORDER BY ",
            $order,
            " LIMIT (SELECT $4)"
        )
    };
}

/// Without a filter beside the states: the planner would take it to leave almost nothing, and sort.
const BY_STATE: [&str; 3] = pages!("state", "");
const BY_CODE: [&str; 3] = pages!("any_code", concat!(" AND ", filtered!()));
const BY_HELP: [&str; 3] = pages!("help", concat!(" AND ", filtered!(), " AND ", needing!()));
const FOUND: [&str; 3] = [
    found!("c.company_id > coalesce($9, '') AND ($10::timestamptz IS NULL OR true)", "c.company_id"),
    found!(
        "(c.sort_since, c.company_id) > (coalesce($10, '-infinity'), coalesce($9, ''))",
        "c.sort_since, c.company_id"
    ),
    found!(
        "(c.sort_since, c.company_id) < (coalesce($10, 'infinity'), coalesce($9, '~'))",
        "c.sort_since DESC, c.company_id DESC"
    ),
];

const ONE: &str = concat!("SELECT ", listed_columns!(), " FROM companies c WHERE c.company_id = $1");

/// Of each kind of help `$1` the companies longest in trouble, at most `$4`.
pub(super) const ATTENTION: &str = concat!(
    "SELECT ",
    listed_columns!(),
    " FROM unnest($1::text[]) WITH ORDINALITY AS k (value, place)
        CROSS JOIN LATERAL (
            SELECT * FROM companies c
            WHERE c.help = k.value AND (c.help <> 'unreachable' OR c.help_since < $3)
                AND (c.acknowledged_at IS NULL OR c.acknowledged_until <= $2)
            ORDER BY c.sort_since, c.company_id LIMIT (SELECT $4)) c
        ORDER BY k.place, c.sort_since, c.company_id"
);

pub(super) const COUNTS: &str = concat!(
    "SELECT c.state, c.any_code, CASE WHEN c.help <> 'unreachable' OR c.help_since < $6 THEN c.help END,
        c.acknowledged_at IS NOT NULL AND coalesce(c.acknowledged_until > $5, true), count(*)
    FROM companies c WHERE NOT $4 OR c.company_id IN (",
    matching!(),
    ") GROUP BY 1, 2, 3, 4"
);

const SORTS: &str = "sorts what a search has found: the words of names have no order";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("company", ONE),
    Listed::by_index("companies_by_state", BY_STATE[0]),
    Listed::by_index("companies_by_state_oldest", BY_STATE[1]),
    Listed::by_index("companies_by_state_newest", BY_STATE[2]),
    Listed::by_index("companies_by_code", BY_CODE[0]),
    Listed::by_index("companies_by_code_oldest", BY_CODE[1]),
    Listed::by_index("companies_by_code_newest", BY_CODE[2]),
    Listed::by_index("companies_by_help", BY_HELP[0]),
    Listed::by_index("companies_by_help_oldest", BY_HELP[1]),
    Listed::by_index("companies_by_help_newest", BY_HELP[2]),
    Listed::more("companies_found", FOUND[0], SORTS),
    Listed::more("companies_found_oldest", FOUND[1], SORTS),
    Listed::more("companies_found_newest", FOUND[2], SORTS),
    Listed::by_index("attention", ATTENTION),
    Listed::more("company_counts", COUNTS, "counts all companies"),
];

pub(super) async fn one(store: &Store, company: CompanyId) -> Result<Option<ListedCompany>, StoreError> {
    store
        .call("company", move |call| {
            Box::pin(async move {
                let rows = call.query(ONE, &[(&company.as_str(), Type::TEXT)]).await?;
                rows.first().map(listed).transpose()
            })
        })
        .await
}

pub(super) async fn page(store: &Store, query: CompanyQuery) -> Result<Vec<ListedCompany>, StoreError> {
    store
        .call("companies_page", move |call| {
            Box::pin(async move {
                let CompanyQuery { filter, order, after, limit, unreachable_before } = &query;
                let states: Vec<&str> = filter.states.iter().map(|state| state.as_str()).collect();
                let every: Vec<&str> = StateName::ALL.iter().map(|state| state.as_str()).collect();
                let only = (!states.is_empty()).then_some(&states);
                let (code, help) = (filter.code.map(ErrorCode::name), filter.help.map(Help::as_str));
                let (keys, statements) = match (help, code) {
                    (Some(help), _) => (vec![help], BY_HELP),
                    (None, Some(code)) => (vec![code], BY_CODE),
                    (None, None) => (only.unwrap_or(&every).clone(), BY_STATE),
                };
                let company = after.as_ref().map(|place| place.id.as_str());
                let at = after.as_ref().map(|place| place.at);
                let limit = i64::from(*limit);
                let search = SearchColumns::of(filter.search.as_ref());
                let [id_prefix, words, phone, _] = search.params();
                let first = [
                    (&keys as _, Type::TEXT_ARRAY),
                    (&company as _, Type::TEXT),
                    (&at as _, Type::TIMESTAMPTZ),
                    (&limit as _, Type::INT8),
                ];
                let filters = [
                    (&only as _, Type::TEXT_ARRAY),
                    (&code as _, Type::TEXT),
                    (&help as _, Type::TEXT),
                    (unreachable_before as _, Type::TIMESTAMPTZ),
                ];
                let ([by_company, oldest, newest], params) = match filter.search {
                    Some(_) => {
                        let [_, company, at, limit] = first;
                        (FOUND, [vec![id_prefix, words, phone, limit], filters.to_vec(), vec![company, at]].concat())
                    }
                    // Each has the parameters that it names, and no more.
                    None if help.is_some() => (statements, [first, filters].concat()),
                    None if code.is_some() => (statements, [&first, &filters[..2]].concat()),
                    None => (statements, first.to_vec()),
                };
                let sql = match order {
                    CompanyOrder::Company => by_company,
                    CompanyOrder::Oldest => oldest,
                    CompanyOrder::Newest => newest,
                };
                call.query(sql, &params).await?.iter().map(listed).collect()
            })
        })
        .await
}

/// Reads a row of `listed_columns`.
pub(super) fn listed(row: &Row) -> Result<ListedCompany, QueryError> {
    let by: Option<String> = row.try_get(4)?;
    let acknowledgement = match by {
        Some(by) => {
            let (at, note, until, label) = (row.try_get(5)?, row.try_get(6)?, row.try_get(7)?, row.try_get(9)?);
            Some(Acknowledgement { by, label, at, note, until })
        }
        None => None,
    };
    let company: CompanyId = row.try_get::<_, &str>(0)?.parse().map_err(|_| QueryError::corrupt("company_id"))?;
    Ok(ListedCompany {
        company,
        name: row.try_get(1)?,
        status: recorded_of(row.try_get(2)?),
        phone: phone_of(row, 3)?,
        acknowledgement,
        since: row.try_get(8)?,
    })
}
