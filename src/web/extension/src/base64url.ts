// Base64url as WebAuthn's JSON forms have it, without padding.

/** Number of bytes of a base64url text without padding; null when it is none. */
export function lengthOf(text: unknown): number | null {
  if (typeof text !== "string" || !/^[\w-]*$/.test(text) || text.length % 4 === 1) return null;
  return Math.floor((text.length * 3) / 4);
}

/** Removes padding, which some senders write. */
export function unpadded(text: unknown): unknown {
  return typeof text === "string" ? text.replace(/={1,2}$/, "") : text;
}

/** Bytes of a text that {@link lengthOf} takes. */
export function decoded(text: string): Uint8Array {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}
