// The simulator as a process, and its control API.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { Agent } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { connect } from 'node:tls'

const binary = process.env.LINEKEEPER_SIMULATOR_BIN

/** Starts the built simulator on free ports; with a state file it restores its state. */
export async function startSimulator(stateFile) {
  if (!binary) throw new Error('LINEKEEPER_SIMULATOR_BIN must name the built linekeeper-simulator')
  const args = ['--listen', '127.0.0.1:0', '--control', '127.0.0.1:0']
  if (stateFile) args.push('--state', stateFile)
  const folder = await mkdtemp(join(tmpdir(), 'linekeeper-media-'))
  args.push('--media-ca', join(folder, 'ca.pem'))
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { RUST_LOG: 'warn', ...process.env } })
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`the simulator ended with ${code}`)
  })
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), failed])
  failed.catch(() => {})
  const { listen, control, media, root } = JSON.parse(line)
  const ca = await readFile(join(folder, 'ca.pem'))
  await rm(folder, { recursive: true })
  return {
    listen,
    control,
    /** Key that stands in place of the one with which WhatsApp signs its certificates, in hexadecimal. */
    root,
    /** Certificate of the authority of the media host, as PEM. */
    mediaAuthority: ca,
    /** Agent that leads every request to the media host and trusts it alone. */
    mediaAgent: new MediaAgent(Number(new URL(media).port), ca),
    /** Decrypted file of a message: `received` or `messages`, and its place there. */
    async file(log, seq) {
      const response = await fetch(`${control}/${log}/${seq}/file`)
      if (!response.ok) throw new Error(`${log} ${seq}: ${response.status} ${await response.text()}`)
      return Buffer.from(await response.arrayBuffer())
    },
    /** Calls the control API; throws if the call is refused. */
    async call(method, path, body) {
      const response = await fetch(control + path, {
        method,
        headers: body ? { 'content-type': 'application/json' } : {},
        body: body && JSON.stringify(body)
      })
      const text = await response.text()
      const answer = text ? JSON.parse(text) : undefined
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      return answer
    },
    async stop() {
      const exited = once(child, 'exit').catch(() => {})
      child.kill('SIGTERM')
      await exited
    }
  }
}

/** Baileys 6.7 downloads from one fixed host of WhatsApp, whatever `media_conn` says; its agent is an option. */
class MediaAgent extends Agent {
  constructor(port, ca) {
    super()
    this.target = { host: '127.0.0.1', port, ca, servername: 'localhost' }
  }

  createConnection(_, done) {
    return connect(this.target, done)
  }
}
