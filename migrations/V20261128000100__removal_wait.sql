-- The wait after WhatsApp removed a device that had just been linked: for half an hour no phone is linked, by code or by QR, not
-- even after a reset. It is counted by the database's clock.
--
--   (no wait) --parked with REMOVED_AFTER_LINK--> waiting --30 minutes, or lifted by an operator--> (no wait)
--
-- What empties a row leaves this column as it is. A process of the version before neither reads nor writes it.

ALTER TABLE whatsapp_auth
    -- When the session was last parked with REMOVED_AFTER_LINK; null when it never was, or when an operator lifted the wait.
    ADD COLUMN removed_after_link_at timestamptz;
