-- Files: of messages that were received, once somebody has asked for them, and those that callers upload to send them.
--
--   begun --> writing --all bytes written--> kept --retention, deletion--> gone --bytes deleted--> (no row)
--     writing --given up, lease over--> gone
--
-- The bytes are in an object store, sealed under a key of the file's own, in segments that are named by the object. A row is there
-- before the first segment and until after the last, so every object has one whatever process dies in between, and maintenance need
-- not look through the store.
--
-- Which file it is, its key, its type and its hash are sealed under the log key of the company. So a deletion of the log makes its
-- files unreadable at once, in backups of the object store, too; their bytes go with the next maintenance.
--
-- Locks are taken in this order: log, then files.

CREATE TABLE media_files (
    -- Name of the object: random, so the store does not show whose it is.
    object text COLLATE "C" PRIMARY KEY
        CONSTRAINT media_files_object_rule CHECK (object ~ '^[0-9a-f]{32}$'),
    -- Company. No foreign key, here and at seq: the row outlives what it belongs to until the bytes are deleted.
    company_id text COLLATE "C" NOT NULL
        CONSTRAINT media_files_company_id_rule CHECK (company_id ~ '^[A-Za-z0-9_-]{1,64}$'),
    -- Public id; that of a received file has the characters of its event's.
    id text COLLATE "C" NOT NULL
        CONSTRAINT media_files_id_rule CHECK (id ~ '^med_[a-z0-9]{16}$'),
    -- Event that it is the file of; null for an upload.
    seq bigint,
    -- writing, kept or gone.
    state text COLLATE "C" NOT NULL DEFAULT 'writing'
        CONSTRAINT media_files_state_rule CHECK (state IN ('writing', 'kept', 'gone')),
    -- Bytes that it takes; while it is written those it may take.
    bytes bigint NOT NULL
        CONSTRAINT media_files_bytes_not_negative CHECK (bytes >= 0),
    -- What is known of it, sealed; null until it is kept.
    facts bytea,
    -- Until when it may be kept at most; null if only its retention says so. A file is not kept longer than its event.
    until timestamptz,
    begun_at timestamptz NOT NULL DEFAULT now(),
    -- When maintenance deletes it: the end of its lease while it is written, of its retention once it is kept.
    expires_at timestamptz NOT NULL,
    CONSTRAINT media_files_kept_facts CHECK (state <> 'kept' OR facts IS NOT NULL)
);
CREATE UNIQUE INDEX media_files_kept ON media_files (company_id, id) WHERE state = 'kept';
CREATE INDEX media_files_of_event ON media_files (company_id, seq);
CREATE INDEX media_files_expiring ON media_files (expires_at);

INSERT INTO schema_lines (version, line) VALUES (20261130000200, 1);
