// The service as a process on a simulator, with a PostgreSQL of its own.

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { Line, followEvents, sendMessage } from '../../../src/web/client/dist/index.js'

const binary = process.env.LINEKEEPER_BIN

/** Starts the service on a free port. */
export async function startService(simulator) {
  if (!binary) throw new Error('LINEKEEPER_BIN must name the built linekeeper')
  const folder = await mkdtemp(join(tmpdir(), 'linekeeper-service-'))
  // A service that runs as root starts its PostgreSQL as another user, who must be able to enter the folder.
  await chmod(folder, 0o711)
  const authority = join(folder, 'media.pem')
  await writeFile(authority, simulator.mediaAuthority)
  const env = {
    ...process.env,
    LINEKEEPER_MASTER_KEY: execFileSync(binary, ['keys', 'new-master'], { encoding: 'utf8' }).trim(),
    LINEKEEPER__WHATSAPP__MEDIA_CA: authority,
    LINEKEEPER__MEDIA__DIRECTORY: join(folder, 'media'),
    LINEKEEPER__MEDIA__SPARE_MB: '0',
    LINEKEEPER__STORE__DATA_DIR: join(folder, 'store'),
    LINEKEEPER__HTTP__LISTEN: '127.0.0.1:0',
    LINEKEEPER__WHATSAPP__ENDPOINT: simulator.listen,
    LINEKEEPER__WHATSAPP__VERSION: '2.3000.1023223821',
    LINEKEEPER__MESSAGES__ENABLED: 'true',
    LINEKEEPER__LOG__FILTER: 'warn'
  }
  delete env.DATABASE_URL
  const child = spawn(binary, ['serve'], { stdio: ['ignore', 'pipe', 'inherit'], env })
  let apiKey
  let url
  for await (const line of createInterface({ input: child.stdout })) {
    apiKey ??= /^admin key, shown this once: (.*)$/.exec(line)?.[1]
    url = /^listening on (http\S+)$/.exec(line)?.[1]
    if (url) break
  }
  if (!url || !apiKey) throw new Error('the service did not start')
  child.stdout.resume()
  const headers = { authorization: `Bearer ${apiKey}` }
  const of = companyId => ({ url, apiKey, companyId })
  return {
    /** Links a phone of the simulator to a company. */
    async link(company, number) {
      const line = new Line({ url, company, token: apiKey })
      const connected = new Promise(resolve => line.on('connected', resolve))
      line.connect()
      const { code } = await line.requestPairingCode(number)
      await simulator.call('POST', `/phones/${number}/enter-code`, { code })
      await connected
      line.close()
    },
    /** Runs the program beside the service, with these words; returns what it prints. */
    run(words, input) {
      return execFileSync(binary, words, { env, input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'] })
    },
    /** Where its PostgreSQL listens. */
    database: { host: join(folder, 'store', 'run'), user: 'linekeeper' },
    /** Starts the session of a company anew, and waits until it is connected. */
    async restart(company) {
      const line = new Line({ url, company, token: apiKey })
      const connected = new Promise(resolve => line.on('connected', resolve))
      const path = `${url}/api/whatsapp/sessions/${company}/restart`
      const response = await fetch(path, { method: 'POST', headers: { ...headers, 'idempotency-key': `restart-${company}` } })
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
      line.connect()
      await connected
      line.close()
    },
    events: (company, signal) => followEvents({ ...of(company), signal }),
    send: (company, order, idempotencyKey) => sendMessage(order, { ...of(company), idempotencyKey }),
    /** The file of a message. */
    async file(company, id) {
      const response = await fetch(`${url}/api/whatsapp/sessions/${company}/media/${id}`, { headers })
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
      return Buffer.from(await response.arrayBuffer())
    },
    /** Uploads a file; returns its id. */
    async upload(company, bytes, type) {
      const options = { method: 'PUT', headers: { ...headers, 'content-type': type }, body: bytes }
      const response = await fetch(`${url}/api/whatsapp/sessions/${company}/media`, options)
      return (await response.json()).id
    },
    async stop() {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
      await rm(folder, { recursive: true, force: true })
    }
  }
}
