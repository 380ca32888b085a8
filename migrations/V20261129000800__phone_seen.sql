-- When the account's own phone was last seen in use. WhatsApp unlinks the devices of a phone that is not used for 14 days; owners are
-- warned before.

ALTER TABLE companies
    -- To the hour; null if nothing is known. Meaningful while a phone is linked.
    ADD COLUMN phone_seen_at timestamptz;

INSERT INTO schema_lines (version, line) VALUES (20261129000800, 1);
