-- Credentials at rest: what a company stores is sealed under a data key of its own, which is wrapped with a master key that the
-- database never sees.
--
-- The way of a company's data key; every arrow with a plus raises the fence by one, so a fence never has two data keys:
--
--   (none) --take+--> D1 --prepare+, wipe+--> D2 --prepare+, wipe+--> D3 ...      D1, D2 are gone with the rows sealed under them
--     ^                |                       |
--     +---------------- expire+ --------------+        re-wrap: the same data key under another master key; the fence stays
--
-- Rows from before sealing (creds or keys are there, data_key is null) are sealed when the service starts, after this file and
-- before V20261125000150__sealed_only.sql, each company in one transaction that also raises its fence:
--
--   plain --adopt+--> sealed

CREATE TABLE master_keys (
    -- The name of a master key, as it stands in the ring of the service.
    id text COLLATE "C" PRIMARY KEY
        CONSTRAINT master_keys_id_rule CHECK (id ~ '^[A-Za-z0-9_-]{1,32}$'),
    -- A known text sealed under it, by which another key under the same name is found when the service starts.
    proof bytea NOT NULL,
    -- When it was first the current one.
    first_used_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE whatsapp_auth
    -- The company's data key, wrapped: version (1 byte), the data key's public tag (8), nonce (24), ciphertext (32), authenticator (16).
    ADD COLUMN data_key bytea
        CONSTRAINT whatsapp_auth_data_key_length CHECK (octet_length(data_key) = 81),
    -- The master key it is wrapped with.
    ADD COLUMN master_key_id text COLLATE "C" REFERENCES master_keys (id),
    ADD CONSTRAINT whatsapp_auth_data_key_has_master CHECK ((data_key IS NULL) = (master_key_id IS NULL));
