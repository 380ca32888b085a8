//! Sender keys of groups.

use linekeeper_ports::BaileysError;
use serde_json::{Value, json};
use wacore::libsignal::protocol::{
    SenderChainKeyComponents, SenderKeyRecord, SenderKeyRecordComponents, SenderKeyStateComponents,
    SenderMessageKeyComponents, SenderSigningKeyComponents,
};

use super::json::{Field, buffer, object};

/// Reads a record; `None` if it is empty.
pub(super) fn read(record: &Field<'_>) -> Result<Option<Vec<u8>>, BaileysError> {
    let parsed = record.nested()?;
    let parsed = Field::of(record.at().to_owned(), &parsed);
    // Baileys has the newest state last, our library first.
    let states = parsed.items()?.iter().rev().map(read_state).collect::<Result<Vec<_>, _>>()?;
    if states.is_empty() {
        return Ok(None);
    }
    let converted = SenderKeyRecord::from_components(SenderKeyRecordComponents { states });
    let bytes = converted.and_then(|converted| converted.serialize());
    bytes.map(Some).map_err(|error| record.wrong(error.to_string()))
}

fn read_state(state: &Field<'_>) -> Result<SenderKeyStateComponents, BaileysError> {
    let (chain, signing) = (state.get("senderChainKey")?, state.get("senderSigningKey")?);
    let keys = state.find("senderMessageKeys").map(|keys| keys.items()).transpose()?.unwrap_or_default();
    let skipped = |key: &Field<'_>| {
        Ok(SenderMessageKeyComponents { iteration: key.get("iteration")?.small()?, seed: key.get("seed")?.bytes()? })
    };
    // A key that is not our own has no private half, or an empty one.
    let private = signing.find("private").map(|key| key.bytes()).transpose()?.filter(|key| !key.is_empty());
    Ok(SenderKeyStateComponents {
        key_id: state.get("senderKeyId")?.small()?,
        chain_key: SenderChainKeyComponents {
            iteration: chain.get("iteration")?.small()?,
            seed: chain.get("seed")?.bytes()?,
        },
        signing_key: SenderSigningKeyComponents { public: signing.get("public")?.bytes()?, private },
        message_keys: keys.iter().map(skipped).collect::<Result<_, BaileysError>>()?,
    })
}

/// Writes a record of ours.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn write(record: &[u8]) -> Result<Value, String> {
    let record = SenderKeyRecord::deserialize(record).map_err(|error| error.to_string())?;
    let SenderKeyRecordComponents { states } = record.into_components().map_err(|error| error.to_string())?;
    let written: Vec<Value> = states.iter().rev().map(write_state).collect();
    let text = Value::from(written).to_string();
    Ok(buffer(text.as_bytes()))
}

fn write_state(state: &SenderKeyStateComponents) -> Value {
    let private = state.signing_key.private.as_deref().map(buffer);
    let signing = object([("public", Some(buffer(&state.signing_key.public))), ("private", private)]);
    let skipped = |key: &SenderMessageKeyComponents| json!({ "iteration": key.iteration, "seed": buffer(&key.seed) });
    json!({
        "senderKeyId": state.key_id,
        "senderChainKey": { "iteration": state.chain_key.iteration, "seed": buffer(&state.chain_key.seed) },
        "senderSigningKey": signing,
        "senderMessageKeys": state.message_keys.iter().map(skipped).collect::<Vec<_>>(),
    })
}
