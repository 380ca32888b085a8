-- Messages of the lines: the log of events, and what webhook endpoints are still owed of it.
--
--   received --> seen_messages + message_events + webhook_deliveries, in one transaction under the fence of the line's credentials
--   session changed --> message_events (chat 0) + webhook_deliveries + what message_logs has said of it, in one transaction
--   message_events --(retention)--> gone; the row in seen_messages stays longer, so that a repetition is known
--   webhook_deliveries: waiting --2xx--> delivered     waiting --schedule over--> dead     delivered, dead --replayed--> waiting
--   webhook_lanes: free, due at next_at --claimed for a minute--> claimed --outcome recorded, or a minute over--> free
--   webhook_endpoints: enabled --410, or five days without a 2xx--> disabled --a person enables it--> enabled
--     either --deleted--> disabled = 'deleted', until maintenance has removed what belongs to it
--
-- Locks are taken in this order: log, endpoint, lanes, deliveries; several of a table in the order of their keys.
--
-- Everything that people wrote is sealed under the company's log key, a data key of its own: a pairing, a reset or a wipe of the
-- credentials does not touch it. Names of chats and keys of messages are keyed hashes by that key. So the tables show how many messages
-- a line has, when, and in how many chats; not with whom, and not what.

CREATE TABLE message_logs (
    company_id text COLLATE "C" PRIMARY KEY
        CONSTRAINT message_logs_company_id_rule CHECK (company_id ~ '^[A-Za-z0-9_-]{1,64}$'),
    -- The log key, wrapped as the data keys of whatsapp_auth are.
    data_key bytea NOT NULL
        CONSTRAINT message_logs_data_key_length CHECK (octet_length(data_key) = 81),
    -- The master key it is wrapped with.
    master_key_id text COLLATE "C" NOT NULL REFERENCES master_keys (id),
    -- When the log began.
    began_at timestamptz NOT NULL DEFAULT now(),
    -- seq of its last event.
    last_seq bigint NOT NULL DEFAULT 0
        CONSTRAINT message_logs_last_seq_not_negative CHECK (last_seq >= 0),
    -- Number of its last chat.
    last_chat integer NOT NULL DEFAULT 0
        CONSTRAINT message_logs_last_chat_not_negative CHECK (last_chat >= 0),
    -- What its events take, in bytes. Kept with each change of them: to add them up would read them all.
    bytes bigint NOT NULL DEFAULT 0
        CONSTRAINT message_logs_bytes_not_negative CHECK (bytes >= 0),
    -- What it has last said of the session. Each write of such an event compares this with the session as it is.
    -- paired_at of the linking that it has told; null if nothing is linked as far as it has told.
    said_paired_at timestamptz,
    -- connected or disconnected; null if neither has been told of that linking yet.
    said_line text COLLATE "C"
        CONSTRAINT message_logs_said_line_rule CHECK (said_line IN ('connected', 'disconnected')),
    -- Error code of the park that it has told; null while the service tries to connect.
    said_code text COLLATE "C"
        CONSTRAINT message_logs_said_code_length CHECK (char_length(said_code) BETWEEN 1 AND 64),
    -- Whether a passkey is demanded as far as it has told.
    said_passkey boolean NOT NULL DEFAULT false,
    CONSTRAINT message_logs_said_line_linked CHECK (said_line IS NULL OR said_paired_at IS NOT NULL),
    CONSTRAINT message_logs_said_code_disconnected CHECK (said_code IS NULL OR said_line = 'disconnected')
);
CREATE INDEX message_logs_by_master_key ON message_logs (master_key_id, company_id);

CREATE TABLE message_chats (
    company_id text COLLATE "C" NOT NULL REFERENCES message_logs (company_id) ON DELETE CASCADE,
    -- Number of the chat in the company, from 1; 0 stands for the session, whose events belong to no chat.
    chat integer NOT NULL,
    -- chat_seq of its last event.
    last_seq bigint NOT NULL DEFAULT 0,
    -- The older chat of the same account that goes on in its place; null if it is the account's only one, or the oldest.
    goes_on_as integer,
    PRIMARY KEY (company_id, chat)
);
CREATE INDEX message_chats_merged ON message_chats (company_id, goes_on_as) WHERE goes_on_as IS NOT NULL;

