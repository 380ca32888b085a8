-- The rest of a restart policy's backoff: how pauses grow, how far they may be off, and when failures are forgotten. Rows from
-- before get the service's defaults; a version that does not know these columns leaves them as they are.
--
--   restart_policies:  (no row) --PUT restart-policy--> row --PUT restart-policy--> row --DELETE restart-policy--> (no row)

ALTER TABLE restart_policies
    -- How pauses grow. fibonacci: 1, 1, 2, 3, 5 ... times the first one; exponential: 1, 2, 4, 8 ... times.
    ADD COLUMN backoff_kind text NOT NULL DEFAULT 'fibonacci'
        CONSTRAINT restart_policies_backoff_kind CHECK (backoff_kind IN ('fibonacci', 'exponential')),
    -- How far a pause may be off, either way, in percent.
    ADD COLUMN jitter_percent smallint NOT NULL DEFAULT 10
        CONSTRAINT restart_policies_jitter CHECK (jitter_percent BETWEEN 0 AND 100),
    -- How long a session must hold before its next failure counts as the first, in seconds.
    ADD COLUMN stable_after_seconds integer NOT NULL DEFAULT 30
        CONSTRAINT restart_policies_stable_after CHECK (stable_after_seconds BETWEEN 0 AND 86400);
