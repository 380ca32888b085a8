-- Companies as people look for them: the name, the status as it was last recorded, and what an operator has noted about it. The lists of
-- the dashboard and the API read nothing else; a session's next life reads since when, why and by whose request it is as it is.
--
--   (no row) --status recorded, named--> row --status recorded--> row --> ...
--
-- The status of a session that runs is in its process; it is recorded within seconds. A row says nothing about who may write
-- credentials: that is the fence of whatsapp_auth.

CREATE TABLE companies (
    -- The marketplace's id of the company. Ordered bytewise, as cursors of pages need it.
    company_id text COLLATE "C" PRIMARY KEY
        CONSTRAINT companies_company_id_rule CHECK (company_id ~ '^[A-Za-z0-9_-]{1,64}$'),
    -- The name that people know it by; null if nobody gave one.
    name text
        CONSTRAINT companies_name_length CHECK (char_length(name) BETWEEN 1 AND 128),
    -- The words of the name, in lower case, for searches.
    name_words tsvector,
    -- State of the session, by its wire name.
    state text COLLATE "C" NOT NULL DEFAULT 'idle'
        CONSTRAINT companies_state_length CHECK (char_length(state) BETWEEN 1 AND 64),
    -- Code of the error catalogue for which the session is parked; null if it is not.
    code text COLLATE "C"
        CONSTRAINT companies_code_length CHECK (char_length(code) BETWEEN 1 AND 64),
    -- When the session entered the state.
    since timestamptz NOT NULL DEFAULT now(),
    -- Of the request that led to the state; null before a status is recorded.
    correlation_id text
        CONSTRAINT companies_correlation_id_rule CHECK (correlation_id ~ '^[A-Za-z0-9._-]{1,64}$'),
    -- Whether a phone is linked.
    linked boolean NOT NULL DEFAULT false,
    -- When the line stopped being connected; null while it is connected, or if there was none.
    down_since timestamptz,
    -- Why it did, or why the last attempt to connect failed, by the code of the error catalogue.
    cause text COLLATE "C"
        CONSTRAINT companies_cause_length CHECK (char_length(cause) BETWEEN 1 AND 64),
    -- Failed attempts to connect since then.
    attempts integer NOT NULL DEFAULT 0
        CONSTRAINT companies_attempts_not_negative CHECK (attempts >= 0),
    -- How the last pairing ended, of a company without a line: the code of the error catalogue.
    failed_code text COLLATE "C"
        CONSTRAINT companies_failed_code_length CHECK (char_length(failed_code) BETWEEN 1 AND 64),
    -- When.
    failed_at timestamptz,
    -- By whose request.
    failed_correlation_id text
        CONSTRAINT companies_failed_correlation_id_rule CHECK (failed_correlation_id ~ '^[A-Za-z0-9._-]{1,64}$'),
    -- What would help, by its wire name; null if the session needs nobody.
    help text COLLATE "C"
        CONSTRAINT companies_help_length CHECK (char_length(help) BETWEEN 1 AND 64),
    -- Since when it needs somebody.
    help_since timestamptz,
    -- The code that lists show and filter by.
    any_code text COLLATE "C" GENERATED ALWAYS AS (coalesce(code, failed_code)) STORED,
    -- The time that lists sort by.
    sort_since timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(help_since, since)) STORED,
    -- Who has acknowledged that it needs somebody, as the journal names them; null if nobody has.
    acknowledged_by text
        CONSTRAINT companies_acknowledged_by_length CHECK (char_length(acknowledged_by) BETWEEN 1 AND 64),
    -- When.
    acknowledged_at timestamptz,
    -- What they noted.
    acknowledged_note text
        CONSTRAINT companies_acknowledged_note_length CHECK (char_length(acknowledged_note) BETWEEN 1 AND 500),
    -- Until when it is left out of what needs attention; null means as long as it lasts.
    acknowledged_until timestamptz,
    CONSTRAINT companies_failure CHECK ((failed_code IS NULL) = (failed_at IS NULL)
        AND (failed_code IS NULL) = (failed_correlation_id IS NULL)),
    CONSTRAINT companies_help_since CHECK ((help IS NULL) = (help_since IS NULL)),
    CONSTRAINT companies_acknowledged CHECK ((acknowledged_by IS NULL) = (acknowledged_at IS NULL)
        AND (acknowledged_by IS NOT NULL OR acknowledged_note IS NULL AND acknowledged_until IS NULL))
);

-- Pages of the list: of one or several states, of a code, of what would help; each by company and by time.
CREATE INDEX companies_by_state ON companies (state, company_id);
CREATE INDEX companies_by_state_and_time ON companies (state, sort_since, company_id);
CREATE INDEX companies_by_code ON companies (any_code, company_id) WHERE any_code IS NOT NULL;
CREATE INDEX companies_by_code_and_time ON companies (any_code, sort_since, company_id) WHERE any_code IS NOT NULL;
CREATE INDEX companies_by_help ON companies (help, company_id) WHERE help IS NOT NULL;
CREATE INDEX companies_by_help_and_time ON companies (help, sort_since, company_id) WHERE help IS NOT NULL;
-- Searches by words of the name.
CREATE INDEX companies_by_name ON companies USING gin (name_words);

-- Companies from before: linked ones are recorded anew when their sessions start, the others are parked, or idle, as they were left.
INSERT INTO companies (company_id, state, code, since, correlation_id, linked, help, help_since)
SELECT company_id,
    CASE WHEN parked_code = 'PASSKEY_REQUIRED' THEN 'passkey_required' WHEN parked_code IS NOT NULL THEN 'error' ELSE 'idle' END,
    parked_code,
    coalesce(removed_after_link_at, updated_at),
    -- The journal knows by whose request.
    'not-recorded',
    paired_at IS NOT NULL,
    CASE
        WHEN parked_code IN ('BANNED', 'TEMPORARILY_BANNED') THEN 'banned'
        WHEN parked_code = 'ACCOUNT_LOCKED' THEN 'locked'
        WHEN parked_code = 'REPLACED' THEN 'replaced'
        WHEN parked_code IN ('RESTART_LIMIT', 'INTERNAL') THEN 'restart_limit'
        WHEN parked_code = 'CREDENTIALS_CONFLICT' THEN 'damaged'
        WHEN parked_code = 'PASSKEY_REQUIRED' THEN 'passkey'
        WHEN parked_code = 'DISCONNECTED' THEN 'off'
        WHEN parked_code IS NOT NULL THEN 'waits_for_owner'
    END,
    CASE WHEN parked_code IS NOT NULL THEN coalesce(removed_after_link_at, updated_at) END
FROM whatsapp_auth
WHERE paired_at IS NOT NULL OR parked_code IS NOT NULL;

-- Whoever has a reference finds what the journal says of it.
CREATE INDEX session_events_by_correlation ON session_events (correlation_id, id DESC) WHERE correlation_id IS NOT NULL;

INSERT INTO schema_lines (version, line) VALUES (20261129000500, 1);
