//! Signal sessions: the records of the library that Baileys uses, version 1 of the old JavaScript libsignal.

use bytes::Bytes;
use linekeeper_ports::BaileysError;
use serde_json::{Map, Value, json};
use wacore::libsignal::protocol::{
    IdentityKey, LegacyIndexedSessionV1, LegacySessionBaseKeyRoleV1, LegacySessionChainCounterV1,
    LegacySessionChainKeyV1, LegacySessionChainRoleV1, LegacySessionChainV1, LegacySessionDispositionV1,
    LegacySessionIndexV1, LegacySessionInteropError, LegacySessionKeyPairV1, LegacySessionLocalContext,
    LegacySessionMessageKeyV1, LegacySessionPendingPreKeyV1, LegacySessionRatchetV1, LegacySessionRecordV1,
    LegacySessionV1, SessionRecord,
};
use wacore::store::Device;

use super::json::{Field, base64, object};

/// Value of `closed` of a session that is open.
const OPEN: i64 = -1;

/// A session, and the identity of the device that it is with.
pub(super) struct Session {
    pub(super) record: Vec<u8>,
    pub(super) identity: Option<[u8; 32]>,
}

/// Reads a record; `None` if it has no session.
pub(super) fn read(record: &Field<'_>, device: &Device) -> Result<Option<Session>, BaileysError> {
    let parsed = record.nested()?;
    let parsed = Field::of(record.at().to_owned(), &parsed);
    let Some(sessions) = parsed.find("_sessions") else { return Ok(None) };
    // Records of before version 1 have it once for all their sessions.
    let registration = parsed.find("registrationId");
    let (mut indexed, mut identity) = (Vec::new(), None);
    for (key, session) in sessions.entries()? {
        let session = read_one(&session, registration.as_ref())?;
        if session.index.disposition == LegacySessionDispositionV1::Current || identity.is_none() {
            identity = Some(session.index.remote_identity_key.clone());
        }
        indexed.push(LegacyIndexedSessionV1 { index_key: record.decoded(key)?.into(), session });
    }
    if indexed.is_empty() {
        return Ok(None);
    }
    let context = LegacySessionLocalContext {
        identity_key: IdentityKey::new(device.identity_key.public_key),
        registration_id: device.registration_id,
    };
    let wrong = |error: LegacySessionInteropError| record.wrong(error.to_string());
    let converted = LegacySessionRecordV1::from_indexed_sessions(indexed).map_err(wrong)?;
    let converted = converted.into_session_record(context).map_err(wrong)?;
    let record = converted.serialize().map_err(|error| record.wrong(error.to_string()))?;
    let identity = identity.and_then(|key| key.get(1..).and_then(|key| key.try_into().ok()));
    Ok(Some(Session { record, identity }))
}

fn parts(field: &Field<'_>) -> Result<Bytes, BaileysError> {
    field.bytes().map(Bytes::from)
}

fn read_one(session: &Field<'_>, registration: Option<&Field<'_>>) -> Result<LegacySessionV1, BaileysError> {
    let (ratchet, index) = (session.get("currentRatchet")?, session.get("indexInfo")?);
    let pair = ratchet.get("ephemeralKeyPair")?;
    let closed = index.get("closed")?;
    let role = index.get("baseKeyType")?;
    let interop = |field: &Field<'_>, error: LegacySessionInteropError| field.wrong(error.to_string());
    let since = |name: &str| index.find(name).and_then(|time| u64::try_from(time.number().ok()?).ok()).unwrap_or(0);
    let registration_id = session.find("registrationId").or_else(|| registration.cloned());
    Ok(LegacySessionV1 {
        registration_id: registration_id.ok_or_else(|| session.wrong("has no registrationId"))?.small()?,
        ratchet: LegacySessionRatchetV1 {
            key_pair: LegacySessionKeyPairV1 {
                public: parts(&pair.get("pubKey")?)?,
                private: parts(&pair.get("privKey")?)?,
            },
            last_remote_ephemeral_key: parts(&ratchet.get("lastRemoteEphemeralKey")?)?,
            previous_counter: ratchet.get("previousCounter")?.number()?,
            root_key: parts(&ratchet.get("rootKey")?)?,
        },
        index: LegacySessionIndexV1 {
            base_key: parts(&index.get("baseKey")?)?,
            base_key_role: LegacySessionBaseKeyRoleV1::try_from(role.small()?)
                .map_err(|error| interop(&role, error))?,
            disposition: LegacySessionDispositionV1::from_closed_timestamp(closed.number()?)
                .map_err(|error| interop(&closed, error))?,
            used_at_ms: since("used"),
            created_at_ms: since("created"),
            remote_identity_key: parts(&index.get("remoteIdentityKey")?)?,
        },
        chains: session.get("_chains")?.entries()?.iter().map(read_chain).collect::<Result<_, _>>()?,
        pending_pre_key: session.find("pendingPreKey").map(|pending| read_pending(&pending)).transpose()?,
    })
}

