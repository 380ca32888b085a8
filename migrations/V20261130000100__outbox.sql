-- Messages that are sent: what was ordered, how far each has come, and which one of each chat is next.
--
--   ordered --> message_events (message.status queued) + outgoing_messages + outgoing_lanes + webhook_deliveries, in one transaction
--   outgoing_messages: queued --> sending --> sent --> delivered --> read --> played
--                      queued --time over--> expired      sending --refused--> failed      sending --no answer--> unknown
--     A status never goes back (`src/domain/messages/outbound/status.rs` has the ranks): an ack or a receipt that comes later corrects
--     unknown and failed. Each change but the one to sending appends an event in its transaction.
--   message_events --(retention, deletion)--> gone, and with the event that told of the order (the one of the same seq) the row
--
-- Locks are taken in this order: whatsapp_auth, log, rows of a company in the order of their seq, lanes; then endpoint, lanes of
-- webhooks, deliveries, as everywhere.
--
-- What people write and to whom is sealed under the log key of the company. A wipe of the credentials touches nothing here.

CREATE TABLE outgoing_messages (
    company_id text COLLATE "C" NOT NULL,
    -- Order among the company's messages, and so within their chats: seq of the event that told of the order.
    seq bigint NOT NULL,
    -- Public id.
    id text COLLATE "C" NOT NULL
        CONSTRAINT outgoing_messages_id_rule CHECK (id ~ '^msg_[a-z0-9]{16}$'),
    -- WhatsApp's id, chosen with the order and used for every repetition.
    whatsapp_id text COLLATE "C" NOT NULL
        CONSTRAINT outgoing_messages_whatsapp_id_rule CHECK (whatsapp_id ~ '^[A-Za-z0-9]{8,64}$'),
    -- Number of the chat it goes to.
    chat integer NOT NULL,
    -- The order, sealed.
    content bytea NOT NULL,
    -- How far it has come.
    status text COLLATE "C" NOT NULL DEFAULT 'queued'
        CONSTRAINT outgoing_messages_status_rule CHECK (
            status IN ('queued', 'sending', 'expired', 'unknown', 'failed', 'sent', 'delivered', 'read', 'played')),
    -- Why it failed, by the name of a reason of `src/domain/messages/outbound/failure.rs`.
    reason text COLLATE "C"
        CONSTRAINT outgoing_messages_reason_length CHECK (char_length(reason) BETWEEN 1 AND 64),
    -- Error of WhatsApp's ack; null if there was none.
    error integer,
    queued_at timestamptz NOT NULL DEFAULT now(),
    -- When it was last about to be written to the socket.
    sending_at timestamptz,
    -- Since when it has its status.
    changed_at timestamptz NOT NULL DEFAULT now(),
    -- When WhatsApp had it, and when the recipient had, saw and played it, as far as that was told before something later.
    sent_at timestamptz,
    delivered_at timestamptz,
    read_at timestamptz,
    played_at timestamptz,
    -- From when on it is not sent any more.
    expires_at timestamptz NOT NULL,
    -- How often it was about to be written.
    attempts integer NOT NULL DEFAULT 0
        CONSTRAINT outgoing_messages_attempts_not_negative CHECK (attempts >= 0),
    CONSTRAINT outgoing_messages_failed_reason CHECK ((status = 'failed') = (reason IS NOT NULL)),
    CONSTRAINT outgoing_messages_failed_error CHECK (error IS NULL OR status = 'failed'),
    CONSTRAINT outgoing_messages_sending_at CHECK (status <> 'sending' OR sending_at IS NOT NULL),
    PRIMARY KEY (company_id, seq),
    FOREIGN KEY (company_id, seq) REFERENCES message_events (company_id, seq) ON DELETE CASCADE,
    FOREIGN KEY (company_id, chat) REFERENCES message_chats (company_id, chat) ON DELETE CASCADE
);
CREATE UNIQUE INDEX outgoing_messages_by_id ON outgoing_messages (company_id, id);
CREATE UNIQUE INDEX outgoing_messages_by_whatsapp_id ON outgoing_messages (company_id, whatsapp_id);
CREATE INDEX outgoing_messages_of_chat ON outgoing_messages (company_id, chat, seq);
-- What waits of a chat, and what of that is over its time.
CREATE INDEX outgoing_messages_waiting ON outgoing_messages (company_id, chat, seq) WHERE status IN ('queued', 'sending');
CREATE INDEX outgoing_messages_expiring ON outgoing_messages (expires_at) WHERE status IN ('queued', 'sending');
CREATE INDEX outgoing_messages_by_status ON outgoing_messages (company_id, status);

-- A chat in which something waits. Its first message is the only one of it that may be sent, so the order within a chat holds whatever
-- the line sends first.
CREATE TABLE outgoing_lanes (
    company_id text COLLATE "C" NOT NULL,
    chat integer NOT NULL,
    -- seq of the first message that waits: queued, or sending and not answered.
    head bigint NOT NULL,
    -- When the chat last wrote to the line, as it was when a message was last ordered; null if that was long ago, or never.
    heard_at timestamptz,
    -- Whether what waits answers somebody who wrote lately, as of that order: those chats come first.
    is_reply boolean NOT NULL,
    PRIMARY KEY (company_id, chat),
    FOREIGN KEY (company_id, chat) REFERENCES message_chats (company_id, chat) ON DELETE CASCADE
);
CREATE INDEX outgoing_lanes_next ON outgoing_lanes (company_id, is_reply, head);

INSERT INTO schema_lines (version, line) VALUES (20261130000100, 1);
