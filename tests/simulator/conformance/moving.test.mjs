// Conformance tests: sessions of Baileys go on in the service without pairing, and go back. The ratchets have moved on each
// side before: what was encrypted for the one is read by the other.

import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import pg from 'pg'

import { connect, seven } from './client.mjs'
import { link } from './linking.mjs'
import { startService } from './service.mjs'
import { startSimulator } from './simulator.mjs'

const CUSTOMER = '79936363848'
const CHAT = `${CUSTOMER}@s.whatsapp.net`
const OLD_TABLES = `
  CREATE TABLE whatsapp_auth (company_id text PRIMARY KEY, creds jsonb NOT NULL);
  CREATE TABLE whatsapp_keys (company_id text, key_type text, key_id text, value jsonb, PRIMARY KEY (company_id, key_type, key_id))`

let folder
let simulator
let service
const done = new AbortController()

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linekeeper-moving-'))
  simulator = await startSimulator()
  service = await startService(simulator)
})

after(async () => {
  done.abort()
  await service?.stop()
  await simulator?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Waits until a phone has a message: 25 ms, at most 1,200 times, because the control API sends no notifications. */
async function taken(id) {
  for (let tries = 0; tries < 1200; tries++) {
    const { messages } = await simulator.call('GET', `/phones/${CUSTOMER}/received`)
    const found = messages.find(message => message.id === id)
    if (found) return found.content.text
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  assert.fail(`the phone did not get ${id}`)
}

/** Has the customer write to the salon; returns the id of the message. */
async function writes(salon, text) {
  const { id } = await simulator.call('POST', `/phones/${CUSTOMER}/messages`, { to: salon, content: { type: 'text', text } })
  return id
}

async function event(company, fits) {
  for await (const event of service.events(company, done.signal)) if (fits(event)) return event
  throw new Error('the feed ended')
}

/** Links Baileys, and lets both sides write until each has used chains of keys of its own. */
async function linked(number, place, options) {
  const { device } = await link(simulator, number, place, options)
  for (const round of [1, 2]) {
    await writes(number, `Question ${round} to ${number}`)
    await device.textReceived(`Question ${round} to ${number}`)
    const { key } = await device.socket.sendMessage(CHAT, { text: `Answer ${round}` })
    await device.delivered(key.id)
  }
  await device.drop()
}

/** What Baileys has in a folder, as rows of tables. */
async function rows(place) {
  const types = /^(app-state-sync-version|app-state-sync-key|sender-key-memory|identity-key|lid-mapping|device-list|sender-key|pre-key|session|tctoken)-(.*)\.json$/
  const keys = []
  for (const file of await readdir(place)) {
    const [, type, id] = types.exec(file) ?? []
    if (type) keys.push({ type, id: id.replaceAll('__', '/'), value: JSON.parse(await readFile(join(place, file), 'utf8')) })
  }
  return { creds: JSON.parse(await readFile(join(place, 'creds.json'), 'utf8')), keys }
}

/** The service reads what was encrypted for Baileys, and answers. */
async function goesOn(company, number) {
  const text = `Are you still there, ${company}?`
  const written = await writes(number, text)
  await service.restart(company)
  const { data } = await event(company, ({ type, data }) => type === 'message.received' && data.messageId === written)
  assert.equal(data.content.text, text)
  const order = { to: { phone: CUSTOMER }, content: { kind: 'text', text: `${company} is` } }
  const sent = await service.send(company, order, `answer-${company}`)
  assert.equal(await taken(sent.messageId), `${company} is`)
  assert.equal((await simulator.call('GET', '/stats')).undecryptable, 0)
}

/** Baileys reads what was encrypted for the service, and answers. */
async function goesBack(company, number, release, options) {
  const place = join(folder, 'back')
  service.run(['export', 'baileys', '--company', company, '--for', release, '--to-dir', place])
  const text = `Welcome back, ${company}`
  await writes(number, text)
  const device = await connect(simulator.listen, join(place, company), options)
  await device.opened()
  await device.textReceived(text)
  const { key } = await device.socket.sendMessage(CHAT, { text: `${company} again` })
  await device.delivered(key.id)
  assert.equal(await taken(key.id), `${company} again`)
  assert.equal((await simulator.call('GET', '/stats')).undecryptable, 0)
  await device.drop()
}

function report(...words) {
  return JSON.parse(service.run(['import', 'baileys', '--output', 'json', ...words])).companies
}

test('a folder of Baileys 6.7 moves in, and back', async () => {
  const [company, number] = ['salon-6', '79006464263']
  await linked(number, join(folder, 'six', company))
  const words = ['--from-dir', join(folder, 'six')]
  const [tried] = report(...words, '--dry-run')
  assert.deepEqual([tried.companyId, tried.outcome, tried.left_out], [company, 'imported', 0])
  assert.deepEqual(report(...words), [tried], 'a dry run stores nothing')
  assert.equal(report(...words)[0].outcome, 'already_there')
  await goesOn(company, number)
  await goesBack(company, number, '6.7')
})

test('a folder of Baileys 7 moves in, and back', async () => {
  const [company, number] = ['salon-7', '79006464264']
  const options = { makeSocket: await seven(simulator.root) }
  await linked(number, join(folder, 'seven', company), options)
  const [entry] = report('--from-dir', join(folder, 'seven', company), '--company', company)
  assert.deepEqual([entry.outcome, entry.left_out], ['imported', 0])
  await goesOn(company, number)
  await goesBack(company, number, '7', options)
})

test('tables of the old system move in, each company by itself', async () => {
  const admin = new pg.Client({ ...service.database, database: 'postgres' })
  await admin.connect()
  await admin.query('CREATE DATABASE old_system')
  await admin.end()
  const old = new pg.Client({ ...service.database, database: 'old_system' })
  await old.connect()
  await old.query(OLD_TABLES)
  const numbers = { 'salon 8': '79006464265', 'salon-9': '79006464266' }
  for (const [id, number] of Object.entries(numbers)) {
    await linked(number, join(folder, id))
    const { creds, keys } = await rows(join(folder, id))
    await old.query('INSERT INTO whatsapp_auth VALUES ($1, $2)', [id, creds])
    for (const { type, id: key, value } of keys) {
      await old.query('INSERT INTO whatsapp_keys VALUES ($1, $2, $3, $4)', [id, type, key, JSON.stringify(value)])
    }
  }
  await old.query("INSERT INTO whatsapp_auth SELECT 'damaged', creds - 'noiseKey' FROM whatsapp_auth WHERE company_id = 'salon-9'")
  await old.query("INSERT INTO whatsapp_auth SELECT 'new', creds - 'me' FROM whatsapp_auth WHERE company_id = 'salon-9'")
  await old.end()
  const from = `host=${service.database.host} user=linekeeper dbname=old_system`
  const [moved] = report('--from', from, '--company', 'salon-9')
  assert.deepEqual([moved.companyId, moved.outcome], ['salon-9', 'imported'])
  assert.throws(
    () => report('--from', from),
    ({ stdout }) => {
      const { companies } = JSON.parse(stdout)
      const outcomes = Object.fromEntries(companies.map(({ id, outcome }) => [id, outcome]))
      assert.deepEqual(outcomes, { damaged: 'damaged', new: 'not_paired', 'salon 8': 'no_id', 'salon-9': 'already_there' })
      return true
    }
  )
  await goesOn('salon-9', numbers['salon-9'])
})

test('lines of JSON move in', async () => {
  const [company, number] = ['salon-10', '79006464267']
  await linked(number, join(folder, company))
  const line = JSON.stringify({ companyId: company, ...(await rows(join(folder, company))) })
  const { companies } = JSON.parse(service.run(['import', 'baileys', '--from-stdin', '--output', 'json'], `${line}\n`))
  assert.deepEqual([companies[0].outcome, companies[0].left_out], ['imported', 0])
  await goesOn(company, number)
})
