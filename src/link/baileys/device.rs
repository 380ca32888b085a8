//! The device itself: `creds.json` of Baileys, and the device of our library.

use std::sync::Arc;

use linekeeper_ports::BaileysError;
use serde_json::{Value, json};
use wacore::libsignal::protocol::KeyPair;
use wacore::store::Device;
use wacore_binary::Jid;
use waproto::whatsapp::ADVSignedDeviceIdentity;

use super::json::{Field, base64, buffer, object};

/// Name with which a device logs in that has none: an empty one makes each log-in wait for it for ten seconds.
const NAMELESS: &str = "WhatsApp";

/// Reads a linked device.
pub(super) fn read(creds: &Value) -> Result<Device, BaileysError> {
    let creds = Field::of("creds".to_owned(), creds);
    let me = creds.find("me").ok_or(BaileysError::NotPaired)?;
    let account = creds.find("account").ok_or(BaileysError::NotPaired)?;
    let signed = creds.get("signedPreKey")?;
    let lid = me.find("lid").map(|lid| jid(&lid)).transpose()?;
    let name = ["name", "verifiedName", "notify"].iter().find_map(|name| me.find(name)?.text().ok());
    let mut device = Device {
        pn: Some(jid(&me.get("id")?)?),
        registration_id: creds.get("registrationId")?.small()?,
        noise_key: key_pair(&creds.get("noiseKey")?)?,
        identity_key: key_pair(&creds.get("signedIdentityKey")?)?,
        signed_pre_key: key_pair(&signed.get("keyPair")?)?,
        signed_pre_key_id: signed.get("keyId")?.small()?,
        signed_pre_key_signature: signed.get("signature")?.exactly()?,
        adv_secret_key: creds.get("advSecretKey")?.exactly()?,
        account: Some(Arc::new(read_account(&account)?)),
        push_name: name.filter(|name| !name.is_empty()).unwrap_or(NAMELESS).to_owned(),
        next_pre_key_id: creds.get("nextPreKeyId")?.small()?,
        first_unupload_pre_key_id: creds.get("firstUnuploadedPreKeyId")?.small()?,
        server_has_prekeys: true,
        edge_routing_info: creds.find("routingInfo").map(|info| info.bytes()).transpose()?,
        // Those that know their LID are addressed by it.
        lid_migrated: lid.is_some(),
        // The first log-in takes it as the beginning, and does not change the key at once.
        last_signed_pre_key_rotation_ms: 0,
        ..Device::new()
    };
    device.lid = lid;
    Ok(device)
}

/// The address of an account's device.
fn jid(field: &Field<'_>) -> Result<Jid, BaileysError> {
    let address: Jid = field.text()?.parse().map_err(|_| field.wrong("is no address"))?;
    if address.user.is_empty() || !address.user.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(field.wrong("is no address of an account"));
    }
    Ok(address)
}

pub(super) fn key_pair(field: &Field<'_>) -> Result<KeyPair, BaileysError> {
    let (private, public) = (field.get("private")?, field.get("public")?);
    let pair = KeyPair::from_public_and_private(&tagged(&public.public_key()?), &private.exactly::<32>()?);
    let pair = pair.map_err(|_| field.wrong("is no pair of keys"))?;
    match pair.private_key.public_key() {
        Ok(of_private) if of_private == pair.public_key => Ok(pair),
        Ok(_) | Err(_) => Err(field.wrong("has halves that do not belong together")),
    }
}

/// A public key with the byte that names its type.
pub(super) fn tagged(key: &[u8; 32]) -> [u8; 33] {
    let mut tagged = [5; 33];
    tagged[1..].copy_from_slice(key);
    tagged
}

fn read_account(account: &Field<'_>) -> Result<ADVSignedDeviceIdentity, BaileysError> {
    let part = |name: &str| account.get(name)?.bytes().map(Some);
    Ok(ADVSignedDeviceIdentity {
        details: part("details")?,
        account_signature_key: part("accountSignatureKey")?,
        account_signature: part("accountSignature")?,
        device_signature: part("deviceSignature")?,
    })
}

/// Writes a linked device; `sync_key` is the id of its newest app-state key.
pub(super) fn write(device: &Device, sync_key: Option<&[u8]>) -> Result<Value, BaileysError> {
    let (Some(pn), Some(account)) = (&device.pn, &device.account) else { return Err(BaileysError::NotPaired) };
    let lid = device.lid.as_ref().map(Jid::to_string);
    let signer = account.account_signature_key.as_deref().unwrap_or_default();
    let owner = device.lid.as_ref().unwrap_or(pn).to_string();
    let part = |bytes: &Option<Vec<u8>>| buffer(bytes.as_deref().unwrap_or_default());
    let me = [
        ("id", Some(pn.to_string().into())),
        ("lid", lid.map(Value::from)),
        ("name", Some(device.push_name.as_str().into())),
    ];
    Ok(json!({
        "noiseKey": pair(&device.noise_key),
        "pairingEphemeralKeyPair": pair(&KeyPair::generate(&mut rand::rng())),
        "signedIdentityKey": pair(&device.identity_key),
        "signedPreKey": {
            "keyPair": pair(&device.signed_pre_key),
            "signature": buffer(&device.signed_pre_key_signature),
            "keyId": device.signed_pre_key_id,
        },
        "registrationId": device.registration_id,
        "advSecretKey": base64(&device.adv_secret_key),
        "processedHistoryMessages": [],
        "nextPreKeyId": device.next_pre_key_id,
        "firstUnuploadedPreKeyId": if device.first_unupload_pre_key_id == 0 { device.next_pre_key_id } else { device.first_unupload_pre_key_id },
        "accountSyncCounter": 1,
        "accountSettings": { "unarchiveChats": false },
        "registered": true,
        "account": {
            "details": part(&account.details),
            "accountSignatureKey": part(&account.account_signature_key),
            "accountSignature": part(&account.account_signature),
            "deviceSignature": part(&account.device_signature),
        },
        "me": object(me),
        "signalIdentities": [{ "identifier": { "name": owner, "deviceId": 0 }, "identifierKey": buffer(&tagged_of(signer)) }],
        "platform": "android",
        "myAppStateKeyId": sync_key.map(base64),
        "routingInfo": device.edge_routing_info.as_deref().map(buffer),
    }))
}

fn tagged_of(key: &[u8]) -> Vec<u8> {
    <&[u8; 32]>::try_from(key).map_or_else(|_| key.to_vec(), |key| tagged(key).to_vec())
}

pub(super) fn pair(pair: &KeyPair) -> Value {
    json!({
        "private": buffer(pair.private_key.serialize()),
        "public": buffer(pair.public_key.public_key_bytes()),
    })
}
