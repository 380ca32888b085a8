-- Requests that may be sent again: what was answered under an Idempotency-Key, so that the same request sent once more is answered
-- the same and nothing is done twice. Neither bodies nor codes nor phone numbers are kept.
--
--   (none) --claim--> under way --answered--> done --24 h--> pruned
--                        |  |
--                        |  +--failed (5xx, too many)--> (none)
--                        +--60 s without an answer--> claimed anew by whoever comes next

CREATE TABLE idempotency_keys (
    -- Who asked, as the journal names them: key:…, visit:….
    principal text COLLATE "C" NOT NULL
        CONSTRAINT idempotency_keys_principal_length CHECK (char_length(principal) BETWEEN 1 AND 64),
    -- What was asked for: the method, the pattern of the path, and the company.
    operation text COLLATE "C" NOT NULL
        CONSTRAINT idempotency_keys_operation_length CHECK (char_length(operation) BETWEEN 1 AND 256),
    -- The key, as the caller chose it.
    key text COLLATE "C" NOT NULL
        CONSTRAINT idempotency_keys_key_rule CHECK (key ~ '^[!-~]{1,255}$'),
    -- HMAC-SHA256 of the body, keyed: it may hold a number, which nobody finds out from a copy of the database.
    body_hash bytea NOT NULL
        CONSTRAINT idempotency_keys_body_hash_length CHECK (octet_length(body_hash) = 32),
    -- When it was claimed; also the name of that claim: a later one has a later time.
    begun_at timestamptz NOT NULL,
    -- The status of the answer; null while it is under way.
    status smallint
        CONSTRAINT idempotency_keys_status_kept CHECK (status BETWEEN 200 AND 499),
    -- The type of the answer.
    content_type text
        CONSTRAINT idempotency_keys_content_type_length CHECK (char_length(content_type) <= 100),
    -- The answer.
    answer text
        CONSTRAINT idempotency_keys_answer_length CHECK (char_length(answer) <= 8192),
    PRIMARY KEY (principal, operation, key),
    CONSTRAINT idempotency_keys_done_or_not CHECK (
        (status IS NULL) = (answer IS NULL) AND (status IS NULL) = (content_type IS NULL))
);

-- Pruning by age.
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (begun_at);
