// Conformance tests: a WebAuthn server that shares no code with ours accepts the assertions of the simulator's virtual
// authenticator, and refuses the wrong ones.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'

import { verifyAuthenticationResponse } from '@simplewebauthn/server'

import { startSimulator } from './simulator.mjs'

const SALON = '79006464263'

let simulator

before(async () => {
  simulator = await startSimulator()
})

after(() => simulator?.stop())

/** COSE key (ES256) of a SubjectPublicKeyInfo: its last 64 bytes are the coordinates. */
function cose(spki) {
  const point = Buffer.from(spki, 'base64url').subarray(-64)
  const [x, y] = [point.subarray(0, 32), point.subarray(32)]
  return Buffer.concat([Buffer.from('a5010203262001215820', 'hex'), x, Buffer.from('225820', 'hex'), y])
}

/** Verifies an assertion of the phone's authenticator as a relying party does; throws with the reason if it is wrong. */
async function verify(order = {}) {
  const challenge = randomBytes(32).toString('base64url')
  const options = { challenge, rpId: 'whatsapp.com', allowCredentials: [], userVerification: 'required' }
  const { credentials } = await simulator.call('GET', `/phones/${SALON}/passkey`)
  const response = await simulator.call('POST', `/phones/${SALON}/passkey/assertion`, { options, ...order })
  const verification = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: 'https://web.whatsapp.com',
    expectedRPID: options.rpId,
    requireUserVerification: true,
    credential: { id: credentials[0].id, publicKey: cose(credentials[0].publicKey), counter: 0 }
  })
  return { verified: verification.verified, sameCredential: response.id === credentials[0].id }
}

test('an assertion is accepted', async () => {
  assert.deepEqual(await verify(), { verified: true, sameCredential: true })
})

for (const [wrong, reason] of [
  ['challenge', /Unexpected authentication response challenge/],
  ['origin', /Unexpected authentication response origin/],
  ['type', /Unexpected authentication response type/],
  ['rp-id', /Unexpected RP ID hash/],
  ['unverified', /User verification required/],
  ['absent', /User not present/]
]) {
  test(`an assertion with wrong ${wrong} is refused`, async () => {
    await assert.rejects(verify({ wrong }), reason)
  })
}

test('a signature of something else is refused', async () => {
  assert.deepEqual(await verify({ wrong: 'signature' }), { verified: false, sameCredential: true })
})

test('an assertion of another credential names it', async () => {
  assert.equal((await verify({ wrong: 'credential' })).sameCredential, false)
})
