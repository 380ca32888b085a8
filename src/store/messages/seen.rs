//! Whether messages were received.

use std::collections::HashSet;
use std::sync::Arc;

use linekeeper_domain::CompanyId;
use linekeeper_domain::messages::MessageKey;
use linekeeper_secrets::DataKey;
use tokio_postgres::types::Type;

use super::LogKeys;
use super::intake::{MESSAGE, SEEN};
use super::places::Hash;
use crate::call::Call;
use crate::failure::QueryError;
use crate::sealing::Sealing;
use crate::statements::Listed;

/// Tag of the log's key.
const TAG: &str = "SELECT substr(data_key, 2, 8) FROM message_logs WHERE company_id = $1";

pub(crate) const STATEMENTS: &[Listed] = &[Listed::by_index("log_tag", TAG)];

/// Hash by which the log remembers a message.
pub(super) fn hash_of(key: &DataKey, message: &MessageKey) -> Hash {
    key.keyed_hash(MESSAGE, &[&message.chat, &message.sender, &message.id])
}

/// Whether each of these messages is in the log. Nothing is in a log that does not exist.
///
/// # Errors
/// [`QueryError`].
pub(crate) async fn has_seen(
    call: &mut Call,
    (sealing, logs): (&Sealing, Arc<LogKeys>),
    (company, messages): (&CompanyId, &[MessageKey]),
) -> Result<Vec<bool>, QueryError> {
    // The statement is one of many companies: this one is the first.
    let (companies, places) = (vec![company.as_str()], vec![1_i32; messages.len()]);
    loop {
        let Some(key) = logs.find(call, (sealing, company)).await? else { return Ok(vec![false; messages.len()]) };
        let hashes: Vec<Hash> = messages.iter().map(|message| hash_of(&key, message)).collect();
        let wanted: Vec<Vec<u8>> = hashes.iter().map(|hash| hash.to_vec()).collect();
        let of_company = [(&company.as_str() as _, Type::TEXT)];
        let of_messages =
            [(&companies as _, Type::TEXT_ARRAY), (&places as _, Type::INT4_ARRAY), (&wanted as _, Type::BYTEA_ARRAY)];
        // In one transaction: the hashes are by the log's key.
        let (transaction, [log, seen]) = call.begin([(TAG, &of_company), (SEEN, &of_messages)]).await?;
        let [] = transaction.commit([]).await?;
        let tag: Option<&[u8]> = log.first().map(|row| row.try_get(0)).transpose()?;
        if tag == Some(key.tag().as_bytes()) {
            let seen = seen.iter().map(|row| row.try_get::<_, &[u8]>(1)).collect::<Result<HashSet<_>, _>>()?;
            return Ok(hashes.iter().map(|hash| seen.contains(hash.as_slice())).collect());
        }
        // The cached key is that of a log which was deleted. The next look reads the key, and the call ends in time.
        logs.forget(company);
    }
}
