//! Claims of lanes.
//!
//! A lane that is claimed has the end of its lease as `next_at`, so that the index of due lanes has no others, and a lane
//! of a worker that died becomes due by itself. All times are the database's.

use std::time::Duration;

use linekeeper_domain::StoreFailure;
use linekeeper_domain::access::AccessId;
use linekeeper_ports::{ClaimOrder, ClaimedDelivery, ClaimedLanes, LANE_LEASE, LaneClaim};
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};
use tracing::error;

use super::heads::{head_columns, head_joins, signed};
use super::rows::{company_of, id_of};
use crate::call::{Asked, Call, OpenTransaction, Params};
use crate::failure::QueryError;
use crate::sealing::Sealing;
use crate::statements::Listed;

/// Time by which a lane is put off whose head cannot be read because a master key is missing.
const PUT_OFF: Duration = Duration::from_secs(60);

/// Claims due lanes, at most `$1`; `$2` are those of one endpoint, less what is under way (`$3`, `$4`), and `$5` those of
/// failing endpoints together. An endpoint that is slowed down gets one at a time, one whose last attempt failed two: so
/// endpoints that hang do not take the places of the others. The others come first, and each gets its first lane before
/// one gets its second. `$6` is the lease in seconds.
///
/// A pause that ends later than any can was written while a clock was ahead (see `EndpointHealth::ready_at`).
const CLAIM: &str = "WITH ready AS MATERIALIZED (
        SELECT e.id, e.failing_since IS NOT NULL AS failing,
            CASE WHEN e.slow_level > 0 AND e.paused_until >= now() - interval '1 hour' THEN 1
                WHEN e.failing_since IS NOT NULL THEN least($2, 2) ELSE $2 END - coalesce(u.count, 0) AS room
        FROM webhook_endpoints e LEFT JOIN unnest($3::text[], $4::integer[]) AS u (id, count) ON u.id = e.id
        WHERE e.disabled IS NULL
          AND (e.paused_until IS NULL OR e.paused_until <= now() OR e.paused_until > now() + interval '66 minutes')
    ), due AS MATERIALIZED (
        SELECT l.endpoint_id, l.company_id, l.chat, l.next_at, r.failing FROM ready r
        CROSS JOIN LATERAL (SELECT endpoint_id, company_id, chat, next_at FROM webhook_lanes
            WHERE endpoint_id = r.id AND next_at <= now() AND (claimed_until IS NULL OR claimed_until <= now())
            ORDER BY next_at LIMIT greatest(r.room, 0) FOR UPDATE SKIP LOCKED) l
    ), ranked AS (
        SELECT *, row_number() OVER (PARTITION BY endpoint_id ORDER BY next_at) AS place FROM due
    ), in_turn AS (
        SELECT *, row_number() OVER (PARTITION BY failing ORDER BY place, next_at) AS turn FROM ranked
    ), chosen AS (
        SELECT endpoint_id, company_id, chat FROM in_turn WHERE NOT failing OR turn <= $5
        ORDER BY failing, turn LIMIT $1
    )
    UPDATE webhook_lanes l SET claim = l.claim + 1, claimed_until = now() + make_interval(secs => $6),
        next_at = now() + make_interval(secs => $6)
    FROM chosen c WHERE l.endpoint_id = c.endpoint_id AND l.company_id = c.company_id AND l.chat = c.chat
    RETURNING l.endpoint_id, l.company_id, l.chat, l.claim";

/// Heads of the claimed lanes. Sent after they are locked, so that it sees all that is owed in them.
const HEADS: &str = concat!(
    "SELECT q.endpoint_id, q.company_id, q.chat, q.claim, d.seq, d.not_before > now(), ",
    head_columns!(),
    " FROM unnest($1::text[], $2::text[], $3::integer[], $4::bigint[]) AS q (endpoint_id, company_id, chat, claim)
        LEFT JOIN LATERAL (SELECT seq, not_before FROM webhook_deliveries
            WHERE endpoint_id = q.endpoint_id AND company_id = q.company_id AND chat = q.chat AND state = 'waiting'
            ORDER BY seq LIMIT 1) d ON true ",
    head_joins!()
);

const NEXT_DUE: &str = "SELECT extract(epoch FROM min(greatest(l.next_at, e.paused_until)) - now())::float8
    FROM webhook_endpoints e
    CROSS JOIN LATERAL (SELECT next_at FROM webhook_lanes WHERE endpoint_id = e.id AND next_at IS NOT NULL
        ORDER BY next_at LIMIT 1) l
    WHERE e.disabled IS NULL";

