-- Who may what: API keys, links by which a salon's owner reaches the onboarding page, and visits to the dashboard. Secrets are
-- kept as SHA-256 of 256 random bits only; tokens of links are signed and not kept.
--
--   api_keys:          made --> used --revoke--> revoked          (kept for ever: the journal names them)
--   onboarding_links:  made --> (used) --revoke--> revoked        --expired for days--> pruned
--   dashboard_visits:  signed in --> seen --sign out, idle, too old--> pruned

CREATE TABLE api_keys (
    -- The key's public name, a part of the key itself.
    id text COLLATE "C" PRIMARY KEY
        CONSTRAINT api_keys_id_rule CHECK (id ~ '^[a-z0-9]{16}$'),
    -- What people call it.
    label text NOT NULL
        CONSTRAINT api_keys_label_length CHECK (char_length(label) BETWEEN 1 AND 100),
    -- What it is good for.
    scopes text[] NOT NULL
        CONSTRAINT api_keys_scopes_known CHECK (
            scopes <@ ARRAY['sessions:read', 'sessions:write', 'onboarding:create', 'admin'] AND cardinality(scopes) > 0
        ),
    -- SHA-256 of its secret part.
    hash bytea NOT NULL
        CONSTRAINT api_keys_hash_length CHECK (octet_length(hash) = 32),
    -- When it was made.
    created_at timestamptz NOT NULL,
    -- When it stops to count; null means never.
    expires_at timestamptz,
    -- When it was last used, to the minute.
    last_used_at timestamptz,
    -- When it was revoked; null while it counts.
    revoked_at timestamptz
);

CREATE TABLE onboarding_links (
    -- The link's public name; its token bears it.
    id text COLLATE "C" PRIMARY KEY
        CONSTRAINT onboarding_links_id_rule CHECK (id ~ '^[a-z0-9]{16}$'),
    -- The one company it is for. No reference: it is made before the company is ever seen.
    company_id text COLLATE "C" NOT NULL
        CONSTRAINT onboarding_links_company_id_rule CHECK (company_id ~ '^[A-Za-z0-9_-]{1,64}$'),
    -- Who made it, as the journal names them.
    made_by text NOT NULL
        CONSTRAINT onboarding_links_made_by_length CHECK (char_length(made_by) BETWEEN 1 AND 64),
    -- When it was made.
    created_at timestamptz NOT NULL,
    -- When it stops to count.
    expires_at timestamptz NOT NULL,
    -- When it was revoked; null while it counts.
    revoked_at timestamptz
);

-- Pruning by age.
CREATE INDEX onboarding_links_by_age ON onboarding_links (expires_at);

CREATE TABLE dashboard_visits (
    -- The visit's public name.
    id text COLLATE "C" PRIMARY KEY
        CONSTRAINT dashboard_visits_id_rule CHECK (id ~ '^[a-z0-9]{16}$'),
    -- SHA-256 of its cookie.
    hash bytea NOT NULL UNIQUE
        CONSTRAINT dashboard_visits_hash_length CHECK (octet_length(hash) = 32),
    -- The key it was signed in with; when that is revoked, the visit is over.
    key_id text COLLATE "C" NOT NULL REFERENCES api_keys (id),
    -- When it began.
    began_at timestamptz NOT NULL,
    -- When it was last seen, to the minute.
    seen_at timestamptz NOT NULL
);

-- Pruning by age.
CREATE INDEX dashboard_visits_by_age ON dashboard_visits (began_at);

ALTER TABLE session_events
    -- As whom the actor acted: key:…, visit:…, link:…; null where nobody has to prove anything.
    ADD COLUMN principal text
        CONSTRAINT session_events_principal_length CHECK (char_length(principal) BETWEEN 1 AND 64);
