-- Empty rows of whatsapp_auth do not stay for ever: one that says nothing (no credentials, no phone, no keys, not parked) is
-- deleted when nobody has used it for a day, and made again when there is something to say.
--
--   (no row) --prepare+, disconnect+--> row of life n --wipe+, a day without use--> (no row) --prepare+, disconnect+--> row of life n+1
--
-- The fence must not go back: whoever still holds one of an earlier life is refused in each later one. So the fences of a life are
-- a range of their own, n * 2^20 + 1 to (n + 1) * 2^20, and lives are numbered by a sequence, which never goes back whatever is
-- rolled back. A row whose fence has used up half of its range is never deleted, so no fence leaves its range before its row is gone.
-- Rows from before this file are of life 0, or of that which their fence is in; new lives begin above all of them.
--
-- A process of the version before makes rows by the same default and deletes none. It may take a company whose row was
-- deleted under it once more: its writes are refused until then, like those of a company that another process has taken.

CREATE SEQUENCE whatsapp_auth_lives AS bigint MINVALUE 0;

SELECT setval('whatsapp_auth_lives', (SELECT coalesce((max(fence) >> 20) + 1, 0) FROM whatsapp_auth), false);

ALTER TABLE whatsapp_auth ALTER COLUMN fence SET DEFAULT (nextval('whatsapp_auth_lives') << 20) + 1;

-- What may be deleted, by age.
CREATE INDEX whatsapp_auth_empty ON whatsapp_auth (updated_at)
    WHERE creds IS NULL AND phone IS NULL AND paired_at IS NULL AND parked_code IS NULL;
