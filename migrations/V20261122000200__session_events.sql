-- The journal: what happened to a session, for people who ask later. Rows are added and pruned by age, never changed.
--
--   session --append--> row --older than the retention--> pruned

CREATE TABLE session_events (
    -- The order of rows; the cursor of pages.
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Whose session. No reference: it may speak of a company whose row is not made yet.
    company_id text COLLATE "C" NOT NULL
        CONSTRAINT session_events_company_id_rule CHECK (company_id ~ '^[A-Za-z0-9_-]{1,64}$'),
    -- When it happened, by the service's clock.
    at timestamptz NOT NULL,
    -- What: the state entered or the deed, by its wire name.
    event text NOT NULL
        CONSTRAINT session_events_event_length CHECK (char_length(event) BETWEEN 1 AND 64),
    -- Why, by the code of the error catalogue, if it was a failure.
    code text
        CONSTRAINT session_events_code_length CHECK (char_length(code) BETWEEN 1 AND 64),
    -- Who: client, api, phone, supervisor.
    actor text NOT NULL
        CONSTRAINT session_events_actor_length CHECK (char_length(actor) BETWEEN 1 AND 64),
    -- Of the request that led to it.
    correlation_id text
        CONSTRAINT session_events_correlation_id_rule CHECK (correlation_id ~ '^[A-Za-z0-9._-]{1,64}$')
);

-- Pages of one company, newest first.
CREATE INDEX session_events_by_company ON session_events (company_id, id DESC);

-- Pruning by age.
CREATE INDEX session_events_by_age ON session_events (at);
