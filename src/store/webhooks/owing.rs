//! Statement that owes events to endpoints. It runs in the transaction that writes the events, so that an event is in the
//! log exactly if its deliveries are.

use crate::statements::Listed;

/// Adds the deliveries of events of companies (`$1`; `$2` are the events' places among them, from 1), which are in the log
/// or are added by the same transaction, for every enabled endpoint that wants them, and raises the counters of their
/// lanes. Returns the number of deliveries that wait in each lane.
///
/// The endpoints are locked first and the lanes in the order of their keys, as everywhere: two transactions that owe to the
/// same endpoints wait for each other and never deadlock. A key share lock of an endpoint holds only its removal up.
pub(crate) const OWE: &str = "WITH wanting AS MATERIALIZED (
        SELECT id, companies, events FROM webhook_endpoints
        WHERE disabled IS NULL AND (companies IS NULL OR companies && $1) AND (events IS NULL OR events && $5)
        ORDER BY id FOR KEY SHARE
    ), owed AS (
        INSERT INTO webhook_deliveries (endpoint_id, company_id, seq, chat)
        SELECT w.id, ($1::text[])[e.place], e.seq, e.chat
        FROM wanting w, unnest($2::int[], $3::bigint[], $4::int[], $5::text[]) AS e (place, seq, chat, type)
        WHERE (w.companies IS NULL OR ($1)[e.place] = ANY (w.companies))
          AND (w.events IS NULL OR e.type = ANY (w.events))
        RETURNING endpoint_id, company_id, chat
    )
    INSERT INTO webhook_lanes AS l (endpoint_id, company_id, chat, waiting, next_at)
    SELECT endpoint_id, company_id, chat, count(*)::integer, now() FROM owed
    GROUP BY endpoint_id, company_id, chat ORDER BY endpoint_id, company_id, chat
    ON CONFLICT (endpoint_id, company_id, chat) DO UPDATE
        SET waiting = l.waiting + excluded.waiting, next_at = coalesce(l.next_at, excluded.next_at),
            moved_at = CASE WHEN l.waiting = 0 THEN now() ELSE l.moved_at END
    RETURNING l.waiting";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] =
    &[Listed::more("owe_deliveries", OWE, "reads all endpoints, of which there are few; the rest by index")];
