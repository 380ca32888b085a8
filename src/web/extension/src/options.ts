// Request options of a passkey assertion: the exact form that is accepted, with its bounds.

import { lengthOf, unpadded } from "./base64url.ts";
import { MAX_JSON } from "./protocol.ts";

/** Bounds of what a page may ask for. Sizes in bytes, times in milliseconds. */
export const BOUNDS = {
  challenge: { min: 16, max: 512 },
  credentials: 64,
  credentialId: { min: 1, max: 1023 },
  transports: 8,
  timeout: { min: 30_000, max: 600_000, otherwise: 300_000 },
} as const;

const RP_IDS = ["whatsapp.com", "web.whatsapp.com"];
const VERIFICATIONS = ["required", "preferred", "discouraged"];
const HINTS = ["security-key", "client-device", "hybrid"];

export interface AllowedCredential {
  type: "public-key";
  id: string;
  transports?: string[];
}

/** Options that passed: plain JSON, with base64url texts for bytes. */
export interface RequestOptions {
  challenge: string;
  rpId: string;
  timeout: number;
  userVerification: "required" | "preferred" | "discouraged";
  allowCredentials: AllowedCredential[];
  hints: string[];
}

/**
 * Parses request options. Null unless the JSON has the exact form; unknown members are refused, extensions above all:
 * `prf` and `largeBlob` would hand out secrets of the passkey.
 */
export function requestOptions(json: unknown): RequestOptions | null {
  if (typeof json !== "string" || new TextEncoder().encode(json).length > MAX_JSON) return null;
  const options = parsed(json);
  const known = ["challenge", "timeout", "rpId", "allowCredentials", "userVerification", "hints", "extensions"];
  if (options === null || !hasOnly(options, known)) return null;
  const { rpId, userVerification = "preferred" } = options;
  const challenge = unpadded(options.challenge);
  const timeout = clampedTimeout(options.timeout);
  const allowCredentials = list(options.allowCredentials, BOUNDS.credentials, allowedCredential);
  const hints = list(options.hints, HINTS.length, (hint) => oneOf(hint, HINTS));
  if (!isWithin(lengthOf(challenge), BOUNDS.challenge) || timeout === null) return null;
  if (oneOf(rpId, RP_IDS) === null || oneOf(userVerification, VERIFICATIONS) === null) return null;
  if (allowCredentials === null || hints === null || !isEmpty(options.extensions)) return null;
  return { challenge, rpId, timeout, userVerification, allowCredentials, hints } as RequestOptions;
}

function parsed(json: string): Record<string, unknown> | null {
  try {
    return object(JSON.parse(json));
  } catch {
    return null;
  }
}

function object(value: unknown): Record<string, unknown> | null {
  const is = typeof value === "object" && value !== null && !Array.isArray(value);
  return is ? (value as Record<string, unknown>) : null;
}

function hasOnly(value: Record<string, unknown>, known: readonly string[]): boolean {
  return Object.keys(value).every((name) => known.includes(name));
}

function isWithin(value: number | null, { min, max }: { min: number; max: number }): boolean {
  return value !== null && value >= min && value <= max;
}

function oneOf(value: unknown, known: readonly string[]): string | null {
  return typeof value === "string" && known.includes(value) ? value : null;
}

function isEmpty(extensions: unknown): boolean {
  if (extensions === undefined) return true;
  const members = object(extensions);
  return members !== null && Object.keys(members).length === 0;
}

/** Timeout within the bounds: one that is out of them is no error, as in WebAuthn itself. */
function clampedTimeout(value: unknown): number | null {
  const { min, max, otherwise } = BOUNDS.timeout;
  if (value === undefined) return otherwise;
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) return null;
  return Math.round(Math.min(Math.max(value, min), max));
}

/** Items of an optional array, at most `max`; null when it is none or one of its items is refused. */
function list<T>(value: unknown, max: number, item: (value: unknown) => T | null): T[] | null {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > max) return null;
  const items = value.map(item);
  return items.includes(null) ? null : (items as T[]);
}

function allowedCredential(value: unknown): AllowedCredential | null {
  const credential = object(value);
  if (credential === null || !hasOnly(credential, ["type", "id", "transports"])) return null;
  const { type } = credential;
  const id = unpadded(credential.id);
  if (type !== "public-key" || !isWithin(lengthOf(id), BOUNDS.credentialId)) return null;
  if (credential.transports === undefined) return { type, id: id as string };
  // A transport that the browser does not know is ignored by it, so any short word passes.
  const transports = list(credential.transports, BOUNDS.transports, (name) =>
    typeof name === "string" && /^[a-z-]{1,32}$/.test(name) ? name : null,
  );
  return transports === null ? null : { type, id: id as string, transports };
}
