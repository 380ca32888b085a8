// Baileys, as many clients in one process as are asked for: node rival.mjs baileys6|baileys7 ENDPOINT ROOT
//
// Orders come as lines of JSON on standard input and are answered on standard output (../rivals/orders.rs). Credentials are
// kept in memory; everything else is as Baileys does it when it is told nothing.

import { createInterface } from 'node:readline'

const [release, endpoint, root] = process.argv.slice(2)
const PATIENCE_MS = 120_000
/** Clients that connect at the same time. */
const AT_ONCE = 100

// Baileys 7 verifies the certificate chain up to WhatsApp's key; the stand-in has one of its own in that place.
if (release === 'baileys7') {
  const { WA_CERT_DETAILS } = await import('baileys7/lib/Defaults/index.js')
  WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(root, 'hex')
}
const { default: makeSocket, initAuthCreds, Browsers, DisconnectReason } = await import(release)

const silent = { level: 'silent', child: () => silent }
for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal']) {
  silent[level] = (object, message) => process.env.BAILEYS_LOG && console.error(level, message ?? '', object)
}

/** The connected clients, and what clients that were dropped have stored. */
let connected = []
let kept = []

/** What a client stores. */
function memory() {
  const values = new Map()
  const key = (type, id) => `${type}-${id}`
  return {
    creds: initAuthCreds(),
    keys: {
      get: async (type, ids) => Object.fromEntries(ids.map(id => [id, values.get(key(type, id))])),
      set: async data => {
        for (const [type, entries] of Object.entries(data)) {
          for (const [id, value] of Object.entries(entries)) {
            if (value) values.set(key(type, id), value)
            else values.delete(key(type, id))
          }
        }
      }
    }
  }
}

/** A client that connects, with what it says. */
function begin(auth) {
  const socket = makeSocket({
    auth,
    waWebSocketUrl: endpoint,
    logger: silent,
    browser: Browsers.ubuntu('Chrome'),
    syncFullHistory: false
  })
  socket.ev.on('creds.update', update => Object.assign(auth.creds, update))
  const seen = []
  const waiting = new Set()
  socket.ev.on('connection.update', update => {
    seen.push(update)
    for (const look of [...waiting]) look()
  })
  const until = (what, wanted) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${what} did not happen`)), PATIENCE_MS)
      const look = () => {
        for (const update of seen) {
          const found = wanted(update)
          if (found) {
            clearTimeout(timer)
            waiting.delete(look)
            return resolve(found)
          }
        }
      }
      waiting.add(look)
      look()
    })
  return { auth, socket, until, qr: () => until('a QR', update => update.qr) }
}

/** Waits until a client is linked, and connected as the device it has become. */
async function linked(linking) {
  const ended = await linking.until('the end of the linking', update => update.connection === 'close' && update)
  const code = ended.lastDisconnect?.error?.output?.statusCode
  if (code !== DisconnectReason.restartRequired) throw new Error(`the linking ended with ${code}`)
  return restored(linking.auth)
}

async function restored(auth) {
  const client = begin(auth)
  await client.until('opening', update => update.connection === 'open')
  return client
}

/** Ends a client's connection and gives what it stored. */
function dropped({ auth, socket }) {
  socket.ev.removeAllListeners('connection.update')
  socket.end(undefined)
  return auth
}

/** Does something to all, so many at a time. */
async function each(all, deed) {
  const waiting = [...all]
  const done = []
  const work = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) done.push(await deed(one))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return done
}

const tasks = {
  async code({ number }, tell) {
    const began = performance.now()
    const linking = begin(memory())
    await linking.qr()
    await linking.socket.requestPairingCode(number)
    tell({ told: 'took', micros: Math.round((performance.now() - began) * 1000) })
    dropped(linking)
  },
  async pair({ number }, tell) {
    const linking = begin(memory())
    await linking.qr()
    tell({ told: 'code', code: await linking.socket.requestPairingCode(number) })
    connected.push(await linked(linking))
    tell({ told: 'connected' })
  },
  async link(_, tell) {
    const linking = begin(memory())
    tell({ told: 'qr', qr: await linking.qr() })
    connected.push(await linked(linking))
    tell({ told: 'connected' })
  },
  async drop(_, tell) {
    const began = performance.now()
    kept.push(...connected.map(dropped))
    connected = []
    tell({ told: 'took', micros: Math.round((performance.now() - began) * 1000) })
  },
  async restore(_, tell) {
    const began = performance.now()
    const [stored, open] = [kept, []]
    kept = []
    open.push(...(await each(stored, restored)))
    connected.push(...open)
    tell({ told: 'took', micros: Math.round((performance.now() - began) * 1000) })
  },
  async forget(_, tell) {
    const began = performance.now()
    connected.forEach(dropped)
    connected = []
    kept = []
    tell({ told: 'took', micros: Math.round((performance.now() - began) * 1000) })
  }
}

// A client that was given up may still fail at something nobody waits for.
process.on('unhandledRejection', reason => console.error('left behind:', reason))

for await (const line of createInterface({ input: process.stdin })) {
  const { id, do: task, ...order } = JSON.parse(line)
  const tell = report => process.stdout.write(`${JSON.stringify({ id, ...report })}\n`)
  tasks[task](order, tell).catch(error => tell({ told: 'failed', why: `${error.message}` }))
}
