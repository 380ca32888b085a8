-- From here on nothing but sealed values can be stored. Applied when the rows from before sealing are sealed, which the service
-- does between the file before this one and this one (src/store/sealing/adopt.rs).
--
--   whatsapp_auth.creds, whatsapp_keys.value:  version (1 byte, 1), tag of the data key (8), nonce (24), ciphertext, authenticator (16)

ALTER TABLE whatsapp_auth
    ADD CONSTRAINT whatsapp_auth_creds_sealed CHECK (
        creds IS NULL OR data_key IS NOT NULL AND octet_length(creds) >= 49 AND get_byte(creds, 0) = 1);

-- There may be millions of keys: those that are here were sealed a moment ago and need not be looked at again.
ALTER TABLE whatsapp_keys
    ADD CONSTRAINT whatsapp_keys_value_sealed CHECK (octet_length(value) >= 49 AND get_byte(value, 0) = 1) NOT VALID;
