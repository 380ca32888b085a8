//! Actions of a person on a phone: look at it, name it, link and unlink devices, send messages.

mod compose;
mod link;
mod marks;
mod media;
mod reading;
mod sending;

use crate::error::Refusal;
use crate::passkey;
use crate::server::{publish_push_name, remove_device};
use crate::signal::Address;
use crate::state::Number;
use crate::views::{DeviceView, PhoneProfile, PhoneView, TextView, Unlinked};
use crate::wire::stanza::device_jid;
use crate::world::World;

pub(crate) use link::{enter_code, scan};
pub(crate) use reading::{open, play, types};
pub(crate) use sending::send;

/// Maximum length of a name, in characters.
const MAX_NAME: usize = 100;

/// State that the phone shows.
pub(crate) fn view(world: &mut World, number: &Number) -> Result<PhoneView, Refusal> {
    world.phone(number)?;
    let passkey_linking = passkey::view(world, number);
    let phone = world.state.phone(number).ok_or(Refusal::Full("phones"))?;
    let devices = phone.devices.iter().map(|device| {
        let address = Address::new(number, device.id);
        DeviceView {
            device: phone.jid(device.id).to_string(),
            platform: device.platform.clone(),
            online: world.online.contains_key(&address),
            active: world.ready(&address).is_some(),
            linked_at: device.linked_at,
            queued: device.queue.len(),
            pre_keys: device.one_time.len(),
        }
    });
    let texts = phone.texts.iter().map(|text| TextView {
        id: text.id.clone(),
        from: text.from.to_string(),
        device: world.jid(&text.from, text.device).to_string(),
        text: text.text.clone(),
        at: text.at,
    });
    Ok(PhoneView {
        number: number.to_string(),
        written_as: phone.written_as.iter().map(ToString::to_string).collect(),
        lid: format!("{}@lid", phone.lid),
        push_name: phone.push_name.clone(),
        business_name: phone.business_name.clone(),
        account_type: phone.account_type,
        device_type: phone.device_type,
        spellings: phone.spellings(),
        code_request: world.view_of_code(number),
        devices: devices.collect(),
        texts: texts.collect(),
        passkey: phone.passkeys.demand,
        passkey_linking,
        addressing: phone.addressing,
        answers_retries: !phone.ignores_retries,
        answers_resends: !phone.ignores_resends,
        delivery_receipts: !phone.withholds_delivered,
        read_receipts: !phone.withholds_read,
        reads_at_once: phone.reads_at_once,
        on_whatsapp: !phone.has_no_account,
    })
}

/// Sets the phone's names, the other forms of its number, and whether linking demands its passkey.
pub(crate) fn put(world: &mut World, number: &Number, profile: PhoneProfile) -> Result<PhoneView, Refusal> {
    for name in [&profile.push_name, &profile.business_name].into_iter().flatten() {
        if name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
            return Err(Refusal::BadRequest(format!("a name is at most {MAX_NAME} characters without control signs")));
        }
    }
    if let Some(written) = &profile.written_as {
        let written: Result<_, _> = written.iter().map(|one| Number::parse(one)).collect();
        world.phone(number)?;
        world.state.write_also(number, written?)?;
    }
    passkey::put(world, number, &profile)?;
    let phone = world.phone(number)?;
    phone.drop_foreign_spellings();
    if let Some(spellings) = &profile.spellings {
        phone.spell(spellings)?;
    }
    phone.account_type = profile.account_type.unwrap_or(phone.account_type);
    phone.device_type = profile.device_type.unwrap_or(phone.device_type);
    phone.addressing = profile.addressing.unwrap_or(phone.addressing);
    phone.ignores_retries = profile.answers_retries.map_or(phone.ignores_retries, |answers| !answers);
    phone.ignores_resends = profile.answers_resends.map_or(phone.ignores_resends, |answers| !answers);
    phone.withholds_delivered = profile.delivery_receipts.map_or(phone.withholds_delivered, |sends| !sends);
    phone.withholds_read = profile.read_receipts.map_or(phone.withholds_read, |sends| !sends);
    phone.reads_at_once = profile.reads_at_once.unwrap_or(phone.reads_at_once);
    phone.has_no_account = profile.on_whatsapp.map_or(phone.has_no_account, |has_one| !has_one);
    if let Some(name) = profile.business_name {
        phone.business_name = Some(name).filter(|name| !name.is_empty());
    }
    let renamed = profile.push_name.filter(|name| *name != phone.push_name);
    if let Some(name) = renamed {
        phone.push_name = name;
        // Before the first linking there is no device to notify; the linking publishes the name itself.
        if phone.key_index > 0 {
            publish_push_name(world, number);
        }
    }
    world.touch();
    view(world, number)
}

/// Unlinks one device, or all.
pub(crate) fn unlink(world: &mut World, number: &Number, device: Option<&str>) -> Result<Unlinked, Refusal> {
    world.phone(number)?;
    let phone = world.state.phone(number).ok_or(Refusal::NoDevice)?;
    let numbers = || std::iter::once(number).chain(&phone.written_as);
    let wanted = |id: u16| match device {
        None => true,
        Some(text) => text == id.to_string() || numbers().any(|number| text == device_jid(number, id).to_string()),
    };
    let ids: Vec<u16> = phone.devices.iter().map(|device| device.id).filter(|id| wanted(*id)).collect();
    if ids.is_empty() {
        return Err(Refusal::NoDevice);
    }
    let unlinked = ids.iter().map(|id| phone.jid(*id).to_string()).collect();
    for id in &ids {
        remove_device(world, &Address::new(number, *id));
    }
    Ok(Unlinked { unlinked })
}
