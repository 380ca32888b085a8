//! Rows of old devices: how one is made of the next slot's, and how it is read.

use linekeeper_ports::OldDevice;
use tokio_postgres::Row;

use crate::companies::listing::phone_of;
use crate::failure::QueryError;

/// Keeps the linked device of the next slot, before the slot is emptied. An unfinished pairing is no device.
pub(crate) const SET_ASIDE: &str =
    "INSERT INTO whatsapp_old_devices (company_id, creds, phone, data_key, master_key_id)
    SELECT company_id, creds, phone, data_key, master_key_id FROM whatsapp_next_auth
    WHERE company_id = $1 AND creds IS NOT NULL AND paired_at IS NOT NULL
    RETURNING device, phone, replaced_at";

/// Reads an old device: its name, phone and time, from the given column on.
pub(crate) fn old_device(row: &Row, column: usize) -> Result<OldDevice, QueryError> {
    Ok(OldDevice {
        device: row.try_get(column)?,
        phone: phone_of(row, column + 1)?,
        replaced_at: row.try_get(column + 2)?,
    })
}
