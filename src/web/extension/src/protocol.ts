// Messages between a page and the extension, over `window.postMessage` in the page's own window. README.md has the table.

/** Version of the messages. A message of another version is none of ours. */
export const PROTOCOL = 1;

/** Mark by which both sides know their messages among all others of the window. */
export const CHANNEL = "linekeeper-passkey";

/** Largest request options and largest assertion, in UTF-16 units of their JSON. */
export const MAX_JSON = 16_384;

/** Error codes, as the page gets them. */
export const CODES = [
  /** No extension answers that has this page's origin allowed. */
  "not-found",
  /** The origin is not on the list, or not any more. */
  "origin-not-allowed",
  /** The request options are not of the exact form. */
  "invalid-request",
  /** Another request of this tab is under way. */
  "busy",
  /** The page cancelled. */
  "cancelled",
  /** The person refused, has no passkey here, or the browser refused for them (`NotAllowedError`). */
  "refused",
  /** Nobody answered in time. */
  "timeout",
  /** The person closed the tab of web.whatsapp.com. */
  "tab-closed",
  /** web.whatsapp.com could not be opened or asked. */
  "unavailable",
  /** The browser stopped the extension, or it was updated or removed. */
  "interrupted",
  /** Any other failure, also an answer that is no assertion for this request. */
  "failed",
] as const;

export type PasskeyErrorCode = (typeof CODES)[number];

/** Message of a page. */
export type PageMessage = { id: string } & (
  { type: "find" } | { type: "request"; options: string } | { type: "cancel" }
);

/** Message of the extension, about the page's message with the same id. */
export type ExtensionMessage = { id: string } & (
  | { type: "found"; version: string }
  | { type: "started" }
  | { type: "result"; assertion: string }
  | { type: "error"; code: PasskeyErrorCode }
);

type From = "page" | "extension";

/** A message as it is posted. */
export function envelope(from: From, message: PageMessage | ExtensionMessage): object {
  return { channel: CHANNEL, v: PROTOCOL, from, ...message };
}

const ENVELOPE = 5;

/** The fields of a posted message from that side, or null for anything else. */
export function opened(data: unknown, from: From): Record<string, unknown> | null {
  if (typeof data !== "object" || data === null) return null;
  const message = data as Record<string, unknown>;
  const ours = message.channel === CHANNEL && message.v === PROTOCOL && message.from === from;
  return ours && typeof message.id === "string" && /^[\w-]{16,64}$/.test(message.id) ? message : null;
}

/** Parses a page's message. Null unless it has exactly the fields of its type, within their bounds. */
export function pageMessage(data: unknown): PageMessage | null {
  const message = opened(data, "page");
  if (message === null) return null;
  const { type, options } = message;
  const id = message.id as string;
  const more = Object.keys(message).length - ENVELOPE;
  if ((type === "find" || type === "cancel") && more === 0) return { id, type };
  if (type !== "request" || more !== 1 || typeof options !== "string" || options.length > MAX_JSON) return null;
  return { id, type, options };
}
