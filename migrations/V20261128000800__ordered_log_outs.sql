-- That a person has had the linked device logged out, noted before the log-out leaves. A process that dies, or loses the database,
-- between the log-out and the emptying of the row finds the device refused by WhatsApp later, and must not take its own log-out for a
-- removal by WhatsApp, after which no phone is linked for half an hour.
--
--   null --ordered under fence f--> f --row emptied, or connected under a later fence--> null
--
-- A process of the version before neither reads nor writes the column.

ALTER TABLE whatsapp_auth
    -- The fence under which the log-out was ordered; null where none was since the device connected.
    ADD COLUMN log_out_fence bigint;

INSERT INTO schema_lines (version, line) VALUES (20261128000800, 1);
