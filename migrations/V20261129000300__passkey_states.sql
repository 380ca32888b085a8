-- Linking an account that has a passkey: three states more in the journal and in the counts of sessions.
--
--   creating, waiting_for_pairing_code, pairing_code_sent --WhatsApp demands--> waiting_for_passkey --answered--> checking_passkey
--       --code--> confirming_passkey --compared--> checking_passkey --linked--> connecting
--
-- Each of them may also end as every pairing does: in idle, creating, passkey_required or error.
--
-- A process of a version that does not know the states writes none of them; in its lists such entries have a state that it shows by its
-- name.

ALTER TABLE session_events
    DROP CONSTRAINT session_events_transition,
    -- A row may also say that the state stayed and its reason changed. All rows that are there fit: the CHECK only allows more than the
    -- one before, so they are not read again. The two ways to passkey_required from a linked session are those of older versions.
    ADD CONSTRAINT session_events_transition CHECK (from_state IS NULL OR from_state = to_state OR (from_state, to_state) IN (
        ('idle', 'creating'), ('idle', 'connecting'), ('idle', 'passkey_required'), ('idle', 'error'),
        ('creating', 'idle'), ('creating', 'waiting_for_pairing_code'), ('creating', 'pairing_code_sent'), ('creating', 'waiting_for_passkey'), ('creating', 'connecting'), ('creating', 'passkey_required'), ('creating', 'error'),
        ('waiting_for_pairing_code', 'idle'), ('waiting_for_pairing_code', 'creating'), ('waiting_for_pairing_code', 'pairing_code_sent'), ('waiting_for_pairing_code', 'waiting_for_passkey'), ('waiting_for_pairing_code', 'connecting'), ('waiting_for_pairing_code', 'passkey_required'), ('waiting_for_pairing_code', 'error'),
        ('pairing_code_sent', 'idle'), ('pairing_code_sent', 'creating'), ('pairing_code_sent', 'waiting_for_pairing_code'), ('pairing_code_sent', 'waiting_for_passkey'), ('pairing_code_sent', 'connecting'), ('pairing_code_sent', 'passkey_required'), ('pairing_code_sent', 'error'),
        ('waiting_for_passkey', 'idle'), ('waiting_for_passkey', 'creating'), ('waiting_for_passkey', 'checking_passkey'), ('waiting_for_passkey', 'connecting'), ('waiting_for_passkey', 'passkey_required'), ('waiting_for_passkey', 'error'),
        ('checking_passkey', 'idle'), ('checking_passkey', 'creating'), ('checking_passkey', 'waiting_for_passkey'), ('checking_passkey', 'confirming_passkey'), ('checking_passkey', 'connecting'), ('checking_passkey', 'passkey_required'), ('checking_passkey', 'error'),
        ('confirming_passkey', 'idle'), ('confirming_passkey', 'creating'), ('confirming_passkey', 'waiting_for_passkey'), ('confirming_passkey', 'checking_passkey'), ('confirming_passkey', 'connecting'), ('confirming_passkey', 'passkey_required'), ('confirming_passkey', 'error'),
        ('connecting', 'idle'), ('connecting', 'creating'), ('connecting', 'connected'), ('connecting', 'reconnecting'), ('connecting', 'error'),
        ('connected', 'idle'), ('connected', 'creating'), ('connected', 'connecting'), ('connected', 'reconnecting'), ('connected', 'error'),
        ('reconnecting', 'idle'), ('reconnecting', 'creating'), ('reconnecting', 'connecting'), ('reconnecting', 'error'),
        ('passkey_required', 'idle'), ('passkey_required', 'creating'),
        ('error', 'idle'), ('error', 'creating'), ('error', 'connecting'), ('error', 'passkey_required'),
        ('connecting', 'passkey_required'), ('connected', 'passkey_required')
    )) NOT VALID;

ALTER TABLE session_counts
    -- How many were in the state the column is named for.
    ADD COLUMN waiting_for_passkey integer NOT NULL DEFAULT 0,
    -- As above.
    ADD COLUMN checking_passkey integer NOT NULL DEFAULT 0,
    -- As above.
    ADD COLUMN confirming_passkey integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT session_counts_no_passkey_is_negative CHECK (
        least(waiting_for_passkey, checking_passkey, confirming_passkey) >= 0);

INSERT INTO schema_lines (version, line) VALUES (20261129000300, 1);
