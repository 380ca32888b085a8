// Baileys, with any number of clients in one process: node rival.mjs baileys6|baileys7 ENDPOINT ROOT
//
// Orders are lines of JSON on standard input, answered on standard output (../rivals/orders.rs). Credentials are kept
// in memory; everything else is Baileys' default.

import { createInterface } from 'node:readline'

const [release, endpoint, root] = process.argv.slice(2)
const PATIENCE_MS = 120_000
/** Maximum number of clients that connect at the same time. */
const AT_ONCE = 100

// Baileys 7 verifies the certificate chain up to WhatsApp's key; the simulator has a key of its own in its place.
if (release === 'baileys7') {
  const { WA_CERT_DETAILS } = await import('baileys7/lib/Defaults/index.js')
  WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(root, 'hex')
}
const { default: makeSocket, initAuthCreds, Browsers, DisconnectReason } = await import(release)

const silent = { level: 'silent', child: () => silent }
for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal']) {
  silent[level] = (object, message) => process.env.BAILEYS_LOG && console.error(level, message ?? '', object)
}

/** Connected clients; `kept` holds the credentials of dropped ones. */
let connected = []
let kept = []

/** Credentials of a new client, in memory. */
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

/** Starts a client that connects. */
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

/** Waits until a client is linked, and connected as the new device. */
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

/** Closes a client's connection; returns its credentials. */
function dropped({ auth, socket }) {
  socket.ev.removeAllListeners('connection.update')
  socket.end(undefined)
  return auth
}

/** Runs the function for all, AT_ONCE at a time. */
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
  async send({ number, times }, tell) {
    const began = performance.now()
    await each(connected, async ({ socket }) => {
      for (let nth = 0; nth < times; nth++) {
        await socket.sendMessage(`${number}@s.whatsapp.net`, { text: 'Yes, until nine' })
      }
    })
    tell({ told: 'took', micros: Math.round((performance.now() - began) * 1000) })
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

// A dropped client may still fail in a promise that is not awaited.
process.on('unhandledRejection', reason => console.error('left behind:', reason))

for await (const line of createInterface({ input: process.stdin })) {
  const { id, do: task, ...order } = JSON.parse(line)
  const tell = report => process.stdout.write(`${JSON.stringify({ id, ...report })}\n`)
  tasks[task](order, tell).catch(error => tell({ told: 'failed', why: `${error.message}` }))
}
