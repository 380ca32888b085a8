-- The version of WhatsApp Web that links announce, looked up once a day for all processes on this database.
--
--   (no row) --a process asks--> asked --it finds a version--> found --a process asks--> found --> ...
--
-- A process that asks says so first, so that others wait for its answer instead of asking too.

CREATE TABLE client_version (
    -- Always true: there is one row.
    only_row boolean PRIMARY KEY DEFAULT true
        CONSTRAINT client_version_only_row_rule CHECK (only_row),
    -- When a process last began to look the version up.
    asked_at timestamptz NOT NULL,
    -- The version, three numbers with dots between; null until one is found.
    version text
        CONSTRAINT client_version_form CHECK (version ~ '^[0-9]{1,10}\.[0-9]{1,10}\.[0-9]{1,10}$'),
    -- When it was found for the first time.
    since timestamptz,
    -- When a look-up last succeeded, whatever it found.
    looked_up_at timestamptz,
    CONSTRAINT client_version_found CHECK (
        (version IS NULL) = (since IS NULL) AND (version IS NULL) = (looked_up_at IS NULL) AND since <= looked_up_at
    )
);

INSERT INTO schema_lines (version, line) VALUES (20261129000400, 1);
