-- A session may be parked because a person disconnected it: it stays so until a person wants it connected again.
--
--   whatsapp_auth:  running --disconnect--> DISCONNECTED --restart, request for the linked phone, prepare+, wipe+--> running
--
-- A process of a version that does not know the code reads it as not parked, and connects such a session.

ALTER TABLE whatsapp_auth
    DROP CONSTRAINT whatsapp_auth_parked_code,
    -- The codes of the error catalogue that a restart must not forget.
    ADD CONSTRAINT whatsapp_auth_parked_code CHECK (parked_code IN (
        'CREDENTIALS_CONFLICT', 'RATE_LIMITED', 'PASSKEY_REQUIRED', 'LOGGED_OUT', 'REMOVED_AFTER_LINK', 'REPLACED', 'TEMPORARILY_BANNED',
        'BANNED', 'ACCOUNT_LOCKED', 'DISCONNECTED', 'RESTART_LIMIT', 'INTERNAL'
    ));