-- A chat has a name for each way in which it is addressed: by LID and by number. Learning that both are one account gives the chat a
-- second name, and no second chat_seq.
CREATE TABLE message_chat_names (
    company_id text COLLATE "C" NOT NULL,
    -- Keyed hash of the name.
    name bytea NOT NULL
        CONSTRAINT message_chat_names_name_length CHECK (octet_length(name) = 16),
    chat integer NOT NULL,
    PRIMARY KEY (company_id, name),
    FOREIGN KEY (company_id, chat) REFERENCES message_chats (company_id, chat) ON DELETE CASCADE
);
CREATE INDEX message_chat_names_of_chat ON message_chat_names (company_id, chat);

-- Every message that was received, whether or not it has an event.
CREATE TABLE seen_messages (
    company_id text COLLATE "C" NOT NULL REFERENCES message_logs (company_id) ON DELETE CASCADE,
    -- Keyed hash of chat, sender and id.
    key bytea NOT NULL
        CONSTRAINT seen_messages_key_length CHECK (octet_length(key) = 16),
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (company_id, key)
);
CREATE INDEX seen_messages_by_time ON seen_messages (seen_at);

CREATE TABLE message_events (
    company_id text COLLATE "C" NOT NULL,
    -- Place in the company's log.
    seq bigint NOT NULL,
    -- Public id, the same in every delivery.
    id text COLLATE "C" NOT NULL
        CONSTRAINT message_events_id_rule CHECK (id ~ '^evt_[a-z0-9]{16}$'),
    chat integer NOT NULL,
    -- Place among the events of the chat.
    chat_seq bigint NOT NULL,
    -- Type, by its wire name.
    type text COLLATE "C" NOT NULL
        CONSTRAINT message_events_type_length CHECK (char_length(type) BETWEEN 1 AND 64),
    at timestamptz NOT NULL DEFAULT now(),
    -- What the event says, sealed.
    payload bytea NOT NULL,
    PRIMARY KEY (company_id, seq),
    FOREIGN KEY (company_id, chat) REFERENCES message_chats (company_id, chat) ON DELETE CASCADE
);
CREATE UNIQUE INDEX message_events_by_id ON message_events (id);
CREATE INDEX message_events_of_chat ON message_events (company_id, chat, seq);
CREATE INDEX message_events_by_time ON message_events (at);

CREATE TABLE webhook_endpoints (
    id text COLLATE "C" PRIMARY KEY
        CONSTRAINT webhook_endpoints_id_rule CHECK (id ~ '^[a-z0-9]{16}$'),
    -- Key of what is sealed here, wrapped with a master key.
    data_key bytea NOT NULL
        CONSTRAINT webhook_endpoints_data_key_length CHECK (octet_length(data_key) = 81),
    master_key_id text COLLATE "C" NOT NULL REFERENCES master_keys (id),
    -- URL, sealed: receivers keep secrets in its path.
    url bytea NOT NULL,
    -- Secret that signs, sealed.
    secret bytea NOT NULL,
    -- The secret before it, sealed, which signs too until old_secret_until.
    old_secret bytea,
    old_secret_until timestamptz,
    -- Companies whose events it gets; null means all.
    companies text[] COLLATE "C"
        CONSTRAINT webhook_endpoints_companies_length CHECK (cardinality(companies) BETWEEN 1 AND 1000),
    -- Types of events that it gets; null means all.
    events text[] COLLATE "C"
        CONSTRAINT webhook_endpoints_events_length CHECK (cardinality(events) BETWEEN 1 AND 100),
    -- What it is, in a person's words.
    description text
        CONSTRAINT webhook_endpoints_description_length CHECK (char_length(description) BETWEEN 1 AND 200),
    -- Identity that added it, as in the journal.
    made_by text
        CONSTRAINT webhook_endpoints_made_by_length CHECK (char_length(made_by) BETWEEN 1 AND 64),
    created_at timestamptz NOT NULL DEFAULT now(),
    -- Why it gets nothing any more: the name of a reason of `src/domain/webhooks/endpoint.rs`, or `deleted`; null while it does.
    disabled text COLLATE "C"
        CONSTRAINT webhook_endpoints_disabled_length CHECK (char_length(disabled) BETWEEN 1 AND 64),
    disabled_at timestamptz,
    -- Since when every attempt has failed; null if the last one did not.
    failing_since timestamptz,
    failed_at timestamptz,
    -- How much it is slowed, and until when.
    slow_level smallint NOT NULL DEFAULT 0,
    paused_until timestamptz,
    -- Last success.
    delivered_at timestamptz,
    CONSTRAINT webhook_endpoints_old_secret CHECK ((old_secret IS NULL) = (old_secret_until IS NULL)),
    CONSTRAINT webhook_endpoints_disabled_at CHECK ((disabled IS NULL) = (disabled_at IS NULL))
);
CREATE INDEX webhook_endpoints_by_master_key ON webhook_endpoints (master_key_id, id);
CREATE INDEX webhook_endpoints_by_time ON webhook_endpoints (created_at DESC, id DESC);

