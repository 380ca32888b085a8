// Conformance tests: Baileys reads the messages of phones, of groups and of a backlog.

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { connect } from './client.mjs'
import { link } from './linking.mjs'
import { startSimulator } from './simulator.mjs'

const SALON = '79006464263'
const CUSTOMER = '79936363848'
const GROUP = '120363000000000001'

let folder
let simulator
let device

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linekeeper-conformance-'))
  simulator = await startSimulator()
  device = (await link(simulator, SALON, join(folder, 'salon'))).device
})

after(async () => {
  await simulator?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Polls every 25 ms, at most 400 times: the control API sends no notifications. */
async function until(happened, what) {
  for (let tries = 0; tries < 1200; tries++) {
    if (await happened()) return
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  assert.fail(`${what} did not happen`)
}

/** Sends a message from a phone; returns what Baileys makes of it. */
async function send(from, to, content, more = {}) {
  const { id } = await simulator.call('POST', `/phones/${from}/messages`, { to, content, ...more })
  return received(device, id)
}

function received(client, id) {
  const found = ({ messages }) => messages.find(({ key, message }) => key.id === id && message)
  return client.until('messages.upsert', found, `receiving ${id}`)
}

test('Baileys reads messages of every kind', async () => {
  const text = await send(CUSTOMER, SALON, { type: 'text', text: 'Есть время завтра?' })
  assert.equal(text.message.conversation, 'Есть время завтра?')
  const reply = await send(CUSTOMER, SALON, { type: 'text', text: 'И послезавтра?' }, { quoting: text.key.id })
  const context = reply.message.extendedTextMessage.contextInfo
  assert.equal(context.stanzaId, text.key.id)
  assert.equal(context.quotedMessage.conversation, 'Есть время завтра?')
  const reaction = await send(CUSTOMER, SALON, { type: 'reaction', message: text.key.id, emoji: '👍' })
  assert.equal(reaction.message.reactionMessage.text, '👍')
  assert.equal(reaction.message.reactionMessage.key.id, text.key.id)
  const edit = await send(CUSTOMER, SALON, { type: 'edit', message: text.key.id, text: 'Есть время в среду?' })
  assert.equal(edit.message.protocolMessage.editedMessage.conversation, 'Есть время в среду?')
  const revoke = await send(CUSTOMER, SALON, { type: 'revoke', message: reply.key.id })
  assert.equal(revoke.message.protocolMessage.key.id, reply.key.id)
  const place = await send(CUSTOMER, SALON, { type: 'location', latitude: 55.75, longitude: 37.62 })
  assert.equal(place.message.locationMessage.degreesLatitude, 55.75)
  const contact = await send(CUSTOMER, SALON, { type: 'contact', name: 'Анна', vcard: 'BEGIN:VCARD\nEND:VCARD' })
  assert.equal(contact.message.contactMessage.displayName, 'Анна')
  for (const [type, field] of [
    ['image', 'imageMessage'],
    ['video', 'videoMessage'],
    ['audio', 'audioMessage'],
    ['voice', 'audioMessage'],
    ['document', 'documentMessage'],
    ['sticker', 'stickerMessage']
  ]) {
    const { message } = await send(CUSTOMER, SALON, { type })
    assert.equal(message[field].mediaKey.length, 32, type)
  }
  const once = await send(CUSTOMER, SALON, { type: 'image', viewOnce: true })
  assert.equal(once.message.viewOnceMessageV2.message.imageMessage.viewOnce, true)
})

test('Baileys reads what the owner writes, and people by their hidden ids', async () => {
  const own = await send(SALON, CUSTOMER, { type: 'text', text: 'Запишем' })
  assert.deepEqual([own.key.fromMe, own.key.remoteJid], [true, `${CUSTOMER}@s.whatsapp.net`])
  const stranger = '79161234569'
  const { lid } = await simulator.call('GET', `/phones/${stranger}`)
  const hidden = await send(stranger, SALON, { type: 'text', text: 'Спасибо' }, { addressing: 'lid' })
  assert.equal(hidden.key.remoteJid, lid)
  assert.equal(hidden.key.senderPn, `${stranger}@s.whatsapp.net`)
})

test('Baileys reads a group with sender keys', async () => {
  // One member for each: Baileys 6.7 keeps the sessions of a number and of its hidden id apart.
  for (const [addressing, member, id] of [['pn', '79161234567', '1'], ['lid', '79161234568', '2']]) {
    const members = [member, SALON]
    const { group } = await simulator.call('PUT', `/groups/${GROUP}${id}`, { members, addressing })
    const { lid } = await simulator.call('GET', `/phones/${member}`)
    for (const text of ['Первое', 'Второе']) {
      const { key, message } = await send(member, group, { type: 'text', text })
      assert.equal(message.conversation, text)
      assert.equal(key.remoteJid, group)
      assert.equal(key.participant, addressing === 'lid' ? lid : `${member}@s.whatsapp.net`)
    }
    const metadata = await device.socket.groupMetadata(group)
    assert.equal(metadata.participants.length, 2)
  }
})

test('Baileys requests a damaged message again', async () => {
  const answer = { code: 1, text: 'mac' }
  await simulator.call('POST', '/faults', { at: 'undecryptable', number: SALON, answer })
  const { id } = await simulator.call('POST', `/phones/${CUSTOMER}/send`, { to: SALON, text: 'Ещё раз' })
  const found = ({ messages }) => messages.find(({ key, message }) => key.id === id && message?.conversation)
  const update = updates => updates.find(({ key, update }) => key.id === id && update.message?.conversation)
  const again = device.until(
    undefined,
    (value, name) => (name === 'messages.upsert' && found(value)) || (name === 'messages.update' && update(value)),
    'the repetition'
  )
  assert.ok(await again)
})

test('Baileys acknowledges a backlog that is longer than what it asks for', async () => {
  await device.drop()
  const contacts = { first: '79990000000', count: 2 }
  await simulator.call('POST', '/batches', { to: [SALON], contacts, count: 300, text: 'n' })
  const again = await connect(simulator.listen, join(folder, 'salon'), { shouldSyncHistoryMessage: () => false })
  await again.until('connection.update', update => update.receivedPendingNotifications, 'the end of the backlog')
  // Events of the last ones may come late or never: Baileys drops what the end marker overtakes.
  await until(async () => {
    const { messages } = await simulator.call('GET', `/messages?to=${SALON}&limit=1000`)
    const batch = messages.filter(({ text }) => text?.startsWith('n '))
    return batch.length === 300 && batch.every(({ deliveries: [{ times, acknowledged }] }) => times === 1 && acknowledged)
  }, 'acknowledging everything')
})
