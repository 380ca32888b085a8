// What web.whatsapp.com hands back, held to the form of an assertion and to the request that it must answer.

import { decoded, lengthOf } from "./base64url.ts";
import type { RequestOptions } from "./options.ts";
import { MAX_JSON } from "./protocol.ts";

/** Origin on which the browser signs. */
export const WHATSAPP_ORIGIN = "https://web.whatsapp.com";

const MEMBERS = ["id", "rawId", "type", "response"];
const RESPONSE = ["clientDataJSON", "authenticatorData", "signature", "userHandle"];

/**
 * Whether this is the JSON of an assertion for these options, made on web.whatsapp.com. The signature is not verified:
 * only WhatsApp knows the public key.
 */
export function isAssertionFor(options: RequestOptions, json: unknown): json is string {
  if (typeof json !== "string" || json.length > MAX_JSON) return false;
  try {
    const assertion = JSON.parse(json);
    return isExactly(assertion, MEMBERS) && isOfForm(assertion) && answers(options, assertion.response.clientDataJSON);
  } catch {
    return false;
  }
}

interface Assertion {
  id: unknown;
  rawId: unknown;
  type: unknown;
  response: { clientDataJSON: string };
}

function isExactly(value: unknown, names: string[]): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const found = Object.keys(value);
  return found.length === names.length && names.every((name) => found.includes(name));
}

function isOfForm(assertion: Record<string, unknown>): assertion is Record<string, unknown> & Assertion {
  const { id, rawId, type, response } = assertion;
  if (type !== "public-key" || id !== rawId || !isBetween(lengthOf(id), 1, 1023)) return false;
  if (!isExactly(response, RESPONSE)) return false;
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  // Authenticator data: hash of the rpId, flags and counter are 37 bytes.
  const isSigned = isBetween(lengthOf(authenticatorData), 37, 4096) && isBetween(lengthOf(signature), 1, 4096);
  const isNamed = userHandle === null || isBetween(lengthOf(userHandle), 1, 64);
  return isSigned && isNamed && isBetween(lengthOf(clientDataJSON), 1, 4096);
}

function isBetween(length: number | null, min: number, max: number): boolean {
  return length !== null && length >= min && length <= max;
}

/** Whether the client data name this challenge and WhatsApp's origin, in its own window. */
function answers({ challenge }: RequestOptions, clientDataJSON: string): boolean {
  const client = JSON.parse(new TextDecoder().decode(decoded(clientDataJSON)));
  const isOurs = client.type === "webauthn.get" && client.challenge === challenge;
  return isOurs && client.origin === WHATSAPP_ORIGIN && client.crossOrigin !== true;
}
