// Links Baileys to a phone of the simulator.

import assert from 'node:assert/strict'

import { DisconnectReason, connect } from './client.mjs'

/** Links a device by code; returns the client of its first login, which has the options. */
export async function link(simulator, number, credentials, options = {}) {
  const { makeSocket } = options
  const companion = await connect(simulator.listen, credentials, makeSocket && { makeSocket })
  await companion.until('connection.update', update => update.qr, 'the first qr code')
  const code = await companion.socket.requestPairingCode(number)
  const linked = await simulator.call('POST', `/phones/${number}/enter-code`, { code })
  assert.deepEqual(linked.linked, true)
  assert.deepEqual(await companion.closed(), { code: DisconnectReason.restartRequired })
  await companion.flush()
  const device = await connect(simulator.listen, credentials, options)
  await device.opened()
  return { device, linked }
}
