// Conformance tests: another people's client and the service write to each other through the simulator.

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { downloadMediaMessage } from '@whiskeysockets/baileys'

import { link } from './linking.mjs'
import { startService } from './service.mjs'
import { startSimulator } from './simulator.mjs'

const COMPANY = '997441'
const SALON = '79006464263'
const CUSTOMER = '79936363848'

let folder
let simulator
let service
let customer
const done = new AbortController()

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linekeeper-conformance-'))
  simulator = await startSimulator()
  service = await startService(simulator)
  await service.link(COMPANY, SALON)
  const options = { fetchAgent: simulator.mediaAgent }
  customer = (await link(simulator, CUSTOMER, join(folder, 'customer'), options)).device
})

after(async () => {
  done.abort()
  await service?.stop()
  await simulator?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** The next event of the line that fits. */
async function event(fits) {
  for await (const event of service.events(COMPANY, done.signal)) if (fits(event)) return event
  throw new Error('the feed ended')
}

/** Text of a message as Baileys has it. */
const textOf = message => message?.conversation ?? message?.extendedTextMessage?.text

/** The message with this id, as Baileys receives it. */
function received(id) {
  return customer.until('messages.upsert', ({ messages }) => messages.find(one => one.key.id === id), `message ${id}`)
}

test('what Baileys writes is in the feed of the line', async () => {
  const { key } = await customer.socket.sendMessage(`${SALON}@s.whatsapp.net`, { text: 'Are you open?' })
  const { data } = await event(({ type, data }) => type === 'message.received' && data.messageId === key.id)
  assert.equal(data.content.text, 'Are you open?')
  assert.equal(data.chat.phone, CUSTOMER)
})

test('Baileys receives what the service sends, and the service its receipt', async () => {
  const order = { to: { phone: CUSTOMER }, content: { kind: 'text', text: 'From nine to six' } }
  const sent = await service.send(COMPANY, order, 'answer')
  const message = await received(sent.messageId)
  assert.equal(textOf(message.message), 'From nine to six')
  const told = await event(({ type, data }) => type === 'message.status' && data.id === sent.id && data.status === 'delivered')
  assert.equal(told.data.messageId, sent.messageId)
})

test('Baileys shows a reply, a reaction and an edit of the service', async () => {
  const { key } = await customer.socket.sendMessage(`${SALON}@s.whatsapp.net`, { text: 'And on Sunday?' })
  await event(({ type, data }) => type === 'message.received' && data.messageId === key.id)
  const target = { messageId: key.id, fromMe: false }
  const to = { phone: CUSTOMER }
  const reply = await service.send(COMPANY, { to, content: { kind: 'text', text: 'Closed' }, replyTo: target }, 'reply')
  const quoted = (await received(reply.messageId)).message.extendedTextMessage
  assert.equal(quoted.text, 'Closed')
  assert.equal(quoted.contextInfo.stanzaId, key.id)
  const reaction = await service.send(COMPANY, { to, content: { kind: 'reaction', target, emoji: '👍' } }, 'reaction')
  assert.equal((await received(reaction.messageId)).message.reactionMessage.text, '👍')
  const content = { kind: 'edit', messageId: reply.messageId, text: 'Closed on Sundays' }
  const edit = await service.send(COMPANY, { to, content }, 'edit')
  const { protocolMessage } = (await received(edit.messageId)).message
  assert.equal(textOf(protocolMessage.editedMessage), 'Closed on Sundays')
})

test('pictures go both ways', async () => {
  const picture = Buffer.from(Array.from({ length: 100_000 }, (_, place) => place % 251))
  const { key } = await customer.socket.sendMessage(`${SALON}@s.whatsapp.net`, { image: picture, jpegThumbnail: '' })
  const { data } = await event(({ type, data }) => type === 'message.received' && data.messageId === key.id)
  assert.ok(picture.equals(await service.file(COMPANY, data.content.mediaId)))
  const mediaId = await service.upload(COMPANY, picture, 'image/png')
  const content = { kind: 'media', media: 'image', mediaId, caption: 'Prices' }
  const sent = await service.send(COMPANY, { to: { phone: CUSTOMER }, content }, 'picture')
  const message = await received(sent.messageId)
  assert.equal(message.message.imageMessage.caption, 'Prices')
  const options = { options: { httpsAgent: simulator.mediaAgent } }
  assert.ok(picture.equals(await downloadMediaMessage(message, 'buffer', options)))
})
