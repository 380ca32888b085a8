-- Which master key the hash of a body was made with, so that a retry is told from another request also when that key has been taken
-- out of the ring meanwhile: a hash that nobody can make any more says nothing, and the request is taken for the one of before.
--
--   hashed by k1 --k2 in front, k1 known--> compared by k1 --k1 taken out--> not compared --24 h--> pruned
--
-- A process of the version before neither reads nor writes the column. What it writes is compared by every key that is known.

ALTER TABLE idempotency_keys
    -- The id of the master key; null where the version before made the entry.
    ADD COLUMN hashed_by text COLLATE "C"
        CONSTRAINT idempotency_keys_hashed_by_rule CHECK (hashed_by ~ '^[A-Za-z0-9_-]{1,32}$');

INSERT INTO schema_lines (version, line) VALUES (20261128000730, 1);
