-- One row per company, for ever, and the keys that belong to it.
--
-- The way of a row of whatsapp_auth; every arrow with a plus raises the fence by one:
--
--   (no row) --take+--> empty --prepare+--> asked for --first write--> half-paired --linked--> linked
--                         ^                    |                          |                      |
--                         +------- wipe+ ------+-------- wipe+ -----------+----- wipe+, expire+ -+
--
--   empty        creds, phone, requested_phone, paired_at are null
--   asked for    requested_phone = phone = the number the pairing was asked for (both null for a QR)
--   half-paired  creds are there
--   linked       paired_at is there, phone is the number that linked
--
-- A change of owner (take+) is possible in every state and changes nothing but the fence. A write must match the fence
-- while it holds the company's row; so whatever an older owner still has on its way is refused.

-- The WhatsApp account behind a number. Brazilian mobile numbers are compared without their ninth digit, which accounts
-- older than its introduction do not have.
CREATE FUNCTION whatsapp_account(phone text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN CASE WHEN phone ~ '^55[0-9]{2}9[0-9]{8}$' THEN left(phone, 4) || right(phone, 8) ELSE phone END;

CREATE TABLE whatsapp_auth (
    -- The marketplace's id of the salon. Ordered bytewise, as cursors of pages need it.
    company_id text COLLATE "C" PRIMARY KEY
        CONSTRAINT whatsapp_auth_company_id_rule CHECK (company_id ~ '^[A-Za-z0-9_-]{1,64}$'),
    -- Grows at each wipe and each change of owner, never else, never back.
    fence bigint NOT NULL DEFAULT 1
        CONSTRAINT whatsapp_auth_fence_positive CHECK (fence > 0),
    -- The number the pairing was asked for or, once linked, the number that linked. Digits with the country code.
    phone text COLLATE "C"
        CONSTRAINT whatsapp_auth_phone_rule CHECK (phone ~ '^[1-9][0-9]{6,14}$'),
    -- The number the pairing was asked for; kept when another one links, so that the two can be compared.
    requested_phone text COLLATE "C"
        CONSTRAINT whatsapp_auth_requested_phone_rule CHECK (requested_phone ~ '^[1-9][0-9]{6,14}$'),
    -- The device's identity with its private keys, as the WhatsApp library serialises it.
    creds bytea,
    -- When the company was first seen.
    created_at timestamptz NOT NULL DEFAULT now(),
    -- When credentials or keys were last written. Writes of keys alone move it at most once an hour.
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- When the phone linked; null while pairing is half-finished.
    paired_at timestamptz,
    -- When the session of these credentials was last connected.
    last_connected_at timestamptz,
    CONSTRAINT whatsapp_auth_linked_has_phone CHECK (paired_at IS NULL OR phone IS NOT NULL)
);

-- A phone is linked by one company only.
CREATE UNIQUE INDEX whatsapp_auth_linked_phone ON whatsapp_auth (whatsapp_account(phone)) WHERE paired_at IS NOT NULL;

-- The pages of the boot: linked companies, most recently connected first.
CREATE INDEX whatsapp_auth_linked_order
    ON whatsapp_auth (coalesce(last_connected_at, '-infinity'::timestamptz) DESC, company_id)
    WHERE paired_at IS NOT NULL;

CREATE TABLE whatsapp_keys (
    -- Whose. The row of whatsapp_auth is the one that writers hold.
    company_id text COLLATE "C" NOT NULL REFERENCES whatsapp_auth (company_id),
    -- What it is: a constant of the link (session, pre-key, sender-key ...).
    key_type text COLLATE "C" NOT NULL
        CONSTRAINT whatsapp_keys_key_type_length CHECK (octet_length(key_type) BETWEEN 1 AND 64),
    -- The id within its type. Ordered bytewise: prefixes and "the greatest" are questions the link asks.
    key_id text COLLATE "C" NOT NULL
        CONSTRAINT whatsapp_keys_key_id_length CHECK (octet_length(key_id) <= 1024),
    -- Key material, as the link serialises it.
    value bytea NOT NULL,
    -- A time of the row's own in Unix seconds, by which the link prunes; null or 0 means never.
    stamp bigint,
    PRIMARY KEY (company_id, key_type, key_id)
);
