-- How many sessions were in each state, minute by minute: the journal tells how a session changed, not how many there are. A minute
-- in which the service was down has no row. With it, indexes by which the dashboard's overview counts what the journal tells.
--
--   (none) --sample--> row --newer sample of the same minute--> row
--                       |
--                       +--older than the retention of the journal--> pruned

CREATE TABLE session_counts (
    -- The beginning of the minute, by the service's clock.
    at timestamptz PRIMARY KEY,
    -- How many were in the state the column is named for. A column each, so that a mean is plain SQL; a state that is new gets one with
    -- a default, which the version before may leave out.
    idle integer NOT NULL DEFAULT 0,
    -- As above.
    creating integer NOT NULL DEFAULT 0,
    -- As above.
    waiting_for_pairing_code integer NOT NULL DEFAULT 0,
    -- As above.
    pairing_code_sent integer NOT NULL DEFAULT 0,
    -- As above.
    connecting integer NOT NULL DEFAULT 0,
    -- As above.
    connected integer NOT NULL DEFAULT 0,
    -- As above.
    reconnecting integer NOT NULL DEFAULT 0,
    -- As above.
    passkey_required integer NOT NULL DEFAULT 0,
    -- As above.
    error integer NOT NULL DEFAULT 0,
    CONSTRAINT session_counts_none_is_negative CHECK (
        least(idle, creating, waiting_for_pairing_code, pairing_code_sent, connecting, connected, reconnecting, passkey_required,
            error) >= 0)
);

-- The steps of pairings, which are few among the journal's rows: most tell of lines that broke and came back. The condition is that of
-- the overview's query, word for word; it reads nothing but this index.
CREATE INDEX session_events_pairings ON session_events (at)
    INCLUDE (company_id, correlation_id, event, from_state, to_state, reason)
    WHERE correlation_id IS NOT NULL AND (
        event = 'pairing_requested'
        OR from_state IN ('creating', 'waiting_for_pairing_code', 'pairing_code_sent')
        OR to_state IN ('creating', 'waiting_for_pairing_code', 'pairing_code_sent')
        OR reason IN ('connected: code', 'connected: qr'));

-- Failures.
CREATE INDEX session_events_failures ON session_events (at) INCLUDE (code, reason) WHERE code IS NOT NULL;

-- What the supervisor did, restarts most of all.
CREATE INDEX session_events_by_supervisor ON session_events (at) INCLUDE (event) WHERE actor = 'supervisor';
