-- The warning that goes before the expiry of unused credentials: once per period of disuse.
--
--   whatsapp_auth:  used --unused for a while--> due --warned--> warned --used again--> used
--                                                                  |
--                                                                  +-- expire+, wipe+, prepare+ --> no credentials, no warning

ALTER TABLE whatsapp_auth
    -- When the owner was last warned that the credentials will expire. It counts while it is not older than their last use.
    ADD COLUMN expiry_warned_at timestamptz;