fn read_chain((ratchet_key, chain): &(&str, Field<'_>)) -> Result<LegacySessionChainV1, BaileysError> {
    let (key, role) = (chain.get("chainKey")?, chain.get("chainType")?);
    let counter = key.get("counter")?;
    let seed = |(index, seed): (&str, Field<'_>)| {
        let index = index.parse().map_err(|_| seed.wrong("has no number"))?;
        parts(&seed).map(|seed| LegacySessionMessageKeyV1 { index, seed })
    };
    Ok(LegacySessionChainV1 {
        ratchet_key: chain.decoded(ratchet_key)?.into(),
        role: LegacySessionChainRoleV1::try_from(role.small()?).map_err(|error| role.wrong(error.to_string()))?,
        chain_key: LegacySessionChainKeyV1 {
            counter: LegacySessionChainCounterV1::new(counter.number()?)
                .map_err(|error| counter.wrong(error.to_string()))?,
            key: key.find("key").map(|key| parts(&key)).transpose()?,
        },
        message_keys: chain
            .get("messageKeys")?
            .entries()?
            .into_iter()
            .map(seed)
            .collect::<Result<_, BaileysError>>()?,
    })
}

fn read_pending(pending: &Field<'_>) -> Result<LegacySessionPendingPreKeyV1, BaileysError> {
    Ok(LegacySessionPendingPreKeyV1 {
        pre_key_id: pending.find("preKeyId").map(|id| id.small()).transpose()?,
        signed_pre_key_id: pending.get("signedKeyId")?.small()?,
        base_key: parts(&pending.get("baseKey")?)?,
    })
}

/// Writes a record of ours.
///
/// # Errors
/// What of it has no place in the old format.
pub(super) fn write(record: &[u8]) -> Result<Value, String> {
    // Read as after a crash: keys that may have been used are left behind, so that none is used twice.
    let record = SessionRecord::deserialize(record).map_err(|error| error.to_string())?;
    let record = record.into_legacy_session_v1_operational().map_err(|error| error.to_string())?;
    let written = |indexed: &LegacyIndexedSessionV1| (base64(&indexed.index_key), write_one(&indexed.session));
    let sessions: Map<String, Value> = record.indexed_sessions().iter().map(written).collect();
    Ok(json!({ "_sessions": sessions, "version": "v1" }))
}

fn write_one(session: &LegacySessionV1) -> Value {
    let (ratchet, index) = (&session.ratchet, &session.index);
    let chains: Map<String, Value> = session.chains.iter().map(write_chain).collect();
    let role: i32 = match index.base_key_role {
        LegacySessionBaseKeyRoleV1::Local => 1,
        LegacySessionBaseKeyRoleV1::Remote => 2,
    };
    let closed = match index.disposition {
        LegacySessionDispositionV1::Current => OPEN,
        LegacySessionDispositionV1::Archived { closed_at_ms } => closed_at_ms,
    };
    let pending = session.pending_pre_key.as_ref().map(|pending| {
        object([
            ("signedKeyId", Some(pending.signed_pre_key_id.into())),
            ("baseKey", Some(base64(&pending.base_key).into())),
            ("preKeyId", pending.pre_key_id.map(Value::from)),
        ])
    });
    let ratchet = json!({
        "ephemeralKeyPair": {
            "pubKey": base64(&ratchet.key_pair.public),
            "privKey": base64(&ratchet.key_pair.private),
        },
        "lastRemoteEphemeralKey": base64(&ratchet.last_remote_ephemeral_key),
        "previousCounter": ratchet.previous_counter,
        "rootKey": base64(&ratchet.root_key),
    });
    let index = json!({
        "baseKey": base64(&index.base_key),
        "baseKeyType": role,
        "closed": closed,
        "used": index.used_at_ms,
        "created": index.created_at_ms,
        "remoteIdentityKey": base64(&index.remote_identity_key),
    });
    object([
        ("registrationId", Some(session.registration_id.into())),
        ("currentRatchet", Some(ratchet)),
        ("indexInfo", Some(index)),
        ("_chains", Some(Value::Object(chains))),
        ("pendingPreKey", pending),
    ])
}

fn write_chain(chain: &LegacySessionChainV1) -> (String, Value) {
    let seeds: Map<String, Value> =
        chain.message_keys.iter().map(|key| (key.index.to_string(), base64(&key.seed).into())).collect();
    let role: i32 = match chain.role {
        LegacySessionChainRoleV1::Sending => 1,
        LegacySessionChainRoleV1::Receiving => 2,
    };
    let seed = chain.chain_key.key.as_ref().map(|seed| base64(seed).into());
    let key = object([("counter", Some(chain.chain_key.counter.value().into())), ("key", seed)]);
    (base64(&chain.ratchet_key), json!({ "chainKey": key, "chainType": role, "messageKeys": seeds }))
}