/// Gives a lane back with what its deliveries say: one whose head is not due, or that has none because its events were
/// removed from the log. The lane is locked by an earlier statement of the transaction.
const RECOUNT: &str = "WITH waiting AS MATERIALIZED (
        SELECT (SELECT count(*)::integer FROM webhook_deliveries
                WHERE endpoint_id = $1 AND company_id = $2 AND chat = $3 AND state = 'waiting') AS count,
            (SELECT not_before FROM webhook_deliveries
                WHERE endpoint_id = $1 AND company_id = $2 AND chat = $3 AND state = 'waiting'
                ORDER BY seq LIMIT 1) AS not_before
    )
    UPDATE webhook_lanes l SET waiting = w.count, claimed_until = NULL,
        next_at = CASE WHEN w.count > 0 THEN greatest(w.not_before, now()) END
    FROM waiting w WHERE l.endpoint_id = $1 AND l.company_id = $2 AND l.chat = $3 AND l.claim = $4";

/// Gives up a head that is damaged (`$5`); its lane goes on.
const GIVE_UP: &str = "WITH dead AS (
        UPDATE webhook_deliveries SET state = 'dead', attempts = attempts + 1, not_before = NULL, outcome = NULL,
            status = NULL, tried_at = now()
        WHERE endpoint_id = $1 AND company_id = $2 AND seq = $5 AND state = 'waiting' RETURNING 1
    )
    UPDATE webhook_lanes l SET waiting = l.waiting - d.count, claimed_until = NULL, moved_at = now(),
        next_at = CASE WHEN l.waiting > d.count THEN now() END
    FROM (SELECT count(*)::integer AS count FROM dead) d
    WHERE l.endpoint_id = $1 AND l.company_id = $2 AND l.chat = $3 AND l.claim = $4";

/// Gives a lane back `$5` seconds before it is due again.
const RELEASE: &str = "UPDATE webhook_lanes SET claimed_until = NULL,
        next_at = CASE WHEN waiting > 0 THEN now() + make_interval(secs => $5) END
    WHERE endpoint_id = $1 AND company_id = $2 AND chat = $3 AND claim = $4 AND claimed_until IS NOT NULL";

const FEW: &str = "reads all endpoints, of which there are few, and of each the lanes that are due";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::more("claim_lanes", CLAIM, FEW),
    Listed::by_index("heads_of_lanes", HEADS),
    Listed::more("next_due_lane", NEXT_DUE, FEW),
    Listed::by_index("recount_lane", RECOUNT),
    Listed::by_index("give_up_head", GIVE_UP),
    Listed::by_index("release_lane", RELEASE),
];

/// What becomes of claimed lanes.
#[derive(Default)]
struct Sorted {
    heads: Vec<ClaimedDelivery>,
    /// Without a head that is due.
    recounted: Vec<LaneClaim>,
    /// With a head that is damaged, and its place in the log.
    damaged: Vec<(LaneClaim, i64)>,
    /// With a head that cannot be read at present.
    put_off: Vec<LaneClaim>,
}

/// A claim in the types of its columns.
struct Columns<'a> {
    endpoint: &'a str,
    company: &'a str,
    claim: &'a LaneClaim,
}

impl<'a> Columns<'a> {
    fn of(claim: &'a LaneClaim) -> Self {
        Self { endpoint: claim.endpoint.as_str(), company: claim.company.as_str(), claim }
    }

    fn params(&self) -> Vec<(&(dyn ToSql + Sync), Type)> {
        vec![
            (&self.endpoint, Type::TEXT),
            (&self.company, Type::TEXT),
            (&self.claim.chat, Type::INT4),
            (&self.claim.number, Type::INT8),
        ]
    }

    fn params_and<'p>(&'p self, value: (&'p (dyn ToSql + Sync), Type)) -> Vec<(&'p (dyn ToSql + Sync), Type)> {
        let mut params = self.params();
        params.push(value);
        params
    }
}

pub(super) async fn claim(call: &mut Call, sealing: &Sealing, order: &ClaimOrder) -> Result<ClaimedLanes, QueryError> {
    let (places, each) = (i64::from(order.places), signed_32(order.per_endpoint));
    let (ids, counts): (Vec<&str>, Vec<i32>) =
        order.under_way.iter().map(|(id, count): &(AccessId, u32)| (id.as_str(), signed_32(*count))).unzip();
    let (of_failing, lease) = (i64::from(order.places_of_failing), LANE_LEASE.as_secs_f64());
    let params = [
        (&places as _, Type::INT8),
        (&each as _, Type::INT4),
        (&ids as _, Type::TEXT_ARRAY),
        (&counts as _, Type::INT4_ARRAY),
        (&of_failing as _, Type::INT8),
        (&lease as _, Type::FLOAT8),
    ];
    let (transaction, [claimed]) = call.begin([(CLAIM, &params)]).await?;
    if claimed.is_empty() {
        let [due] = transaction.commit([(NEXT_DUE, &[])]).await?;
        return Ok(ClaimedLanes { heads: Vec::new(), next_due: next_due(&due)? });
    }
    let heads = heads(&transaction, &claimed).await?;
    let mut sorted = Sorted::default();
    for row in &heads {
        sort(sealing, row, &mut sorted)?;
    }
    let due = give_back(transaction, &sorted).await?;
    Ok(ClaimedLanes { heads: sorted.heads, next_due: next_due(&due)? })
}

