-- An account that cannot be linked because it is connected to Meta's cloud: a restart must not forget it.
--
-- A process of a version that does not know the code reads it as not parked. There are no credentials to connect with.

ALTER TABLE whatsapp_auth
    DROP CONSTRAINT whatsapp_auth_parked_code,
    -- The codes of the error catalogue that a restart must not forget, and the code of a row whose account another company has linked.
    ADD CONSTRAINT whatsapp_auth_parked_code CHECK (parked_code IN (
        'CREDENTIALS_CONFLICT', 'RATE_LIMITED', 'PASSKEY_REQUIRED', 'ACCOUNT_NOT_SUPPORTED', 'LOGGED_OUT', 'REMOVED_AFTER_LINK',
        'REPLACED', 'TEMPORARILY_BANNED', 'BANNED', 'ACCOUNT_LOCKED', 'DISCONNECTED', 'RESTART_LIMIT', 'INTERNAL', 'PHONE_IN_USE'
    ));
ALTER TABLE whatsapp_next_auth
    DROP CONSTRAINT whatsapp_auth_parked_code,
    ADD CONSTRAINT whatsapp_auth_parked_code CHECK (parked_code IN (
        'CREDENTIALS_CONFLICT', 'RATE_LIMITED', 'PASSKEY_REQUIRED', 'ACCOUNT_NOT_SUPPORTED', 'LOGGED_OUT', 'REMOVED_AFTER_LINK',
        'REPLACED', 'TEMPORARILY_BANNED', 'BANNED', 'ACCOUNT_LOCKED', 'DISCONNECTED', 'RESTART_LIMIT', 'INTERNAL', 'PHONE_IN_USE'
    ));

INSERT INTO schema_lines (version, line) VALUES (20261129000200, 1);
