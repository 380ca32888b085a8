// The simulator as a process, and its control API.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const binary = process.env.LINEKEEPER_SIMULATOR_BIN

/** Starts the built simulator on free ports; with a state file it restores its state. */
export async function startSimulator(stateFile) {
  if (!binary) throw new Error('LINEKEEPER_SIMULATOR_BIN must name the built linekeeper-simulator')
  const args = ['--listen', '127.0.0.1:0', '--control', '127.0.0.1:0']
  if (stateFile) args.push('--state', stateFile)
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { RUST_LOG: 'warn', ...process.env } })
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`the simulator ended with ${code}`)
  })
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), failed])
  failed.catch(() => {})
  const { listen, control } = JSON.parse(line)
  return {
    listen,
    control,
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