/// Reads the heads of claimed lanes.
async fn heads(transaction: &OpenTransaction<'_>, claimed: &[Row]) -> Result<Vec<Row>, QueryError> {
    let (mut endpoints, mut companies) = (Vec::<&str>::new(), Vec::<&str>::new());
    let (mut chats, mut claims) = (Vec::<i32>::new(), Vec::<i64>::new());
    for row in claimed {
        endpoints.push(row.try_get(0)?);
        companies.push(row.try_get(1)?);
        chats.push(row.try_get(2)?);
        claims.push(row.try_get(3)?);
    }
    let params = [
        (&endpoints as _, Type::TEXT_ARRAY),
        (&companies as _, Type::TEXT_ARRAY),
        (&chats as _, Type::INT4_ARRAY),
        (&claims as _, Type::INT8_ARRAY),
    ];
    let [heads] = transaction.query([(HEADS, &params)]).await?;
    Ok(heads)
}

fn sort(sealing: &Sealing, row: &Row, sorted: &mut Sorted) -> Result<(), QueryError> {
    let claim = claim_of(row)?;
    let (seq, is_early): (Option<i64>, Option<bool>) = (row.try_get(4)?, row.try_get(5)?);
    let Some(seq) = seq.filter(|_| is_early != Some(true)) else {
        sorted.recounted.push(claim);
        return Ok(());
    };
    match signed(sealing, claim.clone(), (row, 6)) {
        Ok(head) => sorted.heads.push(head),
        Err(why) => {
            let why = why.into_failed(false).error;
            let company = &claim.company;
            if why.failure == StoreFailure::Unavailable {
                error!(company.id = %company, "event {seq} of company {company} cannot be sent for now: {}", why.detail);
                sorted.put_off.push(claim);
            } else {
                error!(company.id = %company, "event {seq} of company {company} is given up: {}", why.detail);
                sorted.damaged.push((claim, seq));
            }
        }
    }
    Ok(())
}

/// Gives back the lanes without a head to send, and commits. Returns the rows of [`NEXT_DUE`].
async fn give_back(transaction: OpenTransaction<'_>, sorted: &Sorted) -> Result<Vec<Row>, QueryError> {
    let pause = PUT_OFF.as_secs_f64();
    let damaged: Vec<_> = sorted.damaged.iter().map(|(claim, seq)| (Columns::of(claim), seq)).collect();
    let [recounted, put_off] =
        [&sorted.recounted, &sorted.put_off].map(|claims| claims.iter().map(Columns::of).collect::<Vec<_>>());
    let recount = recounted.iter().map(|lane| (RECOUNT, lane.params()));
    let give_up = damaged.iter().map(|(lane, seq)| (GIVE_UP, lane.params_and((*seq, Type::INT8))));
    let release = put_off.iter().map(|lane| (RELEASE, lane.params_and((&pause, Type::FLOAT8))));
    let all: Vec<_> = recount.chain(give_up).chain(release).collect();
    let each = all.iter().map(|(sql, params)| -> Asked<'_> { (sql, params) });
    let asked: Vec<_> = each.chain([(NEXT_DUE, &[] as &Params<'_>)]).collect();
    Ok(transaction.commit_all(&asked).await?.pop().unwrap_or_default())
}

/// Gives lanes back at once, each by itself.
pub(super) async fn release(call: &Call, claims: &[LaneClaim]) -> Result<(), QueryError> {
    for claim in claims {
        let lane = Columns::of(claim);
        call.write(RELEASE, &lane.params_and((&0.0_f64, Type::FLOAT8))).await?;
    }
    Ok(())
}

/// Reads a row that begins with endpoint, company, chat and claim.
fn claim_of(row: &Row) -> Result<LaneClaim, QueryError> {
    Ok(LaneClaim {
        endpoint: id_of(row, 0)?,
        company: company_of(row, 1)?,
        chat: row.try_get(2)?,
        number: row.try_get(3)?,
    })
}

fn next_due(rows: &[Row]) -> Result<Option<Duration>, QueryError> {
    let seconds: Option<f64> = rows.first().map(|row| row.try_get(0)).transpose()?.flatten();
    Ok(seconds.map(|seconds| Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX)))
}

fn signed_32(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