-- The events of one chat go to one endpoint in their order: the first that waits holds the others of its lane, and nothing else.
CREATE TABLE webhook_lanes (
    endpoint_id text COLLATE "C" NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    company_id text COLLATE "C" NOT NULL,
    chat integer NOT NULL,
    -- Deliveries that wait. A counter, so that the last delivery and a new one at the same time cannot miss each other.
    waiting integer NOT NULL
        CONSTRAINT webhook_lanes_waiting_not_negative CHECK (waiting >= 0),
    -- When the first one is tried next, or while a worker has the lane, when that one loses it; null if none waits.
    next_at timestamptz,
    -- Until when a worker has the lane to itself; null if none has. A worker that dies loses it then.
    claimed_until timestamptz,
    -- Number of the last claim, so that a worker that was too late changes nothing.
    claim bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (endpoint_id, company_id, chat),
    -- When it last moved on: its first one was settled, or one came after none. An empty lane is removed some time after that.
    moved_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT webhook_lanes_next_at CHECK ((waiting = 0) = (next_at IS NULL))
);
CREATE INDEX webhook_lanes_due ON webhook_lanes (endpoint_id, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_lanes_empty ON webhook_lanes (moved_at) WHERE next_at IS NULL;
CREATE INDEX webhook_lanes_of_company ON webhook_lanes (company_id);

CREATE TABLE webhook_deliveries (
    endpoint_id text COLLATE "C" NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    company_id text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    chat integer NOT NULL,
    -- waiting, delivered or dead (given up).
    state text COLLATE "C" NOT NULL DEFAULT 'waiting'
        CONSTRAINT webhook_deliveries_state_rule CHECK (state IN ('waiting', 'delivered', 'dead')),
    -- Attempts so far, since it was last replayed.
    attempts integer NOT NULL DEFAULT 0,
    -- Before which it is not tried again; null if it may be tried at once.
    not_before timestamptz,
    -- Outcome of the last attempt, by its wire name, and the status it was answered with.
    outcome text COLLATE "C"
        CONSTRAINT webhook_deliveries_outcome_length CHECK (char_length(outcome) BETWEEN 1 AND 64),
    status smallint,
    -- When the last attempt ended.
    tried_at timestamptz,
    CONSTRAINT webhook_deliveries_settled CHECK (state = 'waiting' OR tried_at IS NOT NULL),
    PRIMARY KEY (endpoint_id, company_id, seq),
    FOREIGN KEY (company_id, seq) REFERENCES message_events (company_id, seq) ON DELETE CASCADE
);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (endpoint_id, company_id, chat, seq) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_settled ON webhook_deliveries (endpoint_id, state, tried_at, company_id, seq)
    WHERE state <> 'waiting';
CREATE INDEX webhook_deliveries_of_event ON webhook_deliveries (company_id, seq);

-- What is kept of messages is for other keys than the state of the lines.
ALTER TABLE api_keys DROP CONSTRAINT api_keys_scopes_known;
ALTER TABLE api_keys ADD CONSTRAINT api_keys_scopes_known CHECK (
    scopes <@ ARRAY['sessions:read', 'sessions:write', 'onboarding:create', 'admin', 'messages:read', 'messages:write', 'webhooks:write']
        AND cardinality(scopes) > 0
);

INSERT INTO schema_lines (version, line) VALUES (20261129000900, 1);
