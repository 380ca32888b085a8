// A Baileys client set up as an application would do it: public options only, nothing patched.
//
// Baileys 6.7 checks one thing of the server's certificate chain, that the intermediate was issued by serial 0, which
// holds for the simulator's chain. No check is switched off here.

import baileys, { Browsers, DisconnectReason, useMultiFileAuthState } from '@whiskeysockets/baileys'

export { DisconnectReason }

const LEVELS = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 }

/** Logger with pino's interface that collects messages of level `error` and above. */
function collectingLogger(problems) {
  const logger = { level: 'silent', child: () => logger }
  for (const level of Object.keys(LEVELS)) {
    logger[level] = (object, message) => {
      if (LEVELS[level] >= LEVELS.error) problems.push(describe(object, message))
      if (process.env.BAILEYS_LOG) console.error(level, message ?? '', object)
    }
  }
  return logger
}

function describe(object, message) {
  const error = object?.err ?? object?.error ?? object
  return [message, error?.message ?? error?.trace ?? (typeof error === 'string' ? error : JSON.stringify(error))].join(': ')
}

/** Baileys 7. It verifies the certificate chain up to WhatsApp's key; the simulator has a key of its own in its place. */
export async function seven(root) {
  const { WA_CERT_DETAILS } = await import('baileys7/lib/Defaults/index.js')
  WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(root, 'hex')
  return (await import('baileys7')).default
}

/** Connects with the credentials in the folder, by Baileys 6.7 unless another is given. */
export async function connect(endpoint, folder, { makeSocket = baileys, ...options } = {}) {
  const { state, saveCreds } = await useMultiFileAuthState(folder)
  const problems = []
  const socket = makeSocket({
    auth: state,
    waWebSocketUrl: endpoint,
    logger: collectingLogger(problems),
    browser: Browsers.ubuntu('Chrome'),
    defaultQueryTimeoutMs: 10_000,
    ...options
  })
  const saved = []
  socket.ev.on('creds.update', () => saved.push(saveCreds()))
  const events = []
  const waiting = new Set()
  const tell = (name, value) => {
    events.push({ name, value })
    for (const look of [...waiting]) look()
  }
  for (const name of ['connection.update', 'messages.upsert', 'messages.update', 'creds.update', 'presence.update']) {
    socket.ev.on(name, value => tell(name, value))
  }
  return {
    socket,
    problems,
    /**
     * Returns the first truthy result of the closure for a past or future event: of this name, or of any with
     * `undefined`.
     */
    until(name, wanted, what, patience = 20_000) {
      return new Promise((resolve, reject) => {
        const look = () => {
          for (const event of events) {
            const found = name === undefined || event.name === name ? wanted(event.value, event.name) : undefined
            if (found) {
              clearTimeout(timer)
              waiting.delete(look)
              return resolve(found)
            }
          }
        }
        const timer = setTimeout(() => {
          waiting.delete(look)
          reject(new Error(`${what} did not happen within ${patience} ms; problems: ${problems.join(' | ')}`))
        }, patience)
        waiting.add(look)
        look()
      })
    },
    opened() {
      return this.until('connection.update', update => update.connection === 'open', 'opening')
    },
    closed() {
      return this.until(
        'connection.update',
        update => update.connection === 'close' && { code: update.lastDisconnect?.error?.output?.statusCode },
        'closing'
      )
    },
    textReceived(text) {
      return this.until(
        'messages.upsert',
        ({ messages }) => messages.find(message => textOf(message.message) === text),
        `receiving "${text}"`
      )
    },
    /**
     * Waits for the receipt of a sent message; Baileys merges it into the message when both come in one batch of
     * events.
     */
    delivered(id) {
      const DELIVERED = 3
      return this.until(
        undefined,
        (value, name) =>
          (name === 'messages.update' && value.some(({ key, update }) => key.id === id && update.status >= DELIVERED)) ||
          (name === 'messages.upsert' && value.messages.some(({ key, status }) => key.id === id && status >= DELIVERED)),
        'the delivery receipt'
      )
    },
    /** Ends the connection as a lost network would, after the credentials are on disk. */
    async drop() {
      await Promise.all(saved)
      socket.end(undefined)
    },
    async flush() {
      await Promise.all(saved)
    }
  }
}

function textOf(message) {
  return message?.conversation || message?.extendedTextMessage?.text
}
