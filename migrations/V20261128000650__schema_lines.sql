-- How far a newer schema can be used by an older program.
--
-- Every migration from here on writes one row: its version, and the line of the schema after it. Whoever meets a migration that it does
-- not know goes on if that migration's line is at most the line it was made for, and refuses to start otherwise. A migration that only
-- adds keeps the line. One that takes away what an older program still uses begins a new line, one release after the programs that no
-- longer use it.
--
--   line 1: expand, expand, expand ... --contract--> line 2: expand, expand ...

CREATE TABLE schema_lines (
    -- The migration, by the number its file name begins with.
    version bigint PRIMARY KEY,
    -- The line after it.
    line integer NOT NULL
        CONSTRAINT schema_lines_line_positive CHECK (line > 0)
);

INSERT INTO schema_lines (version, line) VALUES (20261128000650, 1);
