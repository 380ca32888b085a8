// Client of the simulator's control API. Every call resolves to a value or a refusal and never throws.

/** Device linked to the phone. */
export interface Device {
  /** Device jid, for example `79006464263:1@s.whatsapp.net`. */
  readonly device: string;
  /** Platform name that the device gave. */
  readonly platform: string;
  readonly online: boolean;
  /** Whether the device accepts messages. */
  readonly active: boolean;
  /** Seconds since 1970. */
  readonly linkedAt: number;
  /** Number of messages queued for the device. */
  readonly queued: number;
}

/** Text message that the phone knows. */
export interface Text {
  readonly id: string;
  readonly from: string;
  /** Jid of the sending device. */
  readonly device: string;
  readonly text: string;
  /** Seconds since 1970. */
  readonly at: number;
}

/** Whether linking demands the account's passkey, and whether the request has its options with it. */
export type PasskeyDemand = "off" | "with-options" | "without-options";

/** Linking that waits for the account's passkey, or for what follows it. */
export interface PasskeyLinking {
  /** What it waits for; with `confirmation` for the person at the phone alone. */
  readonly step: "assertion" | "nonce" | "pairing-request" | "confirmation";
  /** Request options of the open challenge; null when none is open. */
  readonly options: object | null;
  /** Code to compare, `XXXX-XXXX`; null before it is shown. */
  readonly code: string | null;
  readonly confirmed: boolean;
}

/** State of a phone in the simulator. */
export interface Phone {
  readonly number: string;
  readonly pushName: string;
  readonly businessName: string | null;
  readonly devices: readonly Device[];
  /** Oldest first. */
  readonly texts: readonly Text[];
  readonly passkey: PasskeyDemand;
  /** Null unless a linking has come to the passkey. */
  readonly passkeyLinking: PasskeyLinking | null;
}

/** Names that others see; an empty business name makes it a private phone. */
export interface Profile {
  readonly pushName: string;
  readonly businessName: string;
}

/** Description of a file. */
export interface Media {
  readonly mimetype?: string;
  readonly fileName?: string;
  readonly caption?: string;
  /** Bytes. */
  readonly fileLength?: number;
  readonly fileEncSha256?: string;
}

/** Order to send a file, in Base64. */
export interface MediaOrder {
  readonly type: "image" | "document";
  readonly file: string;
  readonly mimetype: string;
  readonly fileName?: string;
}

/** Message that the phone has sent, and what became of it at each linked device. */
export interface SentMessage {
  /** Place in the simulator's log. */
  readonly seq: number;
  readonly id: string;
  /** Number, or jid of a group. */
  readonly to: string;
  readonly kind: string;
  readonly text?: string;
  readonly media?: Media;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly deliveries: readonly {
    readonly number: string;
    readonly acknowledged?: string;
    readonly read: boolean;
  }[];
}

/** Message of a linked device that the phone has taken. */
export interface TakenMessage {
  readonly seq: number;
  readonly id: string;
  readonly from: string;
  /** Number of the other side, or jid of a group. */
  readonly chat: string;
  readonly kind: string;
  readonly content?: Media & {
    readonly text?: string;
    readonly emoji?: string;
    readonly name?: string;
    readonly latitude?: number;
    readonly longitude?: number;
  };
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly read: boolean;
}

export interface MessagePage<M> {
  readonly messages: readonly M[];
}

/** What the phone has sent and taken, oldest first. */
export interface Messages {
  readonly sent: readonly SentMessage[];
  readonly taken: readonly TakenMessage[];
}

/** `error` is the simulator's error code; null when it could not be reached. */
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
  /** Unlinks one device, or all of them when null. */
  unlink(device: string | null): Promise<Answer<{ unlinked: string[] }>>;
  send(to: string, text: string): Promise<Answer<{ id: string; devices: number }>>;
  sendFile(to: string, media: MediaOrder): Promise<Answer<{ id: string; devices: number }>>;
  /** Reads what the phone has sent after a place in the log. */
  sentMessages(after: number): Promise<Answer<MessagePage<SentMessage>>>;
  /** Reads what the phone has taken of linked devices after a place in the log. */
  takenMessages(after: number): Promise<Answer<MessagePage<TakenMessage>>>;
  /** Opens a chat: what is in it is read. */
  openChat(chat: string): Promise<Answer<{ read: number }>>;
  demandPasskey(demand: PasskeyDemand): Promise<Answer<Phone>>;
  /** Answers the open challenge with the phone's own authenticator, as a browser would. */
  makeAssertion(): Promise<Answer<object>>;
  confirmPasskey(): Promise<Answer<null>>;
  refusePasskey(): Promise<Answer<null>>;
}

const LOOK_MS = 10_000;
/** Timeout of a linking: it waits for the other device, which has a minute, and twenty with a passkey. */
const LINK_MS = 21 * 60_000;

/**
 * Creates the client of one phone.
 * @param get the fetch function, replaced in tests
 */
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
    sendFile: (to, content) => post("messages", { to, content }, LOOK_MS),
    sentMessages: (after) => ask(get, `${base}/messages?after=${after}`, LOOK_MS),
    takenMessages: (after) => ask(get, `${base}/received?after=${after}`, LOOK_MS),
    openChat: (chat) => post("open", { chat }, LOOK_MS),
    demandPasskey: (passkey) => ask(get, base, LOOK_MS, json("PUT", { passkey })),
    makeAssertion: () => post("passkey/assertion", {}, LOOK_MS),
    confirmPasskey: () => post("passkey/confirm", {}, LOOK_MS),
    refusePasskey: () => post("passkey/refuse", {}, LOOK_MS),
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
    const value: unknown = response.status === 204 ? null : await response.json();
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
