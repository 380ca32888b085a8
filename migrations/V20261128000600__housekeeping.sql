-- What the database's clock showed when housekeeping last looked at it. Unused credentials expire by this clock alone, after a
-- warning; so a clock that jumped must be noticed before anything is deleted by it, also when the process was started anew.
--
--   (no row) --first look--> seen --look--> seen
--                             |
--                             +-- look, and the clock is not where it should be --> seen; every warning of expiry is void

CREATE TABLE housekeeping (
    -- Always true: there is one row.
    only_row boolean PRIMARY KEY DEFAULT true
        CONSTRAINT housekeeping_only_row_rule CHECK (only_row),
    -- When housekeeping of any process last looked, by the database's clock.
    seen_at timestamptz NOT NULL
);
