// The simulator's control API as this phone needs it. An answer is a value or a refusal, never an exception.

/** A device that is linked to the phone. */
export interface Device {
  /** Its jid, `79006464263:1@s.whatsapp.net`. */
  readonly device: string;
  /** What it calls itself. */
  readonly platform: string;
  readonly online: boolean;
  /** Whether it takes what is sent to it. */
  readonly active: boolean;
  /** Seconds since 1970. */
  readonly linkedAt: number;
  /** How much waits for it. */
  readonly queued: number;
}

/** A text the phone knows of. */
export interface Text {
  readonly id: string;
  readonly from: string;
  /** The jid of the device that sent it. */
  readonly device: string;
  readonly text: string;
  /** Seconds since 1970. */
  readonly at: number;
}

/** All the simulator tells of a phone. */
export interface Phone {
  readonly number: string;
  readonly pushName: string;
  readonly businessName: string | null;
  readonly devices: readonly Device[];
  /** Oldest first. */
  readonly texts: readonly Text[];
}

/** The names others see; an empty business name makes it a private phone. */
export interface Profile {
  readonly pushName: string;
  readonly businessName: string;
}

/** `error` is null when the simulator could not be asked at all. */
export interface Refusal {
  readonly error: string | null;
  readonly message: string;
}

export type Answer<Value> = { readonly ok: true; readonly value: Value } | ({ readonly ok: false } & Refusal);

export interface PhoneApi {
  look(): Promise<Answer<Phone>>;
  rename(profile: Profile): Promise<Answer<Phone>>;
  enterCode(code: string): Promise<Answer<{ device: string }>>;
  scan(qr: string): Promise<Answer<{ device: string }>>;
  /** One device, or all of them. */
  unlink(device: string | null): Promise<Answer<{ unlinked: string[] }>>;
  send(to: string, text: string): Promise<Answer<{ id: string; devices: number }>>;
}

const LOOK_MS = 10_000;
/** Linking waits for the other device, which has a minute. */
const LINK_MS = 90_000;

/** @param get what a test replaces */
export function phoneApi(number: string, get: typeof fetch = (...call) => fetch(...call)): PhoneApi {
  const base = `/sandbox/api/phones/${encodeURIComponent(number)}`;
  const post = <Value>(path: string, body: unknown, ms: number): Promise<Answer<Value>> =>
    ask(get, `${base}/${path}`, ms, json("POST", body));
  return {
    look: () => ask(get, base, LOOK_MS),
    rename: (profile) => ask(get, base, LOOK_MS, json("PUT", profile)),
    enterCode: (code) => post("enter-code", { code }, LINK_MS),
    scan: (qr) => post("scan", { qr }, LINK_MS),
    unlink: (device) => post("unlink", device === null ? {} : { device }, LOOK_MS),
    send: (to, text) => post("send", { to, text }, LOOK_MS),
  };
}

function json(method: string, body: unknown): RequestInit {
  return { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

async function ask<Value>(
  get: typeof fetch,
  address: string,
  ms: number,
  request: RequestInit = {},
): Promise<Answer<Value>> {
  try {
    const response = await get(address, { ...request, signal: AbortSignal.timeout(ms) });
    const value: unknown = await response.json();
    if (response.ok) return { ok: true, value: value as Value };
    const refusal = value as Partial<Record<keyof Refusal, unknown>> | null;
    return {
      ok: false,
      error: String(refusal?.error ?? "unknown"),
      message: String(refusal?.message ?? response.status),
    };
  } catch (error) {
    return { ok: false, error: null, message: String(error) };
  }
}
