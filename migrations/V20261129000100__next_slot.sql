-- Two slots of credentials per company, so that another phone is linked beside the working line: the old one stays connected until the
-- new one has logged in for the first time.
--
--   whatsapp_auth, whatsapp_keys              the current slot: the device that the line works with. They mean what they meant before.
--   whatsapp_next_auth, whatsapp_next_keys    the next slot: the device that is being linked; empty at all other times
--   whatsapp_old_devices                      devices that were replaced, until they are logged out
--
-- The way of a row of whatsapp_next_auth is that of a row of whatsapp_auth (V20261122000100__credentials.sql), with one more arrow:
--
--   (no row) --take+, prepare+--> empty, asked for, half-paired --linked--> linked --promote+--> empty
--                                   ^                                          |
--                                   +------------- wipe+, expire+ -------------+
--
-- A promotion is one transaction: the row, the keys and the data key of the next slot become those of the current one, whose fence
-- rises by one; of the device that was current, its credentials go to whatsapp_old_devices and its keys are deleted; the row of the
-- next slot is emptied and its fence rises. A row of the next slot is never deleted: a later change gets no fence that an earlier one
-- held. Fences of both slots come from whatsapp_auth_lives, but say nothing about each other.
--
-- Whoever locks rows of both slots locks the current one first.
--
-- A process of the version before knows none of these tables. It sees the device that is current, before a promotion and after it.

CREATE TABLE whatsapp_next_auth (
    -- The columns of whatsapp_auth, each with its meaning, default and CHECKs. A later file that changes one changes both tables.
    LIKE whatsapp_auth INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    PRIMARY KEY (company_id),
    FOREIGN KEY (master_key_id) REFERENCES master_keys (id)
);

-- As for whatsapp_auth: an account is linked by one company only, and whether anybody has linked it.
CREATE UNIQUE INDEX whatsapp_next_auth_linked_account ON whatsapp_next_auth (whatsapp_account_key(phone))
    WHERE paired_at IS NOT NULL AND shared_account IS DISTINCT FROM whatsapp_account_key(phone);
CREATE INDEX whatsapp_next_auth_account ON whatsapp_next_auth (whatsapp_account_key(phone)) WHERE paired_at IS NOT NULL;

-- Linked devices by the time of their connection, and by company.
CREATE INDEX whatsapp_next_auth_linked_order
    ON whatsapp_next_auth (coalesce(last_connected_at, '-infinity'::timestamptz) DESC, company_id)
    WHERE paired_at IS NOT NULL;
CREATE INDEX whatsapp_next_auth_linked ON whatsapp_next_auth (company_id) WHERE paired_at IS NOT NULL;

CREATE TABLE whatsapp_next_keys (
    -- The columns of whatsapp_keys, as above.
    LIKE whatsapp_keys INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    PRIMARY KEY (company_id, key_type, key_id),
    FOREIGN KEY (company_id) REFERENCES whatsapp_next_auth (company_id)
);

CREATE INDEX whatsapp_next_keys_by_stamp ON whatsapp_next_keys (company_id, key_type, stamp) WHERE stamp <> 0;

CREATE TABLE whatsapp_old_devices (
    -- Whose it was. Not a reference: the company's row may be gone before the device is logged out.
    company_id text COLLATE "C" NOT NULL
        CONSTRAINT whatsapp_old_devices_company_id_rule CHECK (company_id ~ '^[A-Za-z0-9_-]{1,64}$'),
    -- The fence under which it was the current device, which names it.
    device bigint NOT NULL
        CONSTRAINT whatsapp_old_devices_device_positive CHECK (device > 0),
    -- Its identity, sealed under the data key it had.
    creds bytea NOT NULL
        CONSTRAINT whatsapp_old_devices_creds_sealed CHECK (octet_length(creds) >= 49 AND get_byte(creds, 0) = 1),
    -- The number that it is linked to. Not an account that is taken: another company may link it.
    phone text COLLATE "C"
        CONSTRAINT whatsapp_old_devices_phone_rule CHECK (phone ~ '^[1-9][0-9]{6,14}$'),
    -- The data key it had, wrapped.
    data_key bytea NOT NULL
        CONSTRAINT whatsapp_old_devices_data_key_length CHECK (octet_length(data_key) = 81),
    -- The master key it is wrapped with.
    master_key_id text COLLATE "C" NOT NULL REFERENCES master_keys (id),
    -- When another device took its place.
    replaced_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (company_id, device)
);

-- An account is linked by one company only, in whichever slot. Within a slot its unique index sees to that; between the slots this
-- trigger. Two companies that link an account at once wait for each other: the lock is on the account and lasts until the transaction
-- ends, and what the first has committed is seen by the second. The error is that of the unique index, so any version takes it for what
-- it is. A company may have its account in both slots: its owner links the same phone anew.
CREATE FUNCTION whatsapp_account_is_free() RETURNS trigger
    LANGUAGE plpgsql
    -- Always by the index on the account, even where the table was small when the plan was made.
    SET enable_seqscan = off AS $$
DECLARE
    account CONSTANT text := whatsapp_account_key(NEW.phone);
    is_taken boolean;
BEGIN
    -- The first number keeps these locks apart from those of others.
    PERFORM pg_advisory_xact_lock(1818974311, hashtext(account));
    IF TG_TABLE_NAME = 'whatsapp_auth' THEN
        is_taken := EXISTS (
            SELECT FROM whatsapp_next_auth o
            WHERE o.paired_at IS NOT NULL AND whatsapp_account_key(o.phone) = account AND o.company_id <> NEW.company_id);
    ELSE
        is_taken := EXISTS (
            SELECT FROM whatsapp_auth o
            WHERE o.paired_at IS NOT NULL AND whatsapp_account_key(o.phone) = account AND o.company_id <> NEW.company_id);
    END IF;
    IF is_taken THEN
        RAISE unique_violation USING
            MESSAGE = 'another company has linked this WhatsApp account',
            CONSTRAINT = 'whatsapp_auth_linked_account', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;

-- After the row is written, and only where it becomes linked or gets another number: an ordinary update costs nothing but the condition.
CREATE TRIGGER whatsapp_auth_made_linked AFTER INSERT ON whatsapp_auth
    FOR EACH ROW WHEN (NEW.paired_at IS NOT NULL) EXECUTE FUNCTION whatsapp_account_is_free();
CREATE TRIGGER whatsapp_auth_becomes_linked AFTER UPDATE ON whatsapp_auth
    FOR EACH ROW WHEN (NEW.paired_at IS NOT NULL AND (OLD.paired_at IS NULL OR NEW.phone IS DISTINCT FROM OLD.phone))
    EXECUTE FUNCTION whatsapp_account_is_free();
CREATE TRIGGER whatsapp_next_auth_made_linked AFTER INSERT ON whatsapp_next_auth
    FOR EACH ROW WHEN (NEW.paired_at IS NOT NULL) EXECUTE FUNCTION whatsapp_account_is_free();
CREATE TRIGGER whatsapp_next_auth_becomes_linked AFTER UPDATE ON whatsapp_next_auth
    FOR EACH ROW WHEN (NEW.paired_at IS NOT NULL AND (OLD.paired_at IS NULL OR NEW.phone IS DISTINCT FROM OLD.phone))
    EXECUTE FUNCTION whatsapp_account_is_free();

INSERT INTO schema_lines (version, line) VALUES (20261129000100, 1);
