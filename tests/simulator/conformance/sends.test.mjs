// Conformance tests: what Baileys sends to phones, what it is told of it, and files both ways.

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { downloadMediaMessage } from '@whiskeysockets/baileys'

import { link } from './linking.mjs'
import { startSimulator } from './simulator.mjs'

const SALON = '79006464263'
const CUSTOMER = '79936363848'
const CHAT = `${CUSTOMER}@s.whatsapp.net`
const [ERROR, DELIVERED, READ, PLAYED] = [0, 3, 4, 5]

let folder
let simulator
let device

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linekeeper-conformance-'))
  simulator = await startSimulator()
  const options = { fetchAgent: simulator.mediaAgent }
  device = (await link(simulator, SALON, join(folder, 'salon'), options)).device
})

after(async () => {
  await simulator?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Waits until a phone has a message: 25 ms, at most 400 times, because the control API sends no notifications. */
async function taken(id, phone = CUSTOMER) {
  for (let tries = 0; tries < 400; tries++) {
    const { messages } = await simulator.call('GET', `/phones/${phone}/received`)
    const found = messages.find(message => message.id === id)
    if (found) return found
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  assert.fail(`${phone} did not get ${id}`)
}

/**
 * Sends a message and waits until the phone has it and Baileys has its receipt: Baileys 6.7 may encrypt a message that is
 * sent meanwhile with a key that it has used.
 */
async function send(content, options) {
  const { key } = await device.socket.sendMessage(CHAT, content, options)
  await told(key.id, DELIVERED)
  return key.id
}

/** Waits for an update of a sent message to this status. */
function told(id, status) {
  return device.until(
    undefined,
    (value, name) =>
      (name === 'messages.update' && value.find(({ key, update }) => key.id === id && update.status === status)?.update) ||
      (name === 'messages.upsert' && value.messages.find(message => message.key.id === id && message.status === status)),
    `status ${status}`
  )
}

test('phones take what Baileys sends, of every kind', async () => {
  const text = await device.socket.sendMessage(CHAT, { text: 'Ждём вас' })
  await told(text.key.id, DELIVERED)
  assert.deepEqual((await taken(text.key.id)).content, { type: 'text', text: 'Ждём вас' })
  const reply = await taken(await send({ text: 'В среду' }, { quoted: text }))
  assert.equal(reply.quoting, text.key.id)
  const reaction = await taken(await send({ react: { text: '👍', key: text.key } }))
  assert.deepEqual(reaction.content, { type: 'reaction', message: text.key.id, emoji: '👍' })
  const edit = await taken(await send({ text: 'Ждём', edit: text.key }))
  assert.deepEqual(edit.content, { type: 'edit', message: text.key.id, text: 'Ждём' })
  const revoke = await taken(await send({ delete: text.key }))
  assert.deepEqual(revoke.content, { type: 'revoke', message: text.key.id })
  const place = await taken(await send({ location: { degreesLatitude: 55.75, degreesLongitude: 37.62 } }))
  assert.equal(place.content.latitude, 55.75)
  const contacts = { displayName: 'Анна', contacts: [{ displayName: 'Анна', vcard: 'BEGIN:VCARD\nEND:VCARD' }] }
  assert.equal((await taken(await send({ contacts }))).content.name, 'Анна')
  assert.equal((await taken(text.key.id)).times, 1)
})

test('Baileys is told that a message was delivered, read and played', async () => {
  const id = await send({ text: 'Ждём вас завтра' })
  await simulator.call('POST', `/phones/${CUSTOMER}/open`, { chat: SALON })
  await told(id, READ)
  await simulator.call('POST', `/phones/${CUSTOMER}/play`, { chat: SALON, message: id })
  await told(id, PLAYED)
})

test('Baileys is told that a message was refused', async () => {
  for (const code of [463, 479]) {
    await simulator.call('POST', '/faults', { at: 'message-send', number: SALON, answer: { code } })
    const { key } = await device.socket.sendMessage(CHAT, { text: `Отказ ${code}` })
    // Baileys may keep the event back until it handles the next stanza.
    await send({ text: 'Дальше' })
    const update = await told(key.id, ERROR)
    assert.deepEqual(update.messageStubParameters, [String(code)])
  }
})

test('Baileys uploads files that phones can read', async () => {
  const bytes = Buffer.alloc(200_000, 'file')
  const document = await send({ document: bytes, mimetype: 'application/pdf', fileName: 'price.pdf' })
  const seen = await taken(document)
  assert.deepEqual([seen.content.type, seen.content.fileName], ['document', 'price.pdf'])
  assert.deepEqual(await simulator.file('received', seen.seq), bytes)
  const picture = await send({ image: Buffer.from('picture'), caption: 'До', jpegThumbnail: '' })
  const shown = await taken(picture)
  assert.deepEqual([shown.content.type, shown.content.caption], ['image', 'До'])
  assert.equal((await simulator.file('received', shown.seq)).toString(), 'picture')
})

/** Has a phone send a file; returns what Baileys makes of the message. */
async function file(content) {
  const { id } = await simulator.call('POST', `/phones/${CUSTOMER}/messages`, { to: SALON, content })
  const found = ({ messages }) => messages.find(({ key, message }) => key.id === id && message)
  return device.until('messages.upsert', found, `receiving ${id}`)
}

const options = () => ({ options: { httpsAgent: simulator.mediaAgent } })

test('Baileys downloads the files of phones', async () => {
  for (const type of ['image', 'video', 'audio', 'voice', 'document', 'sticker']) {
    const message = await file({ type, file: Buffer.from(`a ${type}`).toString('base64') })
    assert.equal((await downloadMediaMessage(message, 'buffer', options())).toString(), `a ${type}`)
  }
  const large = await file({ type: 'document', bytes: 3_000_000 })
  assert.equal((await downloadMediaMessage(large, 'buffer', options())).length, 3_000_000)
})

test('Baileys asks the phone to upload a file again that is gone', async () => {
  const message = await file({ type: 'image', file: Buffer.from('gone').toString('base64') })
  const fileEncSha256 = Buffer.from(message.message.imageMessage.fileEncSha256).toString('base64')
  await simulator.call('POST', '/media/lose', { fileEncSha256, status: 410 })
  await assert.rejects(downloadMediaMessage(message, 'buffer', options()))
  const logger = { info() {} }
  const reuploadRequest = device.socket.updateMediaMessage
  const again = await downloadMediaMessage(message, 'buffer', options(), { logger, reuploadRequest })
  assert.equal(again.toString(), 'gone')
})

test('members of a group read what Baileys writes', async () => {
  const members = [CUSTOMER, SALON]
  const { group } = await simulator.call('PUT', '/groups/120363000000000009', { members, addressing: 'pn' })
  for (const text of ['Первое', 'Второе']) {
    const { key } = await device.socket.sendMessage(group, { text })
    const seen = await taken(key.id)
    assert.deepEqual([seen.chat, seen.content.text], [group, text])
  }
})

test('typing goes both ways', async () => {
  await device.socket.sendPresenceUpdate('composing', CHAT)
  for (let tries = 0; ; tries++) {
    const { entries } = await simulator.call('GET', `/presence?to=${CUSTOMER}`)
    if (entries.some(({ kind }) => kind === 'composing')) break
    assert.ok(tries < 400, 'typing was not seen')
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  await device.socket.presenceSubscribe(CHAT)
  await simulator.call('POST', `/phones/${CUSTOMER}/typing`, { to: SALON, state: 'recording' })
  const recording = ({ presences }) => Object.values(presences).some(one => one.lastKnownPresence === 'recording')
  await device.until('presence.update', recording, 'typing of the phone')
})
