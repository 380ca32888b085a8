-- Keys that are pruned by their stamps are found by an index.
--
-- Tokens and the secrets of messages bear a time of their own and are deleted, a type of a company at a time, when it has passed. Without
-- this index each such delete reads every key of its type. It holds only keys that have a stamp: the others cost nothing.
--
-- No row and no column is changed: a version from before works as it did. While the index is built (some seconds for ten million keys)
-- writes of keys wait.

CREATE INDEX whatsapp_keys_by_stamp ON whatsapp_keys (company_id, key_type, stamp) WHERE stamp <> 0;

INSERT INTO schema_lines (version, line) VALUES (20261128000700, 1);
