-- What is written to find out whether the database can write: a full disk still answers questions.
--
-- Each time the table is emptied (TRUNCATE) and filled anew in one transaction, so that the disk has to give a new file and some
-- pages. Nothing of it means anything.

CREATE TABLE write_probe (
    -- Bytes that fill a part of a page.
    filler bytea NOT NULL
);

-- In the pages of the table itself and as they are.
ALTER TABLE write_probe ALTER COLUMN filler SET STORAGE PLAIN;

INSERT INTO schema_lines (version, line) VALUES (20261128000710, 1);
