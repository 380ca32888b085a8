-- The session machine in the database: why a session is parked, and which transitions the journal accepts.
--
-- The states and their transitions are those of the machine in src/domain/session (StateName::successors); a test compares
-- them with the CHECK below.
--
--   whatsapp_auth:  running --park--> parked --connected, prepare+, wipe+--> running

ALTER TABLE whatsapp_auth
    -- Why the session is parked, by the code of the error catalogue; null while it is not. Only what a restart must not forget.
    ADD COLUMN parked_code text
        CONSTRAINT whatsapp_auth_parked_code CHECK (parked_code IN (
        'CREDENTIALS_CONFLICT', 'RATE_LIMITED', 'PASSKEY_REQUIRED', 'LOGGED_OUT', 'REMOVED_AFTER_LINK', 'REPLACED', 'TEMPORARILY_BANNED',
        'BANNED', 'ACCOUNT_LOCKED', 'RESTART_LIMIT', 'INTERNAL'
        )),
    -- When trying again makes sense, if that is known.
    ADD COLUMN parked_until timestamptz,
    ADD CONSTRAINT whatsapp_auth_parked_until_needs_code CHECK (parked_until IS NULL OR parked_code IS NOT NULL);

ALTER TABLE session_events
    -- The state before, for a transition; null for a deed that is none, such as a restart.
    ADD COLUMN from_state text,
    -- The state after.
    ADD COLUMN to_state text,
    -- What happened, in a few words: the event that led to it.
    ADD COLUMN reason text
        CONSTRAINT session_events_reason_length CHECK (char_length(reason) BETWEEN 1 AND 128),
    ADD CONSTRAINT session_events_both_states CHECK ((from_state IS NULL) = (to_state IS NULL)),
    -- A row may also say that the state stayed and its reason changed.
    ADD CONSTRAINT session_events_transition CHECK (from_state IS NULL OR from_state = to_state OR (from_state, to_state) IN (
        ('idle', 'creating'), ('idle', 'connecting'), ('idle', 'passkey_required'), ('idle', 'error'),
        ('creating', 'idle'), ('creating', 'waiting_for_pairing_code'), ('creating', 'pairing_code_sent'), ('creating', 'connecting'), ('creating', 'passkey_required'), ('creating', 'error'),
        ('waiting_for_pairing_code', 'idle'), ('waiting_for_pairing_code', 'creating'), ('waiting_for_pairing_code', 'pairing_code_sent'), ('waiting_for_pairing_code', 'connecting'), ('waiting_for_pairing_code', 'passkey_required'), ('waiting_for_pairing_code', 'error'),
        ('pairing_code_sent', 'idle'), ('pairing_code_sent', 'creating'), ('pairing_code_sent', 'waiting_for_pairing_code'), ('pairing_code_sent', 'connecting'), ('pairing_code_sent', 'passkey_required'), ('pairing_code_sent', 'error'),
        ('connecting', 'idle'), ('connecting', 'creating'), ('connecting', 'connected'), ('connecting', 'reconnecting'), ('connecting', 'passkey_required'), ('connecting', 'error'),
        ('connected', 'idle'), ('connected', 'creating'), ('connected', 'connecting'), ('connected', 'reconnecting'), ('connected', 'passkey_required'), ('connected', 'error'),
        ('reconnecting', 'idle'), ('reconnecting', 'creating'), ('reconnecting', 'connecting'), ('reconnecting', 'error'),
        ('passkey_required', 'idle'), ('passkey_required', 'creating'),
        ('error', 'idle'), ('error', 'creating'), ('error', 'connecting'), ('error', 'passkey_required')
    ));
