-- How a company's session is restarted, where it differs from the service's default. No row means the default.
--
--   default --PUT restart-policy--> row --PUT restart-policy--> row

CREATE TABLE restart_policies (
    -- Whose session.
    company_id text COLLATE "C" PRIMARY KEY
        CONSTRAINT restart_policies_company_id_rule CHECK (company_id ~ '^[A-Za-z0-9_-]{1,64}$'),
    -- permanent: after every exit; transient: after a failure only; temporary: never.
    kind text NOT NULL
        CONSTRAINT restart_policies_kind CHECK (kind IN ('permanent', 'transient', 'temporary')),
    -- The intensity: so many restarts within the window, then the session is parked.
    max_restarts integer NOT NULL
        CONSTRAINT restart_policies_max_restarts CHECK (max_restarts BETWEEN 0 AND 10000),
    -- The window of the intensity, in seconds.
    window_seconds integer NOT NULL
        CONSTRAINT restart_policies_window CHECK (window_seconds BETWEEN 1 AND 604800),
    -- The first pause before a restart, in milliseconds.
    backoff_initial_ms bigint NOT NULL
        CONSTRAINT restart_policies_backoff_initial CHECK (backoff_initial_ms BETWEEN 0 AND 86400000),
    -- The longest pause before a restart, in milliseconds.
    backoff_max_ms bigint NOT NULL
        CONSTRAINT restart_policies_backoff_max CHECK (backoff_max_ms BETWEEN backoff_initial_ms AND 86400000),
    -- When it was last set.
    updated_at timestamptz NOT NULL DEFAULT now()
);
