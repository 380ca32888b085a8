// Conformance tests: a client that shares no code with ours works with the simulator.

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { DisconnectReason, connect } from './client.mjs'
import { link } from './linking.mjs'
import { startSimulator } from './simulator.mjs'

const SALON = '79006464263'
const CUSTOMER = '79936363848'

let folder
let simulator

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linekeeper-conformance-'))
  simulator = await startSimulator(join(folder, 'state.json'))
})

after(async () => {
  await simulator?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Polls every 25 ms, at most 400 times: the control API sends no notifications. */
async function until(happened, what) {
  for (let tries = 0; tries < 400; tries++) {
    if (await happened()) return
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  assert.fail(`${what} did not happen`)
}

function phoneUntil(number, wanted, what) {
  return until(async () => wanted(await simulator.call('GET', `/phones/${number}`)), what)
}

const linkByCode = (number, credentials) => link(simulator, number, credentials)

test('Baileys is linked by code, exchanges texts, comes back, and logs out', async () => {
  await simulator.call('PUT', `/phones/${SALON}`, { pushName: 'Salon' })
  const credentials = join(folder, 'salon')
  const { device, linked } = await linkByCode(SALON, credentials)
  assert.match(linked.device, new RegExp(`^${SALON}:\\d+@s\\.whatsapp\\.net$`))

  // A text from a customer arrives, and the phone's own texts arrive as copies.
  await simulator.call('POST', `/phones/${CUSTOMER}/send`, { to: SALON, text: 'Можно записаться?' })
  const received = await device.textReceived('Можно записаться?')
  assert.equal(received.key.remoteJid, `${CUSTOMER}@s.whatsapp.net`)
  assert.equal(received.key.fromMe, false)
  await simulator.call('POST', `/phones/${SALON}/send`, { to: CUSTOMER, text: 'Минуту' })
  const copied = await device.textReceived('Минуту')
  assert.equal(copied.key.fromMe, true)
  assert.equal(copied.key.remoteJid, `${CUSTOMER}@s.whatsapp.net`)

  // A text of the device arrives on the customer's phone, and the device gets the receipt.
  const sent = await device.socket.sendMessage(`${CUSTOMER}@s.whatsapp.net`, { text: 'Да, в 18:00' })
  await phoneUntil(CUSTOMER, phone => phone.texts.some(({ text }) => text === 'Да, в 18:00'), 'the text on the phone')
  await device.delivered(sent.key.id)

  // The push name comes through app state.
  await device.until('creds.update', ({ me }) => me?.name === 'Salon', 'the push name')
  const known = ['stream errored out']
  assert.deepEqual(device.problems.filter(problem => !known.some(text => problem.includes(text))), [])

  // The connection is lost; what is sent meanwhile is queued.
  await device.drop()
  await phoneUntil(SALON, phone => phone.devices.every(({ online }) => !online), 'going offline')
  await simulator.call('POST', `/phones/${CUSTOMER}/send`, { to: SALON, text: 'Спасибо!' })
  const again = await connect(simulator.listen, credentials, { shouldSyncHistoryMessage: () => false })
  await again.opened()
  await again.textReceived('Спасибо!')
  await phoneUntil(SALON, phone => phone.devices.every(({ queued }) => queued === 0), 'emptying the queue')
  assert.deepEqual(again.problems, [])

  // Logging out removes the device; its credentials are dead.
  await again.socket.logout()
  await phoneUntil(SALON, phone => phone.devices.length === 0, 'logging out')
  await again.flush()
  const stranger = await connect(simulator.listen, credentials)
  assert.deepEqual(await stranger.closed(), { code: DisconnectReason.loggedOut })
})

test('a code request does not survive its connection', async () => {
  const credentials = join(folder, 'half')
  const companion = await connect(simulator.listen, credentials)
  await companion.until('connection.update', update => update.qr, 'the first qr code')
  const before = await simulator.call('GET', '/stats')
  const code = await companion.socket.requestPairingCode('79000000009')
  // Baileys does not wait for the answer.
  await until(async () => (await simulator.call('GET', '/stats')).codesIssued > before.codesIssued, 'issuing the code')
  await companion.drop()
  await assert.rejects(simulator.call('POST', '/phones/79000000009/enter-code', { code }), /companion_gone/)
  // Baileys now takes itself for that number and tries to log in; the service does not know the device.
  const again = await connect(simulator.listen, credentials)
  assert.deepEqual(await again.closed(), { code: DisconnectReason.loggedOut })
})

test('Baileys is linked by a qr code and unlinked by the phone', async () => {
  const credentials = join(folder, 'by-qr')
  const companion = await connect(simulator.listen, credentials)
  const qr = await companion.until('connection.update', update => update.qr, 'the first qr code')
  await simulator.call('POST', '/phones/79000000001/scan', { qr })
  await companion.closed()
  await companion.flush()
  const device = await connect(simulator.listen, credentials)
  await device.opened()
  await simulator.call('POST', '/phones/79000000001/unlink')
  assert.deepEqual(await device.closed(), { code: DisconnectReason.loggedOut })
})

test('a second login with the same credentials replaces the first', async () => {
  const credentials = join(folder, 'twice')
  const { device } = await linkByCode('79000000002', credentials)
  await device.flush()
  const second = await connect(simulator.listen, credentials)
  await second.opened()
  assert.deepEqual(await device.closed(), { code: DisconnectReason.connectionReplaced })
  await second.drop()
})

test('Baileys asks for a prompt on the phone, under a known display name', async () => {
  const number = '79000000003'
  const companion = await connect(simulator.listen, join(folder, 'prompt'))
  await companion.until('connection.update', update => update.qr, 'the first qr code')
  await companion.socket.requestPairingCode(number)
  await phoneUntil(number, phone => phone.codeRequest !== null, 'the request for a code')
  const { codeRequest } = await simulator.call('GET', `/phones/${number}`)
  assert.deepEqual(
    { promptAsked: codeRequest.promptAsked, platform: codeRequest.platform, live: codeRequest.live },
    { promptAsked: true, platform: 'Chrome (Ubuntu)', live: true }
  )
  await companion.drop()
})

test('Baileys under a name of its own gets no code', async () => {
  const number = '79000000004'
  const options = { browser: ['Linekeeper', 'Linekeeper', '1.0'] }
  const companion = await connect(simulator.listen, join(folder, 'branded'), options)
  await companion.until('connection.update', update => update.qr, 'the first qr code')
  const before = await simulator.call('GET', '/stats')
  await companion.socket.requestPairingCode(number)
  await until(async () => (await simulator.call('GET', '/stats')).codeRequests > before.codeRequests, 'the request')
  assert.equal((await simulator.call('GET', '/stats')).codesIssued, before.codesIssued)
  assert.equal((await simulator.call('GET', `/phones/${number}`)).codeRequest, null)
  await companion.drop()
})

// Baileys 6.7 reads the outer account type only, and countersigns for a hosted account with the prefix of Meta's cloud.
// It does not look at the outcome of its check of the account's signature, so the inner type alone changes nothing.
for (const { accountType, deviceType, linked } of [
  { accountType: 'e2ee', deviceType: 'hosted', linked: true },
  { accountType: 'hosted', deviceType: 'e2ee', linked: false },
  { accountType: 'hosted', deviceType: 'hosted', linked: false }
]) {
  test(`Baileys scanned by an account that is ${accountType}, as a device that is ${deviceType}`, async () => {
    const number = '79000000005'
    await simulator.call('PUT', `/phones/${number}`, { accountType, deviceType })
    const companion = await connect(simulator.listen, join(folder, `${accountType}-${deviceType}`))
    const qr = await companion.until('connection.update', update => update.qr, 'the first qr code')
    const scan = simulator.call('POST', `/phones/${number}/scan`, { qr })
    if (linked) {
      assert.equal((await scan).linked, true)
      await simulator.call('POST', `/phones/${number}/unlink`)
    } else {
      await assert.rejects(scan, /companion_refused.*signature-mismatch/)
      assert.deepEqual(await companion.closed(), { code: DisconnectReason.loggedOut })
    }
    assert.deepEqual((await simulator.call('GET', `/phones/${number}`)).devices, [])
    await companion.drop()
  })
}

test('a QR that the service has retired does not link, as Baileys does not show it anew', async () => {
  const number = '79000000006'
  const companion = await connect(simulator.listen, join(folder, 'retired'))
  const qr = await companion.until('connection.update', update => update.qr, 'the first qr code')
  await simulator.call('POST', '/companion-reg-refresh', { to: { state: 'qr', newest: true }, qr })
  await assert.rejects(simulator.call('POST', `/phones/${number}/scan`, { qr }), /bad_qr.*retired/)
  await companion.drop()
})

test('nothing that Baileys asked was unknown to the service', async () => {
  const stats = await simulator.call('GET', '/stats')
  assert.deepEqual(stats.unknownIqKinds, [])
})
